"""A pool of processes on this machine; one worker runs in this process, without a pool."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar

from newsmend.batch import Job, Result, Source, clean_source, count_names, count_source
from newsmend.census import Census, sample
from newsmend.config import Settings
from newsmend.language.consensus import Finding, NameCensus
from newsmend.survey import Survey
from newsmend.writers.ledger import failed_row

AHEAD = 4  # sources in hand per worker: enough to keep it busy, few enough to bound memory

T = TypeVar("T")


def run(sources: Iterable[Source], job: Job, workers: int = 1) -> Iterator[Result]:
    """Clean sources and yield their results in the order given, whatever the number of workers (>= 1).

    A worker that dies (a crash, the kernel's memory killer) costs only the source it died of, which gets a failed row.
    """
    return _each(sources, partial(clean_source, job=job), workers, _dead)


def take_survey(sources: Iterable[Source], settings: Settings, workers: int = 1) -> Survey:
    """Read a collection once and learn what its sites repeat; the same for any order and any number of workers.

    A source that kills its worker is passed over here; cleaning will name it.
    """
    sources = list(sources)
    chosen = sample(source.id for source in sources)
    wanted = (source for source in sources if source.id in chosen)
    census = Census()
    for part in _each(wanted, partial(count_source, text_field=settings.text_field), workers, lambda _: Census()):
        census.merge(part)
    return census.survey()


def take_names(sources: Iterable[Source], settings: Settings, workers: int = 1) -> list[Finding]:
    """Read a collection once and learn which names few documents write otherwise than the others."""
    sources = list(sources)
    chosen = sample(source.id for source in sources)
    wanted = (source for source in sources if source.id in chosen)
    census = NameCensus()
    for part in _each(wanted, partial(count_names, text_field=settings.text_field), workers, lambda _: NameCensus()):
        census.merge(part)
    return census.findings()


def _dead(source: Source) -> Result:
    reason = "the worker process died while cleaning it; the document is set aside"
    return Result(source, (failed_row(source.id, source.where, "", reason),))


def _each(
    sources: Iterable[Source], work: Callable[[Source], T], workers: int, dead: Callable[[Source], T]
) -> Iterator[T]:
    """What work makes of each source, in order; `dead` stands in where a worker died of it."""
    if workers <= 1:
        yield from map(work, sources)
        return
    waiting: deque[tuple[Source, Future[T]]] = deque()
    pool = _pool(workers, work)
    try:
        for source in sources:
            waiting.append((source, _submit(pool, source)))
            if len(waiting) >= AHEAD * workers:
                pool, result = _next(pool, waiting, work, workers, dead)
                yield result
        while waiting:
            pool, result = _next(pool, waiting, work, workers, dead)
            yield result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int, work: Callable[[Source], Any]) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin, initargs=(work,))


_work: list[Callable[[Source], Any]] = []  # in a worker: what it does; sent once, for a survey may be large


def _begin(work: Callable[[Source], Any]) -> None:
    # Ctrl-C reaches the whole process group; only the parent answers it, so that workers finish what they hold.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work[:] = [work]


def _call(source: Source) -> Any:
    return _work[0](source)


def _submit(pool: ProcessPoolExecutor, source: Source) -> Future[Any]:
    try:
        return pool.submit(_call, source)
    except BrokenProcessPool as error:
        broken: Future[Any] = Future()
        broken.set_exception(error)
        return broken


def _next(
    pool: ProcessPoolExecutor,
    waiting: deque[tuple[Source, Future[T]]],
    work: Callable[[Source], T],
    workers: int,
    dead: Callable[[Source], T],
) -> tuple[ProcessPoolExecutor, T]:
    source, future = waiting.popleft()
    try:
        return pool, future.result()
    except BrokenProcessPool:
        # One death fails all open work. The source at the head is tried alone: if it is the culprit, only it is lost.
        pool.shutdown(wait=False, cancel_futures=True)
        result = _alone(source, work, dead)
        pool = _pool(workers, work)
        for at, (other, old) in enumerate(waiting):
            if not old.done() or old.cancelled() or old.exception() is not None:
                waiting[at] = (other, _submit(pool, other))
        return pool, result


def _alone(source: Source, work: Callable[[Source], T], dead: Callable[[Source], T]) -> T:
    with _pool(1, work) as pool:
        try:
            result: T = pool.submit(_call, source).result()
        except BrokenProcessPool:
            return dead(source)
        return result
