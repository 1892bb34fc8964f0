"""The project's own benchmark set: its size, and that broken text, gold and marks cannot drift apart."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

import pytest

from newsmend.types import Safety

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import articles

BROKEN = list(articles.articles())
CLEAN = list(articles.clean_articles())
NEGATIVES = list(articles.hard_negatives())


def test_the_set_is_as_large_as_promised() -> None:
    assert len(BROKEN) >= 60
    assert sum(each.held_out for each in BROKEN) >= 12
    assert len(CLEAN) >= 40
    assert len(NEGATIVES) >= 500
    assert len({each.gold for each in NEGATIVES}) == len(NEGATIVES)
    assert len({each.facts["desk"] for each in CLEAN}) >= 10


@pytest.mark.parametrize("article", BROKEN, ids=lambda article: article.name)
def test_gold_is_the_broken_text_with_its_marks_replaced(article: articles.Article) -> None:
    rebuilt: list[str] = []
    last = 0
    for mark in article.marks:
        assert mark.span.start >= last
        rebuilt += article.dirty[last : mark.span.start], mark.golds[0]
        last = mark.span.end
    assert articles.tidy("".join([*rebuilt, article.dirty[last:]])) == article.gold
    assert 100 <= len(article.dirty.split()) <= 300
    assert len(article.marks) >= 5


@pytest.mark.parametrize("article", [each for each in BROKEN if each.has_html], ids=lambda article: article.name)
def test_a_page_says_what_the_text_says(article: articles.Article) -> None:
    markup = articles.page(article)
    body = markup[markup.index('entry-content">') + 15 : markup.index("</div></article>")]
    assert re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", body))) == re.sub(r"\s", "", article.dirty)
    assert body.count("<a href") == len(article.anchors) > 0


def test_a_marked_text_is_read() -> None:
    read = articles.read(
        "a", "It is {{midcap+|The=>the}} [[{{glue+|oldpier=>old pier}}]].\n\n%% Share\n\n{{nonsense!|Ho}} hum."
    )
    assert read.dirty == "It is The oldpier.\n\nShare\n\nHo hum."
    assert read.gold == "It is the old pier.\n\nHo hum."
    assert [(mark.kind, mark.level) for mark in read.marks] == [
        ("midcap", Safety.FIX),
        ("glue", Safety.FIX),
        ("boilerplate", Safety.FIX),
        ("nonsense", Safety.FLAG),
    ]
    assert [read.dirty[a.span.start : a.span.end] for a in read.anchors] == ["oldpier"]


@pytest.mark.parametrize(
    "body", ["a {{midcap+|The=>The}}", "a {{nonsense!|x=>y}}", "a {{midcap+|=>y}}", "[[a", "a {{b"]
)
def test_a_wrong_mark_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"^here: "):
        articles.read("here", body)
