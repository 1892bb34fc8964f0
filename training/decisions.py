"""Trains the decisions of casing and splices: whether a capital is false, whether a full stop is (by words; with tags).

    python training/decisions.py TREEBANK_FOLDER POST_EDITS [--out src/newsmend/data/decisions.tsv.gz]

The good text is UD English EWT (`ewt-train.conllu.gz`, CC BY-SA 4.0; documents as they are) and the human post-edits of
MLQE-PE (`post_edits.jsonl.gz`, field ``reference``, CC0; shuffled into documents of twenty). It is broken by
``damage.py`` with a fixed seed, many times over for the broken places and once for the good ones, and weighed so that
true capitals and stops outnumber false ones as they do in broken news. A sixth of the post-edits, chosen by the hash of
their id, is kept apart; thresholds are judged on it and on PUD, where every capital and stop is true.

Needs the packages of the extra `training`. The same input gives the same bytes on the same version of lightgbm.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from damage import CAPITALS, damage
from newsmend import tables
from newsmend.language import boosting
from newsmend.language.boosting import decision, probability
from newsmend.passes.casing.capitals import capitals
from newsmend.passes.casing.features import features as capital_features
from newsmend.passes.splices.features import features as stop_features
from newsmend.passes.splices.features import tag_features
from newsmend.passes.splices.stops import DOUBT, cuts
from newsmend.types import Document, Draft

SEED = 20261
KEPT_APART = 6  # one of so many post-edits
GROUP, PARAGRAPH = 20, 4  # post-edits of one made-up document, and of a paragraph at most
ROUNDS = 8  # times each text is broken
TAGGED_ROUNDS = 3  # tags take long
SHUFFLES = 4  # times the post-edits are put into another order, for more true stops
TREES, LEAVES, RATE = 220, 20, 0.06
TRUE_TO_FALSE = {
    "false_capital": 15.0,
    "false_stop": 3.0,
    "false_stop_tagged": 1.0,
}  # in broken news, among the candidates of a decision
DETACHED = re.compile(r" (?=['’] ?(?:s|t|re|ve|ll|d|m)\b)")
HEAD = """\
# Source: gradient-boosted trees fitted by training/decisions.py to UD English EWT and the post-edits of MLQE-PE
# Licence: CC BY-SA 4.0 (as UD English EWT; the post-edits are CC0-1.0)
# Columns: decision, kind of row (features, tree), value: see newsmend.language.boosting
"""
Example = tuple[dict[str, float], bool]


def post_edits(path: Path, apart: bool, rng: random.Random) -> Iterator[str]:
    """Documents of post-edits, those kept apart or the others."""
    lines = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            held = int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % KEPT_APART == 0
            text = DETACHED.sub("", row["reference"]).strip()
            if held == apart and text[:1].isupper() and not re.search(r"[|\\_=*>~\n]", text):
                lines.append(text)
    rng.shuffle(lines)
    for start in range(0, len(lines), GROUP):
        document, paragraph = "", 0
        for line in lines[start : start + GROUP]:
            joins = paragraph < PARAGRAPH and document[-1:] in ".!?" and rng.random() < 0.7
            document += f" {line}" if document and joins else f"\n{line}" if document else line
            paragraph = paragraph + 1 if joins else 1
        yield document


def treebank(path: Path, sentences: bool = False) -> Iterator[str]:
    """Documents of a treebank, a line for each paragraph; a document ends where the sentences' ids say so."""
    document, name = "", ""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        fresh = True
        for line in file:
            if line.startswith("# newpar"):
                fresh = True
            elif line.startswith("# sent_id = "):
                this = line[12:].strip()[:-3] if sentences else line[12:].strip().rpartition("-")[0]
                if this != name and document:
                    yield document
                    document = ""
                name, fresh = this, fresh or this != name
            elif line.startswith("# text = "):
                text = line[9:].strip()
                document += text if not document else f"\n{text}" if fresh else f" {text}"
                fresh = False
    yield document


def of_capitals(draft: Draft, places: Container[int] | None) -> Iterator[dict[str, float]]:
    """Features of the candidates of the first decision, of those at certain places if any are given."""
    found = capitals(draft)
    for one in found.found:
        if places is None or one.start in places:
            yield capital_features(one, found)


def of_stops(draft: Draft, places: Container[int] | None) -> Iterator[dict[str, float]]:
    """Features of the candidates of the second decision, of those at certain places if any are given."""
    for one in cuts(draft):
        if places is None or one.start in places:
            yield stop_features(one.left, one.right)


def of_tagged_stops(draft: Draft, places: Container[int] | None) -> Iterator[dict[str, float]]:
    """The same with what tags say, of the candidates that words leave in doubt."""
    for one in cuts(draft):
        if places is None or one.start in places:
            row = stop_features(one.left, one.right)
            if probability(decision("false_stop").log_odds(row)) >= DOUBT / 4:
                tags = tag_features(draft, one.start, one.end, one.opener)
                if tags:
                    yield row | tags


DECISIONS: dict[str, Callable[[Draft, Container[int] | None], Iterator[dict[str, float]]]] = {
    "false_capital": of_capitals,
    "false_stop": of_stops,
    "false_stop_tagged": of_tagged_stops,
}


def examples(kind: str, texts: Iterable[str], rng: random.Random, rounds: int) -> list[Example]:
    """Every true one of the good texts, and the false ones of their broken copies."""
    found: list[Example] = []
    for text in texts:
        found += [(row, False) for row in DECISIONS[kind](Draft(text, Document("", text)), None)]
        for _ in range(rounds):
            broken = damage(text, rng, capitals=2 * CAPITALS)
            places = {fault.span.start for fault in broken.faults if kind.startswith(fault.kind)}
            draft = Draft(broken.text, Document("", broken.text))
            found += [(row, True) for row in DECISIONS[kind](draft, places)]
    return found


def matrix(rows: list[Example], names: list[str]) -> tuple[Any, Any]:
    """The examples as arrays."""
    data = np.array([[row[name] for name in names] for row, _ in rows], dtype=np.float64)
    return data, np.array([float(false) for _, false in rows])


def fit(kind: str, rows: list[Example], names: list[str]) -> lightgbm.Booster:
    """Boost trees on examples weighed to the base rate of broken news."""
    data, wanted = matrix(rows, names)
    weight = (wanted == 0).sum() / wanted.sum() / TRUE_TO_FALSE[kind]
    train = lightgbm.Dataset(data, wanted, weight=np.where(wanted > 0, weight, 1.0), feature_name=names)
    parameters = {
        "objective": "binary", "num_leaves": LEAVES, "learning_rate": RATE, "min_data_in_leaf": 60, "lambda_l2": 2.0,
        "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "min_sum_hessian_in_leaf": 2.0,
        "seed": SEED, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbose": -1,
    }  # fmt: skip
    return lightgbm.train(parameters, train, num_boost_round=TREES)


def report(booster: lightgbm.Booster, rows: list[Example], names: list[str], label: str, words: int) -> None:
    """Print, for some thresholds, the share of false ones found and what is harmed in good text."""
    data, wanted = matrix(rows, names)
    chance = np.asarray(booster.predict(data))
    print(f"{label}: {int((wanted == 0).sum()):,} true, {int(wanted.sum()):,} false")
    for bound in (0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995):
        caught, harmed = chance[wanted > 0] > bound, chance[wanted == 0] > bound
        print(f"  above {bound}: found {caught.mean():.3f}, harmed {harmed.sum()} "
              f"({1000 * harmed.sum() / words:.3f} per 1,000 good words)")  # fmt: skip


def preorder(node: dict[str, Any]) -> Iterator[str]:
    """A tree of lightgbm's dump as `newsmend.language.boosting` reads it."""
    if "leaf_value" in node:
        yield f"={node['leaf_value']:.4f}".rstrip("0").rstrip(".")
        return
    assert node["decision_type"] == "<="
    yield f"{node['split_feature']}:{node['threshold']:.6g}"
    yield from preorder(node["left_child"])
    yield from preorder(node["right_child"])


def main() -> None:
    """Train, report, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("post_edits", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "src/newsmend/data/decisions.tsv.gz")
    parser.add_argument("--only", choices=[*DECISIONS])
    given = parser.parse_args()
    rng = random.Random(SEED)
    train = [*treebank(given.treebank / "ewt-train.conllu.gz"), *post_edits(given.post_edits, False, rng)]
    again = [text for _ in range(SHUFFLES) for text in post_edits(given.post_edits, False, rng)]
    tests = {
        "post-edits kept apart": list(post_edits(given.post_edits, True, rng)),
        "PUD": list(treebank(given.treebank / "pud-test.conllu.gz", sentences=True)),
        "EWT dev and test": [text for part in ("dev", "test")
                             for text in treebank(given.treebank / f"ewt-{part}.conllu.gz")],
    }  # fmt: skip
    lines = [HEAD.rstrip("\n")]
    if given.only:
        lines += ["\t".join(row) for row in tables.rows(boosting.TABLE) if row[0] != given.only]
    for kind in [given.only] if given.only else DECISIONS:
        rows = examples(kind, train, rng, ROUNDS if kind != "false_stop_tagged" else TAGGED_ROUNDS)
        if kind == "false_stop":
            rows += examples(kind, again, rng, 0)  # other neighbours for the sentences that start with a small word
        names = sorted(rows[0][0])
        booster = fit(kind, rows, names)
        print(f"{kind}: trained on {sum(not false for _, false in rows):,} true and {sum(f for _, f in rows):,} false")
        for label, texts in tests.items():
            report(booster, examples(kind, texts, rng, 3), names, label, sum(len(text.split()) for text in texts))
        gain = dict(zip(names, booster.feature_importance("gain"), strict=True))
        print("  " + ", ".join(sorted(gain, key=lambda name: -gain[name])[:20]))
        lines.append(f"{kind}\tfeatures\t{' '.join(names)}")
        trees = booster.dump_model()["tree_info"]
        lines += [f"{kind}\ttree\t{' '.join(preorder(tree['tree_structure']))}" for tree in trees]
    # No time and no file name in the header, so that the same input gives the same bytes.
    given.out.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    print(f"{given.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
