"""Distil the table of word clusters that ships with newsmend.

Run once, by hand, when the source package changes; the table is committed::

    python training/clusters.py [--out src/newsmend/data] [--words 80000]

Source, under the MIT licence, read from the installed package: ``spacy-lookups-data`` 1.0.5, ``en_lexeme_cluster``
(Brown clusters, Brown et al. 1992, of a million cased forms in web comments) and ``en_lexeme_prob`` (which of the forms
are frequent). A cluster's number holds its path in the tree of clusters, the first branch in the lowest bit.
"""

from __future__ import annotations

import argparse
import gzip
import json
from importlib.resources import files
from pathlib import Path

HEAD = """\
# Source: Brown clusters of the most frequent cased forms in web comments, from spacy-lookups-data 1.0.5
# (en_lexeme_cluster, en_lexeme_prob; Explosion), by training/clusters.py
# Licence: MIT
# Columns: cluster (its path in the tree, the first branch in the lowest bit), words, separated by blanks
"""


def _table(name: str) -> dict[str, float]:
    data = files("spacy_lookups_data").joinpath("data", name).read_bytes()
    table: dict[str, float] = json.loads(gzip.decompress(data))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("src/newsmend/data"))
    parser.add_argument("--words", type=int, default=80_000, help="how many forms the table has")
    args = parser.parse_args()
    clusters, chances = _table("en_lexeme_cluster.json.gz"), _table("en_lexeme_prob.json.gz")
    usable = [word for word in clusters if clusters[word] and word.isprintable() and " " not in word]
    usable.sort(key=lambda word: (-chances.get(word, -99.0), word))
    found: dict[int, list[str]] = {}
    for word in sorted(usable[: args.words]):
        found.setdefault(int(clusters[word]), []).append(word)
    rows = [f"{cluster}\t{' '.join(words)}\n" for cluster, words in sorted(found.items())]
    data = (HEAD + "".join(rows)).encode("utf-8")
    (args.out / "clusters.tsv.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main()
