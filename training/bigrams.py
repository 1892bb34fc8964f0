"""Makes ``src/newsmend/data/function_bigrams.tsv.gz``: how articles and prepositions sit between their neighbours.

The counts are those of symspellpy's bigram dictionary (MIT; Google Books n-grams cut down to 243,342 pairs), of which
only the pairs with an article or a preposition in them are kept: the repetition pass asks which of two copies of a
phrase, that differ in such a word, reads on. Run with the package installed: ``python training/bigrams.py``.
"""

from __future__ import annotations

import gzip
import math
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/newsmend/data/function_bigrams.tsv.gz"
WORDS = frozenset(
    "a an the about after against among around at before between by during for from in into of on".split()
)
WORDS |= frozenset("on onto over per since through to towards under until upon via with within without".split())
HEAD = """\
# Source: symspellpy (frequency_bigramdictionary_en_243_342, frequency_dictionary_en_82_765); by training/bigrams.py
# Licence: MIT
# Columns: first word, second word (empty: any), 10 * natural logarithm of the count
"""


def counts(name: str) -> list[list[str]]:
    """Return the rows of one of symspellpy's dictionaries."""
    text = files("symspellpy").joinpath(name).read_text(encoding="utf-8-sig")
    return [line.split() for line in text.splitlines() if line]


def main() -> None:
    """Write the table."""
    rows = [(w, "", int(c)) for w, c in counts("frequency_dictionary_en_82_765.txt") if w in WORDS]
    pairs = counts("frequency_bigramdictionary_en_243_342.txt")
    rows += [(first, second, int(c)) for first, second, c in pairs if WORDS & {first, second}]
    body = "".join(f"{first}\t{second}\t{10 * math.log(c):.0f}\n" for first, second, c in sorted(rows))
    # No time and no file name in the header, so that the same input gives the same bytes.
    TARGET.write_bytes(gzip.compress((HEAD + body).encode(), mtime=0))
    print(f"{len(rows):,} rows, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
