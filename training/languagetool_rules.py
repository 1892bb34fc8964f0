"""Measure every rule of LanguageTool on real machine translation and on damaged text, and keep those that earn it.

    python training/languagetool_rules.py PAIRS.jsonl.gz --out src/newsmend/data/languagetool_rules.tsv

A pair is a JSON object a line with `id`, `mt` and `reference`, its human post-edit. The 5,000 pairs that
`benchmarks/postedits.py` measures on are left out. The first replacement of each finding is tried: did the segment come
nearer to the post-edit, or further from it? How often does a rule speak on the post-edits, where it should not? Fluent
translation hardly has wrong forms of words, so each post-edit is also given with one put in: does a rule restore it?
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from newsmend.language import lexicon, sounds
from newsmend.languagetool import client
from newsmend.languagetool.session import session
from postedits import FURTHER, NEARER, SAME, Pair, pairs, tokens

KEPT_APART = 5_000
SOUND = 8_000  # post-edits looked at for false alarms, and damaged
LEAST_NEARER = 2  # findings that brought a segment nearer
RATIO = 2.0  # of those to findings that did the opposite
FALSE_ALARMS = 0.5  # findings on post-edits beside those on translations above which a rule knows nothing
LEAST_RESTORED = 10  # wrong forms put right
SHARE_RESTORED = 0.9  # of the findings on damaged words that are exactly what stood there
BATCH = 200
SEED = 20261
COLUMNS = (NEARER, SAME, FURTHER, "alarm", "restored", "wrong")
HEAD = """\
# The rules of LanguageTool 6.8 that the grammar pass uses, and the figures that earned each its safety.
# Source: measured by training/languagetool_rules.py on MLQE-PE post-edits (CC0). Licence: MIT.
# nearer, same, further: what its first replacement did to {segments:,} machine-translated segments, measured against
# their human post-edits. alarms: findings on {sound:,} of the post-edits themselves. restored, wrong: findings on words
# of those that were put into a wrong form. 99 right of 100 is shown for none on real translations, so none is FIX.
# rule\tsafety\tnearer\tsame\tfurther\talarms\trestored\twrong
"""
_LOWER = re.compile(r"(?<![\w'’-])[a-z]{2,}(?![\w'’-])")


def damaged(text: str, rng: random.Random) -> tuple[str, int, str] | None:
    """A text with one word in another form, the place, and the word that stood there; None when no word has one."""
    places = [(match, forms) for match in _LOWER.finditer(text) if (forms := _other_forms(match.group()))]
    if not places:
        return None
    match, forms = rng.choice(places)
    return text[: match.start()] + rng.choice(forms) + text[match.end() :], match.start(), match.group()


def _other_forms(word: str) -> list[str]:
    found = {*lexicon.singulars(word), lexicon.plural(word) or word}
    for lemma, _ in lexicon.lemma_of_verb(word):
        if forms := lexicon.verb_forms(lemma):
            found |= set(astuple(forms))
    return sorted(found - {word})


def measure(where: str, chosen: Sequence[Pair], memory: Path) -> Iterator[tuple[str, str]]:
    """Each finding's rule and verdict, one of COLUMNS."""
    rng = random.Random(SEED)
    for at in range(0, len(chosen), BATCH):
        batch = chosen[at : at + BATCH]
        for pair, found in zip(batch, client.check(where, [pair.mt for pair in batch], memory), strict=True):
            wanted = tokens(pair.reference)
            before = sounds.edits(tokens(pair.mt), wanted)
            for finding in found:
                if finding.replacements:
                    now = sounds.edits(tokens(_replaced(pair.mt, finding)), wanted)
                    yield finding.rule, SAME if now == before else NEARER if now < before else FURTHER
        if at >= SOUND:
            continue
        good = [pair.reference for pair in batch]
        alarms = client.check(where, good, memory)
        for found in alarms:
            yield from ((finding.rule, "alarm") for finding in found if finding.replacements)
        broken = [(*each, text) for text in good if (each := damaged(text, rng)) is not None]
        yield from _restorations(where, broken, memory)
        print(f"{at + len(batch):,} of {len(chosen):,}", file=sys.stderr, flush=True)


def _restorations(where: str, broken: Sequence[tuple[str, int, str, str]], memory: Path) -> Iterator[tuple[str, str]]:
    for (text, place, _, good), found in zip(
        broken, client.check(where, [each[0] for each in broken], memory), strict=True
    ):
        for finding in found:
            if finding.replacements and finding.start <= place < finding.end:
                yield finding.rule, "restored" if _replaced(text, finding) == good else "wrong"


def _replaced(text: str, finding: client.Finding) -> str:
    return text[: finding.start] + finding.replacements[0] + text[finding.end :]


def earned(tally: Counter[str], share: float) -> bool:
    """Whether a rule is right often enough to be suggested: on translations, or on damage and not wrong on those.

    `share` is that of the post-edits that were looked at for alarms.
    """
    spoken = tally[NEARER] + tally[SAME] + tally[FURTHER]
    nearer = tally[NEARER] >= max(LEAST_NEARER, RATIO * tally[FURTHER])
    restored = tally["restored"] >= max(LEAST_RESTORED, SHARE_RESTORED * (tally["restored"] + tally["wrong"]))
    return (nearer and tally["alarm"] <= FALSE_ALARMS * share * spoken) or (
        restored and tally[NEARER] >= tally[FURTHER]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--memory", type=Path, required=True, help="an SQLite file for LanguageTool's answers")
    args = parser.parse_args()
    apart = {pair.id for pair in pairs(args.pairs, KEPT_APART)}
    chosen = [pair for pair in pairs(args.pairs, 0) if pair.id not in apart]
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    with session(args.out.parent) as where:
        for rule, verdict in measure(where, chosen, args.memory):
            tallies[rule][verdict] += 1
    rows = [
        "\t".join([rule, "suggest", *(str(tally[key]) for key in COLUMNS)])
        for rule, tally in sorted(tallies.items())
        if earned(tally, min(1.0, SOUND / len(chosen)))
    ]
    args.out.write_text(HEAD.format(segments=len(chosen), sound=SOUND) + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
