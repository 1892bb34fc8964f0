"""The lock of an output folder in an object store: an object that only one run can create, renewed while it lives.

A store lets go of nothing when a process ends. So a holder writes its lock anew every BEAT seconds, and a lock that
stays as it is for STALE seconds, by the clock of whoever waits, is taken over. Its holder, should it still live, finds
it lost and stops.
"""

from __future__ import annotations

import _thread
import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from newsmend import storage
from newsmend.languagetool.watch import alive
from newsmend.types import ConfigError

BEAT = 5.0
STALE = 30.0
LOOK = 1.0  # seconds between looks at somebody's lock


@contextmanager
def lease(path: Path, out: str) -> Iterator[None]:
    """Hold a lock. Raises ConfigError when another run does, OSError when the store cannot be reached or written."""
    mine = f"process {os.getpid()} on {socket.gethostname()} {uuid.uuid4().hex}"
    if not storage.create(path, _said(mine, 0)):
        _take_over(path, out, mine)
    ended = Event()
    renewing = Thread(target=_renew, args=(path, mine, ended), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        ended.set()
        renewing.join()
        if _holder(storage.read(path)) == mine:
            path.unlink()


def _take_over(path: Path, out: str, mine: str) -> None:
    seen = storage.read(path)
    given_up = time.monotonic() + (0 if _is_dead(_holder(seen)) else STALE)
    while time.monotonic() < given_up:
        time.sleep(LOOK)
        if storage.read(path) != seen:
            whose = _holder(seen).rpartition(" ")[0]
            raise ConfigError(
                f"{out}: another run of newsmend writes there ({whose}); wait for it to end, or choose another --out"
            )
    storage.put(path, _said(mine, 0))
    time.sleep(LOOK)  # for others who took it over in the same moment: the last one has it
    if _holder(storage.read(path)) != mine:
        raise ConfigError(f"{out}: another run of newsmend began there in this moment; wait for it to end")


def _renew(path: Path, mine: str, ended: Event) -> None:
    beat = 0
    while not ended.wait(BEAT):
        beat += 1
        try:
            if _holder(storage.read(path)) != mine:
                _thread.interrupt_main()  # as by Ctrl-C
                return
            storage.put(path, _said(mine, beat))
        except OSError:
            continue  # the store is out of reach: so it is for those who wait


def _said(holder: str, beat: int) -> bytes:
    return f"{holder}\n{beat}\n".encode()


def _holder(data: bytes) -> str:
    return data.decode("utf-8", "replace").partition("\n")[0]


def _is_dead(holder: str) -> bool:
    """Whether it was a process of this machine that has ended."""
    words = holder.split(" ")
    return len(words) == 5 and words[3] == socket.gethostname() and words[1].isdigit() and not alive(int(words[1]))
