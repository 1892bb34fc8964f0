"""Where a piece that landed inside a name belongs in its sentence: a trained ranking of the places nearby.

Every place between two words is described by how the words read on there with and without the piece, by what a clause
misses (a verb, a subject), and by its distance; ``training/choices.py`` fits the trees.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from newsmend.language import bigrams, boosting, lexicon, spellings
from newsmend.language.sequences import END, START, cost, word_class
from newsmend.passes.splices.seams import NEAR, finite

TABLE = "choices.tsv.gz"
BETWEEN_COPIES = 0.95  # the chance of a place between two copies of two words, none of which is a slip of its own
BORDERS = frozenset(',;:—–-()"“”')
_CLASSES = (
    "MARK PREPOSITION DETERMINER AUXILIARY PRONOUN CONJUNCTION CLOSED NAME PLURAL NOUN NOUN_OR_VERB NOUN_OR_ADJECTIVE "
    "ADJECTIVE ADVERB VERB PAST PARTICIPLE ING THIRD PLURAL_OR_VERB NUMBER YEAR OTHER EDGE"
).split()
_NUMBER_OF = {name: float(number) for number, name in enumerate(_CLASSES)}
_OPENERS = (
    "to of in for with from by at on and or but that which who where when as than if is was are were has had have be "
    "been will would can could may must do did does not into over after before about between"
).split()
_OPENER = {word: float(number) for number, word in enumerate(_OPENERS)}
_GROUPS = (
    (lexicon.PREPOSITIONS, "PREPOSITION"),
    (lexicon.DETERMINERS, "DETERMINER"),
    (lexicon.AUXILIARIES, "AUXILIARY"),
    (lexicon.PRONOUNS, "PRONOUN"),
    (lexicon.CONJUNCTIONS, "CONJUNCTION"),
    (lexicon.CLOSED_CLASS, "CLOSED"),
)


class Place(NamedTuple):
    """A place before word `at` of the joined sentence, and the chance, 0 to 1, that the piece belongs there."""

    chance: float
    at: int


def places(left: Sequence[str], piece: Sequence[str], right: Sequence[str]) -> list[Place]:
    """The places where a piece of two words or more may belong, the likeliest first.

    `left` ends with the first half of the torn name and `right` starts with the second. The sentence's start, the tear
    itself and the inside of another name are no places. Words that stand there twice in a row want it in between:
    "the old mill [is a new kind of] old mill", and so do two commas.
    """
    found = candidates(left, right)
    if not found:
        return []
    row = [word.lower() for word in (*left, *right)]
    near = range(len(left) + 1, len(left) + NEAR // 2 + 1)
    copies = [
        at
        for at in found
        if (at in near and row[at - 2 : at] == row[at : at + 2]) or row[at - 1 : at + 1] == [",", ","]
    ]
    if copies:
        return [Place(BETWEEN_COPIES, copies[0])]
    trees = boosting.decision("place", TABLE)
    scores = [trees.log_odds(row) for row in features(left, piece, right, found)]
    best = max(scores)
    weights = [math.exp(score - best) for score in scores]
    return sorted((Place(weight / sum(weights), at) for weight, at in zip(weights, found, strict=True)), reverse=True)


def candidates(left: Sequence[str], right: Sequence[str]) -> list[int]:
    """The places that come into question, each before a word counted from the sentence's start."""
    row = [*left, *right, END]
    torn = len(left)
    span = range(max(1, torn - NEAR), min(len(row) - 1, torn + NEAR) + 1)
    return [at for at in span if at != torn and not (row[at - 1][0].isupper() and row[at][0].isupper())]


def features(
    left: Sequence[str], piece: Sequence[str], right: Sequence[str], found: Sequence[int]
) -> list[dict[str, float]]:
    """What speaks for and against each place."""
    row = [*left, *right]
    torn, end = len(left), len(row)
    read = [START, START, *row, END, END]
    finites = [0, *accumulate(finite(before, word) for before, word in pairwise(["", *row]))]
    borders = [0, *accumulate(word in BORDERS for word in row)]
    of_piece = {
        "opener": _OPENER.get(piece[0], float(len(_OPENERS))),
        "first": _kind(piece[0]),
        "last": _kind(piece[-1]),
        "words": float(len(piece)),
        "piece_finite": float(sum(finite(before, word) for before, word in pairwise(["", *piece]))),
        "finites": float(finites[end]),
    }
    rows = []
    for at in found:
        before, near, after, far = read[at : at + 4]
        start = at
        while start and row[start - 1] not in BORDERS:
            start -= 1
        stop = at
        while stop < end and row[stop] not in BORDERS:
            stop += 1
        costs = {
            "into": cost([before, near, piece[0]]),
            "into_next": cost([near, *piece[:2]]),
            "out": cost([*piece[-2:], after]),
            "out_next": cost([piece[-1], after, far]) if after != END else 0.0,
            "without": cost([before, near, after]),
            "without_next": cost([near, after, far]) if after != END else 0.0,
        }
        extra = sum(costs.values()) - 2 * (costs["without"] + costs["without_next"])
        rows.append(
            {
                **of_piece,
                **costs,
                "extra": extra,
                "pair_into": affinity(near, piece[0]),
                "pair_out": affinity(piece[-1], after),
                "pair_without": affinity(near, after),
                "skip_into": affinity(near, piece[1]),
                "skip_out": affinity(piece[-1], far),
                "skip_before": affinity(before, piece[0]),
                "head_into": max(affinity(word, piece[0]) for word in read[max(at - 2, 0) : at + 2]),
                "head_out": max(affinity(piece[-1], word) for word in read[at + 2 : at + 5]),
                "distance": float(at - torn),
                "far": float(abs(at - torn)),
                "borders": float(abs(borders[at] - borders[torn])),
                "before": _kind(before),
                "near": _kind(near),
                "after": _kind(after),
                "next": _kind(far),
                "finite_left": float(finites[at]),
                "finite_right": float(finites[end] - finites[at]),
                "finite_clause_left": float(finites[at] - finites[start]),
                "finite_clause_right": float(finites[stop] - finites[at]),
                "at_end": float(stop == at),
                "at_start": float(start == at),
            }
        )
    least = min(one["extra"] for one in rows)
    for rank, one in enumerate(sorted(rows, key=lambda one: one["extra"])):
        one["rank"] = float(rank)
        one["behind"] = one["extra"] - least
    return rows


@lru_cache(maxsize=50_000)
def _kind(word: str) -> float:
    if word in {START, END}:
        return _NUMBER_OF["EDGE"]
    if not word[0].isalnum():
        return _NUMBER_OF["MARK"]
    name = next((name for group, name in _GROUPS if word.lower() in group), None) or word_class(word)
    return _NUMBER_OF.get(name, _NUMBER_OF["OTHER"])


# Logarithm of how many times larger the counts of pairs are than the lexicon's, over its 100 million words.
_BY_CHANCE = -9.2


@lru_cache(maxsize=50_000)
def affinity(one: str, other: str) -> float:
    """How much more often two words stand together than by chance, as a logarithm; 0 where nothing is known."""
    if not (one[0].isalpha() and other[0].isalpha()):
        return 0.0
    one, other = one.lower(), other.lower()
    alone = math.log(lexicon.frequency(one) * 100 + 1) + math.log(lexicon.frequency(other) * 100 + 1) + _BY_CHANCE
    count = spellings.pairs().get(f"{one} {other}")
    # A pair that the table lacks was rarer than its rarest.
    return (math.log(count) if count else min(bigrams.UNSEEN, alone)) - alone
