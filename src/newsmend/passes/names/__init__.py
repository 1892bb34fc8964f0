"""Names in a form that is certainly wrong: "Qatib Hezbollah", "Sergei Lavarov", "Carlos Body"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.language.mentions import mentions
from newsmend.passes.names.acronyms import find_false_acronyms, find_foreign_acronyms
from newsmend.passes.names.house import unify
from newsmend.passes.names.majority import find_minority_forms
from newsmend.passes.names.near import find_near_names
from newsmend.passes.names.rules import HOUSE_STYLE, RULES
from newsmend.passes.names.slips import find_known_slips
from newsmend.passes.names.translated import flag_translated_names
from newsmend.types import Draft, Edit, Rule

__all__ = ["HOUSE_STYLE", "Names", "Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """`gazetteers`: lists (.tsv, .csv) and indexes made by `newsmend names import`, used beside the built-in names.

    `house_style`: a profile (ap, reuters, bbc) or a TOML file of preferred spellings; empty leaves accepted ones alone.
    """

    gazetteers: tuple[str, ...] = ()
    house_style: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Puts a name where what stands there can only be a mangled form of it."""

    settings: Settings = Settings()
    name: ClassVar[str] = "names"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        known = mentions(draft, self.settings.gazetteers)
        yield from find_known_slips(draft, self.settings.gazetteers)
        yield from find_near_names(draft, known)
        yield from find_minority_forms(draft, known)
        yield from flag_translated_names(draft, known)
        yield from find_foreign_acronyms(draft)
        yield from find_false_acronyms(draft)
        if self.settings.house_style:
            yield from unify(draft, self.settings.house_style)
