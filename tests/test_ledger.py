"""Laws of the ledger, over thousands of random edit sequences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmend.ledger import Ledger, replay
from newsmend.types import Anchor, Edit, EditError, Rule, Safety, Span

RULE = Rule("test/any", "any change", Safety.FIX, ("a", "b"))
LETTERS = "abc é\U0001f600\n"


def change(text: str, start: int, end: int, after: str) -> Edit:
    return Edit(Span(start, end), text[start:end], after, RULE, 1.0, "because")


@st.composite
def rounds(draw: st.DrawFn, text: str) -> list[Edit]:
    """A round of edits of `text` that do not overlap; empty spans and deletions are common."""
    borders = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits: list[Edit] = []
    for start, end in zip(borders[::2], borders[1::2], strict=False):
        edit = change(text, start, end, draw(st.text(LETTERS, max_size=3)))
        if all(not edit.span.overlaps(other.span) for other in edits):
            edits.append(edit)
    return draw(st.permutations(edits))


@settings(max_examples=1500, deadline=None)
@given(st.data())
def test_any_sequence_of_rounds_keeps_the_laws(data: st.DataObject) -> None:
    text = data.draw(st.text(LETTERS, max_size=25))
    ledger = Ledger(text)
    for _ in range(data.draw(st.integers(1, 5))):
        before = ledger.text
        edits = data.draw(rounds(before))
        expected = before
        for edit in sorted(edits, key=lambda e: e.span, reverse=True):
            expected = expected[: edit.span.start] + (edit.after or "") + expected[edit.span.end :]
        ledger.apply(edits)
        assert ledger.text == expected
    entries = ledger.entries()
    assert replay(text, [entry.edit for entry in entries]) == ledger.text
    for entry in entries:
        assert entry.origin.end <= len(text)
        if entry.place is not None:
            assert entry.place.end <= len(ledger.text)
    # The map is monotone, and kept text maps to itself.
    places = [ledger.origin(Span(i, i)) for i in range(len(ledger.text) + 1)]
    assert places == sorted(places, key=lambda span: span.start)
    assert ledger.origin(Span(0, len(ledger.text))).end <= len(text)
    changed = [(c.now_start, c.now_end) for c in ledger._changes]
    for i, letter in enumerate(ledger.text):
        if not any(a <= i < b for a, b in changed):
            origin = ledger.origin(Span(i, i + 1))
            assert len(origin) == 1
            assert text[origin.start] == letter


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_an_anchor_keeps_its_own_letters(data: st.DataObject) -> None:
    text = data.draw(st.text("abcdef", min_size=6, max_size=20))
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, len(text)))
    ledger = Ledger(text, anchors=[Anchor(Span(start, end))])
    ledger.apply([e for e in data.draw(rounds(text)) if e.span.end <= start or e.span.start >= end])
    (anchor,) = ledger.anchors
    assert ledger.text[anchor.span.start : anchor.span.end] == text[start:end]


def test_the_change_row_stays_sorted_and_accounts_for_every_letter() -> None:
    ledger = Ledger("one two three")
    ledger.apply([change("one two three", 4, 8, "")])
    # An empty span at a deletion: it stems from the place behind what went away, and inserting there keeps both apart.
    assert ledger.origin(Span(4, 4)) == Span(8, 8)
    ledger.apply([change(ledger.text, 4, 4, "2 ")])
    assert ledger.text == "one 2 three"
    assert ledger.origin(Span(4, 6)) == Span(8, 8)
    assert ledger.origin(Span(0, 11)) == Span(0, 13)
    assert replay("one two three", [e.edit for e in ledger.entries()]) == "one 2 three"


def test_an_edit_inside_replaced_text_stems_from_the_whole_origin() -> None:
    ledger = Ledger("the cat sat")
    ledger.apply([change("the cat sat", 4, 7, "dogs")])
    ledger.apply([change(ledger.text, 7, 8, "")])
    assert ledger.text == "the dog sat"
    assert [e.origin for e in ledger.entries()] == [Span(4, 7), Span(4, 7)]


def test_a_wrong_before_changes_nothing() -> None:
    ledger = Ledger("abc")
    wrong = Edit(Span(0, 1), "x", "y", RULE, 1.0, "because")
    with pytest.raises(EditError, match="expected 'x'"):
        ledger.apply([change("abc", 2, 3, "z"), wrong])
    assert ledger.text == "abc"
    assert ledger.entries() == ()


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(EditError, match="overlap"):
        Ledger("abc").apply([change("abc", 0, 2, ""), change("abc", 1, 3, "")])


def test_a_suggestion_moves_with_its_text_and_ends_when_that_goes_away() -> None:
    ledger = Ledger("a b c")
    ledger.note(change("a b c", 2, 3, "x"), "suggested")
    ledger.note(change("a b c", 4, 5, "y"), "suggested")
    ledger.apply([change("a b c", 1, 3, "")])
    first, second, _ = ledger.entries()
    assert first.place is None
    assert second.place == Span(2, 3)
