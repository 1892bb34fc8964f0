"""The Ray engine makes the bytes of the local one, and loses nothing when actors, their processes or nodes die."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typer.testing import CliRunner

from newsmend.batch import Job, plan
from newsmend.cli import app
from newsmend.config import Settings
from newsmend.engines import local
from newsmend.engines.pool import Limits, in_order
from newsmend.languagetool import home
from newsmend.languagetool.server import Lease
from newsmend.types import NewsmendError
from test_engine_local import NAMES, hangs, killed
from test_resume import fill, made, newsmend

ray: Any = pytest.importorskip("ray", reason="the extra ray is not installed")
pytestmark = pytest.mark.usefixtures("three")
MANIFEST = "_newsmend/manifest.json"
STORE = 100 << 20
QUICK = {"health_check_period_ms": 500, "health_check_failure_threshold": 4, "health_check_initial_delay_ms": 500}


@pytest.fixture(scope="module")
def three() -> Iterator[Any]:
    """A cluster of three node processes on this machine, one CPU each, and the two that may be killed."""
    from ray.cluster_utils import Cluster

    monkeypatch = pytest.MonkeyPatch()  # nodes find the modules of tests
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    head = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False, "_system_config": QUICK}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    nodes = [cluster.add_node(num_cpus=1, object_store_memory=STORE) for _ in range(2)]
    cluster.wait_for_nodes()
    ray.init(address=cluster.address, log_to_driver=False, logging_level="error")
    yield cluster, nodes
    ray.shutdown()
    cluster.shutdown()
    monkeypatch.undo()


def bytes_of(out: Path) -> tuple[dict[str, object], list[dict[str, Any]]]:
    """What a run made, and its manifest; who made it stands in the manifest, and may differ."""
    files = {
        name: data for name, data in made(out).items() if not name.startswith("_newsmend/languagetool/")
    }  # its log
    manifest = json.loads((out / MANIFEST).read_bytes())
    lineage = manifest.pop("lineage", [])
    return {**files, MANIFEST: manifest}, lineage


def test_the_bytes_are_those_of_the_local_engine(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 40)
    (source / "bad.txt").write_bytes(b"\x00\x01" * 100)
    assert newsmend(source, tmp_path / "local").exit_code == 3
    done = newsmend(source, tmp_path / "ray", "--engine", "ray", "--workers", 2)
    assert done.exit_code == 3, done.output
    here, nothing = bytes_of(tmp_path / "local")
    there, lineage = bytes_of(tmp_path / "ray")
    assert there == here
    assert nothing == []
    assert sum(each["sources"] for each in lineage) == 41
    alive = {node["NodeID"] for node in ray.nodes()}
    assert {each["node"] for each in lineage} <= alive and len({each["actor"] for each in lineage}) > 1
    assert sorted({each["shard"] for each in lineage}) == list(range(len({each["shard"] for each in lineage})))
    assert all("ray" in each["versions"] for each in lineage)
    again = newsmend(source, tmp_path / "ray")
    assert "40 of 41 files are done" in again.output, "either engine goes on from the other"
    assert sum(each["sources"] for each in bytes_of(tmp_path / "ray")[1]) == 40, "who made what is remembered"


def test_a_wrong_address_is_one_line_and_no_wait(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound and deaf: nobody answers there
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        command = [
            sys.executable,
            "-m",
            "newsmend",
            "clean",
            str(fill(tmp_path / "in", 2)),
            "--out",
            str(tmp_path / "out"),
        ]
        command += ["--engine", "ray", "--address", address]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"no Ray cluster ({address})" in done.stderr and "Traceback" not in done.stderr


def test_the_survey_is_the_local_one(tmp_path: Path) -> None:
    from newsmend.engines.ray import Cluster

    sources = plan([fill(tmp_path / "in", 120)]).sources
    here = local.take_survey(sources, Settings())
    assert here.sites, "there is something to learn"
    assert Cluster(workers=2).take_survey(sources, Settings()).to_json() == here.to_json()


def unlike(name: str, reason: str) -> str:
    return f"{name}: {reason}"


class Poisoned:
    """An actor of the engine whose work kills, or hangs, the process it is done in."""

    def __init__(self, **options: Any) -> None:
        from newsmend.engines.ray import Actor

        self._actor = Actor(**options)

    def __call__(self, shard: Any) -> Any:
        import pyarrow as pa

        killed_then = list(self._actor.made(shard, killed, unlike))
        return pa.table({"killed": killed_then, "hung": list(self._actor.made(shard, hangs, unlike))})


def test_what_kills_or_hangs_its_process_is_set_aside_as_locally() -> None:
    from newsmend.engines.ray import Cluster

    limits = Limits(seconds=2)
    rows = Cluster(workers=1, limits=limits).shards(NAMES, Poisoned, {}).take_all()
    assert [row["killed"] for row in rows] == list(in_order(NAMES, killed, 1, unlike, limits))
    assert [row["hung"] for row in rows] == list(in_order(NAMES, hangs, 1, unlike, limits))
    assert [row["killed"] for row in rows if row["killed"] not in NAMES] != []


def test_a_node_with_other_code_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from newsmend.engines import ray as engine

    monkeypatch.setattr(engine, "made_with", lambda: "another")
    with pytest.raises(NewsmendError, match="install the same on all nodes"):
        list(engine.Cluster().run(plan([fill(tmp_path / "in", 1)]).sources, Job(Settings(), tmp_path / "out"), iter))


class Leases:
    """An actor of the engine that tells which LanguageTool its documents would ask."""

    def __init__(self, job: Job, **options: Any) -> None:
        from newsmend.engines.ray import Actor, with_server_of_this_node

        self._actor = Actor(**options)
        self._asked = with_server_of_this_node(job).settings.of_pass("grammar").languagetool

    def __call__(self, _: Any) -> Any:
        import pyarrow as pa

        time.sleep(0.3)  # so that the other actors get a shard as well
        node = ray.get_runtime_context().get_node_id()
        return pa.table({"node": [node], "pid": [os.getpid()], "asked": [self._asked]})


def test_a_node_has_one_languagetool(tmp_path: Path) -> None:
    from newsmend.engines.ray import Cluster

    lease = {"pass": {"grammar": {"languagetool": str(Lease(Path()))}}}
    job = Job(Settings().with_values("test", **lease), tmp_path)
    rows = Cluster(workers=4).shards(list(range(16)), Leases, {"job": job}).take_all()
    nodes, actors = {row["node"] for row in rows}, {row["pid"] for row in rows}
    assert len(actors) > len(nodes) > 1, "several actors of a node, on several nodes"
    assert len({(row["node"], row["asked"]) for row in rows}) == len({row["asked"] for row in rows}) == len(nodes)


@pytest.mark.languagetool
def test_with_languagetool_the_bytes_are_those_of_the_local_engine(tmp_path: Path) -> None:
    if home.lacking():
        pytest.skip("LanguageTool is not installed")
    source = fill(tmp_path / "in", 6)
    (source / "broken.txt").write_text("She have three cat in the garden of her parents , and they is all black.\n")
    for engine in ("local", "ray"):
        done = CliRunner().invoke(
            app, ["clean", str(source), "--out", str(tmp_path / engine), "--engine", engine, "--workers", "2"]
        )
        assert done.exit_code == 0, done.output
    assert bytes_of(tmp_path / "ray")[0] == bytes_of(tmp_path / "local")[0]
    assert bytes_of(tmp_path / "ray")[0][MANIFEST]["grammar"] == "LanguageTool"  # type: ignore[index]
    assert not list(Path(tempfile.gettempdir()).glob("newsmend-*-*")), "no server is left, nor its folder"


def test_a_node_killed_in_mid_run_loses_nothing(three: Any, tmp_path: Path) -> None:
    cluster, nodes = three
    source = fill(tmp_path / "in", 150)
    assert newsmend(source, tmp_path / "local").exit_code == 0
    killed_at: list[int] = []

    def kill() -> None:
        written = tmp_path / "ray"
        while len(list(written.glob("*.txt"))) < 20:
            time.sleep(0.01)
        os.kill(nodes[0].all_processes["raylet"][0].process.pid, signal.SIGKILL)
        killed_at.append(len(list(written.glob("*.txt"))))

    thread = Thread(target=kill, daemon=True)
    thread.start()
    done = newsmend(source, tmp_path / "ray", "--engine", "ray", "--workers", 3)
    assert done.exit_code == 0, done.output
    lost = nodes[0].node_id
    assert lost in {node["NodeID"] for node in ray.nodes() if not node["Alive"]}
    assert killed_at and killed_at[0] < 150, "it was killed in mid-run"
    here, _ = bytes_of(tmp_path / "local")
    there, lineage = bytes_of(tmp_path / "ray")
    assert there == here, "nothing lost, nothing twice"
    assert sum(each["sources"] for each in lineage) == 150
    cluster.remove_node(nodes[0])
