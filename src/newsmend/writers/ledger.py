"""The ledger and the list of documents as JSON lines."""

from __future__ import annotations

from collections import Counter
from typing import Any

from newsmend import loss
from newsmend.spin import NOTHING, spin
from newsmend.types import APPLIED, Cleaned, Entry


def entry_row(doc: str, n: int, entry: Entry) -> dict[str, Any]:
    """One line of `edits.jsonl`.

    `origin` is the span in the text ingest handed on. `at` is where the edit stood when it was made: the applied
    rows of a document, replayed in the order they stand in, each at its `at`, turn that text into the clean text. An
    edit an editor accepts later moves behind them and keeps its `n`.
    """
    edit = entry.edit
    return {
        "doc": doc,
        "n": n,
        "rule": edit.rule.id,
        "outcome": entry.outcome,
        "origin": [entry.origin.start, entry.origin.end],
        "at": edit.span.start,
        "before": edit.before,
        "after": edit.after,
        "confidence": round(edit.confidence, 3),
        "reason": edit.reason,
        "evidence": list(edit.evidence),
    }


def edit_rows(cleaned: Cleaned) -> list[dict[str, Any]]:
    """The lines of `edits.jsonl` for one document, numbered from 1."""
    return [entry_row(cleaned.document.id, n, entry) for n, entry in enumerate(cleaned.entries, 1)]


def document_row(cleaned: Cleaned, sha256: str, seconds: float) -> dict[str, Any]:
    """One line of `documents.jsonl`. `seconds` is wall time and the one value that differs from run to run.

    `loss` is the percentage of the words read that went, `lost` the same by reason. `spin` is the spin score, 0..1,
    `spin_evidence` what made it, in weighted faults per 1,000 words.
    `duplicate_of` is filled in by the run, which sees all documents: `doc` and `likeness` (0..1) of an earlier one.
    `output` is the clean file's path below the output folder, filled in when it is written, with its `output_sha256`
    and the `input` it was made of: `path` as the run was given it, `member` of an archive, `id` in reports.
    """
    document = cleaned.document
    failed = "; ".join(f"pass {f.pass_name} failed: {f.message}" for f in cleaned.failures)
    return {
        "doc": document.id,
        "source": document.source,
        "sha256": sha256,
        "status": "skipped" if cleaned.skipped else "cleaned" if cleaned.changed else "unchanged",
        "reason": cleaned.skipped or failed,
        "title": document.title,
        "lang": document.lang,
        "words_in": len(document.with_dropped().split()),
        "words_out": len(cleaned.text.split()),
        "loss": loss.total(cleaned),
        "lost": loss.lost(cleaned),
        **spin(cleaned).as_json(),
        "dropped": [
            {"text": block.text.strip(), "reason": block.reason} for block in document.dropped if block.text.strip()
        ],
        "edits": dict(sorted(Counter(entry.edit.rule.id for entry in cleaned.of(APPLIED)).items())),
        "duplicate_of": None,
        "input": None,
        "output": "",
        "output_sha256": "",
        "seconds": round(seconds, 4),
    }


def failed_row(doc: str, source: str, sha256: str, reason: str, status: str = "failed") -> dict[str, Any]:
    """The line of `documents.jsonl` for a document that was set aside."""
    return {
        "doc": doc,
        "source": source,
        "sha256": sha256,
        "status": status,
        "reason": reason,
        "title": "",
        "lang": "",
        "words_in": 0,
        "words_out": 0,
        "loss": 0.0,
        "lost": {},
        **NOTHING.as_json(),
        "dropped": [],
        "edits": {},
        "duplicate_of": None,
        "input": None,
        "output": "",
        "output_sha256": "",
        "seconds": 0.0,
    }
