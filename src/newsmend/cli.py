"""The command line: parse, call, print, exit code. What the commands do lives below."""

from __future__ import annotations

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from newsmend.commands import languagetool as languagetool_commands
from newsmend.commands import names as names_commands
from newsmend.commands import review as review_commands
from newsmend.types import NewsmendError

if TYPE_CHECKING:
    from newsmend.config import Settings

OK, FOUND, USAGE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130

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


class SafetyName(StrEnum):
    """What is applied."""

    fix = "fix"
    suggest = "suggest"


class Format(StrEnum):
    """How `check` reports."""

    text = "text"
    json = "json"


class EngineName(StrEnum):
    """Where the work is done."""

    local = "local"
    ray = "ray"


class ProgressName(StrEnum):
    """How progress is shown."""

    auto = "auto"
    json = "json"
    none = "none"


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


def _stop(message: str, code: int = USAGE) -> NoReturn:
    typer.echo(f"newsmend: {message}", err=True)
    raise typer.Exit(code)


def _note(message: str) -> None:
    typer.echo(message, err=True)


def _settings(
    start: Path,
    config: Path | None,
    safety: SafetyName | None,
    select: list[str] | None,
    ignore: list[str] | None,
    max_loss: float | None = None,
    languagetool: str | None = None,
) -> Settings:
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
        _stop(str(error))


@app.command()
def clean(
    sources: Annotated[list[str], typer.Argument(metavar="SRC...", help="Files and folders, or - for standard input.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to write; needed unless SRC is -.")
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
            help="Set aside a document that takes longer (0: no limit). [default: 600 with several workers, else 0]",
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

    Files become DIR/<same relative path>.txt; Markdown and JSON records keep their form. Reports go to DIR/_newsmend/:
    edits.jsonl, documents.jsonl, changes.diff, report.html, summary.json.

    Run again, it does only what is new, changed or failed; Ctrl-C or a crash costs seconds of work at most.

    Exits 0 when all documents were written, 2 on usage or configuration errors, 3 when some were set aside, 130 when
    interrupted.
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    settings = _settings(Path.cwd(), config, safety, select, ignore, max_loss, languagetool)
    if sources == ["-"]:
        _clean_stdin(settings, stdin_filename, out)
        return
    if "-" in sources:
        _stop("standard input (-) goes alone; name files and folders in another call")
    if out is None:
        _stop("--out DIR is missing: say where to write")
    from newsmend.commands.clean import Options, clean_into, print_summary

    options = Options(
        out=out,
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
    try:
        outcome = clean_into([Path(source) for source in sources], settings, options)
    except NewsmendError as error:
        _stop(str(error))
    except OSError as error:
        _stop(
            f"{out}: cannot be written: {error.strerror or error}; what is finished stays, the next run goes on from it"
        )
    if outcome.left:
        _stop(f"interrupted, {outcome.left} files are left; the same command goes on from here", INTERRUPTED)
    if progress != ProgressName.json:  # there, failures are counted, and documents.jsonl names them
        for where, reason in outcome.failures:
            _note(f"{where}: {reason}")
    if not quiet:
        print_summary(outcome)
    if outcome.failures:
        raise typer.Exit(INCOMPLETE)


def _reports(names: str) -> frozenset[str]:
    from newsmend.batch import ALL_REPORTS

    wanted = frozenset(name for name in names.split(",") if name and name != "none")
    if unknown := wanted - set(ALL_REPORTS):
        _stop(f"--report: unknown {', '.join(sorted(unknown))}; allowed are {', '.join(ALL_REPORTS)}, none")
    return wanted


def _clean_stdin(settings: Settings, name: str, out: Path | None) -> None:
    from newsmend import api, ingest, loss
    from newsmend.batch import IN_PLACE
    from newsmend.types import SkippedError, UnreadableError
    from newsmend.writers.files import write_atomic
    from newsmend.writers.text import render

    form = ingest.format_of(name)
    if not form:
        _stop(f"--stdin-filename {name}: unknown kind of file; names end in {', '.join(ingest.FORMATS)}")
    cleaned = []
    bad = 0
    for document in ingest.read_bytes(sys.stdin.buffer.read(), form, name, text_field=settings.text_field):
        if isinstance(document, UnreadableError):
            _note(str(document))
            bad += not isinstance(document, SkippedError)
            continue
        done = api.clean_document(document, settings)
        if reason := loss.too_much(done, settings.max_loss):
            _note(f"{document.id}: {reason}")
            bad += 1
        else:
            cleaned.append(done)
    shape = form if form in IN_PLACE else "jsonl" if form in ingest.RECORDS else "txt"
    text = render(cleaned, shape) if cleaned else ""
    if out is None:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    else:
        write_atomic(out / name, text.encode("utf-8", "surrogatepass"))
    if bad:
        raise typer.Exit(INCOMPLETE)


@app.command(name="survey")
def survey_command(
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

    settings = _settings(Path.cwd(), config, None, None, None)
    planned = batch.plan(sources)
    for where, reason in planned.problems:
        _note(f"{where}: {reason}")
    if not planned.sources:
        _stop("nothing to survey there")
    found = take_survey(planned.sources, settings, workers)
    names, table = take_names(planned.sources, settings, workers), out.with_name("names.tsv")
    try:
        write_atomic(out, found.to_json().encode())
        if names and not table.exists():
            write_atomic(table, as_table(names).encode())
    except OSError as error:
        _stop(f"{out}: cannot be written: {error.strerror or error}")
    lines = sum(len(table) for table in found.sites.values())
    typer.echo(f"{lines} repeated lines of {len(found.sites)} sites in {len(planned.sources)} sources: {out}")
    if names:
        typer.echo(f"{len(names)} names that few documents write otherwise: {table}")
    if planned.problems:
        raise typer.Exit(INCOMPLETE)


@app.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def check(context: typer.Context) -> None:
    """Report what is broken in articles; write nothing unless --fix is given."""
    from newsmend.commands import check as command

    command.main(context.args)


@app.command(name="rules")
def rules_command(
    output_format: Annotated[Format, typer.Option("--output-format", help="text or json.")] = Format.text,
) -> None:
    """List every rule with what it promises.

    \b
    Examples:
      newsmend rules
      newsmend rules --output-format json
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.passes import rules

    if output_format == Format.json:
        listing = [{"id": r.id, "safety": r.safety.word, "summary": r.summary} for r in rules().values()]
        typer.echo(json.dumps(listing, ensure_ascii=False, indent=2))
        return
    width = max(len(name) for name in rules())
    for rule in rules().values():
        typer.echo(f"{rule.id:<{width}}  {rule.safety.word:<7}  {rule.summary}")


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, such as casing/false-capital.")],
) -> None:
    """Show one rule's page: what it does, why, an example, when it stays silent.

    \b
    Example:
      newsmend explain casing/false-capital
    """  # noqa: D301 - \b keeps the example's lines apart in the help
    from newsmend.passes import rules
    from newsmend.writers.pages import rule_page

    known = rules()
    if rule not in known:
        from difflib import get_close_matches

        near = get_close_matches(rule, known, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "'newsmend rules' lists them"
        _stop(f"unknown rule {rule!r}; {hint}")
    typer.echo(rule_page(known[rule]))


@app.command()
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
        _note("newsmend: interrupted")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(OK)
    except NewsmendError as error:
        _note(f"newsmend: {error}")
        sys.exit(USAGE)
