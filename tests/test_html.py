"""HTML ingest: what of a page is the article, what is dropped and why, and pages that mean harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from newsmend.ingest.html import parse_html, tree
from newsmend.types import Document, UnreadableError

RAW = Path(__file__).parent.parent / "data" / "raw"
FERRY = (
    "The ferry between the islands stayed in port for a second day on Tuesday, after inspectors found a crack in its"
    " rudder."
)
MAYOR = "“We will rent a boat from the mainland,” the mayor told residents. “Nobody will miss the market on Saturday.”"
SCHOOL = "Pupils who live on the smaller island had lessons by radio, as their grandparents did in the winter of 1963."


def page(body: str, head: str = "<meta property='og:title' content='No ferry'>") -> Document:
    return parse_html(f"<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>", id="page")


def reason(document: Document, text: str) -> str:
    return next((each.reason for each in document.dropped if text in each.text), "")


def texts(document: Document, kind: str) -> list[str]:
    return [document.text[b.span.start : b.span.end] for b in document.blocks if b.kind == kind]


def test_paragraphs_are_joined_by_blank_lines_and_white_space_collapses() -> None:
    document = page(f"<div>\n <p>{FERRY.replace(' ', '  ')}</p><p>{MAYOR}</p>\n</div>")
    assert document.text == f"{FERRY}\n\n{MAYOR}\n"
    assert [document.text[b.span.start : b.span.end] for b in document.blocks] == [FERRY, MAYOR]


def test_a_line_break_is_kept_and_two_begin_a_paragraph() -> None:
    document = page("<p>Roses stood in the window of the shop,<br> and the owner wept.<br><br>Then he closed it.</p>")
    assert document.text == "Roses stood in the window of the shop,\nand the owner wept.\n\nThen he closed it.\n"


def test_text_is_glued_and_spaced_as_in_the_source() -> None:
    document = page("<p>It began on <a href='/m'>Monday</a>after noon, in the <b> old</b> town of <i>Nice</i>.</p>")
    assert document.text == "It began on Mondayafter noon, in the old town of Nice.\n"
    anchors = [(document.text[a.span.start : a.span.end], a.kind) for a in document.anchors]
    assert anchors == [("Monday", "link"), ("old", "bold"), ("Nice", "italic")]


def test_anchor_offsets_are_of_the_whole_text() -> None:
    document = page(
        f"<article><h1>A</h1><p>{FERRY}</p><p>The <a href='/x'>harbour office</a> is closed today.</p></article>"
    )
    (anchor,) = document.anchors
    assert document.text[anchor.span.start : anchor.span.end] == "harbour office"


def test_a_headline_that_no_metadata_names_stays_in_the_text() -> None:
    body = f"<article><h1>No ferry</h1><p>{FERRY}</p></article>"
    assert page(body).text == f"{FERRY}\n"
    assert page(body, head="").text == f"No ferry\n\n{FERRY}\n"


def test_neighbouring_blocks_never_run_together() -> None:
    document = page(f"<article><p>{FERRY}</p><ul><li>bring water</li><li>bring bread</li></ul><p>{MAYOR}</p></article>")
    assert texts(document, "item") == ["bring water", "bring bread"]


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("<h2>What comes next</h2>", "heading"),
        ("<blockquote><p>No boat, no bread.</p></blockquote>", "quote"),
        ("<table><tr><td>31 cars</td></tr></table>", "cell"),
        ("<pre>a =  1\nb = 2</pre>", "code"),
        ("<dl><dd>twelve metres</dd></dl>", "item"),
        ("<div>Text in a div of its own.</div>", "paragraph"),
    ],
)
def test_kinds(markup: str, kind: str) -> None:
    document = page(f"<article><p>{FERRY}</p>{markup}<p>{MAYOR}</p></article>")
    assert len(texts(document, kind)) == 1 + 2 * (kind == "paragraph")


def test_code_keeps_its_white_space() -> None:
    document = page(f"<article><p>{FERRY}</p><pre>a =  1\n  b = 2</pre><p>{MAYOR}</p></article>")
    assert texts(document, "code") == ["a =  1\n  b = 2"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<nav><ul><li><a href='/'>Home</a></li></ul></nav>", "html/navigation"),
        ("<aside><p>Tides of the week, and where the herring stands this month.</p></aside>", "html/aside"),
        ("<figure><img src='a.jpg'><figcaption>The pier at dawn</figcaption></figure>", "html/caption"),
        ("<div class='photo'><img src='a.jpg'><span>The pier at dawn</span></div>", "html/caption"),
        ("<p>The pier at dawn. (Image: Lena Ohm)</p>", "html/caption"),
        ("<div class='relatedPosts'><a href='/1'>Storm takes the pier</a></div>", "html/related"),
        ("<p>READ MORE: <a href='/1'>Storm takes the pier</a></p>", "html/related"),
        ("<p><a href='/1'>Storm takes the pier</a></p>", "html/links"),
        ("<div id='comments'><p>First! What a lovely boat it was, says my aunt.</p></div>", "html/comments"),
        ("<div class='newsletter-signup'><p>Island news every morning, by post.</p></div>", "html/newsletter"),
        ("<ul class='share-bar'><li>Tweet</li></ul>", "html/share"),
        ("<div style='display:none'>Nobody sees this.</div>", "html/hidden"),
        ("<p>Your email address will not be published.</p>", "boilerplate/comments"),
        ("<footer>© Island Post</footer>", "html/footer"),
    ],
)
def test_furniture_is_dropped_with_a_reason(markup: str, expected: str) -> None:
    document = page(f"<article><h1>No ferry</h1><p>{FERRY}</p><p>{MAYOR}</p>{markup}<p>{SCHOOL}</p></article>")
    assert document.text == f"{FERRY}\n\n{MAYOR}\n\n{SCHOOL}\n"
    assert expected in {each.reason for each in document.dropped}


TAGS = "harbour works, island ferries, inspectors of shipping, the mayor of the island, markets on Saturday"


def test_a_long_list_of_tags_is_dropped_and_a_long_linked_sentence_stays() -> None:
    tags = ", ".join(
        f"<a rel='tag' href='/{i}'>{tag}</a>" for i, tag in enumerate(f"{TAGS}, {TAGS}, {TAGS}".split(", "))
    )
    body = f"<article><p>{FERRY}</p><p>{MAYOR}</p><p><a href='/s'>{SCHOOL} {FERRY}</a></p><div>{tags}</div></article>"
    document = page(body)
    assert document.text == f"{FERRY}\n\n{MAYOR}\n\n{SCHOOL} {FERRY}\n"
    assert reason(document, "island ferries") == "html/links"


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote class='twitter-tweet'><p>The crack is as long as my arm.</p></blockquote>",
        "<div class='social-embed'><blockquote><p>The crack is as long as my arm.</p></blockquote></div>",
        "<p class='paywall'>The crack is as long as an arm, and nobody knows since when.</p>" * 2,
        "<p>“I was a <a href='/x'>welder</a> for forty years.”</p>",
        "<h2 class='subheadline'>A long winter</h2><p>The crack is as long as an arm.</p>",
        "<blockquote>No boat, no bread.<footer>— an islander</footer></blockquote>",
    ],
)
def test_text_is_not_lost(markup: str) -> None:
    document = page(f"<div class='entry-content'><p>{FERRY}</p>{markup}<p>{MAYOR}</p></div>")
    assert not document.dropped


def test_an_article_of_chapters_with_linked_headings_is_no_list_of_teasers() -> None:
    chapters = "".join(
        f"<div class='entry'><h3><a href='/{n}'>Island {n}</a></h3><p>{SCHOOL}</p></div>" for n in range(4)
    )
    document = page(f"<div class='article-body'><p>{FERRY}</p>{chapters}</div>")
    assert document.text.count("1963") == 4
    assert "Island 3" in document.text


def test_teasers_behind_the_article_are_dropped() -> None:
    teasers = "".join(f"<li class='x'><h3><a href='/{n}'>Island {n}</a></h3><p>{SCHOOL}</p></li>" for n in range(4))
    document = page(f"<div><h1>No ferry</h1><p>{FERRY}</p><p>{MAYOR}</p></div><ul>{teasers}</ul>")
    assert document.text == f"{FERRY}\n\n{MAYOR}\n"


def test_a_body_split_over_several_elements_is_joined() -> None:
    part = "<div class='body article-body'><p>{}</p></div><div class='advert'>Buy boats</div>"
    document = page("<div>" + "".join(part.format(text) for text in (FERRY, MAYOR, SCHOOL)) + "</div>")
    assert document.text == f"{FERRY}\n\n{MAYOR}\n\n{SCHOOL}\n"


def test_linked_data_shows_where_the_article_stands() -> None:
    told = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{FERRY} {SCHOOL}"}}</script>'
    opinion = "".join(
        f"<p>Reader {n} wrote that the ferry was old already when the queen came to see it.</p>" for n in range(3)
    )
    document = page(f"<div class='a'><p>{FERRY}</p><p>{SCHOOL}</p></div><div class='b'>{opinion}</div>", told)
    assert document.text == f"{FERRY}\n\n{SCHOOL}\n"


def test_title_byline_and_standfirst_before_the_article_are_dropped() -> None:
    document = page(
        f"<article><p>Islands</p><h1>No ferry on Tuesday</h1><h2 class='standfirst'>Rudder cracked</h2>"
        f"<p>By Jo Ek</p><p>12 March 2024, 10:15</p><div class='article-body'><p><b>No ferry on Tuesday</b></p>"
        f"<p>{FERRY}</p><p>{MAYOR}</p></div></article>",
        "<meta property='og:title' content='No ferry on Tuesday'>",
    )
    assert document.title == "No ferry on Tuesday"
    assert document.text == f"{FERRY}\n\n{MAYOR}\n"
    assert reason(document, "No ferry") == "html/title"


def test_metadata() -> None:
    document = page(
        f"<h1>No ferry</h1><p>{FERRY}</p>",
        "<title>No ferry | Island Post</title><meta property='og:title' content='No ferry - Island Post'>"
        "<meta property='og:site_name' content='Island Post'><meta name='author' content='Jo Ek'>"
        "<meta property='article:published_time' content='2024-03-12'><meta name='keywords' content='ferry, sea'>"
        "<link rel='canonical' href='https://island.example/no-ferry'>",
    )
    assert (document.title, document.lang) == ("No ferry", "en-GB")
    assert document.metadata == {
        "format": "html",
        "authors": ["Jo Ek"],
        "date_published": "2024-03-12",
        "site": "Island Post",
        "url": "https://island.example/no-ferry",
        "tags": ["ferry", "sea"],
    }


def test_linked_data_is_trusted_before_meta_elements() -> None:
    data = (
        '{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": "NewsArticle", "headline": "No &amp; ferry",'
        ' "author": [{"name": "Jo Ek"}, "Al Po"], "dateModified": "2024-03-13", "publisher": {"name": "Island Post"}}]}'
    )
    document = page(f"<p>{FERRY}</p>", f"<script type='application/ld+json'>{data}</script>")
    assert document.title == "No & ferry"
    assert document.metadata["authors"] == ["Jo Ek", "Al Po"]
    assert document.metadata["date_modified"] == "2024-03-13"


def test_dropped_blocks_put_back_restore_the_order_of_the_page() -> None:
    document = page(
        f"<nav>Home</nav><main><p>{FERRY}</p><div class='ad'>Boats</div><p>{MAYOR}</p></main><footer>End</footer>"
    )
    assert document.with_dropped() == f"Home\n\n{FERRY}\n\nBoats\n\n{MAYOR}\n\nEnd\n"


@pytest.mark.parametrize("holder", ["template", "noscript"])
def test_an_article_parked_for_a_script_is_read_when_there_is_no_other(holder: str) -> None:
    assert page(f"<div id='app'></div><{holder}><p>{FERRY}</p></{holder}>").text == f"{FERRY}\n"
    assert page(f"<p>{FERRY}</p><{holder}><p>Enable JavaScript.</p></{holder}>").text == f"{FERRY}\n"


def test_hidden_words_inside_a_sentence_leave_it_whole() -> None:
    document = page("<p>The <a href='/'>mayor</a><span class='tooltip'>Ann Ek, 51</span> has left the hall.</p>")
    assert document.text == "The mayor has left the hall.\n"


@pytest.mark.parametrize(
    ("outer", "inner"), [("tooltip", "tooltip-text"), ("rollover-people", "rollover-people-block")]
)
def test_the_term_of_a_tooltip_stays(outer: str, inner: str) -> None:
    document = page(
        f"<p>Mayor <span class='{outer}'>Ann Ek<span class='{inner}'>Born in 1973</span></span> has left.</p>"
    )
    assert document.text == "Mayor Ann Ek has left.\n"
    assert reason(document, "1973") == "html/notice"


@pytest.mark.parametrize("name", ["basra-port-strike", "cairns-reef-survey", "colombo-vaccine-campaign"])
def test_the_examples_come_out_as_their_paragraphs(name: str) -> None:
    document = parse_html((RAW / f"{name}.html").read_text(encoding="utf-8"), id=name)
    assert len(document.blocks) == 7
    assert {b.kind for b in document.blocks} == {"paragraph"}
    assert document.title
    assert document.metadata["authors"]
    assert any(a.kind == "link" for a in document.anchors)


# ------------------------------------------------------------------------------------------------ pages that mean harm
def test_deep_nesting_is_read_without_recursion() -> None:
    assert page("<div>" * 10_000 + f"<p>{FERRY}</p>" + "</div>" * 10_000).text == f"{FERRY}\n"


def test_a_dump_is_set_aside_with_a_reason() -> None:
    with pytest.raises(UnreadableError, match="elements"):
        page("<table>" + "<tr><td>1</td></tr>" * tree.MAX_ELEMENTS + "</table>")
    with pytest.raises(UnreadableError, match="characters"):
        page("x" * (tree.MAX_CHARACTERS + 1))


@pytest.mark.parametrize("markup", ["", "<html></html>", "<nav>Home</nav>", "<frameset><frame src='x'></frameset>"])
def test_a_page_without_text_is_set_aside(markup: str) -> None:
    with pytest.raises(UnreadableError, match="no article text"):
        parse_html(markup, id="empty")


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{FERRY}",
        f"<script>var a = '</p><p>no';</script><p>{FERRY}</p>",
        f"<p class='{'a ' * 500_000}' title='{'b' * 1_000_000}'>{FERRY}</p>",
        f"\0<p>{FERRY[:20]}\0{FERRY[20:]}</p>",
        f"<!-- <p>no</p> --><p>{FERRY}</p><!--",
        f"<script type='application/ld+json'>{'[' * 100_000}</script><p>{FERRY}</p>",
        f"<p>{FERRY}</p>\ud83d",
    ],
    ids=["unclosed", "script", "attributes", "nul", "comment", "linked data", "surrogate"],
)
def test_broken_markup_leaves_the_text(markup: str) -> None:
    assert parse_html(markup, id="broken").text == f"{FERRY}\n"


def test_a_menu_never_closed_does_not_swallow_the_page() -> None:
    document = page("<nav><ul><li>Home<li>News<div>" + f"<p>{FERRY}</p>" * 200)
    assert document.text.count("ferry") == 200


@pytest.mark.parametrize(
    "markup",
    [
        "<p>" + "word and word. " * 200_000,
        "<br>" * 50_000 + f"<p>{FERRY}</p>",
        "<p>" + "<a href='x'>link</a> text goes on. " * 20_000,
        "<blockquote><ul><li>" * 10_000 + FERRY,
    ],
    ids=["one line", "line breaks", "links", "lists"],
)
def test_time_grows_with_the_page_and_not_faster(markup: str) -> None:
    start = time.process_time()
    page(markup)
    assert time.process_time() - start < 5
