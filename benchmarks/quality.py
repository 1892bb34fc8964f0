"""Quality figures on the evaluation sets: deterministic, and held against `floor.toml` by `make test`.

    python benchmarks/quality.py --eval ../shared/eval [--json FILE]

The sets stand beside the checkout and are never copied into it. The scorers are run as their authors left them.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from newsmend.batch import Job, plan
from newsmend.config import Settings
from newsmend.engines import local

SETS = ("clean", "injected", "html", "real_mt")
DEFAULT_EVAL = Path(__file__).parents[2] / "shared" / "eval"
FLOORS = Path(__file__).with_name("floor.toml")


def clean_folder(source: Path, out: Path, settings: Settings, workers: int = 2) -> None:
    """Clean a folder as `newsmend clean --report none` does."""
    for result in local.run(plan([source], out).sources, Job(settings, out, frozenset()), workers):
        for where, reason in result.failures:
            print(f"{where}: {reason}", file=sys.stderr)


def score_dev(folder: Path, settings: Settings, work: Path) -> dict[str, Any]:
    """The scorer's own figures for the four sets of `dev`."""
    script, data = str(folder / "score.py"), str(folder / "dev")
    given, made, figures = work / "in", work / "out", work / "figures.json"
    subprocess.run([sys.executable, script, "prepare", data, str(given)], check=True)
    for name in SETS:
        clean_folder(given / name, made / name, settings)
    command = [sys.executable, script, "score", data, str(made), "--json", str(figures)]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    found: dict[str, Any] = json.loads(figures.read_text())
    return found


def score_pages(folder: Path, work: Path) -> dict[str, float]:
    """F1, precision and recall of main-text extraction; no repairs, which the true bodies do not have."""
    from newsmend.passes import PASSES

    settings = Settings().with_values(ignore=[each.name for each in PASSES])
    clean_folder(folder / "html_dev" / "pages", work / "pages", settings)
    command = [sys.executable, str(folder / "score_html.py"), str(folder / "html_dev"), str(work / "pages")]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(said)
    return {name: float(value) for name, value in re.findall(r"(F1|precision|recall) ([\d.]+)", said)}


def figures(folder: Path) -> dict[str, float]:
    """Every gated figure by name: shares in percent, false edits per 1,000 words."""
    found: dict[str, float] = {}
    for mode, settings in (("fix", Settings()), ("suggest", Settings().with_values(safety="suggest"))):
        with tempfile.TemporaryDirectory() as work:
            print(f"== dev, --safety {mode}")
            scored = score_dev(folder, settings, Path(work))
        found[f"{mode}.clean.false_edits_per_1000"] = scored["clean"]["per_1000"]
        for name in ("injected", "html"):
            found[f"{mode}.{name}.precision"] = 100 * (scored[name]["precision"] or 0)
            for kind, row in scored[name]["per_type"].items():
                found[f"{mode}.{name}.recall.{kind}"] = 100 * row["recall"]
            found[f"{mode}.{name}.rejoined.split_entity"] = 100 * scored[name]["per_type"]["split_entity"]["rejoined"]
        real = scored["real_mt"]["post-edit"]
        improved, worsened = real["wer_improved"] * real["segments"], real["wer_worsened"] * real["segments"]
        found[f"{mode}.real_mt.improved"], found[f"{mode}.real_mt.worsened"] = round(improved), round(worsened)
    with tempfile.TemporaryDirectory() as work:
        print("== html_dev")
        for name, value in score_pages(folder, Path(work)).items():
            found[f"pages.{name}"] = 100 * value
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--eval", type=Path, default=DEFAULT_EVAL, help="folder of the evaluation sets")
    parser.add_argument("--json", type=Path, help="write the figures here")
    args = parser.parse_args()
    if not args.eval.is_dir():
        sys.exit(f"{args.eval}: no evaluation sets there; say where with --eval")
    found = figures(args.eval)
    for name, value in found.items():
        print(f"{name:<44} {value:8.3f}")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
