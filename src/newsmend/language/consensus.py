"""What a collection agrees on: names that many documents write one way and a few another, in the same company.

Counted are capitalised words and the title or first name before each, once for every document. Counts of parts add up,
so workers may count apart, and order does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from newsmend import tables
from newsmend.language import sounds
from newsmend.language.gazetteer import open_all
from newsmend.language.mentions import Mentions, is_true_name
from newsmend.language.names import Entity

FREQUENT = 5  # documents that write a name one way ...
TIMES = 10  # ... and how many times as many they must be as those that write it the other way
NEAR = 0.22  # cost per letter, as for names one text writes in two ways
_MOST_CONTEXT = 3
Company = tuple[str, str]  # ("name", "Oksana") or ("title", "mayor")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rare form of a frequent name: the entity to add, and in how many documents each form stands."""

    entity: Entity
    frequent: int
    rare: int


@dataclass(slots=True)
class NameCensus:
    """Counts names; add texts in any order, add up the censuses of any workers, then ask for `findings`."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[Company, str]] = field(default_factory=Counter)
    countries: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        """Count the names of one document."""
        known = Mentions(text, "", open_all())
        found: set[tuple[Company, str]] = set()
        for at, token in enumerate(known.tokens):
            if token.capital and len(token.word) > 3 and (company := known.before(at))[0]:
                found.add((company, token.word))
        named = {word for _, word in found}
        about = {_countries()[token.word] for token in known.tokens if token.word in _countries()}
        self.words.update(known.counts.keys())
        self.pairs.update(found)
        self.countries.update((word, country) for word in named for country in about)

    def merge(self, other: NameCensus) -> None:
        """Count what another census has counted."""
        self.words.update(other.words)
        self.pairs.update(other.pairs)
        self.countries.update(other.countries)

    def findings(self) -> list[Finding]:
        """Rare forms of frequent names, by name."""
        nobody = Mentions("", "", open_all())
        company: dict[Company, list[str]] = {}
        for stands, word in sorted(self.pairs):
            company.setdefault(stands, []).append(word)
        found: dict[tuple[str, str], Finding] = {}
        for (kind, beside), words in company.items():
            frequent = [word for word in words if self.words[word] >= FREQUENT]
            for rare in words:
                if nobody.is_doubtful(rare) and not is_true_name(rare):
                    for right in self._rightful(rare, frequent):
                        found.setdefault((right, rare), self._finding(kind, beside, right, rare))
        return [found[key] for key in sorted(found)]

    def _rightful(self, rare: str, frequent: list[str]) -> Iterator[str]:
        for right in frequent:
            if self.words[right] >= TIMES * self.words[rare] and not sounds.derived(right, rare):
                limit = NEAR * max(4, len(right))
                if sounds.distance(right, rare, limit) <= limit:
                    yield right

    def _finding(self, kind: str, beside: str, right: str, rare: str) -> Finding:
        whole, slip = (f"{beside} {right}", f"{beside} {rare}") if kind == "name" else (right, rare)
        near = Counter({country: count for (word, country), count in self.countries.items() if word == right})
        context = [country for country, _ in sorted(near.items(), key=lambda row: (-row[1], row[0]))[:_MOST_CONTEXT]]
        entity = Entity(whole, "person", (), (slip,), tuple([beside] * (kind == "title") + context))
        return Finding(entity, self.words[right], self.words[rare])


@cache
def _countries() -> dict[str, str]:
    """One-word names of countries and what belongs to them, with the country."""
    return {
        word: row[0]
        for row in tables.rows("countries.tsv")
        for column in row[:3]
        for word in column.split("|")
        if " " not in word
    }


def as_table(findings: list[Finding]) -> str:
    """The findings as a list of names an editor can correct; each with its evidence in a comment line."""
    from newsmend.language.lists import COLUMNS, as_row

    lines = [
        "# Names of this collection that few documents write otherwise than the others. Delete what is wrong, then put",
        "# this file among the gazetteers of [pass.names].",
        "# Columns: " + ", ".join(COLUMNS),
    ]
    for finding in findings:
        lines.append(f"# {finding.frequent} documents, against {finding.rare} with the slip")
        lines.append(as_row(finding.entity))
    return "\n".join(lines) + "\n"
