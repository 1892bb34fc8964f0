"""One run at a time in an output folder. The system lets go of the lock when a run ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsmend import storage
from newsmend.batch.lease import lease
from newsmend.batch.sources import STATE
from newsmend.types import ConfigError

PATIENCE = 2.0  # seconds: the last processes of a run that was just killed may take a moment to be gone


@contextmanager
def lock(out: Path) -> Iterator[None]:
    """Hold an output folder. Raises ConfigError when another run does, OSError when it cannot be written."""
    path = out / STATE / "lock"
    if storage.is_remote(out):
        with lease(path, str(out)):
            yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        given_up = time.monotonic() + PATIENCE
        while not _take(file.fileno()):
            if time.monotonic() > given_up:
                file.seek(0)
                holder = file.read(32).decode("ascii", "replace").strip() or "unknown"
                raise ConfigError(
                    f"{out}: another run of newsmend writes there (process {holder});"
                    " wait for it to end, or choose another --out"
                )
            time.sleep(0.05)
        file.truncate(0)
        file.write(f"{os.getpid()}\n".encode())
        file.flush()
        yield


def _take(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(descriptor, 64, os.SEEK_SET)  # beyond what is written: others may read who holds it
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
