"""The run on this machine: processes under supervision; one worker runs in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from newsmend.batch import Job, Result, Source, clean_source, count_names, count_source
from newsmend.census import Census, sample
from newsmend.config import Settings
from newsmend.engines.pool import FEW, Beat, Limits, in_order
from newsmend.language.consensus import Finding, NameCensus
from newsmend.survey import Survey
from newsmend.writers.ledger import failed_row

NO_LIMITS = Limits()


def run(
    sources: Iterable[Source], job: Job, workers: int = 1, limits: Limits = NO_LIMITS, expected: int = FEW
) -> Iterator[Result]:
    """Clean sources and yield their results in the order given, whatever the number of workers (>= 1).

    `expected` says how many sources there are, as far as is known.

    A source that a worker dies of (a crash, the kernel's memory killer) or that goes over a limit gets a failed row.
    Limits hold for each document of a source; they need a process apart, for a single worker too.
    """
    return in_order(sources, partial(clean_one, job=job), workers, dead, limits, expected)


def take_survey(sources: Iterable[Source], settings: Settings, workers: int = 1, limits: Limits = NO_LIMITS) -> Survey:
    """Read a collection once and learn what its sites repeat; the same for any order and any number of workers.

    A source that kills its worker is passed over here; cleaning will name it.
    """
    sources = list(sources)
    chosen = sample(source.id for source in sources)
    wanted = [source for source in sources if source.id in chosen]
    census = Census()
    count = partial(count_one, text_field=settings.text_field)
    for part in in_order(wanted, count, workers, no_census, limits, len(wanted)):
        census.merge(part)
    return census.survey()


def take_names(sources: Iterable[Source], settings: Settings, workers: int = 1) -> list[Finding]:
    """Read a collection once and learn which names few documents write otherwise than the others."""
    sources = list(sources)
    chosen = sample(source.id for source in sources)
    wanted = [source for source in sources if source.id in chosen]
    census = NameCensus()
    count = partial(_count_names, text_field=settings.text_field)
    for part in in_order(wanted, count, workers, _no_names, expected=len(wanted)):
        census.merge(part)
    return census.findings()


def dead(source: Source, reason: str) -> Result:
    """What stands in for the result of a source that could not be cleaned."""
    return Result(source, (failed_row(source.id, source.where, "", f"{reason}; the document is set aside"),))


def clean_one(source: Source, beat: Beat, job: Job) -> Result:
    """`clean_source`, as pools call it."""
    return clean_source(source, job, beat)


def count_one(source: Source, beat: Beat, text_field: str) -> Census:
    """`count_source`, as pools call it."""
    return count_source(source, text_field, beat)


def _count_names(source: Source, beat: Beat, text_field: str) -> NameCensus:
    return count_names(source, text_field, beat)


def no_census(_: Source, __: str) -> Census:
    """What stands in for the counts of a source that could not be read."""
    return Census()


def _no_names(_: Source, __: str) -> NameCensus:
    return NameCensus()
