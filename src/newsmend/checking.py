"""What `newsmend check` does with files: findings with their line, rewrites in place, what a baseline passes over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsmend import baseline as baselines
from newsmend import ingest
from newsmend.api import clean_document
from newsmend.batch import IN_PLACE, Plan, Source
from newsmend.batch import plan as plan_sources
from newsmend.config import Settings
from newsmend.keeps import is_kept_by, shielded, unused_regions
from newsmend.types import (
    Cleaned,
    ConfigError,
    Document,
    SkippedError,
    UnreadableError,
)
from newsmend.writers.diff import unified
from newsmend.writers.files import write_atomic
from newsmend.writers.found import Finding, findings
from newsmend.writers.text import render, source_text

_CONFLICT = re.compile(rb"^<{7}[ \r\n].*?^={7}\r?$.*?^>{7}[ \r\n]", re.MULTILINE | re.DOTALL)


@dataclass(slots=True)
class Checked:
    """What was found in a file: edits, suggestions, flags, dropped blocks. `notes` are for people, and no findings."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    diff: str = ""
    rewritten: bool = False


class Checker:
    """Checks files with the settings nearest to each. `fresh`: what is found goes into the baseline."""

    def __init__(
        self,
        settings_of: Callable[[Path], Settings],
        *,
        fix: bool = False,
        baseline: Path | None = None,
        fresh: bool = False,
    ) -> None:
        self.settings_of = settings_of
        self.fix = fix
        self.fresh = fresh
        self._baseline = baseline
        self._baselines: dict[Path, baselines.Baseline] = {}
        self._words: dict[str, Counter[str]] = {}

    def plan(self, paths: Iterable[Path], *, force_exclude: bool = False) -> Plan:
        """The files to check. `exclude` speaks of files below folders, and with `force_exclude` of named ones too."""
        paths = list(paths)
        named = {path for path in paths if not force_exclude and not path.is_dir()}
        made = plan_sources(paths)
        made.sources = [
            each
            for each in made.sources
            if each.path in named or not self.settings_of(each.path.parent).excludes(each.path)
        ]
        return made

    def check(self, source: Source) -> Checked:
        """Check a file; with `fix`, rewrite it in place. Line endings, final newline, BOM and mode stay."""
        settings = self.settings_of(source.path.parent).for_file(source.path)
        form = ingest.format_of(source.path.name)
        form = form if form in IN_PLACE and not ingest.packing_of(source.path.name) else ""
        data = b""
        if form:
            with suppress(OSError):  # the reader says what is wrong
                data = source.path.read_bytes()
        documents = ingest.read(source.path, source.id, settings.text_field, source.member)
        checked, mended = self._check(documents, data, source, settings, form)
        if self.fix and mended is not None:
            try:
                mode = source.path.stat().st_mode
                checked.rewritten = write_atomic(source.path, mended)
                source.path.chmod(mode)
            except OSError as error:
                checked.failures.append((str(source.path), f"cannot be written: {error.strerror or error}"))
        return checked

    def check_bytes(self, data: bytes, name: str, *, force_exclude: bool = False) -> tuple[Checked, bytes]:
        """Check standard input as if it were the file `name`; returns what `fix` makes of it. Raises ConfigError."""
        path = Path(name)
        form = ingest.format_of(name)
        if form not in IN_PLACE or ingest.packing_of(name):
            raise ConfigError(f"--stdin-filename {name}: standard input may be txt, md, json or jsonl")
        settings = self.settings_of(path.parent).for_file(path)
        if force_exclude and settings.excludes(path):
            return Checked(), data
        source = Source(path, path.name, form, "")
        documents = ingest.read_bytes(data, form, path.name, name, settings.text_field)
        checked, mended = self._check(documents, data, source, settings, form)
        return checked, data if mended is None else mended

    def _check(
        self,
        documents: Iterator[Document | UnreadableError],
        data: bytes,
        source: Source,
        settings: Settings,
        form: str,
    ) -> tuple[Checked, bytes | None]:
        """What was found, and the bytes the file should have; None when nothing is to be written."""
        checked = Checked()
        if _CONFLICT.search(data):
            checked.failures.append((source.where, "has conflict markers; resolve the conflict first"))
            return checked, None
        done: list[Cleaned] = []
        accepted = self._accepted(source, settings)
        for document in documents:
            if isinstance(document, SkippedError):
                continue
            if isinstance(document, UnreadableError):
                checked.failures.append((source.where, str(document).removeprefix(source.where).lstrip(":, ")))
            else:
                done.append(self._clean(document, settings, source.where, checked, accepted))
                checked.notes += unused_regions(document, settings, source.where) if form in {"txt", "md"} else ()
        if not done:
            return checked, None
        before, after = "".join(source_text(each.document) for each in done), "".join(each.text for each in done)
        if form:
            before = _decoded(data, done[0])
            after = render(done, form) if any(each.changed for each in done) else before
        checked.diff = unified(before, after, source.id)
        if after == before or not self.fix:
            return checked, None
        if not form:
            checked.failures.append(
                (source.where, "--fix rewrites txt, md, json and jsonl; use 'newsmend clean' for this")
            )
            return checked, None
        if checked.failures:
            checked.failures.append((source.where, "not rewritten: records that cannot be read would be lost"))
            return checked, None
        return checked, _encoded(after, done[0])

    def _clean(
        self, document: Document, settings: Settings, where: str, checked: Checked, accepted: _Accepted | None
    ) -> Cleaned:
        cleaned = clean_document(document, settings)
        self._note_words(cleaned, settings)
        found = list(findings(cleaned, where))
        if accepted is not None:
            new, old = accepted.parted(found, source_text(document).split("\n"))
            if old and not self.fresh:
                spans = [each.span for each in old if each.span is not None]
                cleaned = clean_document(shielded(document, spans, {each.dropped for each in old}), settings)
                found = new
        checked.findings += (each.row for each in found)
        return cleaned

    def _accepted(self, source: Source, settings: Settings) -> _Accepted | None:
        path = self._baseline
        if path is None and settings.baseline:
            path = Path(settings.root, settings.baseline)
        if path is None and self.fresh:
            path = Path(settings.root, baselines.DEFAULT)
        if path is None:
            return None
        if path not in self._baselines:
            self._baselines[path] = baselines.Baseline(path, fresh=self.fresh)
        return _Accepted(self._baselines[path], source.path, fresh=self.fresh)

    def write_baseline(self) -> str:
        """Write what was found into the baseline; returns where."""
        for each in self._baselines.values():
            each.write()
        return ", ".join(map(str, self._baselines)) or baselines.DEFAULT

    def _note_words(self, cleaned: Cleaned, settings: Settings) -> None:
        if settings.keep:
            used = self._words.setdefault(settings.root, Counter(dict.fromkeys(settings.keep, 0)))
            used.update(word for word in settings.keep if is_kept_by(word, cleaned))

    def unused_words(self) -> list[str]:
        """A note on each word of `keep` that kept nothing in any of the files."""
        return [
            f"keep = [{word!r}]: kept nothing in these files" + (f" ({root})" if root else "")
            for root, used in self._words.items()
            for word, count in used.items()
            if not count
        ]


class _Accepted:
    """The findings of one file that its baseline knows; those of a fresh one are learned."""

    def __init__(self, known: baselines.Baseline, path: Path, *, fresh: bool) -> None:
        self.known = known
        self.path = known.name_of(path)
        self.fresh = fresh
        if fresh:
            known.replace(self.path, ())
        self.left = Counter({each: n for each, n in known.counts.items() if each.path == self.path})

    def parted(self, found: list[Finding], lines: list[str]) -> tuple[list[Finding], list[Finding]]:
        """The new findings and the known ones."""
        new: list[Finding] = []
        old: list[Finding] = []
        for each in found:
            key = baselines.known(each.row, lines, self.path)
            if self.fresh:
                self.known.counts[key] += 1
            if self.left[key] > 0:
                self.left[key] -= 1
                old.append(each)
            else:
                new.append(each)
        return new, old


def _decoded(data: bytes, first: Cleaned) -> str:
    encoding = str(first.document.metadata.get("encoding", "utf-8"))
    return data.decode(encoding, "replace").removeprefix("\ufeff").replace("\r\n", "\n")


def _encoded(after: str, first: Cleaned) -> bytes:
    metadata = first.document.metadata
    after = after.replace("\n", str(metadata.get("newline", "\n")))
    bom = "\ufeff" if metadata.get("bom") else ""
    try:
        return (bom + after).encode(str(metadata.get("encoding", "utf-8")))
    except UnicodeEncodeError:
        return (bom + after).encode("utf-8")
