"""`newsmend names`: gazetteers of your own, and what is known about a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsmend.commands.options import FOUND, stop
from newsmend.types import NewsmendError

if TYPE_CHECKING:
    from newsmend.language.names import Entity

app = typer.Typer(
    name="names",
    help="Gazetteers: import lists of names, export and check them, explain a name.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Sources = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Lists of names; .gz and .bz2 are unpacked.")]
Form = Annotated[
    str,
    typer.Option(
        "--format", metavar="NAME", help="tsv, csv, jrc, paranames, geonames or wikidata. [default: found out]"
    ),
]
Gazetteers = Annotated[
    list[Path] | None, typer.Option("--gazetteer", metavar="INDEX", help="Ask this index as well; repeat for several.")
]


@app.command(name="import")
def import_(
    sources: Sources,
    out: Annotated[Path, typer.Option("--out", metavar="INDEX", help="The index file to write.")],
    form: Form = "",
) -> None:
    """Make an index file of lists of names, which `gazetteers` in [pass.names] puts to use.

    \b
    Examples:
      newsmend names import our-names.csv --out names.idx
      newsmend names import cities15000.txt --format geonames --out places.idx

    Then, in newsmend.toml:
      [pass.names]
      gazetteers = ["names.idx"]
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.language.gazetteer import compile_index
    from newsmend.language.lists import merged

    try:
        count = compile_index(merged(_read(sources, form)), out)
    except NewsmendError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{out}: cannot be written: {error.strerror or error}")
    typer.echo(f"{count} names: {out}")


@app.command()
def export(
    index: Annotated[
        Path | None, typer.Argument(metavar="[INDEX]", help="An index; the built-in names without one.")
    ] = None,
) -> None:
    """Print names as tab-separated rows that `import` reads: name, kind, variants, slips, context.

    \b
    Examples:
      newsmend names export > all.tsv
      newsmend names export names.idx > ours.tsv
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.language.gazetteer import Index
    from newsmend.language.lists import COLUMNS, as_row
    from newsmend.language.names import entities

    try:
        rows = entities() if index is None else Index(index)
    except NewsmendError as error:
        stop(str(error))
    typer.echo("\t".join(COLUMNS))
    for entity in rows:
        typer.echo(as_row(entity))


@app.command()
def check(sources: Sources, form: Form = "") -> None:
    """Look for contradictions: a form of two names, a slip that is a right form, a name nothing can speak for.

    \b
    Example:
      newsmend names check our-names.tsv

    Exits 0 when the lists are sound, 1 when something was found, 2 when a list cannot be read.
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.language.lists import faults

    try:
        found = list(faults(_read(sources, form)))
    except NewsmendError as error:
        stop(str(error))
    for fault in found:
        typer.echo(fault)
    if found:
        raise typer.Exit(FOUND)


@app.command()
def explain(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, as a text writes it.")],
    gazetteers: Gazetteers = None,
) -> None:
    """Say what is known about a name: whose it is, or which names it sounds like.

    \b
    Examples:
      newsmend names explain "Sergei Lavrov"
      newsmend names explain Qatib
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.language import lexicon, sounds
    from newsmend.language.gazetteer import open_all, words_of
    from newsmend.language.mentions import is_true_name

    try:
        known = open_all(tuple(str(path) for path in gazetteers or ()))
    except NewsmendError as error:
        stop(str(error))
    whose = [
        entity
        for entity in dict.fromkeys(entity for word in words_of(name)[:1] for entity in known.bearers(word))
        if name in (*entity.forms, *entity.slips)
    ]
    for entity in whose:
        typer.echo(_told(entity))
    for word in words_of(name):
        said = [f"key {sounds.key(word)}"]
        said += ["a word or frequent name"] if lexicon.known(word) else []
        said += ["in a name of the gazetteer"] if known.knows(word) else []
        said += ["somebody's name, but rare"] if is_true_name(word) else []
        near = [f"{other} ({cost:.2f})" for other, cost in known.near(word)[:5] if other != word]
        said += [f"sounds like {', '.join(near)}"] if near else []
        typer.echo(f"{word}: {'; '.join(said)}")


def _told(entity: Entity) -> str:
    told = [f"{entity.name}: {entity.kind}"]
    told += [f"also {', '.join(entity.variants)}"] if entity.variants else []
    told += [f"never {', '.join(entity.slips)}"] if entity.slips else []
    told += [f"stands near {', '.join(entity.context)}"] if entity.context else []
    return "; ".join(told)


def _read(sources: list[Path], form: str) -> Iterator[Entity]:
    from newsmend.language.lists import read

    for source in sources:
        yield from read(source, form)
