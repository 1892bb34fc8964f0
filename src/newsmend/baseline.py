"""Findings a repository has decided to live with, in a file; what hooks that came late pass over.

A finding is known by its file, its rule and the words around it, so it is known again when lines above it come and go.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from newsmend.types import ConfigError
from newsmend.writers.files import write_atomic

DEFAULT = "newsmend-baseline.json"
VERSION = 1
AROUND = 30  # code points of the line to either side that must be the same


class Known(NamedTuple):
    """What a finding is known by: the path below the baseline's folder, the rule, the text with what stands around."""

    path: str
    rule: str
    text: str


def known(finding: Mapping[str, Any], lines: list[str], path: str) -> Known:
    """What a finding is known by, given the lines of its source; white space counts as one blank.

    >>> known({"line": 2, "column": 5, "before": "so so", "rule": "a/b"}, ["Hm.", "And so so it goes."], "x.md").text
    'And so so it goes.'
    """
    line, at = lines[finding["line"] - 1], finding["column"] - 1
    before = str(finding["before"])
    rest = line[at:]
    end = before.count("\n")
    if end:  # the stretch ends lines below: what follows it there
        last = lines[finding["line"] - 1 + end] if finding["line"] - 1 + end < len(lines) else ""
        after = last[len(before) - before.rfind("\n") - 1 :]
    else:
        after = rest[len(before) :]
    text = line[max(at - AROUND, 0) : at] + before + after[:AROUND]
    return Known(path, str(finding["rule"]), " ".join(text.split()))


class Baseline:
    """A baseline file. Raises ConfigError for one that cannot be used; one that is to be written may be missing."""

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.path = path
        self.counts: Counter[Known] = Counter()
        if not fresh or path.exists():
            self.counts.update(dict(_read(path)))

    def name_of(self, path: Path) -> str:
        """A file's path from the baseline's folder, with slashes on every system."""
        return Path(os.path.relpath(path.resolve(), self.path.resolve().parent)).as_posix()

    def replace(self, path: str, found: Iterable[Known]) -> None:
        """Forget what was known of a file, and take these instead."""
        for old in [each for each in self.counts if each.path == path]:
            del self.counts[old]
        self.counts.update(found)

    def write(self) -> None:
        """Write the file: one finding a line, sorted, so that versions of it merge. Raises ConfigError."""
        rows = ",\n".join(
            json.dumps({**each._asdict(), "count": count}, ensure_ascii=False)
            for each, count in sorted(self.counts.items())
        )
        text = f'{{"version": {VERSION}, "findings": [\n{rows}\n]}}\n'
        try:
            write_atomic(self.path, text.encode())
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot be written: {error.strerror or error}") from None


def _read(path: Path) -> Iterator[tuple[Known, int]]:
    try:
        data = json.loads(path.read_bytes())
        if data["version"] != VERSION:
            raise ConfigError(
                f"{path}: of version {data['version']}; make it anew with 'newsmend check --add-baseline'"
            )
        for row in data["findings"]:
            yield Known(str(row["path"]), str(row["rule"]), str(row["text"])), int(row["count"])
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such baseline; make it with 'newsmend check --add-baseline PATH...'") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: not a baseline: {error!r}; make it anew with --add-baseline") from None
