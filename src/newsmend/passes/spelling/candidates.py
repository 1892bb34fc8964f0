"""What an unknown word may have been: a word that lost letters, two words that lost their hyphen, a misspelt word.

A machine translator's glossary or a spinner's text filter takes letters out of the middle of words ("outbrks",
"highisk"); people double, swap and miss single ones ("recieve"). The first damage is undone by putting one or two
neighbouring letters back at every place and asking the lexicon: 2 ms a word, nothing to load. The second is every
spelling one letter away, and only ever suggested; at that distance it finds what symspell's index of deletions finds,
which takes as long to build as half of a hook's run.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

from newsmend import tables
from newsmend.language import bigrams, lexicon

_RUNS = tuple(ascii_lowercase) + tuple(a + b for a in ascii_lowercase for b in ascii_lowercase)
_REMEMBERED = 20_000  # words whose candidates are kept per process: a text is read several times over
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


def _listed(spellings: set[str]) -> set[str]:
    """Those of some spellings that may be candidates: words frequent enough, and no names."""
    return {
        word for word in lexicon.among(spellings) if lexicon.frequency(word) >= _LEAST and not lexicon.is_name(word)
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
    return frozenset(_listed(set(_gaps(word, 1, len(word) - 1))))


def _is_gap(word: str, whole: str) -> bool:
    """Whether a word is another one without a run of its inner letters."""
    same = next((at for at, (one, other) in enumerate(zip(word, whole, strict=False)) if one != other), len(word))
    return 0 < same < len(word) and whole.endswith(word[same:])


def _opening_or_ending(spellings: Iterable[str]) -> set[str]:
    """Those of some spellings that open or end compounds."""
    asked = set(spellings)
    frequent = {word for word in _listed(asked) if len(word) > 1 and lexicon.frequency(word) >= _LEAST_HALF}
    return frequent | (asked & HEADS)


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
    seams = range(2, len(word) - 1)
    known = _opening_or_ending(part for seam in seams for part in (word[:seam], word[seam:]))
    found: set[tuple[str, str]] = set()
    for seam in seams:
        head, tail = word[:seam], word[seam:]
        if head in known:
            found.update((head, gap) for gap in _opening_or_ending(_gaps(tail, 0, len(tail) - 1)))
        if tail in known:
            found.update((gap, tail) for gap in _opening_or_ending(_gaps(head, 1, len(head))))
        left = _opening_or_ending(head + letter for letter in ascii_lowercase)
        right = _opening_or_ending(letter + tail for letter in ascii_lowercase) if left else ()
        found.update((one, other) for one in left for other in right)
    return frozenset(pair for pair in found if len(pair[1]) > 2)


def _pair_score(first: str, second: str, used: Collection[str]) -> float:
    """As for single words, in powers of ten; minus infinity for two words that make no compound."""
    if f"{first}-{second}" in used:
        return 3.0
    opens = first in HEADS or not (first in lexicon.CLOSED_CLASS or lexicon.singulars(first))
    if not opens or second in lexicon.CLOSED_CLASS:
        return -math.inf  # "shows-all", "are-again"
    if count := bigrams.together(first, second):
        return math.log10(count) - _PAIR_SCALE
    if len(second) < 4 or (first not in _PREFIXES and not (len(first) > 3 and _is_participle(second))):
        return -math.inf
    return (_score(second, used) if first in _PREFIXES else (_score(first, ()) + _score(second, used)) / 2) - _UNSEEN


def is_compound(word: str) -> bool:
    """Whether a hyphenated word opens as compounds do and its halves often stand together."""
    first, _, second = word.partition("-")
    return first in HEADS and bigrams.together(first, second) >= _OFTEN and not lexicon.known(first + second)


def _is_participle(word: str) -> bool:
    return any(kind.endswith("participle") for _, kind in lexicon.lemma_of_verb(word))


def _one_letter_away(word: str) -> Iterator[str]:
    """Every spelling with one letter more, less or other, or with two neighbours swapped (Norvig 2007)."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in ascii_lowercase)


def near_words(word: str, used: Collection[str]) -> list[Candidate]:
    """The frequent words one letter away, best first; the first letter stays.

    >>> near_words("recieve", ())[0].word
    'receive'
    """
    found = _listed({near for near in _one_letter_away(word) if near[:1] == word[0] and near.isalpha()} - {word})
    return ranked([Candidate(_score(term, used), term) for term in found])
