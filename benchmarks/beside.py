"""CPU seconds of newsmend beside its peers, on the same texts and pages in one run: `python benchmarks/scale.py peers`.

Articles are made of the references of human post-edits, some 250 words each, every second one with an artifact in
every third sentence (`throughput.broken`). language-tool-python asks a warm server of ours and checks every so-manieth
of them; codespell reads them all as files. Pages are read by newsmend and by trafilatura in its default, in turns; the
fastest round counts. Words are those between blanks.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from extraction import apart, load
from newsmend import Settings, clean_text
from throughput import broken

EVAL = Path(__file__).parents[2] / "shared" / "eval"
WORDS, SENTENCES = 250, 4  # of an article, of a paragraph
SEED = 5
WARM = 30  # articles before the clock starts


def articles(post_edits: Path, count: int) -> list[str]:
    """So many articles of sentences in an order of our own, or as many as there are sentences for."""
    with gzip.open(post_edits, "rt", encoding="utf-8") as file:
        sentences = [json.loads(line)["reference"] for line in file]
    rng = random.Random(SEED)
    rng.shuffle(sentences)
    made: list[str] = []
    some: list[str] = []
    for sentence in sentences:
        some.append(sentence)
        if sum(len(each.split()) for each in some) >= WORDS:
            paragraphs = (" ".join(some[at : at + SENTENCES]) for at in range(0, len(some), SENTENCES))
            text = "\n\n".join(paragraphs) + "\n"
            made.append(broken(text, rng) if len(made) % 2 else text)
            some = []
        if len(made) == count:
            break
    return made


def cpu(more: psutil.Process | None = None) -> float:
    """CPU seconds of this process, of those it started, and of one more."""
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    if more is not None and more not in processes:
        processes.append(more)
    return sum(sum(each.cpu_times()[: 4 if each.pid == os.getpid() else 2]) for each in processes)


@contextmanager
def clock(into: dict[str, float], name: str, more: psutil.Process | None = None) -> Iterator[None]:
    began = cpu(more)
    yield
    into[name] = min(into.get(name, float("inf")), cpu(more) - began)


def prose(texts: list[str], every: int, rounds: int) -> dict[str, float]:
    """Words per CPU second of each."""
    words = sum(len(text.split()) for text in texts)
    sample = texts[::every]
    rates: dict[str, float] = {}
    spent: dict[str, float] = {}
    settings = Settings().with_values("peers", **{"pass": {"grammar": {"languagetool": "off"}}})
    for text in texts[:WARM]:
        clean_text(text, settings)
    with clock(spent, "newsmend"):
        for text in texts:
            clean_text(text, settings)
    rates["newsmend"] = words / spent["newsmend"]
    with tempfile.TemporaryDirectory() as place:
        for number, text in enumerate(texts):
            Path(place, f"{number:05}.txt").write_text(text, encoding="utf-8")
        for _ in range(rounds):
            with clock(spent, "codespell"):
                subprocess.run([sys.executable, "-m", "codespell_lib", place], capture_output=True, check=False)
    rates["codespell"] = words / spent["codespell"]
    with tempfile.TemporaryDirectory() as place:
        rates["language-tool-python"] = sum(len(text.split()) for text in sample) / checked(sample, texts, Path(place))
    return rates


def checked(sample: list[str], texts: list[str], folder: Path) -> float:
    """CPU seconds that language-tool-python and its server take to check some articles."""
    import language_tool_python

    from newsmend.languagetool import server

    lease = server.Lease(folder.resolve(), owner=os.getpid())
    spent: dict[str, float] = {}
    try:
        address = server.ensure(lease)
        tool = language_tool_python.LanguageTool("en-US", remote_server=address.url)
        (java,) = psutil.Process(address.pid).children()
        for text in texts[1 : WARM + 1]:
            tool.check(text)
        with clock(spent, "check", java):
            for text in sample:
                tool.check(text)
    finally:
        server.stop(lease.folder)
    return spent["check"]


def pages(folder: Path, rounds: int) -> dict[str, float]:
    """Pages per CPU second of each, of the fastest round."""
    _, markup = load(folder)
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name in ("newsmend", "trafilatura"):
            best[name] = max(best.get(name, 0.0), len(markup) / apart(name, markup).seconds)
    return best


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder with post_edits.jsonl.gz and html_dev")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--every", type=int, default=40, help="which of them LanguageTool checks: every so-manieth")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    texts = articles(options.eval / "post_edits.jsonl.gz", options.articles)
    print(f"{len(texts):,} articles, {sum(len(text.split()) for text in texts):,} words")
    rates = prose(texts, options.every, options.rounds)
    for name, rate in rates.items():
        print(f"  {name:<22} newsmend is {rates['newsmend'] / rate:.4f} times as fast")
    found = pages(options.eval / "html_dev", options.rounds)
    print(f"pages: newsmend is {found['newsmend'] / found['trafilatura']:.2f} times as fast as trafilatura's default")


if __name__ == "__main__":
    main(sys.argv[1:])
