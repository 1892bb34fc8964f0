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
from pathlib import Path
from typing import TypeVar

from newsmend.config import Settings
from newsmend.language.gazetteer import Gazetteer, Index, compile_index, open_all
from newsmend.language.mentions import Mentions
from newsmend.language.names import Entity, entities
from newsmend.passes.names import Names
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
    """CPU seconds of the names pass and of all passes, each asked once for every text."""
    names = whole = 0.0
    for each in chain.build_passes():
        list(each.find(Draft(texts[0], Document("a", texts[0]))))  # tables are loaded
        start = time.process_time()
        for text in texts:
            list(each.find(Draft(text, Document("a", text))))
        spent = time.process_time() - start
        whole += spent
        names += spent * isinstance(each, Names)
    return names, whole


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
    parser.add_argument("--forms", type=int, default=500_000, help="how many names to synthesise")
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(args.articles.glob("*.txt"))]
    with tempfile.TemporaryDirectory() as folder:
        index, small = Path(folder) / "large.idx", Path(folder) / "small.idx"
        count = compile_index(synthesised(args.forms), index)
        compile_index(synthesised(1_000), small)
        print(f"{count} names, {Index(index).counts()[1]} words, {index.stat().st_size / 1e6:.0f} MB")
        few, _ = timed(lambda: [Index(small) for _ in range(200)])
        many, _ = timed(lambda: [Index(index) for _ in range(200)])
        print(f"opening {args.forms} names costs {many / few:.2f} times opening 1,000")
        open_all()
        before = memory()
        names, whole = share(texts, Settings())
        print(f"names pass, built-in names alone: {names / whole:.1%} of the passes' CPU")
        middle = memory()
        large = Settings(passes={"names": NamesSettings(gazetteers=(str(index),))})
        names, whole = share(texts, large)
        print(f"names pass with the large gazetteer: {names / whole:.1%} of the passes' CPU")
        print(
            f"memory of a worker: {before:.0f} MB with names, {middle:.0f} with all, {memory():.0f} with the large one"
        )
        compare(index, texts, [entity.name for entity in synthesised(args.forms)])


if __name__ == "__main__":
    main()
