"""`report.html`: one file that works offline, every article beside its original, every edit marked and open to review.

The file is written as the run goes: `head`, a `section` for each document, `tail` with the totals and the script that
draws it all; so the report of a long run never has to be held in memory. A section is two blocks of JSON, a short one
for the list of articles and a long one that the script reads when its article is opened. Texts reach the page as text
nodes alone; the content security policy lets nothing load, and no script run but ours.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from newsmend import loss, tables
from newsmend.types import APPLIED, FLAGGED, SUGGESTED, Cleaned, Entry

MAX_DROPPED = 600  # characters shown of a dropped block; documents.jsonl has it whole
ROOM = 200_000_000  # characters of articles a browser opens at ease; what comes later is listed without its text
MAX_DUPLICATES = 1_000  # listed; documents.jsonl has them all
_COUNTED = (APPLIED, SUGGESTED, FLAGGED)


def head() -> str:
    """The page's beginning: policy, looks, and the frame that the script fills."""
    css, script = tables.read_text("report.css"), tables.read_text("report.js")
    policy = (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>newsmend report</title>
<style>{css}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><h1>newsmend report</h1><div id="actions"></div></header>
<noscript><p>This page needs its own script to show articles; nothing is loaded. The same facts are in edits.jsonl and
documents.jsonl.</p></noscript>
<main id="main" tabindex="-1"></main>
<div id="said" role="status" aria-live="polite"></div>
"""


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def tail(
    totals: Mapping[str, Any], failures: Iterable[tuple[str, str]], duplicates: Sequence[tuple[str, str, float]] = ()
) -> str:
    """The totals, what was set aside, the first duplicates as (document, original, likeness), and the script."""
    data = {
        "totals": totals,
        "failures": list(failures),
        "duplicates": duplicates,
    }
    script = tables.read_text("report.js")
    return f"{_block('totals', data)}<script>{script}</script>\n</body>\n</html>\n"


def section(cleaned: Cleaned, row: Mapping[str, Any]) -> str:
    """One document as data; `row` is its line of `documents.jsonl`."""
    document = cleaned.document
    words: Counter[str] = Counter()
    for block in document.dropped:
        words[block.reason] += len(block.text.split())
    rules: dict[str, list[int]] = {}
    for entry in cleaned.entries:
        if entry.outcome in _COUNTED:
            rules.setdefault(entry.edit.rule.id, [0, 0, 0])[_COUNTED.index(entry.outcome)] += 1
    facts = {
        "doc": document.id,
        "title": document.title,
        "status": row["status"],
        "reason": row["reason"],
        "sha256": row["sha256"],
        "words": [row["words_in"], row["words_out"]],
        "loss": loss.total(cleaned),
        "spin": row.get("spin"),
        "dropped": dict(sorted(words.items())),
        "rules": dict(sorted(rules.items())),
    }
    detail = {
        "text": document.text,
        "dropped": [[block.at, block.reason, _shortened(block.text.strip())] for block in document.dropped],
        "edits": [_edit(n, entry) for n, entry in enumerate(cleaned.entries, 1)],
    }
    return _block("facts", facts) + _block("detail", detail)


def listed_only(made: str) -> str:
    """A section with its article's line for the list and no text, for a report that is full."""
    return made[: made.index("\n") + 1] + _block("detail", None)


def _edit(n: int, entry: Entry) -> list[Any]:
    """An entry as the script reads it; replaying the applied ones gives it the clean text."""
    edit, place = entry.edit, entry.place
    return [
        n,
        entry.outcome,
        edit.rule.id,
        edit.span.start,
        edit.before,
        edit.after,
        [entry.origin.start, entry.origin.end],
        [place.start, place.end] if place else None,
        round(edit.confidence, 3),
        edit.reason,
        list(edit.evidence),
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_DROPPED else f"{text[:MAX_DROPPED]} …"


def _block(name: str, data: Any) -> str:
    """A block of JSON that no text in it can end: "<" is escaped, and half pairs of surrogates, which no file holds."""
    made = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    try:
        made.encode()
    except UnicodeEncodeError:
        made = json.dumps(data, separators=(",", ":"))
    made = made.replace("<", "\\u003c")
    return f'<script type="application/json" class="{name}">{made}</script>\n'
