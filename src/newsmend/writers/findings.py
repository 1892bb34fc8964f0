"""What `newsmend check` found, for machines and reviewers: SARIF, GitHub annotations, a Markdown summary.

Each takes the rows of findings: `path, doc, line, column, rule, safety, message, before, after`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newsmend import __version__, ingest
from newsmend.passes import rules
from newsmend.types import Rule
from newsmend.writers.found import SARIF_END

MAX_LISTED = 50  # findings a Markdown summary shows; a comment on a pull request holds 65,536 characters
MAX_SHOWN = 120  # characters of a change it shows
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ANNOTATIONS = {"fix": "error", "suggest": "warning", "flag": "notice"}
_LEVELS = {"fix": "warning", "suggest": "note", "flag": "note"}
Row = Mapping[str, Any]


def sarif(rows: Sequence[Row]) -> str:
    """SARIF 2.1.0. A finding has a region where its line is one of the file, and a fix where its text stands there."""
    return f"{sarif_head()}{sarif_results(rows)}{SARIF_END}"


def sarif_head() -> str:
    """The beginning of a SARIF file: the tool, and every rule it knows."""
    driver = {"name": "newsmend", "version": __version__, "rules": list(map(_descriptor, rules().values()))}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": []}
    log = json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)
    return log[: log.rindex("[]")] + "[\n"


def sarif_results(rows: Sequence[Row]) -> str:
    """Findings as results, separated by commas."""
    texts = _Texts()
    return ",\n".join(json.dumps(_result(row, texts.at(row))) for row in rows)


class _Texts:
    """The texts of files whose lines are those of findings, one at a time."""

    def __init__(self) -> None:
        self.path = ""
        self.lines: list[str] | None = None

    def at(self, row: Row) -> list[str] | None:
        """The file's text from the place of a finding on, line by line; None where lines are not the file's."""
        if row["path"] != self.path:
            self.path, self.lines = row["path"], self._read(row["path"])
        if self.lines is None:
            return None
        first, *others = self.lines[row["line"] - 1 : row["line"] + str(row["before"]).count("\n")] or [""]
        return [first[row["column"] - 1 :], *others]

    @staticmethod
    def _read(path: str) -> list[str] | None:
        if ingest.format_of(path) not in {"txt", "md"} or ingest.packing_of(path):
            return None
        try:
            return ingest.encoding.decode(Path(path).read_bytes()).text.split("\n")
        except OSError:
            return None


def _descriptor(rule: Rule) -> dict[str, Any]:
    more = " ".join(filter(None, (rule.why, rule.spares)))
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": more or rule.summary},
    }


def _result(row: Row, here: list[str] | None) -> dict[str, Any]:
    artifact = {"uri": quote(Path(row["path"]).as_posix())}
    place: dict[str, Any] = {"artifactLocation": artifact}
    made = {
        "ruleId": row["rule"],
        "level": _LEVELS[row["safety"]],
        "message": {"text": row["message"]},
        "locations": [
            {"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": row["doc"], "kind": "document"}]}
        ],
        "properties": {"safety": row["safety"]},
    }
    if here is None:
        return made
    region = place["region"] = {"startLine": row["line"], "startColumn": row["column"]}
    before = str(row["before"])
    if not "\n".join(here).startswith(before):
        return made
    *whole, last = before.split("\n")
    region |= {"endLine": row["line"] + len(whole), "endColumn": len(last) + (1 if whole else row["column"])}
    if row["after"] is not None:
        change = {"deletedRegion": dict(region), "insertedContent": {"text": row["after"]}}
        text = "leave it out" if not row["after"] else f"replace it with {row['after']!r}"
        made["fixes"] = [
            {
                "description": {"text": text},
                "artifactChanges": [{"artifactLocation": artifact, "replacements": [change]}],
            }
        ]
    return made


def github(rows: Iterable[Row]) -> str:
    """Workflow commands that GitHub shows as annotations beside the lines of a pull request."""
    lines = []
    for row in rows:
        place = ",".join(
            f"{key}={_property(value)}"
            for key, value in (
                ("file", row["path"]),
                ("line", row["line"]),
                ("col", row["column"]),
                ("title", f"newsmend {row['rule']} ({row['safety']})"),
            )
        )
        lines.append(f"::{_ANNOTATIONS[row['safety']]} {place}::{_data(row['message'])}\n")
    return "".join(lines)


def _data(value: object) -> str:
    return str(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def markdown(rows: Sequence[Row]) -> str:
    """A summary for a pull request: counts by rule, then the first findings."""
    if not rows:
        return "### newsmend: nothing to do\n"
    safeties = Counter(str(row["safety"]) for row in rows)
    said = ", ".join(f"{safeties[name]} to {name}" for name in ("fix", "suggest", "flag") if safeties[name])
    files = len({row["path"] for row in rows})
    counts = Counter((str(row["rule"]), str(row["safety"])) for row in rows)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"### newsmend: {said} in {files} {'file' if files == 1 else 'files'}", "", "| rule | safety | count |"]
    lines += ["|---|---|---:|", *(f"| {_code(rule)} | {safety} | {count} |" for (rule, safety), count in ranked)]
    lines += [
        "",
        "<details><summary>The findings</summary>",
        "",
        "| place | rule | before | after |",
        "|---|---|---|---|",
    ]
    for row in rows[:MAX_LISTED]:
        after = "*flag*" if row["after"] is None else _code(row["after"]) if row["after"] else "*nothing*"
        place = f"{escape(str(row['path']))}:{row['line']}".replace("|", "&#124;")
        lines.append(f"| {place} | {_code(row['rule'])} | {_code(row['before']) or '*nothing*'} | {after} |")
    if len(rows) > MAX_LISTED:
        lines += ["", f"and {len(rows) - MAX_LISTED} more; `newsmend check` shows them all"]
    return "\n".join([*lines, "", "</details>", ""])


def _code(text: object) -> str:
    """Text no Markdown can get hold of, in one line of a table."""
    whole = str(text)
    shown = escape(whole[:MAX_SHOWN]).replace("\n", "⏎")
    for mark in "|`*_[]\\":
        shown = shown.replace(mark, f"&#{ord(mark)};")
    return f"<code>{shown}{' …' if len(whole) > MAX_SHOWN else ''}</code>" if whole else ""
