"""Unified diffs that `patch -p1` applies."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def _lines(text: str) -> list[str]:
    # Only "\n" ends a line for patch; str.splitlines would also break at form feeds and U+2028.
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def unified(before: str, after: str, name: str) -> str:
    r"""The difference of two texts of the file `name`; empty when there is none.

    >>> print(unified("a\nb\n", "a\nc\n", "x.txt"), end="")
    --- a/x.txt
    +++ b/x.txt
    @@ -1,2 +1,2 @@
     a
    -b
    +c
    """
    if before == after:
        return ""
    return "".join(_marked(unified_diff(_lines(before), _lines(after), _named(f"a/{name}"), _named(f"b/{name}"))))


def _named(name: str) -> str:
    r"""A file's name as `patch` reads it: it would end one at its first space unless a tab follows.

    >>> _named("a/old news.txt"), _named("a/two\nlines.txt")
    ('a/old news.txt\t', '"a/two\\nlines.txt"')
    """
    if name != (escaped := name.translate(_ESCAPES)):
        return f'"{escaped}"'
    return f"{name}\t" if " " in name else name


def _marked(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
