"""Capitals a translator put in, and capitals it lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.passes.casing.false_capitals import delete_resumptive_pronouns, lower_false_capitals
from newsmend.passes.casing.lowered import raise_dates, raise_lowered_names
from newsmend.passes.casing.rules import RULES
from newsmend.types import Draft, Edit, Rule


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Casing:
    """Gives words the case their sentence wants."""

    settings: Settings = Settings()
    name: ClassVar[str] = "casing"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        yield from lower_false_capitals(draft)
        yield from delete_resumptive_pronouns(draft)
        yield from raise_lowered_names(draft)
        yield from raise_dates(draft)
