"""Full stops inside a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.displaced import STOP, displaced
from newsmend.passes.splices import seams
from newsmend.passes.splices.rules import FALSE_STOP
from newsmend.types import Draft, Edit, Safety

# Words that lean on the word before them; sentences that start so have a comma behind their phrase.
_LEANING = frozenset(
    "of to by with as at on in from into for than between among under over against through within without during "
    "towards toward across onto upon via per".split()
)
_COMMA_FIRST = frozenset("because which where who whose whereas although though".split())
_OPENERS = sorted(
    (lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | _COMMA_FIRST | {"that", "when"}) - {"like", "so", "yet"}
)
_SPOT = re.compile(
    r"(?<=[^\W_][^\W_][\w)%”\"’])\.[ ](" + "|".join(word.capitalize() for word in _OPENERS) + r")(?=[ ][a-z\d])"
)
_SUBJECTS = frozenset("i he she we they".split())
_SHORT, _PHRASE = 5, 7  # words within which a comma, or a pronoun, ends the phrase in front
_SHORTEST = 3  # words: "On it!" and "Of course." are sentences of their own
_REACH = 600  # code points a sentence may stretch to either side
# Likelihoods from which to act. At 0.95 and with the guards below, 18 of 7,405 true sentences that start so (MLQE-PE
# post-edits, half of them fragments themselves) would be joined, and a third of the false stops in broken news are.
SURE, SURE_AT_LINK, LIKELY, LIKELY_CONJUNCTION = 0.95, 0.8, 0.85, 0.97


def remove_false_stops(draft: Draft) -> Iterator[Edit]:
    """Join a sentence cut before a small word ("the latest issue. Of the journal").

    Wrong where a sentence starts with a small word of its own right: "Of the ten, two stayed.", "And that was it."
    """
    text = draft.text
    pieces = displaced(draft)
    mangled = text != draft.document.text
    borders = sorted(anchor.span.start for anchor in draft.anchors)
    for match in _SPOT.finditer(text):
        start, end = match.span()
        if any(one.first.start <= start <= one.second.end for one in pieces):
            continue
        left, right = _around(text, start, end - len(match.group(1)))
        opener = match.group(1).lower()
        if len(right) < 2 or not left or _abbreviated(text, start):
            continue
        chance = seams.likelihood(seams.stop_features(left, right), "false_stop")
        at = bisect_left(borders, end - len(match.group(1)))
        at_link = at < len(borders) and borders[at] == end - len(match.group(1))
        bound = f"{left[-1]} {opener}" in tables.toml("splices.toml")["bound"] and chance > 0.5
        leans = bound or (opener in _LEANING and not _fronted(right))
        # Behind a caption or a cry ("Dreams, hopes."), a fragment may follow by design, unless the text is mangled.
        whole = at_link or mangled or (len(left) >= _SHORT and seams.finite_verbs(left) > 0)
        sure = bound or (leans and whole and len(right) > _SHORTEST and chance >= (SURE_AT_LINK if at_link else SURE))
        if not sure and chance < (LIKELY if leans or at_link else LIKELY_CONJUNCTION):
            continue
        yield draft.edit(
            FALSE_STOP,
            start,
            end,
            f"{',' if opener in _COMMA_FIRST else ''} {opener}",
            "the sentence goes on behind this full stop",
            confidence=round(min(chance, 0.99), 2),
            evidence=("link-boundary", "word-order") if at_link else ("word-order",),
            safety=Safety.FIX if sure else Safety.SUGGEST,
        )


def _around(text: str, stop: int, start: int) -> tuple[list[str], list[str]]:
    before = text[max(stop - _REACH, 0) : stop].rpartition("\n")[2]
    after = text[start : start + _REACH].partition("\n")[0]
    stops = [found.end() for found in STOP.finditer(before)]
    found = STOP.search(after)
    return seams.read(before[stops[-1] :] if stops else before), seams.read(after[: found.start()] if found else after)


def _fronted(row: list[str]) -> bool:
    """Whether a phrase and then a clause follow: the build of a true sentence that starts with a small word.

    The clause starts behind a comma, or with a pronoun: "Of these, ten stayed", "In the evenings I read".
    """
    if "," in row and (row.index(",") < _SHORT or seams.finite_verbs(row[row.index(",") :])):
        return True
    listed = tables.toml("splices.toml")["starts"]
    if " ".join(row[:2]) in listed or " ".join(row[:3]) in listed:
        return True
    return row[1].isdigit() or any(word.lower() in _SUBJECTS for word in row[2:_PHRASE])


def _abbreviated(text: str, stop: int) -> bool:
    word = text[max(stop - 20, 0) : stop + 1].rpartition(" ")[2]
    return word in lexicon.ABBREVIATIONS
