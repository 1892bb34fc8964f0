"""Plain text: its paragraphs and headings, its headline, without the lines a web page put around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from newsmend.ingest.boilerplate import drop, is_prose, split_lines
from newsmend.types import Block, Document, Span

_HEADING_LENGTH = 120  # code points; longer headlines occur, longer lines without a stop are mostly broken paragraphs
_WRAPPED_WIDTH = 40  # code points; no shorter line was wrapped at a width
_STOP = re.compile(r"[.!;,:…–—-][\"'”’»)\]]*\s*\Z")


def parse_text(
    text: str,
    *,
    id: str,  # noqa: A002
    source: str = "",
    title: str = "",
    metadata: Mapping[str, Any] | None = None,
) -> Document:
    """A document from plain text. `title` and `metadata` are what is already known of it."""
    article, dropped = drop(text, title)
    blocks = blocks_of(article)
    title = title or headline(article, blocks)
    return Document(id, article, source, title, metadata=dict(metadata or {}), blocks=blocks, dropped=dropped)


def blocks_of(text: str) -> tuple[Block, ...]:
    """The paragraphs and headings of a text. A blank line parts them, and so does a line break behind a full stop.

    In a text whose lines were wrapped at some width, which shows by most of its line breaks standing inside
    sentences, only blank lines do.
    """
    lines, spans = split_lines(text)
    together = [not line.gap and i > 0 for i, line in enumerate(lines)]
    runs_on = [near and _runs_on(lines[i - 1].text, lines[i].text) for i, near in enumerate(together)]
    wrapped = 2 * sum(runs_on) > sum(together)
    groups: list[list[int]] = []
    for i in range(len(lines)):
        if runs_on[i] or (wrapped and together[i] and len(lines[i - 1].text) >= _WRAPPED_WIDTH):
            groups[-1].append(i)
        else:
            groups.append([i])
    blocks: list[Block] = []
    for group in groups:
        kind = "heading" if len(group) == 1 and looks_like_heading(lines[group[0]].text) else "paragraph"
        blocks.append(Block(Span(spans[group[0]].start, spans[group[-1]].end), kind))
    return tuple(blocks)


def _runs_on(before: str, after: str) -> bool:
    """Whether a line goes on in the next: it has no stop, and is no heading above a paragraph."""
    before = before.rstrip()
    if before.endswith((",", ";")):
        return True
    return _STOP.search(before) is None and not (looks_like_heading(before) and not after[:1].islower())


def looks_like_heading(line: str) -> bool:
    """Whether a line by itself reads like a headline or a subheading: short, no full stop, no speech, no list mark.

    >>> looks_like_heading("What would happen on Earth?"), looks_like_heading("Nobody came.")
    (True, False)
    """
    line = line.strip()
    if not line or len(line) > _HEADING_LENGTH or not (line[0].isalnum() or line[0] in "\"'“‘«¿¡"):
        return False
    return _STOP.search(line) is None


def headline(text: str, blocks: tuple[Block, ...]) -> str:
    """The first line, when it is headed like an article and an article follows; "" otherwise."""
    if len(blocks) < 2 or blocks[0].kind != "heading":
        return ""
    rest = (text[block.span.start : block.span.end] for block in blocks[1:])
    return text[blocks[0].span.start : blocks[0].span.end].strip() if any(map(is_prose, rest)) else ""
