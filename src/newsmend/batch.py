"""The run over many sources: what to read, where to write, what happened."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from newsmend import ingest, loss
from newsmend.api import clean_document
from newsmend.census import Census
from newsmend.config import Settings
from newsmend.duplicates import Duplicates, Signature, sign
from newsmend.language.consensus import NameCensus
from newsmend.survey import Survey, strip
from newsmend.types import APPLIED, FLAGGED, SUGGESTED, Cleaned, ConfigError, SkippedError, UnreadableError
from newsmend.writers import report
from newsmend.writers.diff import unified
from newsmend.writers.files import write_atomic
from newsmend.writers.ledger import document_row, edit_rows, failed_row
from newsmend.writers.text import render, source_text

OWN_FOLDER = "_newsmend"
NO_SURVEY = Survey()
REPORTS = ("html", "jsonl", "diff", "summary")
IN_PLACE = ("txt", "md", "json", "jsonl")  # formats that come out as they went in


@dataclass(frozen=True, slots=True)
class Source:
    """A file to clean: `id` names it in reports, `target` is the output's path below the output folder.

    `member` is the file's path in the archive `path`, when it stands in one.
    """

    path: Path
    id: str
    form: str
    target: str
    member: str = ""

    @property
    def where(self) -> str:
        """What messages call it."""
        return f"{self.path}!{self.member}" if self.member else str(self.path)


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know to clean a source."""

    settings: Settings
    out: Path
    reports: frozenset[str] = frozenset(REPORTS)
    survey: Survey = NO_SURVEY


@dataclass(slots=True)
class Plan:
    """The sources of a run in order, what cannot be read, and what the user should know."""

    sources: list[Source] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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

    @property
    def failures(self) -> list[tuple[str, str]]:
        """Documents set aside, as (source, reason)."""
        return [(row["source"], row["reason"]) for row in self.documents if row["status"] == "failed"]


def plan(paths: Iterable[Path], out: Path | None = None, to: str = "") -> Plan:
    """Find the sources below files and folders, in an order that does not depend on the file system.

    Raises ConfigError when the output folder is one of the source folders: sources would be overwritten.
    """
    made = Plan()
    found: list[tuple[Path, str, str]] = []
    inside = out.resolve() if out else None
    others = 0
    for path in paths:
        if path.is_dir():
            if inside == path.resolve():
                raise ConfigError(f"{out}: the output folder is a source folder; choose another with --out")
            if inside and inside.is_relative_to(path.resolve()):
                made.notes.append(f"{out}: lies inside {path}; nothing in it is read")
            for each in _walk(path, inside):
                name = each.relative_to(path).as_posix()
                if ingest.is_readable_name(each.name):
                    others += _add(each, name, found, made.problems)
                else:
                    others += 1
        elif path.exists():
            others += _add(path, path.name, found, made.problems)
        else:
            made.problems.append((str(path), "no such file or folder; check the path"))
    if others:
        made.notes.append(f"{others} {'file' if others == 1 else 'files'} of other kinds left out")
    made.sources = _sources(found, to)
    return made


def _sources(found: list[tuple[Path, str, str]], to: str) -> list[Source]:
    """The sources of (path, name, member), each with a target of its own."""
    sources: list[Source] = []
    counts = Counter((name, member) for _, name, member in found)
    folders = Counter(_stem(name) for name in {name for _, name, member in found if member})
    for path, name, member in found:
        # The same name below two source folders: the folder's name tells them apart.
        unique = name if counts[name, member] == 1 else f"{path.parent.name}/{name}"
        own_id = f"{unique}!{member}" if member else unique
        form = _form(own_id, to)
        stem = _stem(unique, member)
        if member and folders[_stem(name)] > 1:  # week.zip beside week.tar.gz
            stem = f"{unique}/{_stem('', member)}"
        sources.append(Source(path, own_id, form, f"{stem}.{form}", member))
    targets = Counter(source.target for source in sources)
    return [s if targets[s.target] == 1 else replace(s, target=f"{s.id}.{s.form}") for s in sources]


def _add(path: Path, name: str, found: list[tuple[Path, str, str]], problems: list[tuple[str, str]]) -> int:
    """Add a file to what was found, or the files of an archive; returns how many of those are of other kinds."""
    if not ingest.archive_format(path.name):
        found.append((path, name, ""))
        return 0
    others = 0
    try:
        for member in ingest.members_of(path):
            if isinstance(member, UnreadableError):
                problems.append(_problem(path, str(member)))
            elif ingest.is_readable_name(member.name):
                found.append((path, name, member.name))
            else:
                others += 1
    except UnreadableError as error:
        problems.append(_problem(path, str(error)))
    except OSError as error:
        problems.append((str(path), f"cannot be read: {error.strerror or error}"))
    return others


def _problem(path: Path, message: str) -> tuple[str, str]:
    """An archive's fault as (place, reason)."""
    place, _, reason = message.partition(": ")
    return (place, reason) if place.startswith(str(path)) else (str(path), message)


def _walk(folder: Path, leave_out: Path | None) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name != OWN_FOLDER
            and (leave_out is None or (Path(parent) / name).resolve() != leave_out)
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent) / name


def _stem(name: str, member: str = "") -> str:
    """The output's path without its ending; an archive becomes a folder of its name, archives in it as well."""
    *archives, file = [name, *member.split("!")] if member else [name]
    folder, _, base = "/".join([*map(ingest.stem, archives), file]).rpartition("/")
    return f"{folder}/{ingest.stem(base)}".lstrip("/")


def _form(name: str, to: str) -> str:
    found = ingest.format_of(name)
    if found in ingest.RECORDS:
        return "json" if found == "json" and to != "jsonl" else "jsonl"
    return to or ("md" if found == "md" else "txt")


def count_source(source: Source, text_field: str) -> Census:
    """What one source adds to a survey; what cannot be read is passed over here."""
    census = Census()
    for document in ingest.read(source.path, source.id, text_field, source.member):
        if not isinstance(document, UnreadableError):
            census.add(document)
    return census


def count_names(source: Source, text_field: str) -> NameCensus:
    """What one source adds to the names of its collection; what cannot be read is passed over here."""
    census = NameCensus()
    for document in ingest.read(source.path, source.id, text_field, source.member):
        if not isinstance(document, UnreadableError):
            census.add(document.text)
    return census


def clean_source(source: Source, job: Job) -> Result:
    """Read, clean and write one source. Bad input gives a failed row, never an exception."""
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
    for document in ingest.read(source.path, source.id, job.settings.text_field, source.member):
        if isinstance(document, UnreadableError):
            status = "skipped" if isinstance(document, SkippedError) else "failed"
            rows.append(failed_row(source.id, where, sha256, _reason(document, where), status))
            continue
        cleaned = clean_document(strip(document, job.survey), job.settings)
        now = time.perf_counter()
        row = document_row(cleaned, sha256, now - started)
        started = now
        if reason := loss.too_much(cleaned, job.settings.max_loss):
            rows.append({**row, "status": "failed", "reason": reason, "words_out": 0, "edits": {}})
            continue
        signatures[len(rows)] = sign(cleaned.text)
        rows.append(row)
        done.append(cleaned)
    output = render(done, source.form) if done else ""
    if done:
        written = output.encode("utf-8", "surrogatepass")
        place = {
            "input": {"path": str(source.path), "member": source.member, "id": source.id},
            "output": source.target,
            "output_sha256": hashlib.sha256(written).hexdigest(),
        }
        rows = [{**row, **place} if number in signatures else row for number, row in enumerate(rows)]
        try:
            write_atomic(job.out / source.target, written)
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
    )


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


@dataclass(slots=True)
class Tally:
    """The counts of a run, as `summary.json` has them."""

    documents: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    applied: Counter[str] = field(default_factory=Counter)
    suggested: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    duplicates: Counter[str] = field(default_factory=Counter)
    spin: Counter[str] = field(default_factory=Counter)  # documents by the tenth their score is in: "0.3" to below 0.4
    words_in: int = 0
    words_out: int = 0

    def add(self, result: Result) -> None:
        """Count one result."""
        outcomes = {APPLIED: self.applied, SUGGESTED: self.suggested, FLAGGED: self.flagged}
        for row in result.documents:
            self.documents[row["status"]] += 1
            self.spin[f"{int(row['spin'] * 10) / 10:.1f}"] += 1
            self.words_in += row["words_in"]
            self.words_out += row["words_out"]
            self.dropped.update(block["reason"] for block in row["dropped"])
            if row["duplicate_of"]:
                self.duplicates["exact" if row["duplicate_of"]["likeness"] == 1 else "near"] += 1
        for row in result.edits:
            if row["outcome"] in outcomes:
                outcomes[row["outcome"]][row["rule"]] += 1

    def as_json(self) -> dict[str, Any]:
        """Plain data, keys sorted, so that the same run gives the same bytes."""
        counters = ("documents", "dropped", "applied", "suggested", "flagged", "duplicates", "spin")
        return {
            **{name: dict(sorted(getattr(self, name).items())) for name in counters},
            "words_in": self.words_in,
            "words_out": self.words_out,
        }


class Run:
    """The report files of a run. Results are added in order; files appear under their names when all is done."""

    def __init__(self, job: Job) -> None:
        self.tally = Tally()
        self.failures: list[tuple[str, str]] = []
        self.duplicates: list[tuple[str, str, float]] = []  # the first of them: document, original, likeness
        self._originals = Duplicates()
        self._job = job
        self._folder = job.out / OWN_FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        names = ["documents.jsonl"]
        names += ["edits.jsonl"] * ("jsonl" in job.reports)
        names += ["changes.diff", "extracted.diff"] * ("diff" in job.reports)
        names += ["report.html"] * ("html" in job.reports)
        self._open: dict[str, IO[str]] = {
            name: (self._folder / f".{name}.part").open("w", encoding="utf-8", errors="surrogatepass", newline="\n")
            for name in names
        }
        self._write("report.html", report.head())

    def _write(self, name: str, text: str) -> None:
        if text and name in self._open:
            self._open[name].write(text)

    def add(self, result: Result) -> None:
        """Write one result's rows."""
        result = self._linked(result)
        self.tally.add(result)
        self.failures += result.failures
        self._write("documents.jsonl", _lines(result.documents))
        self._write("edits.jsonl", _lines(result.edits))
        self._write("changes.diff", result.diff)
        self._write("extracted.diff", result.extracted)
        self._write("report.html", "".join(result.sections))

    def _linked(self, result: Result) -> Result:
        """The result with each document that repeats an earlier one linked to it."""
        rows = []
        for row, signature in zip_longest(result.documents, result.signatures):
            found = self._originals.add(row["doc"], signature)
            rows.append({**row, "duplicate_of": asdict(found)} if found else row)
            if found and len(self.duplicates) < report.MAX_DUPLICATES:
                self.duplicates.append((row["doc"], found.doc, found.likeness))
        return replace(result, documents=tuple(rows))

    def fail(self, where: str, reason: str) -> None:
        """Record a source that never got as far as a worker."""
        self.add(Result(Source(Path(where), where, "", ""), (failed_row(where, where, "", reason),)))

    def finish(self) -> Path:
        """Put every file under its name and return the folder."""
        self._write("report.html", report.tail(self.tally.as_json(), self.failures, self.duplicates))
        for name, file in self._open.items():
            file.close()
            Path(file.name).replace(self._folder / name)
        if "summary" in self._job.reports:
            summary = json.dumps(self.tally.as_json(), ensure_ascii=False, indent=2) + "\n"
            write_atomic(self._folder / "summary.json", summary.encode())
        if self._job.survey.sites:
            write_atomic(self._folder / "survey.json", self._job.survey.to_json().encode())
        return self._folder

    def abandon(self) -> None:
        """Close what is open after an interrupt and leave no half-written report; clean texts stay."""
        for file in self._open.values():
            file.close()
            Path(file.name).unlink(missing_ok=True)


def _lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
