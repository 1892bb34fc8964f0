"""Words that nobody knows: slips, terms, foreign words. Asked of one text, or counted over a collection."""

from __future__ import annotations

import re

from newsmend.language import lexicon
from newsmend.types import Draft

TOKEN = re.compile(r"(?<![\w@#/\\.'’&~$-])[a-z]{4,24}(?![\w@/~(-]|[.]\w| ?['’]\w)")
_BEFORE = re.compile(r"([^\W\d_]+)[ ,]{1,2}\Z")
_AFTER = re.compile(r"[ ,]{1,2}([^\W\d_]+)")
_REACH = 30  # code points in which the word before stands
MOST = 400  # distinct unknown words in one text; with more it is no English article


def unknown_words(text: str) -> frozenset[str]:
    """The lower-case words of a text that stand in no list, of four letters or more; none where there are too many.

    >>> sorted(unknown_words("The coaltion met; a coaltion of Grobleshank."))
    ['coaltion']
    """
    found = frozenset(word for word in set(TOKEN.findall(text)) if not lexicon.known(word))
    return found if len(found) <= MOST else frozenset()


def beside(text: str, start: int, end: int) -> tuple[str, str]:
    """The words right beside a place, as written; empty behind a mark other than a comma.

    >>> beside("The old mill, they say", 8, 12)
    ('old', 'they')
    """
    left, right = _BEFORE.search(text, max(start - _REACH, 0), start), _AFTER.match(text, end)
    return (left.group(1) if left else ""), (right.group(1) if right else "")


def is_set_apart(draft: Draft, start: int, end: int) -> bool:
    """Whether a word stands between quotation marks or brackets, or in italics: its author knows that it is none."""
    before, after = draft.text[start - 1 : start], draft.text[end : end + 1]
    if before and after and before in "\"“‘'«(" and after in "\"”’'»)":
        return True
    return any(
        anchor.kind == "italic" and anchor.span.start < end and start < anchor.span.end for anchor in draft.anchors
    )
