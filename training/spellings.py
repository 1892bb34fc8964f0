"""Makes ``src/newsmend/data/spellings.index``: words, their deletions and pairs of words, to be read in place.

Words are those of ``lexicon.tsv.gz`` in lower-case letters, used 0.2 times per million words or more and no names, and
the rarer forms of such words ("detonations"), down to 0.03. The counts of pairs are symspellpy's bigram dictionary
(MIT; Google Books n-grams). Run: ``python training/spellings.py``.

Layout: comment lines that name source and licence, then one with the sections as JSON, [name, kind, start, bytes], a
blank line, the sections. `letters` are the words end to end in alphabetical order, `ends` where each ends, `counts`
uses per 100 million words; `buckets` where the list of each hash of a deletion begins in `numbers`, which are numbers
of words; `pairs` the sorted CRC-32 of two words with a blank between, `pair_logs` the logarithm of their count.
Little-endian.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from zlib import crc32

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.spellings import DISTANCE, NAME, PAIR_SCALE, PREFIX

TARGET = Path(__file__).parents[1] / "src/newsmend/data" / NAME
LEAST = 20  # uses per 100 million words
LEAST_FORM = 3  # ... of a form of another listed word
BUCKETS = 1 << 17
HEAD = """\
# Source: symspellpy (frequency_bigramdictionary_en_243_342) and lexicon.tsv.gz, whose header names its own;
# compiled by the newsmend authors with training/spellings.py
# Licence: MIT
# Sections: """


def listed() -> dict[str, int]:
    """The words, with their uses per 100 million."""
    every = {}
    for word, *counts in tables.rows("lexicon.tsv.gz"):
        if word.isascii() and word.isalpha() and not lexicon.is_name(word):
            every[word] = sum(map(int, counts))
    found = {word: total for word, total in every.items() if total >= LEAST}
    forms = {word for word, total in every.items() if LEAST_FORM <= total < LEAST and bases(word) & found.keys()}
    return {word: every[word] for word in sorted(found.keys() | forms)}


def bases(word: str) -> set[str]:
    """What a word may be a form of: a singular, an infinitive, an adjective."""
    verbs = {reading.lemma for reading in lexicon.lemma_of_verb(word)}
    return ({*lexicon.singulars(word), word.removesuffix("ly")} | verbs) - {word}


def deletions(word: str) -> set[str]:
    """The word's prefix, and what is left of it without one or more letters."""
    found = {word[:PREFIX]}
    last = set(found)
    if len(word) <= DISTANCE:
        found.add("")
    for _ in range(DISTANCE):
        last = {one[:at] + one[at + 1 :] for one in last for at in range(len(one)) if len(one) > 1}
        found |= last
    return found


def main() -> None:
    """Write the index."""
    words = listed()
    ends, total = array("I"), 0
    for word in words:
        total += len(word)
        ends.append(total)
    lists: defaultdict[int, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        for bucket in sorted({crc32(one.encode()) % BUCKETS for one in deletions(word)}):
            lists[bucket].append(number)
    buckets, numbers = array("I", [0]), array("H")
    for bucket in range(BUCKETS):
        numbers.extend(lists[bucket])
        buckets.append(len(numbers))
    text = files("symspellpy").joinpath("frequency_bigramdictionary_en_243_342.txt").read_text("utf-8-sig")
    rows = (line.rpartition(" ") for line in text.splitlines())
    pairs = sorted({crc32(pair.encode()): round(math.log(int(count)) * PAIR_SCALE) for pair, _, count in rows}.items())
    sections = {
        "ends": ends,
        "counts": array("I", words.values()),
        "buckets": buckets,
        "pairs": array("I", (one for one, _ in pairs)),
        "longest": array("I", [max(map(len, words))]),
        "numbers": numbers,
        "pair_logs": array("H", (count for _, count in pairs)),
        "letters": "".join(words).encode("ascii"),
    }
    if sys.byteorder != "little":
        raise SystemExit("the index is little-endian; make it on such a machine")
    kinds = {name: one.typecode if isinstance(one, array) else "s" for name, one in sections.items()}
    start, starts = 0, dict.fromkeys(sections, 0)
    for _ in range(3):  # the table's own length moves the sections; it settles
        table = [[name, kinds[name], starts[name], len(bytes(one))] for name, one in sections.items()]
        head = HEAD + json.dumps(table, separators=(",", ":")) + "\n\n"
        start = len(head) + -len(head) % 8
        for name, one in sections.items():
            starts[name] = start
            start += len(bytes(one)) + -len(bytes(one)) % 8
    with TARGET.open("wb") as file:
        file.write(head.encode())
        for name, one in sections.items():
            file.write(bytes(starts[name] - file.tell()))
            file.write(bytes(one))
    print(f"{len(words):,} words, {len(numbers):,} deletions, {len(pairs):,} pairs, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
