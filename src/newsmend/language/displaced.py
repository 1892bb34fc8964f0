"""Pieces of a sentence that stand in the middle of a name: "pockets of Islam Will also help. State fighters".

A translator is fed the text of a link apart from its sentence. The pieces come back with a capital and a full stop of
their own, and one of them may land inside a name. Found here, because two passes must know: casing leaves the capital
of such a piece alone, splices takes the piece out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsmend.language import lexicon
from newsmend.types import Draft, Span

OPENERS = (lexicon.CLOSED_CLASS | {"will", "would", "like", "per"}) - {
    "a", "i", "the", "an", "he", "she", "it", "they", "we", "you", "this", "these", "those", "his", "her", "its",
    "their", "our", "my", "your", "there", "who's",
}  # fmt: skip
"""Words a displaced piece starts with: pronouns and articles start sentences more often."""
_OPENER = "|".join(sorted(word.capitalize() for word in OPENERS if word.isalpha()))
_PART = r"[^\W\d_a-zß-ÿ][\w’'&-]*"
_PIECE = re.compile(
    rf"""(?<![\w’'-])(?P<first>{_PART})[ ]
    (?P<piece>(?:{_OPENER})(?:[ ](?:[a-zß-ÿ][\w’'-]*|\d[\d.,]*%?)){{1,6}})\.[ ]
    (?P<second>{_PART})""",
    re.VERBOSE,
)
# A sentence's end: not behind an initial or a title.
STOP = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?][”\"’)]*(?= |$)")
_REACH = 600  # code points a sentence may stretch to either side


@dataclass(frozen=True, slots=True)
class Displaced:
    """A piece between two capitalised words. `sentence` is the whole stretch that once was one sentence."""

    first: Span
    piece: Span  # its full stop is left out
    second: Span
    sentence: Span


def displaced(draft: Draft) -> list[Displaced]:
    """Every place in a draft that looks so, in order; found once per version of the text."""
    if "language.displaced" not in draft.memo:
        draft.memo["language.displaced"] = list(_find(draft.text))
    found: list[Displaced] = draft.memo["language.displaced"]
    return found


def _find(text: str) -> Iterator[Displaced]:
    for match in _PIECE.finditer(text):
        start, end = match.start("first"), match.end("second")
        before = text[max(start - _REACH, 0) : start].rpartition("\n")[2]
        stops = [stop.end() for stop in STOP.finditer(before)]
        if stops:
            before = before[stops[-1] :].lstrip()
        after = text[end : end + _REACH].partition("\n")[0]
        stop = STOP.search(after)
        if stop:
            after = after[: stop.start()]
        yield Displaced(
            Span(*match.span("first")),
            Span(*match.span("piece")),
            Span(*match.span("second")),
            Span(start - len(before), end + len(after)),
        )
