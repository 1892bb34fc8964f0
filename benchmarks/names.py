"""How well names are repaired, and how often true ones are harmed.

    python benchmarks/names.py [--eval ../shared/eval] [--only pairs,slips,dev,clean,post-edits] [--show]

`pairs`: 300 mangled names in documents of our own, half of them of entities the gazetteer does not know, and documents
that must stay as they are. `slips`: the gazetteer's own slips with that list switched off, so that sound alone must
find them. `dev`, `clean`, `post-edits`: the evaluation sets, from beside the checkout, never copied into it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from newsmend.config import Settings
from newsmend.language import lexicon
from newsmend.language.names import entities
from newsmend.language.sounds import fold
from newsmend.passes.names import Names
from newsmend.pipeline import clean
from newsmend.policy import Policy
from newsmend.types import Document, Safety

DATA = Path(__file__).with_name("data")
DEFAULT_EVAL = Path(__file__).parents[2] / "shared" / "eval"
PAIRS = 5_000  # post-edits measured on
REFERENCE_WORDS = 50_000
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|\S")


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table beside this file."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.replace("\\n", "\n").split("\t")


def repaired(text: str, safety: Safety, ignore: tuple[str, ...] = ()) -> str:
    """The text after the names pass alone."""
    return clean(Document("a", text), [Names()], Policy(safety, ignore=ignore)).text


def is_measured(identifier: str) -> bool:
    """Whether a pair of the post-edits is kept back for this benchmark (see training/correspondences.py)."""
    return zlib.crc32(identifier.encode()) % 6 == 0


def _right_forms() -> dict[str, set[str]]:
    """Every right form, and what is left of it without its first words, with all that is as right in its place."""
    found: dict[str, set[str]] = {}
    for entity in entities():
        for form in entity.forms:
            size = len(form.split())
            for drop in range(size):
                key = " ".join(form.split()[drop:])
                found.setdefault(key, set()).update(
                    " ".join(other.split()[drop:]) for other in entity.forms if len(other.split()) == size
                )
    return found


def _rate(part: int, whole: int) -> str:
    return f"{part}/{whole} = {100 * part / max(1, whole):.1f}%"


def pairs(*, show: bool) -> None:
    """Recall and precision on the pairs, by safety, with and without the list of slips."""
    forms = _right_forms()
    for label, ignore in (("with the list of slips", ()), ("by sound and document alone", ("names/known-slip",))):
        for safety in (Safety.FIX, Safety.SUGGEST):
            right: Counter[str] = Counter()
            total: Counter[str] = Counter()
            wrong = 0
            for region, kind, listed, mangled, true, text in rows("names_pairs.tsv"):
                found = repaired(text, safety, ignore)
                gold = re.sub(rf"(?<!\w){re.escape(mangled)}(?!\w)", true.replace("\\", ""), text)
                good = found == gold or any(
                    fold(found) == fold(gold.replace(true, form)) for form in forms.get(true, ())
                )
                for group in ("all", region, kind, f"gazetteer: {listed}"):
                    total[group] += 1
                    right[group] += good
                wrong += not good and found != text
                if show and not good:
                    print(f"   missed {safety.word} {label}: {mangled} -> {true}: {found if found != text else '='}")
            share = right["all"] / max(1, right["all"] + wrong)
            print(f"pairs, {safety.word}, {label}: recall {_rate(right['all'], total['all'])}, precision {share:.1%}")
            if safety == Safety.FIX and not ignore:
                print("   " + "; ".join(f"{g} {right[g]}/{total[g]}" for g in sorted(total)))
    for safety in (Safety.FIX, Safety.SUGGEST):
        touched = [(why, text, repaired(text, safety)) for why, text in rows("names_negatives.tsv")]
        harmed = [row for row in touched if row[1] != row[2]]
        print(f"documents that must stay, {safety.word}: {_rate(len(harmed), len(touched))} touched")
        for why, text, found in harmed:
            print(f"   {why}: {text!r} -> {found!r}")


def slips(*, show: bool) -> None:
    """One slip of every fifth entity, beside two of its context words, with the list of slips switched off."""
    for safety in (Safety.FIX, Safety.SUGGEST):
        right = wrong = total = 0
        for entity in entities():
            if not entity.slips or zlib.crc32(entity.name.encode()) % 8:
                continue
            slip = entity.slips[0]
            near = " and ".join(entity.context[:2])
            text = f"Much was written about {slip} on Friday. Near it stood {near}."
            found = repaired(text, safety, ("names/known-slip",))
            last = " ".join(entity.name.split()[-len(slip.split()) :])
            good = any(fold(found) == fold(text.replace(slip, form)) for form in (*entity.forms, last))
            total += 1
            right += good
            wrong += not good and found != text
            if show and not good and safety == Safety.SUGGEST:
                print(f"   {slip} -> {entity.name}: {found if found != text else 'untouched'}")
        share = 100 * right / max(1, right + wrong)
        print(f"slips by sound, {safety.word}: recall {_rate(right, total)}, precision {share:.1f}%")


def dev(folder: Path) -> None:
    """The scorer's figures for mangled names in injected articles, whole pipeline."""
    from quality import score_dev

    for mode in ("fix", "suggest"):
        with tempfile.TemporaryDirectory() as work:
            found = score_dev(folder, Settings().with_values(safety=mode, select=["names"]), Path(work))
        for name in ("injected", "html"):
            row = found[name]["per_type"]["entity_variant"]
            print(f"dev {name}, {mode}: recall {row['recall']:.1%}, precision {row['precision']}, edits {row['edits']}")


def clean_text(folder: Path) -> None:
    """Every edit in good text: articles, and references of post-edits."""
    articles = [path.read_text(encoding="utf-8") for path in sorted((folder / "dev" / "clean").glob("*.txt"))]
    references = []
    words = 0
    for row in post_edits(folder):
        if words < REFERENCE_WORDS:
            references.append(row["reference"])
            words += len(row["reference"].split())
    count = words + sum(len(text.split()) for text in articles)
    for safety in (Safety.FIX, Safety.SUGGEST):
        edits = [
            f"{entry.edit.before} -> {entry.edit.after} ({entry.edit.rule.id}; {entry.edit.reason})"
            for text in (*articles, *references)
            for entry in clean(Document("a", text), [Names()], Policy(safety)).of("applied")
        ]
        print(f"good text, {safety.word}: {len(edits)} edits in {count} words")
        for edit in edits:
            print(f"   {edit}")


def post_edits(folder: Path) -> Iterator[dict[str, str]]:
    """The pairs kept back for measuring."""
    with gzip.open(folder / "post_edits.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [row for row in map(json.loads, lines) if is_measured(row["id"])]
    yield from found[:PAIRS]


def respelt(folder: Path, *, show: bool) -> None:
    """Edits that go to what the post-editor wrote, and those that go elsewhere."""
    data = list(post_edits(folder))
    names = [(row["mt"], wrong, right) for row in data for wrong, right in _respelt(row["mt"], row["reference"])]
    print(f"{len(data)} post-edits, {len(names)} names respelt in them")
    for safety in (Safety.FIX, Safety.SUGGEST):
        good = bad = reached = 0
        for row in data:
            wanted = dict(_respelt(row["mt"], row["reference"]))
            for entry in clean(Document("a", row["mt"]), [Names()], Policy(safety)).of("applied"):
                after = entry.edit.after or ""
                nearer = fold(after) in fold(row["reference"]) and entry.edit.before not in row["reference"]
                good += nearer
                bad += not nearer
                reached += any(word in wanted and wanted[word] in after for word in entry.edit.before.split())
                if show or not nearer:
                    print(
                        f"   {'right' if nearer else 'wrong'}: {entry.edit.before} -> {after} | {row['reference'][:90]}"
                    )
        print(f"post-edits, {safety.word}: {good} right, {bad} wrong; of respelt names {_rate(reached, len(names))}")


def _respelt(mt: str, reference: str) -> Iterator[tuple[str, str]]:
    a, b = _TOKEN.findall(mt), _TOKEN.findall(reference)
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "replace" or j - i != m - k:
            continue
        for wrong, right in zip(a[i:j], b[k:m], strict=True):
            share = lexicon.lower_share(right)
            name = wrong[0].isupper() and right[0].isupper() and len(right) > 3 and (share is None or share < 0.5)
            if name and fold(wrong) != fold(right) and SequenceMatcher(None, fold(wrong), fold(right)).ratio() >= 0.65:
                yield wrong, right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--eval", type=Path, default=DEFAULT_EVAL, help="folder of the evaluation sets")
    parser.add_argument("--only", default="pairs,slips,dev,clean,post-edits", help="parts to run")
    parser.add_argument("--show", action="store_true", help="print what was missed")
    args = parser.parse_args()
    parts = args.only.split(",")
    if "pairs" in parts:
        pairs(show=args.show)
    if "slips" in parts:
        slips(show=args.show)
    if not args.eval.is_dir():
        sys.exit(f"{args.eval}: no evaluation sets there; say where with --eval")
    if "dev" in parts:
        dev(args.eval)
    if "clean" in parts:
        clean_text(args.eval)
    if "post-edits" in parts:
        respelt(args.eval, show=args.show)


if __name__ == "__main__":
    main()
