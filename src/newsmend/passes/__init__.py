"""The chain of repairs. Order is a decision, and this tuple is where it is written."""

from __future__ import annotations

from newsmend.passes.names import Names
from newsmend.types import Pass, Rule

PASSES: tuple[type[Pass], ...] = (Names,)


def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the chain."""
    return {rule.id: rule for each in PASSES for rule in each.rules}
