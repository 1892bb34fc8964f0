"""The gazetteer: names the news knows, their accepted variants, and the slips translators make of them.

Read from every ``data/names/*.tsv`` (columns: name, kind, variants, slips, context; several values in one column are
separated by ``|``) at the first question, and indexed by whole name and by first word. All forms are cased as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

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
def entities() -> tuple[Entity, ...]:
    """Return every entity, file by file."""
    return tuple(
        Entity(row[0], row[1], *(_values(column) for column in row[2:5]))
        for file in tables.names(FOLDER, ".tsv")
        for row in tables.rows(file)
    )


class _Index:
    def __init__(self) -> None:
        self.whole: dict[tuple[str, ...], Entity] = {}
        self.folded: dict[tuple[str, ...], tuple[str, Entity]] = {}
        self.parts: set[tuple[str, ...]] = set()
        self.by_rest: dict[tuple[str, ...], list[tuple[str, Entity]]] = {}
        for entity in entities():
            for form in entity.forms:
                words = tuple(form.split())
                self.whole.setdefault(words, entity)
                self.folded.setdefault(tuple(word.lower() for word in words), (form, entity))
                self.by_rest.setdefault(words[1:], []).append((words[0], entity))
                for size in range(1, len(words)):
                    for start in range(len(words) - size + 1):
                        self.parts.add(words[start : start + size])
        self.longest = max((len(words) for words in self.whole), default=0)


@cache
def _index() -> _Index:
    return _Index()


def longest() -> int:
    """Return how many words the longest name has."""
    return _index().longest


def find_entity(words: tuple[str, ...]) -> Entity | None:
    """Return the entity with exactly these words as its name or a variant, or None."""
    return _index().whole.get(words)


def find_folded(words: tuple[str, ...]) -> tuple[str, Entity] | None:
    """Return the right form, and its entity, of words in any case; None if there is none."""
    return _index().folded.get(tuple(word.lower() for word in words))


def is_part_of_name(words: tuple[str, ...]) -> bool:
    """Tell whether these words, in this order, are some but not all words of a name."""
    return words in _index().parts


def mended(first: str, rest: tuple[str, ...]) -> Iterator[tuple[str, Entity]]:
    """Yield the first words, other than `first`, that make a name with `rest` and begin alike: Islam for Islamic."""
    for word, entity in _index().by_rest.get(rest, []) if rest else []:
        if word != first and len(first) >= _MANGLED and (word.startswith(first) or first.startswith(word)):
            yield word, entity
