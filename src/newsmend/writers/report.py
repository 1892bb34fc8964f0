"""`report.html`: one file that works offline, every article beside its original, every edit marked.

The file is written as the run goes: `head`, a `section` for each document, `tail` with the totals. A style rule shows
the totals first; so the report of a long run never has to be held in memory.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from newsmend import loss, tables
from newsmend.types import APPLIED, PROTECTED, Cleaned, Dropped, Entry, Span

MAX_DROPPED = 400  # characters shown of a dropped block; documents.jsonl has it whole
MAX_DUPLICATES = 1_000  # listed; documents.jsonl has them all


def head() -> str:
    """The page's beginning. The content security policy lets nothing load and no script run."""
    css = tables.read_text("report.css")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>newsmend report</title>
<style>{css}</style>
</head>
<body>
<main>
<h2>Articles</h2>
<p class="soft">Open an article to see its text before and after. Numbers lead to the list of edits below it;
hover or focus a mark for its rule and reason.</p>
"""


def tail(
    totals: Mapping[str, Any], failures: Iterable[tuple[str, str]], duplicates: Sequence[tuple[str, str, float]] = ()
) -> str:
    """The totals, the first duplicates as (document, original, likeness), and the end of the page."""
    documents = totals["documents"]
    rows = [("Articles", sum(documents.values())), *((f"– {name}", count) for name, count in documents.items())]
    rows += [("Words in", totals["words_in"]), ("Words out", totals["words_out"])]
    parts = ['</main>\n<section id="totals">\n<h1>newsmend report</h1>\n', _total("Documents", ("", "count"), rows)]
    for name, title in (
        ("applied", "Edits applied"),
        ("suggested", "Suggestions"),
        ("flagged", "Flags"),
        ("dropped", "Blocks dropped"),
    ):
        if totals[name]:
            ranked = sorted(totals[name].items(), key=lambda item: (-item[1], item[0]))
            parts.append(_total(f"{title}: {sum(totals[name].values())}", ("rule", "count"), ranked))
    if found := sum(totals["duplicates"].values()):
        kinds = ", ".join(f"{count} {kind}" for kind, count in totals["duplicates"].items())
        more = f"; the first {len(duplicates)}" if len(duplicates) < found else ""
        rows = [(doc, f"{share:.2f} like {original}") for doc, original, share in duplicates]
        parts.append(_total(f"Duplicates: {found} ({kinds}{more})", ("document", "is"), rows))
    if failed := list(failures):
        parts.append(_total("Set aside", ("document", "reason"), failed))
    return "".join([*parts, "</section>\n</body>\n</html>\n"])


def _total(title: str, header: tuple[str, str], rows: Iterable[tuple[str, Any]]) -> str:
    return f"<div><h3>{title}</h3>\n{_table(header, rows)}</div>\n"


def _table(header: tuple[str, str], rows: Iterable[tuple[str, Any]]) -> str:
    body = "".join(
        f"<tr><td>{escape(name)}</td><td{' class=n' if isinstance(value, int) else ''}>{escape(str(value))}</td></tr>\n"
        for name, value in rows
    )
    return f"<table>\n<tr><th>{header[0]}</th><th>{header[1]}</th></tr>\n{body}</table>\n"


def section(cleaned: Cleaned) -> str:
    """One document: original and clean text side by side, dropped blocks in their place, the list of edits."""
    document = cleaned.document
    entries = sorted(enumerate(cleaned.entries, 1), key=lambda item: (item[1].origin, item[0]))
    anchor = hashlib.sha256(document.id.encode()).hexdigest()[:12]
    before = _marked(document.text, [(n, e, e.origin) for n, e in entries], anchor, document.dropped)
    after = _marked(cleaned.text, [(n, e, e.place) for n, e in entries if e.place is not None], anchor)
    counts = ", ".join(
        f"{len(found)} {outcome}" for outcome in ("applied", "suggested", "flagged") if (found := cleaned.of(outcome))
    )
    dropped = f"{len(document.dropped)} blocks dropped, {loss.total(cleaned):g}% of words" if document.dropped else ""
    failed = "; ".join(f"pass {f.pass_name} failed: {f.message}" for f in cleaned.failures)
    facts = " · ".join(filter(None, (document.title, counts or "no edits", dropped, failed)))
    return (
        f'<details class="article"><summary><h2>{escape(document.id)}</h2><small>{escape(facts)}</small></summary>\n'
        f'<div class="sides"><div class="before"><h3>Before</h3><div class="text">{before}</div></div>\n'
        f'<div class="after"><h3>After</h3><div class="text">{after}</div></div></div>\n'
        f"{_edits(entries, anchor)}</details>\n"
    )


def _edits(entries: list[tuple[int, Entry]], anchor: str) -> str:
    if not entries:
        return ""
    rows = []
    for n, entry in entries:
        edit = entry.edit
        after = '<span class="soft">–</span>' if edit.after is None else _code(edit.after)
        evidence = ", ".join(edit.evidence)
        rows.append(
            f'<tr id="{anchor}-{n}"><td class="n">{n}</td><td>{entry.outcome}</td><td><code>{edit.rule.id}</code></td>'
            f"<td>{_code(edit.before)}</td><td>{after}</td><td>{escape(edit.reason)}</td>"
            f'<td>{escape(evidence)}</td><td class="n">{edit.confidence:.2f}</td></tr>\n'
        )
    header = "".join(
        f"<th>{name}</th>" for name in ("n", "outcome", "rule", "before", "after", "reason", "evidence", "confidence")
    )
    return f"<table>\n<tr>{header}</tr>\n{''.join(rows)}</table>\n"


def _code(text: str) -> str:
    shown = escape(text).replace("\n", "⏎")
    return f"<code>{shown}</code>" if shown else '<span class="soft">(nothing)</span>'


def _marked(text: str, marks: list[tuple[int, Entry, Span]], anchor: str, dropped: tuple[Dropped, ...] = ()) -> str:
    """Text as HTML with marks and dropped blocks. A mark that begins inside another one is left to the table."""
    places: list[tuple[int, int, int, str]] = []
    end = 0
    for n, entry, span in sorted(marks, key=lambda item: (item[2], item[0])):
        if span.start < end or entry.outcome == PROTECTED:
            continue
        end = span.end
        places.append((span.start, 1, span.end, _mark(n, entry, text[span.start : span.end], anchor)))
    for block in dropped:
        shown = block.text.strip()
        more = " …" if len(shown) > MAX_DROPPED else ""
        html = f'<span class="dropped"><b>{escape(block.reason)}</b> {escape(shown[:MAX_DROPPED])}{more}</span>'
        places.append((block.at, 0, block.at, html))
    parts: list[str] = []
    last = 0
    for start, _, stop, html in sorted(places, key=lambda place: place[:2]):
        # A block dropped inside a marked stretch is shown behind it.
        parts += escape(text[last : max(start, last)]), html
        last = max(last, stop)
    return "".join([*parts, escape(text[last:])])


def _mark(n: int, entry: Entry, shown: str, anchor: str) -> str:
    edit = entry.edit
    label = f"{n}. {entry.outcome}: {edit.rule.id}. {edit.reason}"
    if entry.outcome != APPLIED and edit.after is not None:
        label += f" Suggested: “{edit.after}”"
    return (
        f'<mark class="{entry.outcome}" tabindex="0" title="{escape(label)}" aria-label="{escape(label)}">'
        f'{escape(shown)}<a class="n" href="#{anchor}-{n}">{n}</a></mark>'
    )
