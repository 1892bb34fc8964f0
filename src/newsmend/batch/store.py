"""What a run has finished, in shards, so that the next one goes on where it ended.

A shard holds the results of up to SHARD sources, or of what was done in SECONDS. It is written when the outputs of all
its sources are in place: `NAME.results`, then `NAME.json`, the marker that it is finished, which lists its sources with
the hashes their results depend on. A result is taken over when these are what they were, nothing in it failed, and its
output is on the disk as it was written. Files are renamed into place, so a kill costs at most the shard in the making.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from newsmend import storage
from newsmend.batch.identity import Identity, digest, survey_hash
from newsmend.batch.sources import OWN_FOLDER, SCRATCH, STATE, Source
from newsmend.batch.work import Maker, Result, Spill, packed, unpacked
from newsmend.survey import Survey
from newsmend.types import ConfigError
from newsmend.writers.files import write_atomic

SHARD = 256  # results in one shard
SECONDS = 10.0  # of work that a kill may cost
VERSION = 2
MANIFEST = f"{OWN_FOLDER}/manifest.json"
_SHARDS = f"{STATE}/shards"
_PARTS = {
    "version": "newsmend",
    "code": "newsmend",
    "settings": "settings",
    "grammar": "LanguageTool",
    "reports": "reports",
    "components": "libraries",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A finished result: its shard, where in it, the hash of the output it wrote ("" for none), who made it.

    A large one has a shard of its own, in parts of these sizes.
    """

    shard: str
    at: int
    size: int
    output_sha256: str
    parts: tuple[int, ...] = ()
    maker: Maker | None = None


class Store:
    """The finished work of an output folder. Hold the folder's lock while you use one. Raises OSError throughout."""

    def __init__(self, out: Path, identity: Identity, survey: Survey, *, fresh: bool = False) -> None:
        self.notes: list[str] = []  # what the user should know
        self._out, self._identity, self._survey = out, identity, survey
        self._work = identity.key
        self._folder = out / _SHARDS
        storage.discard(out / SCRATCH)
        if fresh:
            storage.discard(self._folder)
        storage.make_folder(self._folder)
        write_atomic(out / STATE / ".gitignore", b"*\n")
        self._hashes: dict[tuple[tuple[str, ...], ...], str] = {}
        self._finished: dict[str, _Entry] = {}  # by what the result depends on
        self._outputs: dict[str, tuple[str, str]] = {}  # target -> hash and shard, as last written
        self._number = 0
        for marker in sorted(self._folder.glob("*.json")):
            self._read(marker)
        self._note_changes()
        self._held: list[_Entry | None] = []
        self._made: set[str] = set()  # targets of this run
        self._makers: Counter[Maker] = Counter()  # how many results each of them made, of those a cluster made
        self._live: set[str] = set()  # shards it uses
        self._parts: list[bytes] = []  # of the shard in the making
        self._rows: list[dict[str, Any]] = []
        self._size = 0
        self._begun = 0.0
        self._open: tuple[str, IO[bytes]] | None = None

    def _read(self, marker: Path) -> None:
        """Take in a finished shard; one that cannot be read counts as not there."""
        self._number = max(self._number, int(marker.stem.partition("-")[0]))
        try:
            data = json.loads(marker.read_bytes())
            rows = data["results"] if data["version"] == VERSION else []
            if not marker.with_suffix(".results").exists():
                return
            for row in rows:
                if row["output_sha256"]:
                    self._outputs[row["target"]] = (row["output_sha256"], marker.stem)
                if row["whole"] and row["work"] == self._work and row["survey"] == self._survey_hash(row):
                    maker = Maker(**row["maker"]) if row["maker"] else None
                    place = (marker.stem, row["at"], row["size"], row["output_sha256"], tuple(row["parts"]))
                    entry = _Entry(*place, maker)
                    self._finished[digest([row["source"], row["sha256"]])] = entry
        except (ValueError, KeyError, TypeError):
            return

    def _note_changes(self) -> None:
        try:
            before = json.loads((self._out / MANIFEST).read_bytes())
        except (OSError, ValueError):
            return
        now = self._identity.as_json()
        changed = dict.fromkeys(name for part, name in _PARTS.items() if before.get(part) != now[part])
        if changed and self._outputs:
            self.notes.append(f"{' and '.join(changed)} changed since the last run: all is done again")

    def _survey_hash(self, row: Mapping[str, Any]) -> str:
        words = self._survey.words.keys()
        asked = words if row["asked"] is None else words & set(row["asked"])
        key = (tuple(row["sites"]), tuple(sorted(asked)))
        if key not in self._hashes:
            self._hashes[key] = survey_hash(self._survey, *key)
        return self._hashes[key]

    def take_stock(self, sources: Sequence[Source], content: Callable[[Source], str]) -> int:
        """Find what need not be done again; returns the number of sources that must. `content` hashes a source."""
        self._write_manifest(len(sources), complete=False)
        altered = 0
        for source in sources:
            entry = self._finished.get(digest([_facts(source), content(source)])) if self._finished else None
            if entry and entry.output_sha256 and _hash(self._out / source.target) != entry.output_sha256:
                altered += 1
                entry = None
            self._held.append(entry)
        todo = self._held.count(None)
        if todo < len(sources):
            self.notes.append(f"{len(sources) - todo} of {len(sources)} files are done and unchanged; {todo} to do")
        if altered:
            self.notes.append(f"{altered} clean files are gone or changed since they were written: they are made again")
        return todo

    def results(
        self, sources: Sequence[Source], work: Callable[[Iterable[Source]], Iterator[Result]]
    ) -> Iterator[tuple[Result, bool]]:
        """The results of all sources in order, and whether each was made now, by `work`, which may end early."""
        fresh = work(source for source, entry in zip(sources, self._held, strict=True) if entry is None)
        try:
            for source, entry in zip(sources, self._held, strict=True):
                if entry is not None:
                    result = self._load(source, entry)
                    self._live.add(entry.shard)
                else:
                    made = next(fresh, None)
                    if made is None:
                        return
                    result = self._keep(made)
                if result.output_sha256:
                    self._made.add(source.target)
                if maker := entry.maker if entry else result.maker:
                    self._makers[maker] += 1
                yield result, entry is None
        finally:
            self._close()

    def _keep(self, result: Result) -> Result:
        """Keep a result, and return it as it is kept."""
        if result.spill is not None:
            return self._keep_large(result, result.spill)
        data = packed(replace(result, costs=()))
        self._begun = self._begun if self._rows else time.monotonic()
        self._note(result, self._size, len(data))
        self._parts.append(data)
        self._size += len(data)
        if len(self._rows) >= SHARD or time.monotonic() - self._begun > SECONDS:
            self._close()
        return result

    def _keep_large(self, result: Result, spill: Spill) -> Result:
        """Move the rows of a large source into a shard of its own."""
        self._close()
        self._note(result, 0, sum(spill.sizes), spill.sizes)
        with Path(spill.path).open("rb+") as file:
            os.fsync(file.fileno())
        path = self._close(Path(spill.path))
        return replace(result, spill=replace(spill, path=str(path)))

    def _note(self, result: Result, at: int, size: int, parts: tuple[int, ...] = ()) -> None:
        depends = {"sites": result.sites, "asked": result.asked}
        self._rows.append(
            {
                "source": _facts(result.source),
                "sha256": result.sha256,
                "work": self._work,
                **depends,
                "survey": self._survey_hash(depends),
                "whole": result.whole,
                "target": result.source.target,
                "output_sha256": result.output_sha256,
                "at": at,
                "size": size,
                "parts": parts,
                "maker": result.maker and asdict(result.maker),
            }
        )

    def _close(self, spilled: Path | None = None) -> Path | None:
        """Write the shard in the making, or one of results on the disk. Outputs of its sources are in place by now."""
        if not self._rows:
            return None
        self._number += 1
        name = f"{self._number:08}-{digest([self._work, [row['sha256'] for row in self._rows]])[:8]}"
        rows, parts = self._rows, self._parts
        self._rows, self._parts, self._size = [], [], 0
        scratch, path = self._out / SCRATCH, self._folder / f"{name}.results"
        if spilled is None:
            write_atomic(path, b"".join(parts), scratch, lasting=True)
        else:
            spilled.replace(path)
        marker = json.dumps({"version": VERSION, "results": rows}).encode()
        write_atomic(self._folder / f"{name}.json", marker, scratch, lasting=True)
        self._live.add(name)
        for row in rows:
            if row["output_sha256"]:
                self._outputs[row["target"]] = (row["output_sha256"], name)
        return path

    def _load(self, source: Source, entry: _Entry) -> Result:
        path = self._folder / f"{entry.shard}.results"
        if entry.parts:
            return Result(source, output_sha256=entry.output_sha256, spill=Spill(str(path), entry.parts, whole=True))
        try:
            if self._open is None or self._open[0] != entry.shard:
                self._shut()
                self._open = (entry.shard, path.open("rb"))
            file = self._open[1]
            file.seek(entry.at)
            return unpacked(source, file.read(entry.size))
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"{path}: damaged ({error}); run again with --fresh") from None

    def _shut(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def finish(self, *, prune: bool) -> None:
        """After all results: see to outputs whose source is gone, drop shards nothing needs, write the manifest."""
        self._shut()
        gone = {target: last for target, last in self._outputs.items() if target not in self._made}
        left = [target for target in sorted(gone) if (self._out / target).exists()]
        if prune:
            altered = [target for target in left if _hash(self._out / target) != gone[target][0]]
            for target in set(left) - set(altered):
                (self._out / target).unlink()
            if removed := len(left) - len(altered):
                self.notes.append(f"{removed} clean files removed whose source is gone or failed")
            if altered:
                self.notes.append(f"{_some(altered)}: source gone, but changed since it was written; left as it is")
        elif left:
            self.notes.append(
                f"{_some(left)}: source gone or failed; 'clean --prune' removes what an earlier run wrote"
            )
            self._live.update(gone[target][1] for target in left)
        for marker in self._folder.glob("*.json"):
            if marker.stem not in self._live:
                marker.unlink()
        for results in self._folder.glob("*.results"):
            if results.stem not in self._live:
                results.unlink()
        storage.discard(self._out / SCRATCH)
        self._write_manifest(len(self._held), complete=True)

    def _write_manifest(self, sources: int, *, complete: bool) -> None:
        data = {**self._identity.as_json(), "sources": sources, "complete": complete}
        if self._makers:
            data["lineage"] = [{**asdict(maker), "sources": count} for maker, count in self._makers.items()]
        write_atomic(self._out / MANIFEST, (json.dumps(data, indent=2) + "\n").encode())


def known_survey(out: Path, key: str) -> str | None:
    """The survey file an earlier run took of a collection with this key, or None."""
    try:
        data = json.loads((out / STATE / "survey.json").read_bytes())
        return str(data["survey"]) if data["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_survey(out: Path, key: str, survey: Survey) -> None:
    """Keep a survey for `known_survey`. Raises OSError."""
    data = json.dumps({"key": key, "survey": survey.to_json()}).encode()
    write_atomic(out / STATE / "survey.json", data, out / SCRATCH)


def _facts(source: Source) -> list[str]:
    return [source.id, str(source.path), source.member, source.form, source.target]


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(storage.read(path)).hexdigest()
    except OSError:
        return ""


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
