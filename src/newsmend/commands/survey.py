"""`newsmend survey`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newsmend.commands.options import INCOMPLETE, ConfigOption, note, read_settings, stop


def survey(
    sources: Annotated[list[Path], typer.Argument(metavar="SRC...", help="Files and folders.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the survey.")],
    config: ConfigOption = None,
    workers: Annotated[int, typer.Option("--workers", min=1, metavar="N", help="Processes to work with.")] = 1,
) -> None:
    """Learn the lines that a collection's sites repeat over many articles, and the names few articles write otherwise.

    \b
    Examples:
      newsmend survey articles/ --out survey.json
      newsmend clean articles/ --out clean/ --survey survey.json

    The file holds one line for each repeated line; delete one to keep it in articles. Commit it beside the collection.

    names.tsv beside it holds rare forms of frequent names, each with its counts. Correct it and name it among the
    gazetteers of [pass.names]; one that is there already is not written over.
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend import batch
    from newsmend.engines.local import take_names, take_survey
    from newsmend.language.consensus import as_table
    from newsmend.writers.files import write_atomic

    settings = read_settings(Path.cwd(), config, None, None, None)
    planned = batch.plan(sources)
    for where, reason in planned.problems:
        note(f"{where}: {reason}")
    if not planned.sources:
        stop("nothing to survey there")
    found = take_survey(planned.sources, settings, workers)
    names, table = take_names(planned.sources, settings, workers), out.with_name("names.tsv")
    try:
        write_atomic(out, found.to_json().encode())
        if names and not table.exists():
            write_atomic(table, as_table(names).encode())
    except OSError as error:
        stop(f"{out}: cannot be written: {error.strerror or error}")
    lines = sum(len(table) for table in found.sites.values())
    typer.echo(f"{lines} repeated lines of {len(found.sites)} sites in {len(planned.sources)} sources: {out}")
    if names:
        typer.echo(f"{len(names)} names that few documents write otherwise: {table}")
    if planned.problems:
        raise typer.Exit(INCOMPLETE)
