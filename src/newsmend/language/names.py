"""The gazetteer: names the news knows, their accepted variants, and the slips translators make of them.

Read from every ``data/names/*.tsv`` (columns: name, kind, variants, slips, context; several values in one column are
separated by ``|``) at the first question, and indexed by whole name and by first word. All forms are cased as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from newsmend import tables

FOLDER = "names"
_SEPARATOR = re.compile(r"\s*\|\s*")
_MANGLED = 4  # letters at least which a mangled word and the true one must share: Islam, Islamic


@dataclass(frozen=True, slots=True)
class Entity:
    """A name: its canonical form, `kind` (person, place, organisation...), and other forms.

    `variants` are right and left alone, `slips` are wrong; `context` are words that stand near this name.
    """

    name: str
    kind: str
    variants: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Every right form, the canonical one first."""
        return (self.name, *self.variants)


def _values(column: str) -> tuple[str, ...]:
    return tuple(value for value in _SEPARATOR.split(column.strip()) if value)


@cache
def sources() -> tuple[str, ...]:
    """The data files of names."""
    return tuple(tables.names(FOLDER, ".tsv"))


@cache
def _lines() -> tuple[str, ...]:
    every = (line for file in sources() for line in tables.read_text(file).split("\n"))
    return tuple(line for line in every if line and line[0] != "#")


@cache
def entity(number: int) -> Entity:
    """The entity with this number, counted file by file; always the same object."""
    row = _lines()[number].split("\t")
    return Entity(row[0], row[1], *(_values(column) for column in row[2:5]))


@cache
def entities() -> tuple[Entity, ...]:
    """Return every entity, file by file."""
    return tuple(map(entity, range(len(_lines()))))


class _Index:
    """Names by their words, one blank between them."""

    def __init__(self) -> None:
        table = tables.derived("names", sources(), build)
        self.whole: dict[str, int] = table["whole"]
        self.folded: dict[str, str] = table["folded"]
        self.parts = frozenset(table["parts"].split("\n"))
        self.by_rest: dict[str, str] = table["by_rest"]
        self.longest: int = table["longest"]


def build() -> dict[str, Any]:
    """The numbers of entities by whole names and by what stands behind a name's first word; folded names; parts."""
    whole: dict[str, int] = {}
    folded: dict[str, str] = {}
    parts: set[str] = set()
    by_rest: dict[str, list[str]] = {}
    longest = 0
    for number, each in enumerate(entities()):
        for form in each.forms:
            words = form.split()
            longest = max(longest, len(words))
            whole.setdefault(" ".join(words), number)
            folded.setdefault(" ".join(words).lower(), form)
            if len(words) > 1:
                by_rest.setdefault(" ".join(words[1:]), []).append(f"{words[0]} {number}")
            for size in range(1, len(words)):
                parts.update(" ".join(words[start : start + size]) for start in range(len(words) - size + 1))
    rests = {rest: "\n".join(firsts) for rest, firsts in by_rest.items()}
    return {"whole": whole, "folded": folded, "parts": "\n".join(sorted(parts)), "by_rest": rests, "longest": longest}


@cache
def _index() -> _Index:
    return _Index()


def longest() -> int:
    """Return how many words the longest name has."""
    return _index().longest


def find_entity(words: tuple[str, ...]) -> Entity | None:
    """Return the entity with exactly these words as its name or a variant, or None."""
    number = _index().whole.get(" ".join(words))
    return None if number is None else entity(number)


def find_folded(words: tuple[str, ...]) -> tuple[str, Entity] | None:
    """Return the right form, and its entity, of words in any case; None if there is none."""
    index = _index()
    form = index.folded.get(" ".join(words).lower())
    return None if form is None else (form, entity(index.whole[" ".join(form.split())]))


def is_part_of_name(words: tuple[str, ...]) -> bool:
    """Tell whether these words, in this order, are some but not all words of a name."""
    return " ".join(words) in _index().parts


def mended(first: str, rest: tuple[str, ...]) -> Iterator[tuple[str, Entity]]:
    """Yield the first words, other than `first`, that make a name with `rest` and begin alike: Islam for Islamic."""
    for line in _index().by_rest.get(" ".join(rest), "").splitlines():
        word, _, number = line.partition(" ")
        if word != first and len(first) >= _MANGLED and (word.startswith(first) or first.startswith(word)):
            yield word, entity(int(number))
