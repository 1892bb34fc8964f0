"""What a worker does with one source: read it, clean it, write it, and say what happened."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsmend import ingest, loss
from newsmend.api import clean_by, passes_of
from newsmend.batch.profile import Cost, Stopwatch
from newsmend.batch.sources import SCRATCH, Source
from newsmend.census import Census
from newsmend.config import Settings
from newsmend.duplicates import Signature, sign
from newsmend.language.consensus import NameCensus
from newsmend.language.unknown import unknown_words
from newsmend.survey import Survey, site_of, strip
from newsmend.types import Cleaned, SkippedError, UnreadableError
from newsmend.writers import report
from newsmend.writers.diff import unified
from newsmend.writers.files import write_atomic
from newsmend.writers.found import findings
from newsmend.writers.ledger import document_row, edit_rows, failed_row
from newsmend.writers.text import render, source_text

NO_SURVEY = Survey()
REPORTS = ("html", "jsonl", "diff", "summary")
MOST_ASKED = 1_000  # unknown words of one source that are kept with its result
ALL_REPORTS = (*REPORTS, "sarif")


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know to clean a source."""

    settings: Settings
    out: Path
    reports: frozenset[str] = frozenset(REPORTS)
    survey: Survey = NO_SURVEY
    profile: bool = False  # take the time of each pass


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one source. Rows are those of the report files; picklable, so that workers can return it."""

    source: Source
    documents: tuple[dict[str, Any], ...] = ()
    edits: tuple[dict[str, Any], ...] = ()
    diff: str = ""
    extracted: str = ""
    sections: tuple[str, ...] = ()
    words: int = 0
    signatures: tuple[Signature | None, ...] = ()  # one for each document, None for what was set aside
    sarif: str = ""
    sha256: str = ""  # of the source's bytes; "" when they could not be had
    sites: tuple[str, ...] = ()  # of its documents, each once: which tables of the survey it was cleaned by
    output_sha256: str = ""  # "" when nothing was written
    costs: tuple[Cost, ...] = ()  # of its documents, when the run is profiled
    asked: tuple[str, ...] | None = ()  # unknown words the survey may have been asked about; None for too many

    @property
    def failures(self) -> list[tuple[str, str]]:
        """Documents set aside, as (source, reason)."""
        return [(row["source"], row["reason"]) for row in self.documents if row["status"] == "failed"]


def _no_beat() -> None:
    pass


def count_source(source: Source, text_field: str, beat: Callable[[], None] = _no_beat) -> Census:
    """What one source adds to a survey; what cannot be read is passed over here."""
    census = Census()
    for document in ingest.read(source.path, source.id, text_field, source.member):
        beat()
        if not isinstance(document, UnreadableError):
            census.add(document)
    return census


def count_names(source: Source, text_field: str, beat: Callable[[], None] = _no_beat) -> NameCensus:
    """What one source adds to the names of its collection; what cannot be read is passed over here."""
    census = NameCensus()
    for document in ingest.read(source.path, source.id, text_field, source.member):
        beat()
        if not isinstance(document, UnreadableError):
            census.add(document.text)
    return census


def clean_source(source: Source, job: Job, beat: Callable[[], None] = _no_beat) -> Result:
    """Read, clean and write one source. Bad input gives a failed row, never an exception.

    `beat` is called before each of its documents.
    """
    started = time.perf_counter()
    where = source.where
    try:
        data = ingest.load(source.path, source.member)
    except UnreadableError as error:
        return Result(source, (failed_row(source.id, where, "", _reason(error, where)),))
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        return Result(source, (failed_row(source.id, where, "", reason),))
    sha256 = hashlib.sha256(data).hexdigest()
    rows: list[dict[str, Any]] = []
    done: list[Cleaned] = []
    signatures: dict[int, Signature | None] = {}
    sites: dict[str, None] = {}
    costs: list[Cost] = []
    asked: set[str] = set()
    watch = Stopwatch(passes_of(job.settings)) if job.profile else None
    chain = watch.passes if watch else passes_of(job.settings)
    for document in ingest.read(source.path, source.id, job.settings.text_field, source.member, data):
        beat()
        if isinstance(document, UnreadableError):
            status = "skipped" if isinstance(document, SkippedError) else "failed"
            rows.append(failed_row(source.id, where, sha256, _reason(document, where), status))
            continue
        sites[site_of(document)] = None
        read = time.perf_counter()
        cleaned = clean_by(strip(document, job.survey), job.settings, chain, job.survey)
        asked |= _asked(cleaned)
        now = time.perf_counter()
        if watch:
            costs.append(watch.cost(document.id, started, read))
        row = document_row(cleaned, sha256, now - started)
        started = now
        if reason := loss.too_much(cleaned, job.settings.max_loss):
            rows.append({**row, "status": "failed", "reason": reason, "words_out": 0, "edits": {}})
            continue
        signatures[len(rows)] = sign(cleaned.text)
        rows.append(row)
        done.append(cleaned)
    output = render(done, source.form) if done else ""
    written_as = ""
    if done:
        written = output.encode("utf-8", "surrogatepass")
        written_as = hashlib.sha256(written).hexdigest()
        place = {
            "input": {"path": str(source.path), "member": source.member, "id": source.id},
            "output": source.target,
            "output_sha256": written_as,
        }
        rows = [{**row, **place} if number in signatures else row for number, row in enumerate(rows)]
        try:
            write_atomic(job.out / source.target, written, job.out / SCRATCH)
        except OSError as error:
            reason = f"{job.out / source.target}: cannot be written: {error.strerror or error}"
            return Result(source, (failed_row(source.id, where, sha256, reason),))
    diff, extracted = _diffs(source, data, done, output) if "diff" in job.reports else ("", "")
    return Result(
        source,
        tuple(rows),
        tuple(row for cleaned in done for row in edit_rows(cleaned)),
        diff,
        extracted,
        tuple(map(report.section, done, (rows[number] for number in signatures))) if "html" in job.reports else (),
        sum(row["words_in"] for row in rows),
        tuple(signatures.get(number) for number in range(len(rows))),
        _sarif(done, where) if "sarif" in job.reports else "",
        sha256,
        tuple(sites),
        written_as,
        tuple(costs),
        tuple(sorted(asked)) if len(asked) <= MOST_ASKED else None,
    )


def _asked(cleaned: Cleaned) -> frozenset[str]:
    """The words about which a survey's counts could have decided: in the text before, after, or at an edit."""
    mended = (unknown_words(entry.edit.before) for entry in cleaned.entries)
    return unknown_words(cleaned.document.text).union(unknown_words(cleaned.text), *mended)


def _sarif(done: list[Cleaned], where: str) -> str:
    from newsmend.writers.findings import sarif_results

    return sarif_results([found.row for cleaned in done for found in findings(cleaned, where)])


def _reason(error: UnreadableError, where: str) -> str:
    return str(error).removeprefix(where).lstrip(":, ")


def _diffs(source: Source, data: bytes, done: list[Cleaned], output: str) -> tuple[str, str]:
    """The patch against the source file, when it is text that stays in its form; else that of the extracted text."""
    before = data.decode("utf-8", "replace")
    same_form = not source.member and not ingest.packing_of(source.path.name)
    same_form = same_form and ingest.format_of(source.path.name) == source.form
    if same_form and before.encode() == data and "\r" not in before and not before.startswith("\ufeff"):
        return unified(before, output, source.id), ""
    texts = (unified(source_text(each.document), each.text, f"{each.document.id}.txt") for each in done)
    return "", "".join(texts)
