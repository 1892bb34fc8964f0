"""Full stops inside a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.boosting import decision, probability
from newsmend.language.displaced import STOP, displaced
from newsmend.language.sequences import START, cost
from newsmend.passes.splices import seams
from newsmend.passes.splices.features import features, tag_features
from newsmend.passes.splices.rules import FALSE_STOP
from newsmend.types import Draft, Edit, Safety

_JOINING = frozenset("because which where who whose whereas although though that when".split())
_OPENERS = sorted((lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | _JOINING) - {"like", "so", "yet"})
_SPOT = re.compile(
    r"(?<=[^\W_][^\W_][\w)%”\"’])\.[ ](" + "|".join(word.capitalize() for word in _OPENERS) + r")(?=[ ][\w“‘\"$€£])"
)
_CONJUNCTIONS = frozenset(("and", "but", "or", "nor", "yet"))
_SUBJECTS = frozenset("i he she we they there".split())
_ADVERBS = frozenset("after before since".split())
_CONTRACTED = re.compile("['’]")
_IN_FRONT = 9  # words in which the comma stands that closes a phrase in front of its sentence
_SHORTEST, _PHRASE = 3, 7  # words; up to three are sentences of their own, a pronoun within seven starts a clause
_TIMES = lexicon.MONTHS | lexicon.WEEKDAYS
_PARTITIVE = frozenset("course these those all two three four five six seven eight nine ten dozen".split())
_REACH = 600  # code points a sentence may stretch to either side
# Chances from which to act; see docs/language.md for what they find and harm.
DOUBT, DOUBT_CONJUNCTION = 0.3, 0.65  # from which tags are asked; below, they never raised one to what is suggested
SURE, SURE_IF_MANGLED, SURE_AT_LINK = 0.95, 0.9, 0.8
LIKELY, LIKELY_AT_LINK, LIKELY_CONJUNCTION = 0.7, 0.6, 0.9


@dataclass(frozen=True, slots=True)
class Cut:
    """A full stop before a small word, and the words of the sentences on its sides; the right one starts small.

    `end` is where the small word ends; `at_link` says whether a link or bold text starts with it.
    """

    start: int
    end: int
    left: list[str]
    right: list[str]
    at_link: bool

    @property
    def opener(self) -> str:
        """The small word, in lower case."""
        return self.right[0]


def cuts(draft: Draft) -> Iterator[Cut]:
    """Every full stop before a small word, but those of abbreviations and of pieces displaced into a name."""
    text = draft.text
    pieces = displaced(draft)
    borders = sorted(anchor.span.start for anchor in draft.anchors)
    for match in _SPOT.finditer(text):
        start, end = match.span()
        if any(one.first.start <= start <= one.second.end for one in pieces):
            continue
        left, right = _around(text, start, match.start(1))
        if len(right) < 2 or not left or _abbreviated(text, start) or _fronted(right) or _parallel(left, right):
            continue
        at = bisect_left(borders, match.start(1))
        yield Cut(start, end, left, right, at < len(borders) and borders[at] == match.start(1))


def remove_false_stops(draft: Draft) -> Iterator[Edit]:
    """Join a sentence cut before a small word ("the latest issue. Of the journal").

    Wrong where a sentence starts with a small word of its own right: "Of the ten, two stayed.", "And that was it."
    """
    mangled = draft.text != draft.document.text
    for one in cuts(draft):
        chance = _chance(draft, one)
        sure = SURE_AT_LINK if one.at_link else SURE_IF_MANGLED if mangled else SURE
        if chance < (LIKELY_AT_LINK if one.at_link else LIKELY_CONJUNCTION if one.opener in _CONJUNCTIONS else LIKELY):
            continue
        yield draft.edit(
            FALSE_STOP,
            one.start,
            one.end,
            f"{',' if _wants_comma(one) else ''} {one.opener}",
            "the sentence goes on behind this full stop",
            confidence=round(min(chance, 0.99), 2),
            evidence=("link-boundary", "word-order") if one.at_link else ("word-order",),
            safety=Safety.FIX if chance >= sure and not _stylish(one) else Safety.SUGGEST,
        )


def _chance(draft: Draft, one: Cut) -> float:
    """How likely a full stop is false, 0 to 1: by words; in doubt by tags as much, which cost a hundred times more."""
    row = features(one.left, one.right)
    odds = decision("false_stop").log_odds(row)
    doubt = DOUBT_CONJUNCTION if one.opener in _CONJUNCTIONS else DOUBT
    if probability(odds) >= doubt and (tags := tag_features(draft, one.start, one.end, one.opener)):
        odds = (odds + decision("false_stop_tagged").log_odds(row | tags)) / 2
    return probability(odds)


def _wants_comma(one: Cut) -> bool:
    """Whether the two parts read on better over a comma."""
    tail = [*[START] * (2 - min(len(one.left), 2)), *one.left[-2:]]
    return cost([*tail, ",", *one.right[:3]]) < cost([*tail, *one.right[:3]])


def _stylish(one: Cut) -> bool:
    """Whether the second part may stand alone by design: "And that was it.", "On it!", "In the evenings I read"."""
    pronoun = any(_CONTRACTED.split(word.lower())[0] in _SUBJECTS for word in one.right[2:_PHRASE])
    adverb = one.opener in _ADVERBS and one.right[1].lower() in lexicon.PRONOUNS  # "Before it was eleven."
    return one.opener in _CONJUNCTIONS or len(one.right) <= _SHORTEST or pronoun or adverb


def _around(text: str, stop: int, start: int) -> tuple[list[str], list[str]]:
    before = text[max(stop - _REACH, 0) : stop].rpartition("\n")[2]
    after = text[start : start + _REACH].partition("\n")[0]
    stops = [found.end() for found in STOP.finditer(before)]
    found = STOP.search(after)
    return seams.read(before[stops[-1] :] if stops else before), seams.read(after[: found.start()] if found else after)


def _fronted(right: list[str]) -> bool:
    """Whether a sentence plainly starts so: "Of the ten, two", "In fact", "To avoid", "That was"."""
    if right[0] == "of":
        return any(word in _PARTITIVE or word[0].isdigit() for word in right[1:3])
    if right[:2] == ["up", "to"]:
        return True  # Up to 200 millimetres fell
    if right[0] == "that":
        return right[1] in lexicon.AUXILIARIES
    if len(right) > 2 and (right[1] in _TIMES or re.fullmatch("[12][0-9]{3}", right[1])):
        return right[2].lower() in lexicon.DETERMINERS | lexicon.PRONOUNS  # In March the wells ran dry
    if right[0] in lexicon.PREPOSITIONS - {"of"} and any(_CONTRACTED.split(word)[0] == "there" for word in right[2:5]):
        return True  # In the autumn there'll be
    if right[0] in lexicon.PREPOSITIONS - {"of"} and "," in right[2:_IN_FRONT]:
        behind = right[right.index(",", 2) + 1 :]  # Outside the church, a small group
        if behind and behind[0].lower() in lexicon.DETERMINERS | lexicon.PRONOUNS:
            return True
    starts = tables.toml("splices.toml")["starts"]
    return " ".join(right[:2]) in starts or " ".join(right[:3]) in starts


def _parallel(left: list[str], right: list[str]) -> bool:
    """Whether two sentences start alike by design: "To lose one is bad. To lose both would ruin them"."""
    return [word.lower() for word in left if word[0].isalpha()][:2] == [word.lower() for word in right[:2]]


def _abbreviated(text: str, stop: int) -> bool:
    word = text[max(stop - 20, 0) : stop + 1].rpartition(" ")[2]
    return word in lexicon.ABBREVIATIONS
