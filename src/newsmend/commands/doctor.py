"""`newsmend doctor`."""

from __future__ import annotations

import typer

from newsmend.commands.options import FOUND


def doctor() -> None:
    """Show what is installed, what is missing, and the command that mends it.

    \b
    Example:
      newsmend doctor
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.health import examine

    broken = False
    for part in examine():
        typer.echo(f"{'ok' if part.ok else 'missing' if part.needed else 'absent':<8}{part.name:<24}{part.found}")
        if not part.ok:
            typer.echo(f"{'':<32}{part.remedy}")
            broken |= part.needed
    if broken:
        raise typer.Exit(FOUND)
