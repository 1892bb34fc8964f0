"""The pool of processes: what kills, hangs or swells a worker costs itself only, and says why."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from newsmend.engines.pool import Beat, Limits, in_order
from newsmend.types import NewsmendError

NAMES = ["a", "b", "bad", "c", "d", "e", "f", "g"]


def name_of(name: str, _: Beat) -> str:
    return name


def killed(name: str, _: Beat) -> str:
    if name == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    return name


def exits(name: str, _: Beat) -> str:
    if name == "bad":
        os._exit(7)
    return name


def crashes(name: str, _: Beat) -> str:
    if name == "bad":
        import ctypes

        ctypes.string_at(0)
    return name


def hangs(name: str, _: Beat) -> str:
    if name == "bad":
        time.sleep(600)
    return name


def swells(name: str, _: Beat) -> str:
    if name == "bad":
        held = b"x" * (700 << 20)
        time.sleep(600)
        return held[:1].decode()
    return name


def raises(name: str, _: Beat) -> str:
    if name == "bad":
        raise RecursionError("too deep")
    return name


def slow_parts(name: str, beat: Beat) -> str:
    for _ in range(6):
        beat()
        time.sleep(0.4)
    return name


def dead(name: str, reason: str) -> str:
    return f"{name}: {reason}"


@pytest.mark.parametrize(
    ("work", "limits", "reason"),
    [
        (killed, Limits(), "SIGKILL"),
        (exits, Limits(), "exit code 7"),
        (crashes, Limits(), "SIGSEGV"),
        (hangs, Limits(seconds=1), "longer than 1 seconds"),
        (swells, Limits(megabytes=500), "more than 500 MB"),
        (raises, Limits(), "RecursionError: too deep"),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_only_what_is_bad_is_lost(work: Callable[[str, Beat], str], limits: Limits, reason: str, workers: int) -> None:
    if workers == 1 and not limits:
        limits = Limits(seconds=600)  # a process apart
    found = list(in_order(NAMES, work, workers, dead, limits))
    assert [each for each in found if each in NAMES] == [name for name in NAMES if name != "bad"]
    assert found[2].startswith("bad: ") and reason in found[2]


def test_what_dies_once_is_tried_again_alone(tmp_path: Path) -> None:
    found = list(in_order([f"{tmp_path}/{n}" for n in range(6)], dies_the_first_time, 2, dead))
    assert found == [f"{tmp_path}/{n}" for n in range(6)]
    assert (tmp_path / "3.tried").exists(), "a worker was really killed"


def dies_the_first_time(name: str, _: Beat) -> str:
    mark = Path(f"{name}.tried")
    if name.endswith("3") and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return name


def test_the_limit_holds_for_each_part() -> None:
    assert list(in_order(["one"], slow_parts, 1, dead, Limits(seconds=1.5))) == ["one"]


def test_items_are_drawn_as_they_are_needed() -> None:
    drawn = []

    def items() -> Iterator[str]:
        for number in range(1000):
            drawn.append(number)
            yield str(number)

    results = in_order(items(), name_of, 2, dead)
    assert next(results) == "0"
    assert len(drawn) < 100
    assert isinstance(results, Generator)
    results.close()


class Unloadable:
    """Work that no worker can take in."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (9,)

    def __call__(self, name: str, _: Beat) -> str:
        return name


def test_workers_that_cannot_start_end_the_run_and_blame_no_document() -> None:
    with pytest.raises(NewsmendError, match="cannot start"):
        list(in_order(NAMES, Unloadable(), 2, dead))
