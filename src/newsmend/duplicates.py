"""The same article twice in a collection: found by exact words, and by MinHash over shingles of four words.

Workers sign documents (`sign`); one place links them in the order of the run (`Duplicates.add`). A document is compared
with those before it that are no duplicates themselves, so every link leads to an original, in one step, and neither
workers nor engines change it.

Likeness is an estimate of the Jaccard similarity of two texts' shingles (Broder 1997, from the minima's lowest bytes
after Li and König 2010); its standard error is 0.04 at most. Documents that may be alike are found by bands of minima
(Leskovec et al., Mining of Massive Datasets, 3.4): of likeness 0.7 nine in ten, of 0.8 99 in 100, of 0.9 all but one
in 5,000. Texts under LEAST words are compared by their words alone, for short notices are often made from one form.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

LIKENESS = 0.7  # least likeness of near duplicates; reports of one event by different hands have 0.0 to 0.2
LEAST = 100  # words
SHINGLE = 4  # words
_MINIMA = 128
_BANDS, _ROWS = 8, 4
_SEED = 20_21
_CHANCE = 1 / 256  # that the lowest bytes of two different minima agree
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is compared of a text: a hash of its words, hashes of bands of minima, the lowest byte of each minimum."""

    exact: int
    bands: tuple[int, ...] = ()
    sketch: bytes = b""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An earlier document with the same text: its id, and how alike they are, 1.0 for the same words."""

    doc: str
    likeness: float


def sign(text: str) -> Signature | None:
    """The signature of a text; case, white space and punctuation do not count. None when it has no words."""
    words = _WORD.findall(text.casefold())
    if not words:
        return None
    exact = _hash(" ".join(words).encode())
    if len(words) < LEAST:
        return Signature(exact)
    from rensa import RMinHash

    minhash = RMinHash(num_perm=_MINIMA, seed=_SEED)
    minhash.update([" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)])
    minima: Sequence[int] = minhash.digest()
    bands = (minima[at * _ROWS : (at + 1) * _ROWS] for at in range(_BANDS))
    return Signature(
        exact,
        tuple(_hash(repr((number, *band)).encode()) for number, band in enumerate(bands)),
        bytes(minimum & 255 for minimum in minima),
    )


def _hash(data: bytes) -> int:
    """64 bits, never 0: that is an empty place in the table."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") or 1


def likeness(one: bytes, other: bytes) -> float:
    """The estimated likeness (0..1) of two texts by their sketches."""
    agree = sum(a == b for a, b in zip(one, other, strict=True)) / _MINIMA
    return max(0.0, (agree - _CHANCE) / (1 - _CHANCE))


class Duplicates:
    """Links each document to the original it repeats.

    Memory: about 600 bytes for each original (an id of 30 letters, a sketch, nine places of 12 bytes in a table
    between one and two thirds full), and nothing for a duplicate. A band belongs to the first document that has it,
    so that a text that many documents share costs no more than one that is in two.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._sketches: list[bytes] = []
        self._owners = _Owners()

    def add(self, doc: str, signature: Signature | None) -> Duplicate | None:
        """The original that a document repeats, the likest and of these the first; None for a new original."""
        if signature is None:
            return None
        same = self._owners.get(signature.exact)
        if same >= 0:
            return Duplicate(self._ids[same], 1.0)
        owners = {owner for band in signature.bands if (owner := self._owners.get(band)) >= 0}
        ranked = sorted((-likeness(signature.sketch, self._sketches[owner]), owner) for owner in owners)
        if ranked and -ranked[0][0] >= LIKENESS:
            # The words differ, so it is no 1.0, whatever the estimate says.
            return Duplicate(self._ids[ranked[0][1]], min(0.99, round(-ranked[0][0], 2)))
        number = len(self._ids)
        self._ids.append(doc)
        self._sketches.append(signature.sketch)
        for key in (signature.exact, *signature.bands):
            self._owners.claim(key, number)
        return None


class _Owners:
    """A table from 64-bit hashes to numbers, open addressing in two arrays: a fifth of a dict's memory."""

    def __init__(self) -> None:
        self._count = 0
        self._keys = array("Q", bytes(8 * 1024))
        self._numbers = array("I", bytes(4 * 1024))

    def _place(self, key: int) -> int:
        last = len(self._keys) - 1
        at = key & last
        while self._keys[at] not in {0, key}:
            at = (at + 1) & last
        return at

    def get(self, key: int) -> int:
        """The number of a key, or -1."""
        at = self._place(key)
        return self._numbers[at] if self._keys[at] else -1

    def claim(self, key: int, number: int) -> None:
        """Give a key to a number, unless another one has it."""
        if 3 * self._count > 2 * len(self._keys):
            self._grow()
        at = self._place(key)
        if not self._keys[at]:
            self._keys[at], self._numbers[at] = key, number
            self._count += 1

    def _grow(self) -> None:
        keys, numbers = self._keys, self._numbers
        self._keys = array("Q", bytes(16 * len(keys)))
        self._numbers = array("I", bytes(8 * len(keys)))
        for key, number in zip(keys, numbers, strict=True):
            if key:
                at = self._place(key)
                self._keys[at], self._numbers[at] = key, number
