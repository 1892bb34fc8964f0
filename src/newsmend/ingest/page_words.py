"""One line: what its words tell of a page, whatever their order. The words are in `data/boilerplate.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from newsmend import tables

TABLE = "boilerplate.toml"
ANY, HEAD, TAIL, EDGE = "any", "head", "tail", "edge"
_WORD = re.compile(r"[\w@'+-]+")


class Match(NamedTuple):
    """What a line was recognised as. `weak`: counts only beside a certain hit. `opens`: a block until the end.

    `named`: counts only when the line's own spelling shows a name in capitals. `counted`: by its words, not a pattern.
    """

    family: str
    weak: bool = False
    opens: bool = False
    once: bool = False
    names_a_headline: bool = False
    named: bool = False
    counted: bool = False


# Words of a story told, not of a page that speaks to its reader.
NARRATES = re.compile(
    r"\b(?:says|(?<!to )(?<!your )(?<!you )say|said|he|she|his|had|told|were|wrote|asked|they|them)\b"
)


def by_vocabulary(key: str) -> Match | None:
    """What a folded line is whose words are all of one family, in any order."""
    words = [word for word in _WORD.findall(key) if not word.isdigit()]
    if not 0 < len(words) <= 14 or (key[-1] in ".!?" and _SPEAKS_TO_ITS_READER.isdisjoint(words)):
        return None
    best: Match | None = None
    for family, core, every in _vocabularies():
        if every.issuperset(words) and (found := core.intersection(words)):
            if len(found) > 1:
                return Match(family)
            best = best or Match(family, weak=True)
    return best


_MOST_WORDS, _MOST_OTHERS = 18, 3
_CERTAIN = 4  # points of a certain line
_OTHER_WORD = 2  # points more that each word which tells nothing calls for
_IN_A_SENTENCE = 2  # points more for a line that ends with a stop; it must speak to its reader
_BETWEEN_PARAGRAPHS = 4  # points more away from the edges
_SURE = 3  # points
_FEW_WORDS = 2  # a line that short is weak with any points


def by_count(key: str, where: str) -> Match | None:
    """What a folded line, or the label before its colon, is by how much its words tell of a page."""
    found = _counted(key, where)
    label, colon, value = key.partition(":")
    if (found is None or found.weak) and colon and where != ANY and " " in label and value[-1:] not in ".!?":
        of_label = _counted(label, where)
        if of_label is not None and not of_label.weak:
            return of_label._replace(names_a_headline=True)
    return found


def _counted(key: str, where: str) -> Match | None:
    if key.count(" ") >= 2 * _MOST_WORDS:  # spares taking a long line apart
        return None
    found = [word.removesuffix("'s").strip("'-+") for word in _WORD.findall(key)]
    if not 0 < len(found) <= _MOST_WORDS or not key or NARRATES.search(key):
        return None
    points, persons, small = _words()
    told = {word: points[word] for word in found if word in points}
    others = sum(
        word not in told and word not in persons and word not in small and not word.isdecimal() for word in found
    )
    if not told or others > _MOST_OTHERS:
        return None
    of: dict[str, int] = {}
    for family, value in told.values():
        of[family] = of.get(family, 0) + value
    best, network = max(value for _, value in told.values()), any(not value for _, value in told.values())
    person = not persons.isdisjoint(found)
    total = sum(of.values()) + 2 * network + (person and best > 1)
    calls_for = _CERTAIN - (where == TAIL) + _OTHER_WORD * others + _BETWEEN_PARAGRAPHS * (where == ANY)
    stop = key[-1] in ".!?"
    if stop and not person:
        return None
    family = max(of, key=lambda name: of[name])
    if total >= calls_for + _IN_A_SENTENCE * stop or (best == _SURE and not others and not stop and where != ANY):
        return Match(family, counted=True)
    may_be = not others and not stop and where != ANY and (total > 1 or len(found) <= _FEW_WORDS)
    return Match(family, weak=True, counted=True) if may_be else None


@cache
def _words() -> tuple[dict[str, tuple[str, int]], frozenset[str], frozenset[str]]:
    """Each word's family and points (0: a network's name), the words for persons, and these with what tells nothing."""
    table = _table()
    points = {
        word: (row["family"], value)
        for row in table["words"]
        for name, value in (("sure", 3), ("usual", 2), ("light", 1), ("network", 0))
        for word in row.get(name, ())
    }
    persons = frozenset(table["small"]["person"])
    return points, persons, persons.union(table["small"]["words"])


_SPEAKS_TO_ITS_READER = frozenset({"you", "your", "our", "us", "me", "my", "please", "click", "required", "mandatory"})


@cache
def _vocabularies() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    rows = _table()["vocabulary"]
    return tuple((row["family"], frozenset(row["core"]), frozenset(row["core"] + row["filler"])) for row in rows)


def _table() -> dict[str, Any]:
    found: dict[str, Any] = tables.derived("page_words", (TABLE,), build)
    return found


def build() -> dict[str, Any]:
    """The words of the table without examples."""
    table = tables.toml(TABLE)
    examples = {"matches", "spares"}
    kept = {
        name: [{key: value for key, value in row.items() if key not in examples} for row in table[name]]
        for name in ("vocabulary", "words")
    }
    return {**kept, "small": table["small"]}
