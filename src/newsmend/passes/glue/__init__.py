"""Words glued together where a space was lost, most often at a former link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.passes.glue.capitals import find_glued_capitals
from newsmend.passes.glue.rules import RULES
from newsmend.passes.glue.words import find_glued_words
from newsmend.types import Draft, Edit, Rule


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Glue:
    """Puts lost spaces back."""

    settings: Settings = Settings()
    name: ClassVar[str] = "glue"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        yield from find_glued_capitals(draft)
        yield from find_glued_words(draft)
