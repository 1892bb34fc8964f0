"""`newsmend check`, with argparse alone: what a hook runs on every commit must start at once."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from newsmend.types import NewsmendError

if TYPE_CHECKING:
    from newsmend.checking import Checked
    from newsmend.config import Settings

OK, FOUND, USAGE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130
EPILOG = """
Examples:
  newsmend check articles/
  newsmend check --diff article.md
  newsmend check --fix article.md
  newsmend check --fix --stdin-filename article.md - < article.md
  newsmend check --output-format sarif articles/ > findings.sarif
  newsmend check --add-baseline articles/

Exits 0 when there is nothing to do, 1 when something was found or changed, 2 on usage or configuration errors, 3
when some files could not be read (the others are done).
"""


def _as_text(rows: list[dict[str, Any]]) -> str:
    return "".join(
        f"{row['path']}:{row['line']}:{row['column']}: {row['rule']} [{row['safety']}] {row['message']}\n"
        for row in rows
    )


def _as_json(rows: list[dict[str, Any]]) -> str:
    import json

    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _from_findings(name: str) -> Callable[[list[dict[str, Any]]], str]:
    def write(rows: list[dict[str, Any]]) -> str:
        from newsmend.writers import findings

        return str(getattr(findings, name)(rows))

    return write


# What a format makes of all findings; text alone is printed file by file, while the others are being checked.
FORMATS: dict[str, Callable[[list[dict[str, Any]]], str]] = {
    "text": _as_text,
    "json": _as_json,
    **{name: _from_findings(name) for name in ("sarif", "github", "markdown")},
}


def parser() -> argparse.ArgumentParser:
    """The options of `newsmend check`."""
    made = argparse.ArgumentParser(
        prog="newsmend check",
        description="Report what is broken in articles; write nothing unless --fix is given.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("paths", nargs="+", metavar="PATH", help="files and folders, or - for standard input")
    add("--fix", action="store_true", help="rewrite files in place with the safe edits")
    add("--diff", action="store_true", help="show what --fix would change; write nothing")
    add("--word-diff", action="store_true", help="the same, each change shown within its line")
    add("--output-format", choices=FORMATS, default="text", metavar="NAME", help=", ".join(FORMATS))
    add("--config", type=Path, metavar="FILE", help="use this configuration instead of the nearest one")
    add("--safety", choices=("fix", "suggest"), help="the least safe edits to apply (fix)")
    add("--select", action="append", metavar="RULE", help="only these rules or passes; repeat or separate by commas")
    add("--ignore", action="append", metavar="RULE", help="not these rules or passes; repeat or separate by commas")
    add("--profile", choices=("hook", "full"), default="full",
        help="hook: no rule loads spaCy, and what only its tags could prove is suggested (full)")  # fmt: skip
    add("--force-exclude", action="store_true", help="heed `exclude` for files that are named, too")
    add("--stdin-filename", metavar="NAME", default="stdin.txt",
        help="what standard input is called; its ending says what it is (stdin.txt)")  # fmt: skip
    add("--baseline", type=Path, metavar="FILE", help="pass over the findings in this file")
    add("--add-baseline", action="store_true",
        help="write what is found into the baseline file, newsmend-baseline.json by default")  # fmt: skip
    add("-q", "--quiet", action="store_true", help="print errors only")
    return made


def main(arguments: Sequence[str]) -> NoReturn:
    """Run the command and leave with its exit code."""
    # The process is short and its tables live as long as it does: looking for garbage in them is a tenth of the time.
    gc.disable()
    options = parser().parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _note("newsmend: interrupted")
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    except NewsmendError as error:
        _note(f"newsmend: {error}")
        code = USAGE
    sys.exit(code)


def _note(message: str) -> None:
    print(message, file=sys.stderr)


def _names(given: list[str] | None) -> list[str]:
    return [name for each in given or () for name in each.split(",") if name]


class _Configured:
    """The settings of each file: those nearest to it, so that calls with other files beside it change nothing."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.of_folder: dict[Path, Settings] = {}

    def of(self, folder: Path) -> Settings:
        if folder not in self.of_folder:
            self.of_folder[folder] = self._load(folder)
        return self.of_folder[folder]

    def _load(self, folder: Path) -> Settings:
        from newsmend.config import load

        settings = load(folder, self.options.config)
        values: dict[str, object] = {}
        if self.options.safety:
            values["safety"] = self.options.safety
        if select := _names(self.options.select):
            values["select"] = select
        if ignore := _names(self.options.ignore):
            values["ignore"] = [*settings.ignore, *ignore]
        if self.options.profile == "hook":
            values["spacy"] = "off"
        settings = settings.with_values("command line", **values)
        # One object for equal settings: passes are built once for each.
        return next((known for known in self.of_folder.values() if known == settings), settings)


def _run(options: argparse.Namespace) -> int:
    from newsmend.checking import Checker

    options.diff |= options.word_diff
    if options.fix and options.diff:
        raise NewsmendError("--fix writes and --diff only shows; choose one")
    if options.add_baseline and (options.fix or options.diff):
        raise NewsmendError("--add-baseline goes without --fix and --diff")
    if "-" in options.paths and len(options.paths) > 1:
        raise NewsmendError("standard input (-) goes alone; name files and folders in another call")
    configured = _Configured(options)
    checker = Checker(configured.of, fix=options.fix, baseline=options.baseline, fresh=options.add_baseline)
    if options.paths == ["-"]:
        return _stdin(options, checker)
    plan = checker.plan(map(Path, options.paths), force_exclude=options.force_exclude)
    rows: list[dict[str, Any]] = []
    bad = [*plan.problems]
    notes: list[str] = []
    for source in plan.sources:
        result = checker.check(source)
        bad += result.failures
        rows += result.findings
        notes += result.notes
        _show(options, result)
        if result.rewritten and not options.quiet:
            _note(f"rewriting {source.path}")
    if options.output_format != "text" and not options.diff:
        sys.stdout.write(FORMATS[options.output_format](rows))
    notes += checker.unused_words() if any(map(os.path.isdir, options.paths)) else []
    if options.add_baseline:
        _note(f"{checker.write_baseline()}: {len(rows)} findings will be passed over")
    return _finish(options, rows, bad, notes, len(plan.sources))


def _show(options: argparse.Namespace, result: Checked) -> None:
    if options.quiet:
        return
    if options.diff:
        sys.stdout.write(_difference(result.diff, by_words=options.word_diff))
    elif options.output_format == "text" and not options.add_baseline:
        sys.stdout.write(_as_text(result.findings))


def _difference(diff: str, *, by_words: bool) -> str:
    from newsmend.writers import terminal

    colour = terminal.wants_colour(sys.stdout)
    if by_words:
        return terminal.word_diff(diff, colour=colour)
    return terminal.coloured(diff) if colour else diff


def _stdin(options: argparse.Namespace, checker: Any) -> int:
    data = sys.stdin.buffer.read()
    result, mended = checker.check_bytes(data, options.stdin_filename, force_exclude=options.force_exclude)
    if options.fix:
        sys.stdout.buffer.write(mended)
        if not options.quiet:
            sys.stderr.write(_as_text(result.findings))
    else:
        _show(options, result)
        if options.output_format != "text" and not options.diff:
            sys.stdout.write(FORMATS[options.output_format](result.findings))
    return _finish(options, result.findings, result.failures, result.notes, 1)


def _finish(
    options: argparse.Namespace, rows: list[dict[str, Any]], bad: list[tuple[str, str]], notes: list[str], files: int
) -> int:
    for where, reason in bad:
        _note(f"{where}: {reason}")
    if not options.quiet:
        for note in notes:
            _note(f"note: {note}")
        if not options.diff and not options.add_baseline and options.output_format == "text":
            counts = Counter(str(row["safety"]) for row in rows)
            said = ", ".join(f"{counts[name]} to {name}" for name in ("fix", "suggest", "flag") if counts[name])
            _note(f"{files} {'file' if files == 1 else 'files'} checked: {said or 'nothing to do'}")
    if bad:
        return INCOMPLETE if files else USAGE
    return FOUND if rows and not options.add_baseline else OK
