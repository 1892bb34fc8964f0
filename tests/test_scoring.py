"""The benchmark's own scorer, its damage, and its adapter for language models."""

from __future__ import annotations

import json
import random
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import articles
import editor
import inject
import scoring

BROKEN = list(articles.articles())
MARKED = articles.read(
    "a", "The mayor {{midcap+|Said=>said}} it {{repetition+|was was=>was}} 3 miles.\n\n%% Share this"
)


def figures_of(output: str, article: articles.Article = MARKED) -> scoring.Figures:
    return scoring.figures([scoring.score(article, output)])


def test_leaving_everything_finds_nothing_and_gold_finds_all() -> None:
    left = scoring.figures(scoring.score(each, each.dirty) for each in BROKEN)
    assert (left.found, left.edits) == (0, 0)
    right = scoring.figures(scoring.score(each, each.gold) for each in BROKEN)
    assert right.found == right.marks
    assert right.right == right.edits


def test_each_mark_is_judged_alone() -> None:
    found = figures_of("The mayor said it was was 3 miles.\n\nShare this")
    assert (found.marks, found.found, found.edits, found.right) == (3, 1, 1, 1)


def test_spoiling_words_beside_a_mark_is_wrong_and_finds_nothing() -> None:
    found = figures_of("The mayorx Said xit was was 3 miles.\n\nShare this")
    assert (found.found, found.edits, found.right) == (0, 2, 0)


def test_deleting_good_words_with_a_page_line_is_wrong() -> None:
    found = figures_of("The mayor Said it was was")
    assert (found.found, found.edits, found.right) == (1, 2, 1)


@pytest.mark.parametrize(
    ("before", "after", "fact"),
    [
        ("It has 12 rooms.", "It has 21 rooms.", "number"),
        ("It is not open.", "It is open.", "negation"),
        ("She met Anna Kiel.", "She met Anna Keel.", "name"),
        ("“We were there,” he said.", "“We are there,” he said.", "quotation"),
    ],
)
def test_a_wrong_edit_says_which_fact_it_changed(before: str, after: str, fact: str) -> None:
    (edit,) = scoring.score(articles.Article("a", before, before), after).edits
    assert (edit.right, edit.facts) == (False, (fact,))


def test_damage_is_the_same_for_a_seed_and_gold_is_the_good_text() -> None:
    for path in sorted((articles.DATA / "clean").glob("*.txt"))[:6]:
        text = path.read_text(encoding="utf-8").strip()
        first, second = (inject.inject(text, random.Random(3), links=True) for _ in range(2))
        assert first == second
        read = articles.read("a", first)
        assert read.gold == text
        assert len({mark.kind for mark in read.marks}) > 4


def test_a_language_model_is_asked_over_http_and_its_tokens_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Model(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = {"message": {"content": asked["messages"][1]["content"].replace("teh", "the")}}
            body = json.dumps({"choices": [said], "usage": {"prompt_tokens": 7, "completion_tokens": 2}}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("NEWSMEND_LLM_PRICE", "1000000,500000")
    model = editor.Editor(f"http://127.0.0.1:{server.server_port}/v1", "m", "k")
    try:
        assert model.edit("teh end") == "the end"
    finally:
        server.shutdown()
    assert model.tokens == [7, 2]
    assert model.dollars() == 8
