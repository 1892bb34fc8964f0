"""How often an article or preposition stands right before or behind a word; the counts are case-folded.

Made by ``training/bigrams.py``, whose docstring names the source; read at the first question.
"""

from __future__ import annotations

from functools import cache

from newsmend import tables

UNSEEN = 14.5
"""The logarithm of the least count the table holds, about two million."""


def count(first: str, second: str = "") -> float | None:
    """The natural logarithm of the count of a pair of words, or of the first alone; None for one the table lacks."""
    found = _counts().get(f"{first}\t{second}")
    return None if found is None else int(found) / 10


@cache
def _counts() -> dict[str, str]:
    # Lines are cut once, at their last tab, and numbers read when asked for: 90 ms would go into cutting them whole.
    lines = tables.read_text("function_bigrams.tsv.gz").split("\n")
    return dict(line.rsplit("\t", 1) for line in lines if line and line[0] != "#")
