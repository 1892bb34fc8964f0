"""Sources and outputs in an object store: the same run, the same bytes; an S3 server of the test's own on loopback."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from newsmend import storage
from newsmend.batch import lease as leases
from newsmend.batch import plan
from newsmend.cli import app
from newsmend.types import ConfigError
from test_resume import COMMAND, fill, made

pytest.importorskip("upath", reason="the extra cloud is not installed")
SETTINGS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A bucket on an S3 server that keeps everything in memory; its address is in the environment."""
    moto: Any = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    s3fs: Any = pytest.importorskip("s3fs", reason="s3fs is not installed")
    server = moto.ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, value in {**SETTINGS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().mkdir("news")
        yield "s3://news"
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()


def newsmend(*more: object) -> Result:
    return CliRunner().invoke(app, ["clean", *map(str, more), "--languagetool", "off"])


def stored(url: str, folder: Path) -> dict[str, object]:
    """As `made`, of a folder in the store."""
    root = storage.place(url)
    for path in storage.files_below(root):
        target = folder / path.relative_to(root).as_posix()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return made(folder)


def upload(folder: Path, url: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            storage.put(storage.place(url) / path.relative_to(folder).as_posix(), path.read_bytes())


def placeless(files: dict[str, object], place: object) -> dict[str, object]:
    """What a run made, but for the name of the folder it read, which is another one."""
    texts = {name: data.decode() if isinstance(data, bytes) else str(data) for name, data in files.items()}
    return {name: text.replace(str(place), "PLACE") for name, text in texts.items()}


def test_the_bytes_are_those_of_a_local_run(s3: str, tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 24)
    fill(source / "b", 3)
    (source / "bad.txt").write_bytes(b"\x00\x01" * 100)
    upload(source, f"{s3}/raw")
    upload(fill(tmp_path / "hidden", 1), f"{s3}/raw/.hidden")
    here = newsmend(source, "--out", tmp_path / "out")
    there = newsmend(f"{s3}/raw", "--out", f"{s3}/clean", "--workers", 2)
    assert (here.exit_code, there.exit_code) == (3, 3), there.output
    ours, theirs = made(tmp_path / "out"), stored(f"{s3}/clean", tmp_path / "there")
    assert placeless(theirs, f"{s3}/raw") == placeless(ours, source)
    again = newsmend(f"{s3}/raw", "--out", f"{s3}/clean")
    assert "27 of 28 files are done and unchanged; 1 to do" in again.output
    assert stored(f"{s3}/clean", tmp_path / "again") == theirs
    assert not storage.place(f"{s3}/clean/_newsmend/state/lock").exists(), "it was let go of"


def test_what_changed_is_done_again_and_what_is_gone_is_pruned(s3: str, tmp_path: Path) -> None:
    url, out = f"{s3}/some/raw", storage.place(f"{s3}/some/clean")
    upload(fill(tmp_path / "in", 6), url)
    assert newsmend(url, "--out", out).exit_code == 0
    storage.put(storage.place(f"{url}/0001.txt"), b"The talks talks ended.\n")
    storage.place(f"{url}/0002.txt").unlink()
    (out / "0003.txt").unlink()
    again = newsmend(url, "--out", out, "--prune")
    assert again.exit_code == 0, again.output
    assert "3 of 5 files are done" in again.output and "1 clean files removed" in again.output
    names = {path.name for path in storage.files_below(out) if path.suffix == ".txt"}
    assert names == {"0000.txt", "0001.txt", "0003.txt", "0004.txt", "0005.txt"}
    assert (out / "0001.txt").read_bytes() == b"The talks ended.\n"


def test_from_the_store_to_a_folder_and_back(s3: str, tmp_path: Path) -> None:
    fill(tmp_path / "in", 3)
    shutil.make_archive(str(tmp_path / "week"), "zip", tmp_path / "in")
    storage.put(storage.place(f"{s3}/packed/week.zip"), (tmp_path / "week.zip").read_bytes())
    assert newsmend(f"{s3}/packed/week.zip", "--out", tmp_path / "out").exit_code == 0
    assert newsmend(tmp_path / "in", "--out", f"{s3}/unpacked").exit_code == 0
    for number in range(3):
        there = storage.place(f"{s3}/unpacked/000{number}.txt").read_bytes()
        assert there == (tmp_path / "out" / "week" / f"000{number}.txt").read_bytes()


def test_killed_in_mid_run_it_goes_on(s3: str, tmp_path: Path) -> None:
    source, out = fill(tmp_path / "in", 60), storage.place(f"{s3}/killed")
    command = [*COMMAND, "clean", str(source), "--out", str(out), "--languagetool", "off", "--quiet"]
    with subprocess.Popen(command) as running:
        patience = time.monotonic() + 120
        while len(list(out.glob("*.txt"))) < 10 and time.monotonic() < patience and running.poll() is None:
            time.sleep(0.05)
        running.kill()
    assert running.returncode == -signal.SIGKILL
    assert newsmend(source, "--out", out).exit_code == 0, "a dead run of this machine holds no lock"
    assert newsmend(source, "--out", tmp_path / "whole").exit_code == 0
    assert stored(str(out), tmp_path / "there") == made(tmp_path / "whole")


def test_two_runs_at_once(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT", 0.2)
    monkeypatch.setattr(leases, "LOOK", 0.1)
    path = storage.place(f"{s3}/held/lock")
    with leases.lease(path, "held"):
        with pytest.raises(ConfigError, match=r"another run of newsmend writes there .process"):
            leases.lease(path, "held").__enter__()
        assert path.exists()
    assert not path.exists()
    storage.put(path, b"process 1 on another-machine 0\n7\n")
    monkeypatch.setattr(leases, "STALE", 0.5)
    began = time.monotonic()
    with leases.lease(path, "held"):
        assert time.monotonic() - began >= 0.5, "its holder was given time to show that it lives"


@pytest.mark.parametrize("remote", ["source", "out"])
def test_a_store_that_cannot_be_reached_is_said_in_a_line(
    remote: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("s3fs", reason="s3fs is not installed").S3FileSystem.clear_instance_cache()
    for name, value in {**SETTINGS, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}.items():
        monkeypatch.setenv(name, value)
    here = fill(tmp_path / "in", 1)
    source, out = ("s3://news/raw", tmp_path / "out") if remote == "source" else (here, "s3://news/clean")
    done = newsmend(source, "--out", out)
    assert done.exit_code == 2 and "s3://news" in done.output and len(done.output.splitlines()) == 1, done.output


def test_a_url_of_no_kind_we_know(tmp_path: Path) -> None:
    done = newsmend("nowhere://x/y", "--out", tmp_path / "out")
    assert done.exit_code == 2 and "nowhere://x/y" in done.output and "newsmend[cloud]" in done.output


def test_the_order_is_that_of_a_local_walk(tmp_path: Path) -> None:
    names = ["b.txt", "a/z.txt", "a/b/c.txt", "a.txt", "a-b/c.txt", "c/a.txt"]
    root = storage.place("memory://order/raw")
    for name in names:
        storage.put(root / name, b"Some text.")
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"Some text.")
    assert [s.id for s in plan([root]).sources] == [s.id for s in plan([tmp_path]).sources]
    with pytest.raises(ConfigError, match="output folder is a source folder"):
        plan([root], root)
    inside = plan([root], root / "a")
    assert [s.id for s in inside.sources if s.id.startswith("a/")] == [] and "lies inside" in inside.notes[0]


def test_ray_reads_and_writes_the_store(s3: str, tmp_path: Path) -> None:
    ray: Any = pytest.importorskip("ray", reason="the extra ray is not installed")
    url = f"{s3}/cluster"
    upload(fill(tmp_path / "in", 24), f"{url}/raw")
    assert newsmend(f"{url}/raw", "--out", f"{url}/local").exit_code == 0
    done = newsmend(f"{url}/raw", "--out", f"{url}/ray", "--engine", "ray", "--workers", 2)
    assert done.exit_code == 0, done.output
    assert not ray.is_initialized(), "the cluster of the run ended with it"
    here, there = stored(f"{url}/local", tmp_path / "local"), stored(f"{url}/ray", tmp_path / "ray")
    manifests = here.pop("_newsmend/manifest.json"), there.pop("_newsmend/manifest.json")
    assert there == here
    assert b"lineage" in manifests[1] and b"lineage" not in manifests[0]  # type: ignore[operator]
