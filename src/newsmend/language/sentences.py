"""Where a sentence ends, for those who ask about a single place."""

from __future__ import annotations

import re

_REACH = 300  # code points to either side in which a sentence is looked for
_STOP = re.compile(r"[.!?](?=[\s\"”’)])|\n")


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a place in its sentence or line.

    >>> around("It rained. He met Xi in Paris on Monday. Then", 18, 20)
    (' He met ', ' in Paris on Monday')
    """
    least = max(start - _REACH, 0)
    first = max((stop.end() for stop in _STOP.finditer(text, least, start)), default=least)
    stop = _STOP.search(text, end, end + _REACH)
    return text[first:start], text[end : stop.start() if stop else end + _REACH]
