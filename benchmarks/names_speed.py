"""What the names pass costs with a gazetteer of 500,000 forms, and what its parts cost beside other libraries.

    python benchmarks/names_speed.py --articles FOLDER [--forms N]

Names are synthesised from the syllables of the built-in ones. Figures are shares and ratios within one run, CPU time.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from newsmend.config import Settings
from newsmend.language.gazetteer import Gazetteer, Index, compile_index, open_all
from newsmend.language.mentions import Mentions
from newsmend.language.names import Entity, entities, longest
from newsmend.passes.names import Settings as NamesSettings
from newsmend.types import Document, Draft

_SYLLABLE = re.compile(r"[^aeiouy]*[aeiouy]+(?:[^aeiouy](?![aeiouy]))?", re.IGNORECASE)
_T = TypeVar("_T")


def synthesised(count: int) -> Iterator[Entity]:
    """That many people with two names each, made of the syllables of true ones; the same every time."""
    rng = random.Random(7)
    syllables = sorted({s.lower() for e in entities() for s in _SYLLABLE.findall(e.name.split()[-1]) if s.isalpha()})
    given = ["".join(rng.choices(syllables, k=2)).capitalize() for _ in range(20_000)]
    for _ in range(count):
        family = "".join(rng.choices(syllables, k=rng.choice((2, 3, 3)))).capitalize()
        yield Entity(f"{rng.choice(given)} {family}", "person", (), (), ("Utopia", "minister"))


def timed(work: Callable[[], _T]) -> tuple[float, _T]:
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def share(texts: list[str], chain: Settings) -> tuple[float, float]:
    """The names pass's share of the CPU all passes take, and megabytes of memory: a worker's, which starts anew.

    The first half of the texts loads tables and fills what is remembered between articles; the second is measured.
    """
    with get_context("fork").Pool(1) as pool:
        return pool.apply(_share, (texts, chain))


def _share(texts: list[str], chain: Settings) -> tuple[float, float]:
    longest()  # the table of exact forms, which casing and splices load as well
    spent = {}
    for each in chain.build_passes():
        for number, text in enumerate(texts):
            if number == len(texts) // 2:
                start = time.process_time()
            list(each.find(Draft(text, Document("a", text))))
        spent[each.name] = time.process_time() - start
    return spent["names"] / sum(spent.values()), memory()


def memory() -> float:
    """Megabytes this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(index: Path, texts: list[str], forms: list[str]) -> None:
    """Candidates beside rapidfuzz over the same list; exact forms beside an Aho-Corasick automaton."""
    import ahocorasick
    from rapidfuzz import process

    known = open_all((str(index),))
    asked = sorted({known_word for text in texts for known_word in _doubtful(text)})[:40]
    words = sorted({word for form in forms for word in form.split()})
    fresh = Gazetteer([Index(index)])  # nothing remembered
    ours, _ = timed(lambda: [fresh.near(word) for word in asked])
    theirs, _ = timed(lambda: [process.extract(word, words, limit=5) for word in asked])
    print(
        f"candidates of {len(asked)} words among {len(words)}: rapidfuzz takes {theirs / ours:.1f} times our CPU time"
    )
    automaton = ahocorasick.Automaton()
    for form in forms:
        automaton.add_word(form, form)
    automaton.make_automaton()
    ours, _ = timed(lambda: [Mentions(text, "", known).doubtful for text in texts])
    theirs, _ = timed(lambda: [list(automaton.iter(text)) for text in texts])
    print(f"exact part: ours takes {ours / theirs:.1f} times the automaton's CPU time")


def _doubtful(text: str) -> set[str]:
    found = Mentions(text, "", open_all())
    return {found.tokens[at].word for at in found.doubtful}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--articles", type=Path, required=True, help="folder of .txt files")
    parser.add_argument("--index", type=Path, help="keep the large index here, and use it when it is there")
    parser.add_argument("--forms", type=int, default=500_000, help="how many names to synthesise")
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(args.articles.glob("*.txt"))]
    with tempfile.TemporaryDirectory() as folder:
        index, small = args.index or Path(folder) / "large.idx", Path(folder) / "small.idx"
        if not index.exists():
            compile_index(synthesised(args.forms), index)
        compile_index(synthesised(1_000), small)
        names, words = Index(index).counts()
        print(f"{names} names, {words} words, {index.stat().st_size / 1e6:.0f} MB")
        few, _ = timed(lambda: [Index(small) for _ in range(200)])
        many, _ = timed(lambda: [Index(index) for _ in range(200)])
        print(f"opening {args.forms} names costs {many / few:.2f} times opening 1,000")
        for label, chosen in (
            ("built-in names alone", NamesSettings()),
            ("the large one", NamesSettings((str(index),))),
        ):
            part, used = share(texts, Settings(passes={"names": chosen}))
            print(f"names pass with {label}: {part:.1%} of the passes' CPU, worker of {used:.0f} MB")
        compare(index, texts, [entity.name for entity in synthesised(args.forms)])


if __name__ == "__main__":
    main()
