"""Half an hour of random and hostile documents through two workers: `python benchmarks/soak.py [--minutes 30]`.

Articles with faults, pages nested and broken in every way, damaged samples of every format, random bytes and letters,
bombs and files of records stream through one run; a worker is killed every minute. Every ten seconds memory (PSS), open
descriptors and processes are counted. Ends with 1 when a document is not accounted for: each source must come back
once, in order, every record of it with a row, and an output where the result says so. Linux only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path

from newsmend import ingest
from newsmend.batch import Job, Result, Run, Source
from newsmend.config import Settings
from newsmend.engines import local
from newsmend.engines.pool import Limits
from scale import article, family, megabytes

SAMPLES = Path(__file__).parents[1] / "tests" / "samples"
LIMITS = Limits(seconds=30, megabytes=1500)
LOOK, KILL = 10.0, 60.0  # seconds between looks at the processes, and between kills of a worker
FORMATS = ("txt", "md", "html", "json", "jsonl", "csv", "eml", "xml", "warc")
STATUSES = {"cleaned", "unchanged", "skipped", "failed"}


def plain(rng: random.Random) -> tuple[str, bytes]:
    return "txt", article(rng, rng.randrange(10**9), rng.randrange(1, 40)).encode()


def records(rng: random.Random) -> tuple[str, bytes]:
    rows = [{"id": n, "text": article(rng, n, rng.randrange(1, 9))} for n in range(rng.randrange(1, 60))]
    return "jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode()


def page(rng: random.Random) -> tuple[str, bytes]:
    """Tags opened, closed and left open in any order, deep or wide."""
    names = "div p b i a span table tr td ul li blockquote h1 script style article".split()
    parts = [rng.choice(["", "<html>", "<!DOCTYPE html><html><head><title>Talks</title></head>"])]
    for _ in range(rng.randrange(1, 400)):
        name = rng.choice(names)
        text = article(rng, 1, 1) if rng.random() < 0.3 else ""
        parts.append(rng.choice([f"<{name}>{text}", f"<{name} class='related x{name}'>{text}</{name}>", f"</{name}>"]))
    deep = rng.choice([1, 1, 1, 1000])
    return "html", ("<div>" * deep + "".join(parts)).encode()


def damaged(rng: random.Random) -> tuple[str, bytes]:
    """A sample, or what another format makes of it, with bytes changed, cut, or doubled."""
    path = rng.choice([each for each in sorted(SAMPLES.iterdir()) if ingest.format_of(each.name) in FORMATS])
    data = bytearray(path.read_bytes())
    for _ in range(rng.randrange(1, 20)):
        at = rng.randrange(len(data) + 1)
        change = rng.randrange(3)
        if change == 0:
            data[at : at + 1] = rng.randbytes(1)
        elif change == 1:
            del data[at : at + rng.randrange(50)]
        else:
            data[at:at] = data[at : at + rng.randrange(200)]
    return rng.choice([path.name.partition(".")[2], rng.choice(FORMATS)]), bytes(data)


def noise(rng: random.Random) -> tuple[str, bytes]:
    form = rng.choice(FORMATS)
    if rng.random() < 0.5:
        return form, rng.randbytes(rng.randrange(3000))
    letters = "".join(
        chr(rng.choice([rng.randrange(32, 127), rng.randrange(0x2FF), rng.randrange(0xD000)])) for _ in range(2000)
    )
    return form, letters.encode("utf-8", "surrogatepass")


def monstrous(rng: random.Random) -> tuple[str, bytes]:
    """One word, one line, one bracket or one fault, a great many times."""
    unit = rng.choice(["a", "the ", "Aa", "(", "“", "\n", ". ", "x,", "1.", "Mr. ", "&amp;", "â€œ", "http://a.b/ ", "́"])
    return rng.choice(["txt", "md", "html"]), (unit * rng.randrange(1000, 20_000)).encode()


def bomb(rng: random.Random) -> tuple[str, bytes]:
    return "txt.gz", gzip.compress(b"ab " * rng.choice([10, 1 << 20, 1 << 25]), 9)


KINDS: tuple[tuple[Callable[[random.Random], tuple[str, bytes]], int], ...] = (
    (plain, 40), (records, 10), (page, 15), (damaged, 15), (noise, 10), (monstrous, 1), (bomb, 1),
)  # fmt: skip


class Soak:
    """The stream of sources, and what has come back of it."""

    def __init__(self, folder: Path, seconds: float, seed: int) -> None:
        self.folder, self.until = folder, time.monotonic() + seconds
        self.rng = random.Random(seed)
        self.given: deque[tuple[Source, int]] = deque()  # sources on their way, and how many rows each must have
        self.count = self.documents = self.killed = 0
        self.statuses: Counter[str] = Counter()
        self.faults: list[str] = []
        self.seen: list[tuple[float, int, float, float, int, int]] = []
        self.looked = self.kill = time.monotonic()

    def sources(self) -> Iterator[Source]:
        """New files until the time is up."""
        kinds, weights = zip(*KINDS, strict=True)
        while time.monotonic() < self.until:
            make = self.rng.choices(kinds, weights)[0]
            ending, data = make(self.rng)
            path = self.folder / "in" / f"{self.count:07}.{ending}"
            path.write_bytes(data)
            form = "jsonl" if ingest.format_of(path.name) in ingest.RECORDS else "txt"
            form = "json" if ingest.format_of(path.name) == "json" else form
            source = Source(path, path.name, form, f"{path.name}.{form}")
            self.given.append((source, data.count(b"\n") if make is records else 0))
            self.count += 1
            yield source

    def take(self, result: Result, out: Path) -> None:
        """Check one result against what was given, and take its files away."""
        source, rows = self.given.popleft()
        found = [row for part in result.parts() for row in part.documents]
        if result.source != source:
            self.faults.append(f"{result.source.id} came back for {source.id}")
        if not found or (rows and len(found) != rows and not result.failures):
            self.faults.append(f"{source.id}: {len(found)} rows of {rows}")
        if any(row["status"] not in STATUSES or (row["status"] == "failed" and not row["reason"]) for row in found):
            self.faults.append(f"{source.id}: a row without a status or reason")
        target = out / source.target
        if target.exists() != bool(result.output_sha256):
            self.faults.append(f"{source.id}: its output and its result disagree")
        self.documents += len(found)
        self.statuses.update(row["status"] for row in found)
        for reason in (row["reason"] for row in found if row["status"] == "failed"):
            if "worker process" in reason or "see --" in reason:
                self.statuses[reason.partition(";")[0]] += 1
        source.path.unlink()
        target.unlink(missing_ok=True)

    def look(self) -> None:
        """Count memory, descriptors and processes when it is time; kill a worker when it is time."""
        now = time.monotonic()
        if now - self.looked < LOOK:
            return
        self.looked = now
        everyone = family(os.getpid())
        total, own = megabytes(everyone)[1], megabytes({os.getpid()})[1]
        open_files = 0
        for pid in everyone:
            try:
                open_files += sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
            except OSError:  # it has just ended
                continue
        self.seen.append((now, self.documents, total, own, open_files, len(everyone)))
        print(*(f"{each:.0f}" for each in self.seen[-1]), sep="\t", flush=True)
        if now - self.kill > KILL:
            self.kill = now
            workers = sorted(family(max(everyone - {os.getpid()}, key=lambda pid: len(family(pid)))))[1:]
            if workers:
                os.kill(workers[-1], signal.SIGKILL)
                self.killed += 1


def slope(xs: list[float], ys: list[float]) -> float:
    return statistics.linear_regression(xs, ys).slope if len(set(xs)) > 1 else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place), Path(place) / "out"
        (folder / "in").mkdir()
        soak = Soak(folder, options.minutes * 60, options.seed)
        job = Job(Settings().with_values("soak", **{"pass": {"grammar": {"languagetool": "off"}}}), out)
        run = Run(job)
        print("seconds", "documents", "MB", "MB of the leading process", "descriptors", "processes", sep="\t")
        for result in local.run(soak.sources(), job, 2, LIMITS):
            run.add(result)
            soak.take(result, out)
            soak.look()
        run.finish()
    soak.faults += [f"{source.id} never came back" for source, _ in soak.given]
    settled = soak.seen[len(soak.seen) // 4 :]  # caches fill first
    hours = [row[0] / 3600 for row in settled]
    thousands = [row[1] / 1000 for row in settled]
    lead = [row[3] for row in settled]
    print(f"{soak.count:,} files, {soak.documents:,} documents in {options.minutes:g} minutes")
    print(f"{soak.killed} workers killed")
    print(", ".join(f"{count} {what}" for what, count in soak.statuses.most_common()))
    # A killed worker begins anew with little, so what counts of workers is the most they held, eighth by eighth.
    eighth = -(-len(soak.seen) // 8)
    most = [max(row[2] - row[3] for row in soak.seen[at : at + eighth]) for at in range(0, len(soak.seen), eighth)]
    print("workers, at most in each eighth of the time:", *(f"{each:.0f}" for each in most), "MB")
    print(
        f"leading process: {slope(hours, lead):+.1f} MB an hour, {slope(thousands, lead):+.3f} MB a thousand documents"
    )
    alive = [row[5] for row in settled]
    print(f"descriptors {settled[0][4]} to {settled[-1][4]}, processes {min(alive)} to {max(alive)}")
    print("\n".join(soak.faults) or "every document is accounted for")
    sys.exit(bool(soak.faults))


if __name__ == "__main__":
    main()
