"""How the cost of a document grows with its words and its artifacts: `python benchmarks/scale.py growth`.

The sentences of `beside.articles` in documents of 250 to 2,000 words, good and with an artifact in every ninth, third
and every sentence; CPU seconds in one process, without a grammar server, as ratios to the first line.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from itertools import islice
from pathlib import Path

from beside import EVAL, SEED, WARM, articles
from newsmend import Settings, clean_text
from throughput import ARTIFACTS

_SENTENCE = re.compile(r"[^\n.!?]+[.!?]?[^\S\n]*|\n+")


def broken(text: str, every: int, rng: random.Random) -> str:
    """The text with an artifact in every so-manieth of its sentences; 0 is none."""
    parts = _SENTENCE.findall(text)
    for at in range(every - 1, len(parts), every) if every else ():
        words = parts[at].split(" ")
        if len(words) > 4:
            parts[at] = rng.choice(ARTIFACTS)(words, rng.randrange(1, len(words) - 2))
    return "".join(parts)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder with post_edits.jsonl.gz")
    parser.add_argument("--documents", type=int, default=16, help="of each kind")
    options = parser.parse_args(arguments)
    rng = random.Random(SEED)
    sizes = [(1, 0), (2, 0), (4, 0), (8, 0), (1, 9), (1, 3), (1, 1)]
    # Every second one of these is good; no sentence is used twice.
    good = articles(options.eval / "post_edits.jsonl.gz", 2 * (options.documents * sum(n for n, _ in sizes) + WARM))[
        ::2
    ]
    settings = Settings().with_values("growth", **{"pass": {"grammar": {"languagetool": "off"}}})
    for text in good[-WARM:]:
        clean_text(broken(text, 3, rng), settings)
    first, own = 0.0, iter(good)
    for size, every in sizes:
        texts = ["\n".join(islice(own, size)) for _ in range(options.documents)]
        texts = [broken(text, every, rng) for text in texts]
        began = time.process_time()
        for text in texts:  # once: what was seen before is remembered, and would cost less
            clean_text(text, settings)
        cost = (time.process_time() - began) / len(texts)
        words = sum(len(text.split()) for text in texts)
        first = first or cost
        what = f"an artifact in every {every} sentences" if every else "good"
        print(f"{words / len(texts):6.0f} words, {what:<34} {cost / first:5.2f} times the first")


if __name__ == "__main__":
    main([])
