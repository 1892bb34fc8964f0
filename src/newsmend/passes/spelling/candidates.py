"""What an unknown word may have been: a word that lost letters, two words that lost their hyphen, a misspelt word.

A machine translator's glossary or a spinner's text filter takes letters out of the middle of words ("outbrks",
"highisk"); people double, swap and miss single ones ("recieve"). The first damage is undone by putting one or two
neighbouring letters back at every place and asking the lexicon: 2 ms a word, little to load. An index of deletions at
distance 2 over 40,000 words takes 2.2 s to build and also finds what no lost letters explain. The second is symspell's,
at distance 1 (0.3 to 0.8 s once per process), and only ever suggested.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from heapq import nlargest
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple

from newsmend import tables
from newsmend.language import bigrams, lexicon

if TYPE_CHECKING:
    from symspellpy import SymSpell

_RUNS = tuple(ascii_lowercase) + tuple(a + b for a in ascii_lowercase for b in ascii_lowercase)
_REMEMBERED = 20_000  # words whose candidates are kept per process: a text is read several times over
_LISTED_WORDS = 40_000  # the most frequent words, which symspell may propose
_LEAST = 0.2  # occurrences per million words; a rarer word is no candidate
_LEAST_HALF = 0.5
_IN_DOCUMENT = 1.0  # what it is worth that the document uses the word, in powers of ten of its frequency
_PAIR_SCALE = 6.0  # symspell's counts of word pairs, brought near the lexicon's frequencies (powers of ten)
_UNSEEN = 1.5  # what it costs that no text had the two words together
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


@cache
def _words() -> dict[str, int]:
    """Every word that may be a candidate, with its lower-case uses per 100 million words."""
    rows = tables.rows("lexicon.tsv.gz")
    return {
        word: int(lower)
        for word, lower, capital, upper in rows
        if int(lower) + int(capital) + int(upper) >= 100 * _LEAST and not lexicon.is_name(word)
    }


def _score(word: str, used: Collection[str]) -> float:
    return math.log10(lexicon.frequency(word) + 0.01) + (_IN_DOCUMENT if word in used else 0)


def _gaps(word: str, first: int, last: int) -> Iterator[str]:
    """Every spelling with one or two neighbouring letters put in at places `first` to `last`."""
    for place in range(first, last + 1):
        head, tail = word[:place], word[place:]
        for run in _RUNS:
            yield head + run + tail


def with_letters(word: str, used: Collection[str]) -> list[Candidate]:
    """The words that may have lost one or two inner letters to become this one, best first.

    `used` are the words of the document; those of them the lexicon lacks count too. Wrong where a rare word is right
    as it is, so the caller asks for unknown words only.

    >>> with_letters("coninue", ())[0].word, with_letters("resrch", ())[0].word
    ('continue', 'research')
    """
    found = set(_listed_gaps(word))
    found.update(one for one in used if 1 <= len(one) - len(word) <= 2 and one[0] == word[0] and _is_gap(word, one))
    return ranked([Candidate(_score(gap, used), gap) for gap in found])


@lru_cache(maxsize=_REMEMBERED)
def _listed_gaps(word: str) -> frozenset[str]:
    return frozenset(_words().keys() & set(_gaps(word, 1, len(word) - 1)))


def _is_gap(word: str, whole: str) -> bool:
    """Whether a word is another one without a run of its inner letters."""
    same = next((at for at, (one, other) in enumerate(zip(word, whole, strict=False)) if one != other), len(word))
    return 0 < same < len(word) and whole.endswith(word[same:])


@cache
def _half_words() -> frozenset[str]:
    """The words that open or end compounds."""
    return HEADS | {word for word in _words() if len(word) > 1 and lexicon.frequency(word) >= _LEAST_HALF}


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
    known = _half_words()
    found: set[tuple[str, str]] = set()
    for seam in range(2, len(word) - 1):
        head, tail = word[:seam], word[seam:]
        if head in known:
            found.update((head, gap) for gap in _gaps(tail, 0, len(tail) - 1) if gap in known)
        if tail in known:
            found.update((gap, tail) for gap in _gaps(head, 1, len(head)) if gap in known)
        left = [head + letter for letter in ascii_lowercase if head + letter in known]
        right = [letter + tail for letter in ascii_lowercase if letter + tail in known] if left else []
        found.update((one, other) for one in left for other in right)
    return frozenset(pair for pair in found if len(pair[1]) > 2)


def _pair_score(first: str, second: str, used: Collection[str]) -> float:
    """As for single words, in powers of ten; minus infinity for two words that make no compound."""
    if f"{first}-{second}" in used:
        return 3.0
    opens = first in HEADS or not (first in lexicon.CLOSED_CLASS or lexicon.singulars(first))
    if not opens or second in lexicon.CLOSED_CLASS:
        return -math.inf  # "shows-all", "are-again"
    if count := bigrams.pairs().get(f"{first} {second}", 0):
        return math.log10(count) - _PAIR_SCALE
    if len(second) < 4 or (first not in _PREFIXES and not (len(first) > 3 and _is_participle(second))):
        return -math.inf
    return (_score(second, used) if first in _PREFIXES else (_score(first, ()) + _score(second, used)) / 2) - _UNSEEN


def is_compound(word: str) -> bool:
    """Whether a hyphenated word opens as compounds do and its halves often stand together."""
    first, _, second = word.partition("-")
    return (
        first in HEADS and bigrams.pairs().get(f"{first} {second}", 0) >= _OFTEN and not lexicon.known(first + second)
    )


def _is_participle(word: str) -> bool:
    return any(kind.endswith("participle") for _, kind in lexicon.lemma_of_verb(word))


@cache
def _symspell() -> SymSpell:
    from symspellpy import SymSpell

    index = SymSpell(max_dictionary_edit_distance=1, prefix_length=7)
    words = ((count, word) for word, count in _words().items() if word.isalpha())
    for count, word in nlargest(_LISTED_WORDS, words):
        index.create_dictionary_entry(word, count)
    return index


def near_words(word: str, used: Collection[str]) -> list[Candidate]:
    """The frequent words one letter away, best first; the first letter stays.

    >>> near_words("recieve", ())[0].word
    'receive'
    """
    from symspellpy import Verbosity

    found = _symspell().lookup(word, Verbosity.CLOSEST, max_edit_distance=1)
    words = {item.term for item in found if item.term[0] == word[0]}
    return ranked([Candidate(_score(term, used), term) for term in words])
