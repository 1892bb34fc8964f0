"""Near words without symspell's slow load: its index of deletions, built once and read in place.

symspellpy finds the words within two edits of an unknown one by the deletions both share. Its own dictionary takes
seconds to build and a hundred megabytes in every process. Here the same table is a read-only file that is mapped into
memory: opening it takes a millisecond, all workers share its pages, and only those that are asked for are read.
``data/spellings.index`` holds plain numbers and letters, nothing that is run; ``training/spellings.py`` makes it, and
its docstring tells the layout. symspellpy's lookup works on it through two mappings.
"""

from __future__ import annotations

import json
import math
import mmap
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from symspellpy import SymSpell

NAME = "spellings.index"
PREFIX = 6  # letters of a word that are indexed; symspell verifies the rest
DISTANCE = 2
PAIR_SCALE = 2_300  # a pair's count is held as its natural logarithm times this
_REMEMBERED = 4_096  # buckets kept as lists: a word is looked up by some twenty deletions


@cache
def _sections() -> dict[str, Any]:
    """The sections by name: numbers as memory views of the file, letters as bytes."""
    path = files("newsmend").joinpath("data", NAME)
    if isinstance(path, Path):
        with path.open("rb") as file:
            data: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    else:  # a wheel that is imported without being unpacked
        data = path.read_bytes()
    head = bytes(data[: data.find(b"\n\n")]).rsplit(b"\n", 1)[1]
    view = memoryview(data)
    return {
        name: view[start : start + size] if kind == "s" else view[start : start + size].cast(kind)
        for name, kind, start, size in json.loads(head.removeprefix(b"# Sections: "))
    }


class Words(Mapping[str, int]):
    """The words that may be proposed, with their uses per 100 million words; found by bisection, not loaded."""

    def __init__(self) -> None:
        sections = _sections()
        self._letters, self._ends, self._counts = sections["letters"], sections["ends"], sections["counts"]

    def at(self, number: int) -> str:
        """The word of this number, in alphabetical order."""
        start = self._ends[number - 1] if number else 0
        return str(self._letters[start : self._ends[number]], "ascii")

    def _find(self, word: str) -> int:
        low = bisect_left(range(len(self._ends)), word, key=self.at)
        return low if low < len(self._ends) and self.at(low) == word else -1

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._find(word) >= 0

    def __getitem__(self, word: str) -> int:
        found = self._find(word)
        if found < 0:
            raise KeyError(word)
        return int(self._counts[found])

    def __iter__(self) -> Iterator[str]:
        return (self.at(number) for number in range(len(self)))

    def __len__(self) -> int:
        return len(self._ends)


class Deletes(Mapping[str, list[str]]):
    """A word without some letters of its prefix -> the words it may come from, and a few that share its bucket."""

    def __init__(self, words: Words) -> None:
        sections = _sections()
        self._buckets, self._numbers = sections["buckets"], sections["numbers"]
        self._at = lru_cache(_REMEMBERED)(words.at)
        self._list = lru_cache(_REMEMBERED)(self._listed)

    def _listed(self, bucket: int) -> list[str]:
        return [self._at(number) for number in self._numbers[self._buckets[bucket] : self._buckets[bucket + 1]]]

    def __getitem__(self, delete: str) -> list[str]:
        found = self._list(crc32(delete.encode()) % len(self))
        if not found:
            raise KeyError(delete)
        return found

    def __iter__(self) -> Iterator[str]:
        raise TypeError("the index holds buckets of deletions, not the deletions")

    def __len__(self) -> int:
        return len(self._buckets) - 1


class Pairs(Mapping[str, int]):
    """How often two words follow each other in web text: "high risk" -> count, within a thousandth."""

    def __init__(self) -> None:
        self._hashes, self._logs = _sections()["pairs"], _sections()["pair_logs"]

    def __getitem__(self, pair: str) -> int:
        wanted = crc32(pair.encode())
        at = bisect_left(self._hashes, wanted)
        if at == len(self._hashes) or self._hashes[at] != wanted:
            raise KeyError(pair)
        return round(math.exp(self._logs[at] / PAIR_SCALE))

    def __iter__(self) -> Iterator[str]:
        raise TypeError("the index holds hashes of pairs, not the pairs")

    def __len__(self) -> int:
        return len(self._hashes)


@cache
def words() -> Words:
    """The words that may be proposed.

    >>> words()["government"] > 10_000, "goverment" in words()
    (True, False)
    """
    return Words()


@cache
def _deletes() -> Deletes:
    return Deletes(words())


def restored(part: str, first: int, last: int) -> set[str]:
    """The words that became `part` when they lost one or two neighbouring letters at a place from `first` to `last`.

    A word's indexed prefix without the run is the beginning of `part`, so three of its lists are read.

    >>> sorted(restored("coninue", 1, 6)), sorted(restored("isk", 0, 0))[:3]
    (['continue'], ['brisk', 'disk', 'frisk'])
    """
    lists = range(min(len(part), PREFIX - DISTANCE), min(len(part), PREFIX) + 1)
    return {word for size in lists for word in _deletes().get(part[:size], ()) if lost(word, part, first, last)}


def lost(whole: str, part: str, first: int, last: int) -> bool:
    """Whether a word becomes another one when a run of one or two letters is lost at a place in a range.

    >>> lost("continue", "coninue", 1, 6), lost("continue", "cotinue", 3, 6)
    (True, False)
    """
    run = len(whole) - len(part)
    return (
        1 <= run <= DISTANCE
        and whole.endswith(part[last:])  # most fail here, at a fifth of the cost
        and any(whole[:at] == part[:at] and whole[at + run :] == part[at:] for at in range(first, last + 1))
    )


@cache
def pairs() -> Pairs:
    """How often two words follow each other.

    >>> pairs()["high risk"] > 1_000_000, "risk the high" in pairs()
    (True, False)
    """
    return Pairs()


@cache
def symspell() -> SymSpell:
    """The lookup of symspellpy over the index; look words up in it, add none.

    >>> from symspellpy import Verbosity
    >>> symspell().lookup("recieve", Verbosity.TOP)[0].term
    'receive'
    """
    from symspellpy import SymSpell

    made = SymSpell(max_dictionary_edit_distance=DISTANCE, prefix_length=PREFIX)
    made._words, made._deletes = words(), _deletes()
    made._max_length = int(_sections()["longest"][0])
    return made
