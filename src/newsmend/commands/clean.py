"""`newsmend clean` into a folder: what is done already is taken over, the rest is done, kept and reported."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import typer

from newsmend import batch, storage, survey
from newsmend.batch.identity import code_hash, content_hash, digest, identity_of
from newsmend.batch.lock import lock
from newsmend.batch.profile import Profile
from newsmend.batch.store import Store, keep_survey, known_survey
from newsmend.config import Settings
from newsmend.engines.engine import LOCAL, RAY, Engine, Local
from newsmend.engines.pool import Limits
from newsmend.languagetool import session
from newsmend.languagetool.server import Lease
from newsmend.passes.grammar import LANGUAGETOOL
from newsmend.progress import Progress
from newsmend.survey import Survey
from newsmend.types import ConfigError

PROFILE = "profile.json"
TIME_LIMIT = 600.0  # seconds a document may take, where a worker that hangs would hold up others
WORTH = 200  # sources a worker must have before another one is started unasked

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """How to run; `survey` is a file to use, `progress` is auto, json or none.

    `workers` is 0 for as many as the work is worth on this machine, or as a cluster has CPUs; `time_limit` is None for
    none, but TIME_LIMIT where several work; limits are those of `pool.Limits`. `engine` is local or ray, `address` that
    of a Ray cluster.
    """

    out: Path
    to: str = ""
    reports: frozenset[str] = frozenset(batch.REPORTS)
    workers: int = 0
    engine: str = "local"
    address: str = ""
    time_limit: float | None = None
    memory_limit: int = 0
    survey: Path | None = None
    no_survey: bool = False
    fresh: bool = False
    prune: bool = False
    profile: bool = False
    progress: str = "auto"
    quiet: bool = False

    def force(self, sources: int) -> tuple[int, Limits]:
        """How many workers so many sources get, and the limits they keep."""
        workers = self.workers or max(1, min(_cores(), sources // WORTH))
        several = workers > 1 or self.engine == RAY
        seconds = TIME_LIMIT if self.time_limit is None and several else self.time_limit or 0
        return workers, Limits(seconds, self.memory_limit)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run: `left` sources were not reached before it was interrupted."""

    tally: batch.Tally
    failures: list[tuple[str, str]]
    folder: Path
    left: int = 0
    profile: Profile | None = None


def clean_into(sources: Sequence[Path], settings: Settings, options: Options) -> Outcome:
    """Clean sources into a folder. Raises NewsmendError, and OSError when the folder cannot be written."""
    planned = batch.plan(sources, options.out, options.to)
    if not planned.sources and planned.problems:
        raise ConfigError("; ".join(f"{where}: {reason}" for where, reason in planned.problems))
    with (
        lock(options.out),
        Progress(options.progress, quiet=options.quiet) as progress,
        _engine(options) as engine,
    ):
        for note in planned.notes:
            progress.note(note)
        contents = _Contents()
        table = _survey(planned.sources, contents, settings, engine, options)
        job = batch.Job(settings, options.out, options.reports, table, options.profile)
        with _languagetool(job, progress, per_node=options.engine == RAY) as (job, grammar):
            identity = identity_of(replace(job, settings=settings), grammar)
            store = Store(options.out, identity, table, fresh=options.fresh)
            todo = store.take_stock(planned.sources, contents.of)
            for note in store.notes:
                progress.note(note)
            store.notes.clear()
            progress.begin(len(planned.sources), todo)
            outcome = _work(planned, store, job, engine, options, progress, todo)
        for note in store.notes:
            progress.note(note)
    return outcome


def _work(
    planned: batch.Plan,
    store: Store,
    job: batch.Job,
    engine: Engine,
    options: Options,
    progress: Progress,
    todo: int,
) -> Outcome:
    run = batch.Run(job)
    profile = Profile() if job.profile else None
    done = 0
    try:
        for where, reason in planned.problems:
            run.fail(where, reason)
        with _Stop(progress) as stop:
            results = store.results(planned.sources, lambda each: engine.run(each, job, stop.until, todo))
            for result, made in results:
                run.add(result)
                done += 1
                for part in result.parts():
                    if profile and made:
                        profile.add(part.costs)
                    progress.count(part, made=made)
                progress.advance(made=made)
        if done < len(planned.sources):
            run.abandon()
            return Outcome(run.tally, run.failures, options.out, len(planned.sources) - done)
        folder = run.finish()
        if profile:
            profile.write(folder / PROFILE)
    except BaseException:
        run.abandon()
        raise
    store.finish(prune=options.prune)
    return Outcome(run.tally, run.failures, folder, profile=profile)


@contextmanager
def _engine(options: Options) -> Iterator[Engine]:
    if options.engine == LOCAL:
        yield Local(options.force)
        return
    if find_spec("ray") is None or find_spec("pyarrow") is None:
        raise ConfigError("--engine ray: Ray Data is not installed; pip install 'newsmend[ray]'")
    from newsmend.engines.ray import Cluster

    with Cluster(options.address, options.workers, options.force(0)[1]) as cluster:
        yield cluster


class _Stop:
    """Ctrl-C, once: no new work is begun, what is in hand is finished. A second one stops at once."""

    def __init__(self, progress: Progress) -> None:
        self._asked = False
        self._progress = progress

    def __enter__(self) -> _Stop:
        self._old = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._old)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            signal.default_int_handler(number, frame)
        self._asked = True
        self._progress.note("stopping: the documents in hand are finished; Ctrl-C again stops at once")

    def until(self, items: Iterable[T]) -> Iterator[T]:
        """The items, until somebody asks to stop."""
        for item in items:
            if self._asked:
                return
            yield item


class _Contents:
    """Hashes of sources, each read once; a hash is 32 bytes here, for there may be many."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def of(self, source: batch.Source) -> str:
        """The hash of a source's bytes, "" when it cannot be read."""
        key = source.where
        if key not in self._known:
            self._known[key] = bytes.fromhex(content_hash(source))
        return self._known[key].hex()


def _survey(
    sources: Sequence[batch.Source], contents: _Contents, settings: Settings, engine: Engine, options: Options
) -> Survey:
    if options.survey is not None:
        return survey.load(options.survey)
    if options.no_survey or len(sources) < survey.LEAST:
        return batch.NO_SURVEY
    key = digest([code_hash(), settings.text_field, [[source.id, contents.of(source)] for source in sources]])
    known = None if options.fresh else known_survey(options.out, key)
    if known is not None:
        return survey.parse(known, "survey")
    table = engine.take_survey(sources, settings)
    keep_survey(options.out, key, table)
    return table


@contextmanager
def _languagetool(job: batch.Job, progress: Progress, *, per_node: bool) -> Iterator[tuple[batch.Job, str]]:
    """The job with the address of a LanguageTool server, when the grammar pass is to ask one and one can be had."""
    settings = job.settings
    if settings.of_pass("grammar").languagetool == session.AUTO and settings.policy().wants(LANGUAGETOOL):
        if lacks := session.available():
            progress.note(lacks)
        else:
            # The engine of a cluster makes this lease one of the node's, for each node.
            with (
                storage.workplace(job.out / batch.OWN_FOLDER) as place,
                nullcontext(str(Lease(place))) if per_node else session.session(place) as lease,
            ):
                values: dict[str, Any] = {"pass": {"grammar": {"languagetool": lease}}}
                yield replace(job, settings=settings.with_values("languagetool", **values)), "LanguageTool"
            return
    yield job, ""


def print_summary(outcome: Outcome) -> None:
    """Say on standard output what was done."""
    tally, folder = outcome.tally, outcome.folder
    documents = tally.documents
    parts = ", ".join(f"{count} {status}" for status, count in sorted(documents.items()))
    typer.echo(f"{sum(documents.values())} articles ({parts}), {tally.words_in} words in, {tally.words_out} out")
    for title, counts in (
        ("blocks dropped", tally.dropped),
        ("edits", tally.applied),
        ("suggestions", tally.suggested),
        ("flags", tally.flagged),
    ):
        typer.echo(f"{sum(counts.values()):>7} {title}")
        if title in {"blocks dropped", "edits"}:
            for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
                typer.echo(f"        {count:>6} {name}")
    if duplicates := sum(tally.duplicates.values()):
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(tally.duplicates.items()))
        noun = "duplicate" if duplicates == 1 else "duplicates"
        typer.echo(f"{duplicates:>7} {noun} ({kinds}), kept; see duplicate_of in documents.jsonl")
    if outcome.profile:
        typer.echo("\n".join([*outcome.profile.table(), f"trace for speedscope or Perfetto: {folder / PROFILE}"]))
    page = folder / "report.html"
    typer.echo(f"report: {page if page.exists() else folder}")
