"""`report.html` as a file: it loads nothing, no text of an article is markup, its data replay to the clean text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from newsmend.cli import app

HOSTILE = (
    "</script><script>alert(1)</script> \"quoted\" 'so' & <img src=x onerror=alert(2)> <!-- <b>bold</b>\n\n"
    "قال وزير الخارجية \u202eabc\u202c إن المحادثات استؤنفت. He said in in Cairo , that \U0001f600 talks talks go on.\n"
)


def clean(folder: Path, out: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["clean", str(folder), "--out", str(out), "--no-survey", *options])
    assert result.exit_code in {0, 3}, result.output
    return (out / "_newsmend" / "report.html").read_text(encoding="utf-8")


def blocks(page: str, name: str) -> list[Any]:
    found = re.findall(rf'<script type="application/json" class="{name}">(.*?)</script>', page)
    return [json.loads(each) for each in found]


@pytest.fixture
def page(tmp_path: Path) -> str:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    (tmp_path / "in" / "good.txt").write_text("All is well in Cairo, officials said.\n")
    (tmp_path / "in" / "binary.txt").write_bytes(bytes(range(256)) * 20)
    return clean(tmp_path / "in", tmp_path / "out")


def test_nothing_is_loaded_and_only_our_own_script_and_style_are_allowed(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy and policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1] and "http" not in policy[1]
    for tag, allowed in (("style", "style-src"), ("script", "script-src")):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{allowed} 'sha256-{digest}'" in policy[1]
    assert not re.search(r"\b(?:src|href)=\"(?!#)", page)


def test_no_text_of_an_article_is_markup(page: str) -> None:
    assert "<img" not in page and "<b>" not in page and "<!-- " not in page
    assert len(re.findall(r"<script\b", page)) == 1 + 2 * 2 + 1  # totals, two blocks for each document, the script


def test_the_data_replay_to_the_clean_text(page: str, tmp_path: Path) -> None:
    by_doc = {facts["doc"]: detail for facts, detail in zip(blocks(page, "facts"), blocks(page, "detail"), strict=True)}
    assert set(by_doc) == {"good.txt", "hostile.txt"}
    text = by_doc["hostile.txt"]["text"]
    applied = 0
    for _, outcome, _, at, before, after, *_ in by_doc["hostile.txt"]["edits"]:
        if outcome == "applied":
            applied += 1
            assert text[at : at + len(before)] == before
            text = text[:at] + after + text[at + len(before) :]
    assert applied >= 2
    assert text == (tmp_path / "out" / "hostile.txt").read_text(encoding="utf-8")


def test_what_was_set_aside_is_listed(page: str) -> None:
    (totals,) = blocks(page, "totals")
    assert [where.endswith("binary.txt") for where, _ in totals["failures"]] == [True]
    assert totals["totals"]["documents"] == {"cleaned": 1, "failed": 1, "unchanged": 1}
