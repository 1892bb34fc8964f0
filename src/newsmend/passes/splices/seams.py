"""How likely a piece was put into a name: a small logistic regression; and how a sentence is read for it.

The features are costs of the word-sequence model at the seams and a few facts about both sides; the weights are made by
``training/seams.py`` from the same text as the model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.sequences import END, START, cost, tokens, word_class

NEAR = 10  # words to either side of a torn name within which its piece is missed
_FAR_COST = 0.25  # per word of distance, in the model's logarithms: of two good places the nearer one
_OFTEN = frozenset("to of in for with from by at on and that which who when where is was are were has had have".split())
_SUBJECTS = lexicon.PRONOUNS | {"there"}
_NO_FINITE = frozenset("be been being not to".split())
_FINITE = (lexicon.AUXILIARIES - _NO_FINITE) | {"will", "may"}


def read(text: str) -> list[str]:
    """The tokens of a sentence, its first word in the case it has in mid-sentence."""
    row = [match.group() for match in tokens(text)]
    if row:
        row[0] = lowered(row[0])
    return row


def lowered(word: str) -> str:
    """A word without the capital it has from its place; names keep theirs."""
    if word.lower() in lexicon.CLOSED_CLASS | {"will", "may", "like"} and word != "I":
        return word.lower()
    return word.lower() if word[1:].islower() and (lexicon.lower_share(word) or 0) > 0.5 else word


def finite_verbs(row: Sequence[str]) -> int:
    """How many words can be finite verbs, roughly: a past form behind a form of be or have, or after "to", is none."""
    return sum(finite(before, word) for before, word in pairwise(["", *row]))


@lru_cache(maxsize=50_000)
def finite(before: str, word: str) -> bool:
    """Whether a word can be a finite verb behind another."""
    if word in _FINITE or word.endswith(("n't", "n’t")):
        return True
    if not word.islower() or before in _FINITE or before == "to":
        return False
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(word)}
    third = "third_singular" in kinds and not lexicon.singulars(word)
    plain = before.lower() in _SUBJECTS and kinds & {"base", "third_singular"}
    return bool("past" in kinds or third or plain)


def _kind(word: str) -> str:
    """The class of a capitalised word if it were written small; NAME for what never is."""
    if (lexicon.lower_share(word) or 0) < 0.25:
        return "ADJECTIVE_NAME" if lexicon.is_adjective(word) else "NAME"
    return _class(word.lower())


def _class(word: str) -> str:
    if word.lower() in lexicon.CLOSED_CLASS:
        return "CLOSED"
    return word_class(word) if word[:1].isalnum() else "MARK"


def _tail(row: Sequence[str]) -> list[str]:
    return [*[START] * (2 - min(len(row), 2)), *row[-2:]]


def _hole(left: Sequence[str], piece: Sequence[str], right: Sequence[str]) -> float:
    """What a piece costs at the best place near a tear, in the logarithms of the word-sequence model; 20 without one.

    `left` ends with the first half of the torn name and `right` starts with the second.
    """
    row = [START, START, *left, *right, END, END]
    torn = len(left)
    found = [20.0]
    for at in range(max(1, torn - NEAR), min(len(left) + len(right), torn + NEAR) + 1):
        if at != torn and not (row[at + 1][0].isupper() and row[at + 2][0].isupper()):
            before, after = row[at : at + 2], row[at + 2 : at + 4]
            extra = cost([*before, *piece, *after]) - cost([*before, *after])
            found.append(extra + _FAR_COST * abs(at - torn))
    return min(found[1:] or found)


def split_features(left: Sequence[str], piece: Sequence[str], right: Sequence[str]) -> dict[str, float]:
    """What speaks for a piece inside a torn name, against a mere false capital before a true full stop."""
    share = lexicon.lower_share(right[0])
    return {
        "bias": 1.0,
        "into_piece": cost([*_tail(left), *piece[:2]]),
        "piece_end": cost([*_tail([*left, *piece]), END]),
        "second_start": cost([START, START, *right[:3]]),
        "joined": cost([*_tail(left), *right[:2]]),
        "hole": _hole(left, piece, right),
        "piece_length": float(len(piece)),
        "left_finite": float(finite_verbs(left) > 0),
        "piece_finite": float(finite_verbs(piece) > 0),
        "right_finite": float(finite_verbs(right) > 0),
        "second_share": 0.3 if share is None else share,
        f"second {_kind(right[0])}": 1.0,
        f"first {_kind(left[-1])}": 1.0,
        f"opens {piece[0] if piece[0] in _OFTEN else _class(piece[0])}": 1.0,
        "to_finite": float(finite_verbs([*left, *piece]) > 0),
        "first_share": lexicon.lower_share(left[-1]) or 0.0,
        "then_capital": float(len(right) > 1 and right[1][0].isupper()),
        "then_mark": float(len(right) > 1 and not right[1][0].isalnum()),
    }


def likelihood(features: Mapping[str, float], of: str) -> float:
    """How likely the fault is, 0 to 1, as far as these features tell; `of` is split_entity."""
    weights = tables.toml("seams.toml")[of]
    score = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(min(score, 30.0), -30.0)))
