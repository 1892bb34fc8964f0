"""Memory and cost of a run by its number of documents: `python benchmarks/scale.py 20000 --workers 2`.

Writes small articles of its own making into a temporary folder, cleans them with `newsmend clean`, and looks at all
processes of the run twice a second. Prints the peak of their resident memory together, what it grew by over the second
half, and the CPU seconds; then runs again on the unchanged folder. With `--workers 1 2` the ratios of the two.
`--parent` measures the leading process alone, whose memory is the only one that grows with the number of documents.
`peers` compares with other tools (`beside.py`), `growth` documents with one another (`growth.py`), `nodes` clusters
(`nodes.py`). Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from newsmend.batch import Job, Result, Run, Source, clean_source
from newsmend.batch.identity import identity_of
from newsmend.batch.store import Store
from newsmend.config import Settings
from newsmend.duplicates import sign

PLACES = "Cairo Lisbon Quito Oslo Hanoi Accra Lima Riga Dakar Perth".split()
NOUNS = "talks prices schools farmers rains trains courts ports mines nurses".split()
VERBS = "began rose closed protested stopped resumed opened fell ended moved".split()


def article(rng: random.Random, number: int, sentences: int) -> str:
    """A small article with a fault or two, unlike every other."""
    lines = []
    for at in range(sentences):
        place, noun, verb = rng.choice(PLACES), rng.choice(NOUNS), rng.choice(VERBS)
        doubled = " the the " if at == 0 else " the "
        lines.append(f"Officials in {place} said{doubled}{noun} {verb} on day {rng.randrange(1000)} of case {number}.")
    return " ".join(lines) + "\n"


def fill(folder: Path, count: int, sentences: int) -> None:
    rng = random.Random(count)
    for number in range(count):
        if number % 1000 == 0:
            (folder / f"{number // 1000:04}").mkdir(parents=True)
        path = folder / f"{number // 1000:04}" / f"{number:07}.txt"
        path.write_text(article(rng, number, sentences), encoding="utf-8")


def fill_records(folder: Path, count: int, sentences: int) -> None:
    """The same articles as `fill` writes, in one file of records."""
    rng = random.Random(count)
    folder.mkdir(parents=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps({"id": number, "text": article(rng, number, sentences)}) + "\n")


def family(pid: int) -> set[int]:
    """A process and all that stem from it."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def megabytes(pids: set[int]) -> tuple[float, float]:
    """Resident memory together: as each process counts it, and with shared pages counted once (PSS)."""
    resident = shared = 0.0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        values = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
        resident += values.get("Rss:", 0)
        shared += values.get("Pss:", 0)
    return resident, shared


def cpu_seconds(pid: int) -> float:
    """What a process has used; workers are no children of ours, so the system does not add them up for us."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(folder: Path, out: Path, workers: int, more: list[str]) -> tuple[float, float]:
    """One run; returns its CPU and wall seconds."""
    command = [sys.executable, "-m", "newsmend", "clean", str(folder), "--out", str(out), "--workers", str(workers)]
    began, spent = time.monotonic(), dict[int, float]()
    seen: list[tuple[float, float]] = []
    with subprocess.Popen(
        [*command, "--languagetool", "off", "--progress", "none", *more], stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            everyone = family(process.pid)
            seen.append(megabytes(everyone))
            spent.update({pid: seconds for pid in everyone if (seconds := cpu_seconds(pid))})
            time.sleep(0.5)
    if process.returncode:
        sys.exit(f"newsmend ended with {process.returncode}")
    middle, last = seen[len(seen) // 2], seen[-2:][0]
    print(
        f"  {workers} workers: peak {max(r for r, _ in seen):,.0f} MB resident in all processes"
        f" ({max(s for _, s in seen):,.0f} MB with shared pages counted once),"
        f" {last[1] - middle[1]:+,.0f} MB over the second half"
    )
    return sum(spent.values()), time.monotonic() - began


def parent_only(count: int) -> None:
    """Memory of the process that leads a run of so many documents, with results at hand instead of workers."""
    settings = Settings()
    source = Source(Path("in/0.txt"), "0.txt", "txt", "0.txt")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "0.txt").write_text(article(random.Random(0), 0, 6), encoding="utf-8")
        job = Job(settings, folder / "out")
        model = clean_source(replace(source, path=folder / "0.txt"), job)
        start = megabytes({os.getpid()})[0]
        sources = [Source(Path(f"in/{n:07}.txt"), f"{n:07}.txt", "txt", f"{n:07}.txt") for n in range(count)]
        store = Store(job.out, identity_of(job, ""), job.survey)
        store.take_stock(sources, lambda each: each.id)
        run, seen = Run(job), []

        def made(todo: Iterable[Source]) -> Iterator[Result]:
            for number, each in enumerate(todo):
                row = {**model.documents[0], "doc": each.id}
                words = " ".join(f"{number}x{at}" for at in range(120))  # unlike all others: each has to be remembered
                yield replace(model, source=each, documents=(row,), signatures=(sign(words),))

        for number, (result, _) in enumerate(store.results(sources, made)):
            run.add(result)
            if number % (count // 10) == 0:
                seen.append(megabytes({os.getpid()})[0] - start)
        run.finish()
        store.finish(prune=False)
        print(f"{count:,} documents, the leading process alone: {seen[-1]:,.0f} MB more than before the first of them")
        print("  at each tenth:", *(f"{each:,.0f}" for each in seen))


def main() -> None:
    if sys.argv[1:2] == ["peers"]:
        import beside

        beside.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["growth"]:
        import growth

        growth.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["nodes"]:
        import nodes

        nodes.main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=int, nargs="+")
    parser.add_argument("--sentences", type=int, default=6)
    parser.add_argument("--workers", type=int, nargs="+", default=[1])
    parser.add_argument("--more", default="", help="further options for clean, separated by blanks")
    parser.add_argument("--records", action="store_true", help="in one file of JSON lines, not a file for each")
    parser.add_argument("--parent", action="store_true", help="only the leading process, for counts beyond patience")
    options = parser.parse_args()
    if options.parent:
        for count in options.documents:
            parent_only(count)
        return
    base: dict[int, float] = {}
    for count in options.documents:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "in"
            (fill_records if options.records else fill)(folder, count, options.sentences)
            print(f"{count:,} documents")
            walls, cpus = [], []
            for workers in options.workers:
                out = Path(place) / f"out{workers}"
                cpu, wall = run(folder, out, workers, options.more.split())
                walls.append(wall)
                cpus.append(cpu)
                base.setdefault(workers, cpu / count)
                again, _ = run(folder, out, workers, options.more.split())
                print(
                    f"    CPU per document {cpu / count / base[workers]:.2f} times that of the first count;"
                    f" the run again on the unchanged folder {again / cpu:.3f} times the first"
                )
            if len(walls) > 1:
                print(
                    f"    {options.workers[0]} to {options.workers[1]} workers: wall time {walls[0] / walls[1]:.2f},"
                    f" CPU {cpus[0] / cpus[1]:.2f}"
                )
    print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
