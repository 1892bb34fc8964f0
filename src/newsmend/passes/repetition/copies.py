"""Where words stand twice: exact copies and near copies within stretches of words that no punctuation parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import eq
from typing import NamedTuple

_WORD = r"\w+(?:['’-]\w+)*"
# A single line break counts as a space only where a line was wrapped: in front of a lower-case letter.
_STRETCH = re.compile(rf"(?<![\w'’@\#/.&$-]){_WORD}(?:(?: |(?<=[a-z,])\n(?=[a-z])){_WORD})+(?![\w'’@/&-])")
LONGEST = 6

ARTICLES = frozenset(("a", "an", "the"))
DETERMINERS = ARTICLES | frozenset("his her its their our my your".split())
PREPOSITIONS = frozenset(
    "about after against among around at before between by during for from in into of on onto over since through to "
    "towards under until upon via with within without".split()
)
_SMALL = DETERMINERS | PREPOSITIONS


class Stretch(NamedTuple):
    """A run of words in the text; `words` as written, `keys` lower-case, both in order."""

    start: int
    end: int
    words: list[str]
    keys: list[str]

    def offsets(self) -> list[int]:
        """Where each word starts, in code points of the text; separators are one character wide."""
        offsets, at = [], self.start
        for word in self.words:
            offsets.append(at)
            at += len(word) + 1
        return offsets


class Copies(NamedTuple):
    """`times` exact copies of `size` words, the first at word `first`; `rest` words of one more follow."""

    first: int
    size: int
    times: int
    rest: int


class NearCopies(NamedTuple):
    """Two copies of `size` words, the first at word `first`, which differ in word `at` (counted within a copy)."""

    first: int
    size: int
    at: int


def stretches(text: str) -> Iterator[Stretch]:
    """The runs of words in which some word occurs twice; the others hold no repetition."""
    for match in _STRETCH.finditer(text):
        words = match.group().split()
        keys = match.group().lower().split()
        if len(set(keys)) < len(keys) and len(words) == len(keys):
            yield Stretch(match.start(), match.end(), words, keys)


def copies(keys: Sequence[str]) -> list[Copies]:
    """Exact adjacent copies, the shortest unit first; no two share a word.

    >>> copies("a novel finding novel finding from from from it".split())
    [Copies(first=5, size=1, times=3, rest=0), Copies(first=1, size=2, times=2, rest=0)]
    """
    found: list[Copies] = []
    taken: set[int] = set()
    for size in range(1, LONGEST + 1):
        again = list(map(eq, keys, keys[size:]))
        if not any(again):
            continue
        at = 0
        for same, run in groupby(again):
            length = len(list(run))
            if same and length >= size:
                words = range(at, at + length + size)
                if taken.isdisjoint(words):
                    taken.update(words)
                    found.append(Copies(at, size, 1 + length // size, length % size))
            at += length
    return found


def interchangeable(one: str, other: str) -> bool:
    """Whether two words are of one kind, so that a translator may try one and then the other."""
    return one != other and any({one, other} <= group for group in (DETERMINERS, PREPOSITIONS))


def near_copies(keys: Sequence[str]) -> Iterator[NearCopies]:
    """Adjacent copies of two to six words which differ in one article, determiner or preposition.

    >>> list(near_copies("the keys were not in an office not in the office".split()))
    [NearCopies(first=3, size=4, at=2)]
    """
    places = [place for place, key in enumerate(keys) if key in _SMALL]
    for number, place in enumerate(places):
        for other in places[number + 1 : number + 1 + LONGEST]:
            size = other - place
            if not 2 <= size <= LONGEST or not interchangeable(keys[place], keys[other]):
                continue
            first = place
            while first > max(0, place - size + 1) and keys[first - 1] == keys[first - 1 + size]:
                first -= 1
            last = place + 1
            while last < min(first + size, len(keys) - size) and keys[last] == keys[last + size]:
                last += 1
            if last - first == size:
                yield NearCopies(first, size, place - first)
                break
