"""Reads `cases/*.toml`; the fields are explained in README.md beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsmend.types import Anchor, Document, Span

FOLDER = Path(__file__).parent / "cases"
SHELVES = ("case", "untouched", "known_failure")


@dataclass(frozen=True)
class Case:
    pass_name: str
    shelf: str
    name: str
    document: Document
    rule: str = ""
    fixed: str | None = None
    suggested: str | None = None
    flagged: str | None = None

    @property
    def id(self) -> str:
        return f"{self.pass_name}: {self.name}"


def document(marked: str, title: str = "") -> Document:
    """A document from text in which link brackets mark anchors."""
    text, anchors, start = "", [], 0
    for letter in marked:
        if letter == "⟦":
            start = len(text)
        elif letter == "⟧":
            anchors.append(Anchor(Span(start, len(text))))
        else:
            text += letter
    return Document("case", text, title=title, anchors=tuple(anchors))


def load(path: Path) -> list[Case]:
    shelves: dict[str, list[dict[str, Any]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = set(shelves) - set(SHELVES)
    assert not unknown, f"{path.name}: unknown shelf {unknown}"
    return [
        Case(path.stem, shelf, row["name"], document(row["text"], row.get("title", "")), row.get("rule", ""),
             row.get("fixed"), row.get("suggested"), row.get("flagged"))
        for shelf in SHELVES
        for row in shelves.get(shelf, [])
    ]  # fmt: skip


CASES = [case for path in sorted(FOLDER.glob("*.toml")) for case in load(path)]
