"""What an editorial repository sees of `newsmend check`: only prose changes, everything asked for is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from newsmend.checking import Checker
from newsmend.config import Settings, load

ROOT = Path(__file__).resolve().parents[1]
BROKEN = "Talks resumed in in Cairo on Monday , officials said.\n"
MENDED = "Talks resumed in Cairo on Monday, officials said.\n"
SOUND = "The harbour reopened on Tuesday after the storm.\n"


def check(*args: object, cwd: Path | None = None, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "newsmend", "check", "--profile", "hook", *map(str, args)]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, check=False)


def fixed(path: Path, data: bytes) -> bytes:
    """What `check --fix` leaves in a file, without a process of its own."""
    path.write_bytes(data)
    checker = Checker(lambda _: Settings(spacy="off"), fix=True)
    (source,) = checker.plan([path]).sources
    result = checker.check(source)
    assert not result.failures, result.failures
    return path.read_bytes()


ARTICLE = """---
title: "A port , reopened reopened"
tags: [harbour , storm]
---

# The harbour reopens

The harbour reopened on on Tuesday , officials said. See [the  notice](https://example.org/a "the the notice").

```
rate = 5 , 6   # the the rate
```

{{< figure src="a.jpg" caption="the the quay , at dawn" >}}

> “It is is open ,” she said.

| ship | rate |
|------|------|
| Anna | 5  %  |

<div class="note" data-x="a , b">Ferries sail on on Friday , he said.</div>

Use `the the flag` for `a , b`.

<!-- newsmend: keep -->
Rose is a rose is a a rose , he wrote.
<!-- newsmend: end -->
"""


def test_only_prose_of_markdown_changes(tmp_path: Path) -> None:
    before = ARTICLE.splitlines()
    after = fixed(tmp_path / "a.md", ARTICLE.encode()).decode().splitlines()
    assert len(before) == len(after)
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line for line in changed if line.startswith(("The harbour", "<div", "> “", "| Anna"))] == changed
    assert changed[0].startswith("The harbour reopened on Tuesday, officials said. See [the")
    assert changed[0].endswith('(https://example.org/a "the the notice").')
    assert '<div class="note" data-x="a , b">Ferries sail on Friday, he said.</div>' in after


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_line_endings_final_newline_and_bom_are_kept(
    tmp_path: Path, name: str, newline: str, final: bool, bom: bytes
) -> None:
    def made(first: str) -> bytes:
        text = first + "\n" + SOUND
        text = text if final else text.removesuffix("\n")
        return bom + text.replace("\n", newline).encode()

    assert fixed(tmp_path / name, made(BROKEN)) == made(MENDED)


def test_the_mode_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(BROKEN)
    path.chmod(0o750)
    assert check("--fix", path).returncode == 1
    assert path.read_text() == MENDED
    assert path.stat().st_mode & 0o777 == 0o750


def test_conflicting_and_binary_files_are_named_and_left_alone(tmp_path: Path) -> None:
    conflict = "<<<<<<< HEAD\nTalks resumed in in Cairo.\n=======\nTalks ended in in Cairo.\n>>>>>>> other\n"
    (tmp_path / "conflict.md").write_text(conflict)
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "a.txt").write_text(BROKEN)
    done = check("--fix", *sorted(tmp_path.iterdir()))
    assert done.returncode == 3
    assert b"conflict.md: has conflict markers; resolve the conflict first" in done.stderr
    assert b"binary.txt: " in done.stderr
    assert (tmp_path / "conflict.md").read_text() == conflict
    assert (tmp_path / "a.txt").read_text() == MENDED


def test_a_rule_of_equals_signs_is_no_conflict(tmp_path: Path) -> None:
    text = "The harbour\n=======\n\n" + SOUND
    assert fixed(tmp_path / "a.md", text.encode()).decode() == text


def test_standard_input_comes_back_mended(tmp_path: Path) -> None:
    done = check("--fix", "--stdin-filename", "a.md", "-", cwd=tmp_path, stdin=BROKEN.replace("\n", "\r\n").encode())
    assert done.returncode == 1
    assert done.stdout == MENDED.replace("\n", "\r\n").encode()
    assert b"a.md:1:15: repetition/doubled-word" in done.stderr
    done = check("--stdin-filename", "a.md", "-", cwd=tmp_path, stdin=BROKEN.encode())
    assert b"a.md:1:15: repetition/doubled-word [fix]" in done.stdout
    (tmp_path / "newsmend.toml").write_text('exclude = ["a.*"]\n')
    done = check("--fix", "--force-exclude", "--stdin-filename", "a.md", "-", cwd=tmp_path, stdin=BROKEN.encode())
    assert (done.returncode, done.stdout) == (0, BROKEN.encode())
    assert check("--stdin-filename", "a.doc", "-", stdin=b"x").returncode == 2


def test_named_files_are_excluded_when_forced(tmp_path: Path) -> None:
    (tmp_path / "newsmend.toml").write_text('exclude = ["drafts/*"]\n')
    (tmp_path / "drafts").mkdir()
    path = tmp_path / "drafts" / "a.md"
    path.write_text(BROKEN)
    assert check(path).returncode == 1
    assert check("--force-exclude", path).returncode == 0
    assert check(tmp_path).returncode == 0


def test_each_file_has_the_settings_nearest_to_it(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(BROKEN)
    (tmp_path / "two" / "newsmend.toml").write_text('ignore = ["repetition"]\n')
    done = check("one/a.md", "two/a.md", cwd=tmp_path).stdout.decode()
    assert "one/a.md:1:15: repetition" in done
    assert "two/a.md:1:15: repetition" not in done
    assert "two/a.md:1:" in done


def test_rules_are_ignored_by_file(tmp_path: Path) -> None:
    (tmp_path / "newsmend.toml").write_text('[per-file-ignores]\n"letters/*.md" = ["repetition"]\n')
    (tmp_path / "letters").mkdir()
    for path in (tmp_path / "a.md", tmp_path / "letters" / "a.md"):
        path.write_text(BROKEN)
    done = check(tmp_path).stdout.decode()
    assert done.count("repetition/") == 1
    assert done.count("typography/") == 2
    (tmp_path / "newsmend.toml").write_text('[per-file-ignores]\n"letters/*.md" = ["repetitions"]\n')
    assert b"per-file-ignores: unknown rule 'repetitions'" in check(tmp_path).stderr


def test_keeps_that_keep_nothing_are_named(tmp_path: Path) -> None:
    region = "<!-- newsmend: keep -->\n{}\n<!-- newsmend: end -->\n\n"
    (tmp_path / "newsmend.toml").write_text('keep = ["Qatib Hezbollah", "Zanzibar"]\n')
    (tmp_path / "a.md").write_text(
        SOUND + "\n" + region.format(BROKEN) + region.format("Two ferries left.\n") + "Qatib Hezbollah denied it.\n"
    )
    done = check(tmp_path)
    assert done.returncode == 0, done.stdout
    assert b"a.md:8: this keep region keeps nothing" in done.stderr
    assert b"a.md:3" not in done.stderr
    assert b"'Zanzibar'" in done.stderr
    assert b"Qatib" not in done.stderr


def test_a_baseline_passes_over_what_it_knows_though_lines_move(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(BROKEN + "\nHe went , she stayed.\n\nShare this on Facebook\n")
    assert check("--add-baseline", tmp_path, cwd=tmp_path).returncode == 0
    stored = json.loads((tmp_path / "newsmend-baseline.json").read_text())
    assert {row["path"] for row in stored["findings"]} == {"a.md"}
    (tmp_path / "newsmend.toml").write_text('baseline = "newsmend-baseline.json"\n')
    assert check(path).returncode == 0
    path.write_text("\n\n" + SOUND + "\n" + path.read_text())
    assert check(path).returncode == 0
    path.write_text(path.read_text() + "\nA new new fault.\n")
    done = check(path)
    assert done.returncode == 1
    assert done.stdout.decode().splitlines()[0].startswith(f"{path}:11:")
    before = path.read_text()
    assert check("--fix", path).returncode == 1
    assert path.read_text() == before.replace("new new", "new")
    # Mended by hand, and taken up again: the baseline shrinks.
    path.write_text(MENDED)
    assert check("--add-baseline", path, cwd=tmp_path).returncode == 0
    assert json.loads((tmp_path / "newsmend-baseline.json").read_text())["findings"] == []


def test_a_baseline_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BROKEN)
    done = check("--baseline", tmp_path / "none.json", tmp_path / "a.md")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"make it with 'newsmend check --add-baseline" in done.stderr
    (tmp_path / "none.json").write_text("[]")
    assert check("--baseline", tmp_path / "none.json", tmp_path / "a.md").returncode == 2


def test_chunks_in_parallel_do_what_one_call_does(tmp_path: Path) -> None:
    def made(name: str) -> list[Path]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "newsmend.toml").write_text('ignore = ["names"]\n')
        for number in range(8):
            (folder / f"{number}.md").write_text(f"{BROKEN}\nShip {number} left left the harbour .\n\n{SOUND}")
        return sorted(folder.glob("*.md"))

    one, many = made("one"), made("many")
    assert check("--fix", *one).returncode == 1
    command = [sys.executable, "-m", "newsmend", "check", "--fix", "--profile", "hook"]
    running = [subprocess.Popen([*command, *map(str, many[at::4])], stderr=subprocess.DEVNULL) for at in range(4)]
    assert [process.wait() for process in running] == [1] * 4
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in many]


def test_the_hook_loads_neither_spacy_nor_typer(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BROKEN + "\nThey has find the the ship.\n")
    code = (
        "import sys\nfrom newsmend.__main__ import main\n"
        f"sys.argv = ['newsmend', 'check', '-q', '--profile', 'hook', {str(tmp_path / 'a.md')!r}]\n"
        "try: main()\nexcept SystemExit as end: print(end.code)\n"
        "print([name for name in ('spacy', 'typer', 'rich', 'bs4', 'lxml', 'ftfy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["1", "[]"]


def test_settings_know_the_folder_of_their_file(tmp_path: Path) -> None:
    (tmp_path / "newsmend.toml").write_text("")
    assert load(tmp_path).root == str(tmp_path.resolve())


# The repository below is what pre-commit itself runs the hooks on.
FILES = {
    "dirty.md": BROKEN,
    "clean.md": MENDED,
    "conflict.md": "<<<<<<< HEAD\nTalks in in Cairo.\n=======\nTalks at at Cairo.\n>>>>>>> b\n",
    "keep.txt": "<!-- newsmend: keep -->\n" + BROKEN + "<!-- newsmend: end -->\n",
}


def run(command: Sequence[str], cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **env}, timeout=900
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    (folder / "photo.txt").write_bytes(bytes(range(256)) * 8)
    for command in (
        ["git", "init", "--quiet"],
        ["git", "config", "user.email", "desk@example.org"],
        ["git", "config", "user.name", "Desk"],
        ["git", "add", "--all"],
    ):
        assert run(command, folder).returncode == 0
    return folder


def judge(done: subprocess.CompletedProcess[str], repository: Path) -> None:
    """pre-commit failed for the right reasons, and only the dirty file changed."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "conflict.md: has conflict markers" in done.stdout
    assert "Traceback" not in done.stdout
    assert (repository / "dirty.md").read_text() == MENDED
    for name in ("clean.md", "conflict.md", "keep.txt"):
        assert (repository / name).read_text() == FILES[name], name
    assert (repository / "photo.txt").read_bytes() == bytes(range(256)) * 8


def test_pre_commit_runs_the_hooks_of_this_environment(repository: Path, tmp_path: Path) -> None:
    pytest.importorskip("pre_commit")
    command = f"{sys.executable} -m newsmend check --fix --force-exclude --profile hook"
    (repository / ".pre-commit-config.yaml").write_text(
        "repos:\n- repo: local\n  hooks:\n  - id: newsmend-fix\n    name: newsmend fix\n"
        f"    entry: {command}\n    language: system\n    types_or: [markdown, plain-text]\n"
    )
    home = str(tmp_path / "home")
    done = run([sys.executable, "-m", "pre_commit", "run", "--all-files"], repository, PRE_COMMIT_HOME=home)
    judge(done, repository)
    for name in ("conflict.md", "photo.txt"):
        (repository / name).unlink()
    run(["git", "add", "--all"], repository)
    again = run([sys.executable, "-m", "pre_commit", "run", "--all-files"], repository, PRE_COMMIT_HOME=home)
    assert again.returncode == 0, again.stdout


@pytest.mark.pip
def test_pre_commit_try_repo(repository: Path, tmp_path: Path) -> None:
    """The hooks as users install them: pip installs this checkout, so a package index must be within reach."""
    pytest.importorskip("pre_commit")
    if run([sys.executable, "-m", "pip", "index", "versions", "hatchling"], tmp_path).returncode:
        pytest.skip("pip reaches no package index")
    home = str(tmp_path / "home")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "newsmend-fix", "--all-files", "--verbose"]
    judge(run(command, repository, PRE_COMMIT_HOME=home, PYTHONPATH=""), repository)
