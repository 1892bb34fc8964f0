"""What each part of casing and splices is worth: rules alone, with the trained decisions, with link evidence.

    python training/ablation.py TREEBANK_FOLDER POST_EDITS

Text that no training saw (PUD, and post-edits kept apart) is broken by ``damage.py`` with a fixed seed. Printed for
each stage: the share of false capitals and of false stops repaired by default, the share of edits that are right, the
same with suggestions, edits in the good text for 1,000 words, and words for each second of CPU.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from damage import Damaged, damage
from decisions import post_edits, treebank
from newsmend.passes.casing import Casing, false_capitals
from newsmend.passes.splices import Splices, stops
from newsmend.pipeline import clean
from newsmend.policy import Policy
from newsmend.types import APPLIED, Cleaned, Document, Pass, Safety

SEED = 3
DOCUMENTS = 150  # of post-edits
KINDS = {"casing": "false_capital", "splices": "false_stop"}


def stages() -> Iterator[tuple[str, bool, ExitStack]]:
    """Each stage's name, whether it sees links, and the patches that take the rest away."""
    rules = ExitStack()
    rules.enter_context(patch.object(false_capitals, "_of_common_word", lambda _one, _found: None))
    rules.enter_context(patch.object(false_capitals, "_weighed", lambda _one, _found, ruled, _mangled: (ruled, 0.9)))
    rules.enter_context(patch.object(stops, "LIKELY", 2.0))
    rules.enter_context(patch.object(stops, "LIKELY_CONJUNCTION", 2.0))
    yield "function words by rule", False, rules
    lexicon = ExitStack()
    lexicon.enter_context(patch.object(false_capitals, "_weighed", lambda _one, _found, ruled, _mangled: (ruled, 0.9)))
    lexicon.enter_context(patch.object(stops, "LIKELY", 2.0))
    lexicon.enter_context(patch.object(stops, "LIKELY_CONJUNCTION", 2.0))
    yield "and the lexicon, by rule", False, lexicon
    words = ExitStack()
    words.enter_context(patch.object(stops, "DOUBT", 2.0))
    yield "and trained decisions", False, words
    yield "and tags", False, ExitStack()
    linked = ExitStack()
    linked.enter_context(patch.object(stops, "DOUBT", 2.0))
    yield "and links, without tags", True, linked
    yield "and links and tags", True, ExitStack()


def measure(name: str, linked: bool, good: list[str], broken: list[Damaged]) -> None:
    """Print one stage's line."""
    passes: list[Pass] = [Casing(), Splices()]
    clean(Document("", broken[0].text), passes, Policy())  # the tables are read
    start = time.process_time()
    harmed = sum(len(clean(Document("", text), passes, Policy()).of(APPLIED)) for text in good)
    seconds = time.process_time() - start
    words = sum(len(text.split()) for text in good)
    columns = [name]
    for safety in (Safety.FIX, Safety.SUGGEST):
        right, wrong, faults = dict.fromkeys(KINDS.values(), 0), 0, dict.fromkeys(KINDS.values(), 0)
        for one in broken:
            cleaned = clean(Document("", one.text, anchors=one.anchors if linked else ()), passes, Policy(safety))
            places = {fault.span.start: fault for fault in one.faults}
            for fault in one.faults:
                faults[fault.kind] += 1
            for start_at, kind in applied(cleaned):
                found = places.get(start_at)
                right[kind] += bool(found and found.kind == kind)
                wrong += not (found and found.kind == kind)
        columns += [f"{100 * right[kind] / faults[kind]:.1f}" for kind in KINDS.values()]
        columns.append(f"{100 * sum(right.values()) / max(sum(right.values()) + wrong, 1):.1f}")
    print("| " + " | ".join([*columns, f"{1000 * harmed / words:.3f}", f"{words / seconds:,.0f}"]) + " |", flush=True)


def applied(cleaned: Cleaned) -> Iterator[tuple[int, str]]:
    """Where edits were made in the broken text, and which kind of fault they mend."""
    for entry in cleaned.of(APPLIED):
        if entry.edit.rule.id != "casing/lowercased-name":
            yield entry.origin.start, KINDS[entry.edit.rule.pass_name]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("post_edits", type=Path)
    given = parser.parse_args()
    rng = random.Random(SEED)
    good = list(treebank(given.treebank / "pud-test.conllu.gz", sentences=True))
    good += list(post_edits(given.post_edits, True, rng))[:DOCUMENTS]
    broken = [damage(text, rng) for text in good]
    for name, linked, patches in stages():
        with patches:
            measure(name, linked, good, broken)


if __name__ == "__main__":
    main()
