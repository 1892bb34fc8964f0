"""Quality figures: deterministic, and held against `floor.toml` by `make test`.

    python benchmarks/quality.py [--eval ../shared/eval] [--json FILE]

Those that begin with `own.` are of the project's own set. The others are of the evaluation sets, which stand beside the
checkout and are never copied into it; their scorers are run as their authors left them.
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
OWN = ("broken", "held_out", "clean", "hard_negatives")
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


def own_figures() -> dict[str, float]:
    """The gated figures of the project's own set (`data/`), what is held out among them."""
    from peers import Run, newsmend
    from run import own_sets, texts
    from scoring import by_kind, figures, score

    sets = {name: members for name, members in own_sets().items() if name in OWN}
    found: dict[str, float] = {}
    for safety in ("fix", "suggest"):
        with Run() as stack:
            made = iter(newsmend(stack, safety)(texts(sets)))
        scored = {name: [score(each, next(made)) for each in members] for name, members in sets.items()}
        for name, results in scored.items():
            total, prefix = figures(results), f"own.{safety}.{name}"
            found[f"{prefix}.wrong_edits"] = total.edits - total.right
            found[f"{prefix}.facts_changed"] = total.facts
            if total.marks:
                found[f"{prefix}.precision"] = 100 * (total.precision or 0)
                found[f"{prefix}.recall"] = 100 * (total.recall or 0)
                for kind, row in by_kind(results).items():
                    found[f"{prefix}.recall.{kind}"] = 100 * (row.recall or 0)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--eval", type=Path, default=DEFAULT_EVAL, help="folder of the evaluation sets")
    parser.add_argument("--json", type=Path, help="write the figures here")
    args = parser.parse_args()
    found = own_figures()
    if args.eval.is_dir():
        found |= figures(args.eval)
    else:
        print(f"{args.eval}: no evaluation sets there; figures of the project's own set alone", file=sys.stderr)
    for name, value in found.items():
        print(f"{name:<44} {value:8.3f}")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
