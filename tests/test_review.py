"""`newsmend apply` and `newsmend undo`: through the ledger, never over what changed meanwhile."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from newsmend.cli import app
from newsmend.ledger import Ledger
from newsmend.review.rows import accept, applied, clean_text, take_back
from newsmend.types import APPLIED, SUGGESTED, Cleaned, Document, Edit, Rule, Safety, Span
from newsmend.writers.ledger import edit_rows

RULE = Rule("glue/test", "", Safety.FIX, ("a", "b"))
ARTICLE = (
    "Prices rose by 3,4 percent in Lisbon on Monday, the ministry said. Officials officials met in in Cairo , as"
    " planned.\n\nThe bank lent 170,000 million euros to Portugal last year.\n\nSource link\n"
)


def newsmend(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ARTICLE)
    records = [{"id": 1, "text": ARTICLE}, {"id": 2, "text": "All is well in Cairo, officials said."}]
    (tmp_path / "in" / "feed.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    assert newsmend("clean", tmp_path / "in", "--out", tmp_path / "out", "--no-survey").exit_code == 0
    return tmp_path / "out"


def decided(out: Path, **choices: str) -> Path:
    """A decisions file with a word for every edit of the outcomes named, as the report would export it."""
    sha256 = {row["doc"]: row["sha256"] for row in rows_of(out / "_newsmend" / "documents.jsonl")}
    made = [
        {key: row[key] for key in ("doc", "n", "rule", "before", "after")}
        | {"sha256": sha256[row["doc"]], "decision": choices[row["outcome"]]}
        for row in rows_of(out / "_newsmend" / "edits.jsonl")
        if row["outcome"] in choices
    ]
    path = out.parent / "decisions.json"
    path.write_text(json.dumps({"version": 1, "decisions": made}))
    return path


def assert_true(out: Path, doc: str, name: str, text: str) -> None:
    """The ledger, the list and the clean file tell the same."""
    listed = {row["doc"]: row for row in rows_of(out / "_newsmend" / "documents.jsonl")}
    assert listed[doc]["output_sha256"] == hashlib.sha256((out / name).read_bytes()).hexdigest()
    own = [row for row in rows_of(out / "_newsmend" / "edits.jsonl") if row["doc"] == doc]
    assert clean_text(ARTICLE.removesuffix("\nSource link\n"), own).strip() == text.strip()
    assert sum(listed[doc]["edits"].values()) == len(applied(own))
    assert listed[doc]["words_out"] == len(text.split())


def test_accepted_suggestions_go_in(out: Path) -> None:
    result = newsmend("apply", out, decided(out, suggested="accept"))
    assert result.exit_code == 0, result.output
    assert "a.txt: 2 accepted" in result.stdout
    text = (out / "a.txt").read_text()
    assert "3.4 percent" in text and "170 billion euros" in text and "Officials met in Cairo, as" in text
    assert_true(out, "a.txt", "a.txt", text)
    first, second = (json.loads(line) for line in (out / "feed.jsonl").read_text().splitlines())
    assert first["text"].strip() == text.strip() and second["id"] == 2
    again = newsmend("apply", out, out.parent / "decisions.json")
    assert again.exit_code == 0 and "nothing to do" in again.stdout


def test_rejected_edits_are_taken_back(out: Path) -> None:
    result = newsmend("apply", out, decided(out, applied="reject", suggested="reject"))
    assert result.exit_code == 0, result.output
    assert (out / "a.txt").read_text().strip() == ARTICLE.removesuffix("\nSource link\n").strip()
    outcomes = {row["outcome"] for row in rows_of(out / "_newsmend" / "edits.jsonl")}
    assert outcomes == {"rejected"}


def test_undo_by_number_by_rule_and_all(out: Path) -> None:
    before = (out / "a.txt").read_text()
    doubled = [
        row["n"]
        for row in rows_of(out / "_newsmend" / "edits.jsonl")
        if row["doc"] == "a.txt" and row["before"] == "in in" and row["outcome"] == "applied"
    ]
    assert newsmend("undo", out, "--doc", "a.txt", "--edit", doubled[0]).exit_code == 0
    text = (out / "a.txt").read_text()
    assert text == before.replace("met in Cairo", "met in in Cairo")
    assert_true(out, "a.txt", "a.txt", text)
    assert newsmend("undo", out, "--doc", "a.txt", "--rule", "typography").exit_code == 0
    assert "in in Cairo , as" in (out / "a.txt").read_text()
    assert newsmend("undo", out, "--doc", "a.txt").exit_code == 0
    assert "Officials officials" in (out / "a.txt").read_text()
    result = newsmend("undo", out, "--doc", "a.txt")
    assert result.exit_code == 2 and "no edit is applied there" in result.stderr
    assert newsmend("undo", out, "--doc", "feed.jsonl#1", "--rule", "repetition").exit_code == 0
    assert "Officials officials met in in Cairo, as" in (out / "feed.jsonl").read_text()


def test_one_taken_back_can_be_accepted_again(out: Path) -> None:
    before = (out / "a.txt").read_text()
    path = decided(out, applied="accept")
    newsmend("undo", out, "--doc", "a.txt")
    assert (out / "a.txt").read_text() != before
    assert newsmend("apply", out, path).exit_code == 0
    assert (out / "a.txt").read_text() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [("out/a.txt", "changed since newsmend wrote it"), ("in/a.txt", "the source changed since it was cleaned")],
)
def test_what_changed_meanwhile_is_refused_and_the_rest_is_done(out: Path, name: str, words: str) -> None:
    path = decided(out, suggested="accept")
    changed = out.parent / name
    changed.write_text(changed.read_text() + "A line more.\n")
    before = (out / "a.txt").read_bytes()
    result = newsmend("apply", out, path)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1 and words in result.stderr
    assert (out / "a.txt").read_bytes() == before
    assert "170 billion" in (out / "feed.jsonl").read_text()
    assert newsmend("undo", out, "--doc", "a.txt").exit_code == 3


def test_decisions_on_another_run_are_refused(out: Path) -> None:
    path = decided(out, suggested="accept")
    data = json.loads(path.read_text())
    data["decisions"] = [{**each, "before": "3,5"} for each in data["decisions"] if each["doc"] == "a.txt"]
    path.write_text(json.dumps(data))
    result = newsmend("apply", out, path)
    assert result.exit_code == 3 and "another than the report showed" in result.stderr
    assert "3,4 percent" in (out / "a.txt").read_text()


@pytest.mark.parametrize(
    ("content", "words"),
    [("[]", "no decisions of version 1"), ("{", "not JSON"), ('{"version": 1, "decisions": [{"doc": 1}]}', "expected")],
)
def test_a_file_that_is_no_decisions_gets_one_line(out: Path, content: str, words: str) -> None:
    (out.parent / "bad.json").write_text(content)
    result = newsmend("apply", out, out.parent / "bad.json")
    assert result.exit_code == 2 and words in result.stderr and len(result.stderr.splitlines()) == 1


def test_what_is_not_there_gets_one_line(out: Path, tmp_path: Path) -> None:
    assert "not in" in newsmend("undo", out, "--doc", "none.txt").stderr
    result = newsmend("undo", tmp_path / "in", "--doc", "a.txt")
    assert result.exit_code == 2 and "no such file" in result.stderr
    result = newsmend("undo", out, "--doc", "a.txt", "--edit", 99)
    assert result.exit_code == 3 and "there is no edit 99" in result.stderr


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text, and the rows of a few rounds of edits on it, some of them suggestions on the last text."""
    text = draw(st.text("ab c", min_size=1, max_size=12))
    ledger = Ledger(text)
    for _ in range(draw(st.integers(1, 3))):
        ledger.apply(spans(draw, ledger.text))
    for edit in spans(draw, ledger.text):
        ledger.note(edit, SUGGESTED)
    return text, edit_rows(Cleaned(Document("d", text), ledger.text, ledger.entries()))


def spans(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [Edit(Span(s, e), text[s:e], draw(st.text("xy ", max_size=3)), RULE, 1.0, "") for s, e in pairs]


@settings(max_examples=300, deadline=None)
@given(ledgers(), st.data())
def test_any_decisions_in_any_order_leave_a_ledger_that_replays(
    made: tuple[str, list[dict[str, Any]]], data: st.DataObject
) -> None:
    original, rows = made
    for _ in range(data.draw(st.integers(0, 6))):
        if not rows:
            break
        text = clean_text(original, rows)
        row = data.draw(st.sampled_from(rows))
        if row["outcome"] == APPLIED:
            rows, gone = take_back(rows, row["n"])
            assert gone[-1] == row["n"]
        elif row["outcome"] == SUGGESTED:
            rows = accept(rows, row["n"], text)
            at = rows[len(applied(rows)) - 1]["at"]
            assert clean_text(original, rows) == text[:at] + row["after"] + text[at + len(row["before"]) :]
        now = clean_text(original, rows)
        assert all(now[r["at"] :].startswith(r["before"]) for r in rows if r["outcome"] == SUGGESTED)
    while left := applied(rows):
        rows, _ = take_back(rows, data.draw(st.sampled_from(left))["n"])
    assert clean_text(original, rows) == original
