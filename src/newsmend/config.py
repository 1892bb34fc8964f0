"""Settings, and how `newsmend.toml` or `[tool.newsmend]` in pyproject.toml becomes them. Unknown keys are errors."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from newsmend.language import pipeline
from newsmend.passes import PASSES, rules
from newsmend.policy import Policy
from newsmend.types import ConfigError, Pass, Safety

FILE_NAME = "newsmend.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What to apply and how. The defaults are what `newsmend clean` does without a configuration file.

    safety: the least safety that is applied, "fix" or "suggest".
    select: only these rules or passes; empty means all.
    ignore: not these rules or passes, even when selected.
    keep: words that are never touched.
    exclude: glob patterns of files that `check` leaves out, from the configuration file's folder, or of names.
    per_file_ignores: such patterns, each with rules and passes that `check` ignores in the files that match.
    baseline: a file with findings that `check` passes over, from the configuration file's folder.
    text_field: the field of records that holds the article; found when empty.
    max_loss: percent of words boilerplate may take before `clean` sets a document aside; 0 is no limit.
    detect_language: leave documents alone that are not English.
    spacy: the pipeline that tags, a package or a folder; empty is the one in the wheel, "off" is none, and what only
        tags can prove is then suggested.
    passes: the settings of single passes by name, each that pass's own `Settings`; `[pass.<name>]` in a file.
    root: the configuration file's folder; no key of a file.

    Raises ConfigError when `spacy` is not installed or lacks a component.
    """

    safety: Safety = Safety.FIX
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    baseline: str = ""
    text_field: str = ""
    max_loss: float = 0.0
    detect_language: bool = True
    spacy: str = ""
    passes: Mapping[str, Any] = field(default_factory=dict)
    root: str = ""

    def __post_init__(self) -> None:
        if self.spacy not in {pipeline.OWN, pipeline.OFF}:
            pipeline.check(self.spacy)

    def policy(self) -> Policy:
        """The policy these settings ask for."""
        return Policy(self.safety, self.select, self.ignore, self.keep)

    def excludes(self, path: Path) -> bool:
        """Whether `exclude` names a file."""
        return bool(self.exclude) and any(self._matches(path, pattern) for pattern in self.exclude)

    def for_file(self, path: Path) -> Settings:
        """The settings for one file: these, or with what `per_file_ignores` adds."""
        more = [
            name for pattern, names in self.per_file_ignores.items() if self._matches(path, pattern) for name in names
        ]
        return replace(self, ignore=(*self.ignore, *more)) if more else self

    def _matches(self, path: Path, pattern: str) -> bool:
        """Whether a file's path from the configuration's folder, or its name alone, matches a glob pattern."""
        place = Path(os.path.relpath(path.resolve(), self.root or ".")).as_posix()
        return fnmatch(place, pattern) or fnmatch(path.name, pattern)

    def build_passes(self) -> tuple[Pass, ...]:
        """The chain, each pass with its settings."""
        made: list[Pass] = []
        for each in PASSES:
            given = self.passes.get(each.name)
            made.append(each(given) if given is not None else each())  # type: ignore[call-arg]
        return tuple(made)

    def of_pass(self, name: str) -> Any:
        """One pass's settings."""
        return self.passes.get(name) or next(each for each in PASSES if each.name == name)().settings  # type: ignore[attr-defined]

    def with_values(self, where: str = "settings", **values: Any) -> Settings:
        """These settings with some replaced, checked as a configuration file is. Raises ConfigError."""
        return _merge(self, values, where)


def load(start: Path, explicit: Path | None = None) -> Settings:
    """The settings for files below `start`: the explicit file, else the nearest configuration upwards, else defaults.

    Raises ConfigError that names file, key and allowed keys.
    """
    path = explicit or find(start)
    return Settings() if path is None else read(path)


def find(start: Path) -> Path | None:
    """The nearest `newsmend.toml`, or `pyproject.toml` with a `[tool.newsmend]` table, from `start` upwards."""
    folder = start.resolve()
    for parent in (folder, *folder.parents):
        own = parent / FILE_NAME
        if own.is_file():
            return own
        shared = parent / "pyproject.toml"
        if shared.is_file() and "newsmend" in _parse(shared).get("tool", {}):
            return shared
    return None


def read(path: Path) -> Settings:
    """The settings a file holds. Raises ConfigError."""
    values = _parse(path)
    if path.name == "pyproject.toml":
        values = values.get("tool", {}).get("newsmend", {})
    return replace(_merge(Settings(), values, str(path)), root=str(path.resolve().parent))


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such configuration file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def _merge(base: Settings, values: Mapping[str, Any], where: str) -> Settings:
    allowed = sorted(
        {*(f.name.replace("_", "-") for f in fields(Settings) if f.name not in {"passes", "root"}), "pass"}
    )
    changes: dict[str, Any] = {}
    for key, value in values.items():
        if key == "pass":
            changes["passes"] = {**base.passes, **_pass_settings(value, where, base.passes)}
            continue
        name = key.replace("-", "_")
        reader = _READERS.get(name)
        if reader is None:
            raise ConfigError(f"{where}: unknown key {key!r}; allowed are {', '.join(allowed)}")
        try:
            changes[name] = reader(value)
        except (TypeError, ValueError) as error:
            raise ConfigError(f"{where}: {key}: {error}") from None
    return replace(base, **changes)


def _pass_settings(tables: Any, where: str, base: Mapping[str, Any]) -> dict[str, Any]:
    known = {each.name: each for each in PASSES}
    made: dict[str, Any] = {}
    if not isinstance(tables, Mapping):
        raise ConfigError(f"{where}: pass: expected tables such as [pass.casing]")
    for name, table in tables.items():
        if name not in known:
            raise ConfigError(f"{where}: unknown pass {name!r}; allowed are {', '.join(known)}")
        default = known[name]().settings  # type: ignore[attr-defined]
        options = {f.name.replace("_", "-"): f for f in fields(default)}
        changes: dict[str, Any] = {}
        for key, value in table.items():
            option = options.get(key.replace("_", "-"))
            if option is None:
                allowed = ", ".join(options) or "none"
                raise ConfigError(f"{where}: [pass.{name}]: unknown key {key!r}; allowed are {allowed}")
            old = getattr(default, option.name)
            new = tuple(value) if isinstance(old, tuple) and isinstance(value, list) else value
            new = float(new) if isinstance(old, float) and isinstance(new, int) and not isinstance(new, bool) else new
            if type(new) is not type(old):
                raise ConfigError(f"{where}: [pass.{name}]: {key}: expected {type(old).__name__}, got {value!r}")
            changes[option.name] = new
        try:
            made[name] = replace(base.get(name, default), **changes)
        except ValueError as error:
            raise ConfigError(f"{where}: [pass.{name}]: {error}") from None
    return made


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"expected a list of words, got {value!r}")
    return tuple(value)


def _rule_names(value: Any) -> tuple[str, ...]:
    known = {*rules(), *(each.name for each in PASSES)}
    for name in _words(value):
        if name not in known:
            raise ValueError(f"unknown rule {name!r}; 'newsmend rules' lists them")
    return _words(value)


def _rule_names_by_pattern(value: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise TypeError(f"expected a table of file patterns, each with rules, got {value!r}")
    return {str(pattern): _rule_names(names) for pattern, names in value.items()}


def _safety(value: Any) -> Safety:
    if isinstance(value, Safety):
        return value
    if value not in {"fix", "suggest"}:
        raise ValueError(f"expected 'fix' or 'suggest', got {value!r}")
    return Safety[str(value).upper()]


def _percent(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise ValueError(f"expected percent from 0 to 100, got {value!r}")
    return float(value)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, got {value!r}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {value!r}")
    return value


def _spacy(value: Any) -> str:
    name = _text(value)
    if name not in {pipeline.OWN, pipeline.OFF}:
        try:
            pipeline.check(name)
        except ConfigError as error:
            raise ValueError(str(error)) from None
    return name


_READERS: dict[str, Callable[[Any], Any]] = {
    "safety": _safety,
    "select": _rule_names,
    "ignore": _rule_names,
    "keep": _words,
    "exclude": _words,
    "per_file_ignores": _rule_names_by_pattern,
    "baseline": _text,
    "text_field": _text,
    "max_loss": _percent,
    "detect_language": _switch,
    "spacy": _spacy,
}
