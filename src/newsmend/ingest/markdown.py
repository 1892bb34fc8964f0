"""Markdown: its blocks, its links, and what in it is not prose: front matter, code, addresses, tags, shortcodes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from newsmend.ingest.boilerplate import drop, split_lines
from newsmend.types import Anchor, Block, Document, Span

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)(?:\r?\n)\1[ \t]*(?:\r?\n|\Z)(?:[ \t]*\r?\n)*", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z][\w-]*)[ \t]*[:=][ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_LINK = re.compile(
    r"""
    (!?)\[ ((?:[^\[\]\n\\]|\\.){0,500}) \]                        # an image's mark, and the text of a link
    ( \( (?:[^()\s]|\([^()\s]*\)){0,2000} (?:[ \t]+["'][^"'\n]*["'])? \)   # its address and title
    | \[[^\[\]\n]{0,200}\] )                                     # or the name of a reference
    """,
    re.VERBOSE,
)
_NOT_PROSE = re.compile(
    r"""
    (?P<ticks>`+)(?!`)[^\n]{0,2000}?(?<!`)(?P=ticks)(?!`)       # inline code
  | <!--.*?-->                                                  # comments
  | </?[A-Za-z][^<>\n]{0,1000}>                                 # tags, and addresses in angle brackets
  | \{\{[<%]?.{0,1000}?[>%]?\}\} | \{%.{0,1000}?%\}             # shortcodes
  | ^[ ]{0,3}\[[^\]\n]+\]:[ \t]+\S+[^\n]*$                      # where a reference link leads
    """,
    re.VERBOSE | re.MULTILINE,
)
# In Markdown these are what the author wrote, and no leftovers of a page.
_CODE_LINE = re.compile(r"^[ \t]*(?:\{\{.{0,1000}\}\}|\{%.{0,1000}%\}|<(?!!--)[^<>\n]{0,1000}>)[ \t]*$", re.MULTILINE)
_INDENTED = re.compile(r"(?: {4}|\t)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_CELL = re.compile(r"(?=[ \t]*\|.*\|[ \t]*\Z)")
_MARKS = (("heading", _HEADING), ("quote", _QUOTE), ("item", _ITEM), ("cell", _CELL))
_ONE_LINE_EACH = {"heading", "item", "cell"}
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z")
_KNOWN_FIELDS = {"title": "title", "lang": "lang", "language": "lang", "author": "author", "date": "date"}


def parse_markdown(text: str, *, id: str, source: str = "", metadata: Mapping[str, Any] | None = None) -> Document:  # noqa: A002
    """A document from Markdown. Its front matter moves to `metadata["front_matter"]`, fences and all."""
    known = dict(metadata or {})
    found = _FRONT_MATTER.match(text)
    fields: dict[str, str] = {}
    if found:
        known["front_matter"] = found[0]
        fields = front_matter_fields(found[2])
        known |= {name: fields[name] for name in ("author", "date") if name in fields}
        text = text[found.end() :]
    title = fields.get("title", "")
    article, dropped = drop(text, keep=[*_fences(text), *(Span(*m.span()) for m in _CODE_LINE.finditer(text))])
    blocks = tuple(sorted(_blocks(article), key=lambda block: (block.span, block.kind != "code")))
    if not title:
        first = next((block for block in blocks if block.kind != "code"), None)
        if first is not None and first.kind == "heading":
            title = article[first.span.start : first.span.end].strip()
    return Document(
        id, article, source, title, fields.get("lang", ""), known, blocks, tuple(_anchors(article)), dropped
    )


def front_matter_fields(lines: str) -> dict[str, str]:
    r"""Title, language, author and date from YAML or TOML lines `name: value`, quotes taken off. Nothing nested.

    >>> front_matter_fields('title: "A comma"\ntags: [a, b]\nlang: en')
    {'title': 'A comma', 'lang': 'en'}
    """
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(lines):
        key = _KNOWN_FIELDS.get(name.lower())
        if key and key not in fields and value[0] not in "[{|>&*":
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            fields[key] = value[1:-1] if quoted else value
    return fields


def _fences(text: str) -> list[Span]:
    """Fenced code, its fences included; a fence left open lasts to the end."""
    spans: list[Span] = []
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[1].startswith(opened[1]) and fence[0].strip() == fence[1]:
            spans.append(Span(opened.start(), fence.end()))
            opened = None
    if opened is not None:
        spans.append(Span(opened.start(), len(text)))
    return spans


def _blocks(text: str) -> Iterator[Block]:
    fences = _fences(text)
    fenced = _inside(fences)
    for span in fences:
        yield Block(span, "code")
    for match in _NOT_PROSE.finditer(text):
        if not fenced(match.start()):
            yield Block(Span(*match.span()), "code")
    for match in _LINK.finditer(text):
        if not fenced(match.start()):
            yield Block(Span(*match.span(3)), "code")
    kind, start, end = "", 0, 0
    for line, span in zip(*split_lines(text), strict=True):
        now, mark = ("", 0) if fenced(span.start) else _line_kind(line.text, kind, line.gap or not end)
        if now == "underline":
            kind, now = "heading", ""
        if kind and (line.gap or now != kind or now in _ONE_LINE_EACH):
            yield Block(Span(start, end), kind)
            kind = ""
        if now and not kind:
            kind, start = now, span.start + mark
        end = span.end
    if kind:
        yield Block(Span(start, end), kind)


def _inside(spans: list[Span]) -> Callable[[int], bool]:
    """Whether a place lies in one of some spans in order."""
    starts = [span.start for span in spans]

    def inside(at: int) -> bool:
        i = bisect_right(starts, at) - 1
        return i >= 0 and at < spans[i].end

    return inside


def _line_kind(line: str, before: str, gap: bool) -> tuple[str, int]:
    """What a line is, and how many characters mark it as that; "" for rules and empty marks."""
    if _INDENTED.match(line) and not _ITEM.match(line) and (before == "code" or (gap and before != "item")):
        return "code", 0
    if not gap and before == "paragraph" and _UNDERLINE.match(line):
        return "underline", 0
    if not line.strip(" \t*-_=>#|:"):
        return "", 0
    for kind, mark in _MARKS:
        if found := mark.match(line):
            return kind, found.end()
    return (before if not gap and before in {"item", "quote"} else "paragraph"), 0


def _anchors(text: str) -> Iterator[Anchor]:
    """The texts of links, outside fenced code; the text of an image is no link."""
    fenced = _inside(_fences(text))
    for match in _LINK.finditer(text):
        if not match[1] and match[2] and not fenced(match.start()):
            yield Anchor(Span(*match.span(2)), "link")
