"""The run on a Ray cluster, by Ray Data: the work of `local` in a pool of actors on any node. Only this imports ray.

Sources are dealt out in shards. An actor works off a shard as the local engine would with one worker: in a process of
its own, under supervision, so that limits, crashes and their rows are those of a local run. A shard whose actor or
node is lost is done again elsewhere; cleaning twice comes to the same files. Results come back in the order of the
sources, and are kept and reported by the process that leads, so the bytes are those of the local engine.
"""

from __future__ import annotations

import json
import logging
import math
import os
import pickle
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import pyarrow as pa
import ray
import ray.data
from ray.data.aggregate import AggregateFnV2
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

import newsmend
from newsmend.api import clean_text
from newsmend.batch import Job, Maker, Result, Source
from newsmend.batch.identity import code_hash, digest, libraries
from newsmend.census import Census, sample
from newsmend.config import Settings
from newsmend.engines.engine import Until
from newsmend.engines.local import NO_LIMITS, clean_one, count_one, dead, no_census
from newsmend.engines.pool import Beat, Limits, in_order
from newsmend.languagetool import server
from newsmend.survey import Survey
from newsmend.types import NewsmendError
from newsmend.writers.ledger import edit_rows

SHARD = 64  # sources in one call at most: what is done again when a node is lost
CALLS = 4  # for each actor at least, where there are so many sources: none waits long for the last one
# Of a CPU, which an actor asks for: when a node is lost, the others must have room for its actors. With whole ones, on
# a cluster in full use, its shards would wait for the others to end, and these, for results come in order, for them.
SHARE = 0.5
STORE = 256 << 20  # bytes of memory for results on their way, in a cluster that we start; more goes to the disk
APART = Limits(seconds=math.inf)  # no limit, but a process apart
ANSWER = 10.0  # seconds in which a cluster answers that there is one at its address
IDLE = 900.0  # seconds after which a node's LanguageTool ends, should the run not end it

T = TypeVar("T")
Work = Callable[[Any, Beat], T]
Dead = Callable[[Any, str], T]


def clean_dataset(
    dataset: ray.data.Dataset, settings: Settings | None = None, *, column: str = "text", workers: int = 1
) -> ray.data.Dataset:
    """The rows of a dataset of articles, lazily, with two columns more: `clean`, and `edits`, as JSON in a string.

    `column` holds plain text; where it is null, both are. `edits` is a list of objects as in `edits.jsonl`, applied or
    not. `workers` is the number of actors, each of which builds its passes once. What needs a whole collection (survey,
    duplicates) or files (reports, resuming) is left to `newsmend clean --engine ray`.
    """
    return dataset.map_batches(
        _Mender,
        batch_size=SHARD,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(size=workers),
        fn_constructor_kwargs={"settings": settings or Settings(), "column": column},
    )


class _Mender:
    def __init__(self, settings: Settings, column: str) -> None:
        self._settings, self._column = settings, column

    def __call__(self, table: pa.Table) -> pa.Table:
        texts = table[self._column].to_pylist()
        made = [None if text is None else clean_text(text, self._settings) for text in texts]
        edits = [None if each is None else json.dumps(edit_rows(each), ensure_ascii=False) for each in made]
        clean = pa.array([each and each.text for each in made], pa.string())
        return table.append_column("clean", clean).append_column("edits", pa.array(edits, pa.string()))


class Cluster:
    """The cluster at an address; else at RAY_ADDRESS; else one on this machine, for as long as this is open.

    It is connected to when there is something to do. `workers` is the number of actors, each with one process that
    works, 0 for one for each CPU; `limits` hold for each document, as they do locally.
    """

    def __init__(self, address: str = "", workers: int = 0, limits: Limits = NO_LIMITS) -> None:
        self._address = address or os.environ.get("RAY_ADDRESS", "")
        self._workers = workers
        self._limits = limits or APART
        self._begun = False

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._begun:
            ray.shutdown()
            self._begun = False

    def run(self, sources: Iterable[Source], job: Job, until: Until = iter, _: int = 0) -> Iterator[Result]:
        """Clean sources and yield their results in the order given.

        `until` ends an iteration early: what is in hand then is not waited for, and done again by the next run.
        Raises NewsmendError when there is no cluster, or a node has another newsmend, or other libraries, than we have.
        """
        sources = list(sources)
        if not sources:
            return
        made_here = made_with()
        try:
            for row in until(self.shards(sources, _Cleaner, {"job": job}).iter_rows()):
                if row["made_with"] != made_here:
                    raise NewsmendError(
                        f"node {row['host']}: has another newsmend, or other libraries, than this machine;"
                        " install the same on all nodes"
                    )
                yield pickle.loads(row["result"])
        finally:
            _stop_servers()

    def take_survey(self, sources: Sequence[Source], settings: Settings) -> Survey:
        """As `local.take_survey`: each shard is counted where it is read, and counts are merged on the cluster."""
        chosen = sample(source.id for source in sources)
        wanted = [source for source in sources if source.id in chosen]
        if not wanted:
            return Census().survey()
        merged = self.shards(wanted, _Counter, {"text_field": settings.text_field}).aggregate(_Merged())
        return _census(merged["census"]).survey()

    def shards(self, sources: Sequence[Any], actor: type[Any], options: dict[str, Any]) -> ray.data.Dataset:
        """What actors of a class make of all sources, lazily; `options` are those of its own, beside `Actor`'s."""
        self._connect()
        workers = self._workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        size = min(SHARD, math.ceil(len(sources) / (CALLS * workers)))
        shards = [
            {"shard": number, "sources": pickle.dumps(sources[at : at + size])}
            for number, at in enumerate(range(0, len(sources), size))
        ]
        return ray.data.from_items(shards, override_num_blocks=len(shards)).map_batches(
            actor,
            batch_size=None,  # a block, which is one shard
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(size=min(workers, len(shards))),
            fn_constructor_kwargs={
                "limits": self._limits,
                "place": str(Path.cwd()),
                "expected": len(sources) // workers,
                **options,
            },
            num_cpus=SHARE,
        )

    def _connect(self) -> None:
        if not ray.is_initialized():
            try:
                self._begin()
            except Exception as error:  # of many kinds, some with a page of text
                where = self._address or "a new one on this machine"
                raise NewsmendError(f"no Ray cluster ({where}): {str(error).strip().splitlines()[0]}") from error
            self._begun = True
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.execution_options.preserve_order = True

    def _begin(self) -> None:
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
        if self._address and self._address != "local":
            _knock(self._address)
            ray.init(address=self._address, **quiet)
            return
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # a run on this machine tells nobody of it
        cpus = max(self._workers, os.cpu_count() or 1)
        ray.init("local", num_cpus=cpus, object_store_memory=STORE, include_dashboard=False, **quiet)


def _knock(address: str) -> None:
    """Raise OSError where nobody answers at an address (host:port, ray://host:port): Ray itself tries for a minute."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER).close()


class Actor:
    """Works off shards, each in a process forked from one that has loaded tables and models once for this actor."""

    def __init__(self, limits: Limits, place: str, expected: int) -> None:
        self._limits, self._expected = limits, expected
        with suppress(OSError):
            os.chdir(place)  # where paths that were given without a root begin
        sys.modules["__main__"].__file__ = None  # else each process would import Ray, as this one's main module does

    def made(self, shard: pa.Table, work: Work[T], stand_in: Dead[T]) -> Iterator[T]:
        """What work makes of each source of a shard."""
        sources: list[Any] = pickle.loads(shard["sources"][0].as_py())
        return in_order(sources, work, 1, stand_in, self._limits, self._expected)


class _Cleaner(Actor):
    def __init__(self, job: Job, limits: Limits, place: str, expected: int) -> None:
        super().__init__(limits, place, expected)
        here = ray.get_runtime_context()
        self._work = partial(clean_one, job=with_server_of_this_node(job))
        self._maker = Maker(
            here.get_node_id(),
            str(here.get_actor_id()),
            f"newsmend {newsmend.__version__}, ray {ray.__version__}, python {platform.python_version()}",
        )

    def __call__(self, shard: pa.Table) -> pa.Table:
        maker = replace(self._maker, shard=shard["shard"][0].as_py())
        results = [replace(result, maker=maker) for result in self.made(shard, self._work, dead)]
        return pa.table(
            {
                "result": pa.array(map(pickle.dumps, results), pa.large_binary()),
                "host": [socket.gethostname()] * len(results),
                "made_with": [made_with()] * len(results),
            }
        )


class _Counter(Actor):
    def __init__(self, text_field: str, limits: Limits, place: str, expected: int) -> None:
        super().__init__(limits, place, expected)
        self._work = partial(count_one, text_field=text_field)

    def __call__(self, shard: pa.Table) -> pa.Table:
        census = Census()
        for part in self.made(shard, self._work, no_census):
            census.merge(part)
        return pa.table({"census": pa.array([pickle.dumps(census)], pa.large_binary())})


class _Merged(AggregateFnV2):  # type: ignore[misc]
    """Censuses, packed, merged to one; any order gives the same."""

    def __init__(self) -> None:
        super().__init__("census", bytes, on="census", ignore_nulls=False)

    def aggregate_block(self, block: Any) -> bytes:
        return _merged(each.as_py() for each in block["census"])

    def combine(self, current_accumulator: bytes, new: bytes) -> bytes:
        return _merged([current_accumulator, new])


def _merged(packed: Any) -> bytes:
    census = Census()
    for each in packed:
        census.merge(_census(each))
    return pickle.dumps(census)


def _census(packed: bytes) -> Census:
    return pickle.loads(packed) if packed else Census()


def made_with() -> str:
    """What must be the same on all nodes, for the bytes to be."""
    return digest([code_hash(), libraries()])


def with_server_of_this_node(job: Job) -> Job:
    """The job with a lease on one LanguageTool for all actors of this node, where the run has a lease at all."""
    if not job.settings.of_pass("grammar").languagetool.startswith("lease:"):
        return job
    lease = server.Lease(_server_folder(), owner=os.getppid(), idle=IDLE)  # our parent is the node's raylet
    values: dict[str, Any] = {"pass": {"grammar": {"languagetool": str(lease)}}}
    return replace(job, settings=job.settings.with_values("languagetool", **values))


def _server_folder() -> Path:
    here = ray.get_runtime_context()
    return Path(tempfile.gettempdir()) / f"newsmend-{here.get_job_id()}-{here.get_node_id()}"


def _stop_servers() -> None:
    """End the LanguageTool of each node."""
    if not ray.is_initialized():
        return
    there = ray.remote(num_cpus=0, max_retries=0)(_stop_server)
    calls = [
        there.options(scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)).remote()
        for node in ray.nodes()
        if node["Alive"]
    ]
    ray.wait(calls, num_returns=len(calls), timeout=30)


def _stop_server() -> None:
    folder = _server_folder()
    if folder.is_dir():
        server.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
