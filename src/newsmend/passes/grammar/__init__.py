"""Grammar: forms of verbs and nouns that the words beside them rule out, and what LanguageTool finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.languagetool import home
from newsmend.passes.grammar.agreement import find_disagreeing_nouns, find_disagreeing_verbs, find_disagreements
from newsmend.passes.grammar.articles import find_articles, find_double_comparatives
from newsmend.passes.grammar.counts import (
    find_missing_plurals,
    find_plural_scales,
    find_plurals_behind_each,
    find_plurals_for_one,
    find_singulars_for_several,
)
from newsmend.passes.grammar.proofread import find_with_languagetool
from newsmend.passes.grammar.rules import LANGUAGETOOL, RULES
from newsmend.passes.grammar.verbs import (
    find_inflected_infinitives,
    find_missing_participles,
    find_pasts_for_participles,
)
from newsmend.types import Draft, Edit, Rule

__all__ = ["LANGUAGETOOL", "Grammar", "Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Whom to ask, and about what.

    `languagetool`: "off", the URL of a server, or "auto": `newsmend clean` asks LanguageTool where it is installed,
    `check` and the library do not. `scope`: the sentences it is asked about: "suspicious" (changed, or with a word that
    nobody knows), "changed" (by earlier passes) or "all". `cache`: whether answers are kept in the user's cache.
    """

    languagetool: str = "auto"
    scope: str = "suspicious"
    cache: bool = True

    def __post_init__(self) -> None:
        if self.languagetool not in {"auto", "off"} and not self.languagetool.startswith(
            ("http://", "https://", "lease:")
        ):
            raise ValueError(f"languagetool: expected auto, off or the URL of a server, got {self.languagetool!r}")
        if self.scope not in {"suspicious", "changed", "all"}:
            raise ValueError(f"scope: expected suspicious, changed or all, got {self.scope!r}")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Puts verbs and nouns into the form their neighbours call for."""

    settings: Settings = Settings()
    name: ClassVar[str] = "grammar"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        yield from find_missing_participles(draft)
        yield from find_pasts_for_participles(draft)
        yield from find_inflected_infinitives(draft)
        yield from find_disagreements(draft)
        yield from find_disagreeing_nouns(draft)
        yield from find_disagreeing_verbs(draft)
        yield from find_missing_plurals(draft)
        yield from find_singulars_for_several(draft)
        yield from find_plurals_for_one(draft)
        yield from find_plurals_behind_each(draft)
        yield from find_plural_scales(draft)
        yield from find_articles(draft)
        yield from find_double_comparatives(draft)
        if self.settings.languagetool not in {"auto", "off"}:
            memory = home.cache_folder() / "answers.sqlite" if self.settings.cache else None
            yield from find_with_languagetool(draft, self.settings.languagetool, self.settings.scope, memory)
