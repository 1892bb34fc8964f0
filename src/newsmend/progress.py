"""Progress on standard error: a bar on a terminal, a plain line now and then elsewhere, or JSON lines for machines."""

from __future__ import annotations

import heapq
import json
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from newsmend.batch import Result

LINE_EVERY = 10.0  # seconds between plain lines: seldom enough for a log, often enough to see it live
JSON_EVERY = 1.0  # seconds between JSON lines
SLOWEST = 5  # documents named in the end
SLOW = 1.0  # seconds; quicker ones are not worth naming


class Progress:
    """Counts what a run does; shows documents and words per second, edits, failures and the time left.

    `form` is "auto", "json" (one object a line: {"event": "note" | "progress" | "done", ...}) or "none".
    """

    def __init__(self, form: str = "auto", *, quiet: bool = False) -> None:
        self._json = form == "json"
        self._shown = form != "none" and not quiet
        self._notes = not quiet
        self._sources = self._todo = self._done = self._made = 0
        self._documents = self._words = self._edits = self._failures = 0
        self._started = self._said = time.monotonic()
        self._slowest: list[tuple[float, str]] = []
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Progress:
        return self

    def note(self, text: str) -> None:
        """Say something the user should know."""
        if self._json:
            self._write({"event": "note", "text": text})
        elif self._notes:
            print(f"note: {text}", file=sys.stderr)

    def begin(self, sources: int, todo: int) -> None:
        """Work begins on so many sources, of which `todo` must be done."""
        self._sources, self._todo = sources, todo
        self._started = self._said = time.monotonic()
        if self._shown and not self._json and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
            from rich.progress import Progress as Bar

            columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[said]}"))
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("cleaning", total=sources, said="")
            self._bar.start()

    def count(self, result: Result, *, made: bool) -> None:
        """Count what became of a source, or of a part of it; `made` now, or taken over from an earlier run."""
        if made:
            self._documents += len(result.documents)
            self._words += result.words
            for row in result.documents:
                heapq.heappush(self._slowest, (row["seconds"], row["doc"]))
                if len(self._slowest) > SLOWEST:
                    heapq.heappop(self._slowest)
        self._edits += sum(row["outcome"] == "applied" for row in result.edits)
        self._failures += len(result.failures)

    def advance(self, *, made: bool) -> None:
        """One more source is done, and counted."""
        self._done += 1
        self._made += made
        if not self._shown:
            return
        now = time.monotonic()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=1, said=self._line())
        elif now - self._said >= (JSON_EVERY if self._json else LINE_EVERY):
            self._said = now
            if self._json:
                self._write({"event": "progress", **self.counts()})
            else:
                print(f"{self._done}/{self._sources} files, {self._line()}", file=sys.stderr)

    def counts(self) -> dict[str, Any]:
        """The figures so far; rates and the time left (seconds, None when unknown) count what this run did."""
        elapsed = max(time.monotonic() - self._started, 1e-6)
        left = (self._todo - self._made) * elapsed / self._made if self._made else None
        return {
            "files": self._sources,
            "files_done": self._done,
            "files_taken_over": self._done - self._made,
            "documents": self._documents,
            "words": self._words,
            "edits": self._edits,
            "failures": self._failures,
            "documents_per_second": round(self._documents / elapsed, 2),
            "words_per_second": round(self._words / elapsed),
            "seconds": round(elapsed, 1),
            "seconds_left": None if left is None else round(left),
        }

    def slowest(self) -> list[tuple[float, str]]:
        """The documents that took longest, as (seconds, id), of those that took long at all."""
        return sorted((each for each in self._slowest if each[0] >= SLOW), reverse=True)

    def _line(self) -> str:
        counts = self.counts()
        left = "" if counts["seconds_left"] is None else f", {counts['seconds_left']} s left"
        return (
            f"{counts['documents_per_second']:.1f} documents/s, {counts['words_per_second']} words/s,"
            f" {counts['edits']} edits, {counts['failures']} failed{left}"
        )

    @staticmethod
    def _write(data: dict[str, Any]) -> None:
        print(json.dumps(data), file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self._json and kind is None:
            slowest = [{"doc": doc, "seconds": seconds} for seconds, doc in self.slowest()]
            self._write({"event": "done", **self.counts(), "slowest": slowest})
        elif kind is None and self._notes:
            for seconds, doc in self.slowest():
                print(f"slow: {seconds:.1f} s for {doc}", file=sys.stderr)
