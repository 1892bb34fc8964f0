"""Which of two copies that differ in one small word reads on: the words around it decide.

A margin is the natural logarithm of how much better the first copy's word sits between its neighbours, by bigram
counts, than the second's. Measured on human English (see `FIRM`), not on the sentences it is used for.
"""

from __future__ import annotations

from newsmend.language import bigrams, lexicon

# The margin at which the choice is right 99 times in 100. In 29,000 stretches of human English in which one article or
# preposition was replaced at random, the true one won 80% (articles) and 83% (prepositions) of all, 99.3% beyond this.
FIRM = 3.8
_VOWELS = "aeio"  # not u: a union, an uncle


def _fit(left: str, word: str, right: str) -> float:
    """The logarithm of how often `word` stands between these two, each side by itself; empty sides say nothing."""
    counts = bigrams.counts()
    alone = counts.get((word, ""), bigrams.UNSEEN)
    score = alone
    if left:
        score += counts.get((left, word), bigrams.UNSEEN) - alone
    if right:
        score += counts.get((word, right), bigrams.UNSEEN) - alone
    if right and ((word == "a" and right[0] in _VOWELS) or (word == "an" and right[0] in "bcdfgjkpqtvwz")):
        score -= 5
    if word in {"a", "an"} and right not in lexicon.singulars(right) and lexicon.singulars(right):
        score -= 5 if (word, right) not in counts else 0
    return score


def margin(left: str, first: str, second: str, right: str, document: str) -> float:
    """How much better the first word stands between its neighbours than the second; negative when it is worse.

    `document` is the lower-case text: one pair that the document has elsewhere, when it never has the other, tells.
    """
    difference = _fit(left, first, right) - _fit(left, second, right)
    for before, after in ((True, False), (False, True)):
        if (before and not left) or (after and not right):
            continue
        one, other = (document.count(f" {left} {word} " if before else f" {word} {right} ") for word in (first, second))
        # Each stands once in the copies themselves.
        if (one > 1) != (other > 1):
            difference += 1.0 if one > 1 else -1.0
    return difference
