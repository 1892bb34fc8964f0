"""An editor's decisions: suggestions accepted, edits taken back, through the ledger a run left behind.

Before anything is written, the old ledger must show that it still makes the clean file that is there of the source that
is there; then the file is rendered of the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from newsmend import ingest, loss, survey
from newsmend.api import left_alone
from newsmend.batch import IN_PLACE, NO_SURVEY, OWN_FOLDER
from newsmend.config import Settings
from newsmend.review.rows import REJECTED, ReviewError, Row, accept, applied, clean_text, edit_of, row_of, take_back
from newsmend.types import APPLIED, Cleaned, Document, EditError, Entry, Span, UnreadableError
from newsmend.writers.files import write_atomic
from newsmend.writers.text import render

VERSION = 1  # of decisions.json
_KEYS = {"doc", "sha256", "n", "rule", "before", "after", "decision"}


@dataclass(frozen=True, slots=True)
class Decision:
    """An editor's word on edit `n` of a document: accept a suggestion, or take back or refuse an edit.

    `seen` holds the values of the edit's row as the editor saw them; they must still be there.
    """

    doc: str
    n: int
    accept: bool
    seen: tuple[tuple[str, Any], ...] = ()
    sha256: str = ""


@dataclass(slots=True)
class Outcome:
    """What became of decisions: a line for each document that changed, and one for each refusal."""

    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def load_decisions(path: Path) -> list[Decision]:
    """Read a file the report exported. Raises ReviewError when it is not one."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReviewError(f"{path}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise ReviewError(f"{path}: not JSON ({error}); export it again from report.html") from None
    rows = data.get("decisions") if isinstance(data, dict) and data.get("version") == VERSION else None
    if not isinstance(rows, list):
        raise ReviewError(f"{path}: no decisions of version {VERSION}; export them from report.html")
    made = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not row.keys() >= _KEYS or row["decision"] not in {"accept", "reject"}:
            raise ReviewError(
                f"{path}: decision {number}: expected {', '.join(sorted(_KEYS))}, and accept or reject as decision"
            )
        seen = tuple((key, row[key]) for key in ("rule", "before", "after"))
        made.append(Decision(row["doc"], row["n"], row["decision"] == "accept", seen, row["sha256"]))
    return made


def undo(folder: Path, doc: str, edits: Iterable[int], rule: str, settings: Settings) -> Outcome:
    """Take edits of a document back: those numbered, those of a rule or pass, or all. Raises ReviewError."""

    def wanted(rows: list[Row]) -> list[Decision]:
        numbers = list(edits)
        if not numbers:
            numbers = [
                row["n"]
                for row in reversed(applied(rows))
                if not rule or rule in {row["rule"], row["rule"].partition("/")[0]}
            ]
        if not numbers:
            raise ReviewError(f"{doc}: no edit{f' of {rule}' if rule else ''} is applied there")
        return [Decision(doc, n, accept=False) for n in numbers]

    return _carry_out(folder, {doc: wanted}, settings)


def apply(folder: Path, decisions: Iterable[Decision], settings: Settings) -> Outcome:
    """Carry out decisions. One that cannot be is refused with a line, and the others go on. Raises ReviewError."""
    by_doc: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_doc.setdefault(decision.doc, []).append(decision)
    return _carry_out(folder, {doc: partial(_given, own) for doc, own in by_doc.items()}, settings)


def _given(decisions: list[Decision], _: list[Row]) -> list[Decision]:
    return decisions


_Choice = Callable[[list[Row]], list[Decision]]


def _carry_out(folder: Path, choices: Mapping[str, _Choice], settings: Settings) -> Outcome:
    own = folder / OWN_FOLDER
    outcome = Outcome()
    outputs = {row["output"] for row in _lines(own / "documents.jsonl") if row["doc"] in choices and row.get("output")}
    documents = {row["doc"]: row for row in _lines(own / "documents.jsonl") if row.get("output") in outputs}
    edits: dict[str, list[Row]] = {doc: [] for doc in documents}
    for row in _lines(own / "edits.jsonl"):
        if row["doc"] in edits:
            edits[row["doc"]].append(row)
    outcome.refused += [
        f"{doc}: not in {own / 'documents.jsonl'}, or nothing of it was written"
        for doc in choices
        if doc not in documents
    ]
    table = survey.load(own / "survey.json") if (own / "survey.json").exists() else NO_SURVEY
    files: dict[Path, bytes] = {}
    changed: dict[str, list[Row]] = {}
    for output in sorted(outputs):
        rows = {doc: row for doc, row in documents.items() if row["output"] == output}
        try:
            done = _done(folder, rows, edits, settings, table)
        except ReviewError as error:
            outcome.refused.append(str(error))
            continue
        made = []
        for cleaned in done:
            doc = cleaned.document.id
            if doc in choices:
                cleaned, new = _reviewed(cleaned, edits[doc], choices[doc], documents[doc]["sha256"], outcome)  # noqa: PLW2901
                if new != edits[doc]:
                    changed[doc] = new
                    _update(documents[doc], cleaned, new)
            made.append(cleaned)
        if changed.keys() & rows.keys():
            files[folder / output] = _rendered(made, output)
            for row in rows.values():
                row["output_sha256"] = hashlib.sha256(files[folder / output]).hexdigest()
    if changed:
        _write(own, files, changed, documents)
    return outcome


def _reviewed(
    cleaned: Cleaned, rows: list[Row], choice: _Choice, sha256: str, outcome: Outcome
) -> tuple[Cleaned, list[Row]]:
    """A document after its decisions, and its rows."""
    doc, original, text = cleaned.document.id, cleaned.document.text, cleaned.text
    before = rows
    counts: Counter[str] = Counter()
    also: list[int] = []
    for decision in choice(rows):
        try:
            if decision.sha256 not in {"", sha256}:
                raise ReviewError("its source is another than the report showed; decide on the newer report")
            row = row_of(rows, decision.n)
            if any(row[key] != value for key, value in decision.seen):
                raise ReviewError(f"edit {decision.n} is another than the report showed; decide on the newer report")
            if decision.accept:
                counts["accepted"] += row["outcome"] != APPLIED
                rows = accept(rows, decision.n, text)
            elif row["outcome"] != REJECTED:
                counts["taken back" if row["outcome"] == APPLIED else "rejected"] += 1
                rows, gone = take_back(rows, decision.n)
                also += gone[:-1]
            text = clean_text(original, rows)
        except ReviewError as error:
            counts["accepted"] -= decision.accept
            outcome.refused.append(f"{doc}: {error}")
    if rows != before:
        said = ", ".join(f"{number} {what}" for what, number in counts.items() if number > 0)
        built = f"; also edit {', '.join(map(str, also))}, which built on what went" if also else ""
        outcome.done.append(f"{doc}: {said}{built}")
    return Cleaned(cleaned.document, text, _entries(rows), skipped=cleaned.skipped), rows


def _entries(rows: Iterable[Row]) -> tuple[Entry, ...]:
    return tuple(Entry(edit_of(row), APPLIED, Span(*row["origin"])) for row in rows if row["outcome"] == APPLIED)


def _done(
    folder: Path, rows: Mapping[str, Row], edits: Mapping[str, list[Row]], settings: Settings, table: survey.Survey
) -> list[Cleaned]:
    """The documents of one clean file as the run made them. Raises ReviewError when that is not what is there."""
    row = next(iter(rows.values()))
    place = folder / row["output"]
    path, member = Path(row["input"]["path"]), row["input"]["member"]
    where = f"{path}!{member}" if member else str(path)
    if _form(row["output"]) not in IN_PLACE:
        raise ReviewError(f"{place}: only txt, md, json and jsonl can be written again; clean it anew")
    try:
        found = hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError as error:
        raise ReviewError(f"{place}: cannot be read ({error.strerror or error}); clean it anew") from None
    if found != row["output_sha256"]:
        raise ReviewError(f"{place}: changed since newsmend wrote it; nothing was done, clean it anew")
    try:
        found = hashlib.sha256(ingest.load(path, member)).hexdigest()
    except (OSError, UnreadableError):
        raise ReviewError(f"{where}: the source is not there; run this where 'newsmend clean' ran") from None
    if found != row["sha256"]:
        raise ReviewError(f"{where}: the source changed since it was cleaned; nothing was done, clean it anew")
    made = []
    for document in ingest.read(path, row["input"]["id"], settings.text_field, member):
        if isinstance(document, Document) and document.id in rows and rows[document.id]["status"] != "failed":
            with suppress(EditError):
                made.append(_cleaned(survey.strip(document, table), rows[document.id], edits[document.id]))
    if hashlib.sha256(_rendered(made, row["output"])).hexdigest() != row["output_sha256"]:
        raise ReviewError(f"{where}: reads otherwise than when it was cleaned (settings, version?); clean it anew")
    return made


def _rendered(done: list[Cleaned], output: str) -> bytes:
    return (render(done, _form(output)) if done else "").encode("utf-8", "surrogatepass")


def _cleaned(document: Document, row: Row, edits: list[Row]) -> Cleaned:
    if row["status"] == "skipped":
        return left_alone(document, row["lang"])
    return Cleaned(document, clean_text(document.text, edits), _entries(edits))


def _form(output: str) -> str:
    return output.rpartition(".")[2]


def _update(row: Row, cleaned: Cleaned, edits: list[Row]) -> None:
    row["status"] = "cleaned" if cleaned.changed else "unchanged"
    row["words_out"] = len(cleaned.text.split())
    row["loss"], row["lost"] = loss.total(cleaned), loss.lost(cleaned)
    row["edits"] = dict(sorted(Counter(each["rule"] for each in applied(edits)).items()))


def _lines(path: Path) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
            for line in lines:
                yield json.loads(line)
    except FileNotFoundError:
        raise ReviewError(f"{path}: no such file; name the folder 'newsmend clean' wrote to, with its jsonl") from None


def _write(
    own: Path, files: Mapping[Path, bytes], changed: Mapping[str, list[Row]], documents: Mapping[str, Row]
) -> None:
    """Put ledger, list and clean files in place: all is on disk before the first of them takes its name."""
    touched = {documents[doc]["output"] for doc in changed}
    listed = (documents[r["doc"]] if r.get("output") in touched else r for r in _lines(own / "documents.jsonl"))
    parts = [_part(own / "edits.jsonl", _with(own / "edits.jsonl", changed)), _part(own / "documents.jsonl", listed)]
    try:
        for path, data in files.items():
            write_atomic(path, data)
    except OSError:
        for part, _ in parts:
            part.unlink(missing_ok=True)
        raise
    for part, path in parts:
        part.replace(path)


def _with(path: Path, changed: Mapping[str, list[Row]]) -> Iterator[Row]:
    """The rows of a ledger file, those of changed documents replaced where they stood."""
    seen: set[str] = set()
    for row in _lines(path):
        if row["doc"] not in changed:
            yield row
        elif row["doc"] not in seen:
            seen.add(row["doc"])
            yield from changed[row["doc"]]


def _part(path: Path, rows: Iterable[Row]) -> tuple[Path, Path]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return part, path
