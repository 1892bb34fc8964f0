"""What holds for any input: nothing crashes, good text comes through whole, and nothing comes out twice."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsmend.ingest import FORMATS, read_bytes
from newsmend.types import Document, UnreadableError

SAMPLES = sorted((Path(__file__).parent / "samples").iterdir())
KINDS = sorted(set(FORMATS.values()))
WORDS = (
    "harbour ferry island winter letter captain baker teacher morning village council carried opened walked counted "
    "repaired painted measured bought sold the a its their old new small wooden quiet before after under near with"
).split()

sentences = st.lists(st.sampled_from(WORDS), min_size=12, max_size=30).map(
    lambda words: " ".join(words).capitalize() + "."
)
paragraphs = st.lists(sentences, min_size=2, max_size=4).map(" ".join)
articles = st.lists(paragraphs, min_size=3, max_size=8, unique=True)


def outcomes(data: bytes, kind: str) -> list[Document | UnreadableError]:
    found = list(read_bytes(data, kind, "x"))
    for each in found:
        assert isinstance(each, Document | UnreadableError)
        if isinstance(each, Document):
            assert all(block.span.end <= len(each.text) for block in each.blocks)
            assert all(anchor.span.end <= len(each.text) for anchor in each.anchors)
            assert all(0 <= block.at <= len(each.text) for block in each.dropped)
        else:
            assert "\n" not in str(each)
            assert len(str(each)) < 1000
    return found


@given(st.binary(max_size=400), st.sampled_from(KINDS))
@settings(deadline=5000, max_examples=200)
def test_any_bytes_in_any_format(data: bytes, kind: str) -> None:
    assert outcomes(data, kind)


@given(st.text(max_size=300), st.sampled_from(["txt", "md", "html", "json", "jsonl", "csv", "xml", "eml"]))
@settings(deadline=5000, max_examples=200)
def test_any_text_in_any_format(text: str, kind: str) -> None:
    outcomes(text.encode("utf-8", "replace"), kind)


@given(st.sampled_from(SAMPLES), st.data())
@settings(deadline=5000, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_samples(path: Path, data: st.DataObject) -> None:
    damaged = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(damaged)))
        damaged[at : at + data.draw(st.sampled_from([0, 1, 1, 4, 200]))] = data.draw(st.binary(max_size=6))
    kind = FORMATS.get("." + path.name.split(".")[1], "txt")
    outcomes(bytes(damaged), kind)
    json_shaped = bytes(damaged).replace(b'"text"', b'"articleBody"')
    outcomes(json_shaped, data.draw(st.sampled_from(KINDS)))


@given(articles)
@settings(deadline=5000, max_examples=60)
def test_text_without_boilerplate_comes_out_unchanged(article: list[str]) -> None:
    text = "\n\n".join(article) + "\n"
    for kind in ("txt", "md"):
        (found,) = outcomes(text.encode(), kind)
        assert isinstance(found, Document)
        assert (found.text, found.dropped) == (text, ())
    (record,) = outcomes(json.dumps({"id": 1, "text": text}).encode(), "jsonl")
    assert isinstance(record, Document) and record.text == text
    item = f"<rss><channel><item><description>{text}</description></item></channel></rss>"
    (entry,) = outcomes(item.encode(), "xml")
    assert isinstance(entry, Document) and entry.text == text


@given(articles, st.data())
@settings(deadline=5000, max_examples=100)
def test_an_article_in_any_plain_wrapping_comes_out_whole(article: list[str], data: st.DataObject) -> None:
    holder = st.sampled_from(["div", "section", "main", "article"])
    inside = ""
    for paragraph in article:
        inner = f"<p>{paragraph}</p>"
        if data.draw(st.booleans()):
            words = paragraph.split()
            at = data.draw(st.integers(1, len(words) - 2))
            tag = data.draw(st.sampled_from(["b", "em", "a href='/x'", "span"]))
            words[at] = f"<{tag}>{words[at]}</{tag.split()[0]}>"
            inner = f"<p>{' '.join(words)}</p>"
        inside += inner
    for _ in range(data.draw(st.integers(0, 4))):
        name = data.draw(holder)
        inside = f"<{name}>{inside}</{name}>"
    (found,) = outcomes(f"<html><body>{inside}</body></html>".encode(), "html")
    assert isinstance(found, Document)
    assert found.text == "\n\n".join(article) + "\n"


TAGS = "div p section article main ul li blockquote table tr td span a b aside h1 h2 figure nav br".split()
NAMES = ["", "", "", ' class="content"', ' class="related"', ' class="entry-content"', ' id="comments"']


def element(parts: tuple[str, str, list[str], bool]) -> str:
    tag, names, inside, closed = parts
    return f"<{tag}{names}>{''.join(inside)}" + (f"</{tag}>" if closed else "")


trees = st.recursive(
    sentences,
    lambda inner: st.tuples(
        st.sampled_from(TAGS), st.sampled_from(NAMES), st.lists(inner, min_size=1, max_size=5), st.booleans()
    ).map(element),
    max_leaves=25,
)


@given(trees)
@settings(deadline=5000, max_examples=250, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_nothing_comes_out_more_often_than_it_went_in(tree: str) -> None:
    for found in outcomes(f"<html><body>{tree}</body></html>".encode(), "html"):
        if isinstance(found, Document):
            for sentence in set(re.split(r"(?<=\.)\s*", found.text)) - {""}:
                words = r"\s+".join(map(re.escape, sentence.split()))
                given_times = len(re.findall(words, re.sub(r"<[^>]*>", " ", tree)))
                assert len(re.findall(words, found.text)) <= given_times
