"""Data files keep their rules: source and licence in the first lines, rows well formed, names free of contradiction."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest

from newsmend import tables

DATA = Path(tables.__file__).parent / "data"
WEIGHTS = DATA / "pipeline"  # has a LICENSE of its own, which test_language looks at
FILES = sorted(path for path in DATA.rglob("*") if path.is_file() and WEIGHTS not in path.parents)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_first_lines_name_source_and_licence(path: Path) -> None:
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    first = data[:1000].decode("utf-8", "replace")
    assert re.search(r"\bMIT\b|\bCC[ -]BY|\bCC0", first)
    assert re.search(r"(?i)\bsource\b|\b(?:compiled|written) (?:by|for)\b", first)


@pytest.mark.parametrize("path", [p for p in FILES if ".tsv" in p.name], ids=lambda path: path.name)
def test_tsv_rows_are_well_formed(path: Path) -> None:
    if path.name.startswith("inflections"):
        pytest.skip("rows of verbs, nouns and adjectives differ in width; test_lexicon reads them")
    assert list(tables.rows(path.relative_to(DATA).as_posix()))


def test_gazetteer_forms_are_unique_and_free_of_contradiction() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for table in tables.names("names", ".tsv"):
        rows = list(tables.rows(table))
        names = [row[0] for row in rows]
        assert names == sorted(names), f"{table} is not sorted"
        for name, kind, variants, slips, context in rows:
            assert kind, name
            assert context, f"{name} has no context words"
            right.update([name, *filter(None, variants.split("|"))])
            wrong.update(filter(None, slips.split("|")))
    assert len(right) >= 400
    assert [form for form, count in right.items() if count > 1] == []
    assert [form for form, count in wrong.items() if count > 1] == []
    assert sorted(set(right) & set(wrong)) == []
