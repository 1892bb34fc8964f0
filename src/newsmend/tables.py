"""Data files: find, open, check, cache. Every table names its source and licence in its first lines."""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from newsmend.types import NewsmendError


class TableError(NewsmendError):
    """A data file that breaks its own rules; the message names file and line."""


def read_bytes(name: str) -> bytes:
    """The bytes of a data file, unpacked when its name ends in `.gz`. `name` is relative to `newsmend/data`."""
    data = _stored(name)
    return gzip.decompress(data) if name.endswith(".gz") else data


def _stored(name: str) -> bytes:
    return files("newsmend").joinpath("data", *name.split("/")).read_bytes()


def read_text(name: str) -> str:
    """The text of a data file (UTF-8)."""
    return read_bytes(name).decode("utf-8")


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The rows of a tab-separated data file, comments and blank lines left out.

    Raises TableError when a row has another number of columns than the first.
    """
    width = 0
    for number, line in enumerate(read_text(name).split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        row = tuple(line.split("\t"))
        width = width or len(row)
        if len(row) != width:
            raise TableError(f"{name}:{number}: {len(row)} columns, expected {width}; separate columns by one tab each")
        yield row


@cache
def derived(name: str, sources: tuple[str, ...], build: Callable[[], Any]) -> Any:
    """What `build` makes of the data files `sources`, as ``training/derived.py`` has written it to `data/derived`.

    Reading takes a tenth of the time of building. Where a source has changed since, it is built now: no answer is
    stale. `build` must give what JSON keeps; large tables are fastest as dictionaries of texts and numbers.
    """
    file = f"derived/{name}.json.gz"
    stored = json.loads(read_bytes(file)) if (files("newsmend") / "data" / file).is_file() else {}
    return stored["table"] if stored.get("of") == digest(sources) else build()


@cache
def digest(sources: tuple[str, ...]) -> str:
    """A hash over data files as they are stored."""
    summed = blake2b(digest_size=12)
    for source in sources:
        summed.update(_stored(source))
    return summed.hexdigest()


@cache
def toml(name: str) -> dict[str, Any]:
    """A TOML data file, parsed once per process. The result is shared: do not change it."""
    return tomllib.loads(read_text(name))


def names(folder: str, ending: str) -> list[str]:
    """The data files in a folder whose names end so, sorted, as names for the functions above."""
    return sorted(
        f"{folder}/{entry.name}".lstrip("/")
        for entry in files("newsmend").joinpath("data", *filter(None, folder.split("/"))).iterdir()
        if entry.name.endswith(ending)
    )
