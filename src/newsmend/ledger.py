"""Applies edits and remembers them. Text is only ever what the edits make of the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from newsmend.types import APPLIED, Anchor, Block, Edit, EditError, Entry, Span


def replay(original: str, edits: Iterable[Edit]) -> str:
    """Apply edits one after the other, each at its span of the text so far.

    Raises EditError when the text at a span is not what the edit expects.
    """
    text = original
    for edit in edits:
        _fit(edit, text)
        text = text[: edit.span.start] + (edit.after or "") + text[edit.span.end :]
    return text


def _fit(edit: Edit, text: str) -> None:
    if edit.after is None:
        raise EditError(f"{edit.rule.id}: a flag cannot be applied")
    found = text[edit.span.start : edit.span.end]
    if found != edit.before or edit.span.end > len(text):
        raise EditError(f"{edit.rule.id}: expected {edit.before!r} at {edit.span.start}, found {found!r}")


class _Change(NamedTuple):
    """A stretch of the current text that is not the original's: `now` is what `was` became."""

    was_start: int
    was_end: int
    now_start: int
    now_end: int


class _Round:
    """Edits of one round, in order of place: how they move what lies around them."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.starts = [edit.span.start for edit in edits]
        self.ends = [edit.span.end for edit in edits]
        self.lengths = [len(edit.after or "") for edit in edits]
        grown = (
            length - (end - start) for start, end, length in zip(self.starts, self.ends, self.lengths, strict=True)
        )
        self.shifts = [0, *accumulate(grown)]

    def moved(self, span: Span) -> Span | None:
        """Where a span lies after the round; `None` when its text went away.

        A border inside replaced text moves to the nearer edge of the replacement, so an anchor shrinks or stays and
        never grows over text that was not its own.
        """
        first = bisect_right(self.ends, span.start)
        beyond = bisect_left(self.starts, span.end)
        start, end = span.start + self.shifts[first], span.end + self.shifts[max(beyond, first)]
        if first < beyond:
            if (self.starts[first], self.ends[first]) == (span.start, span.end):
                return Span(start, end) if end > start else None
            if self.starts[first] < span.start:
                start = self.starts[first] + self.shifts[first] + self.lengths[first]
            if self.ends[beyond - 1] > span.end:
                end = self.starts[beyond - 1] + self.shifts[beyond - 1]
        if end > start or (len(span) == 0 and end == start):
            return Span(start, end)
        return None


class Ledger:
    """The current text of one document and everything that led to it."""

    def __init__(self, text: str, anchors: Sequence[Anchor] = (), blocks: Sequence[Block] = ()) -> None:
        self.original = text
        self.text = text
        self.anchors = tuple(anchors)
        self.blocks = tuple(blocks)
        self._changes: list[_Change] = []
        self._entries: list[Entry] = []

    def origin(self, span: Span) -> Span:
        """The smallest span of the original text that holds all a span of the current text stems from.

        Replaced text has no inner borders: it stems from its origin as a whole. An empty span at a deletion stems from
        the place behind what was deleted.
        """
        before = bisect_right(self._changes, span.start, key=lambda change: change.now_end)
        drift = self._drift(before)
        start = span.start + drift
        if before < len(self._changes) and self._changes[before].now_start < span.start:
            start = self._changes[before].was_start
        last = bisect_left(self._changes, span.end, key=lambda change: change.now_start)
        if last <= before:
            return Span(start, span.end + drift)
        change = self._changes[last - 1]
        return Span(start, change.was_end if change.now_end > span.end else span.end + self._drift(last))

    def _drift(self, count: int) -> int:
        """Original minus current offset, behind the first `count` changes."""
        if not count:
            return 0
        change = self._changes[count - 1]
        return change.was_end - change.now_end

    def apply(self, edits: Iterable[Edit]) -> None:
        """Apply edits that do not overlap and whose spans are offsets of the current text.

        They are remembered from the end of the text backwards, so that each span is still true when `replay` comes to
        it. Raises EditError, and changes nothing, when one does not fit.
        """
        row = sorted(edits, key=lambda edit: edit.span)
        for edit in row:
            _fit(edit, self.text)
        for left, right in pairwise(row):
            if left.span.overlaps(right.span):
                raise EditError(f"{left.rule.id} and {right.rule.id} overlap at {right.span.start}")
        origins = [self.origin(edit.span) for edit in row]
        step = _Round(row)
        self._move(step)
        places = [
            Span(start + shift, start + shift + length)
            for start, shift, length in zip(step.starts, step.shifts, step.lengths, strict=False)
        ]
        made = [Entry(*row_entry) for row_entry in zip(row, [APPLIED] * len(row), origins, places, strict=True)]
        self._entries += reversed(made)
        self._compose(step)
        parts: list[str] = []
        last = 0
        for edit in row:
            parts += self.text[last : edit.span.start], edit.after or ""
            last = edit.span.end
        self.text = "".join([*parts, self.text[last:]])

    def note(self, edit: Edit, outcome: str) -> None:
        """Remember an edit that is not applied, at its span of the current text."""
        self._entries.append(Entry(edit, outcome, self.origin(edit.span), edit.span))

    def entries(self) -> tuple[Entry, ...]:
        """Every entry so far; the applied ones stand in replay order."""
        return tuple(self._entries)

    def _move(self, step: _Round) -> None:
        self.anchors = tuple(replace(a, span=s) for a in self.anchors if (s := step.moved(a.span)) is not None)
        self.blocks = tuple(replace(b, span=s) for b in self.blocks if (s := step.moved(b.span)) is not None)
        for i, entry in enumerate(self._entries):
            if entry.place is not None and (place := step.moved(entry.place)) != entry.place:
                self._entries[i] = replace(entry, place=place)

    def _compose(self, step: _Round) -> None:
        """Join the changes so far with a round's. What strictly overlaps becomes one change; neighbours stay apart."""
        old = [(change.now_start, change.now_end, 0, i) for i, change in enumerate(self._changes)]
        new = [(start, end, 1, i) for i, (start, end) in enumerate(zip(step.starts, step.ends, strict=True))]
        composed: list[_Change] = []
        drift = shift = at = 0
        row = sorted(old + new)
        while at < len(row):
            start, end = row[at][:2]
            was_start, now_start = start + drift, start + shift
            while True:
                _, item_end, is_new, i = row[at]
                end = max(end, item_end)
                if is_new:
                    shift = step.shifts[i + 1]
                else:
                    drift = self._drift(i + 1)
                at += 1
                if at == len(row) or row[at][0] >= end:
                    break
            composed.append(_Change(was_start, end + drift, now_start, end + shift))
        self._changes = composed
