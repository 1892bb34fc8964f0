"""What `newsmend check` does with one file: findings with their line, and the rewrite in place."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsmend import ingest
from newsmend.api import clean_document
from newsmend.batch import IN_PLACE, Source
from newsmend.config import Settings
from newsmend.types import APPLIED, FLAGGED, PROTECTED, Cleaned, Safety, SkippedError, UnreadableError
from newsmend.writers.diff import unified
from newsmend.writers.files import write_atomic
from newsmend.writers.text import render, source_offset, source_text


@dataclass(slots=True)
class Checked:
    """What was found in a file: edits, suggestions, flags, dropped blocks."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    diff: str = ""
    rewritten: bool = False

    @property
    def found(self) -> int:
        """How many findings there are."""
        return len(self.findings)


def check_file(source: Source, settings: Settings, *, fix: bool = False) -> Checked:
    """Check a file; with `fix`, rewrite it in place when an edit applies. Line endings, BOM and mode stay."""
    checked = Checked()
    done: list[Cleaned] = []
    for document in ingest.read(source.path, source.id, settings.text_field, source.member):
        if isinstance(document, SkippedError):
            continue
        if isinstance(document, UnreadableError):
            checked.failures.append((source.where, str(document).removeprefix(source.where).lstrip(":, ")))
        else:
            done.append(clean_document(document, settings))
            checked.findings += findings(done[-1], source.where)
    if not done:
        return checked
    form = ingest.format_of(source.path.name)
    form = form if form in IN_PLACE and not ingest.packing_of(source.path.name) else ""
    before, after = "".join(source_text(each.document) for each in done), "".join(each.text for each in done)
    if form:
        before = _decoded(source.path, done[0])
        after = render(done, form) if any(each.changed for each in done) else before
    checked.diff = unified(before, after, source.id)
    if fix and after != before:
        _rewrite(source, done, after, checked, form)
    return checked


def _decoded(path: Path, first: Cleaned) -> str:
    encoding = str(first.document.metadata.get("encoding", "utf-8"))
    return path.read_bytes().decode(encoding, "replace").removeprefix("\ufeff").replace("\r\n", "\n")


def _rewrite(source: Source, done: list[Cleaned], after: str, checked: Checked, form: str) -> None:
    if not form:
        checked.failures.append((source.where, "--fix rewrites txt, md, json and jsonl; use 'newsmend clean' for this"))
        return
    if checked.failures:
        checked.failures.append((str(source.path), "not rewritten: records that cannot be read would be lost"))
        return
    metadata = done[0].document.metadata
    after = after.replace("\n", str(metadata.get("newline", "\n")))
    bom = "\ufeff" if metadata.get("bom") else ""
    try:
        data = (bom + after).encode(str(metadata.get("encoding", "utf-8")))
    except UnicodeEncodeError:
        data = (bom + after).encode("utf-8")
    mode = source.path.stat().st_mode
    try:
        checked.rewritten = write_atomic(source.path, data)
        source.path.chmod(mode)
    except OSError as error:
        checked.failures.append((str(source.path), f"cannot be written: {error.strerror or error}"))


def findings(cleaned: Cleaned, path: str) -> list[dict[str, Any]]:
    """What was found in a document, in order of place; lines and columns count from 1 in the source's text."""
    document = cleaned.document
    starts = [0]
    for line in source_text(document).split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def row(at: int, rule: str, safety: Safety, message: str, before: str, after: str | None) -> dict[str, Any]:
        line = bisect_right(starts, at)
        place = {"path": path, "doc": document.id, "line": line, "column": at - starts[line - 1] + 1}
        return {**place, "rule": rule, "safety": safety.word, "message": message, "before": before, "after": after}

    rows = []
    gone = len(str(document.metadata.get("front_matter", "")))
    for block in document.dropped:
        lead = len(block.text) - len(block.text.lstrip())
        text = block.text.strip()
        rows.append(
            row(gone + block.at + lead, block.reason, Safety.FIX, f"leftover page text: {text[:60]!r}", text, "")
        )
        gone += len(block.text)
    for entry in cleaned.entries:
        if entry.outcome == PROTECTED:
            continue
        edit = entry.edit
        safety = edit.safety if entry.outcome != FLAGGED else Safety.FLAG
        safety = Safety.FIX if entry.outcome == APPLIED else safety
        rows.append(
            row(
                source_offset(document, entry.origin.start),
                edit.rule.id,
                safety,
                _message(edit.reason, edit.before, edit.after),
                edit.before,
                edit.after,
            )
        )
    return sorted(rows, key=lambda found: (found["line"], found["column"], found["rule"]))


def _message(reason: str, before: str, after: str | None) -> str:
    shown = f"{before!r}" if after is None else f"{before!r} -> {after!r}"
    return f"{shown} ({reason})"
