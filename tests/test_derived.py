"""Tables made beforehand say what their sources say."""

from __future__ import annotations

import gzip
import importlib.util
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from newsmend import tables
from newsmend.ingest import families, gates, page_words

ROOT = Path(__file__).parents[1]


def _training() -> Any:
    spec = importlib.util.spec_from_file_location("derived", ROOT / "training" / "derived.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


DERIVED = _training()


@pytest.mark.parametrize("name", DERIVED.TABLES)
def test_a_stored_table_is_what_its_sources_give(name: str) -> None:
    stored = gzip.decompress((DERIVED.TARGET / f"{name}.json.gz").read_bytes())
    assert json.loads(stored) == json.loads(DERIVED.packed(name)), "run python training/derived.py"


def test_a_table_whose_source_has_changed_is_built() -> None:
    assert tables.derived("slips", ("glue.toml",), lambda: "built") == "built"
    assert tables.derived("no such table", ("glue.toml",), lambda: "built") == "built"


def _lines() -> list[str]:
    """Every example of the table of boilerplate, whole and cut, and rows of its words."""
    table = tables.toml(page_words.TABLE)
    rows = [row for family, each in table.items() if isinstance(each, list) for row in each if family != "macros"]
    lines = [line for row in rows for line in (*row.get("matches", ()), *row.get("spares", ()))]
    draw = random.Random(5)
    words = sorted({word for line in lines for word in line.split()})
    lines += [" ".join(draw.choices(words, k=draw.randrange(1, 5))) for _ in range(500)]
    lines += [line[: draw.randrange(len(line))] for line in lines[:500] if line]
    return list(dict.fromkeys(map(families.fold, lines)))


def test_no_line_that_a_pattern_matches_is_kept_from_it() -> None:
    rows = families._table()["rows"]
    every = [re.compile(row[2]) for row in rows]
    hits = 0
    for line in _lines():
        matching = {number for number, pattern in enumerate(every) if pattern.fullmatch(line)}
        hits += len(matching)
        assert matching <= families._worth_trying(line), line
        assert all(families._fits(line, *rows[number][5]) for number in matching), line
    assert hits > 1000


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("(?:on|in) the (?:air|web)", "in the web"),
        (r"\d{1,2} of \d+", "٣ of 10"),
        ("[a-c]", "b"),
        ("(?:[^x]y)+z?", "aybyz"),
        ("(?i:PRESS) me", "press me"),
        ("(?=a)a{2,3}|b", "aa"),
        (r"x*\W", "!"),
    ],
)
def test_a_line_has_the_letters_its_pattern_calls_for(pattern: str, line: str) -> None:
    assert re.fullmatch(pattern, line)
    for part in gates.alternatives(pattern):
        if re.fullmatch(part, line):
            assert all(not gates.runs(line).isdisjoint(each) for each in gates.letters(part))
            assert not gates.texts(part) or line in gates.texts(part)
            assert families._fits(line, *gates.ends(part))


def test_lines_with_other_ends_do_not_fit() -> None:
    pattern = r"(?:the )*[a-c]+\d?"
    assert [line for line in ("the a9", "b", "d", "ax", "9", "") if families._fits(line, *gates.ends(pattern))] == [
        "the a9", "b", ""
    ]  # fmt: skip
    assert not families._fits("abcd", *gates.ends("[a-d]{3}"))
