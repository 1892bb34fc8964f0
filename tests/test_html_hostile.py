"""Pages that mean harm: what is read, what is set aside, and that the work grows with the page and not faster.

Work is counted in calls of the interpreter, so that a busy machine changes nothing.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType

import pytest

from newsmend.ingest.html import parse_html, tree
from newsmend.types import UnreadableError

TEXT = "The bridge over the sound was closed on Sunday, since a barge had struck its middle pier in the fog."


def calls(markup: str) -> int:
    """Calls of Python and C functions while a page is read."""
    count = 0

    def counted(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        parse_html(markup, id="page")
    except UnreadableError:
        pass
    finally:
        sys.setprofile(None)
    return count


GROWING: dict[str, Callable[[int], str]] = {
    "nesting": lambda n: "<div>" * n + TEXT,
    "nesting with text at every depth": lambda n: "<div>a b c d" * n + TEXT,
    "lists in quotes": lambda n: "<blockquote><ul><li>" * n + TEXT,
    "rows": lambda n: "<table>" + f"<tr><td>{TEXT}</td></tr>" * n,
    "paragraphs": lambda n: f"<p>{TEXT}</p>" * n,
    "nothing closed": lambda n: f"<p><b><i><a href='x'>{TEXT}<div>" * n,
    "bold never closed": lambda n: "<b>" * 400 + f"<p>{TEXT}</p>" * n,
    "ends without a start": lambda n: f"<p>{TEXT}</p>" + "</div></b></span></section>" * n,
    "inline tags": lambda n: "<p>" + "<b>a</b> <i>b</i> " * n + TEXT,
    "line breaks": lambda n: "<p>" + "<br>" * n + TEXT,
    "single line breaks": lambda n: "<p>" + "word and word<br> " * n + TEXT,
    "hidden spans": lambda n: f"<p>{TEXT}" + "<span class='tooltip'>a</span>" * n,
    "class names": lambda n: "".join(f"<div class='c{i} related-x{i} date{i}'>{TEXT}</div>" for i in range(n)),
    "one class list": lambda n: f"<div class='{'post-date-related ' * n}'></div><p>{TEXT}</p>",
    "bodies": lambda n: f"<div class='article-body'><p>{TEXT}</p></div>" * n,
    "bodies of other names": lambda n: "".join(f"<div class='article-body n{i}'>{TEXT}</div>" for i in range(n)),
    "bodies in bodies": lambda n: f"<div class='article-body'><p>{TEXT}</p>" * n,
    "headlines": lambda n: f"<h1>Bridge closed</h1><p>{TEXT}</p>" * n,
    "labels": lambda n: f"<p>Related: <a href='x'>Bridge</a></p><p>{TEXT}</p>" * n,
    "metadata": lambda n: "<head>" + "<meta name='author' content='Jo Ek'>" * n + f"</head><p>{TEXT}",
    "dates": lambda n: "<time class='published' datetime='2024'>x</time>" * n + f"<p>{TEXT}",
}


@pytest.mark.parametrize("name", GROWING)
def test_work_grows_with_the_page_and_not_faster(name: str) -> None:
    make = GROWING[name]
    calls(make(8))  # fills the caches
    small, large = calls(make(300)), calls(make(1200))
    assert large < 5.5 * small + 5_000


@pytest.mark.parametrize(
    "markup",
    [
        "<table>" + "<tr><td>1</td></tr>" * 1_000_000,
        "<p>" + "<b>a</b>" * 1_000_000,
        "<meta name='a' content='b'>" * 1_000_000,
    ],
    ids=["rows", "inline tags", "meta elements"],
)
def test_a_dump_is_set_aside_before_all_of_it_is_read(markup: str) -> None:
    with pytest.raises(UnreadableError, match=f"more than {tree.MAX_ELEMENTS:,} elements"):
        parse_html(markup, id="dump")


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{TEXT}</p><img src='data:image/png;base64,{'A' * 5_000_000}'>",
        f"<p style='{'x' * 2_000_000}' class='{'a ' * 1_000_000}'>{TEXT}</p>",
        f"<script>{'</p> var a = 1;' * 200_000}</script><p>{TEXT}</p>",
        f"<svg>{'<path d=1 />' * 200_000}</svg><p>{TEXT}</p>",
        f"<!--{'x' * 5_000_000}--><p>{TEXT}</p>",
        "\0" * 1_000_000 + f"<p>{TEXT}</p>",
    ],
    ids=["picture", "attributes", "script", "drawing", "comment", "nul"],
)
def test_ballast_leaves_the_text_and_takes_memory_in_proportion(markup: str) -> None:
    tracemalloc.start()
    try:
        assert parse_html(markup, id="page").text == f"{TEXT}\n"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * len(markup) + 10_000_000
