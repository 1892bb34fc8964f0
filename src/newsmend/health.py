"""What `newsmend doctor` looks at: each part's version, and the command that brings a missing one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from newsmend import tables
from newsmend.passes import PASSES, rules

CORE = ("beautifulsoup4", "charset-normalizer", "ftfy", "lxml", "py3langid", "rich", "spacy", "symspellpy", "typer")
EXTRAS = {
    "language-tool-python": "grammar",
    "ray": "ray",
    "pyarrow": "parquet",
    "warcio": "warc",
    "zstandard": "zst",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing newsmend uses. `remedy` is the command that mends it when it is not `ok`."""

    name: str
    ok: bool
    needed: bool
    found: str
    remedy: str = ""


def examine() -> Iterator[Part]:
    """Look at Python, the packages, Java and the data tables."""
    yield Part("python", sys.version_info >= (3, 11), True, sys.version.split()[0], "install Python 3.11 or newer")
    for name in CORE:
        yield _package(name, f"pip install {name}", needed=True)
    for name, extra in EXTRAS.items():
        yield _package(name, f"pip install 'newsmend[{extra}]'", needed=False)
    java = shutil.which("java")
    yield Part(
        "java", java is not None, False, java or "not on the path", "install Java 17 or newer (for grammar only)"
    )
    yield Part("passes", bool(PASSES), True, f"{len(PASSES)} passes, {len(rules())} rules", "reinstall newsmend")
    found = tables.names("names", ".tsv")
    rows = sum(1 for name in found for _ in tables.rows(name))
    yield Part("gazetteer", rows > 0, True, f"{rows} entities in {len(found)} tables", "reinstall newsmend")


def _package(name: str, remedy: str, *, needed: bool) -> Part:
    try:
        return Part(name, True, needed, version(name))
    except PackageNotFoundError:
        return Part(name, False, needed, "not installed", remedy)
