"""Words per CPU second through the whole chain, beside spaCy's blank tokenizer on the same texts in the same run.

    python benchmarks/throughput.py [--texts FOLDER] [--rounds 3] [--passes] [--json FILE]

Twice: over good news, and over the same news with an artifact in every third sentence, made here with a fixed seed.
One process, no grammar server; tables are loaded by a warm-up that is not timed, and the rounds are interleaved: the
fastest counts. `--passes` says where the time goes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import spacy

from newsmend import Settings, clean_text
from newsmend.types import Draft, Edit, Pass

TEXTS = Path(__file__).parents[2] / "shared" / "eval" / "dev" / "clean"
SEED = 3
EVERY = 3  # sentences to an artifact
_SENTENCE = re.compile(r"[^\n.!?]+[.!?]?[^\S\n]*|\n+")


def broken(text: str, rng: random.Random) -> str:
    """The text with an artifact in every third of its sentences."""
    parts = _SENTENCE.findall(text)
    for at in range(rng.randrange(EVERY), len(parts), EVERY):
        words = parts[at].split(" ")
        if len(words) > 4:
            parts[at] = rng.choice(ARTIFACTS)(words, rng.randrange(1, len(words) - 2))
    return "".join(parts)


def _doubled(words: list[str], at: int) -> str:
    return " ".join([*words[: at + 1], *words[at:]])


def _capital(words: list[str], at: int) -> str:
    return " ".join([*words[:at], words[at].capitalize(), *words[at + 1 :]])


def _glued(words: list[str], at: int) -> str:
    return " ".join([*words[:at], words[at] + words[at + 1].capitalize(), *words[at + 2 :]])


def _stopped(words: list[str], at: int) -> str:
    return " ".join([*words[:at], words[at] + ".", words[at + 1].capitalize(), *words[at + 2 :]])


def _broken_word(words: list[str], at: int) -> str:
    longest = max(range(at, len(words)), key=lambda i: len(words[i]))
    return " ".join([*words[:longest], words[longest][:2] + words[longest][4:], *words[longest + 1 :]])


def _spaced(words: list[str], at: int) -> str:
    return " ".join([*words[:at], words[at], ",", *words[at + 1 :]])


def _mojibake(words: list[str], at: int) -> str:
    return " ".join([*words[:at], "â€œ" + words[at] + "â€\x9d", *words[at + 1 :]])


ARTIFACTS: tuple[Callable[[list[str], int], str], ...] = (
    _doubled, _capital, _glued, _stopped, _broken_word, _spaced, _mojibake,
)  # fmt: skip


def seconds(run: Callable[[str], Any], texts: Iterable[str]) -> float:
    """CPU seconds of a run over all texts."""
    start = time.process_time()
    for text in texts:
        run(text)
    return time.process_time() - start


def by_pass(texts: list[str]) -> dict[str, float]:
    """CPU seconds each pass takes to find its edits; `rest` is reading, deciding and applying."""
    from newsmend import ingest
    from newsmend.pipeline import clean

    spent: dict[str, float] = defaultdict(float)

    class Timed:
        def __init__(self, inner: Pass) -> None:
            self.inner, self.name, self.rules = inner, inner.name, inner.rules

        def find(self, draft: Draft) -> list[Edit]:
            start = time.process_time()
            found = list(self.inner.find(draft))
            spent[self.name] += time.process_time() - start
            return found

    settings = Settings()
    passes: list[Any] = [Timed(each) for each in settings.build_passes()]
    start = time.process_time()
    for text in texts:
        clean(ingest.read_text(text, "txt", id="text"), passes, settings.policy())
    spent["rest"] = time.process_time() - start - sum(spent.values())
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--texts", type=Path, default=TEXTS, help="folder of .txt files of good news")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--passes", action="store_true", help="print what each pass takes")
    parser.add_argument("--json", type=Path, help="write the figures here")
    args = parser.parse_args()
    rng = random.Random(SEED)
    good = [file.read_text(encoding="utf-8") for file in sorted(args.texts.glob("*.txt"))]
    sets = {"good news": good, "an artifact in every third sentence": [broken(text, rng) for text in good]}
    tokenizer = spacy.blank("en").tokenizer
    runs: dict[str, Callable[[str], Any]] = {"newsmend": clean_text, "spaCy blank tokenizer": tokenizer}
    found: dict[str, dict[str, float]] = {}
    for name, texts in sets.items():
        words = sum(len(text.split()) for text in texts)
        best = dict.fromkeys(runs, float("inf"))
        for run in runs.values():
            seconds(run, texts[: 1 + len(texts) // 4])
        for _ in range(args.rounds):
            for label, run in runs.items():
                best[label] = min(best[label], seconds(run, texts))
        found[name] = {label: words / took for label, took in best.items()}
        print(f"{name}: {words:,} words")
        peer = found[name]["spaCy blank tokenizer"]
        for label, rate in found[name].items():
            print(f"  {label:<24} {rate:>9,.0f} words per CPU second   {rate / peer:.3f} of the peer")
        if args.passes:
            spent = by_pass(texts)
            for label, took in sorted(spent.items(), key=lambda one: -one[1]):
                print(f"    {label:<14} {100 * took / sum(spent.values()):5.1f}%  {1e6 * took / words:7.2f} µs a word")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
