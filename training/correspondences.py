"""Measure what the letter correspondences of respelt names cost: writes `src/newsmend/data/correspondences.tsv`.

    python training/correspondences.py --pairs PAIRS.jsonl.gz [--check]

Positives are pairs of one name: slips and variants of the gazetteer, romanisations of one script
(`romanisations.tsv`), and names that post-editors of machine translation respelt (`--pairs`: objects with `mt`,
`reference` and `id`; what `benchmarks/names.py` measures on is left out). Negatives are pairs of different names that
have like phonetic keys. Both are aligned letter by letter; an operation rewrites up to two letters (Brill and Moore,
ACL 2000). Its cost falls with the logarithm of how much more often it stands in positives than in negatives. The pairs
are then aligned again with these costs, and counted again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import chain, combinations, islice, product
from pathlib import Path

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.names import entities
from newsmend.language.sounds import fold, key, keys_near, nested, rewrite_cost

TARGET = Path(tables.__file__).parent / "data" / "correspondences.tsv"
ROMANISATIONS = Path(__file__).with_name("romanisations.tsv")
MEASURED = 5_000  # pairs kept back for the benchmark
LEAST = 4  # times an operation must be seen in positives
MIDDLE, SLOPE, FLOOR, CEILING = 0.62, 0.16, 0.12, 1.1
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|\S")

Pair = tuple[str, str]
Costs = dict[Pair, float]


def is_measured(identifier: str) -> bool:
    """Whether the benchmark measures on this pair of the post-edits, so that nothing may be learnt from it."""
    return zlib.crc32(identifier.encode()) % 6 == 0


def respelt(path: Path) -> Iterator[Pair]:
    """Names a post-editor respelt: (right, wrong)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        if is_measured(row["id"]):
            continue
        a, b = _TOKEN.findall(row["mt"]), _TOKEN.findall(row["reference"])
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if tag == "replace" and j - i == m - k:
                yield from (
                    (right, wrong) for wrong, right in zip(a[i:j], b[k:m], strict=True) if _respelt(wrong, right)
                )


def _respelt(wrong: str, right: str) -> bool:
    if not (wrong[0].isupper() and right[0].isupper()) or len(right) < 4 or lexicon.known(wrong):
        return False
    common = lexicon.lower_share(right)
    return (common is None or common < 0.5) and SequenceMatcher(None, fold(wrong), fold(right)).ratio() >= 0.65


def gazetteer_pairs() -> Iterator[Pair]:
    """Words of a name and the words of its slips and variants: (right, wrong)."""
    for entity in entities():
        right = re.split(r"[\s-]+", entity.name)
        for form in (*entity.slips, *entity.variants):
            wrong = re.split(r"[\s-]+", form)
            if len(wrong) == len(right):
                yield from zip(right, wrong, strict=True)


def romanisations() -> Iterator[Pair]:
    """Both ways of every pair of the table."""
    for line in ROMANISATIONS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            _, one, other = line.split("\t")
            yield one, other
            yield other, one


def different_names() -> Iterator[Pair]:
    """Words of different names whose phonetic keys are alike."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entity in entities():
        for form in entity.forms:
            for word in re.split(r"[\s-]+", form):
                owners[fold(word)].add(entity.name)
    rows: dict[str, list[str]] = defaultdict(list)
    for word in sorted(owners):
        if len(word) > 3:
            rows[key(word)].append(word)
    for skeleton, words in rows.items():
        near = [word for each in islice(keys_near(skeleton), 1, None) for word in rows.get(each, ())]
        for one, other in chain(combinations(words, 2), product(words, near)):
            if abs(len(one) - len(other)) < 3 and not owners[one] & owners[other]:
                yield (one, other) if zlib.crc32(one.encode()) & 1 else (other, one)


def operations(a: str, b: str, costs: Costs) -> list[Pair]:
    """The cheapest rewriting of `a` as `b`, operation by operation, without those that change nothing."""
    best: dict[tuple[int, int], tuple[float, tuple[Pair, ...]]] = {(0, 0): (0.0, ())}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            for back in range(min(2, i) + 1):
                for off in range(min(2, j) + 1):
                    if not back | off or (i - back, j - off) not in best:
                        continue
                    before, row = best[i - back, j - off]
                    piece, made = a[i - back : i], b[j - off : j]
                    step = (
                        0.0
                        if piece == made
                        else costs.get((piece, made), 1.0 if back + off < 3 and back * off < 2 else 9)
                    )
                    total = before + step
                    if (i, j) not in best or total < best[i, j][0]:
                        best[i, j] = total, row if piece == made else (*row, (piece, made))
    return list(best[len(a), len(b)][1])


def widened(a: str, b: str, costs: Costs) -> Iterator[Pair]:
    """The operations of a pair, and each joined with the letter it stands beside (kh for k, not h for nothing)."""
    found = operations(a, b, costs)
    yield from found
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal" or j - i > 1 or m - k > 1:
            continue
        if i and k and a[i - 1] == b[k - 1]:
            yield a[i - 1 : j], b[k - 1 : m]
        if j < len(a) and m < len(b) and a[j] == b[m]:
            yield a[i : j + 1], b[k : m + 1]
        if j - i == 2 or m - k == 2:
            yield a[i:j], b[k:m]


def learn(positives: list[Pair], negatives: list[Pair]) -> tuple[Costs, Counter[Pair]]:
    costs: Costs = {}
    seen: Counter[Pair] = Counter()
    for _ in range(2):
        seen = Counter(unit for a, b in positives for unit in widened(a, b, costs))
        against = Counter(unit for a, b in negatives for unit in widened(a, b, costs))
        share, other = max(1, len(positives)), max(1, len(negatives))
        costs = {}
        for unit, count in seen.items():
            if count >= LEAST:
                ratio = ((count + 0.5) / share) / ((against[unit] + 3) / other)
                costs[unit] = round(min(CEILING, max(FLOOR, MIDDLE - SLOPE * math.log(ratio))), 2)
    # What rewrites two letters must be cheaper than its parts, or it is not needed.
    kept = {}
    for (a, b), cost in costs.items():
        rest = {unit: value for unit, value in costs.items() if unit != (a, b)}
        if len(a) + len(b) < 3 or rewrite_cost(a, b, nested(rest)) > cost + 0.05:
            kept[a, b] = cost
    return kept, seen


def _clean(pairs: Iterable[Pair]) -> list[Pair]:
    folded = ((fold(a), fold(b)) for a, b in pairs)
    return [(a, b) for a, b in folded if a != b and len(a) > 1 and len(b) > 1 and abs(len(a) - len(b)) < 4
            and len(set(a) ^ set(b)) < 6 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.6]  # fmt: skip


def check(learnt: Costs, positives: list[Pair], negatives: list[Pair]) -> None:
    """Print how well the distance parts held-out pairs of one name from pairs of two."""
    for label, costs in (("learnt costs", nested(learnt)), ("plain edit distance", nested({}))):
        good = sorted(rewrite_cost(a, b, costs, 9) / max(4, len(a)) for a, b in positives)
        bad = sorted(rewrite_cost(a, b, costs, 9) / max(4, len(a)) for a, b in negatives)
        at = bad[len(bad) // 50]
        below = sum(value < at for value in good) / len(good)
        print(
            f"{label:<22} of pairs of one name {100 * below:.1f}% are nearer than 98% of pairs of two names ({at:.3f})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--pairs", type=Path, required=True, help="machine translations and their post-edits")
    parser.add_argument("--check", action="store_true", help="learn on four fifths, measure on the rest, write nothing")
    args = parser.parse_args()
    positives = _clean([*gazetteer_pairs(), *respelt(args.pairs), *romanisations()])
    different = list(different_names())
    random.Random(1).shuffle(different)
    negatives = _clean(different[: 20 * len(positives)])[: 2 * len(positives)]
    print(f"{len(positives)} pairs of one name, {len(negatives)} of two", file=sys.stderr)
    if args.check:
        held = [pair for pair in positives if zlib.crc32(pair[0].encode()) % 5 == 0]
        kept = [pair for pair in positives if zlib.crc32(pair[0].encode()) % 5]
        costs, _ = learn(kept, negatives[::2])
        check(costs, held, negatives[1::2])
        return
    costs, seen = learn(positives, negatives)
    head = [
        "# Source: compiled by training/correspondences.py from the gazetteer, romanisations.tsv and MLQE-PE (CC0)",
        "# Licence: MIT",
        "# Columns: letters of the true name, letters of the mangled one, cost, times seen",
    ]
    rows = [f"{a}\t{b}\t{cost:.2f}\t{seen[a, b]}" for (a, b), cost in sorted(costs.items())]
    TARGET.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")
    print(f"{len(rows)} correspondences", file=sys.stderr)


if __name__ == "__main__":
    main()
