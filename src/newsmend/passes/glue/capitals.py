"""A capitalised word glued to the one before it: "GhafooriThe", "governmentAfter", "2021The"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from newsmend import tables
from newsmend.language import lexicon
from newsmend.passes.glue.rules import GLUED_CAPITAL, edges, parted
from newsmend.types import Draft, Edit, Safety

_CAPITAL = re.compile(r"(?<![^\W_])(?<![@#/\\.'’&_-])([^\W\d_]*[a-zß-ÿ])([A-Z][a-z]+)(?![\w@_/-]|[.]\w|['’][a-z])")
_INNER_CAPITAL = re.compile("[a-zß-ÿ0-9][A-Z]")
_NUMBER = re.compile(r"(?<![\w.,/-])((?:19|20)\d\d)([A-Z][a-z]+)(?![\w-])")
_ORDINARY = 2.0  # occurrences per million words


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(tables.toml("glue.toml")["capitals"][name])


def find_glued_capitals(draft: Draft) -> Iterator[Edit]:
    """Part a word from the capitalised one glued to it: "GhafooriThe", "governmentAfter", "2021The".

    Wrong for brands and names with an inner capital; where both parts are ordinary words, only a link boundary or a
    function word that opens sentences entitles to part them.
    """
    if not _INNER_CAPITAL.search(draft.text):  # a fifth of the time of what follows
        return
    matches = [*_CAPITAL.finditer(draft.text), *_NUMBER.finditer(draft.text)]
    if not matches:
        return
    linked = edges(draft)
    uses = Counter(match.group() for match in matches)
    for match in matches:
        left, right = match.groups()
        at_link = match.end(1) in linked
        safety = _safety(left, right, at_link=at_link, uses=uses[match.group()])
        if safety is not None:
            yield parted(draft, GLUED_CAPITAL, match.start(), (left, right), safety, at_link=at_link)


def _safety(left: str, right: str, *, at_link: bool, uses: int) -> Safety | None:
    """How safely two words are parted at an inner capital; None when they may be one name."""
    whole, opener = left + right, right.lower() in _listed("openers")
    if left.isdigit():
        return Safety.FIX if opener or at_link else None
    if whole in _listed("brands") or left in _listed("name_parts") or len(left) < 3 or lexicon.known(whole):
        return None
    if re.search(r"[A-Z]", left[1:]) or (uses > 1 and not (opener or at_link)):
        return None  # GoFundMe; a form used again is a name
    if opener or (right.lower() in _listed("short_openers") and (lexicon.is_name(left) or _ordinary(left))):
        return Safety.FIX
    if not _ordinary(left) or not lexicon.known(right):
        return Safety.SUGGEST if at_link else None
    return Safety.FIX if at_link else Safety.SUGGEST


def _ordinary(word: str) -> bool:
    """Whether a word is lower-case, of four letters or more, and frequent."""
    return word.islower() and len(word) > 3 and lexicon.known(word) and lexicon.frequency(word) >= _ORDINARY
