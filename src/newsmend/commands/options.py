"""What several commands share: options, exit codes, how settings are found and errors told."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from newsmend.types import NewsmendError

if TYPE_CHECKING:
    from newsmend.config import Settings

OK, FOUND, USAGE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130


class SafetyName(StrEnum):
    """What is applied."""

    fix = "fix"
    suggest = "suggest"


ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Use this configuration instead of the nearest one.")
]
SelectOption = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULE", help="Only these rules or passes; repeat or separate by commas."),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULE", help="Not these rules or passes; repeat or separate by commas."),
]
SafetyOption = Annotated[
    SafetyName | None,
    typer.Option("--safety", help="The least safe edits to apply. [default: fix]", show_default=False),
]


def stop(message: str, code: int = USAGE) -> NoReturn:
    """Say what is wrong and leave with an exit code."""
    typer.echo(f"newsmend: {message}", err=True)
    raise typer.Exit(code)


def note(message: str) -> None:
    """Say something on standard error."""
    typer.echo(message, err=True)


def read_settings(
    start: Path,
    config: Path | None,
    safety: SafetyName | None,
    select: list[str] | None,
    ignore: list[str] | None,
    max_loss: float | None = None,
    languagetool: str | None = None,
) -> Settings:
    """The settings nearest to `start`, or of a file, and over them what the command line says."""
    from newsmend.config import load

    try:
        settings = load(start, config)
        values: dict[str, object] = {}
        if safety:
            values["safety"] = safety.value
        if select:
            values["select"] = [name for each in select for name in each.split(",") if name]
        if ignore:
            values["ignore"] = [*settings.ignore, *(name for each in ignore for name in each.split(",") if name)]
        if max_loss is not None:
            values["max_loss"] = max_loss
        if languagetool is not None:
            values["pass"] = {"grammar": {"languagetool": languagetool}}
        return settings.with_values("command line", **values)
    except NewsmendError as error:
        stop(str(error))
