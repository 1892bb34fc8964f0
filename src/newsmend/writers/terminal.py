"""Differences for eyes: word by word, and in colour where a terminal shows it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import IO

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_PLACE = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_MANY = 5_000  # words: the exact comparison takes time by their square
_SHORT, _AROUND = 160, 60  # characters: a longer unchanged stretch of a line is cut to this much at either end
_RESET = "\033[0m"
_STYLES = {"head": "\033[1m", "place": "\033[36m", "-": "\033[31m", "+": "\033[32m"}


def wants_colour(stream: IO[str]) -> bool:
    """Whether a stream shows colours. NO_COLOR (any value) says no, FORCE_COLOR yes; else a terminal that can."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def coloured(diff: str) -> str:
    """A unified diff with its lines in colour."""
    return "".join(_styled(kind, line) for kind, line in _kinds(diff))


def word_diff(diff: str, *, colour: bool = False) -> str:
    r"""A unified diff with each change shown in its line, as `git diff --word-diff` does.

    >>> print(word_diff("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n Good.\n-Talks go on.\n+Talks went on.\n"), end="")
    --- a/x
    +++ b/x
    @@ -1,2 +1,2 @@
    Good.
    Talks [-go-]{+went+} on.
    """
    made: list[str] = []
    old: list[str] = []
    new: list[str] = []
    # Words are compared over a whole hunk: where a line went, all paragraphs that changed would else pair off wrongly.
    for kind, line in [*_kinds(diff), ("head", "")]:
        if kind in {"-", " "}:
            old.append(line[1:])
        if kind in {"+", " "}:
            new.append(line[1:])
        if kind in {"head", "place"}:
            made += _words("".join(old), "".join(new), colour=colour)
            old, new = [], []
            made.append(_styled(kind, line) if colour else line)
    return "".join(made)


def _kinds(diff: str) -> Iterator[tuple[str, str]]:
    """The lines of a diff, each with what it is; counted, since a line "-- x" that goes looks like a file's header."""
    old = new = 0
    for line in diff.split("\n")[:-1]:
        kind = "note" if line.startswith("\\") else line[:1] if old or new else "head"
        if place := _PLACE.match(line) if kind == "head" else None:
            kind = "place"
            old, new = (1 if count is None else int(count) for count in place.groups())
        old -= kind in {"-", " "}
        new -= kind in {"+", " "}
        yield kind, line + "\n"


def _styled(kind: str, text: str) -> str:
    """Text in a style, line by line, so that a pager that cuts at a line loses none of it."""
    if kind not in _STYLES:
        return text
    return "\n".join(f"{_STYLES[kind]}{line}{_RESET}" if line else "" for line in text.split("\n"))


def _words(before: str, after: str, *, colour: bool) -> Iterator[str]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    for kind, i, j, k, n in SequenceMatcher(None, old, new, autojunk=len(old) > _MANY).get_opcodes():
        if kind == "equal":
            yield "\n".join(map(_shortened, "".join(old[i:j]).split("\n")))
            continue
        for mark, text, end in (("-", "".join(old[i:j]), "-]"), ("+", "".join(new[k:n]), "+}")):
            if text:
                shown = f"{'[-' if mark == '-' else '{+'}{text}{end}"
                yield _styled(mark, shown) if colour else shown


def _shortened(text: str) -> str:
    """A long unchanged stretch of a line with its middle left out; it says where."""
    if len(text) <= _SHORT:
        return text
    head, tail = text[:_AROUND].rpartition(" "), text[-_AROUND:].partition(" ")
    return f"{head[0] or head[2]} … {tail[2] or tail[0]}"
