"""Line breaks inside sentences, where a link stood, and white space that says nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.language import lexicon
from newsmend.types import Draft, Edit, Rule, Safety

_WHY = "A page puts each link into an element of its own; what reads the page ends the line there, in mid-sentence."

BROKEN_LINE = Rule(
    "layout/broken-line",
    "A line that ends in mid-sentence.",
    Safety.FIX,
    (
        "The minister said on Monday\nthat the roads to the two northern provinces would be shut for at least a week.",
        "The minister said on Monday that the roads to the two northern provinces would be shut for at least a week.",
    ),
    why=_WHY,
    spares="Text wrapped at a width, verse, lists, tables, headings, Markdown (where a single break is a space).",
    typographic=True,
)
BROKEN_PARAGRAPH = Rule(
    "layout/broken-paragraph",
    "A paragraph that ends in mid-sentence.",
    Safety.FIX,
    (
        "The minister met delegates from the\n\nnorthern provinces, who asked for help.",
        "The minister met delegates from the northern provinces, who asked for help.",
    ),
    why=_WHY,
    spares="Lists without bullets, names that begin with a small letter, paragraphs in which no sentence goes on.",
    typographic=True,
)
TRAILING_SPACE = Rule(
    "layout/trailing-space",
    "White space at the end of a line.",
    Safety.FIX,
    ("The road is open.  \nIt was shut for a week.", "The road is open.\nIt was shut for a week."),
    why="It cannot be seen, and makes equal lines differ.",
    spares="Two spaces in Markdown, which break the line.",
    typographic=True,
)
BLANK_LINES = Rule(
    "layout/blank-lines",
    "Three or more blank lines in a row.",
    Safety.FIX,
    ("The road is open.\n\n\n\nIt was shut for a week.", "The road is open.\n\nIt was shut for a week."),
    why="They are what is left of page elements that held no text.",
    spares="One or two blank lines; code in Markdown.",
    typographic=True,
)
RULES = (BROKEN_LINE, BROKEN_PARAGRAPH, TRAILING_SPACE, BLANK_LINES)

_BREAK = re.compile(r"(?<=[^\W_]|[,’)”])(?P<gap>[ \t]*\n[ \t\n]*)(?=(?P<next>[^\W\d_]|[,;)]))")
_TRAILING = re.compile(r"(?<![ \t\xa0])[ \t\xa0]+(?=\r?\n|\Z)")
_BLANKS = frozenset(" \t\xa0")
_BLANK = re.compile(r"\n(?:[ \t]*\n){3,}")
_ROW = re.compile(r"[ \t]*(?:[-*•–—▪◦·>|#]|\(?\w{1,3}[.)]\s)|.*(?:\t|\||\S {3,}\S)")
_SMALL_START = re.compile(r"[a-z](?:[A-Z]|-|\.\w)|(?:al|el|de|di|da|van|von|bin|ibn|ben|www|https?)\b")
_NAME_OPENERS = frozenset("the a an its their his her our and or from with than into".split())
_CLOSINGS = frozenset("sincerely faithfully truly regards wishes respectfully thanks".split())  # the end of a letter
_VERSE_WIDTH = 60  # code points
_WRAP_WIDTHS = range(40, 121)
_WRAP_LEEWAY = 0.7  # a wrapped line is at least this share of the longest: one long word may have gone to the next
_LONG_ENOUGH = 40  # code points; a shorter paragraph without a full stop may be a row of a list
_LOOK = 500  # code points looked at on either side; lines of millions exist


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Joins sentences that a line break parts, and takes out white space at line ends."""

    settings: Settings = Settings()
    name: ClassVar[str] = "layout"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        markdown = draft.document.metadata.get("format") == "md"
        yield from find_broken_sentences(draft, markdown)
        if not (markdown and "```" in draft.text):
            yield from find_trailing_space(draft, markdown)
            yield from find_blank_lines(draft)


def find_trailing_space(draft: Draft, markdown: bool) -> Iterator[Edit]:
    """Take white space off line ends.

    Wrong in Markdown, where two spaces in front of a line break are the break.
    """
    text = draft.text
    if text[-1:] not in _BLANKS and not any(f"{blank}{end}" in text for blank in _BLANKS for end in ("\n", "\r\n")):
        return
    for match in _TRAILING.finditer(text):
        following = draft.text[match.end() : match.end() + 2]
        if markdown and len(match.group()) > 1 and following.strip():
            continue
        yield draft.edit(TRAILING_SPACE, *match.span(), "", "white space at a line's end")


def find_blank_lines(draft: Draft) -> Iterator[Edit]:
    """Leave one of three or more blank lines."""
    for match in _BLANK.finditer(draft.text):
        yield draft.edit(BLANK_LINES, *match.span(), "\n\n", "blank lines in a row")


def find_broken_sentences(draft: Draft, markdown: bool) -> Iterator[Edit]:
    """Join what a line break or blank line parts in mid-sentence.

    Wrong in verse, lists, tables, wrapped text, and where the second part begins with a name in a small letter.
    """
    if "\n" not in draft.text.strip():
        return
    edges = sorted({edge for anchor in draft.anchors for edge in (anchor.span.start, anchor.span.end)})
    for match in _BREAK.finditer(draft.text):
        gap = match.group("gap")
        blank = gap.count("\n") > 1
        if markdown and not blank:
            continue
        at_link = bisect_left(edges, match.start()) < bisect_left(edges, match.end() + 1)
        if match.group("next") not in ",;)" and not match.group("next").isupper() | match.group("next").islower():
            continue  # a script without letter case
        safety = _join(draft, match, blank=blank, at_link=at_link)
        if safety is not None:
            yield draft.edit(
                BROKEN_PARAGRAPH if blank else BROKEN_LINE,
                match.start("gap"),
                match.end("gap"),
                "" if match.group("next") in ",;)" else " ",
                "the sentence goes on behind the break",
                confidence=0.99 if safety == Safety.FIX else 0.7,
                evidence=("link-boundary",) if at_link else ("lower-case",),
                safety=safety,
            )


def _join(draft: Draft, match: re.Match[str], *, blank: bool, at_link: bool) -> Safety | None:
    """How safely two parts are one sentence; None when they may not be."""
    text, following = draft.text, match.group("next")
    left = text[max(match.start() - _LOOK, 0) : match.start()].rpartition("\n")[2]
    right = text[match.end() : match.end() + _LOOK].partition("\n")[0]
    if _ROW.match(left) or _ROW.match(right) or _in_special_block(draft, match.start(), match.end()):
        return None
    if left.count(" ") < 3 and left.rstrip(" ,").rpartition(" ")[2].lower() in _CLOSINGS:
        return None
    # Meant: verse, wrapped text; a name that begins with a small letter (al-Tamimi, iPhone).
    if _SMALL_START.match(right) if blank else _set_in_lines(text, *match.span(), at_link=at_link):
        return None
    last = left.rpartition(" ")[2].lower()
    if following.isupper():
        doubtful = blank and not at_link
        return None if last not in _NAME_OPENERS else Safety.SUGGEST if doubtful else Safety.FIX
    if not blank or following in ",;)":
        return Safety.FIX
    whole = len(left) >= _LONG_ENOUGH and (len(right) >= _LONG_ENOUGH or right[-1:] in '.!?”"')
    goes_on = at_link or last.endswith(",") or last in lexicon.CLOSED_CLASS
    return Safety.FIX if goes_on else Safety.SUGGEST if whole else None


def _in_special_block(draft: Draft, start: int, end: int) -> bool:
    """Whether a heading, list item, cell, caption or code ends or begins at the break."""
    return any(
        block.kind not in {"paragraph", "quote"} and block.span.start <= end and start <= block.span.end
        for block in draft.blocks
    )


def _set_in_lines(text: str, start: int, end: int, *, at_link: bool) -> bool:
    """Whether the lines around a break are meant: wrapped at a width, or verse, or rows."""
    before = text[max(start - _LOOK, 0) : start].rpartition("\n\n")[2]
    after = text[end : end + _LOOK].partition("\n\n")[0]
    if len(before) == _LOOK:
        before = before.partition("\n")[2] or before  # the first line may be cut
    lines = [line.strip() for line in f"{before}\n{after}".split("\n")]
    longest = max(len(line) for line in lines)
    if len(lines) > 2 and longest <= _VERSE_WIDTH and not at_link:
        return True
    if longest not in _WRAP_WIDTHS:
        return False
    wrapped = all(len(line) >= _WRAP_LEEWAY * longest for line in lines[:-1])
    # Of two lines nobody can tell; the lines of the paragraphs around them can.
    return wrapped and (len(lines) > 2 or _wrapped_around(text, start))


def _wrapped_around(text: str, at: int) -> bool:
    """Whether no line near the break is longer than wrapped lines are, and several paragraphs have line breaks."""
    near = text[max(at - _LOOK, 0) : at + _LOOK]
    breaks = len(re.findall(r"\S\n(?=\S)", near))
    return breaks > 1 and max(len(line) for line in near.split("\n")) < _WRAP_WIDTHS.stop
