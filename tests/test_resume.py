"""A run that ends anyhow is gone on with, and comes to the same bytes; what is done is not done again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from newsmend.cli import app

PLACES = ("Cairo", "Lisbon", "Quito", "Oslo", "Hanoi")
COMMAND = [sys.executable, "-m", "newsmend"]


def article(number: int) -> str:
    """A damaged article of its own words, long enough for the survey and for duplicates."""
    rng = random.Random(number)
    words = [rng.choice(["talks", "prices", "schools", "farmers", "rains", "trains", "courts"]) for _ in range(60)]
    body = " ".join(words)
    return (
        f"Officials officials met in {PLACES[number % 5]} , where {rng.randrange(2, 90)} people spoke about {body}.\n\n"
        f"The minister said that that the {words[0]} were late.\n\nSign up for the {number} o'clock letter\n"
    )


def fill(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:04}.txt").write_text(article(number))
    return folder


def arguments(source: Path, out: Path, *more: object) -> list[str]:
    return ["clean", str(source), "--out", str(out), "--languagetool", "off", *map(str, more)]


def newsmend(source: Path, out: Path, *more: object) -> Result:
    return CliRunner().invoke(app, arguments(source, out, *more))


def timeless(line: str) -> str:
    return json.dumps({key: value for key, value in json.loads(line).items() if key != "seconds"})


def made(out: Path) -> dict[str, object]:
    """All a run leaves but its state; of documents.jsonl all but the seconds."""
    files: dict[str, object] = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and not name.startswith("_newsmend/state/"):
            files[name] = path.read_bytes()
            if name == "_newsmend/documents.jsonl":
                files[name] = [timeless(line) for line in path.read_text().splitlines()]
    return files


def when_done(out: Path) -> dict[str, int]:
    """When each clean file was written."""
    return {path.name: path.stat().st_mtime_ns for path in out.glob("*.txt")}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("articles") / "in", 120)


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What an undisturbed run makes."""
    out = tmp_path_factory.mktemp("whole") / "out"
    assert newsmend(source, out).exit_code == 0
    return made(out)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_killed_at_any_moment_it_comes_to_the_same_bytes(
    source: Path, whole: dict[str, object], share: float, workers: int, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [*COMMAND, *arguments(source, out, "--workers", workers, "--quiet")]
    with subprocess.Popen(command, start_new_session=True) as running:
        patience = time.monotonic() + 120
        while len(list(out.glob("*.txt"))) < share * 120 and time.monotonic() < patience and running.poll() is None:
            time.sleep(0.002)
        running.kill()  # the parent alone: its workers must see to themselves
    assert running.returncode in {-signal.SIGKILL, 0}
    again = newsmend(source, out, "--workers", workers)
    assert again.exit_code == 0, again.output
    assert made(out) == whole


def test_what_is_done_is_not_done_again(source: Path, whole: dict[str, object], tmp_path: Path) -> None:
    out = tmp_path / "out"
    newsmend(source, out)
    (out / "0007.txt").unlink()
    (out / "0008.txt").write_text("An editor was here.\n")
    before = when_done(out)
    again = newsmend(source, out, "--workers", 2)
    assert "118 of 120 files are done and unchanged; 2 to do" in again.output
    assert "2 clean files are gone or changed" in again.output
    assert made(out) == whole
    changed = {name for name, at in when_done(out).items() if before.get(name) != at}
    assert changed == {"0007.txt", "0008.txt"}


def test_new_changed_and_gone_files(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 12), tmp_path / "out"
    newsmend(source, out)
    (source / "0003.txt").write_text(article(99))
    (source / "new.txt").write_text(article(98))
    (source / "0005.txt").unlink()
    for path in source.iterdir():  # as if the clock had jumped: times mean nothing
        os.utime(path, (4e9, 4e9))
    again = newsmend(source, out)
    assert "10 of 12 files are done and unchanged; 2 to do" in again.output
    assert "0005.txt: source gone" in again.output
    assert (out / "0005.txt").exists()
    assert "0005.txt" in newsmend(source, out).output, "it is said until it is seen to"
    pruned = newsmend(source, out, "--prune")
    assert "1 clean files removed" in pruned.output
    assert newsmend(source, tmp_path / "other").exit_code == 0
    assert made(out) == made(tmp_path / "other")


def test_a_word_that_becomes_the_collections_own_redoes_the_documents_that_write_it(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 24), tmp_path / "out"

    def write(number: int) -> None:
        text = f"In {number} hours the farmers of the coaltion sold {number * 31} trains to the schools of the north."
        (source / f"{number:04}.txt").write_text(f"{article(number)}\n{text}\n")

    write(3)
    write(4)
    newsmend(source, out)
    said = (out / "_newsmend" / "edits.jsonl").read_text()
    assert said.count('"before": "coaltion"') == 2
    write(24)
    again = newsmend(source, out)
    assert "22 of 25 files are done and unchanged; 3 to do" in again.output
    assert '"before": "coaltion"' not in (out / "_newsmend" / "edits.jsonl").read_text()
    assert '"coaltion": 3' in (out / "_newsmend" / "survey.json").read_text()


def test_a_gone_output_somebody_changed_is_not_pruned(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 3), tmp_path / "out"
    newsmend(source, out)
    (source / "0001.txt").unlink()
    (out / "0001.txt").write_text("An editor was here.\n")
    assert "left as it is" in newsmend(source, out, "--prune").output
    assert (out / "0001.txt").exists()


def test_changed_settings_say_so_and_redo(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 5), tmp_path / "out"
    newsmend(source, out)
    again = newsmend(source, out, "--ignore", "repetition")
    assert "settings changed since the last run: all is done again" in again.output
    assert "officials" in (out / "0001.txt").read_text()
    back = newsmend(source, out)
    assert "settings changed" in back.output
    assert newsmend(source, tmp_path / "other").exit_code == 0
    assert made(out) == made(tmp_path / "other")


def test_fresh_does_all_again(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 5), tmp_path / "out"
    newsmend(source, out)
    assert "unchanged; 0 to do" in newsmend(source, out).output
    assert "to do" not in newsmend(source, out, "--fresh").output


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 5), tmp_path / "out"
    (source / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    assert newsmend(source, out).exit_code == 3
    assert "5 of 6 files are done and unchanged; 1 to do" in newsmend(source, out).output


def test_state_may_be_deleted_or_damaged(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 5), tmp_path / "out"
    newsmend(source, out)
    first = made(out)
    for marker in (out / "_newsmend" / "state" / "shards").glob("*.json"):
        marker.write_text(marker.read_text()[:100])
    assert newsmend(source, out).exit_code == 0
    assert made(out) == first


def test_a_second_run_into_the_folder_is_refused(tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 400), tmp_path / "out"
    with subprocess.Popen([*COMMAND, *arguments(source, out, "--quiet")]) as first:
        while not list(out.glob("*.txt")):
            assert first.poll() is None
            time.sleep(0.01)
        first.send_signal(signal.SIGSTOP)  # or it may be done before the second has begun
        second = newsmend(source, out)
        first.kill()
        assert second.exit_code == 2
        assert f"another run of newsmend writes there (process {first.pid})" in second.output
        assert len(second.output.splitlines()) == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_finishes_what_is_in_hand(source: Path, whole: dict[str, object], workers: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*COMMAND, *arguments(source, out, "--workers", workers)]
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True) as running:
        while len(list(out.glob("*.txt"))) < 10:
            assert running.poll() is None
            time.sleep(0.002)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: all processes of the group
        said = running.stderr.read() if running.stderr else ""
    assert running.returncode == 130, said
    assert "the same command goes on from here" in said
    written = len(list(out.glob("*.txt")))
    assert 10 <= written < 120
    again = newsmend(source, out, "--workers", workers)
    assert f"{written} of 120 files are done and unchanged" in again.output, "nothing in hand was lost"
    assert made(out) == whole
