"""What a run reads: the sources below files and folders, in a fixed order, each with a place for its output."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from newsmend import ingest, storage
from newsmend.types import ConfigError, UnreadableError

OWN_FOLDER = "_newsmend"
STATE = f"{OWN_FOLDER}/state"  # what a resumed run goes by; safe to delete, all is then done again
SCRATCH = f"{STATE}/unfinished"  # files on their way to their names; whatever a killed run left there goes
IN_PLACE = ("txt", "md", "json", "jsonl")  # formats that come out as they went in


@dataclass(frozen=True, slots=True)
class Source:
    """A file to clean: `id` names it in reports, `target` is the output's path below the output folder.

    `member` is the file's path in the archive `path`, when it stands in one.
    """

    path: Path
    id: str
    form: str
    target: str
    member: str = ""

    @property
    def where(self) -> str:
        """What messages call it."""
        return f"{self.path}!{self.member}" if self.member else str(self.path)


@dataclass(slots=True)
class Plan:
    """The sources of a run in order, what cannot be read, and what the user should know."""

    sources: list[Source] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def plan(paths: Iterable[Path], out: Path | None = None, to: str = "") -> Plan:
    """Find the sources below files and folders, in an order that does not depend on the file system.

    Raises ConfigError when the output folder is one of the source folders: sources would be overwritten.
    """
    made = Plan()
    found: list[tuple[Path, str, str]] = []
    others = 0
    for path in paths:
        try:
            with storage.reaching(path):
                others += _find(path, out, found, made)
        except OSError as error:
            made.problems.append((str(path), f"cannot be read: {error.strerror or error}"))
    if others:
        made.notes.append(f"{others} {'file' if others == 1 else 'files'} of other kinds left out")
    made.sources = _sources(found, to)
    return made


def _find(path: Path, out: Path | None, found: list[tuple[Path, str, str]], made: Plan) -> int:
    """Add what stands at a place to what was found; returns the number of files of other kinds."""
    if not path.is_dir():
        if path.exists():
            return _add(path, path.name, found, made.problems)
        made.problems.append((str(path), "no such file or folder; check the path"))
        return 0
    inside = _inside(out, path)
    if inside == "":
        raise ConfigError(f"{out}: the output folder is a source folder; choose another with --out")
    if inside:
        made.notes.append(f"{out}: lies inside {path}; nothing in it is read")
    others = 0
    for each in _walk(path, inside):
        if not ingest.is_readable_name(each.name):
            others += 1
        elif _blocks(each):
            made.problems.append((str(each), "a pipe, socket or device, not a file"))
        else:
            others += _add(each, each.relative_to(path).as_posix(), found, made.problems)
    return others


def _blocks(path: Path) -> bool:
    """Whether reading may wait for ever: what stands in a folder under an article's name is no file."""
    if storage.is_remote(path):
        return False
    try:
        mode = path.stat().st_mode
    except OSError:
        return False  # a link to nowhere says so when it is read
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _sources(found: list[tuple[Path, str, str]], to: str) -> list[Source]:
    """The sources of (path, name, member), each with a target of its own."""
    sources: list[Source] = []
    counts = Counter((name, member) for _, name, member in found)
    folders = Counter(_stem(name) for name in {name for _, name, member in found if member})
    for path, name, member in found:
        # The same name below two source folders: the folder's name tells them apart.
        unique = name if counts[name, member] == 1 else f"{path.parent.name}/{name}"
        own_id = f"{unique}!{member}" if member else unique
        form = _form(own_id, to)
        stem = _stem(unique, member)
        if member and folders[_stem(name)] > 1:  # week.zip beside week.tar.gz
            stem = f"{unique}/{_stem('', member)}"
        sources.append(Source(path, own_id, form, f"{stem}.{form}", member))
    targets = Counter(source.target for source in sources)
    return [s if targets[s.target] == 1 else replace(s, target=f"{s.id}.{s.form}") for s in sources]


def _add(path: Path, name: str, found: list[tuple[Path, str, str]], problems: list[tuple[str, str]]) -> int:
    """Add a file to what was found, or the files of an archive; returns how many of those are of other kinds."""
    if not ingest.archive_format(path.name):
        found.append((path, name, ""))
        return 0
    others = 0
    try:
        for member in ingest.members_of(path):
            if isinstance(member, UnreadableError):
                problems.append(_problem(path, str(member)))
            elif ingest.is_readable_name(member.name):
                found.append((path, name, member.name))
            else:
                others += 1
    except UnreadableError as error:
        problems.append(_problem(path, str(error)))
    except OSError as error:
        problems.append((str(path), f"cannot be read: {error.strerror or error}"))
    return others


def _problem(path: Path, message: str) -> tuple[str, str]:
    """An archive's fault as (place, reason)."""
    place, _, reason = message.partition(": ")
    return (place, reason) if place.startswith(str(path)) else (str(path), message)


def _inside(out: Path | None, folder: Path) -> str | None:
    """Where the output folder lies below another, "" when it is that one, None when it does not."""
    if out is None or storage.is_remote(out) != storage.is_remote(folder):
        return None
    inner, outer = out.resolve(), folder.resolve()
    if inner == outer:
        return ""
    return inner.relative_to(outer).as_posix() if inner.is_relative_to(outer) else None


def _walk(folder: Path, leave_out: str | None) -> Iterator[Path]:
    if storage.is_remote(folder):
        for path in storage.files_below(folder):
            name = path.relative_to(folder).as_posix()
            below = leave_out is not None and name.startswith(f"{leave_out}/")
            if not below and not any(part.startswith(".") or part == OWN_FOLDER for part in name.split("/")):
                yield path
        return
    left_out = folder.resolve() / leave_out if leave_out else None
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name != OWN_FOLDER
            and (left_out is None or (Path(parent) / name).resolve() != left_out)
        )
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(parent) / name


def _stem(name: str, member: str = "") -> str:
    """The output's path without its ending; an archive becomes a folder of its name, archives in it as well."""
    *archives, file = [name, *member.split("!")] if member else [name]
    folder, _, base = "/".join([*map(ingest.stem, archives), file]).rpartition("/")
    return f"{folder}/{ingest.stem(base)}".lstrip("/")


def _form(name: str, to: str) -> str:
    found = ingest.format_of(name)
    if found in ingest.RECORDS:
        return "json" if found == "json" and to != "jsonl" else "jsonl"
    return to or ("md" if found == "md" else "txt")
