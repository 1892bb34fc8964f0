"""Tables, mail, web archives, Parquet, and the shapes in which scrapers write JSON."""

from __future__ import annotations

import json
import sys
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from newsmend.cli import app
from newsmend.ingest import read, read_bytes, read_text
from newsmend.types import Document, UnreadableError

STORY = "The ferries sailed again on Friday, after nine days in which the islands had no mail."
PAGE = f"<html><head><title>Ferries sail</title></head><body><p>{STORY}</p><p>{STORY}</p></body></html>"


def outcomes(path: Path, data: bytes | str, text_field: str = "") -> list[Document | UnreadableError]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read(path, path.name, text_field))


def documents(path: Path, data: bytes | str, text_field: str = "") -> list[Document]:
    found = outcomes(path, data, text_field)
    assert all(isinstance(each, Document) for each in found), found
    return [each for each in found if isinstance(each, Document)]


@pytest.mark.parametrize(
    ("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "|")], ids=["comma", ";", "tab", "|"]
)
def test_a_table_has_an_article_in_each_row(tmp_path: Path, name: str, mark: str) -> None:
    head = mark.join(("id", "Title", "Article Body", "views"))
    row = mark.join(("a7", "Ferries sail", f'"{STORY}\n\nThe ""Star"" was first."', "12"))
    (document,) = documents(tmp_path / name, f"\ufeff{head}\r\n{row}\r\n")
    assert (document.id, document.title) == (f"{name}#a7", "Ferries sail")
    assert document.text == f'{STORY}\n\nThe "Star" was first.'
    assert document.metadata["text_field"] == "Article Body"
    assert document.metadata["record"]["views"] == "12"


def test_a_broken_row_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    table = f'id,text\n1,"{STORY}"\n2,"{STORY}",too,many\n3,"{STORY}" x\n\n4,"{STORY}",\n'
    first, many, quoted, last = outcomes(tmp_path / "a.csv", table)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert (first.id, last.id) == ("a.csv#1", "a.csv#4")
    assert "4 cells for 2 columns" in str(many)
    assert "a.csv:4" in str(quoted)


def test_an_open_quotation_mark_swallows_no_row_in_silence(tmp_path: Path) -> None:
    found = outcomes(tmp_path / "a.csv", f'id,text\n1,"{STORY}\n2,{STORY}\n')
    assert [type(each) for each in found] == [UnreadableError]


def test_a_table_may_name_its_column(tmp_path: Path) -> None:
    table = f"key,teaser\n1,{STORY.replace(',', '')}\n"
    (error,) = outcomes(tmp_path / "a.csv", table)
    assert isinstance(error, UnreadableError)
    assert "the columns are key, teaser" in str(error)
    assert documents(tmp_path / "a.csv", table, "teaser")[0].id == "a.csv#1"
    assert documents(tmp_path / "a.csv", f"sep=;\nid;text\n1;{STORY}\n")[0].text == STORY
    assert documents(tmp_path / "a.tsv", f"id\ttext\n1\t{STORY}\n".encode("utf-16"))[0].text == STORY


def test_a_long_cell_is_no_fault(tmp_path: Path) -> None:
    text = " ".join([STORY] * 3000)
    assert documents(tmp_path / "a.csv", f'text\n"{text}"\n')[0].text == text


def test_a_table_comes_out_as_json_lines(tmp_path: Path) -> None:
    source = tmp_path / "wire.csv"
    source.write_text('id,text,views\n1,"He said that that is is it ,  yes.",5\n2,Good.,6\n')
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["clean", str(source), "--out", str(out)])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in (out / "wire.jsonl").read_text().splitlines()]
    assert [(row["id"], row["views"]) for row in rows] == [("1", "5"), ("2", "6")]
    assert " ," not in rows[0]["text"]
    assert rows[1]["text"] == "Good."


def message(html: str = "", plain: str = "") -> bytes:
    made = EmailMessage()
    made["Subject"] = "Ferries sail — at last"
    made["From"] = "Island Post <post@island.example>"
    made["Date"] = "Mon, 02 Mar 2026 08:00:00 +0100"
    made.set_content(plain or "Read this in your browser.")
    if html:
        made.add_alternative(html, subtype="html", charset="iso-8859-1")
    return made.as_bytes()


def test_a_newsletter(tmp_path: Path) -> None:
    (document,) = documents(tmp_path / "a.eml", message(html=PAGE.replace("mail.", "caf\u00e9.")))
    assert document.title == "Ferries sail — at last"
    assert document.text.strip() == "\n\n".join([STORY.replace("mail.", "caf\u00e9.")] * 2)
    assert document.metadata["authors"] == ["Island Post"]
    assert document.metadata["date_published"] == "2026-03-02T08:00:00+01:00"
    assert documents(tmp_path / "b.eml", message(plain=STORY))[0].text.strip() == STORY
    (error,) = outcomes(tmp_path / "c.eml", "no headers here\n")
    assert isinstance(error, UnreadableError)


def archive() -> bytes:
    pytest.importorskip("warcio")
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = BytesIO()
    writer = WARCWriter(stream, gzip=True)
    for address, status, body in (
        ("https://a.example/1", "200 OK", PAGE.replace("mail.", "caf\u00e9.").encode("latin-1")),
        ("https://a.example/gone", "404 Not Found", PAGE.encode()),
        ("https://a.example/empty", "200 OK", b" "),
    ):
        http = StatusAndHeaders(status, [("Content-Type", "text/html; charset=iso-8859-1")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(address, "response", payload=BytesIO(body), http_headers=http))
    writer.write_record(
        writer.create_warc_record(
            "https://a.example/2", "conversion", payload=BytesIO(STORY.encode()), warc_content_type="text/plain"
        )
    )
    return stream.getvalue()


def test_a_web_archive(tmp_path: Path) -> None:
    page, empty, text = outcomes(tmp_path / "a.warc.gz", archive())
    assert isinstance(page, Document)
    assert isinstance(text, Document)
    assert (page.id, page.title) == ("a.warc.gz#https://a.example/1", "Ferries sail")
    assert "caf\u00e9" in page.text
    assert page.metadata["url"] == "https://a.example/1"
    assert "https://a.example/empty" in str(empty)
    assert text.text == STORY


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    parquet.write_table(pyarrow.table({"id": [1, 2], "text": [STORY, None], "raw": [b"x", b"y"]}), path)
    first, empty = list(read(path, "a.parquet"))
    assert isinstance(first, Document)
    assert (first.id, first.text, first.metadata["record"]["raw"]) == ("a.parquet#1", STORY, "x")
    assert "row 2" in str(empty)
    assert "broken Parquet" in str(outcomes(path, b"PAR1 nonsense")[0])


@pytest.mark.parametrize(
    ("format_", "module", "extra"), [("warc", "warcio", "warc"), ("parquet", "pyarrow", "parquet")]
)
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, format_: str, module: str, extra: str) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    (error,) = read_bytes(b"WARC/1.0", format_, "a")
    assert f"pip install 'newsmend[{extra}]'" in str(error)


HTML = f"<p>{STORY}</p>\n<p>{STORY}</p>"
TWICE = f"{STORY}\n\n{STORY}"


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (
            {
                "maintext": TWICE,
                "title": "Ferries",
                "language": "en",
                "authors": ["Ann"],
                "date_publish": "2026-03-02",
                "text": None,
                "description": "Short.",
            },
            "maintext",
        ),
        (
            {
                "text": TWICE,
                "title": "Ferries",
                "meta_lang": "en",
                "authors": ["Ann"],
                "publish_date": "2026-03-02",
                "summary": "",
            },
            "text",
        ),
        (
            {
                "title": "Ferries",
                "author": "Ann",
                "date": "2026-03-02",
                "language": "en",
                "raw_text": STORY,
                "text": TWICE,
                "comments": "No.",
            },
            "text",
        ),
        (
            {"title": ["Ferries"], "byline": "Ann", "published_at": "2026-03-02", "lang": "en", "body": [STORY, STORY]},
            "body",
        ),
        (
            {
                "@type": "NewsArticle",
                "headline": "Ferries",
                "inLanguage": {"@type": "Language", "name": "English", "alternateName": "en"},
                "author": {"name": "Ann"},
                "datePublished": "2026-03-02",
                "articleBody": TWICE,
            },
            "articleBody",
        ),
        (
            {
                "@graph": [
                    {"@type": "WebSite", "name": "Post"},
                    {
                        "@type": "NewsArticle",
                        "headline": "Ferries",
                        "inLanguage": "en",
                        "author": [{"name": "Ann"}],
                        "datePublished": "2026-03-02",
                        "articleBody": TWICE,
                    },
                ]
            },
            "@graph.1.articleBody",
        ),
        (
            {
                "title": {"rendered": "<b>Ferries</b>"},
                "content": {"rendered": HTML, "protected": False},
                "lang": "en",
                "date": "2026-03-02",
                "byline": "Ann",
            },
            "content.rendered",
        ),
    ],
    ids="news-please newspaper trafilatura scrapy schema.org graph wordpress".split(),
)
def test_the_shapes_of_scrapers(tmp_path: Path, record: dict[str, Any], field: str) -> None:
    document = read_text(json.dumps(record), "json", "x")
    assert document.metadata["text_field"] == field
    assert (document.title, document.lang, document.text.strip()) == ("Ferries", "en", TWICE)
    assert document.metadata["authors"] == ["Ann"]
    assert document.metadata["date_published"] == "2026-03-02"
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps(record).replace("on Friday,", "on Friday ,") + "\n")
    out = tmp_path / "out"
    assert CliRunner().invoke(app, ["clean", str(source), "--out", str(out)]).exit_code == 0
    made = json.loads((out / "a.jsonl").read_text())
    assert read_text(json.dumps(made), "json", "x").text.strip().startswith(STORY[:40])
    assert made.keys() == record.keys()


def test_a_json_feed_is_a_list_of_items() -> None:
    feed = {"title": "Post", "description": "News of the islands", "items": [{"id": "1", "content_html": HTML}]}
    (document,) = read_bytes(json.dumps(feed).encode(), "json", "x")
    assert isinstance(document, Document)
    assert document.id == "x#1"


def test_stored_posts_keep_their_paragraphs() -> None:
    post = {"content": f'{STORY} <a href="/x">More</a> came.\n\n{STORY}'}
    assert read_text(json.dumps(post), "json", "x").text.count("\n\n") == 1


def test_a_forwarded_newsletter(tmp_path: Path) -> None:
    outer = EmailMessage()
    outer["Subject"] = "Fwd: Ferries sail"
    outer["From"] = "Reader <reader@a.example>"
    outer.set_content("For you to read.")
    inner = EmailMessage()
    inner["Subject"] = "Ferries sail"
    inner["From"] = "Island Post <post@island.example>"
    inner.set_content(TWICE, cte="quoted-printable")
    outer.add_attachment(inner)
    (attached,) = documents(tmp_path / "a.eml", outer.as_bytes())
    assert (attached.text.strip(), attached.metadata["authors"], attached.title) == (
        TWICE,
        ["Island Post"],
        "Ferries sail",
    )
    head = "---------- Forwarded message ---------\nFrom: Island Post <post@island.example>\nDate: Mon, 2 Mar 2026\n"
    (inline,) = documents(tmp_path / "b.eml", message(plain=f"For you.\n\n{head}Subject: Ferries sail\n\n\n{TWICE}\n"))
    assert inline.text.strip() == TWICE
    assert inline.dropped[0].reason == "mail/forwarded"
    assert inline.with_dropped().startswith("For you.\n\n----------")
    quoting = f"{STORY}\n\n{'It was a long week. ' * 40}\n\n{head}\n\n{STORY}\n"
    assert documents(tmp_path / "c.eml", message(plain=quoting))[0].text.startswith(STORY)


def test_a_mail_keeps_its_article_in_any_wrapping(tmp_path: Path) -> None:
    made = message(html=PAGE).replace(b"multipart/alternative", b"multipart/nonsense")
    assert STORY in documents(tmp_path / "a.eml", made)[0].text
    cut = message(html=PAGE)[:-60]
    assert STORY in documents(tmp_path / "b.eml", cut)[0].text


def test_half_a_pair_of_surrogates_in_another_field_comes_out_as_it_was(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text('{"text": "He said that that is is it ,  yes. caf\\u00e9", "n": "\\ud83d", "x": 1e-7}\n')
    out = tmp_path / "out"
    assert CliRunner().invoke(app, ["clean", str(source), "--out", str(out)]).exit_code == 0
    made = json.loads((out / "a.jsonl").read_text(encoding="utf-8"))
    assert (made["n"], made["x"], made["text"][-5:]) == ("\ud83d", 1e-7, " caf\u00e9")


def test_lines_may_end_as_on_old_macintoshes(tmp_path: Path) -> None:
    found = documents(tmp_path / "a.csv", f'id,text\r1,"{STORY}"\r2,"{STORY}"\r')
    assert [each.id for each in found] == ["a.csv#1", "a.csv#2"]
    (blank,) = outcomes(tmp_path / "b.csv", "\r0")
    assert isinstance(blank, UnreadableError)


def test_a_reason_is_one_line_whatever_it_quotes(tmp_path: Path) -> None:
    (error,) = outcomes(tmp_path / "a.csv", 'id,"ti\ntle"\n1,2\n')
    assert "id, ti tle" in str(error)
