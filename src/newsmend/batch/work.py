"""What a worker does with one source: read it, clean it, write it, and say what happened."""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
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
from newsmend.types import Cleaned, ConfigError, Document, SkippedError, UnreadableError
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
class Spill:
    """Packed results in a file, one after the other, and their sizes in bytes; `whole` as in `Result`."""

    path: str
    sizes: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a result on a cluster: the node and its actor, with what, in which shard of its run."""

    node: str
    actor: str
    versions: str
    shard: int = 0


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
    spill: Spill | None = None  # where the rows are, when they are too many to hold
    maker: Maker | None = None  # None for this machine

    def parts(self) -> Iterator[Result]:
        """The result in parts that fit in memory: itself, but for a large file of records.

        Raises OSError, and ConfigError when they are damaged.
        """
        if self.spill is None:
            yield self
            return
        with Path(self.spill.path).open("rb") as file:
            for size in self.spill.sizes:
                try:
                    part = unpacked(self.source, file.read(size))
                except (zlib.error, ValueError, KeyError, TypeError) as error:
                    raise ConfigError(f"{self.spill.path}: damaged ({error}); run again with --fresh") from None
                rows = (
                    {**row, "output_sha256": self.output_sha256} if "output" in row else row for row in part.documents
                )
                yield replace(part, documents=tuple(rows))

    @property
    def whole(self) -> bool:
        """Whether nothing in it failed, neither a document nor a pass."""
        if self.spill is not None:
            return self.spill.whole
        return bool(self.sha256) and all(
            row["status"] == "skipped" or (row["status"] != "failed" and not row["reason"]) for row in self.documents
        )

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


def packed(result: Result) -> bytes:
    """A result's rows as bytes to keep, without its source; for `unpacked`."""
    data = {
        field.name: getattr(result, field.name)
        for field in fields(result)
        if field.name not in {"source", "spill", "asked", "maker"}
    }
    data["signatures"] = [s and [s.exact, s.bands, s.sketch.hex()] for s in result.signatures]
    data["costs"] = [astuple(cost) for cost in result.costs]
    return zlib.compress(json.dumps(data).encode(), 1)


def unpacked(source: Source, data: bytes) -> Result:
    """The result of a source that `packed` made into bytes. Raises ValueError, KeyError, TypeError or zlib.error."""
    values = json.loads(zlib.decompress(data))
    signatures = (s and Signature(s[0], tuple(s[1]), bytes.fromhex(s[2])) for s in values.pop("signatures"))
    costs = (
        Cost(doc, process, began, tuple(map(tuple, stages)), tuple(map(tuple, rules)))
        for doc, process, began, stages, rules in values.pop("costs")
    )
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return Result(source, **kept, signatures=tuple(signatures), costs=tuple(costs))


class Cleaner:
    """Cleans the documents of one source, as many at a time as are asked for."""

    def __init__(self, source: Source, job: Job, sha256: str, beat: Callable[[], None] = _no_beat) -> None:
        self._sites: dict[str, None] = {}
        self._asked: set[str] = set()
        self._source, self._job, self._sha256, self._beat = source, job, sha256, beat
        self._started = time.perf_counter()
        self._watch = Stopwatch(passes_of(job.settings)) if job.profile else None
        self._chain = self._watch.passes if self._watch else passes_of(job.settings)

    @property
    def depends(self) -> dict[str, Any]:
        """What of the survey the documents so far depend on, as fields of `Result`."""
        asked = tuple(sorted(self._asked)) if len(self._asked) <= MOST_ASKED else None
        return {"sites": tuple(self._sites), "asked": asked}

    def clean(self, documents: Iterable[Document | UnreadableError]) -> tuple[Result, list[Cleaned]]:
        """What became of some of its documents, without the output's hash and diffs; and those that were cleaned."""
        source, job, sha256 = self._source, self._job, self._sha256
        rows: list[dict[str, Any]] = []
        done: list[Cleaned] = []
        signatures: dict[int, Signature | None] = {}
        costs: list[Cost] = []
        place = {
            "input": {"path": str(source.path), "member": source.member, "id": source.id},
            "output": source.target,
            "output_sha256": "",
        }
        for document in documents:
            self._beat()
            if isinstance(document, UnreadableError):
                status = "skipped" if isinstance(document, SkippedError) else "failed"
                rows.append(failed_row(source.id, source.where, sha256, reason_of(document, source), status))
                continue
            self._sites[site_of(document)] = None
            read = time.perf_counter()
            cleaned = clean_by(strip(document, job.survey), job.settings, self._chain, job.survey)
            if len(self._asked) <= MOST_ASKED:
                self._asked |= _asked(cleaned)
            now = time.perf_counter()
            if self._watch:
                costs.append(self._watch.cost(document.id, self._started, read))
            row = document_row(cleaned, sha256, now - self._started)
            self._started = now
            if reason := loss.too_much(cleaned, job.settings.max_loss):
                rows.append({**row, "status": "failed", "reason": reason, "words_out": 0, "edits": {}})
                continue
            signatures[len(rows)] = sign(cleaned.text)
            rows.append({**row, **place})
            done.append(cleaned)
        made = Result(
            source,
            tuple(rows),
            tuple(row for cleaned in done for row in edit_rows(cleaned)),
            sections=tuple(map(report.section, done, (rows[number] for number in signatures)))
            if "html" in job.reports
            else (),
            words=sum(row["words_in"] for row in rows),
            signatures=tuple(signatures.get(number) for number in range(len(rows))),
            sarif=_sarif(done, source.where) if "sarif" in job.reports else "",
            sha256=sha256,
            costs=tuple(costs),
        )
        return made, done


def failed(source: Source, reason: str, sha256: str = "") -> Result:
    """The result of a source of which nothing was cleaned."""
    return Result(source, (failed_row(source.id, source.where, sha256, reason),))


def without_documents(source: Source, sha256: str) -> Result:
    """The result of a source with nothing in it to clean, a web archive of pictures for instance."""
    return Result(source, (failed_row(source.id, source.where, sha256, "no articles in it", "skipped"),), sha256=sha256)


def clean_whole(source: Source, job: Job, beat: Callable[[], None] = _no_beat) -> Result:
    """Read, clean and write one source, all of it in memory. Bad input gives a failed row, never an exception.

    `beat` is called before each of its documents.
    """
    try:
        data = ingest.load(source.path, source.member)
    except UnreadableError as error:
        return failed(source, reason_of(error, source))
    except OSError as error:
        return failed(source, f"cannot be read: {error.strerror or error}")
    sha256 = hashlib.sha256(data).hexdigest()
    cleaner = Cleaner(source, job, sha256, beat)
    made, done = cleaner.clean(ingest.read(source.path, source.id, job.settings.text_field, source.member, data))
    if not made.documents:
        return without_documents(source, sha256)
    output = render(done, source.form) if done else ""
    output_sha256 = ""
    if done:
        written = output.encode("utf-8", "surrogatepass")
        output_sha256 = hashlib.sha256(written).hexdigest()
        try:
            write_atomic(job.out / source.target, written, job.out / SCRATCH)
        except OSError as error:
            return failed(source, f"{job.out / source.target}: cannot be written: {error.strerror or error}", sha256)
    diff, extracted = _diffs(source, data, done, output) if "diff" in job.reports else ("", "")
    rows = ({**row, "output_sha256": output_sha256} if "output" in row else row for row in made.documents)
    return replace(
        made,
        documents=tuple(rows),
        diff=diff,
        extracted=extracted,
        output_sha256=output_sha256,
        **cleaner.depends,
    )


def _asked(cleaned: Cleaned) -> frozenset[str]:
    """The words about which a survey's counts could have decided: in the text before, after, or at an edit."""
    mended = (unknown_words(entry.edit.before) for entry in cleaned.entries)
    return unknown_words(cleaned.document.text).union(unknown_words(cleaned.text), *mended)


def _sarif(done: list[Cleaned], where: str) -> str:
    from newsmend.writers.findings import sarif_results

    return sarif_results([found.row for cleaned in done for found in findings(cleaned, where)])


def reason_of(error: UnreadableError, source: Source) -> str:
    """An error's text without the name of its source."""
    return str(error).removeprefix(source.where).lstrip(":, ")


def _diffs(source: Source, data: bytes, done: list[Cleaned], output: str) -> tuple[str, str]:
    """The patch against the source file, when it is text that stays in its form; else that of the extracted text."""
    before = data.decode("utf-8", "replace")
    same_form = not source.member and not ingest.packing_of(source.path.name)
    same_form = same_form and ingest.format_of(source.path.name) == source.form
    if same_form and before.encode() == data and "\r" not in before and not before.startswith("\ufeff"):
        return unified(before, output, source.id), ""
    return "", extracted_diff(done)


def extracted_diff(done: Iterable[Cleaned]) -> str:
    """The patch of texts as they were extracted."""
    return "".join(unified(source_text(each.document), each.text, f"{each.document.id}.txt") for each in done)
