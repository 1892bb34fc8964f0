"""The benchmark: newsmend beside everything a user might pick instead, in one run.

    python benchmarks/run.py [--eval ../shared/eval] [--only NAME ...] [--json build/benchmark.json]

Every tool gets the same texts in a process of its own (`peers.py`) and is scored on what it wrote (`scoring.py`): the
project's own set (`data/`), damage made from its good articles (`inject.py`), and the evaluation sets where they stand
beside the checkout, which are scored by their authors' scripts. `publish.py` makes `docs/benchmark.md` of the figures.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import articles
from articles import Article, Mark
from inject import injected
from newsmend.types import Safety, Span
from peers import PEERS, Text
from scoring import Figures, Scored, by_kind, figures, interval, score

HERE = Path(__file__).parent
DEFAULT_EVAL = HERE.parents[1] / "shared" / "eval"
OUT = HERE.parent / "build" / "benchmark.json"
EXTRACTORS = ("trafilatura", "jusText")
WORST = 20


# --- what is measured on ----------------------------------------------------------------------------------------------


def named_pairs() -> list[Article]:
    """The mangled names of `names.py`; the right form and all that is as right in its place are gold."""
    from names import _right_forms, rows

    forms = _right_forms()
    found: list[Article] = []
    for number, (_, _, _, mangled, true, text) in enumerate(rows("names_pairs.tsv")):
        spans = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(mangled)}(?!\w)", text)]
        golds = tuple(dict.fromkeys((true, *sorted(forms.get(true, ())))))
        marks = tuple(Mark("entity_variant", Safety.FIX, Span(*span), golds) for span in spans)
        found.append(Article(f"pair-{number}", text, re.sub(rf"(?<!\w){re.escape(mangled)}(?!\w)", true, text), marks))
    return found


def named_negatives() -> list[Article]:
    """Rare names, namesakes and accepted spellings that must stay."""
    from names import rows

    return [Article(f"name-{n}", text, text) for n, (_, text) in enumerate(rows("names_negatives.tsv"))]


def own_sets() -> dict[str, list[Article]]:
    """The project's sets by name."""
    broken = list(articles.articles())
    return {
        "broken": [each for each in broken if not each.held_out],
        "held_out": [each for each in broken if each.held_out],
        "injected": list(injected(articles.DATA / "clean")),
        "clean": list(articles.clean_articles()),
        "hard_negatives": list(articles.hard_negatives()),
        "names": named_pairs(),
        "name_negatives": named_negatives(),
    }


def texts(sets: Mapping[str, Sequence[Article]]) -> list[Text]:
    """What the tools are given, with the set in the id."""
    return [
        Text(f"{name}/{each.name}", each.dirty, articles.page(each) if each.has_html else "")
        for name, members in sets.items()
        for each in members
    ]


def shared_texts(folder: Path, work: Path) -> list[Text]:
    """The evaluation sets, prepared by their script; a page is also given as the broken text it was made of."""
    subprocess.run([sys.executable, str(folder / "score.py"), "prepare", str(folder / "dev"), str(work)], check=True)
    found = []
    for name in ("clean", "injected", "html", "real_mt"):
        for path in sorted((work / name).iterdir()):
            content = path.read_text(encoding="utf-8")
            plain = (work / "injected" / f"{path.stem}.txt").read_text(encoding="utf-8") if name == "html" else content
            found.append(Text(f"shared-{name}/{path.stem}", plain, content if name == "html" else ""))
    return found


# --- running and scoring ----------------------------------------------------------------------------------------------


def run(name: str, given: Path, work: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """What a tool cost, and its texts by id; only why, where it is missing."""
    made = work / (re.sub(r"\W", "-", name) + ".jsonl")
    command = [sys.executable, str(HERE / "peers.py"), name, str(given), str(made)]
    said = subprocess.run(command, check=False, capture_output=True, text=True)
    if said.returncode:
        return {"missing": f"failed: {said.stderr.strip().splitlines()[-1]}"}, {}
    head, *lines = [json.loads(line) for line in made.read_text(encoding="utf-8").splitlines()]
    return head, {line["id"]: line["text"] for line in lines}


def scored_sets(sets: Mapping[str, Sequence[Article]], made: Mapping[str, str]) -> dict[str, list[Scored]]:
    return {name: [score(each, made[f"{name}/{each.name}"]) for each in members] for name, members in sets.items()}


def told(found: Figures, scored: Sequence[Scored] = ()) -> dict[str, Any]:
    """Figures as plain numbers, with intervals where articles are given."""
    numbers: dict[str, Any] = {name: getattr(found, name) for name in Figures.__dataclass_fields__}
    numbers |= {name: getattr(found, name) for name in ("recall", "precision", "f05", "wrong_per_1000")}
    if scored:
        numbers["f05_interval"] = interval(scored, lambda each: each.f05)
        numbers["wrong_per_1000_interval"] = interval(scored, lambda each: each.wrong_per_1000)
    return numbers


def measured(scored: Mapping[str, Sequence[Scored]], sets: Mapping[str, Sequence[Article]]) -> dict[str, Any]:
    """Every figure of a tool on the project's own sets."""
    found: dict[str, Any] = {}
    for name, results in scored.items():
        found[name] = told(figures(results), results)
        if name in {"broken", "held_out", "injected"}:
            found[name]["kinds"] = {kind: told(each) for kind, each in by_kind(results).items()}
            found[name]["levels"] = {
                level.word: told(figures(results, lambda mark, level=level: mark.level == level))  # type: ignore[misc]
                for level in (Safety.FIX, Safety.SUGGEST)
            }
        facts = [fact for each in results for edit in each.edits for fact in edit.facts]
        found[name]["facts_changed"] = {fact: facts.count(fact) for fact in sorted(set(facts))}
        found[name]["touched"] = sum(bool(each.edits) for each in results)
    plain = {each.name for name in ("broken", "held_out") for each in sets[name] if not each.has_html}
    flat = [each for name in ("broken", "held_out") for each in scored[name] if each.name in plain]
    found["boilerplate"] = told(figures(flat, lambda mark: mark.kind == "boilerplate", "boilerplate"))
    return found


def scored_shared(folder: Path, made: Mapping[str, str], work: Path) -> dict[str, Any]:
    """The figures of the evaluation sets' own script."""
    for identifier, text in made.items():
        if identifier.startswith("shared-"):
            target = work / identifier.removeprefix("shared-")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.with_suffix(".txt").write_text(text.rstrip() + "\n", encoding="utf-8", errors="replace")
    out = work / "figures.json"
    command = [sys.executable, str(folder / "score.py"), "score", str(folder / "dev"), str(work), "--json", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def worst(scored: Mapping[str, Sequence[Scored]]) -> dict[str, list[str]]:
    """Our worst cases by set: wrong edits first, those that change facts before all, then what was missed most."""
    found: dict[str, list[str]] = {}
    for name, results in scored.items():
        if name == "held_out":
            continue
        wrong = [(edit, each.name) for each in results for edit in each.edits if not edit.right]
        wrong.sort(key=lambda pair: (-len(pair[0].facts), pair[1]))
        lines = [f"{at}: wrong {edit.kind or 'elsewhere'}: `{edit.before!r}` to `{edit.after!r}`" for edit, at in wrong]
        missed = [
            f"{each.name}: missed {mark.kind}: `{mark.golds[0]!r}` not written"
            for each in results
            for mark, hit in each.found
            if mark.level == Safety.FIX and not hit
        ]
        found[name] = (lines + missed)[:WORST]
    return found


def hook_latency() -> dict[str, float]:
    """CPU seconds to check one changed file of 200 words, the best of five."""
    tools = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "newsmend check": [str(Path(sys.executable).with_name("newsmend")), "check"],
        "codespell": [str(Path(sys.executable).with_name("codespell"))],
        "typos": [str(Path(sys.executable).with_name("typos"))],
    }
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as work:
        path = Path(work, "story.txt")
        path.write_text(next(articles.clean_articles()).gold + "\n", encoding="utf-8")
        for name, command in tools.items():
            if Path(command[0]).exists():
                found[name] = min(
                    _cpu_of([*command, str(path)] if name != "python -c pass" else command) for _ in range(5)
                )
    return found


def _cpu_of(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commit() -> str:
    """The commit that is measured, as git tells it."""
    command = ["git", "describe", "--always", "--dirty"]
    said = subprocess.run(command, cwd=HERE, check=False, capture_output=True, text=True)
    return said.stdout.strip() or "unknown"


def main_text(folder: Path) -> list[dict[str, Any]]:
    """The rows of `extraction.py`, one round each."""
    with tempfile.NamedTemporaryFile(suffix=".json") as made:
        command = [sys.executable, str(HERE / "extraction.py"), "--data", str(folder / "html_dev"), "--rounds", "1"]
        subprocess.run([*command, "--json", made.name], check=True, capture_output=True)
        found = json.loads(Path(made.name).read_text())
    rows: list[dict[str, Any]] = found if isinstance(found, list) else found["rows"]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=DEFAULT_EVAL, help="folder of the evaluation sets, if any")
    parser.add_argument("--only", nargs="+", default=list(PEERS), help="tools to run")
    parser.add_argument("--workers", type=int, default=1, help="tools that run at once")
    parser.add_argument("--json", type=Path, default=OUT, help="where the figures go")
    args = parser.parse_args()
    sets = own_sets()
    results: dict[str, Any] = {
        "commit": commit(),
        "python": platform.python_version(),
        "tools": {},
        "sizes": sizes(sets),
    }
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        given = texts(sets)
        if args.eval.is_dir():
            given += shared_texts(args.eval, work / "shared")
        words = sum(len(text.text.split()) for text in given)
        (work / "in.jsonl").write_text("".join(json.dumps(each._asdict()) + "\n" for each in given), encoding="utf-8")
        with ThreadPoolExecutor(args.workers) as pool:
            runs = list(pool.map(lambda name: run(name, work / "in.jsonl", work), args.only))
        for name, (head, made) in zip(args.only, runs, strict=True):
            results["tools"][name] = head
            print(name, head, flush=True)
            if not made:
                continue
            scored = scored_sets(sets, made)
            head["edits_text"] = PEERS[name].edits
            head |= {"words_per_second": words / max(head["run"], 0.01), "own": measured(scored, sets)}
            if name == "newsmend":
                results["worst"] = worst(scored)
            if args.eval.is_dir():
                head["shared"] = scored_shared(args.eval, made, work / "made" / re.sub(r"\W", "-", name))
    results["hook"] = hook_latency()
    if args.eval.is_dir():
        results["main_text"] = main_text(args.eval)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"figures are in {args.json}; python benchmarks/publish.py makes the page of them")


def sizes(sets: Mapping[str, Iterable[Article]]) -> dict[str, dict[str, int]]:
    """How much each set holds."""
    return {
        name: {"texts": len(list(members)), "words": sum(len(each.gold.split()) for each in members),
               "marks": sum(len(each.marks) for each in members)}
        for name, members in sets.items()
    }  # fmt: skip


if __name__ == "__main__":
    main()
