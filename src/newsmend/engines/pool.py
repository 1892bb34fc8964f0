"""Processes under supervision: one that dies, hangs or swells costs the item it held, and nothing else.

`ProcessPoolExecutor` fails all open work when one process dies, and does not say of what. Here every worker has a pipe
of its own, so it is known what each of them holds. The item a worker died of is tried once more with no other at work,
for the kernel's memory killer may have met the wrong one; then it is given up with the reason.
"""

from __future__ import annotations

import ctypes
import heapq
import math
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, TypeVar

from newsmend.types import NewsmendError

IN_HAND = 2  # items a worker holds, so that it need not wait for the next one
AHEAD = 16  # items per worker given out, or done and waiting for an earlier one: bounds memory
STILLBORN = 3  # workers that die while they start, one after the other, before we give up
LOOK_EVERY = 0.1  # seconds between looks at a worker's clock and memory
FEW = 64  # items; for fewer it is not worth loading all that long runs share
PRELOAD, PRELOAD_ALL = "newsmend.engines.preload", "newsmend.engines.preload_all"

T = TypeVar("T")
S = TypeVar("S")
Beat = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds of wall time and megabytes resident; 0 is no limit."""

    seconds: float = 0.0
    megabytes: int = 0

    def __bool__(self) -> bool:
        return bool(self.seconds or self.megabytes)


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    hand: deque[int] = field(default_factory=deque)
    since: float = math.inf  # when it began what it does; never, before it has come up
    verdict: str = ""  # why we killed it; "" when it died by itself


def in_order(
    items: Iterable[S],
    work: Callable[[S, Beat], T],
    workers: int,
    dead: Callable[[S, str], T],
    limits: Limits = Limits(),
    expected: int = FEW,
) -> Iterator[T]:
    """What work makes of each item, in order; `dead` stands in, with the reason, where that cannot be had.

    Work calls its second argument whenever it begins something that has limits of its own. Without limits a single
    worker is this process. Items are drawn as workers become free; when they end, what is in hand is finished.
    `expected` says how many items there are; it decides how many workers are started, and with what.
    """
    if workers <= 1 and not limits:
        for item in items:
            yield attempt(work, item, dead)
        return
    following = iter(items)
    for first in following:  # without any, no process is started
        preload = PRELOAD if expected < FEW else PRELOAD_ALL
        pool = _Pool(work, max(1, min(workers, expected)), dead, limits, preload)
        yield from pool.run(chain([first], following))


def attempt(work: Callable[[S, Beat], T], item: S, dead: Callable[[S, str], T], beat: Beat = lambda: None) -> T:
    """What work makes of an item, or what stands in for it when work raises."""
    try:
        return work(item, beat)
    except Exception as error:
        return dead(item, f"{type(error).__name__}: {error}")


class _Pool(Generic[S, T]):
    def __init__(
        self,
        work: Callable[[S, Beat], T],
        workers: int,
        dead: Callable[[S, str], T],
        limits: Limits,
        preload: str,
    ) -> None:
        self._work, self._dead, self._limits = work, dead, limits
        self._context: Any = _context(preload)
        self._items: dict[int, S] = {}  # given out or about to be, not yet done
        self._waiting: list[int] = []  # a heap
        self._suspects: deque[int] = deque()  # workers died of them; to be tried alone
        self._tried: set[int] = set()
        self._done: dict[int, T] = {}
        self._stillborn = 0
        self._workers = [self._start() for _ in range(workers)]

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work, self._dead), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def run(self, items: Iterable[S]) -> Iterator[T]:
        """Yield results in the order of the items."""
        source = enumerate(items)
        following, more = 0, True
        try:
            while True:
                more = self._fill(source, more)
                if following in self._done:
                    yield self._done.pop(following)
                    following += 1
                    self._attend(0)
                elif self._items:
                    self._attend(LOOK_EVERY if self._limits else None)
                else:
                    break
            for worker in self._workers:
                worker.pipe.close()
            for worker in self._workers:
                worker.process.join()
        finally:
            for worker in self._workers:
                if worker.process.is_alive():
                    worker.process.kill()
                    worker.process.join()

    def _fill(self, source: Iterator[tuple[int, S]], more: bool) -> bool:
        """Give out work; returns whether the items may have more of it."""
        if self._suspects:
            if not any(worker.hand for worker in self._workers):
                self._give(self._workers[-1], self._suspects[0])
            return more
        while True:
            worker = min(self._workers, key=lambda each: len(each.hand))
            if len(worker.hand) >= IN_HAND:
                return more
            if self._waiting:
                self._give(worker, heapq.heappop(self._waiting))
                continue
            if not more or len(self._done) + len(self._items) >= AHEAD * len(self._workers):
                return more
            found = next(source, None)
            if found is None:
                return False
            number, item = found
            self._items[number] = item
            self._give(worker, number)

    def _give(self, worker: _Worker, number: int) -> None:
        if not worker.hand and worker.since < math.inf:
            worker.since = time.monotonic()
        worker.hand.append(number)
        with suppress(OSError):  # it is dead; its sentinel will say so
            worker.pipe.send(self._items[number])

    def _attend(self, timeout: float | None) -> None:
        """Take in what workers send, and see to those that died or went over a limit."""
        places = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(places), timeout):
            self._listen(places[pipe])  # type: ignore[index]
        if self._limits:
            for worker in self._workers:
                self._look(worker)

    def _listen(self, worker: _Worker) -> None:
        try:
            while worker.pipe.poll():
                message = worker.pipe.recv()
                worker.since = time.monotonic()
                self._stillborn = 0
                if message:
                    number = worker.hand.popleft()
                    self._finish(number, message[0])
        except (EOFError, OSError):
            self._bury(worker)

    def _finish(self, number: int, result: T) -> None:
        self._done[number] = result
        del self._items[number]
        if number in self._suspects:
            self._suspects.remove(number)

    def _look(self, worker: _Worker) -> None:
        if not worker.hand or worker.verdict or worker.since == math.inf:
            return
        if self._limits.seconds and time.monotonic() - worker.since > self._limits.seconds:
            worker.verdict = f"it took longer than {self._limits.seconds:g} seconds; see --time-limit"
            self._tried.add(worker.hand[0])  # its time was its own: another try would be as long
        elif self._limits.megabytes and _resident(worker.process.pid) > self._limits.megabytes:
            worker.verdict = f"it needed more than {self._limits.megabytes} MB of memory; see --memory-limit"
        if worker.verdict:
            worker.process.kill()

    def _bury(self, worker: _Worker) -> None:
        worker.process.join()
        worker.pipe.close()
        at = self._workers.index(worker)
        if worker.since == math.inf:  # it never came up, which is no document's fault
            self._stillborn += 1
            if self._stillborn >= STILLBORN:
                raise NewsmendError(f"worker processes cannot start: one {_death(worker.process.exitcode)} at once")
            for number in worker.hand:
                if number not in self._suspects:
                    heapq.heappush(self._waiting, number)
        elif worker.hand:
            number = worker.hand.popleft()
            if number in self._tried:
                death = f"the worker process {_death(worker.process.exitcode)} while cleaning it, twice"
                self._finish(number, self._dead(self._items[number], worker.verdict or death))
            else:
                self._tried.add(number)
                self._suspects.append(number)
            for other in worker.hand:
                heapq.heappush(self._waiting, other)
        del self._workers[at]
        self._workers.append(self._start())  # the last one is fresh: a suspect is tried there


def _context(preload: str) -> Any:
    """Workers are forked from a clean process that has loaded the tables, where the platform has it.

    A fork of this process would be of one with threads, of a progress bar for instance, and may hang.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


def _serve(pipe: Connection, work: Callable[[S, Beat], T], dead: Callable[[S, str], T]) -> None:
    """A worker's life: items in, results out, until the pipe closes."""
    # Ctrl-C reaches the whole process group; only the parent answers it, so that workers finish what they hold.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()

    def beat() -> None:
        pipe.send(())

    with suppress(EOFError, OSError):
        beat()
        while True:
            item = pipe.recv()
            pipe.send((attempt(work, item, dead, beat),))


def _end_with_parent() -> None:
    """Have the kernel end this process with the one it was forked from, which ends with the run, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG


def _resident(pid: int) -> int:
    """Megabytes of memory a process holds; 0 where that cannot be known."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"was killed ({signal.Signals(-code).name})"
    return f"died (exit code {code})"
