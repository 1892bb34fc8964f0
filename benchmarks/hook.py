"""What the pre-commit hook costs on ten changed articles, start-up included, in codespells and in imports of spaCy.

    python benchmarks/hook.py [--rounds N] [--imports]

Each command runs in a process of its own, in turn with the others; of N rounds (5) the fastest counts. A round before
them compiles to bytecode, as installing does. Ratios are printed: `wall` of elapsed and `cpu` of processor time, which
says the same on a busy machine. `--imports` lists what the hook imports, the slowest first.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = 10
LIMIT_CODESPELL, LIMIT_SPACY = 10.0, 5.0
CHECK = [sys.executable, "-m", "newsmend", "check", "--quiet"]
HOOK = [*CHECK, "--profile", "hook"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def articles(folder: Path, work: Path) -> list[str]:
    """Ten articles of a folder, copied: a hook gets text and Markdown."""
    found = sorted(path for path in folder.iterdir() if path.suffix in {".txt", ".md"})
    work.mkdir()
    return [str(shutil.copy(path, work / path.name)) for path in found[:ARTICLES]]


def cost(command: list[str]) -> tuple[float, float]:
    """Elapsed and processor seconds of one run."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime


def fastest(commands: dict[str, list[str]], rounds: int) -> dict[str, tuple[float, float]]:
    """The least elapsed and processor seconds of each command over interleaved rounds, after one that compiles."""
    for command in commands.values():
        cost(command)
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(cost(command))
    return {name: (min(r[0] for r in rows), min(r[1] for r in rows)) for name, rows in runs.items()}


def imports(files: list[str]) -> list[tuple[int, str]]:
    """The modules a check imports with the microseconds each took by itself, the slowest first."""
    done = subprocess.run(
        [*HOOK[:1], "-X", "importtime", *HOOK[1:], *files],
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )
    rows = re.findall(r"^import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", done.stderr, re.MULTILINE)
    return sorted(((int(microseconds), name) for microseconds, name in rows), reverse=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--imports", action="store_true")
    options = parser.parse_args()
    codespell = shutil.which("codespell", path=str(Path(sys.executable).parent)) or shutil.which("codespell")
    if codespell is None:
        sys.exit("codespell is not installed: pip install codespell")
    with tempfile.TemporaryDirectory() as folder:
        broken = articles(ROOT / "data" / "raw", Path(folder, "broken"))
        good = articles(ROOT / "data" / "clean", Path(folder, "good"))
        figures = fastest(
            {
                "python": [sys.executable, "-c", "pass"],
                "import newsmend": [sys.executable, "-c", "import newsmend"],
                "codespell, broken": [codespell, *broken],
                "hook profile, broken": [*HOOK, *broken],
                "full profile, broken": [*CHECK, *broken],
                "codespell, good": [codespell, *good],
                "hook profile, good": [*HOOK, *good],
                "import spacy": [sys.executable, "-c", "import spacy"],
            },
            options.rounds,
        )
        rows = imports(broken) if options.imports else []
    print(f"{'':<44}{'wall':>8}{'cpu':>8}")
    for name, peer, limit in (
        ("hook profile, broken", "codespell, broken", LIMIT_CODESPELL),
        ("hook profile, good", "codespell, good", LIMIT_CODESPELL),
        ("full profile, broken", "import spacy", LIMIT_SPACY),
        ("import newsmend", "python", None),
    ):
        wall, cpu = (figures[name][i] / figures[peer][i] for i in (0, 1))
        print(f"{f'{name} / {peer}':<44}{wall:>8.2f}{cpu:>8.2f}" + (f"   limit {limit:g}" if limit else ""))
    for microseconds, name in rows[:25]:
        print(f"{microseconds / sum(m for m, _ in rows):>8.1%} of imports  {name}")


if __name__ == "__main__":
    main()
