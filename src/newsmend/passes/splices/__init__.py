"""Sentences cut and glued at the wrong place: torn names, false full stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.passes.splices.rules import FALSE_STOP, RULES, SPLIT_ENTITY
from newsmend.passes.splices.split import join_split_entities
from newsmend.passes.splices.stops import remove_false_stops
from newsmend.types import Draft, Edit, Rule

__all__ = ["FALSE_STOP", "RULES", "SPLIT_ENTITY", "Settings", "Splices"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Splices:
    """Joins what a translator tore apart."""

    settings: Settings = Settings()
    name: ClassVar[str] = "splices"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        yield from join_split_entities(draft)
        yield from remove_false_stops(draft)
