"""One LanguageTool server: for a run, which all its workers share, or a warm one for several runs.

A server belongs to a folder, where its address, its log and a lock stand. Whoever needs it first starts it; whoever
finds it silent starts it again, once. What ends it is in `watch`.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from newsmend.languagetool import home
from newsmend.languagetool.watch import USED, alive
from newsmend.types import NewsmendError

START_SECONDS = 120.0  # a busy machine with two cores has taken 30 until the first answer
STARTS = 2  # in the life of a folder: the first, and one more after a crash
PORTS = 3  # that are tried when others are quicker to take them
HEAP = "1g"  # 470 MB are in use after some thousand sentences
_ADDRESS = "server.json"


class ServerError(NewsmendError):
    """No server answers and none could be started; the message says why, and where the log is."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A claim on a server: the folder it belongs to, and the process it must not outlive (0: none).

    As text it goes into settings and to workers.

    >>> Lease.parse(str(Lease(Path("run"), 7)))
    Lease(folder=PosixPath('run'), owner=7, idle=0.0, heap='1g')
    """

    folder: Path
    owner: int = 0
    idle: float = 0.0
    heap: str = HEAP

    def __str__(self) -> str:
        return "lease:" + json.dumps([str(self.folder), self.owner, self.idle, self.heap])

    @staticmethod
    def parse(text: str) -> Lease:
        """The lease that was written as text."""
        folder, owner, idle, heap = json.loads(text.removeprefix("lease:"))
        return Lease(Path(folder), owner, idle, heap)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server answers: the URL, the process that watches it, and how often it was started."""

    url: str
    pid: int
    starts: int = 1


def warm() -> Lease:
    """The lease of the server that lives on between runs until nobody has asked it for half an hour."""
    return Lease(home.cache_folder() / "server", idle=30 * 60)


def address(folder: Path) -> Address | None:
    """The address a folder holds, whether or not anybody answers there."""
    try:
        return Address(**json.loads((folder / _ADDRESS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def ensure(lease: Lease, silent: Address | None = None) -> Address:
    """The server of a lease, started if nobody has yet. `silent` is one that did not answer: it is started anew, once.

    Any number of processes may call this at once. Raises ServerError.
    """
    with _locked(lease.folder):
        found = address(lease.folder)
        if found is not None and found != silent and alive(found.pid):
            return found
        starts = found.starts if found else 0
        if starts >= STARTS:
            raise ServerError(f"the LanguageTool server failed again; its log is {lease.folder / 'server.log'}")
        if found is not None:
            _end(found)
        return _start(lease, starts + 1)


def stop(folder: Path) -> bool:
    """End the server of a folder, and forget it; False when none ran."""
    found = address(folder)
    (folder / _ADDRESS).unlink(missing_ok=True)
    return found is not None and _end(found)


def answers(url: str, seconds: float = 5.0) -> bool:
    """Whether a LanguageTool server answers at an address within so many seconds."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/v2/languages", timeout=seconds) as said:
            return bool(said.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _end(found: Address) -> bool:
    import psutil

    try:
        watcher = psutil.Process(found.pid)
        if "newsmend.languagetool.watch" not in watcher.cmdline():
            return False  # another process has its number by now
        watcher.terminate()
        watcher.wait(10)
    except psutil.TimeoutExpired:
        for each in [*watcher.children(), watcher]:
            each.kill()
    except psutil.Error:
        return False
    return True


def _start(lease: Lease, starts: int) -> Address:
    if lacks := home.lacking():
        raise ServerError(f"{lacks[0]}; {lacks[1]}")
    log = lease.folder / "server.log"
    for _ in range(PORTS):
        started = _launch(lease, starts)
        deadline = time.monotonic() + START_SECONDS
        while alive(started.pid):
            if answers(started.url):
                (lease.folder / USED).touch()
                (lease.folder / _ADDRESS).write_text(json.dumps(asdict(started)), encoding="utf-8")
                return started
            if time.monotonic() > deadline:
                _end(started)
                raise ServerError(f"the LanguageTool server gave no answer in {START_SECONDS:.0f} s; its log is {log}")
            time.sleep(0.2)
        if "Address already in use" not in log.read_text(encoding="utf-8", errors="replace"):
            break  # else somebody took the port between our look and the server's
    raise ServerError(f"the LanguageTool server did not start: {_last_words(log)}; its log is {log}")


def _launch(lease: Lease, starts: int) -> Address:
    """Start the watcher, and it the server."""
    port = _free_port()
    (lease.folder / USED).unlink(missing_ok=True)
    jar = home.folder() / home.JAR
    # One thread collects rubbish, and code is compiled once and quickly: a run is short, and the cores are the run's.
    java = [home.java(), f"-Xmx{lease.heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"]
    server = [*java, "-cp", str(jar), "org.languagetool.server.HTTPServer", "--port", str(port)]
    watch = [sys.executable, "-m", "newsmend.languagetool.watch", str(lease.folder), str(lease.owner), str(lease.idle)]
    watcher = subprocess.Popen(
        [*watch, *server],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the run, which stops the server when it is done with it
    )
    return Address(f"http://127.0.0.1:{port}", watcher.pid, starts)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_words(log: Path) -> str:
    """The line of a log that says most about an end."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "no reason given"
    telling = [line for line in lines if "rror" in line or "xception" in line]
    return (telling or lines or ["no reason given"])[-1].strip()[:300]


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it when this process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
