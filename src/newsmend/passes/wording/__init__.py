"""Wording: phrases that came word for word out of another language or out of a thesaurus, and words left untranslated.

Everything known stands in the tables of `data/wording`; `phrases.py` reads them. Nothing here is applied by default: a
phrase is evidence that a machine wrote the sentence, not proof of what the sentence should say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.passes.wording.phrases import Match, matches
from newsmend.types import Draft, Edit, Rule, Safety

CALQUE = Rule(
    "wording/calque",
    "A fixed phrase or a false friend, translated word for word.",
    Safety.SUGGEST,
    ("A strict evening clock applies from Monday.", "A strict curfew applies from Monday."),
    why="Readers meet the idiom of another language: an evening clock is a curfew, a white weapon a knife.",
    spares="Phrases that good English has too, unless the words beside them or in the sentence rule that out.",
)
SPUN_PHRASE = Rule(
    "wording/spun-phrase",
    "A fixed phrase in which a thesaurus replaced a word.",
    Safety.SUGGEST,
    ("He spoke to reporters at the give up of the summit.", "He spoke to reporters at the end of the summit."),
    why="Spinners swap words to pass for original: the dying toll, the Related Press, pleaded responsible.",
    spares="Free choice of words: only pairs that no writer makes are listed.",
)
FOREIGN_WORD = Rule(
    "wording/foreign-word",
    "A word or an abbreviation the translator left as it was.",
    Safety.SUGGEST,
    ("Ministers from Spain y Portugal met.", "Ministers from Spain and Portugal met."),
    why="Small words and abbreviations slip through a translator between names and figures.",
    spares="Foreign phrases and titles, where the words beside are foreign too, and names (Castilla y León).",
)
RULES = (CALQUE, SPUN_PHRASE, FOREIGN_WORD)
_TABLES = {"calques": CALQUE, "spin": SPUN_PHRASE, "foreign": FOREIGN_WORD}
_REASONS = {
    "calques": "looks translated word for word",
    "spin": "looks like the work of a thesaurus",
    "foreign": "left untranslated",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Suggests plain English for phrases of a machine, and flags those it cannot translate back."""

    settings: Settings = Settings()
    name: ClassVar[str] = "wording"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        end = 0
        for match in sorted(matches(draft), key=lambda one: (one.start, -one.end)):
            if match.start >= end:  # of two that overlap, the first and longest
                end = match.end
                yield _edit(draft, match)


def _edit(draft: Draft, match: Match) -> Edit:
    reason = _REASONS[match.phrase.table]
    if match.phrase.source:
        reason += f" ({match.phrase.source})"
    if match.choices:
        reason += "; say " + " or ".join(f"“{choice}”" for choice in match.choices)
    return draft.edit(
        _TABLES[match.phrase.table],
        match.start,
        match.end,
        match.after,
        reason,
        confidence=0.8 if len(match.choices) == 1 else 0.6,
        evidence=("phrase", "context") if match.phrase.when else ("phrase",),
    )
