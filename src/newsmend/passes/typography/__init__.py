"""Spacing and quotation marks, as a copy editor sets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.passes.typography.quotes import align_odd_marks, mend_quotation_marks, replace_guillemets
from newsmend.passes.typography.rules import RULES
from newsmend.passes.typography.spacing import (
    close_double_spaces,
    close_up_marks,
    drop_doubled_marks,
    join_contractions,
    join_hyphenated,
    open_missing_spaces,
)
from newsmend.types import Draft, Edit, Rule

__all__ = ["RULES", "Settings", "Typography"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing can be set."""


@dataclass(frozen=True, slots=True)
class Typography:
    """Repairs spaces and quotation marks, never words."""

    settings: Settings = Settings()
    name: ClassVar[str] = "typography"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield an edit for each space or mark that is out of place."""
        yield from close_double_spaces(draft)
        yield from close_up_marks(draft)
        yield from open_missing_spaces(draft)
        yield from join_contractions(draft)
        yield from join_hyphenated(draft)
        yield from drop_doubled_marks(draft)
        yield from replace_guillemets(draft)
        yield from mend_quotation_marks(draft)
        yield from align_odd_marks(draft)
