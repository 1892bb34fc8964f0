"""What is remembered: a run over an unchanged folder, and the answers of LanguageTool, sentence by sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

import pytest

from newsmend.engines import local
from newsmend.languagetool import client, home
from newsmend.languagetool.client import Finding
from test_resume import fill, made, newsmend

URL = "http://127.0.0.1:1"


def test_a_run_over_an_unchanged_folder_cleans_and_surveys_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = fill(tmp_path / "in", 30), tmp_path / "out"
    assert newsmend(source, out).exit_code == 0
    first = made(out)

    def never(*_: object) -> None:
        raise AssertionError("nothing is to be done")

    monkeypatch.setattr(local, "clean_source", never)
    monkeypatch.setattr(local, "count_source", never)
    monkeypatch.setattr("newsmend.engines.pool._Pool.__init__", never)
    for workers in (1, 2):
        again = newsmend(source, out, "--workers", workers)
        assert again.exit_code == 0, again.output
        assert "30 of 30 files are done and unchanged; 0 to do" in again.output
    assert made(out) == first
    (source / "0003.txt").write_text("Talks resumed in in Cairo.\n")
    changed = newsmend(source, out)
    assert changed.exit_code != 0 or "nothing is to be done" in changed.output, "the test can fail"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences a server is asked about; it finds fault with the first letter of each."""
    seen: list[str] = []

    def question(_: str, sentences: Sequence[str]) -> list[tuple[Finding, ...]]:
        seen.extend(sentences)
        return [(Finding(0, 1, "R", sentence, ("x",)),) for sentence in sentences]

    monkeypatch.setattr(client, "_question", question)
    return seen


def test_answers_are_kept_within_bounds_and_by_version(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "answers.sqlite"
    monkeypatch.setattr(client, "MOST_KEPT", 10)
    sentences = [f"Sentence {number}." for number in range(25)]
    for sentence in sentences:
        client.check(URL, [sentence], memory)
    with sqlite3.connect(memory) as file:
        assert file.execute("SELECT COUNT(*) FROM answers").fetchone() == (10,)
    asked.clear()
    found = client.check(URL, sentences[-10:] + sentences[:1], memory)
    assert asked == sentences[:1], "the newest are kept"
    assert found[0] == (Finding(0, 1, "R", sentences[15], ("x",)),)
    asked.clear()
    monkeypatch.setattr(home, "VERSION", "99")
    client.check(URL, sentences[-1:], memory)
    assert asked == sentences[-1:], "another version may answer otherwise"
    memory.unlink()
    asked.clear()
    client.check(URL, sentences[-1:], memory)
    assert asked == sentences[-1:], "deleted, it begins anew"


def learn(memory: Path, worker: int) -> None:
    """Put answers into a memory others write to."""
    with client._Memory(memory) as known:
        for number in range(200):
            known.learn({f"Worker {worker} says {number}.": (), f"All say {number}.": ()})


def test_processes_share_answers(tmp_path: Path) -> None:
    memory = tmp_path / "answers.sqlite"
    context = get_context("spawn")
    workers = [context.Process(target=learn, args=(memory, worker)) for worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    with client._Memory(memory) as known:
        sentences = [f"Worker {worker} says {number}." for worker in range(2) for number in range(200)]
        assert len(known.recall(sentences)) == 400
        assert len(known.recall([f"All say {number}." for number in range(200)])) == 200
