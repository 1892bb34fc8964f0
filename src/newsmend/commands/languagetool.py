"""`newsmend languagetool`: bring the grammar checker, and keep one warm between runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from newsmend.types import NewsmendError

app = typer.Typer(
    name="languagetool",
    help="The grammar checker: install it, and keep one server warm for several runs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_FAILED = 1
_T = TypeVar("_T")


@app.command()
def install(
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR|ZIP", help="Take it from here, for machines without a network."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Bring it again though it is there.")] = False,
) -> None:
    """Bring LanguageTool into your cache, checksums verified: by Maven where that is installed, else by download.

    \b
    Examples:
      newsmend languagetool install
      newsmend languagetool install --from LanguageTool-6.8.zip
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.languagetool.install import install as bring

    typer.echo("bringing LanguageTool (about 100 MB) ...", err=True)
    typer.echo(f"LanguageTool is in {_or_stop(lambda: bring(source, fresh=fresh))}")


@app.command()
def start() -> None:
    """Start a server that later runs use; it ends when nobody has asked it for half an hour.

    \b
    Example:
      newsmend languagetool start
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.languagetool import server

    found = _or_stop(lambda: server.ensure(server.warm()))
    typer.echo(f"LanguageTool answers at {found.url}")


@app.command()
def stop() -> None:
    """Stop the server that `start` started.

    \b
    Example:
      newsmend languagetool stop
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.languagetool import server

    typer.echo("stopped" if server.stop(server.warm().folder) else "none was running")


@app.command()
def status() -> None:
    """Say whether LanguageTool is installed and whether a warm server answers; exit code 1 when it does not.

    \b
    Example:
      newsmend languagetool status
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.languagetool import home, server

    lacks = home.lacking()
    typer.echo(f"{lacks[0]}; {lacks[1]}" if lacks else f"LanguageTool {home.VERSION} is in {home.folder()}")
    found = server.address(server.warm().folder)
    if found is None or not server.answers(found.url):
        typer.echo("no warm server; start one with 'newsmend languagetool start'")
        raise typer.Exit(_FAILED)
    typer.echo(f"a warm server answers at {found.url}")


def _or_stop(call: Callable[[], _T]) -> _T:
    try:
        return call()
    except NewsmendError as error:
        typer.echo(f"newsmend: {error}", err=True)
        raise typer.Exit(_FAILED) from None
