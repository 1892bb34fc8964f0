"""Files of plain text and Markdown, and files that are neither."""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path

import pytest

import newsmend.ingest
from newsmend.ingest import FORMATS, format_of, is_readable_name, read, read_text, stem
from newsmend.ingest.text import blocks_of
from newsmend.types import Document, UnreadableError

RAW = Path(__file__).parent.parent / "data" / "raw"
STORY = "The ferries sailed again on Friday, after nine days in which the islands had no mail."


def error_of(path: Path) -> str:
    (found,) = read(path, "x")
    assert isinstance(found, UnreadableError), found
    assert "\n" not in str(found)
    assert str(path) in str(found)
    return str(found)


def document_of(path: Path) -> Document:
    (found,) = read(path, "x")
    assert isinstance(found, Document), found
    return found


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.span.start : block.span.end]) for block in document.blocks]


def test_names_tell_the_format() -> None:
    assert all(is_readable_name(f"a{ending}") and is_readable_name(f"A{ending.upper()}.gz") for ending in FORMATS)
    assert [format_of(name) for name in ("a.md", "a.HTM", "a.ndjson.gz", "a.pdf", "txt", ".txt")] == [
        "md", "html", "jsonl", "", "", "",
    ]  # fmt: skip
    assert [stem(name) for name in ("a.b.txt", "a.html.gz", "a.gz", "README")] == ["a.b", "a", "a.gz", "README"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t", "empty"),
        ("a.md", b"\xef\xbb\xbf\n", "empty"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.txt", b"%PDF-1.7\n...", "PDF"),
        ("a.html", b"PK\x03\x04....", "ZIP"),
        ("a.jsonl", b"PAR1....", "Parquet"),
        ("a.txt", b"\x89PNG\r\n", "PNG"),
        ("a.txt", b"abc\x00def", "binary"),
        ("a.txt", bytes(range(1, 32)) * 9, "binary"),
        ("a.txt.gz", gzip.compress(b"some text " * 90, mtime=0)[:-12], "gzip"),
        ("a.txt.gz", b"plain text", "gzip"),
        ("a.doc", b"text", "unknown kind"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert says in error_of(path)


def test_missing_and_forbidden_files(tmp_path: Path) -> None:
    assert "no such file" in error_of(tmp_path / "gone.txt")
    folder = tmp_path / "folder.txt"
    folder.mkdir()
    assert "cannot be read" in error_of(folder)
    closed = tmp_path / "closed.txt"
    closed.write_text("x")
    closed.chmod(0)
    if not os.access(closed, os.R_OK):
        assert "not allowed" in error_of(closed)


def test_what_unpacks_to_too_much_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsmend.ingest, "SIZE_LIMIT", 1 << 20)
    for name in ("bomb.txt.gz", "bomb.jsonl.gz"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(b"a" * (5 << 20), mtime=0))
        assert "more than 1 MB" in error_of(path)


def test_a_line_of_twenty_megabytes_passes(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("The ferry sailed. " * 1_150_000, encoding="utf-8")
    start = time.perf_counter()
    assert len(document_of(path).text) > 20_000_000
    assert time.perf_counter() - start < 15


def test_headings_and_paragraphs() -> None:
    text = f"Ferries sail\n\n{STORY}\n\nWhat comes next?\n\n{STORY}\nThe mail came too.\n"
    document = read_text(text, "txt", "x")
    assert document.title == "Ferries sail"
    assert kinds(document) == [
        ("heading", "Ferries sail"),
        ("paragraph", STORY),
        ("heading", "What comes next?"),
        ("paragraph", STORY),
        ("paragraph", "The mail came too."),
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = "The ferries sailed on Friday, after\nnine days in which the islands had\nno mail at all.\n\nThe end."
    assert [text[b.span.start : b.span.end].count("\n") for b in blocks_of(text)] == [2, 0]


def test_a_text_without_headline_has_no_title() -> None:
    assert read_text(f"{STORY}\n\n{STORY}", "txt", "x").title == ""
    assert read_text("Just three words", "txt", "x").title == ""


def test_windows_endings_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(f"{STORY}\r\n\r\nSource link\r\n".encode())
    document = document_of(path)
    assert document.text == f"{STORY}\n"
    assert document.metadata["newline"] == "\r\n"


@pytest.mark.parametrize("path", sorted(RAW.glob("clean-*.txt")), ids=lambda path: path.stem)
def test_clean_examples_lose_nothing(path: Path) -> None:
    document = document_of(path)
    assert document.dropped == ()
    assert document.text == path.read_text(encoding="utf-8")
    assert document.title


@pytest.mark.parametrize("path", [p for p in sorted(RAW.iterdir()) if format_of(p.name) in {"txt", "md"}], ids=str)
def test_examples_can_be_put_back_together(path: Path) -> None:
    document = document_of(path)
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    assert document.metadata.get("front_matter", "") + document.with_dropped() == data.decode()
    assert all(block.span.end <= len(document.text) for block in document.blocks)


MARKDOWN = f"""---
title: "Ferries: a comma"
author: 'A. Writer'
lang: en
tags: [a, b]
---

# Ferries sail

{STORY} See [the plan](https://example.org/plan "Plan") and `code  here` or ![a ferry](f.png).

> Nobody came,
> she said.

- one item
- another

| a | b |
|---|---|
| 1 | 2 |

```python
Share this:
x = 1 ,2
```

    indented  code

A heading
=========

{{{{< figure src="a.png" >}}}} <b>bold</b> <!-- note -->

**Read next:** [Another story](https://example.org/b)
"""


def test_markdown_blocks() -> None:
    document = read_text(MARKDOWN, "md", "x")
    found = kinds(document)
    assert (document.title, document.lang) == ("Ferries: a comma", "en")
    assert document.metadata["author"] == "A. Writer"
    assert document.metadata["front_matter"].startswith("---\ntitle") and document.metadata["front_matter"].endswith(
        "---\n\n"
    )
    assert document.metadata["front_matter"] + document.with_dropped() == MARKDOWN
    for expected in [
        ("heading", "Ferries sail"),
        ("code", '(https://example.org/plan "Plan")'),
        ("code", "`code  here`"),
        ("code", "(f.png)"),
        ("quote", "Nobody came,\n> she said."),
        ("item", "one item"),
        ("item", "another"),
        ("cell", "| 1 | 2 |"),
        ("code", "```python\nShare this:\nx = 1 ,2\n```"),
        ("code", "    indented  code"),
        ("heading", "A heading"),
        ("code", '{{< figure src="a.png" >}}'),
        ("code", "<b>"),
        ("code", "<!-- note -->"),
    ]:
        assert expected in found, (expected, found)
    assert [document.text[a.span.start : a.span.end] for a in document.anchors] == ["the plan"]
    assert [block.reason for block in document.dropped] == ["boilerplate/related"]


def test_markdown_without_front_matter_takes_its_title_from_the_heading() -> None:
    document = read_text(f"# Ferries sail\n\n{STORY}\n", "md", "x")
    assert document.title == "Ferries sail"
    assert "front_matter" not in document.metadata


def test_an_open_fence_lasts_to_the_end() -> None:
    document = read_text(f"{STORY}\n\n```\nLeave a Reply\n", "md", "x")
    assert document.dropped == ()
    assert kinds(document)[-1] == ("code", "```\nLeave a Reply\n")


def test_an_unknown_format_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="unknown format"):
        read_text("x", "pdf", "x")
