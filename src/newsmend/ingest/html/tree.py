"""Markup to events: lxml parses, BeautifulSoup keeps the head, and what is shown goes to a reader as it comes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol, cast

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.builder._lxml import LXMLTreeBuilder  # bs4.builder exports it only when lxml is there, which mypy cannot see
from lxml import etree

from newsmend.types import UnreadableError

MAX_CHARACTERS = 32_000_000  # the longest news pages have 3 million; beyond this a file is a dump, not a page
MAX_ELEMENTS = 150_000  # live blogs reach 30,000
MAX_DEPTH = 500  # what is nested deeper keeps its text and loses its tags; real pages stay below 100
MAX_META = 5_000  # characters kept of a meta element's content
MAX_TOLD = 2_000  # elements of the head; pages have up to 300
MAX_DATA = 2_000_000  # characters of JSON-LD read on one page
CHUNK = 1 << 20  # characters handed to the parser at a time

# Never text: skipped with all they hold before a Python object is made.
SILENT = frozenset(
    "script style svg math iframe object embed applet canvas audio video map select option textarea input button img"
    " picture source track template noscript noframes link base frame frameset datalist progress meter"
    " amp-img amp-anim amp-video amp-iframe amp-youtube amp-analytics amp-pixel amp-state amp-script".split()
)
# Content management systems park an article in these when a script shows it; read when there is no text elsewhere.
PARKED = frozenset({"template", "noscript"})
# They leave the mark `picture` on the element they stand in.
PICTURES = frozenset("img picture video svg map amp-img amp-anim amp-video".split())

# What goes to the soup: a page's account of itself, wherever it stands.
TOLD = frozenset({"html", "head", "title", "meta", "link"})
KEPT_ATTRIBUTES = frozenset({"lang", "property", "name", "itemprop", "content", "http-equiv", "rel", "href"})
LINKS = frozenset({"canonical", "amphtml"})


# Elements within a line. All others are blocks, and white space beside a block's edge is no text.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q rp rt ruby s samp"
    " small span strike strong sub sup time tt u var wbr".split()
)
# Read as one block of text, whatever they hold: menus are a quarter of all elements.
FLAT = frozenset({"nav", "footer"})


_PUBLISHED = re.compile(r"\bpublished\b|\bpubdate\b|\bdatePublished\b|\bentry-date\b")


class Sink(Protocol):
    """What takes the events of the body."""

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text between tags."""

    def picture(self) -> None:
        """A picture stands here."""


class Target:
    """Parser target: silent elements vanish, the head goes to the soup, all else to the sink.

    A tree of the whole page is walked once, and building it takes more time than all that follows; so there is none.
    `linked_data` collects the JSON-LD scripts, `dates` the elements that give a date of publication. A `thorough` one
    also reads <template> and <noscript>, and menus in full.
    """

    def __init__(self, soup: BeautifulSoup, sink: Sink, *, thorough: bool = False) -> None:
        self.linked_data: list[str] = []
        self.dates: list[str] = []
        self._soup = soup
        self._sink = sink
        self._silent_tags = SILENT - PARKED if thorough else SILENT
        self._flat_tags = frozenset[str]() if thorough else FLAT
        self._special = self._silent_tags | self._flat_tags | TOLD | {"time"}
        self._silent = 0  # open elements since the outermost silent one
        self._title = False  # in the <title> of the head
        self._titled = False
        self._capture = False
        self._captured = 0
        self._elements = 0
        self._told = 0
        self._depth = 0
        self._flat = 0  # open elements since the outermost flat one

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """Open an element, unless it lies in or is a silent one."""
        if self._silent:
            self._silent += 1
            return
        if tag in self._special:
            if tag in TOLD:
                self._tell(tag, attrib)
                return
            if tag in self._silent_tags:
                self._hush(tag, attrib)
                return
            if tag == "time" and _PUBLISHED.search(f"{attrib.get('class', '')} {attrib.get('itemprop', '')}"):
                self.dates.append(attrib.get("datetime", "")[:MAX_META])
        self._depth += 1
        if self._flat or self._depth > MAX_DEPTH:
            self._flat += bool(self._flat)
            self._sink.data(" ")
            return
        self._flat = int(tag in self._flat_tags)
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise UnreadableError(f"more than {MAX_ELEMENTS:,} elements; this is a data dump, not an article page")
        self._sink.start(tag, attrib)

    def _hush(self, tag: str, attrib: Mapping[str, str]) -> None:
        self._silent = 1
        if tag in PICTURES:
            self._sink.picture()
        self._capture = tag == "script" and "ld+json" in attrib.get("type", "")
        if self._capture:
            self.linked_data.append("")

    def _tell(self, tag: str, attrib: Mapping[str, str]) -> None:
        """What the page says of itself; an element that is silent in the body is so for the sink."""
        if tag in {"meta", "link"}:
            self._silent = 1
            self._capture = False
            if tag == "link" and attrib.get("rel") not in LINKS:
                return
        elif tag == "title":
            if self._titled:
                self._silent = 1
                return
            self._title = self._titled = True
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise UnreadableError(f"more than {MAX_ELEMENTS:,} elements; this is a data dump, not an article page")
        self._told += 1
        if self._told > MAX_TOLD:
            self._silent, self._title = 1, False
            return
        kept = {name: value[:MAX_META] for name, value in attrib.items() if name in KEPT_ATTRIBUTES}
        self._soup.handle_starttag(tag, None, None, kept)
        if self._silent:
            self._soup.handle_endtag(tag)

    def end(self, tag: str) -> None:
        """Close an element."""
        if self._silent:
            self._silent -= 1
            return
        if tag in TOLD:
            self._title = self._title and tag != "title"
            self._soup.handle_endtag(tag)
            return
        self._depth -= 1
        if self._flat:
            self._flat -= 1
            if self._flat:
                return
        if self._depth < MAX_DEPTH:
            self._sink.end(tag)

    def data(self, data: str) -> None:
        """Text between tags."""
        if not self._silent:
            if self._title:
                self._soup.handle_data(data)
            else:
                self._sink.data(data)
        elif self._capture and self._captured < MAX_DATA:
            self._captured += len(data)
            self.linked_data[-1] += data

    def close(self) -> None:
        """The end of the page."""


class Builder(LXMLTreeBuilder):
    """BeautifulSoup's lxml builder with a target of its own between the parser and the soup."""

    CHUNK_SIZE = CHUNK

    def __init__(self, sink: Sink, *, thorough: bool = False) -> None:
        super().__init__(multi_valued_attributes=None, store_line_numbers=False)
        self._sink = sink
        self._thorough = thorough
        self.target: Target | None = None

    def parser_for(self, encoding: Any) -> Any:
        """An lxml parser without a limit on depth or text length."""
        assert self.soup is not None
        target = self.target = Target(self.soup, self._sink, thorough=self._thorough)
        # lxml asks a target for no more than it has; the stubs want all of it.
        return etree.HTMLParser(target=cast("Any", target), recover=True, encoding=encoding, huge_tree=True)


def _fit(markup: str) -> str:
    """Without what lxml does not take: NUL and halves of surrogate pairs."""
    if "\0" in markup:
        markup = markup.replace("\0", "")
    try:
        markup.encode()
    except UnicodeEncodeError:
        return markup.encode(errors="ignore").decode()
    return markup


class Head(NamedTuple):
    """What a page says of itself: its head, the text of its JSON-LD scripts, dates of publication in its body."""

    soup: BeautifulSoup
    linked_data: list[str]
    dates: list[str]


def parse(markup: str, sink: Sink, *, thorough: bool = False) -> Head:
    """Send a page to `sink` and give back its head.

    Raises UnreadableError for a page beyond the limits above.
    """
    if len(markup) > MAX_CHARACTERS:
        raise UnreadableError(
            f"{len(markup):,} characters of HTML; more than {MAX_CHARACTERS:,} is not an article page"
        )
    builder = Builder(sink, thorough=thorough)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(_fit(markup), builder=builder)
    target = builder.target
    return Head(soup, target.linked_data, target.dates) if target else Head(soup, [], [])
