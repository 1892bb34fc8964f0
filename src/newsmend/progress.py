"""Progress on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

LINE_EVERY = 10.0  # seconds between plain lines: seldom enough for a log, often enough to see it live


class Progress:
    """Counts sources done; shows documents per second and the time left."""

    def __init__(self, sources: int, *, quiet: bool = False) -> None:
        self._sources = sources
        self._documents = self._words = self._done = 0
        self._started = self._said = time.monotonic()
        self._quiet = quiet
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Progress:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
                TextColumn("left"),
                TimeRemainingColumn(),
            )
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("cleaning", total=self._sources, rate="")
            self._bar.start()
        return self

    def advance(self, documents: int, words: int) -> None:
        """One more source is done, with so many documents and words in it."""
        self._done += 1
        self._documents += documents
        self._words += words
        if self._quiet:
            return
        now = time.monotonic()
        rate = self._documents / max(now - self._started, 1e-6)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=1, rate=f"{rate:.1f} documents/s")
        elif now - self._said >= LINE_EVERY:
            self._said = now
            left = (self._sources - self._done) * (now - self._started) / self._done
            sys.stderr.write(f"{self._done}/{self._sources} files, {rate:.1f} documents/s, {left:.0f} s left\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
