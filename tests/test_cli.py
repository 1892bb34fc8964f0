"""The command line as a user meets it: outputs, exit codes, one clear line for bad input, nothing lost."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import time
from itertools import count, islice
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from newsmend.cli import app

ARTICLE = "Talks resumed in Cairo on Monday , officials officials said.\n\nSource link\n\nLeave a Reply\n"
MENDED = "Talks resumed in Cairo on Monday, officials said.\n"
GOOD = "Talks resumed in Cairo on Monday, officials said.\n\nThey will go on for a week.\n"


def newsmend(*args: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], input=stdin)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    (made / "deep").mkdir(parents=True)
    (made / "a.txt").write_text(ARTICLE)
    (made / "deep" / "b.txt").write_text(GOOD)
    return made


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_clean_writes_text_and_reports(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = newsmend("clean", folder, "--out", out)
    assert result.exit_code == 0, result.output
    assert (out / "a.txt").read_text() == MENDED
    assert (out / "deep" / "b.txt").read_text() == GOOD
    status = {row["doc"]: row["status"] for row in rows(out / "_newsmend" / "documents.jsonl")}
    assert status == {"a.txt": "cleaned", "deep/b.txt": "unchanged"}
    assert {row["rule"] for row in rows(out / "_newsmend" / "edits.jsonl")} >= {"repetition/doubled-word"}
    assert "report.html" in result.output
    assert "2 articles" in result.output
    summary = json.loads((out / "_newsmend" / "summary.json").read_text())
    assert summary["documents"] == {"cleaned": 1, "unchanged": 1}


def test_the_diff_applies_with_patch(folder: Path, tmp_path: Path) -> None:
    (folder / "c.jsonl").write_text(
        '{"id": 1, "text": "He said that that is is it ,  yes."}\n{"id": 2, "text": "Good."}\n'
    )
    out = tmp_path / "out"
    assert newsmend("clean", folder, "--out", out).exit_code == 0
    diff = out / "_newsmend" / "changes.diff"
    done = subprocess.run(["patch", "-p1", "-d", folder, "-i", diff], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("a.txt", "deep/b.txt", "c.jsonl"):
        assert (folder / name).read_bytes() == (out / name).read_bytes()


def test_the_ledger_file_replays(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    newsmend("clean", folder, "--out", out)
    text = "Talks resumed in Cairo on Monday , officials officials said.\n"
    for row in rows(out / "_newsmend" / "edits.jsonl"):
        if row["doc"] == "a.txt" and row["outcome"] == "applied":
            at, before = int(str(row["at"])), str(row["before"])
            assert text[at : at + len(before)] == before
            text = text[:at] + str(row["after"]) + text[at + len(before) :]
    assert text == MENDED


def test_standard_input_goes_to_standard_output() -> None:
    result = newsmend("clean", "-", stdin=ARTICLE.encode())
    assert result.exit_code == 0
    assert result.stdout == MENDED


def test_json_records_keep_their_other_fields_and_untouched_lines_their_bytes(tmp_path: Path) -> None:
    untouched = r'{"id":  7, "text": "All is well in K\u00f6ln.", "n": 1.50}'
    changed = json.dumps({"id": 8, "text": "He said said so.", "tags": ["a"]})
    (tmp_path / "feed.jsonl").write_text(f"{untouched}\n{changed}\n")
    out = tmp_path / "out"
    assert newsmend("clean", tmp_path / "feed.jsonl", "--out", out).exit_code == 0
    first, second = (out / "feed.jsonl").read_text().splitlines()
    assert first == untouched
    assert json.loads(second) == {"id": 8, "text": "He said so.", "tags": ["a"]}


def bad_inputs(folder: Path) -> dict[str, str]:
    """Files nobody can clean, each with what its line must say."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "broken.jsonl").write_text('{"text": "Good news."}\n{"text": "Bad\n{"text": "More good news."}\n')
    (folder / "broken.txt.gz").write_bytes(gzip.compress(b"hello hello hello" * 99)[:-12])
    (folder / "no-text.json").write_text('{"id": 3}')
    return {
        "empty.txt": "empty",
        "binary.txt": "binary",
        "broken.jsonl": "broken.jsonl: 2: not valid JSON",
        "broken.txt.gz": "gz",
        "no-text.json": "no field with the article's text",
    }


def test_bad_input_gets_one_line_each_and_everything_else_is_written(folder: Path, tmp_path: Path) -> None:
    expected = bad_inputs(folder)
    out = tmp_path / "out"
    result = newsmend("clean", folder, "--out", out)
    assert result.exit_code == 3, result.output
    for name, words in expected.items():
        lines = [line for line in result.stderr.splitlines() if f"/{name}:" in line]
        assert len(lines) == 1, f"{name}: {result.stderr}"
        assert words in lines[0]
    assert (out / "a.txt").read_text() == MENDED
    assert [json.loads(line)["text"] for line in (out / "broken.jsonl").read_text().splitlines()] == [
        "Good news.",
        "More good news.",
    ]
    failed = {row["doc"] for row in rows(out / "_newsmend" / "documents.jsonl") if row["status"] == "failed"}
    assert len(failed) == len(expected)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_set_aside(folder: Path, tmp_path: Path) -> None:
    (folder / "secret.txt").write_text("x")
    (folder / "secret.txt").chmod(0)
    result = newsmend("clean", folder, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "secret.txt: cannot be read" in result.stderr


def test_a_file_that_vanishes_or_cannot_be_opened_is_set_aside(folder: Path, tmp_path: Path) -> None:
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    result = newsmend("clean", folder, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "gone.txt: cannot be read: No such file or directory" in result.stderr
    assert (tmp_path / "out" / "a.txt").read_text() == MENDED


def test_invalid_utf8_is_read_and_not_lost(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(
        "The café in Zürich was said said to close.\n".encode() + b"It was \x93closed\x94.\n"
    )
    assert newsmend("clean", tmp_path / "x.txt", "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "x.txt").read_text() == "The café in Zürich was said to close.\nIt was “closed”.\n"


def test_a_single_line_of_20_megabytes_takes_no_more_than_its_share_of_time(tmp_path: Path) -> None:
    def seconds(size: int) -> float:
        sentences = (
            f"Officials of district {n} said that the talks would go on until the end of the week." for n in count()
        )
        (tmp_path / "long.txt").write_text(" ".join(islice(sentences, size // 90)) + "\n")
        started = time.process_time()
        result = newsmend("clean", tmp_path / "long.txt", "--out", tmp_path / "out", "--report", "none")
        assert result.exit_code == 0, result.output
        assert (tmp_path / "out" / "long.txt").read_bytes() == (tmp_path / "long.txt").read_bytes()
        return time.process_time() - started

    seconds(10_000)  # tables are loaded
    assert seconds(20_000_000) < 20 * seconds(2_000_000), "ten times the text took over twenty times as long"


def test_html_nested_10000_deep_gets_a_line_or_a_text(folder: Path, tmp_path: Path) -> None:
    (folder / "deep.html").write_text("<div>" * 10_000 + "<p>Talks resumed in Cairo.</p>" + "</div>" * 10_000)
    result = newsmend("clean", folder, "--out", tmp_path / "out")
    assert result.exit_code in {0, 3}, result.output
    assert (tmp_path / "out" / "a.txt").read_text() == MENDED
    assert "Traceback" not in result.output


def test_an_unknown_key_names_file_key_and_allowed_keys(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "newsmend.toml"
    config.write_text('safty = "fix"\n')
    result = newsmend("clean", folder, "--out", tmp_path / "out", "--config", config)
    assert result.exit_code == 2
    assert re.search(r"newsmend.toml: unknown key 'safty'; allowed are .*safety", result.stderr)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[pass.casing]\nx = 1\n", "[pass.casing]: unknown key 'x'"),
        ("[pass.nothing]\n", "unknown pass 'nothing'"),
        ('select = ["casing/nothing"]\n', "unknown rule 'casing/nothing'"),
        ('safety = "bold"\n', "expected 'fix' or 'suggest'"),
        ("safety = \n", "not valid TOML"),
    ],
)
def test_configuration_errors_are_one_clear_line(folder: Path, tmp_path: Path, text: str, said: str) -> None:
    config = tmp_path / "newsmend.toml"
    config.write_text(text)
    result = newsmend("clean", folder, "--out", tmp_path / "out", "--config", config)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_missing_folder_does_not_stop_the_others(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = newsmend("clean", tmp_path / "nowhere", folder, "--out", out)
    assert result.exit_code == 3
    assert "nowhere: no such file or folder" in result.stderr
    assert (out / "a.txt").read_text() == MENDED
    assert newsmend("clean", tmp_path / "nowhere", "--out", out).exit_code == 2


def test_an_output_folder_inside_the_input_is_not_read(folder: Path) -> None:
    for _ in range(2):
        result = newsmend("clean", folder, "--out", folder / "clean")
        assert result.exit_code == 0
        assert "lies inside" in result.stderr
    assert not (folder / "clean" / "clean").exists()
    refused = newsmend("clean", folder, "--out", folder)
    assert refused.exit_code == 2
    assert (folder / "a.txt").read_text() == ARTICLE


def test_a_document_in_another_language_is_left_alone_and_said_so(folder: Path, tmp_path: Path) -> None:
    german = (
        "Der Hafen der Insel blieb am Dienstag geschlossen , weil ein Sturm die Fähre am am Kai festhielt. "
        "Die Bürgermeisterin versprach den Bewohnern, dass am Mittwoch ein Boot vom Festland kommen werde.\n\n"
        "Leave a Reply\n"
    )
    (folder / "insel.txt").write_text(german)
    out = tmp_path / "out"
    assert newsmend("clean", folder, "--out", out).exit_code == 0
    assert (out / "insel.txt").read_text() == german
    (row,) = [row for row in rows(out / "_newsmend" / "documents.jsonl") if row["doc"] == "insel.txt"]
    assert (row["status"], row["lang"]) == ("skipped", "de")
    assert "left it as it is" in str(row["reason"])
    assert newsmend("check", folder / "insel.txt").exit_code == 0


def test_a_document_that_loses_too_much_is_set_aside(folder: Path, tmp_path: Path) -> None:
    related = "".join(f"Read more: The story number {n} of this long day\n\n" for n in range(9))
    (folder / "thin.txt").write_text(f"Talks resumed in Cairo on Monday, officials said.\n\n{related}")
    out = tmp_path / "out"
    result = newsmend("clean", folder, "--out", out, "--max-loss", "50")
    assert result.exit_code == 3
    assert "limit 50" in result.stderr
    assert not (out / "thin.txt").exists()
    assert (out / "a.txt").read_text() == MENDED, "a comment form is a certain drop, however long"
    losses = {row["doc"]: float(str(row["loss"])) for row in rows(out / "_newsmend" / "documents.jsonl")}
    assert losses["thin.txt"] > 50
    assert losses["deep/b.txt"] == 0


def test_check_reports_lines_and_writes_nothing(folder: Path) -> None:
    result = newsmend("check", folder / "a.txt")
    assert result.exit_code == 1
    assert re.search(r"a\.txt:1:\d+: repetition/doubled-word \[fix\]", result.stdout)
    assert re.search(r"a\.txt:3:1: boilerplate/", result.stdout)
    assert (folder / "a.txt").read_text() == ARTICLE
    assert newsmend("check", folder / "deep").exit_code == 0


def test_check_leaves_out_what_the_settings_exclude(folder: Path) -> None:
    assert newsmend("check", folder).exit_code == 1
    (folder / "newsmend.toml").write_text('exclude = ["a.*"]\n')
    assert newsmend("check", folder).exit_code == 0
    assert newsmend("check", folder / "a.txt").exit_code == 1


def test_check_fix_rewrites_and_keeps_line_endings_mode_and_bom(folder: Path) -> None:
    path = folder / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    assert newsmend("check", "--fix", path).exit_code == 1
    assert path.read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert newsmend("check", "--fix", path).exit_code == 0


def test_check_diff_shows_a_patch_and_writes_nothing(folder: Path) -> None:
    result = newsmend("check", "--diff", folder / "a.txt")
    assert result.exit_code == 1
    assert "-Talks resumed in Cairo on Monday , officials officials said." in result.stdout
    assert (folder / "a.txt").read_text() == ARTICLE


def test_check_json_is_a_list_of_findings(folder: Path) -> None:
    found = json.loads(newsmend("check", "--output-format", "json", folder).stdout)
    assert {"path", "line", "column", "rule", "safety", "message", "before", "after", "doc"} == set(found[0])


def test_check_names_what_it_cannot_read_and_does_the_rest(folder: Path) -> None:
    bad_inputs(folder)
    result = newsmend("check", folder)
    assert result.exit_code == 3
    assert "repetition/doubled-word" in result.stdout


def test_rules_and_explain() -> None:
    listed = newsmend("rules").stdout
    assert "casing/false-capital" in listed
    for line in listed.splitlines():
        assert newsmend("explain", line.split()[0]).exit_code == 0
    wrong = newsmend("explain", "casing/false-capitol")
    assert wrong.exit_code == 2
    assert "did you mean casing/false-capital" in wrong.stderr


def test_doctor_finds_everything_it_needs() -> None:
    result = newsmend("doctor")
    assert result.exit_code == 0, result.output
    assert "gazetteer" in result.output


@pytest.mark.parametrize("command", [(), ("clean",), ("check",), ("rules",), ("survey",), ("explain",), ("doctor",)])
def test_help_has_examples(command: tuple[str, ...]) -> None:
    result = newsmend(*command, "--help")
    assert result.exit_code == 0
    assert not command or "Example" in result.output


def test_the_command_starts_without_heavy_imports() -> None:
    heavy = ("spacy", "bs4", "symspellpy", "ftfy")
    code = f"import sys, newsmend, newsmend.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
