"""How often an article or preposition stands right before or behind a word; the counts are case-folded.

Made by ``training/bigrams.py``, whose docstring names the source; read at the first question.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from newsmend import tables

UNSEEN = 14.5
"""The logarithm of the least count the table holds, about two million."""


@cache
def counts() -> dict[tuple[str, str], float]:
    """Pairs of words with the natural logarithm of their count; with "" as second word, of the first alone."""
    return {(first, second): int(count) / 10 for first, second, count in tables.rows("function_bigrams.tsv.gz")}


_FEW = 300  # questions, of 1 ms each, before a table of all pairs (0.3 s) is worth its making
_asked = 0


@cache
def _text() -> bytes:
    """Symspellpy's table of pairs in web text, a line each: "high risk 8211072"."""
    return b"\n" + files("symspellpy").joinpath("frequency_bigramdictionary_en_243_342.txt").read_bytes()


@cache
def _pairs() -> dict[str, int]:
    text = _text().decode().lstrip()
    return {pair: int(count) for pair, _, count in (line.rpartition(" ") for line in text.splitlines())}


def together(first: str, second: str) -> int:
    """Return how often two words follow each other in web text; 0 for a pair rarer than the table's rarest.

    A short run, such as a hook's, looks through the text of the table; a long one reads it into memory.

    >>> together("high", "risk") > together("high", "cheese")
    True
    """
    global _asked  # noqa: PLW0603 - it decides how an answer is found, never which
    _asked += 1
    if _asked > _FEW:
        return _pairs().get(f"{first} {second}", 0)
    mark = f"\n{first} {second} ".encode()
    start = _text().find(mark)
    if start < 0:
        return 0
    return int(_text()[start + len(mark) : _text().find(b"\n", start + 1)])
