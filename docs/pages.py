"""Writes the pages that the code can tell better than people: rules, settings, the command line.

python docs/pages.py            write them below docs/reference
python docs/pages.py --check    exit 1 and name those that are stale
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsmend.writers.pages import MADE, reference

FOLDER = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Every generated page by its path."""
    return {**reference(), "command-line.md": command_line()}


def command_line() -> str:
    """What each command says of itself, and its options."""
    from typer.main import get_command

    from newsmend.cli import app
    from newsmend.commands.check import parser

    parts = [f"{MADE}# Command line\n"]
    for path, command in _commands("newsmend", get_command(app)):
        if path == "newsmend check":
            parts.append(f"## `{path}`\n\n{parser().description}\n\n```text\n{(parser().epilog or '').strip()}\n```\n")
            rows = [(", ".join(a.option_strings) or "PATH...", a.help or "") for a in parser()._actions]
        else:
            text = inspect.cleandoc(command.help or "").replace("\b\n", "")
            parts.append(f"## `{path}`\n\n```text\n{text}\n```\n")
            rows = [(", ".join(p.opts), getattr(p, "help", None) or "") for p in command.params]
        table = "\n".join(f"| `{name}` | {_cell(said)} |" for name, said in rows if name != "help")
        if table:
            parts.append(f"| option | what |\n|---|---|\n{table}\n")
    return "\n".join(parts)


def _commands(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    for name, each in sorted(command.commands.items()):
        if hasattr(each, "commands"):
            yield from _commands(f"{path} {name}", each)
        else:
            yield f"{path} {name}", each


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "&#124;").replace("<", "&lt;")


def stale() -> list[str]:
    """The generated pages whose text is not what the code says, and those whose rules are gone."""
    made = pages()
    there = {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "rules").glob("*.md")}
    old = [name for name, text in made.items() if not _same(FOLDER / name, text)]
    return sorted({*old, *(there - set(made))})


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def main() -> None:
    """Write the pages, or say which are stale."""
    names = stale()
    if "--check" in sys.argv[1:]:
        sys.exit(f"stale: {', '.join(names)}; run 'make docs' and commit what changed" if names else 0)
    made = pages()
    for name in names:
        path = FOLDER / name
        if name in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made[name].encode())
        else:
            path.unlink()


if __name__ == "__main__":
    main()
