"""The command line: parse, call, print, exit code. What the commands do lives below."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from newsmend.commands import languagetool as languagetool_commands
from newsmend.commands import names as names_commands
from newsmend.commands import review as review_commands
from newsmend.commands.doctor import doctor
from newsmend.commands.options import (
    INCOMPLETE,
    INTERRUPTED,
    OK,
    USAGE,
    ConfigOption,
    IgnoreOption,
    SafetyOption,
    SelectOption,
    note,
    read_settings,
    stop,
)
from newsmend.commands.rules import explain, rules
from newsmend.commands.survey import survey as survey_command
from newsmend.types import NewsmendError

app = typer.Typer(
    name="newsmend",
    help="Repair news articles that machines have mangled: strip the page, mend the text, show every change.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(languagetool_commands.app)
app.command()(review_commands.apply)
app.command()(review_commands.undo)
app.add_typer(names_commands.app)


class To(StrEnum):
    """Output forms."""

    txt = "txt"
    md = "md"
    jsonl = "jsonl"


class EngineName(StrEnum):
    """Where the work is done."""

    local = "local"
    ray = "ray"


class ProgressName(StrEnum):
    """How progress is shown."""

    auto = "auto"
    json = "json"
    none = "none"


@app.command()
def clean(
    sources: Annotated[
        list[str], typer.Argument(metavar="SRC...", help="Files, folders and s3:// URLs, or - for standard input.")
    ],
    out: Annotated[
        str | None, typer.Option("--out", metavar="DIR", help="Where to write; needed unless SRC is -. May be a URL.")
    ] = None,
    to: Annotated[
        To | None,
        typer.Option(
            "--to", help="Form of the output. [default: that of the source; txt for HTML]", show_default=False
        ),
    ] = None,
    config: ConfigOption = None,
    safety: SafetyOption = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            metavar="N",
            help="Processes to work with. [default: one for each 200 files, at most one for each core]",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        str,
        typer.Option("--report", metavar="LIST", help="Of html,jsonl,diff,summary,sarif, or none."),
    ] = "html,jsonl,diff,summary",
    max_loss: Annotated[
        float | None,
        typer.Option(
            "--max-loss",
            min=0,
            max=100,
            metavar="PCT",
            help="Set aside documents that lose more of their words (0: no limit); forms and menus do not count.",
        ),
    ] = None,
    stdin_filename: Annotated[
        str,
        typer.Option(
            "--stdin-filename", metavar="NAME", help="What standard input is called; its ending says what it is."
        ),
    ] = "stdin.txt",
    survey: Annotated[
        Path | None, typer.Option("--survey", metavar="FILE", help="Use this survey instead of taking one.")
    ] = None,
    languagetool: Annotated[
        str | None,
        typer.Option(
            "--languagetool",
            metavar="auto|off|URL",
            help="Check grammar with LanguageTool: where it is installed, never, or by this server. [default: auto]",
            show_default=False,
        ),
    ] = None,
    no_survey: Annotated[
        bool, typer.Option("--no-survey", help="Take no survey; one is taken of 20 documents or more.")
    ] = False,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Work on this machine, or on a Ray cluster (extra ray).")
    ] = EngineName.local,
    address: Annotated[
        str,
        typer.Option(
            "--address", metavar="ADDRESS", help="The Ray cluster. [default: RAY_ADDRESS, else one started here]"
        ),
    ] = "",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Do all documents again, also those an earlier run has finished.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove clean files that an earlier run wrote and whose source is gone.")
    ] = False,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            min=0,
            metavar="SECONDS",
            help="Set aside a document that takes longer (0: no limit). [default: 600; with one local worker 0]",
            show_default=False,
        ),
    ] = None,
    memory_limit: Annotated[
        int,
        typer.Option(
            "--memory-limit", min=0, metavar="MB", help="Set aside a document that needs more memory (0: no limit)."
        ),
    ] = 0,
    profile: Annotated[
        bool,
        typer.Option("--profile", help="Say what each pass takes, and write a trace, DIR/_newsmend/profile.json."),
    ] = False,
    progress: Annotated[
        ProgressName, typer.Option("--progress", help="How to show progress on standard error.")
    ] = ProgressName.auto,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Clean articles into a folder, with a report of every change.

    \b
    Examples:
      newsmend clean articles/ --out clean/
      newsmend clean page.html feed.jsonl --out clean/ --safety suggest
      newsmend clean - < article.txt > clean.txt
      newsmend clean s3://bucket/raw --out s3://bucket/clean --engine ray --workers 16

    Files become DIR/<same relative path>.txt; Markdown and JSON records keep their form. Reports go to DIR/_newsmend/:
    edits.jsonl, documents.jsonl, changes.diff, report.html, summary.json.

    Run again, it does only what is new, changed or failed; Ctrl-C or a crash costs seconds of work at most.

    Exits 0 when all documents were written, 2 on usage or configuration errors, 3 when some were set aside, 130 when
    interrupted.
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    settings = read_settings(Path.cwd(), config, safety, select, ignore, max_loss, languagetool)
    if sources == ["-"]:
        from newsmend.commands.stdin import clean_stdin

        clean_stdin(settings, stdin_filename, None if out is None else Path(out))
        return
    if "-" in sources:
        stop("standard input (-) goes alone; name files and folders in another call")
    if out is None:
        stop("--out DIR is missing: say where to write")
    from newsmend.commands.clean import Options, clean_into, print_summary
    from newsmend.storage import place

    try:
        options = Options(
            out=place(out),
            to=to.value if to else "",
            reports=_reports(report),
            workers=workers or 0,
            engine=engine.value,
            address=address,
            time_limit=time_limit,
            memory_limit=memory_limit,
            survey=survey,
            no_survey=no_survey,
            fresh=fresh,
            prune=prune,
            profile=profile,
            progress=progress.value,
            quiet=quiet,
        )
        outcome = clean_into([place(source) for source in sources], settings, options)
    except NewsmendError as error:
        stop(str(error))
    except OSError as error:
        stop(
            f"{out}: cannot be written: {error.strerror or error}; what is finished stays, the next run goes on from it"
        )
    if outcome.left:
        stop(f"interrupted, {outcome.left} files are left; the same command goes on from here", INTERRUPTED)
    if progress != ProgressName.json:  # there, failures are counted, and documents.jsonl names them
        for where, reason in outcome.failures:
            note(f"{where}: {reason}")
    if not quiet:
        print_summary(outcome)
    if outcome.failures:
        raise typer.Exit(INCOMPLETE)


def _reports(names: str) -> frozenset[str]:
    from newsmend.batch import ALL_REPORTS

    wanted = frozenset(name for name in names.split(",") if name and name != "none")
    if unknown := wanted - set(ALL_REPORTS):
        stop(f"--report: unknown {', '.join(sorted(unknown))}; allowed are {', '.join(ALL_REPORTS)}, none")
    return wanted


@app.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def check(context: typer.Context) -> None:
    """Report what is broken in articles; write nothing unless --fix is given."""
    from newsmend.commands import check as command

    command.main(context.args)


app.command(name="survey")(survey_command)
app.command()(rules)
app.command()(explain)
app.command()(doctor)


def _version(value: bool) -> None:
    if value:
        from newsmend import __version__

        typer.echo(f"newsmend {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point of the `newsmend` command."""
    try:
        app()
    except KeyboardInterrupt:
        note("newsmend: interrupted")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(OK)
    except NewsmendError as error:
        note(f"newsmend: {error}")
        sys.exit(USAGE)
