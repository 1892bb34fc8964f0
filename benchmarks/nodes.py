"""How the cost of a run grows with the nodes of a Ray cluster: `python benchmarks/scale.py nodes`.

Clusters of one, two and three node processes on this machine, one CPU and one actor each, clean articles of
`beside.articles`: a small number of them and three times as many, so that what starting costs falls out. Prints CPU
seconds of all processes (nodes, actors, leading process) for a document more, the share of the leading process, and how
many a second by the clock, as ratios to one node. Nodes share the cores of the machine: beyond their number the clock
says nothing. Needs the extra `ray`. Linux only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from beside import EVAL, articles
from scale import cpu_seconds, family

STORE = 100 << 20


def cluster_of(nodes: int) -> Any:
    """A cluster of so many node processes, one CPU each."""
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": STORE}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    for _ in range(nodes - 1):
        cluster.add_node(**node)
    cluster.wait_for_nodes()
    return cluster


def run(folder: Path, out: Path, nodes: int, address: str) -> tuple[float, float, float]:
    """CPU seconds of all processes, of the leading one, and seconds by the clock."""
    command = [sys.executable, "-m", "newsmend", "clean", str(folder), "--out", str(out), "--engine", "ray"]
    command += ["--workers", str(nodes), "--address", address, "--languagetool", "off", "--progress", "none"]
    before = {pid: cpu_seconds(pid) for pid in family(os.getpid())}
    began, spent = time.monotonic(), dict[int, float]()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            spent.update({pid: cpu for pid in family(os.getpid()) if (cpu := cpu_seconds(pid)) and pid != os.getpid()})
            time.sleep(0.2)
    if process.returncode:
        sys.exit(f"newsmend ended with {process.returncode}")
    total = sum(cpu - before.get(pid, 0.0) for pid, cpu in spent.items())
    return total, spent[process.pid], time.monotonic() - began


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=EVAL, help="folder with post_edits.jsonl.gz")
    parser.add_argument("--articles", type=int, default=300, help="of the small run")
    parser.add_argument("--nodes", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args(arguments)
    texts = articles(options.eval / "post_edits.jsonl.gz", 3 * options.articles)
    first: list[float] = []
    for nodes in options.nodes:
        found = []
        for count in (options.articles, len(texts)):
            # A cluster for each run: actors start anew either way, and nothing of a run before is left.
            cluster = cluster_of(nodes)
            try:
                with tempfile.TemporaryDirectory() as place:
                    folder = Path(place) / "in"
                    folder.mkdir()
                    for number, text in enumerate(texts[:count]):
                        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
                    found.append(run(folder, Path(place) / "out", nodes, cluster.address))
            finally:
                cluster.shutdown()
        small, large = found
        more = len(texts) - options.articles
        cpu, lead, clock = (now - then for then, now in zip(small, large, strict=True))
        first = first or [cpu, clock]
        print(
            f"{nodes} nodes: {cpu / first[0]:.2f} times the CPU of one for each of {more:,} articles more,"
            f" {lead / cpu:.3f} of it in the leading process; {first[1] / clock:.2f} times as many a second;"
            f" starting cost {(small[0] - cpu * options.articles / more) / (cpu / more):,.0f} articles' CPU"
        )
    print(f"machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
