"""Which of two copies that differ in one small word reads on: the words around it decide.

A margin is the logarithm of the odds that the first copy's word is the right one. Articles and prepositions are judged
by trees that ``training/choices.py`` fits; of other words, how often they stand beside their neighbours decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsmend.language import bigrams, boosting, lexicon
from newsmend.language.sequences import END, START, cost, word_class

TABLE = "choices.tsv.gz"
# Log-odds from which a choice is sure. Of articles set against another in text the trees had not read (PUD, EWT), 90%
# of the choices beyond it were right, of prepositions 96%; of all, 84% and 92%.
FIRM = 1.1
ARTICLES = frozenset(("a", "an", "the"))
COMMON = (
    "in on at for to from by with of about into over after before during under between through against until since "
    "within without among around"
).split()
"""The prepositions that training sets against each other."""
_VOWELS = frozenset("aeio")  # not u: a union, an uncle
_CONSONANTS = frozenset("bcdfgjkpqtvwz")
_UNIQUE = frozenset("same first second third last next only most least best worst whole".split())
_CLASSES = (
    "NAME PLURAL NOUN NOUN_OR_VERB NOUN_OR_ADJECTIVE ADJECTIVE ADVERB VERB PAST PARTICIPLE ING THIRD PLURAL_OR_VERB "
    "NUMBER YEAR OTHER"
).split()
_NUMBER_OF = {name: float(number) for number, name in enumerate(_CLASSES)}
_SURE = 9.0
_MARK, _CLOSED, _EDGE = 20.0, 21.0, 22.0


def features(left: Sequence[str], one: str, other: str, right: Sequence[str]) -> dict[str, float]:
    """What speaks for one small word against the other between two rows of words: mostly differences of the two."""
    before, near = [START, START, *left][-2:]
    after, then, last = [*right, END, END, END][:3]
    first, second = _alone(before, near, one, after, then), _alone(before, near, other, after, then)
    return {
        **{name: first[name] - second[name] for name in first},
        "near": _kind(near),
        "after": _kind(after),
        "then": _kind(then),
        "then_of": float(then == "of"),
        "last_of": float(last == "of"),
        "unique": float(after in _UNIQUE or after.endswith("est")),
        "said": float(after in left or then in left),
        "at": float(min(len(left), 20)),
    }


def _alone(before: str, near: str, word: str, after: str, then: str) -> dict[str, float]:
    alone = bigrams.count(word) or bigrams.UNSEEN
    into, out = bigrams.count(near.lower(), word), bigrams.count(word, after.lower())
    return {
        "cost": cost([before, near, word, after, then]) if after != END else cost([before, near, word, after]),
        "pair_left": (bigrams.UNSEEN if into is None else into) - alone,
        "pair_right": (bigrams.UNSEEN if out is None else out) - alone,
        "alone": alone,
        "new_left": float(into is None),
        "new_right": float(out is None),
        "ill_sounding": float(_ill_sounding(word, after.lower())),
        "plural": float(word in {"a", "an"} and _plural(after)),
    }


def _ill_sounding(word: str, after: str) -> bool:
    return (word == "a" and after[:1] in _VOWELS) or (word == "an" and after[:1] in _CONSONANTS)


def _plural(word: str) -> bool:
    singulars = lexicon.singulars(word)
    return bool(singulars) and word.lower() not in singulars


def _kind(word: str) -> float:
    if word in {START, END}:
        return _EDGE
    if not word[0].isalnum():
        return _MARK
    return _CLOSED if word.lower() in lexicon.CLOSED_CLASS else _NUMBER_OF.get(word_class(word), _NUMBER_OF["OTHER"])


def margin(left: Sequence[str], one: str, other: str, right: Sequence[str], document: str) -> float:
    """How much better the first word stands between these rows of words than the second; negative when it is worse.

    `document` is the lower-case text: a pair that the document has elsewhere, when it never has the other, tells.
    """
    difference = _difference(left, one, other, right)
    near, after = left[-1:], right[:1]
    for pair in ("{near} {word}", "{word} {after}"):
        if (not near and "near" in pair) or (not after and "after" in pair):
            continue
        first, second = (
            document.count(f" {pair.format(near=''.join(near), word=word, after=''.join(after))} ".lower())
            for word in (one, other)
        )
        # Each stands once in the copies themselves.
        if (first > 1) != (second > 1):
            difference += 1.0 if first > 1 else -1.0
    return difference


def _difference(left: Sequence[str], one: str, other: str, right: Sequence[str]) -> float:
    if {one, other} <= ARTICLES:
        after = "".join(right[:1]).lower()
        ill = _ill_sounding(other, after) - _ill_sounding(one, after)
        if ill or "the" not in {one, other}:
            return _SURE * ill
        if one == "the":
            return boosting.decision("article", TABLE).log_odds(features(left, one, other, right))
        return -boosting.decision("article", TABLE).log_odds(features(left, other, one, right))
    # Asked both ways, so that the order of two words says nothing.
    trees = boosting.decision("preposition", TABLE)
    there, back = features(left, one, other, right), features(left, other, one, right)
    return (trees.log_odds(there) - trees.log_odds(back)) / 2
