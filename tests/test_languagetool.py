"""The grammar checker, on the real server: started, shared, broken, and never left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from newsmend import Settings, clean_text
from newsmend.languagetool import client, home, install, server
from newsmend.languagetool.server import Lease, ServerError
from newsmend.languagetool.session import session

pytestmark = [
    pytest.mark.languagetool,
    pytest.mark.xdist_group("languagetool"),
    pytest.mark.skipif(home.lacking() is not None, reason=f"LanguageTool: {' '.join(home.lacking() or ())}"),
]
BAD, GOOD = "He go home every day.", "He goes home every day."
DOCUMENTS = 60  # of a collection, so that a server dies in the middle of it
SECONDS = 20  # that a process may take to end on a busy machine


def asking(where: str, scope: str = "suspicious") -> Settings:
    values: dict[str, Any] = {"pass": {"grammar": {"languagetool": where, "scope": scope, "cache": False}}}
    return Settings().with_values("test", **values)


def javas(folder: Path) -> list[psutil.Process]:
    """The servers that belong to a folder, watched or orphaned: every Java that writes its log there."""
    log = str(folder.resolve() / "server.log")
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if "java" in (process.info["name"] or "") and log in {file.path for file in process.open_files()}:
                found.append(process)
    return found


def gone(processes: list[psutil.Process]) -> bool:
    _, left = psutil.wait_procs(processes, timeout=SECONDS)
    return not left


@pytest.fixture
def lease(tmp_path: Path) -> Iterator[Lease]:
    yield Lease(tmp_path / "server", owner=os.getpid())
    server.stop(tmp_path / "server")
    assert not javas(tmp_path / "server"), "no orphan, whatever a test did"


# ------------------------------------------------------------------------------------------------ answers


def test_findings_stand_where_the_fault_is_even_behind_characters_of_two_units(languagetool: str) -> None:
    sentences = ["\N{ROCKET} He go home.", GOOD, BAD]
    first, second, third = client.check(languagetool, sentences)
    assert [sentences[0][f.start : f.end] for f in first] == ["go"]
    assert second == ()
    assert third[0].replacements[0] == "goes"


def test_answers_are_remembered_and_a_broken_memory_is_done_without(languagetool: str, tmp_path: Path) -> None:
    memory = tmp_path / "answers.sqlite"
    asked = client.check(languagetool, [BAD, GOOD], memory)
    assert client.check("http://127.0.0.1:1", [GOOD, BAD], memory) == asked[::-1]
    memory.write_bytes(b"no database")
    assert client.check(languagetool, [BAD, GOOD], memory) == asked


def test_the_grammar_pass_asks_and_names_the_rule(languagetool: str) -> None:
    settings = asking(languagetool, scope="all")
    text = "Six rockets were fired, and by noon the hall was full with people who had fled.\n"
    said = [e for e in clean_text(text, settings).entries if e.edit.rule.id == "grammar/languagetool"]
    assert said
    assert all(entry.edit.evidence[0] == "languagetool" for entry in said)


def test_names_and_good_sentences_reach_nobody() -> None:
    # No server is there: had anything been asked, the pass would have failed.
    nowhere = asking("http://127.0.0.1:1")
    assert not clean_text("The minister spoke on Monday.\n\nNobody was hurt, he said.\n", nowhere).failures
    assert clean_text("The minister spoke of an antirket system.\n", nowhere).failures


# ------------------------------------------------------------------------------------------------ life and death


def test_one_server_serves_all_and_ends_with_the_run(tmp_path: Path) -> None:
    with session(tmp_path) as where:
        assert server.address(tmp_path / "languagetool") is None, "nobody has asked yet"
        client.check(where, [BAD])
        first = server.address(tmp_path / "languagetool")
        client.check(where, [GOOD])
        assert server.address(tmp_path / "languagetool") == first
        running = javas(tmp_path / "languagetool")
        assert len(running) == 1
    assert gone(running)


def test_a_crashed_server_is_started_again_once(lease: Lease) -> None:
    client.check(str(lease), [BAD])
    for java in javas(lease.folder):
        java.kill()
    assert client.check(str(lease), [BAD])[0], "the second server answers"
    assert server.address(lease.folder).starts == 2  # type: ignore[union-attr]
    for java in javas(lease.folder):
        java.kill()
    with pytest.raises(ServerError, match="failed again"):
        client.check(str(lease), [BAD])


def test_a_hanging_server_is_replaced(lease: Lease, monkeypatch: pytest.MonkeyPatch) -> None:
    client.check(str(lease), [BAD])
    (hung,) = javas(lease.folder)
    hung.suspend()
    monkeypatch.setattr(client, "ANSWER_SECONDS", 2)
    client._tool.cache_clear()
    address = server.address(lease.folder)
    assert address is not None
    with pytest.raises(ServerError, match="did not answer"):
        client._question(address.url, [BAD])
    monkeypatch.setattr(client, "ANSWER_SECONDS", 120)
    server.ensure(lease, silent=address)
    assert gone([hung])
    assert client.check(str(lease), [BAD])[0]


def test_a_port_that_somebody_took_is_left_to_him(lease: Lease, monkeypatch: pytest.MonkeyPatch) -> None:
    free = server._free_port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = iter([taken.getsockname()[1], free()])
        monkeypatch.setattr(server, "_free_port", lambda: next(ports))
        assert server.ensure(lease).url.rpartition(":")[2] != str(taken.getsockname()[1])
        assert len(javas(lease.folder)) == 1, "the one that found its port taken has ended"


def test_too_little_memory_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"did not start: .*(heap|memory|Memory)") as said:
        server.ensure(Lease(tmp_path / "server", owner=os.getpid(), heap="1m"))
    assert "\n" not in str(said.value)
    assert not javas(tmp_path / "server")


def test_without_java_or_with_an_old_one_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install Java 17" in " ".join(home.lacking() or ())
    old = tmp_path / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    old.chmod(0o755)
    assert "is Java 11" in " ".join(home.lacking() or ())
    for lacks, said in ((True, "install Java 17"), (False, "is Java 11")):
        monkeypatch.setenv("PATH", str(tmp_path / "empty") if lacks else str(tmp_path))
        with pytest.raises(ServerError, match=said):
            server.ensure(Lease(tmp_path / "server", owner=os.getpid()))
        assert not javas(tmp_path / "server")


def collection(folder: Path, count: int) -> Path:
    """Articles each with a sentence of its own that LanguageTool has something to say of."""
    folder.mkdir()
    for number in range(count):
        text = f"By noon hall {number} was full with people who had fled {number + 2} villages of the valley.\n"
        (folder / f"{number:03}.txt").write_text(text)
    (folder / "newsmend.toml").write_text('[pass.grammar]\nscope = "all"\ncache = false\n')
    return folder


@pytest.mark.parametrize("kills", [1, 2])
def test_two_workers_lose_nothing_when_their_server_is_killed_in_mid_run(kills: int, tmp_path: Path) -> None:
    source, out = collection(tmp_path / "in", DOCUMENTS), tmp_path / "out"
    folder = out / "_newsmend" / "languagetool"
    options = ["--workers", "2", "--no-survey", "--quiet", "--config", str(source / "newsmend.toml")]
    command = [sys.executable, "-m", "newsmend", "clean", str(source), "--out", str(out), *options]
    started: dict[int, list[psutil.Process]] = {}  # the servers, by the count of starts
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
        while run.poll() is None:
            address, done = server.address(folder), len(list(out.glob("*.txt")))
            if address is not None and address.starts not in started and done > len(started) * DOCUMENTS // 3:
                started[address.starts] = javas(folder)
                for java in started[address.starts] if len(started) <= kills else ():
                    java.kill()
            time.sleep(0.02)
        said = run.stderr.read() if run.stderr else ""
    assert run.returncode == 0, said
    assert sorted(started) == [1, 2], "the second server was seen at work"
    assert all(len(servers) == 1 for servers in started.values()), "one server for both workers"
    assert gone([java for servers in started.values() for java in servers])
    assert not javas(folder)
    rows = [json.loads(line) for line in (out / "_newsmend" / "documents.jsonl").read_text().splitlines()]
    edits = [json.loads(line) for line in (out / "_newsmend" / "edits.jsonl").read_text().splitlines()]
    checked = {edit["doc"] for edit in edits if edit["rule"] == "grammar/languagetool"}
    unchecked = {row["doc"] for row in rows if "grammar" in row["reason"]}
    texts = {path.name for path in source.glob("*.txt")}
    assert {path.name for path in out.glob("*.txt")} == {row["doc"] for row in rows} == texts, "every text is there"
    assert checked | unchecked == texts and not checked & unchecked, "asked, or said to be not"
    assert bool(unchecked) == (kills == 2), "only a server that fails again costs anything"


PARENT = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are born deaf to Ctrl-C
from pathlib import Path
from newsmend.languagetool import client
from newsmend.languagetool.session import session
with session(Path(sys.argv[1])) as where:
    client.check(where, ["He go home."])
    print("asked", flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_no_server_outlives_its_run_however_that_ends(how: str, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "asked\n"
        running = javas(tmp_path / "languagetool")
        assert len(running) == 1, "something is there to be left behind"
        parent.send_signal(getattr(signal, how))
        try:
            parent.wait(SECONDS)
        finally:
            parent.kill()
    assert gone(running)


def test_an_idle_warm_server_ends_by_itself(tmp_path: Path) -> None:
    lease = Lease(tmp_path / "server", idle=1.0)
    server.ensure(lease)
    running = javas(lease.folder)
    assert running
    assert gone(running)


# ------------------------------------------------------------------------------------------------ installing


def test_it_installs_from_a_folder_and_refuses_a_changed_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = home.folder()
    if not (source / "pom.xml").is_file():
        pytest.skip("this LanguageTool did not come by Maven, its archives have other checksums")
    monkeypatch.setenv("LTP_PATH", str(tmp_path / "one"))
    made = install.install(source)
    assert (made / home.JAR).is_file()
    broken = made / "libs" / min(install.checksums())
    broken.write_bytes(broken.read_bytes() + b"x")
    monkeypatch.setenv("LTP_PATH", str(tmp_path / "two"))
    with pytest.raises(install.InstallError, match="another SHA-256"):
        install.install(made)
    assert not home.folder().exists(), "nothing half-installed is left"


def test_what_is_no_languagetool_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LTP_PATH", str(tmp_path / "home"))
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as archive:
        archive.writestr("../languagetool-server.jar", "x")
        archive.writestr("readme.txt", "x")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    for name in ("notes.txt", "empty", "odd.zip"):
        with pytest.raises(install.InstallError):
            install.install(tmp_path / name)
    assert not home.folder().exists()


def test_waiting_for_the_lock_does_not_start_two(lease: Lease) -> None:
    code = "import sys; from newsmend.languagetool import client; client.check(sys.argv[1], ['He go home.'])"
    both = [subprocess.Popen([sys.executable, "-c", code, str(lease)]) for _ in range(2)]
    deadline = time.monotonic() + 240
    assert [each.wait(deadline - time.monotonic()) for each in both] == [0, 0]
    address = server.address(lease.folder)
    assert address is not None
    assert address.starts == 1
    assert len(javas(lease.folder)) == 1
