"""Quotation marks: which way they look, what they enclose, and whether they agree with one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsmend.passes.typography.rules import GUILLEMETS, ODD_QUOTE, QUOTE_DIRECTION, SPACE_IN_QUOTES
from newsmend.types import Draft, Edit, Safety

_MARK = re.compile('["“”„]')
_OPENERS, _CLOSERS = "([{‘'«/", ".,;:!?)]}'’»…%/"
_DASHES = "—–-"
_GUILLEMETS = re.compile(
    r"(?P<open>«{1,2}[ \xa0\u202f]*)(?P<said>[^«»\n]{1,1000}?)(?P<close>[ \xa0\u202f]*»{1,2})"
    r"|(?P<open_in>»)(?=\S)(?P<said_in>[^«»\n]{1,1000}?)(?<=\S)(?P<close_in>«)"
)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|was|for|that|with|he|she|it|they|said|on|by|as|at|has|had|were)\b")
_OKINA = re.compile(r"(?<=[^\W\d_])‘(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A double quotation mark: where it stands, whether it opens, whether its neighbours show that."""

    at: int
    opens: bool
    certain: bool
    paired: bool = False


def marks(text: str, start: int, end: int) -> list[Mark]:
    """The double marks of a line, or none where they do not take turns opening and closing.

    Spaces show which way a mark looks; where they do not, it is its turn that decides. The last may stay open: a
    quotation of several paragraphs closes only in the last one.
    """
    found: list[Mark] = []
    is_open = False
    for match in _MARK.finditer(text, start, end):
        at = match.start()
        left = text[at - 1] if at > start else " "
        right = text[at + 1] if at + 1 < end else " "
        if match.group() == '"' and left.isdigit() and not is_open:
            continue  # inches
        free_left = left.isspace() or left in _OPENERS + _DASHES
        free_right = right.isspace() or right in _CLOSERS + _DASHES
        certain = free_left != free_right
        opens = free_left if certain else not is_open
        if opens == is_open:
            return []
        is_open = opens
        found.append(Mark(at, opens, certain))
        if not opens:
            found[-2:] = [replace(mark, paired=True) for mark in found[-2:]]
    return found


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines with a double quotation mark start and end."""
    at = 0
    while match := _MARK.search(text, at):
        start = text.rfind("\n", at, match.start()) + 1 or at
        end = text.find("\n", match.start())
        at = len(text) if end < 0 else end + 1
        yield start, len(text) if end < 0 else end


def mend_quotation_marks(draft: Draft) -> Iterator[Edit]:
    """Close spaces inside marks and turn marks that look the wrong way. Wrong where marks do not pair."""
    text = draft.text
    for start, end in lines(text):
        for mark in marks(text, start, end):
            yield from _close_space(draft, mark, start, end)
            wanted = "“" if mark.opens else "”"
            if text[mark.at] not in {'"', wanted}:
                safety = Safety.FIX if mark.paired else Safety.SUGGEST
                way = "opens" if mark.opens else "closes"
                yield draft.edit(QUOTE_DIRECTION, mark.at, mark.at + 1, wanted, f"it {way} a quotation", safety=safety)


def _close_space(draft: Draft, mark: Mark, start: int, end: int) -> Iterator[Edit]:
    text = draft.text
    if mark.certain:
        return
    if mark.opens:
        last = mark.at + 1
        while last < end and text[last] in " \xa0\u202f":
            last += 1
        lead = text[max(start, mark.at - 3) : mark.at].rstrip()
        speech = (not lead or lead[-1] in ",:.!?") and text[last : last + 1].isupper()
        if last > mark.at + 1 and last < end and (mark.paired or speech):
            yield draft.edit(SPACE_IN_QUOTES, mark.at + 1, last, "", "it opens a quotation", evidence=["quote-pairs"])
    elif mark.paired:
        first = mark.at
        while first > start and text[first - 1] in " \xa0\u202f":
            first -= 1
        if first < mark.at:
            yield draft.edit(SPACE_IN_QUOTES, first, mark.at, "", "it closes a quotation", evidence=["quote-pairs"])


def replace_guillemets(draft: Draft) -> Iterator[Edit]:
    """Set the document's own marks for paired guillemets. Wrong in a line of another language."""
    text = draft.text
    if "«" not in text or not (draft.document.lang or "en").startswith("en"):
        return
    curly = _style(text) == "curly"
    for match in _GUILLEMETS.finditer(text):
        start, end = match.span()
        before = text[max(text.rfind("\n", 0, start) + 1, start - 600) : start]
        behind = text[end : end + 600].split("\n", 1)[0]
        if not _ENGLISH.search(before + behind) and not _ENGLISH.search(match.group()):
            continue
        inwards = match["open"] is None
        opened, said, closed = (
            match.group("open_in", "said_in", "close_in") if inwards else match.group("open", "said", "close")
        )
        nested = before.count("“") > before.count("”") or before.count('"') % 2 == 1
        opening, closing = ("‘’" if nested else "“”") if curly else ("''" if nested else '""')
        if '"' in said or "“" in said:
            continue
        yield draft.edit(GUILLEMETS, start, start + len(opened), opening, "English has its own quotation marks")
        yield draft.edit(GUILLEMETS, end - len(closed), end, closing, "English has its own quotation marks")


def _style(text: str) -> str:
    """Which marks a document uses: by its double ones, else by its apostrophes."""
    straight, curly = text.count('"'), text.count("“") + text.count("”")
    if straight == curly:
        straight, curly = text.count("'"), text.count("’")
    return "curly" if curly > straight else "straight"


def align_odd_marks(draft: Draft) -> Iterator[Edit]:
    """Make the odd mark agree with its partner and the rest. Wrong where a document mixes both as a habit."""
    text = draft.text
    straight, curly = text.count('"') + text.count("'"), sum(text.count(mark) for mark in "“”‘’")
    few, many = sorted((straight, curly))
    if not few or many < 3 or few > max(1, many // 20):
        return
    if curly < straight:
        for match in re.finditer("[“”‘’]", text):
            if not _OKINA.match(text, match.start()):
                plain = '"' if match.group() in "“”" else "'"
                yield _aligned(draft, match.start(), plain)
        return
    for match in re.finditer(r"(?<=[^\W\d_])'(?=[^\W\d_])", text):
        yield _aligned(draft, match.start(), "’")
    for start, end in lines(text):
        for mark in marks(text, start, end):
            if text[mark.at] == '"' and (mark.paired or mark.opens):
                yield _aligned(draft, mark.at, "“" if mark.opens else "”")


def _aligned(draft: Draft, at: int, after: str) -> Edit:
    return draft.edit(
        ODD_QUOTE, at, at + 1, after, "as everywhere else in the document", evidence=["document-majority"]
    )
