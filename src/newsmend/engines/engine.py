"""What an engine does for a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from newsmend.batch import Job, Result, Source
from newsmend.config import Settings
from newsmend.engines import local
from newsmend.engines.pool import Limits
from newsmend.survey import Survey

LOCAL, RAY = "local", "ray"

T = TypeVar("T")


class Until(Protocol):
    """Ends an iteration before its end, when it is time."""

    def __call__(self, items: Iterable[T], /) -> Iterator[T]:
        """The items, until it is time."""


class Engine(Protocol):
    """Where the work is done."""

    def run(self, sources: Iterable[Source], job: Job, until: Until, count: int) -> Iterator[Result]:
        """Clean sources, `count` of them, and yield their results in order; ends early when `until` says so."""

    def take_survey(self, sources: Sequence[Source], settings: Settings) -> Survey:
        """Read a collection once and learn what its sites repeat; the same on any engine."""


@dataclass(frozen=True, slots=True)
class Local:
    """The machine we are on; `force` says how many workers so many sources get, and the limits they keep."""

    force: Callable[[int], tuple[int, Limits]]

    def run(self, sources: Iterable[Source], job: Job, until: Until, count: int) -> Iterator[Result]:
        """As `local.run`; what is in hand when it is time is finished."""
        return local.run(until(sources), job, *self.force(count), count)

    def take_survey(self, sources: Sequence[Source], settings: Settings) -> Survey:
        """As `local.take_survey`."""
        return local.take_survey(sources, settings, *self.force(len(sources)))
