"""Writing files so that a reader never meets half of one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from newsmend import storage


def write_atomic(path: Path, data: bytes, scratch: Path | None = None, *, lasting: bool = False) -> bool:
    """Write a file by way of a temporary one; False when it already held these bytes.

    The temporary file stands in the folder `scratch`, which must be on the same file system to be of use, else beside
    the file. With `lasting` the bytes are on the disk when the name is there, should power fail. Reading a file and
    leaving it costs a fraction of replacing it. In an object store every write is atomic, and nothing is read before.
    Raises OSError; the old file is then untouched.
    """
    if storage.is_remote(path):
        storage.put(path, data)
        return True
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    except OSError:
        path.parent.mkdir(parents=True, exist_ok=True)
    if scratch is not None:
        scratch.mkdir(parents=True, exist_ok=True)
        try:
            _put(scratch / f"{own_name()}.part", path, data, lasting=lasting)
        except OSError as error:
            if error.errno != errno.EXDEV:  # a folder below the output is another file system
                raise
        else:
            return True
    _put(path.with_name(f".{path.name}.{own_name()}.part"), path, data, lasting=lasting)
    return True


def own_name() -> str:
    """A name no other process takes, on whatever machine: process numbers repeat on those of a cluster."""
    return f"{os.getpid()}-{os.urandom(4).hex()}"


def _put(part: Path, path: Path, data: bytes, *, lasting: bool) -> None:
    try:
        with part.open("wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
