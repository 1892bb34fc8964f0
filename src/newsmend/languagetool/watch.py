"""Run a LanguageTool server for as long as it is wanted: `python -m newsmend.languagetool.watch FOLDER OWNER IDLE ...`.

The server is this process's child, and this process looks every second whether it should end: when the process it was
started for is gone (however it went), when nobody has asked anything for a while, when its folder has been taken
away, or when it is told to by a signal. So no Java outlives its reason, not even `kill -9` of the run.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

USED = "used"  # a file whose time says when somebody last asked; it is there once the server has answered
_LOOK = 1.0  # seconds between looks


def watch(folder: Path, owner: int, idle: float, command: list[str]) -> int:
    """Run a server until it ends or is no longer wanted; return its exit code, or 0 when it was stopped.

    `owner` is the process it serves, 0 for none; `idle` the seconds without a question it lives, 0 for ever.
    """
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    try:
        while server.poll() is None:
            if (owner and not alive(owner)) or (idle and _unused_for(folder) > idle) or not folder.is_dir():
                return 0
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(_LOOK)
        return server.returncode
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


def _unused_for(folder: Path) -> float:
    try:
        return time.time() - (folder / USED).stat().st_mtime
    except OSError:
        return 0.0


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not yet waited for does not.

    >>> import os
    >>> alive(os.getpid())
    True
    """
    import psutil  # comes with language-tool-python

    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


if __name__ == "__main__":
    sys.exit(watch(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]))
