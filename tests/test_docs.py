"""The documentation says what the code does: generated pages are fresh, examples run, links lead somewhere."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
RUN = [page for page in PAGES if "\n>>> " in page.read_text(encoding="utf-8")]
OUTSIDE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\(([^()\s]+)\)")


def test_generated_pages_are_fresh() -> None:
    stale = runpy.run_path(str(DOCS / "pages.py"))["stale"]()
    assert stale == [], "run 'make docs' and commit what changed"


def sections() -> list[object]:
    """The examples of each section of a page; the parts of a page without sections belong together."""
    found: list[object] = []
    for page in RUN:
        text = page.read_text(encoding="utf-8")
        for section in re.split(r"(?m)^(?=## )", text) if text.count("\n>>> import newsmend") > 1 else [text]:
            if "\n>>> " in section:
                title = re.sub(r"\W+", "-", section.partition("\n")[0].strip("# ").lower())
                found.append(pytest.param(section, id=f"{page.stem}: {title}"))
    return found


@pytest.mark.parametrize("section", sections())
def test_examples_run(section: str, tmp_path: Path) -> None:
    for names in re.findall(r"(?m)^>>> import (.+)$", section):
        for name in names.split(","):
            pytest.importorskip(name.strip())
    # In a process of its own: `datasets` pickles the main module, and puts a copy in place of os.environ.
    page = tmp_path / "section.md"
    page.write_text(section, encoding="utf-8")
    flags = ["-o", "ELLIPSIS", "-o", "NORMALIZE_WHITESPACE"]
    done = subprocess.run(
        [sys.executable, "-m", "doctest", *flags, str(page)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def build(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build the site as `make docs` does."""
    found = re.search(r"/mkdocs (build .*)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert found
    command = [sys.executable, "-m", "mkdocs", *found[1].split(), "--site-dir", str(site)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=env)


def test_dead_links_fail_the_build(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="the extra docs is not installed")
    settings, _, _ = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")
    (tmp_path / "mkdocs.yml").write_text(settings)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Here\n\n[no page](nowhere.md), [no heading](#nowhere)\n")
    done = build(tmp_path, tmp_path / "site")
    assert done.returncode == 1 and "nowhere.md" in done.stderr and "#nowhere" in done.stderr, done.stderr


def test_the_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="the extra docs is not installed")
    done = build(ROOT, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    for page in tmp_path.rglob("*.html"):
        loaded = re.findall(r"""<(?:script|img|iframe)[^>]+src=["']?(https?:[^"'>\s]+)""", page.read_text())
        loaded += re.findall(
            r"""<link[^>]+rel=["']?(?:stylesheet|preconnect)[^>]+(https?:[^"'>\s]+)""", page.read_text()
        )
        assert loaded == [], page.relative_to(tmp_path)


@pytest.mark.parametrize("page", OUTSIDE, ids=lambda page: page.name)
def test_links_beside_the_site_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http", "#")):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_the_readme_shows_what_the_command_does() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```text before\n(.*?)```.*?```text after\n(.*?)```", text, re.DOTALL)
    assert found
    done = subprocess.run(
        [sys.executable, "-m", "newsmend", "clean", "-"], input=found[1], capture_output=True, text=True, check=True
    )
    assert done.stdout == found[2]


def test_the_readme_s_python_prints_what_it_says() -> None:
    found = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found
    done = subprocess.run([sys.executable, "-c", found[1]], capture_output=True, text=True, check=True)
    said = re.findall(r"(?m)^print\(.*\)  # (.+)$", found[1])
    assert said and done.stdout.splitlines()[: len(said)] == said


STEP = re.compile(r"^```(\w+)(?: (append|new) ([\w./]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(command: str, cwd: Path, stdin: str = "", code: int = 0, **env: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        shell=True,
        input=stdin,
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, **env},
    )
    assert done.returncode == code, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What Git knows of this checkout, copied."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a Git checkout")
    for name in run("git ls-files src tests docs pyproject.toml", ROOT).splitlines():
        if (ROOT / name).is_file():
            target = tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    return tmp_path


def test_the_worked_example_works(clone: Path) -> None:
    """Every block of CONTRIBUTING's example, in order: files written or added to, patches applied, commands run."""
    _, _, example = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## A worked example")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    failed = passed = 0
    for language, verb, name, text in STEP.findall(example.partition("\n## ")[0]):
        if verb:
            assert (clone / name).exists() == (verb == "append"), f"{name}: the example wants a {verb}"
            with (clone / name).open("a", encoding="utf-8") as file:
                file.write(text)
        elif language == "diff":
            run("patch -p1 --fuzz=3", clone, text)
        elif language == "sh":
            for command in text.splitlines():
                # Exit code 1 of pytest: tests ran, and some failed. A case that is not found or not readable is 2 to 5.
                must_fail = command.startswith("! ")
                run(command.removeprefix("! "), clone, code=int(must_fail), PYTHONPATH=str(clone / "src"), PATH=path)
                failed, passed = failed + must_fail, passed + (not must_fail)
    assert failed == 3 < passed
