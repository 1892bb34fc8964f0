"""What a regular expression cannot match without: a few letters in a row, so that most lines never meet the expression.

As RE2's prefilter does (Cox 2010, "Regular Expression Matching with a Trigram Index"), over Python's own parse. Used
when tables are made, not when lines are read.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]  # typeshed keeps the library's own parser to itself
import re._parser as parser  # type: ignore[import-not-found]
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from typing import Any

from newsmend.language import lexicon

WIDTH = 3  # letters
_EDGE = "\n" * (WIDTH - 2)  # so that a line of one letter has a run, and first letters can be told from others
_MOST = 400  # different texts a part may stand for; with more it counts as anything
_FEW = 64  # lines that are listed, all of them
_GATES = 3  # lists of letters; more part few lines
_RANGE = 30  # letters of a range that are spelt out
_LONG = 1000  # letters; no line is that long

_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[^\s\w]|0")
_PIECE = re.compile(r"\\.|\[\^?\]?|.", re.DOTALL)
Texts = frozenset[str]


def runs(line: str) -> set[str]:
    """The runs of letters of a line, its beginning and end written as line breaks, digits as 0; and each mark."""
    line = _EDGE + _DIGIT.sub("0", line) + _EDGE
    found = {line[at : at + WIDTH] for at in range(len(line) - WIDTH + 1)}
    found.update(_MARK.findall(line))
    return found


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a regular expression, each one by itself.

    >>> alternatives("a|(?:b|c)[|]|d")
    ['a', '(?:b|c)[|]', 'd']
    """
    parts, depth, set_of_letters = [""], 0, False
    for piece in _PIECE.findall(pattern):
        if set_of_letters:
            set_of_letters = piece != "]"
        elif piece[0] == "[":
            set_of_letters = True
        elif piece == "|" and not depth:
            parts.append("")
            continue
        else:
            depth += {"(": 1, ")": -1}.get(piece, 0)
        parts[-1] += piece
    return parts


def texts(pattern: str) -> list[str]:
    """Every line a pattern matches, or more; none when they are too many.

    >>> texts("prints?"), texts(".*")
    (['print', 'prints'], [])
    """
    found = _exact_row(parser.parse(pattern))
    return sorted(found) if found is not None and len(found) <= _FEW and "0" not in "".join(found) else []


def letters(pattern: str) -> list[list[str]]:
    r"""Runs of letters: every line the pattern matches has at least one of each list. No list: nothing is certain.

    >>> letters("(?:share|x) this.*"), letters("(?:on )?.*")
    ([['\nsh', '\nx ']], [])
    """
    gates = {gate for gate in map(_shortened, _needed(parser.parse(f"{_EDGE}(?:{pattern}){_EDGE}"))) if gate}
    return [sorted(gate) for gate in sorted(gates, key=_weight)[:_GATES]]


def ends(pattern: str) -> tuple[str, str, int]:
    r"""The letters a line the pattern matches may begin and end with, and its greatest length; "" and 0: any.

    >>> ends("(?:the )?(?:tag|label)s?"), ends(r"by .+")
    (('lt', 'gls', 10), ('b', '', 0))
    """
    parsed = parser.parse(pattern)
    longest = parsed.getwidth()[1]
    return _outermost(parsed, 1) or "", _outermost(parsed, -1) or "", longest if longest < _LONG else 0


def _outermost(parsed: Iterable[Any], step: int) -> str | None:
    """The letters a match begins (`step` 1) or ends (-1) with, sorted; a part that may be empty gives way to the next.

    None: any letter, or a match may be empty.
    """
    letters, empty = _outer_row(parsed, step)
    return None if empty or letters is None else "".join(sorted(letters))


def _outer_row(parsed: Iterable[Any], step: int) -> tuple[Texts | None, bool]:
    """The letters, None for any; and whether there may be none at all."""
    found: Texts = frozenset()
    for kind, value in list(parsed)[::step]:
        letters, empty = _outer(kind, value, step)
        if letters is None:
            return None, False
        found |= letters
        if not empty:
            return found, False
    return found, True


def _outer(kind: Any, value: Any, step: int) -> tuple[Texts | None, bool]:
    if kind in {op.AT, op.ASSERT, op.ASSERT_NOT}:
        return frozenset(), True
    if kind is op.SUBPATTERN and not value[1]:
        return _outer_row(value[-1], step)
    if kind is op.BRANCH:
        rows = [_outer_row(row, step) for row in value[1]]
        letters = [row[0] for row in rows if row[0] is not None]
        return frozenset().union(*letters) if len(letters) == len(rows) else None, any(row[1] for row in rows)
    if kind in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}:
        within, empty = _outer_row(value[2], step)
        return within, empty or value[0] == 0
    return _exact(kind, value), False


def _shortened(texts: Texts) -> Texts:
    """The rarest run or mark of each text; empty when one has none."""
    found: set[str] = set()
    for text in texts:
        parts = [*_runs(text), *_MARK.findall(text)]
        if not parts:
            return frozenset()
        found.add(min(parts, key=lambda run: (_count(run), run)))
    return frozenset(found)


def _weight(gate: Texts) -> tuple[float, list[str]]:
    return sum(map(_count, gate)), sorted(gate)


def _runs(text: str) -> Iterator[str]:
    return (text[at : at + WIDTH] for at in range(len(text) - WIDTH + 1))


@cache
def _count(run: str) -> float:
    """How often letters may stand in a row in a million lines, estimated from three of them at a time."""
    if len(run) == 1:
        return {",": 3e5, ".": 3e5, "'": 2e5, "-": 2e5, '"': 2e5, "0": 2e5}.get(run, 2e4)
    counts, total = _counts(), _counts()[""]
    chance = 1.0
    for at in range(len(run) - 1):
        first, second = run[at].replace("\n", " "), run[at + 1].replace("\n", " ")
        seen = counts[first + second] + 1
        if first != " " and at and run[at - 1] not in " \n":
            chance *= (counts[run[at - 1 : at + 2].replace("\n", " ")] + 1) / (counts[run[at - 1] + first] + 1)
        else:
            chance *= seen / (total if not at else counts[first] + 1)
    return 1e6 * chance / (6 if "\n" in run else 1)


@cache
def _counts() -> Counter[str]:
    """How often one to three letters stand in a row in English words, a blank before and behind each; "" is of all."""
    counts: Counter[str] = Counter()
    for word in lexicon.words():
        count = int(lexicon.frequency(word) * 100)
        padded = f" {word} "
        for size in (1, 2, 3):
            for at in range(len(padded) - size + 1):
                counts[padded[at : at + size]] += count
        counts[""] += count * len(padded)
    return counts


def _needed(parsed: Iterable[Any]) -> Iterator[Texts]:
    """Sets of texts of which every match has at least one."""
    texts: Texts = frozenset({""})
    for kind, value in parsed:
        if kind in {op.AT, op.ASSERT, op.ASSERT_NOT}:
            continue
        exact = _exact(kind, value)
        if exact is not None and len(texts) * len(exact) <= _MOST:
            texts = frozenset("".join(pair) for pair in product(texts, exact))
            continue
        yield texts
        yield from _inside(kind, value)
        texts = exact if exact is not None else frozenset({""})
    yield texts


def _exact(kind: Any, value: Any) -> Texts | None:
    """Every text an element can stand for; None when they are too many."""
    found: Texts | None = None
    if kind is op.LITERAL:
        found = frozenset({_DIGIT.sub("0", chr(value))})
    elif kind is op.IN:
        found = _one_of(value)
    elif kind is op.SUBPATTERN:
        found = None if value[1] else _exact_row(value[-1])
    elif kind is op.BRANCH:
        rows = [_exact_row(row) for row in value[1]]
        if all(row is not None for row in rows):
            found = frozenset().union(*(row for row in rows if row is not None))
    elif kind in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT} and value[:2] == (0, 1):
        once = _exact_row(value[2])
        found = None if once is None else once | {""}
    return found if found is not None and len(found) <= _MOST else None


def _one_of(members: list[Any]) -> Texts | None:
    """The letters of a class, digits as 0; None for a class that leaves letters out, or takes whole kinds in."""
    found: set[str] = set()
    for kind, value in members:
        if kind is op.LITERAL:
            found.add(_DIGIT.sub("0", chr(value)))
        elif kind is op.RANGE and value[1] - value[0] <= _RANGE:
            found.update(_DIGIT.sub("0", chr(letter)) for letter in range(value[0], value[1] + 1))
        elif (kind, value) == (op.CATEGORY, op.CATEGORY_DIGIT):
            found.add("0")
        else:
            return None
    return frozenset(found)


def _exact_row(parsed: Iterable[Any]) -> Texts | None:
    texts: Texts = frozenset({""})
    for kind, value in parsed:
        if kind in {op.AT, op.ASSERT, op.ASSERT_NOT}:
            continue
        exact = _exact(kind, value)
        if exact is None or len(texts) * len(exact) > _MOST:
            return None
        texts = frozenset("".join(pair) for pair in product(texts, exact))
    return texts


def _inside(kind: Any, value: Any) -> Iterator[Texts]:
    """The same for what an element that stands for too much is made of."""
    if kind is op.SUBPATTERN:
        if not value[1]:  # flags of its own, "(?i:...)", leave open how its letters are written
            yield from _needed(value[-1])
    elif kind is op.BRANCH:
        best = []
        for row in value[1]:
            gates = [gate for gate in _needed(row) if _shortened(gate)]
            if not gates:
                return
            best.append(min(gates, key=lambda gate: _weight(_shortened(gate))))
        yield frozenset().union(*best)
    elif kind in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT} and value[0] > 0:
        yield from _needed(value[2])
