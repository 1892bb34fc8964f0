"""Large files of records: in parts, with the same bytes as in one, and gone on with like any other."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from newsmend.batch import Job, Result, Source, clean_source, large
from newsmend.batch.work import packed
from newsmend.config import Settings
from test_resume import article, made, newsmend


def fill(path: Path, count: int) -> Path:
    """A file of so many articles, with a broken line among them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"id": f"a{number}", "text": article(number), "rank": number}) for number in range(count)]
    lines[count // 2] = '{"text": '
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE", 1000)
    monkeypatch.setattr(large, "PART", 7)


def reports(out: Path) -> dict[str, object]:
    """What a run left, but for diffs: those of large files are of their texts."""
    return {name: each for name, each in made(out).items() if not name.endswith((".diff", "manifest.json"))}


def test_parts_give_the_bytes_of_the_whole(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    source = fill(tmp_path / "in" / "feed.jsonl", 30).parent
    assert newsmend(source, tmp_path / "whole").exit_code == 3
    request.getfixturevalue("in_parts")
    assert newsmend(source, tmp_path / "parts", "--workers", 1).exit_code == 3
    assert reports(tmp_path / "parts") == reports(tmp_path / "whole")
    diff = (tmp_path / "parts" / "_newsmend" / "extracted.diff").read_text()
    assert diff.count("+++ ") == 29


@pytest.mark.usefixtures("in_parts")
def test_a_large_file_is_not_done_again(tmp_path: Path) -> None:
    path = fill(tmp_path / "in" / "feed.jsonl", 30)
    path.write_text(path.read_text().replace('{"text": \n', ""))
    source, out = path.parent, tmp_path / "out"
    assert newsmend(source, out, "--profile").exit_code == 0
    first = made(out)
    assert len(list((out / "_newsmend" / "state" / "shards").glob("*.results"))) == 1
    again = newsmend(source, out)
    assert "1 of 1 files are done and unchanged; 0 to do" in again.output
    del first["_newsmend/profile.json"]
    second = made(out)
    del second["_newsmend/profile.json"]
    assert second == first
    assert not (out / "_newsmend" / "state" / "unfinished").exists()
    (out / "feed.jsonl").write_text("An editor was here.\n")
    assert "1 clean files are gone or changed" in newsmend(source, out).output
    damaged = next((out / "_newsmend" / "state" / "shards").glob("*.results"))
    damaged.write_bytes(b"x" * damaged.stat().st_size)
    result = newsmend(source, out)
    assert result.exit_code == 2
    assert "run again with --fresh" in result.output


@pytest.mark.usefixtures("in_parts")
def test_memory_holds_one_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fill(tmp_path / "in" / "feed.jsonl", 40)
    held = []

    def pack(result: Result) -> bytes:
        held.append(len(result.documents))
        return packed(result)

    monkeypatch.setattr(large, "packed", pack)
    result = clean_source(Source(path, "feed.jsonl", "jsonl", "feed.jsonl"), Job(Settings(), tmp_path / "out"))
    assert held == [7, 7, 7, 7, 7, 5]
    assert result.documents == () and result.spill is not None and not result.whole
    assert sum(len(part.documents) for part in result.parts()) == 40


@pytest.mark.usefixtures("in_parts")
def test_a_large_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fill(tmp_path / "in" / "feed.jsonl", 20)

    def pack_and_change(result: Result) -> bytes:
        with path.open("a") as file:
            file.write("\n")
        return packed(result)

    monkeypatch.setattr(large, "packed", pack_and_change)
    result = newsmend(path.parent, tmp_path / "out", "--workers", 1)
    assert result.exit_code == 3
    assert "it changed while it was read; run again" in result.output
    assert not (tmp_path / "out" / "feed.jsonl").exists()
    monkeypatch.undo()
    assert newsmend(path.parent, tmp_path / "out").exit_code == 3, "for its broken line"
    assert len((tmp_path / "out" / "feed.jsonl").read_text().splitlines()) == 19


def test_what_is_large(tmp_path: Path) -> None:
    rows = b"x" * (large.LARGE + 1)
    for name, expected in {"a.jsonl": True, "a.csv": True, "a.txt": False, "a.json": False, "a.warc": True}.items():
        (tmp_path / name).write_bytes(rows)
        assert large.is_large(tmp_path / name) is expected
    (tmp_path / "b.jsonl").write_bytes(rows[: large.LARGE])
    assert not large.is_large(tmp_path / "b.jsonl")
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(rows, 0)[: large.LARGE // 5])
    assert large.is_large(tmp_path / "c.jsonl.gz")


@pytest.mark.parametrize("limit", [1, 1 << 20])
def test_a_file_without_articles_is_accounted_for(limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE", limit)
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    result = clean_source(Source(path, "crawl.warc", "jsonl", "crawl.jsonl"), Job(Settings(), tmp_path / "out"))
    assert [(row["status"], row["reason"]) for row in result.documents] == [("skipped", "no articles in it")]
    assert not (tmp_path / "out" / "crawl.jsonl").exists()
