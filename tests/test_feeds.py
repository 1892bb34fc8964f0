"""RSS, Atom and WXR beyond the samples: broken, odd and hostile feeds."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

import newsmend.ingest
from newsmend.ingest import read, read_bytes
from newsmend.types import Document, UnreadableError

STORY = "The ferries sailed again on Friday, after nine days in which the islands had no mail."


def outcomes(feed: str | bytes) -> list[Document | UnreadableError]:
    return list(read_bytes(feed.encode() if isinstance(feed, str) else feed, "xml", "feed.xml"))


def rss(*items: str) -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0'><channel><title>Post</title>{inside}</channel></rss>"


def only(feed: str | bytes) -> Document:
    (found,) = outcomes(feed)
    assert isinstance(found, Document), found
    return found


def test_an_item_without_text_is_named_and_the_others_go_on() -> None:
    first, empty, last = outcomes(
        rss(
            f"<guid>a</guid><description>{STORY}</description>",
            "<guid>b</guid><title>Only a title</title>",
            f"<guid>c</guid><description>{STORY}</description>",
        )
    )
    assert isinstance(first, Document) and isinstance(last, Document)
    assert (first.id, last.id) == ("feed.xml#a", "feed.xml#c")
    assert str(empty).startswith("feed.xml, item 2 (b): no text in it; the fields are guid, title")


def test_a_feed_that_breaks_gives_what_came_before() -> None:
    whole = rss(f"<description>{STORY}</description>", f"<description>{STORY}</description>")
    first, error = outcomes(whole[: whole.rindex("<description>") + 30])
    assert isinstance(first, Document)
    assert "broken behind item 1" in str(error)
    (error,) = outcomes("<rss><channel><item><a></b>")
    assert "before its first item" in str(error)


@pytest.mark.parametrize(
    ("feed", "says"),
    [
        ("<urlset><url/></urlset>", "<urlset>, not RSS"),
        ("<html><body><p>x</p></body></html>", ".html"),
        ("no xml at all", "broken before its first item"),
        ("<rss><channel><title>x</title></channel></rss>", "without items"),
        (b"", "broken before"),
        (b"\x00\xff" * 50, "broken before"),
        (rss("<description>" + "<b>" * 300 + "</b>" * 300 + "</description>"), "broken before"),
    ],
)
def test_what_is_no_feed_is_an_error_of_one_line(feed: str | bytes, says: str) -> None:
    (error,) = outcomes(feed)
    assert isinstance(error, UnreadableError)
    assert says in str(error)
    assert "\n" not in str(error)


def test_rss_one_point_zero() -> None:
    feed = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        f"<channel><title>Post</title></channel><item><link>https://a.example/1</link><description>{STORY}</description>"
        "</item></rdf:RDF>"
    )
    assert only(feed).id == "feed.xml#https://a.example/1"
    assert only(feed).text == STORY


def test_the_text_field_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    path.write_text(rss(f"<description>Short.</description><story>{STORY}</story>"))
    (found,) = read(path, "a", "story")
    assert isinstance(found, Document) and found.text == STORY


def test_other_charsets_control_characters_and_lines_before_the_declaration() -> None:
    feed = "\n\n<?xml version='1.0' encoding='iso-8859-1'?>" + rss(
        "<description>The caf\u00e9\x08 was open.</description>"
    )
    assert only(feed.encode("latin-1")).text == "The caf\u00e9 was open."
    plain = rss("<description>The caf\u00e9 was open.</description>")
    assert only(("<?xml version='1.0' encoding='utf-16'?>" + plain).encode("utf-16")).text == "The caf\u00e9 was open."


def test_html_names_of_characters_are_read_wherever_a_piece_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    feed = rss(f"<guid>a</guid><title>Caf&eacute;&nbsp;One &amp; Two</title><description>{STORY}</description>")
    for size in (1 << 16, 7):
        monkeypatch.setattr("newsmend.ingest.feeds._CHUNK", size)
        assert only(feed).title == "Café\N{NO-BREAK SPACE}One & Two"


def test_plain_text_of_atom_is_no_markup() -> None:
    feed = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>"
        "<content type='text'>Write &lt;p&gt; and &lt;/p&gt; around it.</content></entry></feed>"
    )
    assert only(feed).text == "Write <p> and </p> around it."


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    start = time.perf_counter()
    found = outcomes(f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
                     + rss(f"<description>{STORY} &l11; &x;</description>"))  # fmt: skip
    assert time.perf_counter() - start < 5
    assert "secret" not in str(found) and "haha" not in str(found)


def test_an_endless_item_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsmend.ingest, "SIZE_LIMIT", 1 << 20)
    (error,) = outcomes(rss("<a>x</a>" * (1 << 18)))
    assert "item 1: more than 1 MB" in str(error)


def test_memory_does_not_grow_with_the_feed() -> None:
    item = f"<item><guid>%d</guid><description>{STORY * 20}</description></item><other>{STORY}</other>"

    class Endless:
        def __init__(self) -> None:
            self.n = 0

        def read(self, _: int) -> bytes:
            self.n += 1
            if self.n == 1:
                return b"<rss><channel>"
            return (item % self.n).encode() if self.n < 1000 else b""

    from newsmend.ingest.feeds import read_feed

    tracemalloc.start()
    seen = 0
    with pytest.raises(UnreadableError, match="behind item 998"):
        for seen, _ in enumerate(read_feed(Endless(), id="x"), 1):  # type: ignore[arg-type]  # noqa: B007
            pass
    assert seen == 998
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()
