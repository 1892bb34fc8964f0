"""The fault table of docs/scale.md: what goes wrong around a run costs what it must and no more."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsmend import ingest
from newsmend.batch import Job, Source, clean_source, plan
from newsmend.config import Settings
from newsmend.engines import local
from test_resume import COMMAND, arguments, article, fill, made, newsmend

NO_TMPFS = "needs Linux, root and leave to mount a tmpfs"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.name != "posix" or os.geteuid() != 0 or mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", place):
        pytest.skip(NO_TMPFS)
    yield place
    subprocess.run(["umount", str(place)], check=True)


def mount(*args: object) -> int:
    try:
        return subprocess.run(["mount", *map(str, args)], check=False, capture_output=True).returncode
    except FileNotFoundError:
        return 1


def test_disk_full(small_disk: Path, tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 150)
    full = newsmend(source, small_disk / "out", "--workers", 2)
    assert full.exit_code == 2
    assert "cannot be written: No space left on device" in full.output
    assert len(full.output.strip().splitlines()) <= 3
    assert mount("-o", "remount,size=64m", small_disk) == 0
    assert newsmend(source, small_disk / "out").exit_code == 0
    assert newsmend(source, tmp_path / "whole").exit_code == 0
    assert made(small_disk / "out") == made(tmp_path / "whole")


def test_read_only_output(small_disk: Path, tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 3)
    assert newsmend(source, small_disk / "out").exit_code == 0
    before = made(small_disk / "out")
    assert mount("-o", "remount,ro", small_disk) == 0
    result = newsmend(source, small_disk / "out", "--fresh")
    assert result.exit_code == 2
    assert "cannot be written: Read-only file system" in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert made(small_disk / "out") == before


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to find the workers")
def test_a_worker_killed_from_outside_loses_nothing(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 150), tmp_path / "out"
    killed: set[int] = set()
    with subprocess.Popen([*COMMAND, *arguments(source, out, "--workers", 2, "--quiet")]) as running:
        while running.poll() is None and len(killed) < 3:
            if len(list(out.glob("*.txt"))) > 10 * (1 + len(killed)):
                worker = next(iter(sorted(grandchildren(running.pid) - killed)), None)
                if worker is not None:
                    os.kill(worker, signal.SIGKILL)
                    killed.add(worker)
            time.sleep(0.005)
    assert killed, "a worker was really killed"
    assert running.returncode == 0
    assert newsmend(source, tmp_path / "whole").exit_code == 0
    assert made(out) == made(tmp_path / "whole")


def grandchildren(pid: int) -> set[int]:
    """Workers: they are forked by a child of the run."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    children = {child for child, parent in parents.items() if parent == pid}
    return {child for child, parent in parents.items() if parent in children}


def test_a_document_over_the_limit_is_set_aside_with_the_reason(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 2), tmp_path / "out"
    result = newsmend(source, out, "--memory-limit", 1)
    assert result.exit_code == 3
    assert result.output.count("it needed more than 1 MB of memory; see --memory-limit; the document is set aside") >= 1
    assert newsmend(source, out).exit_code == 0, "with more memory, it is done"
    assert len(list(out.glob("*.txt"))) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_under_an_articles_name_stops_nobody(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 2)
    os.mkfifo(source / "waits.txt")
    done = newsmend(source, tmp_path / "out")
    assert done.exit_code == 3
    assert "waits.txt: a pipe, socket or device, not a file" in done.output
    assert len([name for name in made(tmp_path / "out") if name.endswith(".txt")]) == 2


def test_a_file_that_vanishes_during_the_run(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 3)
    sources = plan([source]).sources
    (source / "0001.txt").unlink()
    results = list(local.run(sources, Job(Settings(), tmp_path / "out")))
    assert [each.documents[0]["status"] for each in results] == ["cleaned", "failed", "cleaned"]
    assert results[1].documents[0]["reason"] == "cannot be read: No such file or directory"


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = fill(tmp_path / "in", 1) / "0000.txt"
    load = ingest.load

    def load_then_change(place: Path, member: str = "") -> bytes:
        data = load(place, member)
        path.write_text(article(1))
        return data

    before = path.read_bytes()
    monkeypatch.setattr(ingest, "load", load_then_change)
    source = Source(path, "0000.txt", "txt", "0000.txt")
    result = clean_source(source, Job(Settings(), tmp_path / "out"))
    assert path.read_bytes() != before, "it did change"
    assert result.sha256 == hashlib.sha256(before).hexdigest()
    monkeypatch.undo()
    path.write_bytes(before)
    assert clean_source(source, Job(Settings(), tmp_path / "other")).output_sha256 == result.output_sha256


def test_a_clock_that_jumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = fill(tmp_path / "in", 3), tmp_path / "out"
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert newsmend(source, out).exit_code == 0
    monkeypatch.setattr(time, "time", lambda: 1.0)
    for path in [*source.iterdir(), *out.rglob("*")]:
        os.utime(path, (1, 1))
    assert "3 of 3 files are done and unchanged; 0 to do" in newsmend(source, out).output
