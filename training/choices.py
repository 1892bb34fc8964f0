"""Trains the choices of splices and repetition: where a displaced piece belongs, which of two small words reads on.

    python training/choices.py POST_EDITS [--treebank FOLDER]

The text is the human post-edits of MLQE-PE (`post_edits.jsonl.gz`, field ``reference``, CC0), broken here with a fixed
seed: a piece of a sentence is moved into a name nearby; an article or preposition is set against another. The features
ask the word-sequence model, so each half of the text is read with counts of the other half. Reports on the treebanks
(UD English EWT dev and PUD), which teach nothing. Needs the packages of the extra `training`.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import lightgbm
import numpy as np

from newsmend.language import displaced, lexicon, sequences
from newsmend.passes.repetition import choice
from newsmend.passes.splices import places
from newsmend.passes.splices.seams import NEAR
from sequences import counted, sentences

SEED = 7
TIMES_UNSEEN = 6  # questions of one kind to a sentence of the treebanks at most
TREES, LEAVES, RATE = {"place": 250, "article": 120, "preposition": 120}, 15, 0.08
HEAD = """\
# Source: gradient-boosted trees fitted by training/choices.py to the post-edits of MLQE-PE (Fomicheva et al. 2022)
# Licence: CC0-1.0 (the text), MIT (the trees)
# Columns: decision, kind of row (features, tree), value: see newsmend.language.boosting
"""
TARGET = Path(__file__).parents[1] / "src/newsmend/data/choices.tsv.gz"
Row = list[str]


class Question(NamedTuple):
    """What may be chosen, each described by its features, and which of them is right."""

    rows: list[dict[str, float]]
    right: list[bool]


def moved(rows: Sequence[Row], rng: random.Random, times: int, named: bool = False) -> Iterator[Question]:
    """Sentences of which a piece was moved elsewhere; with `named` always into a name, as translators do."""
    for row in rows:
        capital = [word[0].isupper() for word in row]
        tears = [at for at in range(1, len(row)) if capital[at - 1] and capital[at]]
        if not tears and not named:
            tears = [at for at in range(1, len(row)) if row[at - 1][0].isalpha() and row[at][0].isalpha()]
        seen = set()
        for _ in range(times if tears else 0):
            at, size = rng.choice(tears), rng.randint(2, 5)
            spots = [
                start
                for start in range(max(1, at - NEAR - size), min(len(row) - size, at + NEAR) + 1)
                if (start + size < at or start > at)
                and row[start] in displaced.OPENERS
                and all(word.isalpha() and word.islower() for word in row[start : start + size])
            ]
            if not spots:
                continue
            start = rng.choice(spots)
            if (at, start, size) in seen:
                continue
            seen.add((at, start, size))
            piece = row[start : start + size]
            left, right = row[:at], row[at:]
            if start < at:
                left = row[:start] + row[start + size : at]
            else:
                right = row[at:start] + row[start + size :]
            found = places.candidates(left, right)
            if start in found and len(found) > 1:
                yield Question(places.features(left, piece, right, found), [place == start for place in found])


def swapped(rows: Sequence[Row], rng: random.Random, times: int, group: str) -> Iterator[Question]:
    """Small words against another of their kind. The order says nothing, but an article's question is always "the?"."""
    small = {"article": sorted(choice.ARTICLES), "preposition": choice.COMMON}[group]
    for row in rows:
        spots = [at for at in range(1, len(row) - 1) if row[at] in small and row[at + 1][0].isalpha()]
        for at in rng.sample(spots, min(times, len(spots))):
            true = row[at]
            if group == "article":
                other = "the" if true != "the" else "an" if row[at + 1][0].lower() in "aeio" else "a"
                first = true == "the"
            else:
                other = rng.choice([word for word in small if word != true])
                first = rng.random() < 0.5
            one, two = (true, other) if first else (other, true)
            yield Question([choice.features(row[:at], one, two, row[at + 1 :])], [first])


ASKED: dict[str, Callable[..., Iterator[Question]]] = {
    "place": moved,
    "article": partial(swapped, group="article"),
    "preposition": partial(swapped, group="preposition"),
}


def use(rows: list[Row]) -> None:
    """Let the word-sequence model know these rows and no others."""
    model = sequences.Model(sequences.packed((context, symbol, str(count)) for context, symbol, count in counted(rows)))
    patch.object(sequences, "_model", lambda: model).start()
    sequences.symbol.cache_clear()
    sequences._cost.cache_clear()


def fit(kind: str, questions: list[Question], names: list[str]) -> lightgbm.Booster:
    """Boost trees: a ranking of the places, a yes or no for two words."""
    data = np.array([[row[name] for name in names] for one in questions for row in one.rows])
    wanted = np.array([float(right) for one in questions for right in one.right])
    ranked = kind == "place"
    groups = [len(one.rows) for one in questions] if ranked else None
    parameters = {
        "objective": "lambdarank" if ranked else "binary", "num_leaves": LEAVES, "learning_rate": RATE,
        "min_data_in_leaf": 30, "lambda_l2": 5.0, "seed": SEED, "deterministic": True, "force_row_wise": True,
        "num_threads": 1, "verbose": -1, "feature_fraction": 0.6,
    }  # fmt: skip
    return lightgbm.train(parameters, lightgbm.Dataset(data, wanted, group=groups), num_boost_round=TREES[kind])


def report(kind: str, booster: lightgbm.Booster, questions: list[Question], names: list[str], label: str) -> None:
    """Print how many choices are right at several chances, and how many there are."""
    judged = []
    for one in questions:
        scores = np.asarray(booster.predict(np.array([[r[n] for n in names] for r in one.rows]), raw_score=True))
        if kind == "place":
            weights = np.exp(scores - scores.max())
            judged.append((weights.max() / weights.sum(), one.right[int(scores.argmax())]))
        else:
            chance = 1 / (1 + np.exp(-abs(scores[0])))
            judged.append((chance, (scores[0] > 0) == one.right[0]))
    line = f"{kind}, {label}, {len(judged):,}: {np.mean([right for _, right in judged]):.3f}"
    for bound in (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99):
        above = [right for chance, right in judged if chance >= bound]
        if above:
            line += f"; {bound}: {np.mean(above):.3f} of {len(above) / len(judged):.2f}"
    print(line, flush=True)


def preorder(node: dict[str, Any]) -> Iterator[str]:
    """A tree of lightgbm's dump as `newsmend.language.boosting` reads it."""
    if "leaf_value" in node:
        yield f"={node['leaf_value']:.4f}".rstrip("0").rstrip(".")
        return
    yield f"{node['split_feature']}:{node['threshold']:.6g}"
    yield from preorder(node["left_child"])
    yield from preorder(node["right_child"])


def treebank(path: Path) -> list[Row]:
    """The whole sentences of a treebank, as `sentences` gives them."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = [match.group() for match in sequences.tokens(line.removeprefix("# text = ").strip())]
            if line.startswith("# text = ") and len(row) > 5 and row[0][0].isupper() and row[-1] in ".?!":
                if (lexicon.lower_share(row[0]) or 0) > 0.5:
                    row[0] = row[0].lower()
                found.append(row[:-1])
    return found


def main() -> None:
    """Train, report, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("post_edits", type=Path)
    parser.add_argument("--treebank", type=Path)
    parser.add_argument("--times", type=int, default=2, help="questions of one kind to a sentence at most")
    parser.add_argument("--out", type=Path, default=TARGET)
    given = parser.parse_args()
    rows = list(sentences(given.post_edits))
    random.Random(SEED).shuffle(rows)
    halves = rows[::2], rows[1::2]
    asked: dict[str, list[Question]] = {kind: [] for kind in ASKED}
    for this, other in (halves, halves[::-1]):
        use(other)
        for kind, ask in ASKED.items():
            asked[kind] += ask(this, random.Random(SEED), given.times)
    use(rows)
    tests: dict[str, dict[str, list[Question]]] = {}
    for part in ("pud-test", "ewt-dev") if given.treebank else ():
        unseen = treebank(given.treebank / f"{part}.conllu.gz")
        tests[part] = {kind: list(ask(unseen, random.Random(SEED), TIMES_UNSEEN)) for kind, ask in ASKED.items()}
        tests[part]["place"] = list(moved(unseen, random.Random(SEED), TIMES_UNSEEN, named=True))
    lines = [HEAD.rstrip("\n")]
    for kind, questions in asked.items():
        names = sorted(questions[0].rows[0])
        booster = fit(kind, questions, names)
        print(f"{kind}: {len(questions):,} questions")
        for part, found in tests.items():
            report(kind, booster, found[kind], names, part)
        gain = dict(zip(names, booster.feature_importance("gain"), strict=True))
        print("  " + ", ".join(sorted(gain, key=lambda name: -gain[name])[:16]))
        lines.append(f"{kind}\tfeatures\t{' '.join(names)}")
        trees = booster.dump_model()["tree_info"]
        lines += [f"{kind}\ttree\t{' '.join(preorder(tree['tree_structure']))}" for tree in trees]
    # No time and no file name in the header, so that the same input gives the same bytes.
    given.out.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    print(f"{given.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
