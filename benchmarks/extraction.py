"""Main-text extraction on news pages with a known body: newsmend beside the extractors people use, in one run.

    python benchmarks/extraction.py [--data ../shared/eval/html_dev] [--rounds 3] [--ablations] [--json FILE]

The peers are no dependency of the project; `pip install -e ".[bench]"` brings them, and one that is not there is named.
Every extractor gets the same decoded markup and gives plain text, comments off. Each round of each extractor is a
process of its own, so that no cache outlives a round, and the rounds are interleaved: the fastest counts. Importing
and one warm-up page are not timed. `--ablations` also runs newsmend without one of its kinds of evidence at a time;
`--cross-validate` scores it on one half of the pages without the class words that only that half has.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import multiprocessing
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from unittest.mock import patch

Extract = Callable[[str], str]

DEFAULT_DATA = Path(__file__).parents[2] / "shared" / "eval" / "html_dev"
WARM_UP = "<html><body><article><p>The ferry stayed in port for a second day on Tuesday.</p></article></body></html>"
_FIGURES = re.compile(r"(F1|precision|recall|exact) ([\d.]+)")
# The parsers of some peers refuse a declaration of the encoding in text that is decoded already.
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


# --- the extractors: each makes its function, so that importing is not timed ------------------------------------------


def newsmend() -> Extract:
    """What `newsmend clean` writes when every repair is ignored."""
    from newsmend.ingest.html import parse_html
    from newsmend.types import UnreadableError

    def extract(markup: str) -> str:
        try:
            return parse_html(markup, id="page").text
        except UnreadableError:
            return ""

    return extract


def trafilatura(*, fast: bool = False, favor_precision: bool = False) -> Extract:
    from trafilatura import extract

    return lambda markup: extract(markup, include_comments=False, fast=fast, favor_precision=favor_precision) or ""


def readability() -> Extract:
    """Gives HTML; every block and line break ends a line of the text."""
    from lxml.html import fromstring
    from readability import Document

    def extract(markup: str) -> str:
        tree = fromstring(Document(markup).summary(html_partial=True))
        for element in tree.iter("p", "div", "li", "br", "td", "th", "tr", "h1", "h2", "h3", "h4", "pre", "blockquote"):
            element.tail = "\n" + (element.tail or "")
        return "".join(map(str, tree.itertext()))

    return extract


def newspaper() -> Extract:
    """Takes the language the page declares; where its resources for that are not there, it reads as English."""
    from newspaper import Article, Config

    def parsed(markup: str, declared: bool) -> str:
        config = Config()
        config.fetch_images = False
        if not declared:
            config.language = "en"
        article = Article("https://news.example/story", config=config)
        article.download(input_html=markup)
        article.parse()
        return str(article.text)

    def extract(markup: str) -> str:
        try:
            return parsed(markup, declared=True)
        except (ImportError, LookupError):
            return parsed(markup, declared=False)

    return extract


def resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda markup: str(
        extract_plain_text(markup, main_content=True, comments=False, alt_texts=False, list_bullets=False)
    )


def justext() -> Extract:
    """Needs to know the language: the one the page declares, else English."""
    from justext import get_stoplist
    from justext import justext as classified

    names = {"de": "German", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch", "pl": "Polish"}
    names |= {"pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "ro": "Romanian", "cs": "Czech"}
    declared = re.compile(r"<html[^>]*\blang=[\"']?([a-zA-Z]{2})")

    def extract(markup: str) -> str:
        found = declared.search(markup)
        stoplist = get_stoplist(names.get(found[1].lower() if found else "", "English"))
        return "\n".join(each.text for each in classified(markup, stoplist) if not each.is_boilerplate)

    return extract


EXTRACTORS: Mapping[str, tuple[str, Callable[[], Extract]]] = {  # by the name of their row: package, maker
    "newsmend": ("newsmend", newsmend),
    "trafilatura": ("trafilatura", trafilatura),
    "trafilatura, fast": ("trafilatura", partial(trafilatura, fast=True)),
    "trafilatura, favor_precision": ("trafilatura", partial(trafilatura, favor_precision=True)),
    "readability-lxml": ("readability-lxml", readability),
    "newspaper4k": ("newspaper4k", newspaper),
    "resiliparse": ("resiliparse", resiliparse),
    "jusText": ("jusText", justext),
}


# --- newsmend without one kind of evidence ----------------------------------------------------------------------------
_NEVER = re.compile(r"(?!)")


def _without_words(*, drop: bool, body: bool) -> Callable[[], Any]:
    """The table of class words with nothing in it for furniture, or nothing for the article's body."""
    from newsmend.ingest.html import names

    kept = [word for word in names.rows() if not (body if word.family in {names.BODY, names.ARTICLE} else drop)]
    return lambda: kept


def _without_linked_data() -> Callable[..., Any]:
    from newsmend.ingest.html import metadata

    read = metadata.read
    return lambda soup, _, headings, dates: read(soup, [], headings, dates)


_HTML = "newsmend.ingest.html"
ABLATIONS: Mapping[str, tuple[str, Callable[[], Any]]] = {  # what is missing: the function replaced, by what
    "JSON-LD": (f"{_HTML}.metadata.read", _without_linked_data),
    "class words of furniture": (f"{_HTML}.names.rows", partial(_without_words, drop=True, body=False)),
    "class words of the body": (f"{_HTML}.names.rows", partial(_without_words, drop=False, body=True)),
    "any class words": (f"{_HTML}.names.rows", partial(_without_words, drop=True, body=True)),
    "rows of teasers": (f"{_HTML}.furniture._teasers", lambda: lambda *_: set()),
    "captions by their shape": (f"{_HTML}.choose._is_caption", lambda: lambda *_: False),
    "“Related:” labels and sections": (f"{_HTML}.choose._labels", lambda: lambda *_: _NEVER),
    "boilerplate lines": (f"{_HTML}.choose._cut_lines", lambda: lambda *_: None),
    "title, date and byline lines": (f"{_HTML}.choose._cut_head", lambda: lambda *_: None),
}


# --- newsmend without the class words it could have learned from the pages it is scored on ----------------------------
SPLITS = 5


def words_by_page(pages: Mapping[str, str]) -> dict[str, set[Any]]:
    """The rows of the table of class words that match on each page."""
    from newsmend.ingest.html import names

    extract, found, seen = newsmend(), names._found, set[Any]()

    def noted(words: str) -> list[Any]:
        rows = list(found(words))
        seen.update(rows)
        return rows

    by_page: dict[str, set[Any]] = {}
    with patch.object(names, "_found", noted):
        for page, markup in pages.items():
            names.reading.cache_clear()
            seen.clear()
            extract(markup)
            by_page[page] = set(seen)
    return by_page


def cross_validated(pages: dict[str, str], split: int) -> dict[str, str]:
    """The text of every page, read without the class words that stand on no page of the other half."""
    from newsmend.ingest.html import names

    rows, by_page = names.rows(), words_by_page(pages)
    everywhere = set[Any]().union(*by_page.values())
    texts: dict[str, str] = {}
    for side in (0, 1):
        other = set[Any]().union(*(words for page, words in by_page.items() if half(page, split) != side))
        kept = [word for word in rows if word in other or word not in everywhere]
        with patch.object(names, "rows", lambda kept=kept: kept):
            for cached in (names.reading, names._beginning, names._table):
                cached.cache_clear()
            texts |= play("newsmend", {p: m for p, m in pages.items() if half(p, split) == side}).texts
    return texts


# --- a round ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """One pass over all pages: the texts by page, CPU seconds, and how many pages raised an exception."""

    texts: dict[str, str]
    seconds: float
    failures: int


def play(name: str, pages: dict[str, str], missing: str = "") -> Round:
    """Run an extractor over all pages; `missing` is a key of ABLATIONS."""
    with ExitStack() as stack:
        if missing:
            target, replacement = ABLATIONS[missing]
            stack.enter_context(patch(target, replacement()))
        extract = EXTRACTORS[name][1]()
        extract(WARM_UP)
        texts: dict[str, str] = {}
        failures = 0
        began = time.process_time()
        for page, markup in pages.items():
            try:
                texts[page] = extract(markup)
            except Exception:  # whatever a peer raises: no text, and counted
                texts[page] = ""
                failures += 1
        return Round(texts, time.process_time() - began, failures)


def apart(name: str, pages: dict[str, str], missing: str = "") -> Round:
    """`play` in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(play, name, pages, missing).result()


# --- scores -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """An extractor's figures; `f1_halves` on either half of the pages, split by a hash of their names."""

    name: str
    f1: float
    precision: float
    recall: float
    exact: int
    f1_halves: tuple[float, float]
    pages_per_second: float
    failures: int


def score(script: Path, truth: dict[str, Any], texts: dict[str, str]) -> dict[str, float]:
    """The scorer's own figures for the pages in `truth`."""
    with tempfile.TemporaryDirectory() as work:
        made = Path(work)
        (made / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")
        for page, text in texts.items():
            (made / f"{page}.txt").write_text(text, encoding="utf-8", errors="replace")
        command = [sys.executable, str(script), work, work]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in _FIGURES.findall(said.splitlines()[-1])}


def half(page: str, split: int = 0) -> int:
    return hashlib.sha256(page.encode()).digest()[split] % 2


def row(name: str, rounds: list[Round], script: Path, truth: dict[str, Any]) -> Row:
    texts = rounds[0].texts
    found = score(script, truth, texts)
    halves = [score(script, {p: t for p, t in truth.items() if half(p) == side}, texts)["F1"] for side in (0, 1)]
    speed = len(texts) / min(each.seconds for each in rounds)
    return Row(
        name,
        found["F1"],
        found["precision"],
        found["recall"],
        int(found["exact"]),
        (halves[0], halves[1]),
        speed,
        rounds[0].failures,
    )


def table(rows: list[Row], sizes: tuple[int, int]) -> str:
    """The rows as a Markdown table."""
    head = (
        f"| | F1 | precision | recall | exact | F1, half A ({sizes[0]}) | half B ({sizes[1]}) | pages per CPU second |"
    )
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    for each in rows:
        name = f"{each.name} ({each.failures} pages raised)" if each.failures else each.name
        a, b = each.f1_halves
        lines.append(
            f"| {name} | {each.f1:.4f} | {each.precision:.4f} | {each.recall:.4f} | {each.exact} | {a:.4f} | {b:.4f}"
            f" | {each.pages_per_second:.1f} |"
        )
    return "\n".join(lines)


def load(data: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The true bodies and the decoded markup, by page."""
    from newsmend.ingest.encoding import decode

    truth: dict[str, Any] = json.loads((data / "ground-truth.json").read_text(encoding="utf-8"))
    pages: dict[str, str] = {}
    for page in sorted(truth):
        markup = decode(gzip.decompress((data / "pages" / f"{page}.html.gz").read_bytes()), markup=True).text
        pages[page] = _DECLARATION.sub("", markup)
    return truth, pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder with ground-truth.json and pages/")
    parser.add_argument("--rounds", type=int, default=3, help="times every extractor runs; the fastest counts")
    parser.add_argument("--ablations", action="store_true", help="also newsmend without each kind of evidence")
    parser.add_argument("--cross-validate", action="store_true", help="also with the class words of the other half")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    args = parser.parse_args()
    script = args.data.resolve().parent / "score_html.py"
    truth, pages = load(args.data)
    versions: dict[str, str] = {}
    missing: list[str] = []
    for package in dict.fromkeys(package for package, _ in EXTRACTORS.values()):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            missing.append(package)
    names = [name for name, (package, _) in EXTRACTORS.items() if package in versions]
    rounds: dict[str, list[Round]] = {name: [] for name in names}
    for _ in range(args.rounds):
        for name in names:
            rounds[name].append(apart(name, pages))
    rows = [row(name, rounds[name], script, truth) for name in names]
    sizes = (sum(half(page) == 0 for page in pages), sum(half(page) == 1 for page in pages))
    listed = ", ".join(f"{package} {number}" for package, number in versions.items())
    print(f"{len(pages)} pages; Python {platform.python_version()}; {listed}")
    if missing:
        print(f"missing, and therefore not measured: {', '.join(missing)}")
    print(table(rows, sizes))
    without: list[Row] = []
    if args.ablations:
        without = [row(f"without {what}", [apart("newsmend", pages, what)], script, truth) for what in ABLATIONS]
        print(table(without, sizes))
    if args.cross_validate:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
            for split in range(SPLITS):
                made = Round(pool.submit(cross_validated, pages, split).result(), 1.0, 0)
                without.append(row(f"words of the other half, split {split + 1}", [made], script, truth))
        print(table(without[-SPLITS:], sizes))
    if args.json:
        figures = {"versions": versions, "missing": missing, "rows": [asdict(each) for each in [*rows, *without]]}
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
