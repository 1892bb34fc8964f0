"""Where a few of a text's words stand, for passes that know from the set of its words which they are after."""

from __future__ import annotations

import re
from collections.abc import Iterable


def places(pattern: re.Pattern[str], text: str, words: Iterable[str]) -> list[re.Match[str]]:
    r"""The matches of a pattern that are one of these words, in order.

    Looking for each word takes a fraction of the time of trying every word of the text, as long as they are few.
    The pattern must not match within a match of its own.

    >>> [match.start() for match in places(re.compile(r"\b[a-z]+"), "an ant and an anchor", {"an", "and"})]
    [0, 7, 11]
    """
    found: list[re.Match[str]] = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            match = pattern.match(text, at)
            if match and match.group() == word:
                found.append(match)
            at = text.find(word, at + 1)
    return sorted(found, key=re.Match.start)
