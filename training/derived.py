"""Makes ``src/newsmend/data/derived/*.json.gz``: other data files, indexed beforehand so that a run starts sooner.

Each module names its sources and builds its table; see `newsmend.tables.derived`. Run with the package installed, after
a change to any data file: ``python training/derived.py``.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsmend import tables
from newsmend.ingest import families, page_words
from newsmend.language import gazetteer, lexicon, names, sequences
from newsmend.passes.casing import lowered
from newsmend.passes.names import slips
from newsmend.passes.wording import phrases

TARGET = Path(tables.__file__).parent / "data" / "derived"
ABOUT = "Source: the files of newsmend/data this is made of (training/derived.py). Licence: theirs (MIT; CC BY 4.0)"
TABLES: dict[str, tuple[tuple[str, ...], Callable[[], Any]]] = {
    "boilerplate": ((page_words.TABLE,), families.build),
    "first_words": (names.sources(), lowered.build),
    "inflections": ((lexicon.INFLECTIONS,), lexicon.build),
    "names": (names.sources(), names.build),
    "page_words": ((page_words.TABLE,), page_words.build),
    "sequences": ((sequences.TABLE,), sequences.build),
    "slips": (names.sources(), slips.build),
    "sounds": (names.sources(), gazetteer.build),
    "wording": (phrases.sources(), phrases.build),
}


def packed(name: str) -> bytes:
    """The table as it is stored: the same sources give the same text."""
    sources, build = TABLES[name]
    stored = {"about": ABOUT, "of": tables.digest(sources), "table": build()}
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()


def main() -> None:
    """Write every table."""
    TARGET.mkdir(exist_ok=True)
    for name in TABLES:
        # No time and no file name in the header, so that the same input gives the same bytes.
        (TARGET / f"{name}.json.gz").write_bytes(gzip.compress(packed(name), mtime=0))


if __name__ == "__main__":
    main()
