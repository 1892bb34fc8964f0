"""Makes ``src/newsmend/data/seams.toml``: the weights by which the splices pass tells torn names from whole ones.

Whole sentences are the human post-edits of MLQE-PE (CC0), read as for ``training/sequences.py``; they are broken here
the way a translator breaks them at a link. Run with the package and numpy installed::

    python training/seams.py post_edits.jsonl.gz
"""

from __future__ import annotations

import random
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from newsmend.language import displaced, lexicon
from newsmend.passes.splices.seams import split_features
from sequences import sentences

TARGET = Path(__file__).parents[1] / "src/newsmend/data/seams.toml"
SPLITS = 6_000  # examples of each kind
PENALTY, ROUNDS = 1.0, 25
HEAD = """\
# Source: logistic regression fitted to sentences of MLQE-PE (Fomicheva et al. 2022), broken by training/seams.py
# Licence: CC0-1.0 (the text), MIT (the weights)
# By fault: feature, weight. The features are those of newsmend.passes.splices.seams.
"""
Example = tuple[dict[str, float], bool]


def splits(rows: list[list[str]], rng: random.Random) -> list[Example]:
    """Names torn apart by a piece from nearby, and sentences with a name before their last words."""
    found: list[Example] = []
    openers = displaced.OPENERS
    capital = [[word[0].isupper() for word in row] for row in rows]
    torn = [k for k, caps in enumerate(capital) if any(a and b for a, b in pairwise(caps[1:]))]
    whole = [
        (row, at)
        for row, caps in zip(rows, capital, strict=True)
        for at in range(max(2, len(row) - 6), len(row) - 1)
        if row[at] in openers and caps[at - 1] and all(word.islower() for word in row[at:])
    ]
    named = [row for row, caps in zip(rows, capital, strict=True) if caps[0] or row[0] not in lexicon.CLOSED_CLASS]
    while len(found) < SPLITS:
        row = rows[k := rng.choice(torn)]
        at = rng.choice([i + 1 for i in range(1, len(row) - 1) if capital[k][i] and capital[k][i + 1]])
        size = rng.randint(2, 5)
        spots = [
            start
            for start in range(max(1, at - 12), min(len(row) - size, at + 10) + 1)
            if row[start] in openers and all(word.islower() for word in row[start : start + size])
        ]
        if spots:
            start = rng.choice(spots)
            piece = row[start : start + size]
            left, right = row[:at], row[at:]
            if start < at:
                left = row[:start] + row[start + size : at]
            else:
                right = row[at:start] + row[start + size :]
            if left and right:
                found.append((split_features(left, piece, right), True))
        row, at = rng.choice(whole)
        second = rng.choice(named)
        found.append((split_features(row[:at], row[at:], second), False))
    return found


def fit(examples: list[Example]) -> dict[str, float]:
    """Fit by iteratively reweighted least squares with an L2 penalty."""
    names = sorted({name for features, _ in examples for name in features})
    column = {name: i for i, name in enumerate(names)}
    data = np.zeros((len(examples), len(names)))
    wanted = np.array([float(broken) for _, broken in examples])
    for i, (features, _) in enumerate(examples):
        for name, value in features.items():
            data[i, column[name]] = value
    weights = np.zeros(len(names))
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(data @ weights, -30, 30)))
        slope = data.T @ (chance - wanted) + PENALTY * weights
        bend = (data * (chance * (1 - chance))[:, None]).T @ data + PENALTY * np.eye(len(names))
        weights -= np.linalg.solve(bend, slope)
    chance = 1 / (1 + np.exp(-np.clip(data @ weights, -30, 30)))
    for bound in (0.5, 0.9, 0.95, 0.98, 0.99):
        caught, harmed = (chance[wanted == kind] > bound for kind in (1, 0))
        print(f"  above {bound}: {caught.mean():.3f} of the broken, {harmed.mean():.4f} of the whole")
    return {name: float(weights[column[name]]) for name in names}


def main() -> None:
    """Write the table."""
    rng = random.Random(7)
    rows = [row for row in sentences(Path(sys.argv[1])) if len(row) > 5]
    weights = fit(splits(rows, rng))
    lines = [HEAD, "[split_entity]", *(f'"{key}" = {value:.4f}' for key, value in weights.items())]
    TARGET.write_text("\n".join(lines).replace('"""', '"\\""') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
