"""What `newsmend doctor` looks at: each part's version, and the command that brings a missing one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from newsmend import tables
from newsmend.language import pipeline
from newsmend.languagetool import home
from newsmend.passes import PASSES, rules
from newsmend.types import ConfigError

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
    lacks = home.lacking()
    found = lacks[0] if lacks else f"{home.VERSION} in {home.folder()}, {home.java()} {home.java_release(home.java())}"
    yield Part("languagetool", lacks is None, False, found, lacks[1] if lacks else "")
    yield Part("passes", bool(PASSES), True, f"{len(PASSES)} passes, {len(rules())} rules", "reinstall newsmend")
    yield _pipeline()
    files = tables.names("names", ".tsv")
    rows = sum(1 for name in files for _ in tables.rows(name))
    yield Part("gazetteer", rows > 0, True, f"{rows} entities in {len(files)} tables", "reinstall newsmend")


def _pipeline() -> Part:
    try:
        path = pipeline.check()
    except ConfigError as error:
        return Part("pipeline", False, True, str(error), "reinstall newsmend")
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return Part("pipeline", True, True, f"tagger and sentence splitter, {size / 1e6:.1f} MB", "reinstall newsmend")


def _package(name: str, remedy: str, *, needed: bool) -> Part:
    try:
        return Part(name, True, needed, version(name))
    except PackageNotFoundError:
        return Part(name, False, needed, "not installed", remedy)
