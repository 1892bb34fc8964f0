"""Markup to a BeautifulSoup tree: lxml parses, and only what extraction looks at becomes Python objects."""

from __future__ import annotations

import re
import warnings
from typing import Any

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.builder._lxml import LXMLTreeBuilder  # bs4.builder exports it only when lxml is there, which mypy cannot see
from bs4.element import NavigableString
from lxml import etree

from newsmend.types import UnreadableError

MAX_CHARACTERS = 32_000_000  # the longest news pages have 3 million; beyond this a file is a dump, not a page
MAX_ELEMENTS = 150_000  # live blogs reach 30,000; each costs 10 microseconds and 2 KB
MAX_DEPTH = 500  # what is nested deeper keeps its text and loses its tags; real pages stay below 100
MAX_VALUE = 400  # characters kept of an attribute; class lists are shorter
MAX_META = 5_000  # characters kept of a meta element's content
MAX_DATA = 2_000_000  # characters of JSON-LD read on one page
CHUNK = 1 << 20  # characters handed to the parser at a time

# Never text: skipped with all they hold before a Python object is made.
SILENT = frozenset(
    "script style svg math iframe object embed applet canvas audio video map select option textarea input button img"
    " picture source track template noscript noframes link base frame frameset datalist progress meter".split()
)
# Content management systems park an article in these when a script shows it; read when there is no text elsewhere.
PARKED = frozenset({"template", "noscript"})
PICTURES = frozenset({"img", "picture", "video", "svg", "map"})  # leave the mark `picture` on the element they stand in

KEPT_ATTRIBUTES = frozenset(
    "class id role itemprop href hidden style lang property name content rel http-equiv"
    " data-component data-testid".split()
)


# Elements within a line. All others are blocks, and white space beside a block's edge is no text.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q rp rt ruby s samp"
    " small span strike strong sub sup time tt u var wbr".split()
)
NO_EDGE = INLINE | {"br", "pre"}
# Read as one block of text, whatever they hold: menus are a quarter of all elements.
FLAT = frozenset({"nav", "footer"})


_UNFIT = re.compile("[\0\ud800-\udfff]")  # lxml takes neither NUL nor halves of surrogate pairs


class Soup(BeautifulSoup):
    """A soup whose strings are all of one class: scripts, styles and comments never get this far."""

    def string_container(self, base_class: type[NavigableString] | None = None) -> type[NavigableString]:  # noqa: ARG002
        """The class of every string."""
        return NavigableString


class LeanBuilder(LXMLTreeBuilder):
    """lxml's events as BeautifulSoup objects, without scripts, pictures, comments and unused attributes.

    Half the objects and half the time of the stock builder. `linked_data` collects the JSON-LD scripts. A `thorough`
    builder also reads <template> and <noscript>, and menus in full.
    """

    CHUNK_SIZE = CHUNK

    def __init__(self, *, thorough: bool = False) -> None:
        super().__init__(multi_valued_attributes=None, store_line_numbers=False)
        self.silent_tags = SILENT - PARKED if thorough else SILENT
        self.flat_tags = frozenset[str]() if thorough else FLAT
        self.linked_data: list[str] = []
        self._silent = 0  # open elements since the outermost silent one
        self._capture = False
        self._captured = 0
        self._elements = 0
        self._depth = 0
        self._flat = 0  # open elements since the outermost flat one
        self._at_edge = True  # the last thing seen was the start or end of a block

    def parser_for(self, encoding: Any) -> Any:
        """An lxml parser without a limit on depth or text length."""
        return etree.HTMLParser(target=self, recover=True, encoding=encoding, huge_tree=True)

    def start(self, tag: Any, attrib: Any, nsmap: Any = None) -> None:  # noqa: ARG002 (lxml calls it so)
        """Open an element, unless it lies in or is a silent one."""
        if self._silent:
            self._silent += 1
            return
        if tag in self.silent_tags and not (tag == "link" and attrib.get("rel") in {"canonical", "amphtml"}):
            self._silent = 1
            if tag in PICTURES and self.soup.currentTag is not None:
                self.soup.currentTag.attrs["picture"] = ""
            self._capture = tag == "script" and "ld+json" in attrib.get("type", "")
            if self._capture:
                self.linked_data.append("")
            return
        self._depth += 1
        if self._flat or self._depth > MAX_DEPTH:
            self._flat += bool(self._flat)
            self.soup.handle_data(" ")
            return
        self._flat = int(tag in self.flat_tags)
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise UnreadableError(f"more than {MAX_ELEMENTS:,} elements; this is a data dump, not an article page")
        self._at_edge = tag not in NO_EDGE
        attributes: dict[str, str] = {}
        longest = MAX_META if tag == "meta" else MAX_VALUE
        for name, value in attrib.items():
            if name in KEPT_ATTRIBUTES:
                attributes[name] = value[:longest]
        self.soup.handle_starttag(tag, None, None, attributes)

    def end(self, tag: Any) -> None:
        """Close an element."""
        if self._silent:
            self._silent -= 1
            self._capture = self._capture and self._silent > 0
            return
        self._depth -= 1
        if self._flat:
            self._flat -= 1
            if self._flat:
                return
        self._at_edge = tag not in NO_EDGE
        if self._depth < MAX_DEPTH:
            self.soup.handle_endtag(tag)

    def data(self, data: Any) -> None:
        """Text between tags."""
        if not self._silent:
            if not (self._at_edge and data.isspace()):
                self._at_edge = False
                self.soup.handle_data(data)
        elif self._capture and self._captured < MAX_DATA:
            self._captured += len(data)
            self.linked_data[-1] += data

    def comment(self, text: Any) -> None:
        """Comments are not text."""

    def pi(self, target: Any, data: Any) -> None:
        """Processing instructions are not text."""

    def doctype(self, name: Any, pubid: Any, system: Any) -> None:
        """The document type is not text."""


def parse(markup: str, *, thorough: bool = False) -> tuple[BeautifulSoup, list[str]]:
    """The tree of a page and the text of its JSON-LD scripts; see LeanBuilder for `thorough`.

    Raises UnreadableError for a page beyond the limits above.
    """
    if len(markup) > MAX_CHARACTERS:
        raise UnreadableError(
            f"{len(markup):,} characters of HTML; more than {MAX_CHARACTERS:,} is not an article page"
        )
    builder = LeanBuilder(thorough=thorough)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = Soup(_UNFIT.sub("", markup), builder=builder)
    return soup, builder.linked_data
