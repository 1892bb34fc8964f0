"""The report files of a run, written as results come in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from newsmend import storage
from newsmend.batch.sources import OWN_FOLDER, Source
from newsmend.batch.work import Job, Result
from newsmend.duplicates import Duplicates
from newsmend.types import APPLIED, FLAGGED, SUGGESTED
from newsmend.writers import report
from newsmend.writers.files import write_atomic
from newsmend.writers.found import SARIF_END
from newsmend.writers.ledger import failed_row


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
        self._room = report.ROOM
        self._job = job
        self._folder = job.out / OWN_FOLDER
        storage.make_folder(self._folder)
        self._place = ExitStack()
        parts = self._place.enter_context(storage.workplace(self._folder))
        names = ["documents.jsonl"]
        names += ["edits.jsonl"] * ("jsonl" in job.reports)
        names += ["changes.diff", "extracted.diff"] * ("diff" in job.reports)
        names += ["report.html"] * ("html" in job.reports)
        names += ["findings.sarif"] * ("sarif" in job.reports)
        self._open: dict[str, IO[str]] = {
            name: (parts / f".{name}.part").open("w", encoding="utf-8", errors="surrogatepass", newline="\n")
            for name in names
        }
        self._write("report.html", report.head())
        self._sarif = ""  # what stands between two of its results, once there is one
        if "sarif" in job.reports:
            from newsmend.writers.findings import sarif_head

            self._write("findings.sarif", sarif_head())

    def _write(self, name: str, text: str) -> None:
        if text and name in self._open:
            self._open[name].write(text)

    def add(self, result: Result) -> None:
        """Write one result's rows. Raises OSError."""
        for part in result.parts():
            self._add(part)

    def _add(self, result: Result) -> None:
        result = self._linked(result)
        self.tally.add(result)
        self.failures += result.failures
        self._write("documents.jsonl", _lines(result.documents))
        self._write("edits.jsonl", _lines(result.edits))
        self._write("changes.diff", result.diff)
        self._write("extracted.diff", result.extracted)
        for section in result.sections:
            self._write("report.html", section if self._room > 0 else report.listed_only(section))
            self._room -= len(section)
        if result.sarif:
            self._write("findings.sarif", f"{self._sarif}{result.sarif}")
            self._sarif = ",\n"

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
        self._write("findings.sarif", SARIF_END)
        for name, file in self._open.items():
            file.close()
            storage.publish(Path(file.name), self._folder / name)
        self._place.close()
        if "summary" in self._job.reports:
            summary = json.dumps(self.tally.as_json(), ensure_ascii=False, indent=2) + "\n"
            write_atomic(self._folder / "summary.json", summary.encode())
        if self._job.survey:
            write_atomic(self._folder / "survey.json", self._job.survey.to_json().encode())
        return self._folder

    def abandon(self) -> None:
        """Close what is open after an interrupt and leave no half-written report; clean texts stay."""
        for file in self._open.values():
            with suppress(OSError):  # what is still to be written may not fit on the disk
                file.close()
            Path(file.name).unlink(missing_ok=True)
        self._place.close()


def _lines(rows: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
