"""What was found in a document, each finding with the line it stands in: edits, suggestions, flags, dropped blocks."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

from newsmend.types import APPLIED, FLAGGED, PROTECTED, Cleaned, Safety, Span
from newsmend.writers.text import source_offset, source_text

SARIF_END = "\n]}]}\n"  # closes what `findings.sarif_head` opens


class Finding(NamedTuple):
    """A finding's row for reports, and where it is: a span of `Document.text`, or the number of a dropped block."""

    row: dict[str, Any]
    span: Span | None = None
    dropped: int = -1


def findings(cleaned: Cleaned, path: str) -> list[Finding]:
    """What was found in a document, in order of place; lines and columns count from 1 in the source's text."""
    document = cleaned.document
    starts = [0]
    for line in source_text(document).split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def row(at: int, rule: str, safety: Safety, message: str, before: str, after: str | None) -> dict[str, Any]:
        line = bisect_right(starts, at)
        place = {"path": path, "doc": document.id, "line": line, "column": at - starts[line - 1] + 1}
        return {**place, "rule": rule, "safety": safety.word, "message": message, "before": before, "after": after}

    found = []
    gone = len(str(document.metadata.get("front_matter", "")))
    for number, block in enumerate(document.dropped):
        lead = len(block.text) - len(block.text.lstrip())
        text = block.text.strip()
        made = row(gone + block.at + lead, block.reason, Safety.FIX, f"leftover page text: {text[:60]!r}", text, "")
        found.append(Finding(made, dropped=number))
        gone += len(block.text)
    for entry in cleaned.entries:
        if entry.outcome == PROTECTED:
            continue
        edit = entry.edit
        safety = edit.safety if entry.outcome != FLAGGED else Safety.FLAG
        safety = Safety.FIX if entry.outcome == APPLIED else safety
        message = _message(edit.reason, edit.before, edit.after)
        at = source_offset(document, entry.origin.start)
        found.append(Finding(row(at, edit.rule.id, safety, message, edit.before, edit.after), entry.origin))
    return sorted(found, key=lambda each: (each.row["line"], each.row["column"], each.row["rule"]))


def _message(reason: str, before: str, after: str | None) -> str:
    shown = f"{before!r}" if after is None else f"{before!r} -> {after!r}"
    return f"{shown} ({reason})"
