"""Broken articles with hand-made gold, each in one text from which the broken text, the gold and the marks are read.

A file of `data/articles/` is a few lines of `key: value` (`desk`, `from`, `title`, `html: yes`, `set: held_out`), a
blank line, and the article as it was found, in which every artifact is marked where it stands:

    {{midcap+|Where=>where}}      kind, entitlement, what is there, what a careful sub-editor would write
    {{entity_variant?|a=>b||c}}   `b` is the gold, `c` as good
    {{nonsense!|the words}}       broken, but nobody can know the right words without the source: the gold leaves them
    %% a line                     a line of the page, all of it boilerplate; `%?` where only a suggestion is in order
    [[words]]                     a link in the HTML

Entitlements are those of the rules: `+` FIX, `?` SUGGEST, `!` FLAG. Whatever is not marked is right and must stay.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from newsmend.types import Anchor, Safety, Span

DATA = Path(__file__).with_name("data")
LEVELS = {"+": Safety.FIX, "?": Safety.SUGGEST, "!": Safety.FLAG}
_MARK = re.compile(r"\{\{(\w+)([+?!])\|(.*?)\}\}", re.DOTALL)
_PAGE_LINE = re.compile(r"^%([%?]) ?(.*)$", re.MULTILINE)
_LINK = re.compile(r"\[\[|\]\]")
_PARAGRAPH = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True)
class Mark:
    """An artifact: its kind, what a tool is entitled to, where it lies in the broken text, and what is right there."""

    kind: str
    level: Safety
    span: Span
    golds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A broken text, its gold, the marks in order and the links (code points of the broken text)."""

    name: str
    dirty: str
    gold: str
    marks: tuple[Mark, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def held_out(self) -> bool:
        """Whether the article is only measured on, never looked at for a repair."""
        return self.facts.get("set") == "held_out"

    @property
    def has_html(self) -> bool:
        """Whether the article was found as a page."""
        return self.facts.get("html") == "yes"


def parse(name: str, source: str) -> Article:
    """Read a marked-up article; ValueError says what is wrong with it."""
    head, blank, body = source.partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    if not blank or "desk" not in facts:
        raise ValueError(f"{name}: no header with a desk")
    return read(name, body.strip("\n"), facts)


def read(name: str, body: str, facts: dict[str, str] | None = None) -> Article:
    """Read the body of a marked-up article."""
    body = _PAGE_LINE.sub(_page_line, body)
    out: list[str] = []
    gold: list[str] = []
    marks: list[Mark] = []
    links: list[int] = []  # where each bracket of a link stood, opening and closing in turn
    size = 0

    def add(text: str) -> str:
        nonlocal size
        before = size
        for at, part in enumerate(_LINK.split(text)):
            links.extend([size] * (at > 0))
            out.append(part)
            size += len(part)
        return "".join(out)[before:] if before < size else ""

    last = 0
    for found in _MARK.finditer(body):
        gold.append(add(body[last : found.start()]))
        start = size
        broken, arrow, right = found[3].partition("=>")
        there = add(broken)
        golds = tuple(_LINK.sub("", each) for each in right.split("||")) if arrow else (there,)
        if arrow and there in golds:
            raise ValueError(f"{name}: {there!r} is marked and right")
        if arrow and LEVELS[found[2]] == Safety.FLAG:
            raise ValueError(f"{name}: {there!r} is for a flag and has a gold")
        if not there:
            raise ValueError(f"{name}: a mark without text at {body[found.start() : found.start() + 40]!r}")
        marks.append(Mark(found[1], LEVELS[found[2]], Span(start, size), golds))
        gold.append(golds[0])
        last = found.end()
    gold.append(add(body[last:]))
    dirty = "".join(out)
    if "{{" in dirty or "}}" in dirty or len(links) % 2:
        raise ValueError(f"{name}: a bracket is open")
    anchors = tuple(Anchor(Span(a, b)) for a, b in zip(links[::2], links[1::2], strict=True) if a < b)
    return Article(name, dirty, tidy("".join(gold)), tuple(marks), anchors, facts or {})


def _page_line(found: re.Match[str]) -> str:
    level = "+" if found[1] == "%" else "?"
    return f"{{{{boilerplate{level}|{found[2].rstrip()}=>}}}}"


def tidy(text: str) -> str:
    """The text without the gaps that lines taken out have left."""
    lines = (line.strip() for line in text.split("\n"))
    return _PARAGRAPH.sub("\n\n", "\n".join(lines)).strip()


def page(article: Article) -> str:
    """The broken article as an HTML page; a line break inside an artifact is a `<br>`, any other ends a paragraph."""
    inside = {at for mark in article.marks if mark.kind == "line_break" for at in range(mark.span.start, mark.span.end)}
    opens = {each.span.start: index for index, each in enumerate(article.anchors)}
    closes = {each.span.end for each in article.anchors}
    cells: list[str] = []
    for at, char in enumerate(article.dirty):
        if at in closes:
            cells.append("</a>")
        if at in opens:
            cells.append(f'<a href="/story/{opens[at] + 1}">')
        cells.append("<br>" if char == "\n" and at in inside else html.escape(char, quote=False))
    if len(article.dirty) in closes:
        cells.append("</a>")
    paragraphs = (line.strip() for line in "".join(cells).split("\n"))
    title = html.escape(article.facts.get("title", article.name), quote=False)
    return "\n".join(
        [
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n<body>',
            '<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>',
            '<main><article><div class="entry-content">',
            *(f"<p>{line}</p>" for line in paragraphs if line),
            "</div></article></main>\n<footer><p>Imprint · Terms of use · Cookie settings</p></footer>",
            "</body></html>\n",
        ]
    )


def articles(folder: Path = DATA / "articles") -> Iterator[Article]:
    """Every article of a folder, in order of name."""
    for path in sorted(folder.glob("*.txt")):
        yield parse(path.stem, path.read_text(encoding="utf-8"))


def clean_articles(folder: Path = DATA / "clean") -> Iterator[Article]:
    """Every good article of a folder: nothing is marked, all must stay."""
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8").strip()
        yield Article(path.stem, text, text, facts={"desk": path.stem.partition("-")[0]})


def hard_negatives(path: Path = DATA / "hard_negatives.tsv") -> Iterator[Article]:
    """Every sentence that must stay, named by its family of rules and its number."""
    rows = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for number, row in enumerate(rows, 1):
        family, _, text = row.replace("\\n", "\n").partition("\t")
        yield Article(f"{family}-{number}", text, text, facts={"desk": family})
