"""A sample of each format and of each scraper's shape: what is read from it, what is kept, what comes out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from newsmend.cli import app
from newsmend.ingest import FORMATS, RECORDS, format_of, packing_of, read
from newsmend.ingest.packed import ENDINGS
from newsmend.ingest.records import value_at, with_value
from newsmend.types import Document, SkippedError

SAMPLES = Path(__file__).parent / "samples"
DOCS = Path(__file__).parent.parent / "docs" / "ingest.md"
FIRST = "The ferries sailed again on Friday , after nine days in which the islands had no mail."
SECOND = "Harbour master Edda Holm said the first boat carried flour, lamp oil and two hundred letters."
THIRD = "A second boat is due on Monday if the wind allows it, and a third one will follow by the end of the week."
PAGE = "https://post.example/ferries-sail"

# Each sample, the ids of its documents behind its own name, and the field with the article.
EXPECTED: dict[str, tuple[list[str], str]] = {
    "plain.txt": ([""], ""),
    "plain.txt.gz": ([""], ""),
    "front-matter.md": ([""], ""),
    "page.html": ([""], ""),
    "page.html.zst": ([""], ""),
    "newsletter.eml": ([""], ""),
    "news-please.json": ([""], "maintext"),
    "newspaper4k.json": ([f"#{PAGE}"], "text"),
    "trafilatura.jsonl": (["#62e1c8ff00417aa5"], "text"),
    "scrapy.jsonl": ([f"#{PAGE}", f"#{PAGE}-2"], "body"),
    "schema-org.json": ([""], "articleBody"),
    "schema-org-graph.jsonl": ([f"#{PAGE}#article"], "@graph.1.articleBody"),
    "wordpress-rest.json": (["#41", "#42"], "content.rendered"),
    "feed.json": (["#41"], "content_html"),
    "table.csv": (["#41"], "text"),
    "table.tsv": (["#41"], "text"),
    "table.parquet": (["#41"], "text"),
    "rss.xml": (["#post-41", f"#{PAGE}-2"], "content:encoded"),
    "feed.atom": ([f"#tag:post.example,2026:{n}" for n in (41, 42, 43)], "content.#text"),
    "wordpress-wxr.xml": (["#https://post.example/?p=41", "#https://post.example/?p=44"], "content:encoded"),
    "crawl.warc.gz": ([f"#{PAGE}"], ""),
    "crawl.wet": ([f"#{PAGE}"], ""),
    "week.zip": (["!2026/plain.txt", "!2026/page.html", "!feed.jsonl#41", "!outside.txt"], ""),
    "week.tar.gz": (
        ["!a/plain.txt", "!a/page.html.gz"]
        + [f"!inner.zip!{name}" for name in ("2026/plain.txt", "2026/page.html", "feed.jsonl#41", "outside.txt")],
        "",
    ),
    "week.tar.zst": (["!a/plain.txt"], ""),
}
OPTIONAL = {".parquet": "pyarrow", ".warc": "warcio", ".wet": "warcio", ".zst": "zstandard"}


def documents(path: Path) -> list[Document]:
    for ending, module in OPTIONAL.items():
        if ending in path.name:
            pytest.importorskip(module)
    found = list(read(path, path.name))
    assert all(isinstance(each, Document | SkippedError) for each in found), found
    return [each for each in found if isinstance(each, Document)]


def test_each_format_and_packing_has_a_sample_and_a_row_in_the_docs() -> None:
    names = [path.name for path in SAMPLES.iterdir()]
    assert sorted(names) == sorted(EXPECTED)
    assert {format_of(name) for name in names} == set(FORMATS.values())
    assert {packing_of(name) for name in names} == {"", *ENDINGS}
    rows = "".join(line for line in DOCS.read_text(encoding="utf-8").splitlines(True) if line.startswith("| `"))
    for kind in set(FORMATS.values()):
        assert re.search(rf"^\| `{kind}` \|", rows, re.MULTILINE), f"docs/ingest.md has no row for {kind}"
    for name in (*names, *FORMATS):
        assert f"`{name}`" in rows, f"docs/ingest.md does not name {name}"


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_read(name: str) -> None:
    ids, field = EXPECTED[name]
    found = documents(SAMPLES / name)
    assert [document.id for document in found] == [name + each for each in ids]
    for document in found:
        text = re.sub(r"\s*\n\s*", "\n", document.text)
        assert f"{FIRST}\n{SECOND}" in text
        assert "Home" not in text
        assert len(document.dropped) in {0, 3}
        assert document.title.startswith("Ferries sail again") or "feed.jsonl" in document.id or name == "crawl.wet"
    if field:
        assert found[0].metadata["text_field"] == field


@pytest.mark.parametrize("name", [name for name in EXPECTED if format_of(name) in RECORDS])
def test_what_is_said_about_an_article_is_kept(name: str) -> None:
    first = documents(SAMPLES / name)[0]
    if name not in {"table.csv", "table.tsv", "table.parquet", "schema-org.json", "schema-org-graph.jsonl"}:
        assert str(first.metadata["url"]).startswith("https://post.example/")
        assert first.source == first.metadata["url"]
    if name in {"news-please.json", "newspaper4k.json", "trafilatura.jsonl", "scrapy.jsonl", "rss.xml", "feed.atom"}:
        assert first.metadata["authors"] == ["Ann Berg"]
        assert "2026" in str(first.metadata["date_published"])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for module in OPTIONAL.values():
        pytest.importorskip(module)
    folder = tmp_path_factory.mktemp("out")
    result = CliRunner().invoke(app, ["clean", str(SAMPLES), "--out", str(folder), "--no-survey"])
    assert result.exit_code == 0, result.output
    return folder


def records_of(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    data = json.loads(text)
    return data if isinstance(data, list) else data.get("items", [data])


@pytest.mark.parametrize("name", [name for name in EXPECTED if EXPECTED[name][1]])
def test_every_other_field_comes_out_as_it_was(out: Path, name: str) -> None:
    target = out / f"{name.partition('.')[0]}.{'json' if name.endswith('.json') else 'jsonl'}"
    if name.startswith("table"):
        target = out / f"{name}.jsonl"
    made = records_of(target)
    read_ = documents(SAMPLES / name)
    assert len(made) == len(read_)
    for document, record in zip(read_, made, strict=True):
        field = document.metadata["text_field"]
        mended = value_at(record, field)
        assert "on Friday, after" in "\n".join(mended if isinstance(mended, list) else [mended])
        given = document.metadata["record"]
        assert json.dumps(with_value(record, field, value_at(given, field))) == json.dumps(given)


def test_archives_become_folders(out: Path) -> None:
    made = {
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file() and "_newsmend" not in str(path)
    }
    assert {
        "week.zip/2026/plain.txt",
        "week.zip/2026/page.txt",
        "week.zip/feed.jsonl",
        "week.zip/outside.txt",
        "week.tar.gz/a/plain.txt",
        "week.tar.gz/a/page.txt",
        "week.tar.gz/inner/2026/page.txt",
        "week.tar.zst/a/plain.txt",
    } <= made
    assert (
        (out / "week.zip/2026/page.txt").read_text(encoding="utf-8").startswith("The ferries sailed again on Friday, ")
    )


def test_what_is_no_post_is_skipped_and_said_so(out: Path) -> None:
    rows = [json.loads(line) for line in (out / "_newsmend/documents.jsonl").read_text().splitlines()]
    skipped = [row["reason"] for row in rows if row["status"] == "skipped"]
    assert [re.search("'(.*)'", reason)[1] for reason in skipped] == ["page", "attachment"]  # type: ignore[index]
