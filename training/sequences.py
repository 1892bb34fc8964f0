"""Makes ``src/newsmend/data/sequences.tsv.gz``: how English words follow each other.

The text is the human post-edits of the MLQE-PE training sets (CC0), one JSON object a line with a field ``reference``;
only counts of short rows of frequent words and word classes are kept, never a sentence. Run with the package
installed::

    python training/sequences.py post_edits.jsonl.gz
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from newsmend.language import lexicon
from newsmend.language.sequences import END, START, tokens, word_class

TARGET = Path(__file__).parents[1] / "src/newsmend/data/sequences.tsv.gz"
OWN_SYMBOL = 40  # occurrences from which a word stands for itself
PAIRS, TRIPLES = 2, 3  # rows seen less often are left out
HEAD = """\
# Source: counts over the post-edits of MLQE-PE (Fomicheva et al. 2022), training sets; by training/sequences.py
# Licence: CC0-1.0 (the text), MIT (the counts)
# Columns: context (no, one or two symbols), next symbol (empty: any), count
"""
DETACHED = re.compile(r" (?=['’](?:s|t|re|ve|ll|d|m)\b)")


def sentences(path: Path) -> Iterator[list[str]]:
    """Yield whole sentences as rows of tokens, the first word with the case it has in mid-sentence."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = DETACHED.sub("", json.loads(line)["reference"]).strip()
            row = [match.group() for match in tokens(text)]
            if len(row) > 5 and row[0][0].isupper() and row[-1] in ".?!" and not any(mark in "|\\_=*" for mark in row):
                if (lexicon.lower_share(row[0]) or 0) > 0.5:
                    row[0] = row[0].lower()
                yield row[:-1]


def _own(word: str, own: set[str]) -> bool:
    """Whether a word stands for itself: frequent, and not written as a name."""
    small = word.islower() or not word[0].isalpha() or word.lower() in lexicon.CLOSED_CLASS or word == "I"
    return small and word.lower() in own


def counted(rows: list[list[str]]) -> Iterator[tuple[str, str, int]]:
    """Yield the table's rows: context, next symbol, count."""
    words = Counter(word.lower() for row in rows for word in row if word.islower() or not word[0].isalpha())
    own = {word for word, count in words.items() if count >= OWN_SYMBOL and not word[0].isdigit()}
    own -= set("“‘«”’»")
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        read = [word.lower() if _own(word, own) else word_class(word) for word in row]
        read = [START, START, *read, END, END]
        for at in range(2, len(read)):
            first, second, third = read[at - 2 : at + 1]
            if at < len(read) - 1:
                counts.setdefault("", Counter())[third] += 1
            counts.setdefault(second, Counter())[third] += 1
            counts.setdefault(f"{first} {second}", Counter())[third] += 1
    for context, followers in sorted(counts.items()):
        bound = (1, PAIRS, TRIPLES)[len(context.split())]
        kept = {symbol: count for symbol, count in sorted(followers.items()) if count >= bound}
        if kept:
            yield context, "", followers.total()
            yield from ((context, symbol, count) for symbol, count in kept.items())


def main() -> None:
    """Write the table."""
    rows = list(sentences(Path(sys.argv[1])))
    lines = ["\t".join(map(str, row)) for row in counted(rows)]
    # No time and no file name in the header, so that the same input gives the same bytes.
    TARGET.write_bytes(gzip.compress((HEAD + "\n".join(lines) + "\n").encode(), mtime=0))
    print(f"{len(rows):,} sentences, {len(lines):,} rows, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
