"""Grammar: forms of verbs and nouns that the words beside them rule out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.passes.grammar.counts import find_missing_plurals
from newsmend.passes.grammar.rules import RULES
from newsmend.passes.grammar.verbs import find_disagreements, find_inflected_infinitives, find_missing_participles
from newsmend.types import Draft, Edit, Rule


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """Puts verbs and nouns into the form their neighbours call for."""

    settings: Settings = Settings()
    name: ClassVar[str] = "grammar"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        yield from find_missing_participles(draft)
        yield from find_inflected_infinitives(draft)
        yield from find_disagreements(draft)
        yield from find_missing_plurals(draft)
