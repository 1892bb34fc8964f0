"""`newsmend apply` and `newsmend undo`: what an editor decided, carried out through the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsmend.commands.options import stop
from newsmend.types import NewsmendError

if TYPE_CHECKING:
    from newsmend.config import Settings
    from newsmend.review import Outcome

REFUSED = 3
_Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder 'newsmend clean' wrote to.")]
_Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="The configuration the folder was cleaned with.")
]


def apply(
    folder: _Folder,
    decisions: Annotated[Path, typer.Argument(metavar="DECISIONS.json", help="What the report exported.")],
    config: _Config = None,
) -> None:
    """Apply the decisions exported from report.html: accepted suggestions go in, rejected edits are taken back.

    \b
    Example:
      newsmend apply clean/ decisions.json

    Rewrites the clean files, edits.jsonl and documents.jsonl; the report and the diffs show the run as it was. A file
    whose source or clean text changed meanwhile is refused. Exits 0 when all was done, 3 when something was refused.
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend import review

    try:
        outcome = review.apply(folder, review.load_decisions(decisions), _settings(config))
    except NewsmendError as error:
        stop(str(error))
    _tell(outcome)


def undo(
    folder: _Folder,
    doc: Annotated[str, typer.Option("--doc", metavar="ID", help="The document, as documents.jsonl names it.")],
    edit: Annotated[
        list[int] | None, typer.Option("--edit", metavar="N", help="Only this edit, by its number; repeat for more.")
    ] = None,
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="Only edits of this rule or pass.")] = "",
    config: _Config = None,
) -> None:
    """Take back edits of a document: one, those of a rule, or all. Later edits that built on one go with it.

    \b
    Examples:
      newsmend undo clean/ --doc story.txt --edit 3
      newsmend undo clean/ --doc feed.jsonl#17 --rule casing/false-capital
      newsmend undo clean/ --doc story.txt

    Boilerplate that was dropped stays dropped. Exits 0 when it was done, 3 when it was refused.
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend import review

    if edit and rule:
        stop("--edit names edits and --rule finds them; choose one")
    try:
        outcome = review.undo(folder, doc, edit or [], rule, _settings(config))
    except NewsmendError as error:
        stop(str(error))
    _tell(outcome)


def _settings(config: Path | None) -> Settings:
    from newsmend.config import load

    return load(Path.cwd(), config)


def _tell(outcome: Outcome) -> None:
    for line in outcome.done:
        typer.echo(line)
    for line in outcome.refused:
        typer.echo(f"refused: {line}", err=True)
    if not outcome.done and not outcome.refused:
        typer.echo("nothing to do: all decisions were carried out before")
    if outcome.refused:
        raise typer.Exit(REFUSED)
