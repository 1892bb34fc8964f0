"""What decides the bytes a run makes of a source, as hashes: when one of them differs, the source is done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import newsmend
from newsmend import ingest, storage
from newsmend.batch.sources import Source
from newsmend.batch.work import Job
from newsmend.config import Settings
from newsmend.survey import Survey
from newsmend.types import UnreadableError

COMPONENTS = tuple("beautifulsoup4 charset-normalizer ftfy lxml polyleven py3langid rensa spacy symspellpy".split())


@dataclass(frozen=True, slots=True)
class Identity:
    """The making of a run, but for its sources; `survey` is not in `key`, since a source depends on parts of it."""

    version: str
    code: str
    settings: str
    survey: str
    grammar: str
    reports: tuple[str, ...]
    components: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Plain data, in an order of its own."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @property
    def key(self) -> str:
        """One hash of all but the survey."""
        return digest({name: value for name, value in self.as_json().items() if name != "survey"})


def identity_of(job: Job, grammar: str) -> Identity:
    """The identity of a job; `grammar` says which LanguageTool is asked, "" for none."""
    return Identity(
        newsmend.__version__,
        code_hash(),
        settings_hash(job.settings),
        hashlib.sha256(job.survey.to_json().encode("utf-8", "surrogatepass")).hexdigest(),
        grammar,
        tuple(sorted(job.reports)),
        libraries(),
    )


def libraries() -> dict[str, str]:
    """The versions of the libraries that results depend on, "" for those that are not there."""
    return {name: _version(name) for name in COMPONENTS}


def digest(data: Any) -> str:
    """A hash of plain data."""
    return hashlib.blake2b(json.dumps(data, sort_keys=True).encode(), digest_size=16).hexdigest()


def survey_hash(survey: Survey, sites: Iterable[str], words: Iterable[str]) -> str:
    """What a survey knows of some sites, and these words of it, as a hash; counts do not matter to cleaning."""
    lines = [[site, {k: e.place for k, e in survey.sites.get(site, {}).items()}] for site in sites]
    return digest([lines, sorted(words)])


def content_hash(source: Source) -> str:
    """The SHA-256 of a source's bytes, as `clean_source` finds it; "" when it cannot be read."""
    try:
        if source.member:
            return hashlib.sha256(ingest.load(source.path, source.member)).hexdigest()
        if storage.is_remote(source.path):
            return hashlib.sha256(storage.read(source.path)).hexdigest()
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, UnreadableError):
        return ""


@cache
def code_hash() -> str:
    """A hash of the package's code and tables, so that what an older state of them made is not taken for current."""
    made = hashlib.sha256()
    root = Path(newsmend.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            made.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def settings_hash(settings: Settings) -> str:
    """A hash of settings and of the files they name; where the configuration lies does not count."""
    data = _plain(settings)
    root = Path(data.pop("root"))
    files = {}
    for name in sorted(set(_texts(data))):
        for folder in (root, Path()):
            if name and (path := folder / name).is_file():
                files[name] = hashlib.sha256(path.read_bytes()).hexdigest()
                break
    return digest([data, files])


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in sorted(value.items())}
    if isinstance(value, frozenset | set):
        return sorted(map(_plain, value))
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.name if isinstance(value, Enum) else value


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts(each)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
