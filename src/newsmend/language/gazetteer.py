"""Gazetteers asked by sound: the names that a mangled word may be, and the entities that bear them.

`InMemory` holds a list, such as the project's own names. `Index` is a file that `newsmend names import` makes of larger
ones: a read-only SQLite database, so that opening it costs the same with a thousand forms and with a million, and all
workers share its pages.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from newsmend import tables
from newsmend.language import names, sounds
from newsmend.language.names import Entity
from newsmend.types import ConfigError, UnreadableError

FORMAT = 2
NEAREST = 0.28  # cost per letter above which two words are no forms of one name
_BAND = 3  # letters by which two forms of one name may differ in length
_LONG_KEY = 5  # classes of sounds
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*\.?|\d+")
_SCHEMA = """
    CREATE TABLE entity (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, variants TEXT, slips TEXT, context TEXT);
    CREATE TABLE sound (key TEXT, size INTEGER, word TEXT, PRIMARY KEY (key, size, word)) WITHOUT ROWID;
    CREATE TABLE part (word TEXT, entity INTEGER, PRIMARY KEY (word, entity)) WITHOUT ROWID;
"""


class Source(Protocol):
    """A gazetteer that can be asked for words by their sound and for entities by a word of their name."""

    def by_key(self, keys: list[str], size: int, band: int) -> Iterable[str]:
        """The words of right forms with one of these phonetic keys, of `size` letters, give or take `band`."""

    def bearers(self, word: str) -> Iterable[Entity]:
        """Every entity one of whose right forms contains the word, folded."""

    def knows(self, word: str) -> bool:
        """Whether a right form contains the word, folded."""


def words_of(form: str) -> list[str]:
    """The words of a name; hyphens and blanks part them.

    >>> words_of("Jaish-e-Mohammed"), words_of("J. D. Vance")
    (['Jaish', 'e', 'Mohammed'], ['J.', 'D.', 'Vance'])
    """
    return _WORDS.findall(form)


class InMemory:
    """A list of names, held in memory."""

    def __init__(self, rows: Iterable[Entity]) -> None:
        self._bearers: dict[str, list[Entity]] = defaultdict(list)
        self._keys: dict[str, list[str]] = defaultdict(list)
        for entity in rows:
            for word in dict.fromkeys(word for form in entity.forms for word in words_of(form)):
                folded = sounds.fold(word)
                bearers = self._bearers[folded]
                if not bearers and len(folded) > 1:
                    self._keys[sounds.key(word)].append(word)
                if not bearers or bearers[-1] is not entity:
                    bearers.append(entity)

    def tables(self) -> tuple[dict[str, list[Entity]], dict[str, list[str]]]:
        """Entities by the folded words they bear, and words by their phonetic key."""
        return self._bearers, self._keys

    def by_key(self, keys: list[str], size: int, band: int) -> Iterator[str]:
        """The words of right forms with one of these phonetic keys, of `size` letters, give or take `band`."""
        for key in keys:
            yield from (word for word in self._keys.get(key, ()) if abs(len(word) - size) <= band)

    def bearers(self, word: str) -> list[Entity]:
        """Every entity one of whose right forms contains the word."""
        return self._bearers.get(sounds.fold(word), [])

    def knows(self, word: str) -> bool:
        """Whether a right form contains the word."""
        return sounds.fold(word) in self._bearers


class Index:
    """A compiled gazetteer on disk. Raises ConfigError when the file is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise ConfigError(f"{path}: no such gazetteer; 'newsmend names import' makes one")
        try:
            # Immutable: no locks, no journal; the pages are the system's, shared by all workers.
            self._rows = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            self._rows.execute(f"PRAGMA mmap_size = {path.stat().st_size}")
            (version,) = self._rows.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise ConfigError(f"{path}: no gazetteer index: {error}; 'newsmend names import' makes one") from None
        if version != FORMAT:
            raise ConfigError(f"{path}: gazetteer of format {version}, expected {FORMAT}; import it again")

    def by_key(self, keys: list[str], size: int, band: int) -> list[str]:
        """The words of right forms with one of these phonetic keys, of `size` letters, give or take `band`.

        Of a large list only long keys are varied: a short one already brings thousands of words.
        """
        long = len(keys[0]) >= _LONG_KEY
        asked, band = (keys, min(band, 2)) if long else (keys[:1], 1)
        marks = ",".join("?" * len(asked))
        query = f"SELECT word FROM sound WHERE key IN ({marks}) AND size BETWEEN ? AND ?"
        return [word for (word,) in self._rows.execute(query, (*asked, size - band, size + band))]

    def bearers(self, word: str) -> list[Entity]:
        """Every entity one of whose right forms contains the word."""
        query = "SELECT name, kind, variants, slips, context FROM part JOIN entity ON id = entity WHERE word = ?"
        return [_entity(row) for row in self._rows.execute(query, (sounds.fold(word),))]

    def knows(self, word: str) -> bool:
        """Whether a right form contains the word."""
        found = self._rows.execute("SELECT 1 FROM part WHERE word = ? LIMIT 1", (sounds.fold(word),))
        return found.fetchone() is not None

    def __iter__(self) -> Iterator[Entity]:
        query = "SELECT name, kind, variants, slips, context FROM entity ORDER BY name, kind"
        return (_entity(row) for row in self._rows.execute(query))

    def counts(self) -> tuple[int, int]:
        """How many entities and how many different words of names it holds."""
        (names,) = self._rows.execute("SELECT count(*) FROM entity").fetchone()
        (words,) = self._rows.execute("SELECT count(*) FROM sound").fetchone()
        return names, words


def _entity(row: tuple[str, str, str, str, str]) -> Entity:
    return Entity(row[0], row[1], *(tuple(filter(None, column.split("|"))) for column in row[2:]))


def compile_index(rows: Iterable[Entity], path: Path) -> int:
    """Write an index of these entities to a new file; return how many there were. The same rows give the same answers.

    The file is complete or not there: it is written under another name first.
    """
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    database = sqlite3.connect(draft)
    database.executescript(_SCHEMA)
    database.execute("PRAGMA synchronous = OFF")
    sound: set[tuple[str, int, str]] = set()
    count = 0
    with database:
        for count, entity in enumerate(rows, 1):
            columns = ("|".join(values) for values in (entity.variants, entity.slips, entity.context))
            database.execute(
                "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)", (count, entity.name, entity.kind, *columns)
            )
            words = {word for form in entity.forms for word in words_of(form)}
            sound.update((sounds.key(word), len(word), word) for word in words if len(sounds.fold(word)) > 1)
            parts = {sounds.fold(word) for word in words} - {""}
            database.executemany("INSERT INTO part VALUES (?, ?)", ((word, count) for word in sorted(parts)))
        database.executemany("INSERT INTO sound VALUES (?, ?, ?)", sorted(sound))
        database.execute(f"PRAGMA user_version = {FORMAT}")
    database.execute("VACUUM")
    database.close()
    draft.replace(path)
    return count


class Gazetteer:
    """Several sources asked as one."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = tuple(sources)
        # Names repeat within a document and between documents: what was asked once is remembered, within bounds.
        self.near = lru_cache(maxsize=20_000)(self._near)
        self.bearers = lru_cache(maxsize=5_000)(self._bearers)

    def knows(self, word: str) -> bool:
        """Whether a right form of any entity contains the word."""
        return any(source.knows(word) for source in self._sources)

    def _near(self, word: str, limit: float = NEAREST) -> tuple[tuple[str, float], ...]:
        """The words of names that this one may be, each with its cost per letter up to the limit, nearest first."""
        keys = list(sounds.keys_near(sounds.key(word)))
        plain, letters = sounds.fold(word), sounds.letters_of(word)
        size = len(plain)
        # Of words within a smaller limit 96 in 100 have one edit less, and nine tenths of the others' work is spared.
        edits = 1 + size // 3 if limit == NEAREST else (1 + size) // 3
        foreign = 2 + size // 4  # letters that only one of the two has
        found = {}
        for source in self._sources:
            for right in sounds.within(source.by_key(keys, size, min(edits, _BAND)), plain, edits):
                if (sounds.letters_of(right) ^ letters).bit_count() <= foreign:
                    most = min(NEAREST * max(4, size), limit * max(4, size, len(right)))
                    cost = sounds.distance(right, word, most)
                    if cost <= most:
                        found[right] = cost / max(4, size)
        return tuple(sorted(found.items(), key=lambda row: (row[1], row[0])))

    def _bearers(self, word: str) -> tuple[Entity, ...]:
        return tuple(entity for source in self._sources for entity in source.bearers(word))


class _BuiltIn:
    """The names of the data files, read from the table that `build` makes."""

    def __init__(self) -> None:
        table = tables.derived("sounds", names.sources(), build)
        self._bearers: dict[str, str] = table["bearers"]
        self._keys: dict[str, str] = table["keys"]
        self._by_length: dict[str, dict[int, list[str]]] = {}  # of the keys asked about so far

    def by_key(self, keys: list[str], size: int, band: int) -> list[str]:
        """The words of right forms with one of these phonetic keys, of `size` letters, give or take `band`."""
        found: list[str] = []
        for key in keys:
            if key in self._keys:
                words = self._by_length.get(key) or self._parted(key)
                for length in range(size - band, size + band + 1):
                    if length in words:
                        found += words[length]
        return found

    def _parted(self, key: str) -> dict[int, list[str]]:
        words = self._by_length[key] = {}
        for word in self._keys[key].split():
            words.setdefault(len(word), []).append(word)
        return words

    def bearers(self, word: str) -> list[Entity]:
        """Every entity one of whose right forms contains the word."""
        return [names.entity(int(number)) for number in self._bearers.get(sounds.fold(word), "").split()]

    def knows(self, word: str) -> bool:
        """Whether a right form contains the word."""
        return sounds.fold(word) in self._bearers


def build() -> dict[str, dict[str, str]]:
    """The words of all names by their phonetic key, and the numbers of the entities by the folded words they bear."""
    numbers = {id(each): number for number, each in enumerate(names.entities())}
    bearers, keys = InMemory(names.entities()).tables()
    return {
        "keys": {key: " ".join(words) for key, words in keys.items()},
        "bearers": {word: " ".join(str(numbers[id(each)]) for each in every) for word, every in bearers.items()},
    }


@cache
def _built_in() -> _BuiltIn:
    return _BuiltIn()


def _source(path: Path) -> Source:
    """A list of names (.tsv, .csv) in memory, anything else as an index. Raises ConfigError."""
    if path.suffix not in {".tsv", ".csv"}:
        return Index(path)
    return InMemory(listed((str(path),)))


@cache
def listed(paths: tuple[str, ...]) -> tuple[Entity, ...]:
    """The entities of the lists (.tsv, .csv) among these paths, whose slips count. Raises ConfigError."""
    from newsmend.language.lists import read

    try:
        return tuple(entity for path in paths if path.endswith((".tsv", ".csv")) for entity in read(Path(path)))
    except UnreadableError as error:
        raise ConfigError(str(error)) from None


@cache
def _opened(paths: tuple[str, ...], _process: int) -> Gazetteer:
    # By process: a database that was opened before a fork must not be used behind it.
    return Gazetteer([_built_in(), *(_source(Path(path)) for path in paths)])


def open_all(paths: tuple[str, ...] = ()) -> Gazetteer:
    """The built-in names and the indexes and lists at these paths, opened once per process. Raises ConfigError."""
    return _opened(paths, os.getpid() if paths else 0)
