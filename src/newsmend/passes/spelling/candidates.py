"""What an unknown word may have been: a word that lost letters, two words that lost their hyphen, a misspelt word.

A machine translator's glossary or a spinner's text filter takes letters out of the middle of words ("outbrks",
"highisk"); people double, swap and miss single ones ("recieve"). All three are asked of one index of deletions, which
is read in place (`language/spellings.py`): the first two of its lists, the third of symspell's lookup at distance 1,
whose answers are only ever suggested.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from newsmend import tables
from newsmend.language import lexicon, spellings

_REMEMBERED = 20_000  # words whose candidates are kept per process: a text is read several times over
_LEAST_HALF = 50  # occurrences per 100 million words; a rarer word is no half of a compound
_IN_DOCUMENT = 1.0  # what it is worth that the document uses the word, in powers of ten of its frequency
_PAIR_SCALE = 6.0  # symspell's counts of word pairs, brought near the lexicon's frequencies (powers of ten)
_PAIR_FLOOR = 4.0  # power of ten of a count; a pair seen at all has about six
_PAIR_WEIGHT = 0.4
_UNSEEN = 1.5  # what it costs that no text had the two words together
_LEAST_UNSEEN = 6  # letters of the second half of such a compound, if the text does not use it; others meet by chance
_OFTEN = 3_000_000
_PREFIXES = frozenset(tables.toml("spelling.toml")["hyphenated"]["prefixes"])
HEADS = _PREFIXES | frozenset(tables.toml("spelling.toml")["hyphenated"]["heads"])
"""Words and prefixes that open compounds: "high" in "high-risk"."""


class Candidate(NamedTuple):
    """A word, and the power of ten of its frequency per million words, raised where the document uses it."""

    score: float
    word: str


def ranked(candidates: Collection[Candidate]) -> list[Candidate]:
    """The best first, ties by the alphabet."""
    return sorted(candidates, key=lambda one: (-one.score, one.word))


def _score(word: str, used: Collection[str]) -> float:
    return math.log10(lexicon.frequency(word) + 0.01) + (_IN_DOCUMENT if word in used else 0)


def with_letters(word: str, used: Collection[str]) -> list[Candidate]:
    """The words that may have lost one or two inner letters to become this one, best first.

    `used` are the words of the document; those of them the lexicon lacks count too. Wrong where a rare word is right
    as it is, so the caller asks for unknown words only.

    >>> with_letters("coninue", ())[0].word, with_letters("resrch", ())[0].word
    ('continue', 'research')
    """
    found = set(_listed_gaps(word))
    found.update(one for one in used if spellings.lost(one, word, 1, len(word) - 1))
    return ranked([Candidate(_score(gap, used), gap) for gap in found])


@lru_cache(maxsize=_REMEMBERED)
def _listed_gaps(word: str) -> frozenset[str]:
    return frozenset(spellings.restored(word, 1, len(word) - 1))


def _is_half(word: str) -> bool:
    """Whether a word opens or ends compounds."""
    return word in HEADS or (len(word) > 1 and spellings.words().get(word, 0) >= _LEAST_HALF)


@cache
def _heads_of(size: int) -> tuple[str, ...]:
    return tuple(head for head in HEADS if len(head) == size)


def _halves_of(part: str, first: int, last: int, most: int = 2) -> set[str]:
    """The halves that became `part` when they lost up to `most` letters there."""
    heads = (*_heads_of(len(part) + 1), *_heads_of(len(part) + 2))
    found = spellings.restored(part, first, last) | {head for head in heads if spellings.lost(head, part, first, last)}
    return {word for word in found if len(word) - len(part) <= most and _is_half(word)}


def with_hyphen(word: str, used: Collection[str]) -> list[Candidate]:
    """The hyphenated words that may have lost their hyphen and one or two letters, best first.

    One half stands whole, or each lost the letter at the seam.

    >>> with_hyphen("highisk", ())[0].word, with_hyphen("nonprit", ())[0].word
    ('high-risk', 'non-profit')
    """
    scored = (Candidate(_pair_score(*pair, used), "-".join(pair)) for pair in _halves(word))
    return ranked([one for one in scored if one.score > -1])


@lru_cache(maxsize=_REMEMBERED)
def _halves(word: str) -> frozenset[tuple[str, str]]:
    """The two words that lost the hyphen between them and one or two letters."""
    found: set[tuple[str, str]] = set()
    for seam in range(2, len(word) - 1):
        head, tail = word[:seam], word[seam:]
        if _is_half(head):
            found.update((head, gap) for gap in _halves_of(tail, 0, len(tail) - 1))
        if _is_half(tail):
            found.update((gap, tail) for gap in _halves_of(head, 1, len(head)))
        left = _halves_of(head, len(head), len(head), most=1)
        right = _halves_of(tail, 0, 0, most=1) if left else set()
        found.update((one, other) for one in left for other in right)
    return frozenset(pair for pair in found if len(pair[1]) > 2)


def _pair_score(first: str, second: str, used: Collection[str]) -> float:
    """As for single words, in powers of ten; minus infinity for two words that make no compound."""
    if f"{first}-{second}" in used:
        return 3.0
    opens = first in HEADS or not (first in lexicon.CLOSED_CLASS or lexicon.singulars(first))
    if not opens or second in lexicon.CLOSED_CLASS:
        return -math.inf  # "shows-all", "are-again"
    if count := spellings.pairs().get(f"{first} {second}", 0):
        return math.log10(count) - _PAIR_SCALE
    if len(second) < (4 if second in used else _LEAST_UNSEEN) or lexicon.singulars(second):
        return -math.inf  # "nine-scam", "co-drugs"
    if first not in _PREFIXES and not (len(first) > 3 and len(second) > _LEAST_UNSEEN and _is_participle(second)):
        return -math.inf
    return (_score(second, used) if first in _PREFIXES else (_score(first, ()) + _score(second, used)) / 2) - _UNSEEN


def joined(word: str) -> list[Candidate]:
    """The compounds that lost nothing but their hyphen, best first.

    >>> joined("longrange")[0].word
    'long-range'
    """
    seams = ((word[:seam], word[seam:]) for seam in range(2, len(word) - 2))
    found = (Candidate(_pair_score(*pair, ()), "-".join(pair)) for pair in seams if is_compound("-".join(pair)))
    return ranked(list(found))


def in_context(found: Collection[Candidate], left: str, right: str) -> list[Candidate]:
    """The candidates, raised where they often stand between these words (lower-case, empty for none), best first.

    >>> in_context([Candidate(1.0, "form"), Candidate(1.0, "from")], "application", "")[0].word
    'form'
    """
    pairs = spellings.pairs()

    def raised(one: Candidate) -> Candidate:
        seen = [pairs.get(f"{left} {one.word}", 0), pairs.get(f"{one.word} {right}", 0)]
        bonus = sum(math.log10(count) - _PAIR_FLOOR for count in seen if count)
        return Candidate(one.score + _PAIR_WEIGHT * bonus, one.word)

    return ranked([raised(one) for one in found])


def is_compound(word: str) -> bool:
    """Whether a hyphenated word opens as compounds do and its halves often stand together."""
    first, _, second = word.partition("-")
    return (
        first in HEADS and spellings.pairs().get(f"{first} {second}", 0) >= _OFTEN and not lexicon.known(first + second)
    )


def is_backed(word: str, used: Collection[str]) -> bool:
    """Whether the halves of a hyphenated word are known to stand together, or the text uses the second by itself."""
    first, _, second = word.partition("-")
    return word in used or second in used or f"{first} {second}" in spellings.pairs()


def _is_participle(word: str) -> bool:
    return any(kind.endswith("participle") for _, kind in lexicon.lemma_of_verb(word))


def near_words(word: str, used: Collection[str]) -> list[Candidate]:
    """The frequent words one letter away, best first; the first letter stays.

    >>> near_words("recieve", ())[0].word
    'receive'
    """
    from symspellpy import Verbosity

    found = spellings.symspell().lookup(word, Verbosity.CLOSEST, max_edit_distance=1)
    words = {item.term for item in found if item.term[0] == word[0]}
    return ranked([Candidate(_score(term, used), term) for term in words])
