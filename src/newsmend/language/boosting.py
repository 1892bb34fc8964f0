"""Trained yes-or-no decisions: gradient-boosted trees (Friedman 2001), read from a table and asked in plain Python.

``training/decisions.py`` fits the trees and writes ``decisions.tsv.gz``. A tree is written in preorder: an inner node
as ``feature:threshold`` (left when the value is at most the threshold), a leaf as ``=log-odds``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from newsmend import tables

TABLE = "decisions.tsv.gz"
# After 20 trees 88% of the true capitals stand below -3, and of 2,479 candidates none from there came above -1.4.
FIRST, HOPELESS = 20, -3.0
Node = tuple[int, float, "Node", "Node"] | float
"""A feature's number, a threshold and the two branches; or a leaf's log-odds."""


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """The trees of one decision, and the names of the features they ask for, in order."""

    features: tuple[str, ...]
    trees: tuple[Node, ...]

    def log_odds(self, values: Mapping[str, float]) -> float:
        """How likely the answer is yes, as the logarithm of its odds in broken text. Needs every feature.

        Where the first trees leave no hope the others are not asked.
        """
        return _log_odds(self, tuple([values[name] for name in self.features]))


@lru_cache(maxsize=8192)  # a text is asked about again after every repair, and mostly the same
def _log_odds(decision: Decision, row: tuple[float, ...]) -> float:
    total = _sum(decision.trees[:FIRST], row)
    return total if total < HOPELESS else total + _sum(decision.trees[FIRST:], row)


def _sum(trees: tuple[Node, ...], row: tuple[float, ...]) -> float:
    total = 0.0
    for tree in trees:
        node = tree
        while isinstance(node, tuple):
            feature, threshold, low, high = node
            node = low if row[feature] <= threshold else high
        total += node
    return total


def probability(log_odds: float) -> float:
    """The chance, 0 to 1, that log-odds stand for.

    >>> probability(0.0), round(probability(4.6), 2)
    (0.5, 0.99)
    """
    return 1 / (1 + math.exp(-max(min(log_odds, 30.0), -30.0)))


@cache
def decision(name: str, table: str = TABLE) -> Decision:
    """The decision of this name (false_capital, place...) in a table, read once per process."""
    features: tuple[str, ...] = ()
    trees: list[Node] = []
    for owner, kind, value in tables.rows(table):
        if owner == name and kind == "features":
            features = tuple(value.split(" "))
        elif owner == name:
            trees.append(_read(iter(value.split(" "))))
    return Decision(features, tuple(trees))


def _read(parts: Iterator[str]) -> Node:
    part = next(parts)
    if part[0] == "=":
        return float(part[1:])
    feature, _, threshold = part.partition(":")
    return int(feature), float(threshold), _read(parts), _read(parts)
