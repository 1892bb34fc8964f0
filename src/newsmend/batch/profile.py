"""Where the time of a run goes: seconds of each pass, and a trace that speedscope, Perfetto and Chrome open."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from newsmend.types import Draft, Edit, Pass, Rule
from newsmend.writers.files import write_atomic

TRACED = 2_000  # documents in the trace; the table counts them all
SLOWEST = 5  # rules that are named
READING, REST = "reading", "policy, ledger, survey"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one document took, in seconds of wall time by stage; `began` is on the machine's monotonic clock.

    `rules` has the seconds a pass looked before it found an edit of a rule; looking in vain is in its stage alone.
    """

    doc: str
    process: int
    began: float
    stages: tuple[tuple[str, float], ...]
    rules: tuple[tuple[str, float], ...] = ()


class Stopwatch:
    """Passes that take their own time, for the documents of one source."""

    def __init__(self, passes: Sequence[Pass]) -> None:
        self._seconds: dict[str, float] = {}
        self._rules: dict[str, float] = {}
        self.passes: tuple[Pass, ...] = tuple(
            type("Timed", (_Timed,), {"name": each.name, "rules": each.rules})(each, self._seconds, self._rules)
            for each in passes
        )

    def cost(self, doc: str, began: float, read: float) -> Cost:
        """The cost of a document begun and read at these moments, and cleaned by now; the next one starts at 0."""
        rest = time.perf_counter() - read - sum(self._seconds.values())
        stages = ((READING, read - began), *self._seconds.items(), (REST, max(0.0, rest)))
        rules = tuple(self._rules.items())
        self._seconds.clear()
        self._rules.clear()
        return Cost(doc, os.getpid(), began, stages, rules)


class _Timed:
    name: ClassVar[str]
    rules: ClassVar[tuple[Rule, ...]]

    def __init__(self, inner: Pass, seconds: dict[str, float], rules: dict[str, float]) -> None:
        self._inner, self._seconds, self._by_rule = inner, seconds, rules

    def find(self, draft: Draft) -> Iterable[Edit]:
        began = last = time.perf_counter()
        found: list[Edit] = []
        try:
            for edit in self._inner.find(draft):
                found.append(edit)
                now = time.perf_counter()
                self._by_rule[edit.rule.id] = self._by_rule.get(edit.rule.id, 0.0) + now - last
                last = now
            return found
        finally:
            self._seconds[self.name] = self._seconds.get(self.name, 0.0) + time.perf_counter() - began


class Profile:
    """The costs of a run."""

    def __init__(self) -> None:
        self._stages: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()
        self._events: list[dict[str, Any]] = []
        self._documents = 0

    def add(self, costs: Iterable[Cost]) -> None:
        """Count what documents took."""
        for cost in costs:
            self._documents += 1
            self._stages.update(dict(cost.stages))
            self._rules.update(dict(cost.rules))
            if self._documents <= TRACED:
                self._trace(cost)

    def _trace(self, cost: Cost) -> None:
        """A bar for the document, and one for each stage below it; a pass's rounds are drawn as one."""
        common = {"ph": "X", "pid": 1, "tid": cost.process}
        at = cost.began * 1e6
        total = sum(seconds for _, seconds in cost.stages) * 1e6
        self._events.append({"name": cost.doc, "ts": at, "dur": total, **common})
        for stage, seconds in cost.stages:
            self._events.append({"name": stage, "ts": at, "dur": seconds * 1e6, **common})
            at += seconds * 1e6

    def table(self) -> list[str]:
        """Lines for people: seconds and share of each stage, the dearest first; with several workers, of their sum."""
        total = sum(self._stages.values())
        lines = [f"{total:>8.1f} s in {self._documents} documents, by stage:"]
        for stage, seconds in sorted(self._stages.items(), key=lambda item: -item[1]):
            lines.append(f"{seconds:>8.1f} s {seconds / max(total, 1e-9):>6.1%}  {stage}")
        if self._rules:
            lines.append("until an edit of these rules was found, the slowest:")
        lines += [f"{seconds:>8.1f} s  {rule}" for rule, seconds in self._rules.most_common(SLOWEST)]
        return lines

    def write(self, path: Path) -> None:
        """Write the trace, in the trace event format. Raises OSError."""
        write_atomic(path, json.dumps({"traceEvents": self._events}).encode())
