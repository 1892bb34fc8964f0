"""What a run says while it works and at its end: lines for machines, slow documents, and where the time went."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from newsmend import progress
from newsmend.batch.profile import READING, REST
from newsmend.commands import clean
from newsmend.commands.clean import TIME_LIMIT, Options
from newsmend.config import Settings
from newsmend.engines.pool import Limits
from test_resume import fill, newsmend

FIGURES = (
    "files files_done files_taken_over documents words edits failures documents_per_second words_per_second seconds"
    " seconds_left"
).split()


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_for_machines(workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = fill(tmp_path / "in", 24), tmp_path / "out"
    (source / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    monkeypatch.setattr(progress, "JSON_EVERY", 0.0)
    monkeypatch.setattr(progress, "SLOW", 0.0)
    result = newsmend(source, out, "--progress", "json", "--workers", workers)
    assert result.exit_code == 3
    lines = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    steps = [line for line in lines if line["event"] == "progress"]
    assert [step["files_done"] for step in steps] == list(range(1, 26))
    for step in steps:
        assert set(step) == {"event", *FIGURES}
    for before, after in pairwise(steps):
        assert all(after[name] >= before[name] for name in ("documents", "words", "edits", "failures", "seconds"))
    done = lines[-1]
    assert done["event"] == "done"
    assert (done["files"], done["documents"], done["failures"], done["seconds_left"]) == (25, 25, 1, 0)
    rows = [json.loads(line) for line in (out / "_newsmend" / "documents.jsonl").read_text().splitlines()]
    assert done["words"] == sum(row["words_in"] for row in rows)
    assert done["edits"] == sum(sum(row["edits"].values()) for row in rows) > 0
    slowest = sorted((row["seconds"] for row in rows), reverse=True)[: progress.SLOWEST]
    assert [each["seconds"] for each in done["slowest"]] == slowest


def test_a_run_with_nothing_to_do_says_so_to_machines(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 3), tmp_path / "out"
    newsmend(source, out)
    lines = [json.loads(line) for line in newsmend(source, out, "--progress", "json").stderr.splitlines()]
    assert [line["event"] for line in lines] == ["note", "done"]
    assert (lines[1]["files_taken_over"], lines[1]["documents"], lines[1]["slowest"]) == (3, 0, [])


def test_slow_documents_are_named_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = fill(tmp_path / "in", 8)
    assert "slow:" not in newsmend(source, tmp_path / "quick").stderr, "none of them takes a second"
    monkeypatch.setattr(progress, "SLOW", 0.0)
    found = re.findall(r"slow: ([\d.]+) s for (\d{4}\.txt)", newsmend(source, tmp_path / "out").stderr)
    assert len(found) == progress.SLOWEST
    assert [float(seconds) for seconds, _ in found] == sorted((float(s) for s, _ in found), reverse=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_profile_is_a_table_and_a_trace(workers: int, tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 6), tmp_path / "out"
    result = newsmend(source, out, "--profile", "--workers", workers)
    assert result.exit_code == 0
    stages = {each.name for each in Settings().build_passes()} | {READING, REST}
    shares = {stage: float(share) for share, stage in re.findall(r"s +([\d.]+)%  (.+)$", result.stdout, re.MULTILINE)}
    assert set(shares) == stages
    assert sum(shares.values()) == pytest.approx(100, abs=2)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    slowest = re.findall(r"(?m)^ +([\d.]+) s  ([a-z-]+/[a-z-]+)$", result.stdout.partition("the slowest:")[2])
    assert 0 < len(slowest) <= 5
    assert {rule for _, rule in slowest} <= {rule.id for each in Settings().build_passes() for rule in each.rules}
    assert [float(took) for took, _ in slowest] == sorted((float(took) for took, _ in slowest), reverse=True)
    # The trace event format: complete events ("X"), microseconds, one thread for each process.
    events = json.loads((out / "_newsmend" / "profile.json").read_text())["traceEvents"]
    assert all(event["ph"] == "X" and event["dur"] >= 0 and event["pid"] == 1 for event in events)
    documents = [event for event in events if event["name"].endswith(".txt")]
    assert sorted(event["name"] for event in documents) == [f"{number:04}.txt" for number in range(6)]
    for event in events:
        around = [d for d in documents if d["tid"] == event["tid"] and d["ts"] <= event["ts"] + 1]
        assert any(event["ts"] + event["dur"] <= d["ts"] + d["dur"] + 1 for d in around), "stages lie in a document"
    for one, other in pairwise(sorted(documents, key=lambda event: (event["tid"], event["ts"]))):
        assert one["tid"] != other["tid"] or one["ts"] + one["dur"] <= other["ts"] + 1, "documents follow one another"
    again = newsmend(source, out, "--profile")
    assert "0.0 s in 0 documents" in again.stdout, "what is taken over took no time"


def test_how_many_workers_a_run_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean, "_cores", lambda: 4)
    options = Options(Path("out"))
    assert [options.force(count)[0] for count in (0, 10, 399, 400, 700, 10**6)] == [1, 1, 1, 2, 3, 4]
    assert options.force(10)[1] == Limits(), "alone, it is this process, which no limit can end"
    assert options.force(10**6)[1] == Limits(TIME_LIMIT)
    chosen = Options(Path("out"), workers=7, time_limit=0, memory_limit=900)
    assert chosen.force(1) == (7, Limits(0, 900))
