"""What a page says of itself, and where its links and bold spans stand."""

# ruff: noqa: E501 (mark-up reads better in one piece)
from __future__ import annotations

import json
from typing import Any

import pytest

import newsmend
from newsmend import pipeline
from newsmend.ingest.html import parse_html
from newsmend.types import Document, Draft

TEXT = "The lighthouse on the northern cape went dark on Friday, for the first time since it was built."
OTHER = "Its keeper, who is eighty, lit a fire of driftwood on the beach until the cable was mended."


def page(body: str, head: str = "") -> Document:
    return parse_html(f"<html><head>{head}</head><body>{body}</body></html>", id="page")


def linked(data: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def marked(document: Document) -> list[tuple[str, str]]:
    return [(document.text[a.span.start : a.span.end], a.kind) for a in document.anchors]


GRAPH = {
    "@graph": [
        {"@type": "NewsArticle", "headline": "Dark", "author": {"@id": "#jo"}, "publisher": {"@id": "#post"}},
        {"@type": "Person", "@id": "#jo", "name": "Jo Ek"},
        {"@type": "Organization", "@id": "#post", "name": "Cape Post"},
    ]
}


@pytest.mark.parametrize(
    ("head", "key", "expected"),
    [
        (linked(GRAPH), "authors", ["Jo Ek"]),
        (linked(GRAPH), "site", "Cape Post"),
        (linked({"@type": "Article", "headline": "Dark", "author": ["Jo Ek", {"name": ["Al Po"]}]}), "authors", ["Jo Ek", "Al Po"]),
        (linked({"@type": "Article", "headline": "Dark", "creator": "Jo Ek"}), "authors", ["Jo Ek"]),
        (linked({"@type": "Article", "headline": "Dark", "mainEntityOfPage": {"@id": "https://cape.example/dark"}}), "url", "https://cape.example/dark"),
        (linked({"@type": "Article", "headline": "Dark", "keywords": ["sea", "light"]}), "tags", ["sea", "light"]),
        ("<meta name='byl' content='By Jo Ek'>", "authors", ["Jo Ek"]),
        ("<meta name='author' content='https://cape.example/jo'>", "authors", None),
        ("<meta property='article:tag' content='sea'><meta property='article:tag' content='light'>", "tags", ["sea", "light"]),
        ("<meta name='description' content='No  light\nat the cape'>", "description", "No light at the cape"),
        ("<meta property='article:modified_time' content='2024-03-13T08:00Z'>", "date_modified", "2024-03-13T08:00Z"),
        ("<link rel='canonical' href='https://cape.example/dark'><meta property='og:url' content='x'>", "url", "https://cape.example/dark"),
    ],
)  # fmt: skip
def test_metadata_from_the_head(head: str, key: str, expected: object) -> None:
    assert page(f"<p>{TEXT}</p>", head).metadata.get(key) == expected


@pytest.mark.parametrize("wrapped", ["<!--{}-->", "//<![CDATA[\n{}\n//]]>", "{};", "/*<![CDATA[*/{}/*]]>*/"])
def test_linked_data_in_a_wrapper_is_read(wrapped: str) -> None:
    data = wrapped.format(json.dumps({"@type": "NewsArticle", "headline": "Dark", "author": "Jo Ek"}))
    document = page(f"<p>{TEXT}</p>", f"<script type='application/ld+json'>{data}</script>")
    assert document.metadata["authors"] == ["Jo Ek"]


def test_a_date_in_the_page_counts_when_it_says_that_it_is_the_publication_s() -> None:
    shown = "<time class='entry-date published' datetime='2024-03-12T07:00'>12 March</time>"
    assert page(f"<p>{shown}</p><p>{TEXT}</p>").metadata["date_published"] == "2024-03-12T07:00"
    assert "date_published" not in page(f"<p>{TEXT} <time datetime='1963-02-01'>1963</time></p>").metadata


@pytest.mark.parametrize(
    ("head", "lang", "expected"),
    [
        ("", "pt-BR", "pt-BR"),
        ("<meta property='og:locale' content='de_DE'>", "", "de-DE"),
        (linked({"@type": "Article", "headline": "x", "inLanguage": "fr"}), "", "fr"),
    ],
)
def test_language(head: str, lang: str, expected: str) -> None:
    attribute = f" lang='{lang}'" if lang else ""
    markup = f"<html{attribute}><head>{head}</head><body><p>{TEXT}</p></body></html>"
    assert parse_html(markup, id="page").lang == expected


# ------------------------------------------------------------------------------------------------------------- anchors
@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("The <a href='/'>old <b>stone</b> tower</a> fell.", [("stone", "bold"), ("old stone tower", "link")]),
        ("The <b>\n  old \t tower  </b> fell.", [("old tower", "bold")]),
        ("<i>A</i>&amp;<em>B &mdash; C</em> fell.", [("A", "italic"), ("B — C", "italic")]),
        ("It&nbsp;<strong>is&nbsp;</strong>dark.", [("is", "bold")]),
        ("<a href='/'></a><b> </b>It is <span><a href='/'><span>dark</span></a></span>.", [("dark", "link")]),
        ("Caf\u00e9 \U0001f30a <b>na\u00efve</b>.", [("na\u00efve", "bold")]),
        ("One<br><a href='/'>two<br>three</a>.", [("two\nthree", "link")]),
        ("<b>One<br><br>two</b> three.", [("One", "bold"), ("two", "bold")]),
    ],
)
def test_anchors_cover_what_they_marked(markup: str, expected: list[tuple[str, str]]) -> None:
    dropped = "<div class='related'><a href='/'>Not <b>this</b></a></div>"
    document = page(f"<article><p>{TEXT}</p>{dropped}<p>{markup}</p><p>{OTHER}</p></article>")
    assert "Not this" not in document.text
    assert marked(document) == expected


def test_anchors_move_along_with_the_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    drafts: list[Draft] = []
    make = pipeline._draft

    def noted(*arguments: Any) -> Draft:
        drafts.append(make(*arguments))
        return drafts[-1]

    monkeypatch.setattr(pipeline, "_draft", noted)
    body = (
        "<p>The light went out on Friday , as was seen from <a href='/'>Port Ann</a> .</p>"
        f"<p>Nobody knew that that that night. The keeper wrote to <b>Jo <i>Ek</i></b> on Monday.</p><p>{OTHER}</p>"
    )
    cleaned = newsmend.clean_document(page(f"<article>{body}</article>"))
    assert cleaned.of("applied")
    last = drafts[-1]
    assert last.text == cleaned.text
    assert [last.text[a.span.start : a.span.end] for a in last.anchors] == ["Port Ann", "Ek", "Jo Ek"]
