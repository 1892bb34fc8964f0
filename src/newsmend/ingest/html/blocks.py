"""A tree read once into blocks of text and the elements they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from newsmend import tables
from newsmend.ingest.html.tree import FLAT, INLINE
from newsmend.types import Anchor, Span

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td"
    " tfoot th thead tr ul".split()
)
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
# Their class words name categories and authors of the article, not its place on the page.
NAMED_BY_CONTENT = frozenset({"html", "body", "article", "main", "tr", "tbody"})
CONTAINERS = frozenset("div section article main td body form center span".split())  # what may hold an article
UNSEEN = frozenset({"hidden", "notice"})  # families that are dropped from within a sentence
# A paragraph takes its kind from the element around it.
LENT = {"item", "quote", "caption"}
# HTML's white space and the no-break space, which editors type where they mean a blank.
_BLANK = re.compile(r"[ \t\n\r\f\xa0]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"(?![ ])[\W_]+")
_BLOCK = re.compile(r"display\s*:\s*(?:block|table|flex)")
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


def read(body: Tag) -> Page:
    """Read a tree in one walk, without recursion."""
    reader = _Reader()
    reader.enter(body)
    stack: list[tuple[Iterator[PageElement], str, bool]] = [(iter(body.contents), "", True)]
    while stack:
        children, anchor, block = stack[-1]
        for child in children:
            if type(child) is NavigableString:
                reader.write(child)
            elif isinstance(child, Tag) and (inner := _open(reader, child)) is not None:
                stack.append((iter(child.contents), *inner))
                break
        else:
            stack.pop()
            if anchor:
                reader.close_anchor()
            if block:
                reader.leave()
    return Page(reader.nodes, reader.pieces)


def _open(reader: _Reader, tag: Tag) -> tuple[str, bool] | None:
    """Begin an element: which anchor it is, and whether it is a block. None when there is nothing to read in it."""
    name = tag.name
    if name == "br":
        reader.line_break()
        return None
    if not (name in INLINE or reader.within_line(name)) or _shown_as_block(tag):
        reader.enter(tag)
        block = True
    else:
        block = False
        if tag.attrs:
            if "picture" in tag.attrs:
                reader.picture()
            if ("class" in tag.attrs or "style" in tag.attrs) and reader.hidden(tag):
                return None
    anchor = ANCHORS.get(name, "")
    if anchor:
        reader.open.append((anchor, reader.length, 0))
    return anchor, block


class _Reader:
    """The state of the walk: open elements, and the block being written."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.pieces: list[Piece] = []
        self.open: list[tuple[str, int, int]] = []  # anchors not closed yet: kind, start, blocks they began before
        self.length = 0
        self._parts: list[str] = []
        self._anchors: list[Anchor] = []
        self._linked = 0
        self._fresh = True  # nothing but a line break or a blank stands at the end of the block
        self._place: list[tuple[int, str, str]] = []  # open blocks: node, tag, kind

    def enter(self, tag: Tag) -> None:
        """A block-level element begins."""
        self.flush()
        node = _node(tag, self._place[-1][0] if self._place else -1)
        node.lo = len(self.pieces)
        kind = KINDS.get(tag.name, "paragraph")
        if kind == "paragraph" and self._place and (self._place[-1][2] in LENT or self._place[-1][2] == "code"):
            kind = self._place[-1][2]
        self._place.append((len(self.nodes), tag.name, kind))
        self.nodes.append(node)

    def leave(self) -> None:
        """A block-level element ends."""
        self.flush()
        node = self.nodes[self._place.pop()[0]]
        node.hi = len(self.pieces)
        if node.picture and node.parent >= 0:
            self.nodes[node.parent].picture = True

    def within_line(self, name: str) -> bool:
        """Whether an element HTML does not know stands in a paragraph, where it is no block."""
        return name not in BLOCKS and self._place[-1][1] in LINES

    def picture(self) -> None:
        """An image stands in the current block."""
        self.nodes[self._place[-1][0]].picture = True

    def hidden(self, tag: Tag) -> bool:
        """Whether an inline element is not for the reader's eye; its text becomes a piece of its own."""
        node = _node(tag, self._place[-1][0])
        if node.family not in UNSEEN:
            return False
        node.lo, node.hi = len(self.pieces), len(self.pieces) + 1
        text = _BLANK.sub(" ", tag.get_text()).strip()
        if text:
            self.pieces.append(Piece(text, "paragraph", len(self.nodes), tag.name))
            self.nodes.append(node)
        return True

    def write(self, text: str) -> None:
        """Text of the current block."""
        if self._place[-1][2] != "code":
            text = _BLANK.sub(" ", text)
            if self._fresh and text[:1] == " ":
                text = text[1:]
        if text:
            self._parts.append(text)
            self.length += len(text)
            self._fresh = text[-1] in " \n"

    def line_break(self) -> None:
        """A <br>: a new line; the second in a row ends the paragraph."""
        while self._parts and self._fresh:
            last = self._parts.pop()
            self.length -= len(last)
            if last == "\n":
                self.flush()
                return
            kept = last.rstrip(" ")
            if kept:
                self._parts.append(kept)
                self.length += len(kept)
                self._fresh = kept[-1] == "\n"
                break
        if self._parts:
            self._parts.append("\n")
            self.length += 1
            self._fresh = True

    def close_anchor(self) -> None:
        """A link, bold or italic span ends."""
        self._note(*self.open.pop())

    def flush(self) -> None:
        """End the current block, if there is one."""
        if not self._parts:
            self._fresh = True
            return
        raw = "".join(self._parts)
        node, tag, kind = self._place[-1]
        text = raw.strip("\n").rstrip() if kind == "code" else raw.strip()
        shift = raw.find(text[:1]) if text else 0
        for each in self.open:
            self._note(*each)
        self.open = [(kind_, 0, blocks + 1) for kind_, _, blocks in self.open]
        if text:
            anchors = [anchor for each in self._anchors if (anchor := _trimmed(each, text, shift))]
            linked = len(text) if tag in FLAT and kind != "quote" else min(self._linked, len(text))
            self.pieces.append(Piece(text, kind, node, tag, anchors, linked))
        self._parts, self._anchors, self._linked, self.length, self._fresh = [], [], 0, 0, True

    def _note(self, kind: str, start: int, blocks: int) -> None:
        """Remember an anchor from `start` to here, unless it was never closed and ran on through block after block."""
        start = min(start, self.length)
        if start == self.length or blocks > MAX_BLOCKS_LINKED:
            return
        if kind == "link":
            self._linked += self.length - start
        self._anchors.append(Anchor(Span(start, self.length), kind))


def _trimmed(anchor: Anchor, text: str, shift: int) -> Anchor | None:
    """An anchor in offsets of the stripped text, without the blanks at its edges; None when nothing is left."""
    start, end = max(0, anchor.span.start - shift), min(len(text), anchor.span.end - shift)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Anchor(Span(start, end), anchor.kind) if start < end else None


def _node(tag: Tag, parent: int) -> Node:
    get = tag.attrs.get
    family, body, words = _reading(
        tag.name, get("class", ""), get("id", ""), get("role", ""), get("data-component") or get("data-testid") or ""
    )
    if "itemprop" in tag.attrs and "articleBody" in tag.attrs["itemprop"]:
        family, body = "", 4
    if not family and ("hidden" in tag.attrs or ("style" in tag.attrs and _HIDDEN.search(tag.attrs["style"]))):
        family = "hidden"
    return Node(parent, tag.name, words, family, body, picture="picture" in tag.attrs)


def _shown_as_block(tag: Tag) -> bool:
    return "style" in tag.attrs and bool(_BLOCK.search(tag.attrs["style"]))


@lru_cache(maxsize=8192)
def _reading(tag: str, classes: str, identity: str, role: str, component: str) -> tuple[str, int, str]:
    """What a tag and its attributes say: family of furniture, strength as article body, the words themselves."""
    drop, body_words, tags = _table()
    words = _words(" ".join(part for part in (classes, identity, role, component) if part))
    padded = f" {words} "
    found = drop.search(padded)
    family = (found.lastgroup or "") if found and tag not in NAMED_BY_CONTENT else tags.get(tag, "")
    if tag not in CONTAINERS:
        return family, 0, words
    body = 3 if body_words.search(padded) else 2 if tag == "article" else int(tag == "main" or " main " in padded)
    return family, body, words


def _words(value: str) -> str:
    """Class words: lower case, joined by hyphens, split at capitals.

    >>> _words("relatedPosts__item wide")
    'related-posts-item wide'
    """
    if not value.islower():
        value = _CAMEL.sub("-", value).lower()
    return _NOT_WORD.sub("-", value)


def _pattern(word: str) -> str:
    """A word of the table as a regular expression; "=word" must be a class name by itself."""
    if word.startswith("="):
        return f"(?<= ){re.escape(word[1:])}(?= )"
    return re.escape(word.rstrip("*")) + "[a-z0-9]*" * word.endswith("*")


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    table = tables.toml("html.toml")

    def either(words: list[str]) -> str:
        return "|".join(_pattern(word) for word in words)

    drop = "|".join(f"(?P<{family}>{either(words)})" for family, words in table["drop"].items())
    return (
        re.compile(rf"(?<![a-z0-9])(?:{drop})(?![a-z0-9])"),
        re.compile(rf"(?<![a-z0-9])(?:{either(table['body']['words'])})(?![a-z0-9])"),
        table["drop_tags"],
    )
