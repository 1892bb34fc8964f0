"""JSON and JSON lines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from newsmend.ingest import read, read_bytes, read_text
from newsmend.ingest.records import find_text_field, looks_like_html
from newsmend.types import Document, UnreadableError

STORY = "The ferries sailed again on Friday, after nine days in which the islands had no mail."


def documents(path: Path, text_field: str = "") -> list[Document | UnreadableError]:
    return list(read(path, "wire", text_field))


def only(path: Path, text_field: str = "") -> Document:
    (found,) = documents(path, text_field)
    assert isinstance(found, Document), found
    return found


def test_a_record_is_kept_whole(tmp_path: Path) -> None:
    record = {
        "id": "a7",
        "text": STORY + "\n\nSource link",
        "title": "Ferries sail",
        "lang": "en",
        "n": [1, {"x": None}],
    }
    path = tmp_path / "wire.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    document = only(path)
    assert (document.id, document.title, document.lang, document.text) == ("wire#a7", "Ferries sail", "en", STORY)
    assert document.metadata["record"] == record
    assert document.metadata["text_field"] == "text"
    assert document.metadata["record_number"] == 1
    assert document.with_dropped() == record["text"]


def test_a_broken_line_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "wire.ndjson"
    path.write_text(f'{{"body": "{STORY}"}}\n{{"body": \n\n[1]\n{{"body": "{STORY}"}}\n', encoding="utf-8")
    first, broken, no_object, last = documents(path)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert (first.id, last.id) == ("wire#1", "wire#5")
    assert isinstance(broken, UnreadableError)
    assert "wire.ndjson:2" in str(broken)
    assert "line 4" in str(no_object)
    assert "\n" not in str(broken) + str(no_object)


def test_records_without_text_name_their_fields(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl"
    path.write_text('{"headline": "x", "teaser": "y"}\n', encoding="utf-8")
    (error,) = documents(path)
    assert isinstance(error, UnreadableError)
    assert "headline, teaser" in str(error)
    assert "text-field" in str(error)
    assert only(path, "teaser").text == "y"
    (missing,) = documents(path, "story")
    assert "'story'" in str(missing)


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        ({"text": STORY}, ["wire"]),
        ([{"text": STORY}, {"text": STORY, "id": 9}], ["wire#1", "wire#9"]),
        ({"articles": [{"content": STORY, "id": "a"}, {"content": STORY, "id": "a"}]}, ["wire#a", "wire#a-2"]),
        ({"body": ["One paragraph.", "Another."]}, ["wire"]),
    ],
)
def test_json_holds_one_or_many(tmp_path: Path, data: object, ids: list[str]) -> None:
    path = tmp_path / "wire.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = documents(path)
    assert [document.id for document in found if isinstance(document, Document)] == ids


@pytest.mark.parametrize("data", ["nonsense", "3", '"text"', "[[]"])
def test_json_without_records_is_an_error_of_one_line(tmp_path: Path, data: str) -> None:
    path = tmp_path / "wire.json"
    path.write_text(data, encoding="utf-8")
    (error,) = documents(path)
    assert isinstance(error, UnreadableError)
    assert "\n" not in str(error)
    assert "wire.json" in str(error)


def test_the_likeliest_field_is_found() -> None:
    assert find_text_field({"description": "short", "articleBody": STORY}) == "articleBody"
    assert find_text_field({"text": "  ", "content": STORY}) == "content"
    assert find_text_field({"text": 3}) == ""


def test_html_in_a_field_is_read_as_html(tmp_path: Path) -> None:
    assert looks_like_html("<p>One.</p><p>Two.</p>")
    assert not looks_like_html("The score was 3 < 5, and 7 > 6.")
    path = tmp_path / "wire.jsonl"
    path.write_text(json.dumps({"content": f"<p>{STORY}</p><p>{STORY}</p>"}) + "\n", encoding="utf-8")
    document = only(path)
    assert "<p>" not in document.text
    assert document.metadata["text_field"] == "content"


def test_lines_may_be_packed_and_have_windows_endings(tmp_path: Path) -> None:
    path = tmp_path / "wire.jsonl.gz"
    record = json.dumps({"text": STORY + "\r\n\r\n" + STORY})
    path.write_bytes(gzip.compress(f"\ufeff{record}\r\n{record}\r\n".encode()))
    found = documents(path)
    assert [type(each) for each in found] == [Document, Document]
    assert isinstance(found[0], Document)
    assert "\r" not in found[0].text
    assert found[0].metadata["newline"] == "\r\n"


def test_text_and_bytes_from_elsewhere() -> None:
    line = json.dumps({"text": STORY})
    assert read_text(line, "json", "stdin").text == STORY
    assert [type(each) for each in read_bytes(f"{line}\n{line}".encode(), "jsonl", "stdin")] == [Document, Document]
    with pytest.raises(ValueError, match="2 records"):
        read_text(f"{line}\n{line}", "jsonl", "stdin")
    with pytest.raises(UnreadableError):
        read_text("{}", "json", "stdin")
