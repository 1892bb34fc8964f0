"""Names the gazetteer knows in a form that is certainly wrong: "Qatib Hezbollah", "Pzifer"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from newsmend.language import lexicon
from newsmend.language.names import Entity, entities
from newsmend.types import Draft, Edit, Rule, Safety

KNOWN_SLIP = Rule(
    "names/known-slip",
    "A name in a form that the gazetteer lists as a slip of translators, never as an accepted spelling.",
    Safety.FIX,
    ("Rockets were fired by Qatib Hezbollah in Iraq.", "Rockets were fired by Kataib Hezbollah in Iraq."),
    why="A name that went through another alphabet comes back as its sound, and readers and search engines lose it.",
    spares="Accepted house spellings (Kyiv and Kiev, Erbil and Irbil); a slip of common words alone, or of one word, "
    "where nothing near it speaks of the entity: that is only suggested; a form marked [sic].",
)
RULES = (KNOWN_SLIP,)

NEAR = 600  # code points to either side in which a context word counts: about a paragraph and its neighbours
_NAME = re.compile(r"(?<![\w@#])[A-Z][\w'’.-]*")
_SIC = re.compile(r"\s*[\[(]sic[\])]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Settings:
    """No options yet; `keep` in the main settings spares single words."""


@dataclass(frozen=True, slots=True)
class Names:
    """Puts the canonical name where a listed slip stands."""

    settings: Settings = Settings()
    name: ClassVar[str] = "names"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield an edit for every listed slip."""
        slips = _slips()
        for match in _NAME.finditer(draft.text):
            for slip, entity in slips.get(_key(match.group()), ()):
                found = _pattern(slip).match(draft.text, match.start())
                if found and not _SIC.match(draft.text, found.end()):
                    yield _repair(draft, found, entity)
                    break


def _repair(draft: Draft, found: re.Match[str], entity: Entity) -> Edit:
    slip = found.group()
    after = "’".join(entity.name.split("'")) if "’" in slip else entity.name
    near = draft.text[max(0, found.start() - NEAR) : found.start()] + draft.text[found.end() : found.end() + NEAR]
    witness = next((word for word in (*entity.context, *entity.forms) if _stands(word, near)), None)
    unknown = [word for word in slip.split() if not lexicon.known(word)]
    # A form that can be nothing else needs no witness; a lone word or a row of common words does.
    safe = witness is not None or (bool(unknown) and " " in slip)
    return draft.edit(
        KNOWN_SLIP,
        found.start(),
        found.end(),
        after,
        f"a known slip of {entity.name}" + (f"; “{witness}” stands near" if witness else ""),
        confidence=0.99 if witness and unknown else 0.95 if safe else 0.7,
        evidence=("gazetteer", *(("context-word",) if witness else ())),
        safety=Safety.FIX if safe else Safety.SUGGEST,
    )


def _stands(word: str, text: str) -> bool:
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _key(word: str) -> str:
    return re.split(r"[\s'’.-]", word, maxsplit=1)[0]


@cache
def _slips() -> dict[str, list[tuple[str, Entity]]]:
    """Slips by their first word, longest first."""
    table: dict[str, list[tuple[str, Entity]]] = {}
    for entity in entities():
        for slip in entity.slips:
            table.setdefault(_key(slip), []).append((slip, entity))
    return {key: sorted(rows, key=lambda row: (-len(row[0]), row[0])) for key, rows in table.items()}


@cache
def _pattern(slip: str) -> re.Pattern[str]:
    """A slip as it may stand in text: blanks match any white space but a paragraph break."""
    words = (re.escape(word).replace("'", "['’]") for word in slip.split())
    return re.compile(r"(?:[ \t\u00a0]+|\n(?!\n))".join(words) + r"(?![\w-])")
