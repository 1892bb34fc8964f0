"""The run on a Ray cluster: the work of `local`, in actors on any node. The only file that imports ray.

Sources and outputs lie on a file system that all nodes see. Actors clean and write; results come back in the order of
the sources, and are kept and reported by the process that leads, so the bytes are those of the local engine. A batch
whose actor or node dies is done again, twice; then source by source, and one that actors still die of is set aside.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import RayActorError

from newsmend.batch import Job, Result, Source
from newsmend.engines.local import clean_one, dead
from newsmend.engines.pool import attempt

BATCH = 16  # sources in one call: a call costs about a millisecond
AHEAD = 3  # calls in hand per actor: keeps it busy, and bounds memory


@ray.remote(max_restarts=-1, max_task_retries=2)  # cleaning twice comes to the same files
class _Cleaner:
    """Builds its tables and models at the first document, and keeps them."""

    def __init__(self, job: Job, place: str) -> None:
        os.chdir(place)  # where paths that were given without a root begin
        self._work = partial(clean_one, job=job)

    def clean(self, sources: list[Source]) -> list[Result]:
        return [attempt(self._work, source, dead) for source in sources]


def run(sources: Iterable[Source], job: Job, workers: int = 1, address: str = "") -> Iterator[Result]:
    """Clean sources on a cluster and yield their results in the order given.

    `address` is that of a cluster; when empty, RAY_ADDRESS says it, and a cluster on this machine is started without.
    """
    begun = not ray.is_initialized()
    if begun:
        ray.init(
            address=address or os.environ.get("RAY_ADDRESS") or "local", log_to_driver=False, logging_level="error"
        )
    try:
        yield from _Pool(job, max(1, workers)).run(iter(sources))
    finally:
        if begun:
            ray.shutdown()


class _Pool:
    def __init__(self, job: Job, workers: int) -> None:
        self._job = job
        self._actors = [_Cleaner.options(num_cpus=1).remote(self._job, str(Path.cwd())) for _ in range(workers)]  # type: ignore[attr-defined]
        self._turn = 0

    def run(self, sources: Iterator[Source]) -> Iterator[Result]:
        """Yield results in order; what is in hand is finished when the sources end."""
        waiting: deque[tuple[list[Source], Any]] = deque()
        more = True
        while more or waiting:
            while more and len(waiting) < AHEAD * len(self._actors):
                batch = list(islice(sources, BATCH))
                more = bool(batch)
                if batch:
                    waiting.append((batch, self._give(batch)))
            if waiting:
                batch, call = waiting.popleft()
                yield from self._result(batch, call)

    def _give(self, batch: list[Source]) -> Any:
        self._turn += 1
        return self._actors[self._turn % len(self._actors)].clean.remote(batch)

    def _result(self, batch: list[Source], call: Any) -> list[Result]:
        """The results of a batch; source by source when actors died of it."""
        try:
            made: list[Result] = ray.get(call)
        except RayActorError:
            return [self._alone(source) for source in batch]
        return made

    def _alone(self, source: Source) -> Result:
        try:
            made: list[Result] = ray.get(self._give([source]))
        except RayActorError as error:
            return dead(source, f"the worker process died while cleaning it ({type(error).__name__})")
        return made[0]
