"""House style: one accepted spelling for each name, where a user asks for it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from newsmend import tables
from newsmend.passes.names.rules import HOUSE_STYLE
from newsmend.types import ConfigError, Draft, Edit

_TABLE = "house_styles.toml"


def unify(draft: Draft, style: str) -> Iterator[Edit]:
    """Write each name as the chosen house does. `style` is a profile, or the path of a TOML file of such a table."""
    pattern, preferred = _pattern(style)
    for match in pattern.finditer(draft.text):
        yield draft.edit(
            HOUSE_STYLE,
            match.start(),
            match.end(),
            preferred[match.group()],
            f"the house style ({style}) is {preferred[match.group()]}",
            evidence=("house-style",),
        )


@cache
def _pattern(style: str) -> tuple[re.Pattern[str], dict[str, str]]:
    preferred = {other: right for right, others in _profile(style).items() for other in others}
    forms = "|".join(re.escape(form) for form in sorted(preferred, key=len, reverse=True))
    return re.compile(rf"(?<![\w@#-])(?:{forms or '(?!)'})(?![\w-])"), preferred


def _profile(style: str) -> Mapping[str, list[str]]:
    """A profile, checked. Raises ConfigError that names what is wrong with it."""
    profiles = tables.toml(_TABLE)
    path = Path(style)
    if style in profiles:
        table = profiles[style]
    elif path.is_file():
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"{path}: no house style: {error}") from None
    else:
        raise ConfigError(f"[pass.names]: house-style: {style!r} is neither of {', '.join(profiles)} nor a file")
    for right, others in table.items():
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise ConfigError(f"{style}: {right}: expected a list of spellings to replace, got {others!r}")
    found: Mapping[str, list[str]] = table
    return found
