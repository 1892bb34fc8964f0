"""The Ray engine makes the bytes of the local one, and loses nothing when an actor dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from newsmend.batch import Job, plan
from newsmend.config import Settings
from test_resume import fill, made, newsmend

ray: Any = pytest.importorskip("ray", reason="the extra ray is not installed")


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Any:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def test_the_bytes_are_those_of_the_local_engine(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 40)
    (source / "bad.txt").write_bytes(b"\x00\x01" * 100)
    assert newsmend(source, tmp_path / "local").exit_code == 3
    assert newsmend(source, tmp_path / "ray", "--engine", "ray", "--workers", 2).exit_code == 3
    assert made(tmp_path / "ray") == made(tmp_path / "local")
    assert "40 of 41 files are done" in newsmend(source, tmp_path / "ray").output, (
        "either engine goes on from the other"
    )


def test_an_actor_killed_in_mid_run_loses_nothing(tmp_path: Path) -> None:
    from newsmend.engines import ray as engine

    sources = plan([fill(tmp_path / "in", 40)]).sources
    results = engine.run(sources, Job(Settings(), tmp_path / "out"), 2)
    done = [next(results)]
    workers = [int(p.parent.name) for p in Path("/proc").glob("[0-9]*/cmdline") if b"ray::_Cleaner" in p.read_bytes()]
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    assert workers, "something was really killed"
    done += results
    assert [result.source.id for result in done] == [source.id for source in sources]
    assert {row["status"] for result in done for row in result.documents} == {"cleaned"}
