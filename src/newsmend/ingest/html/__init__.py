"""HTML to a document: parse, read into blocks, choose the article's."""

from __future__ import annotations

from typing import NamedTuple

from newsmend.ingest.html import blocks, choose, metadata, tree
from newsmend.types import Anchor, Block, Document, Dropped, Span, UnreadableError

__all__ = ["parse_html"]

MAX_DROPPED = 50_000  # characters of the page around the article that are kept in `dropped`
MAX_MENU = 10_000  # characters; the longest menus seen have 6,000
LITTLE = 300  # characters of text below which a page may hold its article in <template> or <noscript>
WORTH = 2  # times as much text makes the second reading the better one
SEPARATOR = "\n\n"


def parse_html(markup: str, *, id: str, source: str = "") -> Document:  # noqa: A002 (the field's name)
    """The article of a page.

    Raises UnreadableError for a page beyond the limits of `tree` or without any text of its own.
    """
    first = _read(markup, thorough=False)
    if first.kept < LITTLE or any(len(piece.text) > MAX_MENU for piece in first.page.pieces if piece.tag in tree.FLAT):
        second = _read(markup, thorough=True)  # a menu never closed holds the page, or a script was to show it
        if second.kept > WORTH * first.kept:
            first = second
    if not first.kept:
        raise UnreadableError("no article text in this page")
    return _document(first, id, source)


class _Reading(NamedTuple):
    """A page as it was read; `kept` is the number of characters of its article."""

    page: blocks.Page
    about: metadata.About
    choice: choose.Choice
    kept: int


def _read(markup: str, *, thorough: bool) -> _Reading:
    reader = blocks.Reader()
    head = tree.parse(markup, reader, thorough=thorough)
    page = reader.page()
    about = metadata.read(head.soup, head.linked_data, _headings(page), head.dates)
    values = about.values
    choice = choose.choose(page, about.titles, about.body, values.get("description", ""), values.get("authors", ()))
    kept = sum(len(piece.text) for piece, reason in zip(page.pieces, choice.reasons, strict=True) if not reason)
    return _Reading(page, about, choice, kept)


def _headings(page: blocks.Page) -> list[str]:
    return [piece.text for piece in page.pieces if piece.tag == "h1"]


def _document(reading: _Reading, name: str, source: str) -> Document:
    page, about, choice, _ = reading
    parts: list[str] = []
    length = 0
    kept: list[Block] = []
    anchors: list[Anchor] = []
    dropped: list[Dropped] = []
    room = MAX_DROPPED
    untold = not about.declared
    for piece, reason in zip(page.pieces, choice.reasons, strict=True):
        if untold and reason == "html/title" and piece.tag == "h1":
            # Where the page's metadata names no headline, this is the only place that has it: it is text, not a repeat.
            untold = False
        elif reason:
            room -= len(piece.text)
            if room >= 0:
                dropped.append(Dropped(piece.text + SEPARATOR, reason, length))
            continue
        kept.append(Block(Span(length, length + len(piece.text)), piece.kind))
        anchors += [Anchor(Span(a.span.start + length, a.span.end + length), a.kind) for a in piece.anchors]
        parts.append(piece.text)
        length += len(piece.text) + len(SEPARATOR)
    text = SEPARATOR.join(parts) + "\n"
    # Behind the last block stands one line break, not two.
    dropped = [each if each.at < length else Dropped("\n" + each.text[:-1], each.reason, len(text)) for each in dropped]
    return Document(
        name, text, source, about.title, about.lang, about.values, tuple(kept), tuple(anchors), tuple(dropped)
    )
