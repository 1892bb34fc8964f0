"""What `check` found as SARIF, as GitHub annotations, as Markdown, and as a difference in a terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from newsmend.cli import app
from newsmend.writers.diff import unified
from newsmend.writers.findings import MAX_LISTED, github, markdown, sarif
from newsmend.writers.terminal import coloured, word_diff

TEXT = "Élan in in Rome \U0001f600 , he said.\n\nTalks, 50% of | them `went` on\nacross the line.\n"


def row(path: Path | str, line: int, column: int, before: str, after: str | None, **more: str) -> dict[str, Any]:
    place = {"path": str(path), "doc": Path(path).name, "line": line, "column": column}
    made = {"rule": "repetition/doubled-word", "safety": "fix", "message": f"{before!r} -> {after!r} (twice)"}
    return {**place, **made, "before": before, "after": after, **more}


@pytest.fixture
def rows(tmp_path: Path) -> list[dict[str, Any]]:
    path = tmp_path / "a story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return [
        row(path, 1, 6, "in in", "in"),
        row(path, 1, 18, " ,", ",", rule="typography/space-before-mark"),
        row(path, 3, 22, "`went` on\nacross", "went on across", safety="suggest"),
        row(path, 3, 1, "Talks, 50%", None, safety="flag", rule="boilerplate/filed"),
        row(path, 3, 1, "not there", "gone"),
        row(tmp_path / "feed.jsonl", 1, 1, "in in", "in"),
    ]


def applied(text: str, fix: dict[str, Any]) -> str:
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    region = replacement["deletedRegion"]
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    start = starts[region["startLine"] - 1] + region["startColumn"] - 1
    end = starts[region["endLine"] - 1] + region["endColumn"] - 1
    return text[:start] + str(replacement["insertedContent"]["text"]) + text[end:]


def test_sarif_is_valid_and_its_fixes_apply(rows: list[dict[str, Any]]) -> None:
    model = pytest.importorskip("pydantic_sarif.model")
    text = sarif(rows)
    model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(text)
    (run,) = json.loads(text)["runs"]
    results = run["results"]
    assert [len(each.get("fixes", ())) for each in results] == [1, 1, 1, 0, 0, 0]
    assert [applied(TEXT, each["fixes"][0]) for each in results[:3]] == [
        TEXT.replace("in in", "in"),
        TEXT.replace(" ,", ",", 1),
        TEXT.replace("`went` on\nacross", "went on across"),
    ]
    assert [each["ruleId"] for each in results] == [each["rule"] for each in rows]
    assert "repetition/doubled-word" in {each["id"] for each in run["tool"]["driver"]["rules"]}
    assert "a%20story.txt" in results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert "region" not in results[5]["locations"][0]["physicalLocation"]
    broken = text.replace('"ruleId"', '"ruleName"', 1)
    with pytest.raises(ValueError, match="extra_forbidden"):
        model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(broken)


def test_github_annotations_escape_what_would_end_them() -> None:
    made = github([row("a,b:c.txt", 3, 4, "x\n", "y", message="50% of\nit", safety="suggest")])
    title = "title=newsmend repetition/doubled-word (suggest)"
    assert made == f"::warning file=a%2Cb%3Ac.txt,line=3,col=4,{title}::50%25 of%0Ait\n"


def test_markdown_counts_and_no_text_breaks_its_table(rows: list[dict[str, Any]]) -> None:
    hostile = row("a.txt", 1, 1, "a | b </details> `c` *d*\n[e](f)", "")
    made = markdown([*rows, hostile])
    assert made.startswith("### newsmend: 5 to fix, 1 to suggest, 1 to flag in 3 files\n")
    assert "| <code>repetition/doubled-word</code> | fix | 4 |" in made
    (line,) = [line for line in made.splitlines() if line.startswith("| a.txt:1")]
    assert line.count("|") == 5 and "</details>" not in line and "`" not in line and line.endswith("| *nothing* |")
    many = markdown([hostile] * (MAX_LISTED + 7))
    assert many.count("| a.txt:1") == MAX_LISTED and "and 7 more" in many
    assert "nothing to do" in markdown([])


def test_word_diff_shows_changes_in_their_lines() -> None:
    long = "They talked on and on about the budget of the harbour. " * 10
    diff = unified(f"A good line.\n{long}He said said so , yes.\n", f"A good line.\n{long}He said so, yes.\n", "x.txt")
    made = word_diff(diff)
    assert "A good line.\n" in made
    assert "He said [-said -]so[- -], yes.\n" in made
    assert " … " in made and len(made) < 400
    assert "\033" not in made and "\033[31m[-said -]\033[0m" in word_diff(diff, colour=True)


def test_word_diff_of_lines_that_go_or_join() -> None:
    assert word_diff(unified("a b\nc d\n", "a b c d\n", "x")).endswith("a b[-\n-]{+ +}c d\n")
    assert word_diff(unified("Source link\nOn.\n", "On.\n", "x")).endswith("[-Source link\n-]On.\n")
    assert word_diff("") == coloured("") == ""


def test_coloured_lines_lose_no_text() -> None:
    diff = unified("a\n-- b\n", "a\n++ c", "x.txt")
    made = coloured(diff)
    plain = made
    for code in ("\033[0m", "\033[1m", "\033[36m", "\033[31m", "\033[32m"):
        plain = plain.replace(code, "")
    assert plain == diff and "\033[31m--- b\033[0m\n" in made


def on_a_terminal(*args: object, **environment: str) -> str:
    """What `newsmend` prints when its output is a terminal."""
    leader, follower = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "TERM"}}
    command = [sys.executable, "-c", "from newsmend.cli import main; main()", *map(str, args)]
    subprocess.run(command, stdout=follower, stderr=subprocess.DEVNULL, env={**clean, **environment}, check=False)
    os.close(follower)
    made = b""
    try:
        while data := os.read(leader, 65536):
            made += data
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    return made.decode()


def test_check_colours_terminals_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Talks resumed in in Cairo , officials officials said.\n")
    assert "\033[32m+Talks" in on_a_terminal("check", "--diff", path, TERM="xterm")
    assert "\033" not in on_a_terminal("check", "--diff", path, TERM="xterm", NO_COLOR="1")
    assert "\033[31m[-in -]\033[0m" in on_a_terminal("check", "--word-diff", path, TERM="xterm")
    piped = subprocess.run(
        [sys.executable, "-c", "from newsmend.cli import main; main()", "check", "--word-diff", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "FORCE_COLOR"},
    )
    assert "in [-in -]Cairo" in piped.stdout and "\033" not in piped.stdout


@pytest.mark.parametrize(("name", "start"), [("sarif", "{"), ("github", "::error file="), ("markdown", "### newsmend")])
def test_check_prints_the_formats(tmp_path: Path, name: str, start: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Talks resumed in in Cairo, officials said.\n")
    done = subprocess.run(
        [sys.executable, "-c", "from newsmend.cli import main; main()", "check", "--output-format", name, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and done.stdout.startswith(start) and done.stderr == ""


@pytest.mark.parametrize(
    "name", ["plain.txt", "old news/a story.txt", "élan.txt", 'a "quoted" \\ name.txt', "two\nlines.txt"]
)
@pytest.mark.parametrize(("before", "after"), [("a b\n-- c\n", "a b\n++ d\n"), ("a", "b\n"), ("a\nb\n", "b")])
def test_patch_finds_the_file_whatever_its_name(tmp_path: Path, name: str, before: str, after: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(before)
    (tmp_path / "changes.diff").write_text(unified(before, after, name))
    done = subprocess.run(["patch", "-p1", "-d", tmp_path, "-i", "changes.diff"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    assert path.read_text() == after


def test_clean_writes_sarif_when_asked(tmp_path: Path) -> None:
    model = pytest.importorskip("pydantic_sarif.model")
    (tmp_path / "in").mkdir()
    for name in ("a", "b", "good"):
        text = "All is well." if name == "good" else "Talks resumed in in Cairo , officials said."
        (tmp_path / "in" / f"{name}.txt").write_text(f"{text}\n")
    out = tmp_path / "out"
    result = CliRunner().invoke(
        app, ["clean", str(tmp_path / "in"), "--out", str(out), "--report", "sarif", "--no-survey"]
    )
    assert result.exit_code == 0, result.output
    text = (out / "_newsmend" / "findings.sarif").read_text()
    model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(text)
    assert [each["ruleId"] for each in json.loads(text)["runs"][0]["results"]] == [
        "repetition/doubled-word",
        "typography/space-before-mark",
    ] * 2
    reports = {path.name for path in (out / "_newsmend").iterdir()} - {"manifest.json", "state"}
    assert reports == {"documents.jsonl", "findings.sarif"}
