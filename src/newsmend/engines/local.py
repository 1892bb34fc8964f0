"""A pool of processes on this machine; one worker runs in this process, without a pool."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from newsmend.batch import Job, Result, Source, clean_source
from newsmend.writers.ledger import failed_row

AHEAD = 4  # sources in hand per worker: enough to keep it busy, few enough to bound memory


def run(sources: Iterable[Source], job: Job, workers: int = 1) -> Iterator[Result]:
    """Clean sources and yield their results in the order given, whatever the number of workers (>= 1).

    A worker that dies (a crash, the kernel's memory killer) costs only the source it died of, which gets a failed row.
    """
    if workers <= 1:
        for source in sources:
            yield clean_source(source, job)
        return
    waiting: deque[tuple[Source, Future[Result]]] = deque()
    rest = iter(sources)
    pool = _pool(workers)
    try:
        for source in rest:
            waiting.append((source, _submit(pool, source, job)))
            if len(waiting) >= AHEAD * workers:
                pool, result = _next(pool, waiting, job, workers)
                yield result
        while waiting:
            pool, result = _next(pool, waiting, job, workers)
            yield result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    # Ctrl-C reaches the whole process group; only the parent answers it, so that workers finish what they hold.
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=signal.signal, initargs=_IGNORE)


_IGNORE: tuple[int, signal.Handlers] = (signal.SIGINT, signal.SIG_IGN)


def _submit(pool: ProcessPoolExecutor, source: Source, job: Job) -> Future[Result]:
    work: Callable[[Source, Job], Result] = clean_source
    try:
        return pool.submit(work, source, job)
    except BrokenProcessPool as error:
        broken: Future[Result] = Future()
        broken.set_exception(error)
        return broken


def _next(
    pool: ProcessPoolExecutor, waiting: deque[tuple[Source, Future[Result]]], job: Job, workers: int
) -> tuple[ProcessPoolExecutor, Result]:
    source, future = waiting.popleft()
    try:
        return pool, future.result()
    except BrokenProcessPool:
        # One death fails all open work. The source at the head is tried alone: if it is the culprit, only it is lost.
        pool.shutdown(wait=False, cancel_futures=True)
        result = _alone(source, job)
        pool = _pool(workers)
        for at, (other, old) in enumerate(waiting):
            if not old.done() or old.cancelled() or old.exception() is not None:
                waiting[at] = (other, _submit(pool, other, job))
        return pool, result


def _alone(source: Source, job: Job) -> Result:
    with _pool(1) as pool:
        try:
            return pool.submit(clean_source, source, job).result()
        except BrokenProcessPool:
            reason = "the worker process died while cleaning it; the document is set aside"
            return Result(source, (failed_row(source.id, str(source.path), "", reason),))
