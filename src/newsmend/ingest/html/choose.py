"""Which blocks are the article: find the container, then say of every block in it whether it stays, and why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from newsmend import tables
from newsmend.ingest import boilerplate
from newsmend.ingest.html.blocks import Page, Piece
from newsmend.ingest.html.furniture import LINK_LENGTH, all_linked, families_of
from newsmend.ingest.html.names import CONTAINERS

PROSE_LENGTH = 50  # characters; a shorter block is no evidence of running text
LINKED = 0.5  # share of characters within links above which a block is no running text
# Share of the prose a container must hold to be believed, by the strength of its name (see `blocks.Node.body`).
HOLDS = {1: 0.4, 2: 0.4, 3: 0.35, 4: 0.2}
HOLDS_TITLED = 0.15  # enough for an article element with the title in it: on some pages other articles follow
DESCEND = 0.9  # without such a name: go down while one child holds this share of the prose around it
COVERED = 0.6  # share of the JSON-LD article text that must be found before it says where the article stands
TOLD_LENGTH = 120  # characters of a block looked up in it
MAX_TOLD = 100_000  # characters of it looked at
MAX_LOOKED_UP = 1_000  # blocks looked up in it; both bound the time on pages made to take long
CAPTION_WORDS = 50  # a longer text beside a picture is no caption
BARE_CAPTION_WORDS = 12  # and without a credit it is shorter
SECTION_LINKED = 0.25  # share of links in the entries below "You may also like"
MANY_LINKS = 5  # so many links and nothing else are a list of them, however long: tags, sections, other articles
HEAD_WORDS = 18  # a date or byline line is no longer

_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s|$)|[。！？]")
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


def choose(page: Page, titles: Sequence[str] = (), body: str = "") -> Choice:
    """Decide for every block of a page; `titles` are what the page calls itself, `body` its JSON-LD article text."""
    weights = [_prose(piece) for piece in page.pieces]
    keys = {_key(title) for title in titles} - {""}
    heads = {i for i, piece in enumerate(page.pieces) if piece.tag == "h1" or _key(piece.text[:300]) in keys}
    families = families_of(page, weights, heads)
    free = [0 if families[piece.node] else weight for piece, weight in zip(page.pieces, weights, strict=True)]
    sums = [0, *accumulate(free)]
    strength, containers = _named(page, sums, heads)
    if strength < 3:
        containers = _told(page, body, free) or containers or [_found(page, sums)]
    inside = {i for number in containers for i in range(page.nodes[number].lo, page.nodes[number].hi)}
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
    _cut_sections(page, reasons)
    _cut_lines(page, reasons, titles)
    _cut_dangling(page, reasons)
    return Choice(reasons, containers[0])


def _prose(piece: Piece) -> int:
    """How many characters of running text a block holds."""
    if piece.kind == "heading" or len(piece.text) < PROSE_LENGTH or piece.linked > LINKED * len(piece.text):
        return 0
    return len(piece.text) - piece.linked if _SENTENCE.search(piece.text) else 0


# --- the container ---------------------------------------------------------------------------------------------------


def _told(page: Page, body: str, free: list[int]) -> list[int]:
    """The smallest element around the blocks that the page's JSON-LD gives as the article.

    Its text itself is often cut or stale; where most of it stands on the page it shows the place.
    """
    told = _key(body[:MAX_TOLD])
    if len(told) < PROSE_LENGTH:
        return []
    prose = [i for i, weight in enumerate(free) if weight][:MAX_LOOKED_UP]
    found = [i for i in prose if _key(page.pieces[i].text[:TOLD_LENGTH])[:-2] in told]
    if not found or sum(free[i] for i in found) < COVERED * len(told):
        return []
    for number in page.ancestors(page.pieces[found[0]].node):
        if page.nodes[number].hi > found[-1]:
            return [number]
    return []


def _named(page: Page, sums: list[int], heads: set[int]) -> tuple[int, list[int]]:
    """The elements that bear the article's name: one, or several with the same name when the body is split."""
    total = sums[-1]
    groups: dict[tuple[int, str, str], list[int]] = {}
    for number, node in enumerate(page.nodes):
        if node.body and sums[node.hi] > sums[node.lo]:
            group = groups.setdefault((node.body, node.tag, node.words), [])
            if not group or node.lo >= page.nodes[group[-1]].hi:
                group.append(number)
    best: list[int] = []
    best_key = (0, False, 0, 0)
    for (strength, _, _), group in groups.items():
        held = sum(sums[page.nodes[number].hi] - sums[page.nodes[number].lo] for number in group)
        titled = strength == 2 and any(page.nodes[group[0]].lo <= head < page.nodes[group[0]].hi for head in heads)
        if held < (HOLDS_TITLED if titled else HOLDS[strength]) * total:
            continue
        key = (strength, titled, held, group[0])
        if key > best_key:
            best, best_key = group, key
    return best_key[0], best


def _found(page: Page, sums: list[int]) -> int:
    """Without a name: go down from the root while one child holds most of the prose."""
    children: dict[int, list[int]] = {}
    for number, node in enumerate(page.nodes):
        children.setdefault(node.parent, []).append(number)
    best = 0
    while True:
        held = sums[page.nodes[best].hi] - sums[page.nodes[best].lo]
        for child in children.get(best, ()):
            if page.nodes[child].tag not in CONTAINERS:
                continue
            if held and sums[page.nodes[child].hi] - sums[page.nodes[child].lo] >= DESCEND * held:
                best = child
                break
        else:
            return best


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
            return not _prose(piece) or words <= BARE_CAPTION_WORDS or node.tag == "figure"
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
        if (piece.kind == "heading" or len(piece.text) < PROSE_LENGTH) and _labels("section").fullmatch(
            _key(piece.text)
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


def _key(text: str) -> str:
    """A text by its words alone.

    >>> _key("Strike ends – at last!")
    'strike ends at last'
    """
    return " ".join(_WORDS.findall(text)).lower()


@lru_cache(maxsize=2)
def _labels(name: str) -> re.Pattern[str]:
    words: Iterable[str] = tables.toml("html.toml")["label"][name]
    return re.compile("|".join(".*".join(map(re.escape, word.split("*"))) for word in words))
