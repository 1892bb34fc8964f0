"""Data files: find, open, check, cache. Every table names its source and licence in its first lines."""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from newsmend.types import NewsmendError


class TableError(NewsmendError):
    """A data file that breaks its own rules; the message names file and line."""


def read_bytes(name: str) -> bytes:
    """The bytes of a data file, unpacked when its name ends in `.gz`. `name` is relative to `newsmend/data`."""
    data = files("newsmend").joinpath("data", *name.split("/")).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


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
