"""Where a run reads and writes: the local file system, or an object store by its URL (extra `cloud`).

A place in an object store is a `UPath` of universal-pathlib over fsspec. It answers as a `Path` does, so a run does not
tell them apart. What only a local file system can do (rename, append, make folders) is asked for here, done otherwise.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

from newsmend.types import ConfigError, NewsmendError


def place(name: str) -> Path:
    """The place of a path or URL. Raises ConfigError when what the URL needs is not installed.

    >>> place("articles/a.txt"), place("file:///srv/a.txt")
    (PosixPath('articles/a.txt'), PosixPath('/srv/a.txt'))
    """
    if "://" not in name:
        return Path(name)
    if name.startswith("file://"):
        return Path(url2pathname(urlsplit(name).path))
    try:
        from upath import UPath

        # Others write there, too: listings are asked for, never remembered.
        found = UPath(name, use_listings_cache=False)
        _ = found.fs  # imports what knows this kind of store
    except (ImportError, ValueError) as error:
        raise ConfigError(
            f"{name}: {error}; pip install 'newsmend[cloud]', and fsspec's package for this store"
        ) from None
    return cast("Path", found)


def is_remote(path: object) -> bool:
    """Whether a place is in an object store."""
    return not isinstance(path, Path)


@contextmanager
def reaching(path: Path) -> Iterator[None]:
    """Have whatever a store's library raises (for credentials, connections) come as an OSError, as it does locally."""
    try:
        yield
    except (OSError, NewsmendError):
        raise
    except Exception as error:
        if not is_remote(path):
            raise
        raise OSError(f"{type(error).__name__}: {error}") from error


def read(path: Path) -> bytes:
    """The bytes of a file. Raises OSError."""
    with reaching(path):
        return path.read_bytes()


def put(path: Path, data: bytes) -> None:
    """Write an object of a store; readers see the old one or the new one, whole. Raises OSError."""
    with reaching(path):
        _store(path).pipe_file(cast("Any", path).path, data)


def create(path: Path, data: bytes) -> bool:
    """Write an object unless there is one, in one step where the store can (S3: If-None-Match); False when there is."""
    try:
        with reaching(path):
            _store(path).pipe_file(cast("Any", path).path, data, mode="create")
    except FileExistsError:
        return False
    return True


def publish(part: Path, path: Path) -> None:
    """Give a finished local file its name, by a rename; in a store by a copy, and the file goes. Raises OSError."""
    if not is_remote(path):
        part.replace(path)
        return
    with reaching(path):
        _store(path).put_file(str(part), cast("Any", path).path)
    part.unlink()


def files_below(folder: Path) -> list[Path]:
    """The files below a folder of a store, in a walk's order: a folder's files, then its folders. Raises OSError."""
    with reaching(folder):
        root = cast("Any", folder).path.rstrip("/")
        names = (name[len(root) + 1 :] for name in _store(folder).find(root))
        parts = (name.split("/") for name in names if name and not name.endswith("/"))
        return [folder.joinpath(*each) for each in sorted(parts, key=_in_walk)]


def _in_walk(parts: list[str]) -> list[tuple[int, str]]:
    return [*((1, name) for name in parts[:-1]), (0, parts[-1])]


def make_folder(path: Path) -> None:
    """Make a folder, where there are such things. Raises OSError."""
    if not is_remote(path):
        path.mkdir(parents=True, exist_ok=True)


def discard(folder: Path) -> None:
    """Take away a folder and all below it, if it is there."""
    if not is_remote(folder):
        shutil.rmtree(folder, ignore_errors=True)
        return
    with reaching(folder):
        for path in files_below(folder):
            path.unlink()


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A local folder for what must be appended to, or locked: the folder itself, or one that goes in the end."""
    if not is_remote(folder):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="newsmend-") as scratch:
        yield Path(scratch)


def _store(path: Path) -> Any:
    return cast("Any", path).fs
