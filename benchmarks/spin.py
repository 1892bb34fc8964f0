"""How well the spin score parts mangled articles from clean ones.

    python benchmarks/spin.py --clean FOLDER... --mangled FOLDER... [--show N]

Prints each folder's quartiles, and for each mangled folder the area under the curve (AUC): how often a mangled article
scores higher than a clean one, ties half. Files whose name begins with "clean-" count as clean wherever they lie.
"""

from __future__ import annotations

import argparse
import multiprocessing
from pathlib import Path
from statistics import quantiles

from newsmend import ingest
from newsmend.api import clean_document
from newsmend.config import Settings
from newsmend.spin import spin
from newsmend.types import UnreadableError

EVAL = Path(__file__).parents[2] / "shared" / "eval" / "dev"
RAW = Path(__file__).parents[1] / "data" / "raw"


def score(path: Path) -> list[tuple[float, str]]:
    found = []
    for document in ingest.read(path, id=path.name):
        if not isinstance(document, UnreadableError):
            cleaned = clean_document(document, Settings())
            if not cleaned.skipped:
                made = spin(cleaned)
                found.append((made.score, f"{document.id} {made.evidence}"))
    return found


def auc(clean: list[float], mangled: list[float]) -> float:
    """How often a mangled one scores higher.

    >>> auc([0, 1], [1, 2])
    0.875
    """
    wins = sum((bad > good) + (bad == good) / 2 for good in clean for bad in mangled)
    return wins / (len(clean) * len(mangled))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--clean", type=Path, nargs="+", default=[EVAL / "clean"])
    parser.add_argument("--mangled", type=Path, nargs="+", default=[EVAL / "injected" / "corrupted", RAW])
    parser.add_argument("--show", type=int, default=0, help="the lowest mangled and highest clean articles")
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    found: dict[Path, list[tuple[float, str]]] = {}
    good: list[tuple[float, str]] = []
    with multiprocessing.Pool(args.workers) as pool:
        for folder in [*args.clean, *args.mangled]:
            paths = sorted(path for path in folder.rglob("*") if path.is_file())
            scores = pool.map(score, paths)
            for path, rows in zip(paths, scores, strict=True):
                is_clean = folder in args.clean or path.name.startswith("clean-")
                (good if is_clean else found.setdefault(folder, [])).extend(rows)
    values = [value for value, _ in good]
    print(
        f"clean: {len(good)} articles, quartiles {[round(q, 3) for q in quantiles(values)]}, highest {max(values):.3f}"
    )
    for folder, rows in found.items():
        bad = [value for value, _ in rows]
        parted = auc(values, bad)
        print(f"{folder}: {len(bad)} articles, quartiles {[round(q, 3) for q in quantiles(bad)]}, AUC {parted:.3f}")
        for value, shown in sorted(rows)[: args.show]:
            print(f"    {value:.3f} {shown}")
    for value, shown in sorted(good, reverse=True)[: args.show]:
        print(f"    clean {value:.3f} {shown}")


if __name__ == "__main__":
    main()
