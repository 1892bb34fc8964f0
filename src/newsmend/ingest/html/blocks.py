"""A page's elements and text, as they come from the parser, read into blocks of text and the elements around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from newsmend.ingest.html import names
from newsmend.ingest.html.tree import FLAT, INLINE
from newsmend.types import Anchor, Span

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td"
    " tfoot th thead tr ul".split()
)
MAX_VALUE = 400  # characters read of an attribute; class lists are shorter
MAX_BLOCKS_LINKED = 5  # a card's headline, text, date and author may be one link
LINES = frozenset("p li dd dt h1 h2 h3 h4 h5 h6 figcaption".split())  # hold lines of text: unknown elements are inline
ANCHORS = {"a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic"}
KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    "blockquote": "quote",
    "figcaption": "caption",
    "pre": "code",
}
UNSEEN = frozenset({"hidden", "notice"})  # families that are dropped from within a sentence
# A paragraph takes its kind from the element around it.
LENT = frozenset({"item", "quote", "caption", "code"})
# HTML's white space and the no-break space, which editors type where they mean a blank.
_BLANKS = re.compile(r" {2,}")
_BLOCK = re.compile(r"display\s*:\s*(?:block|table|flex)")
_ARTICLE_TYPE = re.compile(r"schema\.org/(?:\w*Article|\w*BlogPosting|Report)$")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


@dataclass(slots=True)
class Node:
    """An element: its place in the tree, the pieces `lo` to `hi` within it, and what its attributes say of it.

    `family` is the kind of page furniture its class words name, or ""; `body` is how strongly they name the article:
    0 not at all, 1 a main element, 2 an article element, 3 by a class, 4 by `itemprop=articleBody`. `picture` tells
    that an image stands in it.
    """

    parent: int
    tag: str
    words: str
    family: str = ""
    body: int = 0
    lo: int = 0
    hi: int = 0
    picture: bool = False


@dataclass(slots=True)
class Piece:
    """A block of text, white space collapsed, with its anchors; `linked` counts the characters within links."""

    text: str
    kind: str
    node: int
    tag: str
    anchors: list[Anchor] = field(default_factory=list)
    linked: int = 0


@dataclass(slots=True)
class Page:
    """All elements and all blocks of a page, in document order."""

    nodes: list[Node]
    pieces: list[Piece]

    def ancestors(self, node: int) -> Iterator[int]:
        """The node itself and the nodes around it, outwards."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent


class Reader:
    """Takes the parser's events and writes the page: open elements, and the block being written."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._pieces: list[Piece] = []
        self._elements: list[tuple[str, str, bool]] = []  # open elements: tag, anchor, whether a block
        self._open: list[tuple[str, int, int]] = []  # anchors not closed yet: kind, start, number of their first block
        self._blocks = 0
        self._length = 0
        self._parts: list[str] = []
        self._anchors: list[Anchor] = []
        self._linked = 0
        self._fresh = True  # nothing but a line break or a blank stands at the end of the block
        self._code = False
        self._place: list[tuple[int, str, str]] = []  # open blocks: node, tag, kind
        self._unseen = 0  # open elements since the outermost inline one that is not shown
        self._unseen_node = Node(-1, "", "")
        self._unseen_parts: list[str] = []

    def page(self) -> Page:
        """What was read."""
        while self._elements:
            self.end(self._elements[-1][0])
        if not self._nodes:
            self._enter("body", {})
        while self._place:
            self._leave()
        return Page(self._nodes, self._pieces)

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element begins."""
        if self._unseen:
            self._unseen += 1
            if self._unseen_parts and "class" in attrib:
                self._unwrap(tag, attrib)
            return
        if not self._place:
            self._enter("body", {} if tag != "body" else attrib)
            if tag == "body":
                self._elements.append((tag, "", False))
                return
        if tag == "br":
            self._line_break()
            self._elements.append((tag, "", False))
            return
        anchor = ANCHORS.get(tag, "")
        block = tag not in INLINE and (tag in BLOCKS or self._place[-1][1] not in LINES)
        if attrib and not block:
            style = attrib.get("style")
            block = style is not None and _BLOCK.search(style) is not None
            if not block and (style is not None or "class" in attrib) and self._hides(tag, attrib):
                return
        if block:
            self._enter(tag, attrib)
        if anchor:
            self._open.append((anchor, self._length, self._blocks))
        self._elements.append((tag, anchor, block))

    def end(self, tag: str) -> None:
        """An element ends, and with it what is open within it."""
        if self._unseen:
            self._unseen -= 1
            if not self._unseen:
                self._show_not()
            return
        if not self._elements or (self._elements[-1][0] != tag and all(each[0] != tag for each in self._elements)):
            return
        while self._elements:
            name, anchor, block = self._elements.pop()
            if anchor:
                self._note(*self._open.pop())
            if block:
                self._leave()
            if name == tag:
                return

    def data(self, text: str) -> None:
        """Text of the current block."""
        if self._unseen:
            self._unseen_parts.append(text)
            return
        if not self._code:
            if self._fresh and text.isspace():
                return
            text = _collapsed(text)
            if self._fresh and text[:1] == " ":
                text = text[1:]
        if text:
            if not self._place:
                self._enter("body", {})
            self._parts.append(text)
            self._length += len(text)
            self._fresh = text[-1] in " \n"

    def picture(self) -> None:
        """An image stands in the current block."""
        if self._place:
            self._nodes[self._place[-1][0]].picture = True

    def _enter(self, tag: str, attrib: Mapping[str, str]) -> None:
        """A block-level element begins."""
        self._flush()
        parent, _, lent = self._place[-1] if self._place else (-1, "", "")
        node = _node(tag, attrib, parent)
        node.lo = len(self._pieces)
        kind = KINDS.get(tag, "paragraph")
        if kind == "paragraph" and lent in LENT:
            kind = lent
        self._code = kind == "code"
        self._place.append((len(self._nodes), tag, kind))
        self._nodes.append(node)

    def _leave(self) -> None:
        """A block-level element ends."""
        self._flush()
        node = self._nodes[self._place.pop()[0]]
        node.hi = len(self._pieces)
        if node.picture and node.parent >= 0:
            self._nodes[node.parent].picture = True
        self._code = bool(self._place) and self._place[-1][2] == "code"

    def _hides(self, tag: str, attrib: Mapping[str, str]) -> bool:
        """Whether an inline element is not for the reader's eye; its text becomes a piece of its own."""
        node = _node(tag, attrib, self._place[-1][0])
        if node.family not in UNSEEN:
            return False
        self._unseen = 1
        self._unseen_node = node
        return True

    def _unwrap(self, tag: str, attrib: Mapping[str, str]) -> None:
        """Show the term of a tooltip when its explanation, an element within, begins."""
        node = _node(tag, attrib, self._unseen_node.parent)
        if node.family == self._unseen_node.family == "notice":
            depth, self._unseen = self._unseen, 0
            self.data("".join(self._unseen_parts))
            self._unseen, self._unseen_parts, self._unseen_node = depth, [], node

    def _show_not(self) -> None:
        """The end of an element that is not shown."""
        node = self._unseen_node
        node.lo, node.hi = len(self._pieces), len(self._pieces) + 1
        text = _collapsed("".join(self._unseen_parts)).strip()
        self._unseen_parts = []
        if text:
            self._pieces.append(Piece(text, "paragraph", len(self._nodes), node.tag))
            self._nodes.append(node)

    def _line_break(self) -> None:
        """A <br>: a new line; the second in a row ends the paragraph."""
        while self._parts and self._fresh:
            last = self._parts.pop()
            self._length -= len(last)
            if last == "\n":
                self._flush()
                return
            kept = last.rstrip(" ")
            if kept:
                self._parts.append(kept)
                self._length += len(kept)
                self._fresh = kept[-1] == "\n"
                break
        if self._parts:
            self._parts.append("\n")
            self._length += 1
            self._fresh = True

    def _flush(self) -> None:
        """End the current block, if there is one."""
        if not self._parts:
            self._fresh = True
            return
        raw = "".join(self._parts)
        node, tag, kind = self._place[-1]
        text = raw.strip("\n").rstrip() if kind == "code" else raw.strip()
        for each in reversed(self._open):
            if not self._note(*each):
                break
        self._blocks += 1
        if text:
            shift = raw.find(text[0])
            anchors = [anchor for each in self._anchors if (anchor := _trimmed(each, text, shift))]
            linked = len(text) if tag in FLAT and kind != "quote" else min(self._linked, len(text))
            self._pieces.append(Piece(text, kind, node, tag, anchors, linked))
        self._parts, self._anchors, self._linked, self._length, self._fresh = [], [], 0, 0, True

    def _note(self, kind: str, start: int, block: int) -> bool:
        """Remember an anchor up to here, unless it was never closed and ran on through block after block.

        False when it did; what was opened before it did so, too.
        """
        if self._blocks - block > MAX_BLOCKS_LINKED:
            return False
        start = min(start, self._length) if block == self._blocks else 0
        if start < self._length:
            if kind == "link":
                self._linked += self._length - start
            self._anchors.append(Anchor(Span(start, self._length), kind))
        return True


def _trimmed(anchor: Anchor, text: str, shift: int) -> Anchor | None:
    """An anchor in offsets of the stripped text, without the blanks at its edges; None when nothing is left."""
    start, end = max(0, anchor.span.start - shift), min(len(text), anchor.span.end - shift)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Anchor(Span(start, end), anchor.kind) if start < end else None


def _node(tag: str, attrib: Mapping[str, str], parent: int) -> Node:
    if not attrib:
        return Node(parent, tag, *names.reading(tag, "", "", "", ""))
    get = attrib.get
    values = (get("class", ""), get("id", ""), get("role", ""), get("data-component") or get("data-testid") or "")
    words, family, body = names.reading(tag, *(value[:MAX_VALUE] for value in values))
    if "articleBody" in get("itemprop", ""):
        family, body = "", 4
    elif body < 2 and tag not in {"html", "body"} and _ARTICLE_TYPE.search(get("itemtype", "")):
        body = 2
    if not family and ("hidden" in attrib or ("style" in attrib and _HIDDEN.search(attrib["style"][:MAX_VALUE]))):
        family = "hidden"
    return Node(parent, tag, words, family, body)


def _collapsed(text: str) -> str:
    """White space as HTML shows it."""
    for blank in "\n\t\xa0\r\f":
        text = text.replace(blank, " ")
    return _BLANKS.sub(" ", text) if "  " in text else text
