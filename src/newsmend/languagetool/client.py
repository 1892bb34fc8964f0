"""Ask LanguageTool about sentences, many at a time, and remember the answers.

Answers are kept by sentence and LanguageTool's version in an SQLite file that processes share and anybody may delete.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsmend.languagetool import home, server
from newsmend.languagetool.watch import USED

if TYPE_CHECKING:
    from language_tool_python import LanguageTool

ENGLISH = "en-US"  # what differs in British English is spelling, and LanguageTool's spelling is off
SPELLING = ("MORFOLOGIK_RULE_EN_US",)
ANSWER_SECONDS = 120  # for one batch; a warm server takes well under one
BATCH = 60  # sentences in one question
MOST_KEPT = 500_000  # answers in the file; some 100 MB
_APART = "\n\n"


@dataclass(frozen=True, slots=True)
class Finding:
    """What LanguageTool says of a sentence: where (code points of it), by which rule, and what it would write."""

    start: int
    end: int
    rule: str
    message: str
    replacements: tuple[str, ...] = ()


def check(where: str, sentences: Sequence[str], memory: Path | None = None) -> list[tuple[Finding, ...]]:
    """What LanguageTool finds in each sentence. `where` is a URL or a lease, `memory` the file of known answers.

    A server of ours that does not answer is started once more. Raises ServerError.
    """
    with _Memory(memory) as known:
        found = known.recall(sentences)
        unknown = [sentence for sentence in dict.fromkeys(sentences) if sentence not in found]
        for at in range(0, len(unknown), BATCH):
            batch = unknown[at : at + BATCH]
            answers = dict(zip(batch, _ask(where, batch), strict=True))
            known.learn(answers)
            found |= answers
    return [found[sentence] for sentence in sentences]


def _ask(where: str, sentences: Sequence[str]) -> list[tuple[Finding, ...]]:
    if not where.startswith("lease:"):
        return _question(where, sentences)
    lease = server.Lease.parse(where)
    address = server.ensure(lease)
    try:
        found = _question(address.url, sentences)
    except server.ServerError:
        found = _question(server.ensure(lease, silent=address).url, sentences)
    (lease.folder / USED).touch()
    return found


def _question(url: str, sentences: Sequence[str]) -> list[tuple[Finding, ...]]:
    import requests
    from language_tool_python.exceptions import LanguageToolError

    starts: list[int] = []
    length = 0
    for sentence in sentences:
        starts.append(length)
        length += len(sentence) + len(_APART)
    # LanguageTool counts in UTF-16 units; without characters of two units they are code points.
    text = _APART.join("".join(c if c < "\U00010000" else "□" for c in each) for each in sentences)
    try:
        matches = _tool(url).check(text)
    except (LanguageToolError, requests.RequestException, OSError, ValueError) as error:
        _tool.cache_clear()
        raise server.ServerError(f"LanguageTool at {url} did not answer: {str(error)[:200]}") from None
    found: list[list[Finding]] = [[] for _ in sentences]
    at = 0
    for match in sorted(matches, key=lambda match: match.offset):
        while at + 1 < len(starts) and starts[at + 1] <= match.offset:
            at += 1
        start = match.offset - starts[at]
        end = start + match.error_length
        if end <= len(sentences[at]):  # what reaches into the next one is our making
            finding = Finding(start, end, match.rule_id, match.message, tuple(match.replacements[:3]))
            found[at].append(finding)
    return [tuple(each) for each in found]


@lru_cache(maxsize=4)
def _tool(url: str) -> LanguageTool:
    from language_tool_python import LanguageTool

    class Patient(LanguageTool):
        _TIMEOUT = ANSWER_SECONDS  # type: ignore[assignment]  # the library's is 300 seconds, and it offers no other way

    tool = Patient(ENGLISH, remote_server=url)
    tool.disabled_rules = set(SPELLING)
    return tool


class _Memory:
    """Known answers, in a file or nowhere. One that is broken or cannot be written is done without."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: sqlite3.Connection | None = None

    def __enter__(self) -> _Memory:
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = sqlite3.connect(self._path, timeout=10, isolation_level=None)
                self._file.execute("PRAGMA journal_mode=WAL")
                self._file.execute("PRAGMA synchronous=OFF")
                self._file.execute("CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, found TEXT)")
            except (OSError, sqlite3.Error):
                self._file = None
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def recall(self, sentences: Sequence[str]) -> dict[str, tuple[Finding, ...]]:
        found = {}
        if self._file is not None:
            for sentence in dict.fromkeys(sentences):
                try:
                    row = self._file.execute("SELECT found FROM answers WHERE key = ?", (_key(sentence),)).fetchone()
                except sqlite3.Error:
                    break
                if row:
                    said = (Finding(**each) for each in json.loads(row[0]))
                    found[sentence] = tuple(
                        Finding(f.start, f.end, f.rule, f.message, tuple(f.replacements)) for f in said
                    )
        return found

    def learn(self, answers: dict[str, tuple[Finding, ...]]) -> None:
        if self._file is None:
            return
        rows = [(_key(sentence), json.dumps([asdict(each) for each in found])) for sentence, found in answers.items()]
        try:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
            (newest,) = self._file.execute("SELECT MAX(rowid) FROM answers").fetchone()
            self._file.execute("DELETE FROM answers WHERE rowid <= ?", (newest - MOST_KEPT,))
            self._file.execute("COMMIT")
        except sqlite3.Error:
            self._file.close()
            self._file = None


def _key(sentence: str) -> bytes:
    return hashlib.sha256(f"{home.VERSION}\n{ENGLISH}\n{sentence}".encode("utf-8", "surrogatepass")).digest()[:16]
