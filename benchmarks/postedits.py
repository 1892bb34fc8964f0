"""Each rule against human post-edits of machine translation: how often its edits move a segment nearer, or further.

    python benchmarks/postedits.py [--pairs FILE...] [--sample 5000] [--select RULE...] [--show RULE...] [--json FILE]

A pair is a JSON object a line with `id`, `mt` and `reference`. From each file the pairs with the smallest hash of their
id are taken, so that the choice is fixed. The applied edits of a segment are replayed one by one; a suggestion is tried
alone on the text that is left. Distance is the least number of words and marks, each with the space before it, to put
in, take out or replace. The pairs of MLQE-PE were shown to people with "don 't" in two words, and left so; here both
sides are written as usual first.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import heapq
import json
import multiprocessing
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from newsmend import Settings, clean_text
from newsmend.language import sounds
from newsmend.ledger import replay
from newsmend.types import APPLIED, SUGGESTED

EVAL = Path(__file__).parents[2] / "shared" / "eval"
PAIRS = (EVAL / "post_edits.jsonl.gz", EVAL / "dev" / "real_mt" / "real_mt.jsonl")
NEARER, SAME, FURTHER = VERDICTS = ("nearer", "same", "further")
_TOKEN = re.compile(r"(\s*)(\w+|[^\w\s])")
_DETACHED = re.compile(r" (?=['’](?:s|t|re|ve|ll|d|m)\b)")
_CONTEXT = 40  # code points shown on either side of an edit


class Pair(NamedTuple):
    """A machine-translated segment and what a human made of it."""

    id: str
    mt: str
    reference: str


class Judged(NamedTuple):
    """One edit: its rule, what became of it, whether the segment came nearer, and how it looks."""

    rule: str
    outcome: str
    verdict: str
    shown: str


def pairs(file: Path, sample: int) -> list[Pair]:
    """The `sample` pairs of a file with the smallest hash of their id, all of them for 0."""
    data = file.read_bytes()
    lines = (gzip.decompress(data) if file.suffix == ".gz" else data).splitlines()
    found = [
        Pair(row["id"], *(_DETACHED.sub("", row[key]) for key in ("mt", "reference"))) for row in map(json.loads, lines)
    ]
    return heapq.nsmallest(sample or len(found), found, key=lambda pair: hashlib.sha256(pair.id.encode()).digest())


def tokens(text: str) -> list[str]:
    """Words and marks, each with a blank in front when it had one.

    >>> tokens("Well , no.")
    ['Well', ' ,', ' no', '.']
    """
    return [(" " if space else "") + token for space, token in _TOKEN.findall(text.strip())]


def judge(pair: Pair) -> list[Judged]:
    """Every edit newsmend makes or suggests in a segment, against its post-edit."""
    # A segment is too short to tell its language by.
    cleaned = clean_text(pair.mt, Settings(detect_language=False))
    if not cleaned.entries:
        return []
    wanted = tokens(pair.reference)
    text = cleaned.document.text
    found = []
    left = sounds.edits(tokens(text), wanted)
    for entry in cleaned.of(APPLIED):
        after = replay(text, [entry.edit])
        now = sounds.edits(tokens(after), wanted)
        found.append(Judged(entry.edit.rule.id, APPLIED, _verdict(left, now), _shown(text, after, pair.reference)))
        text, left = after, now
    for entry in cleaned.of(SUGGESTED):
        after = replay(text, [entry.edit])
        verdict = _verdict(left, sounds.edits(tokens(after), wanted))
        found.append(Judged(entry.edit.rule.id, SUGGESTED, verdict, _shown(text, after, pair.reference)))
    return found


def _verdict(before: int, after: int) -> str:
    return SAME if before == after else NEARER if after < before else FURTHER


def _shown(before: str, after: str, reference: str) -> str:
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(start - _CONTEXT, 0)
    length = abs(len(before) - len(after)) + 3 * _CONTEXT
    return (
        f"- {before[start : start + length]}\n+ {after[start : start + length]}\n= {reference[start : start + length]}"
    )


def rows(counts: Counter[tuple[str, str, str]]) -> Iterator[tuple[str, ...]]:
    """The table: a rule and outcome with its counts, the totals at the end."""
    for outcome in (APPLIED, SUGGESTED):
        total: Counter[str] = Counter()
        for rule in sorted({rule for rule, found, _ in counts if found == outcome}):
            tally = Counter({verdict: counts[rule, outcome, verdict] for verdict in VERDICTS})
            total += tally
            yield rule, outcome, *(str(tally[verdict]) for verdict in VERDICTS), _ratio(tally)
        yield "all", outcome, *(str(total[verdict]) for verdict in VERDICTS), _ratio(total)


def _ratio(tally: Counter[str]) -> str:
    return f"{tally[NEARER] / tally[FURTHER]:.1f}" if tally[FURTHER] else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--pairs", type=Path, nargs="+", default=PAIRS, help="files of pairs, plain or gzipped")
    parser.add_argument("--sample", type=int, default=5_000, help="how many pairs of each file; 0: all")
    parser.add_argument("--select", nargs="*", default=(), help="print only rules or passes of this name")
    parser.add_argument("--show", nargs="*", default=(), help="show edits of these rules: - before, + after, = human")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the table here")
    args = parser.parse_args()
    chosen = [pair for file in args.pairs for pair in pairs(file, args.sample)]
    with multiprocessing.Pool(args.workers) as pool:
        judged = [each for found in pool.imap(judge, chosen, chunksize=200) for each in found]
    if args.select:
        judged = [one for one in judged if one.rule in args.select or one.rule.partition("/")[0] in args.select]
    for one in judged:
        if one.rule in args.show:
            print(f"{one.rule}, {one.outcome}: {one.verdict}\n{one.shown}\n")
    table = list(rows(Counter((one.rule, one.outcome, one.verdict) for one in judged)))
    print(f"{len(chosen):,} segments")
    print(f"{'rule':<32} {'outcome':<10} {'nearer':>7} {'same':>5} {'further':>8} {'ratio':>6}")
    for rule, outcome, nearer, same, further, ratio in table:
        print(f"{rule:<32} {outcome:<10} {nearer:>7} {same:>5} {further:>8} {ratio:>6}")
    if args.json:
        keys = ("rule", "outcome", *VERDICTS, "ratio")
        args.json.write_text(json.dumps([dict(zip(keys, row, strict=True)) for row in table], indent=1) + "\n")


if __name__ == "__main__":
    main()
