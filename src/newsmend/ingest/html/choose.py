"""Which blocks are the article: say of every block of a page whether it stays, and why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from newsmend import tables
from newsmend.ingest import boilerplate
from newsmend.ingest.html import container
from newsmend.ingest.html.blocks import Page, Piece
from newsmend.ingest.html.container import key
from newsmend.ingest.html.furniture import LINK_LENGTH, all_linked, families_of

CAPTION_WORDS = 50  # a longer text beside a picture is no caption
BARE_CAPTION_WORDS = 12  # and without a credit it is shorter
SECTION_LINKED = 0.25  # share of links in the entries below "You may also like"
MANY_LINKS = 5  # so many links and nothing else are a list of them, however long: tags, sections, other articles
NAMES_LENGTH = 100  # characters; a line with authors' names, their posts and papers is no longer
HEAD_WORDS = 18  # a date or byline line is no longer

_WORDS = re.compile(r"\w+")
_URL = re.compile(r"\W*(?:https?://|www\.)\S+\W*")
_DATE = re.compile(
    r"\b\d{1,2}:\d\d\b|\b(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?\b|\b\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\.?(?: de)? [^\W\d]{3,10}\.?(?: de)?,? (?:19|20)\d\d\b"
    r"|\b[A-Z][a-z]{2,8}\.? \d{1,2},? (?:19|20)\d\d\b"
)
_COUNTER = re.compile(r"(?:image|photo|slide|picture|foto)?\s*\d+\s*(?:of|/|de|von|sur)\s*\d+", re.IGNORECASE)
_CREDIT = re.compile(
    r"\((?:image|photo|picture|pic|foto|credit|file)s?\b[^)]*\)$|^\W*©\W*[^\W\d]"
    r"|\b(?:getty images|afp|reuters|shutterstock)\)?$"
    r"|\b(?:photo|image|picture|video)s?(?: credit| by| courtesy(?: of)?)?: |\bphotos? ©",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """For every piece the reason it was dropped for, or "" when it is part of the article."""

    reasons: list[str]
    container: int


def choose(
    page: Page, titles: Sequence[str] = (), body: str = "", summary: str = "", authors: Sequence[str] = ()
) -> Choice:
    """Decide for every block of a page.

    `titles` are what the page calls itself, `body` its JSON-LD article text, `summary` what it says it is about,
    `authors` who wrote it.
    """
    weights = [container.prose(piece) for piece in page.pieces]
    keys = {key(title) for title in titles} - {""}
    heads = {i for i, piece in enumerate(page.pieces) if piece.tag == "h1" or key(piece.text[:300]) in keys}
    families = families_of(page, weights, heads)
    free = [0 if families[piece.node] else weight for piece, weight in zip(page.pieces, weights, strict=True)]
    if not any(free):  # a brief: any words will do
        free = [
            0 if families[piece.node] or number in heads else len(piece.text) - piece.linked
            for number, piece in enumerate(page.pieces)
        ]
    sums = [0, *accumulate(free)]
    containers, inside = container.find(
        page, container.Prose(free, sums, families), heads, container.Told(keys, body, summary)
    )
    first = next((i for i, weight in enumerate(free) if weight and i not in heads), 0)
    reasons: list[str] = []
    for number, piece in enumerate(page.pieces):
        family = families[piece.node]
        if number in heads and number < first and family in {"", "head"}:
            reasons.append("html/title")
        elif number not in inside:
            reasons.append(f"html/{family or 'page'}")
        elif family:
            reasons.append(f"html/{family}")
        else:
            reasons.append(_judge(page, piece))
    _cut_head(page, reasons, weights, heads)
    _cut_names(page, reasons, weights, {name for name in map(key, authors) if " " in name})
    _cut_sections(page, reasons)
    _cut_lines(page, reasons, titles)
    _cut_dangling(page, reasons)
    return Choice(reasons, containers[0])


# --- blocks within it ------------------------------------------------------------------------------------------------


def _judge(page: Page, piece: Piece) -> str:
    """The reason to drop a block of the article's container, or ""."""
    if piece.kind == "caption" or _is_caption(page, piece):
        return "html/caption"
    if piece.kind not in {"cell", "heading", "code"} and all_linked(piece):
        links = sum(anchor.kind == "link" for anchor in piece.anchors)
        if (len(piece.text) < LINK_LENGTH or links >= MANY_LINKS) and not _URL.fullmatch(piece.text):
            return "html/links"
    if piece.linked and _is_label(piece):
        return "html/related"
    return ""


def _is_label(piece: Piece) -> bool:
    """A word such as "Related:" and a link behind it."""
    first = next((a.span.start for a in piece.anchors if a.kind == "link"), 0)
    label = piece.text[:first].strip(" :|–—-\n").lower()
    rest = piece.text[first:]
    return bool(_labels("related").fullmatch(label)) and piece.linked >= 0.7 * len(rest)


def _is_caption(page: Page, piece: Piece) -> bool:
    """A short text that shares its element with a picture, or that ends in a credit."""
    text = piece.text
    words = len(_WORDS.findall(text[:1000]))
    if words > CAPTION_WORDS or piece.kind in {"heading", "cell", "code", "quote"}:
        return False
    if _COUNTER.fullmatch(text) or (_CREDIT.search(text) and not text.endswith(('"', "”"))):
        return True
    if (
        _URL.search(text)
        or text[0] in "“\"'‘"
        or (piece.tag == "p" and (words > BARE_CAPTION_WORDS or text[-1] in ".?!:"))
    ):
        return False
    for number in page.ancestors(piece.node):
        node = page.nodes[number]
        if node.hi - node.lo > 2 or node.body >= 2:
            return False
        if node.picture:
            return not container.prose(piece) or words <= BARE_CAPTION_WORDS or node.tag == "figure"
    return False


def _cut_head(page: Page, reasons: list[str], weights: list[int], heads: set[int]) -> None:
    """Drop the title, what stands before it, and date and byline lines before the first paragraph."""
    first = next((i for i, reason in enumerate(reasons) if not reason and weights[i] and i not in heads), len(reasons))
    title = max((head for head in heads if head < first), default=-1)
    for number in range(first):
        piece = page.pieces[number]
        if reasons[number]:
            continue
        if number in heads:
            reasons[number] = "html/title"
        elif number < title:
            reasons[number] = "html/head"
        elif _is_stamp(piece):
            reasons[number] = "html/byline"


def _cut_names(page: Page, reasons: list[str], weights: list[int], names: set[str]) -> None:
    """Drop the lines around the text that give its authors: their names before it, nothing but a name behind it."""
    prose = [i for i, reason in enumerate(reasons) if not reason and weights[i]]
    if not names or not prose:
        return
    for number, piece in enumerate(page.pieces):
        if reasons[number] or prose[0] <= number <= prose[-1] or len(piece.text) > NAMES_LENGTH:
            continue
        line = key(piece.text)
        if line in names or (
            number < prose[0] and piece.kind != "heading" and any(f" {name} " in f" {line} " for name in names)
        ):
            reasons[number] = "html/byline"


def _is_stamp(piece: Piece) -> bool:
    """A line with the date or time of publication."""
    return (
        len(_WORDS.findall(piece.text)) <= HEAD_WORDS
        and piece.kind not in {"cell", "heading"}
        and not piece.text.endswith((".", "!", "?"))
        and bool(_DATE.search(piece.text))
    )


def _cut_sections(page: Page, reasons: list[str]) -> None:
    """Drop what stands under "You may also like": the links that follow, up to the next paragraph."""
    under = False
    for number, piece in enumerate(page.pieces):
        if reasons[number]:
            continue
        if (piece.kind == "heading" or len(piece.text) < container.PROSE_LENGTH) and _labels("section").fullmatch(
            key(piece.text)
        ):
            reasons[number] = "html/related"
            under = True
        elif under and piece.linked > SECTION_LINKED * len(piece.text):
            reasons[number] = "html/related"
        else:
            under = False


def _cut_lines(page: Page, reasons: list[str], titles: Sequence[str]) -> None:
    """Drop the lines that are boilerplate by their words, whatever they stand in."""
    kept = [number for number, reason in enumerate(reasons) if not reason]
    lines = [
        boilerplate.Line(piece.text, gap=True, kept=piece.kind in {"code", "cell"})
        for piece in (page.pieces[number] for number in kept)
    ]
    for number, family in zip(kept, boilerplate.judge(lines, titles[0] if titles else ""), strict=True):
        if family:
            reasons[number] = f"boilerplate/{family}"


def _cut_dangling(page: Page, reasons: list[str]) -> None:
    """Drop headings whose text was dropped, and linked headings without any."""
    gone = False  # something was dropped between here and the block below that stays
    below = 0  # rank of the heading below; 0 at the end of the article, 9 for text
    for number in range(len(reasons) - 1, -1, -1):
        piece = page.pieces[number]
        if reasons[number]:
            gone = gone or reasons[number] not in {"html/caption", "html/advert"}
            continue
        rank = int(piece.tag[1]) if piece.kind == "heading" and piece.tag[1:].isdigit() else 9
        if rank < 9 and below <= rank and (gone or not below or all_linked(piece)):
            reasons[number] = "html/dangling"
            continue
        gone, below = False, rank


@lru_cache(maxsize=2)
def _labels(name: str) -> re.Pattern[str]:
    words: Iterable[str] = tables.toml("html.toml")["label"][name]
    return re.compile("|".join(".*".join(map(re.escape, word.split("*"))) for word in words))
