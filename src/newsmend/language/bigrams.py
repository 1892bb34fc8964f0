"""How often an article or preposition stands right before or behind a word; the counts are case-folded.

Made by ``training/bigrams.py``, whose docstring names the source; read at the first question.
"""

from __future__ import annotations

from functools import cache

from newsmend import tables

UNSEEN = 14.5
"""The logarithm of the least count the table holds, about two million."""


@cache
def counts() -> dict[tuple[str, str], float]:
    """Pairs of words with the natural logarithm of their count; with "" as second word, of the first alone."""
    return {(first, second): int(count) / 10 for first, second, count in tables.rows("function_bigrams.tsv.gz")}
