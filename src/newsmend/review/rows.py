"""The ledger of one document as the rows of `edits.jsonl`: what accepting an edit and taking one back does to it.

The applied rows, replayed in the order they stand in, make the clean text of the text ingest reads; offsets of all
others are those of the clean text. Accepting moves a row behind the applied ones; taking one back moves it out of them,
and the rows behind it, whose offsets it had moved, move back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from newsmend.ledger import replay
from newsmend.types import APPLIED, FLAGGED, OVERLAPPED, SUGGESTED, Edit, NewsmendError, Rule, Safety, Span

REJECTED = "rejected"  # an editor's outcome: refused, or taken back
_OPEN = frozenset({SUGGESTED, FLAGGED})
Row = dict[str, Any]


class ReviewError(NewsmendError):
    """A decision that cannot be carried out; the message says why, and what to do."""


def clean_text(original: str, rows: Iterable[Row]) -> str:
    """What the applied rows make of the text ingest read. Raises EditError when they do not fit it."""
    return replay(original, (edit_of(row) for row in rows if row["outcome"] == APPLIED))


def edit_of(row: Row) -> Edit:
    """The edit a row tells of; of its rule only the id."""
    rule = Rule(row["rule"], "", Safety.FIX, ("", None))
    span = Span(row["at"], row["at"] + len(row["before"]))
    return Edit(span, row["before"], row["after"], rule, row["confidence"], row["reason"], tuple(row["evidence"]))


def accept(rows: list[Row], n: int, text: str) -> list[Row]:
    """The rows with a suggestion applied to the clean text. Raises ReviewError when it no longer can be."""
    row = row_of(rows, n)
    if row["outcome"] == APPLIED:
        return rows
    if row["after"] is None:
        raise ReviewError(f"edit {n} is a flag: there is nothing to accept")
    start, end = row["at"], row["at"] + len(row["before"])
    if row["outcome"] not in {SUGGESTED, REJECTED} or text[start:end] != row["before"]:
        raise ReviewError(f"edit {n} ({row['rule']}, {row['outcome']}) cannot be applied to what stands there now")
    others = [each for each in rows if each is not row]
    made = {**row, "outcome": APPLIED}
    return _in_order([*applied(others), made, *_moved(_waiting(others), Span(start, end), _growth(row))])


def take_back(rows: list[Row], n: int) -> tuple[list[Row], list[int]]:
    """The rows with an edit no longer applied, and the numbers of all that went: later ones that built on it, too.

    A suggestion or flag is marked as rejected.
    """
    row = row_of(rows, n)
    if row["outcome"] != APPLIED:
        return _in_order([{**each, "outcome": REJECTED} if each is row else each for each in rows]), [n]
    gone: list[int] = []
    while True:
        before, place, after, builder = _around(rows, n)
        if builder is None:
            break
        rows, more = take_back(rows, builder)
        gone += more
    row = row_of(rows, n)
    waiting = _moved(_waiting(rows), place, -_growth(row))
    return _in_order([*before, *after, *waiting, {**row, "outcome": REJECTED, "at": place.start}]), [*gone, n]


def _around(rows: list[Row], n: int) -> tuple[list[Row], Span, list[Row], int | None]:
    """Applied rows before edit `n`, its place in the clean text, the rows behind it as if it had not been, its builder.

    The builder is the first row behind it that changed what it had put there, if any.
    """
    made = applied(rows)
    index = next(i for i, row in enumerate(made) if row["n"] == n)
    grown = _growth(made[index])
    place = Span(made[index]["at"], made[index]["at"] + len(made[index]["after"]))
    after = []
    for row in made[index + 1 :]:
        start, end = row["at"], row["at"] + len(row["before"])
        if end <= place.start:
            place = Span(place.start + _growth(row), place.end + _growth(row))
            after.append(row)
        elif start >= place.end:
            after.append({**row, "at": start - grown})
        else:
            return made[:index], place, after, row["n"]
    return made[:index], place, after, None


def _growth(row: Row) -> int:
    return len(row["after"]) - len(row["before"])


def applied(rows: Iterable[Row]) -> list[Row]:
    """The applied rows, in their order."""
    return [row for row in rows if row["outcome"] == APPLIED]


def _waiting(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["outcome"] != APPLIED]


def _moved(rows: Iterable[Row], span: Span, grown: int) -> Iterator[Row]:
    """Rows not applied after the clean text grew at a span; what lay across it has lost its text."""
    for row in rows:
        start, end = row["at"], row["at"] + len(row["before"])
        if end <= span.start and (start, end) != (span.start, span.end):
            yield row
        elif start >= span.end:
            yield {**row, "at": start + grown}
        else:
            yield {**row, "outcome": OVERLAPPED} if row["outcome"] in _OPEN else row


def _in_order(rows: Iterable[Row]) -> list[Row]:
    rows = list(rows)
    return [*applied(rows), *sorted(_waiting(rows), key=lambda row: int(row["n"]))]


def row_of(rows: list[Row], n: int) -> Row:
    """The row numbered `n`. Raises ReviewError when there is none."""
    found = next((row for row in rows if row["n"] == n), None)
    if found is None:
        raise ReviewError(f"there is no edit {n}; edits.jsonl lists them")
    return found
