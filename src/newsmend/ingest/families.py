"""One line: what kind of boilerplate it is. The families and their patterns are in `data/boilerplate.toml`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from newsmend import tables
from newsmend.ingest import gates
from newsmend.ingest.page_words import ANY, EDGE, HEAD, NARRATES, TABLE, TAIL, Match, by_count, by_vocabulary

LONGEST = 300  # code points; the longest cookie notices seen have about 280, and paragraphs begin about here
_FLAGS = ("position", "weak", "certain", "once", "named", "opens")
_NOT_FAMILIES = {"macros", "vocabulary", "ordinary", "words", "small"}


_FOLDED = str.maketrans(
    {
        **dict.fromkeys("’‘`´ʼ", "'"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("–—‒−‐‑", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\u2003\u2002\t", " "),
        **dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad\u200e\u200f\ufe0f", None),
        "…": "...",
        "İ": "i",
    }
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MANY_SPACES = re.compile(r"\s{2,}")
_BEFORE = re.compile(r"(?:[^\w(\[{<\"'©@$€£₦₹¥&%+#.]|#(?!\w))+")
_AFTER = re.compile(r"(?:[^\w)\]}\"'.!?%/\u0900-\u0dff]|\.{3,})+\Z")
_BRACKETS = {"(": ")", "[": "]", '"': '"'}


def fold(line: str) -> str:
    """A line without what varies from page to page: case, quotation marks, bullets, arrows, a closing colon, mark-up.

    >>> fold("**Read next:** [The last timetable](https://example.org/a) »")
    'read next: the last timetable'
    """
    key = line.strip()
    if "<" in key and not key.startswith("<!--"):
        key = _TAG.sub("", key)
    if "&" in key:
        key = html.unescape(key)
    if "](" in key:
        key = _LINK.sub(r"\1", key)
    key = key.translate(_FOLDED).lower().replace("**", "").replace("__", "")
    if key.startswith("<!--"):
        return key
    if before := _BEFORE.match(key):
        key = key[before.end() :]
    if key and not key[-1].isalnum() and (key[-1] != "." or key.endswith("...")):
        key = _AFTER.sub("", key)
    return _MANY_SPACES.sub(" ", key)


def classify(line: str, where: str = ANY) -> Match | None:
    """What kind of boilerplate a line is, or None. `where` is head, tail or any; any finds what falls everywhere.

    Readers of other formats ask this of the text of a block; `judge` decides for a whole row of blocks.

    >>> classify("Share on Facebook").family, classify("Website").weak, classify("The strike ended.")
    ('social', True, None)
    """
    if not may_be_boilerplate(line):
        return None
    key = fold(line)
    return otherwise(find(key, where), line, key, where)


def find(key: str, where: str) -> Match | None:
    """As `classify`, for a line that was folded already."""
    found = _lookup(key, where)
    if found is not None and not found.names_a_headline and NARRATES.search(key):
        return None if key[-1:] in {".", "!", "?", '"'} or "," in key else found
    if found is None and len(key) > 2 and _BRACKETS.get(key[0]) == key[-1]:
        found = _lookup(key[1:-1].strip(), where)
    if found is not None and key in _ordinary():
        return found._replace(weak=True, opens=False)
    return found


_LABEL_BEFORE_WORDS = re.compile(
    r"\W*[A-Za-z]+(?: [a-z]+)? ?: (?:an?|the|this|that|these|those|we|he|she|it|they|i|no|not|all|how|in|on|at) "
)
_NO_NAME_BEHIND = re.compile(
    r"\W*(?:\w+ )?\w+ by (?:an? |the )?"
    r"(?!us\b|you\b|our\b|this\b|same\b|author\b|editors?\b|staff\b|admin\b|news|web)[a-z][\w'-]*(?: [\w'-]+)?\W*\Z"
    r"|\W*Copyright (?!by|all|of|the|notice|policy|reserved|protected|belongs|is)[a-z]"
)
_WITH_A_LABEL = frozenset({"related", "credit", "author", "source", "powered", "filed", "pager"})
_WITH_A_NAME = frozenset({"related", "author", "advertising", "copyright"})


def otherwise(hit: Match | None, line: str, key: str, where: str) -> Match | None:
    """What a line is when its capitals belie what its pattern says: what its words tell."""
    if hit is None or not reads_otherwise(hit, line):
        return hit
    return None if hit.counted or where == ANY else by_count(key, where)


def reads_otherwise(hit: Match, line: str) -> bool:
    """Whether the capitals of a line belie what it was taken for: behind a label stands a headline, or a name."""
    if hit.named:
        words = [word.strip(".,:|/()") for word in line.split()]
        return sum(word[:1].isupper() for word in words) < 2 or not words[-1][:1].isupper()
    return (hit.family in _WITH_A_LABEL and _LABEL_BEFORE_WORDS.match(line) is not None) or (
        hit.family in _WITH_A_NAME and not hit.weak and _NO_NAME_BEHIND.match(line) is not None
    )


def _lookup(key: str, where: str) -> Match | None:
    found = None
    if asked := _worth_trying(key):
        rows = _rows_at(where)
        fitting = [row for number in asked if (row := rows.get(number)) and _fits(key, *row.ends)]
        for row in sorted(fitting, key=_place):
            if _compiled(row.pattern).fullmatch(key):
                found = row.match
                break
    if found is not None and (not found.weak or where == ANY):
        return found
    by_words = None if where == ANY else by_vocabulary(key)
    if by_words is None or by_words.weak:
        counted = by_count(key, where)
        by_words = counted if counted is not None and not counted.weak else by_words or counted
    return by_words if by_words is not None and not by_words.weak else found or by_words


def _worth_trying(key: str) -> set[int]:
    """The numbers of the patterns that may match a line, by the letters they cannot match without.

    Few lines have those of any pattern, so that few patterns are ever compiled: all of them take half a second.
    """
    whole, by_letters, further = _gates()
    runs = gates.runs(key)
    asked = set(whole.get(key, ()))
    for letters in by_letters.keys() & runs:
        for number in by_letters[letters]:
            if not any(map(runs.isdisjoint, further[number])):
                asked.add(number)
    return asked.union(by_letters[""])


@cache
def _gates() -> tuple[dict[str, list[int]], dict[str, list[int]], list[list[list[str]]]]:
    """The patterns' numbers by whole lines, or by letters ("": any line will do); and what else each calls for."""
    whole: dict[str, list[int]] = {}
    by_letters: dict[str, list[int]] = {"": []}
    rows = _table()["rows"]
    for number, (_, _, _, texts, letters, _) in enumerate(rows):
        for text in texts:
            whole.setdefault(text, []).append(number)
        for each in [] if texts else letters[0] if letters else [""]:
            by_letters.setdefault(each, []).append(number)
    return whole, by_letters, [row[4][1:] for row in rows]


def _fits(key: str, first: str, last: str, longest: int) -> bool:
    """Whether a line begins and ends with letters a pattern can begin and end with, and is not too long for it."""
    return (
        (not longest or len(key) <= longest)
        and (not first or ("0" if key[:1].isdecimal() else key[:1]) in first)
        and (not last or ("0" if key[-1:].isdecimal() else key[-1:]) in last)
    )


@cache
def _ordinary() -> frozenset[str]:
    """Lines that stories print as often as pages do."""
    return frozenset(_table()["ordinary"])


class _Row(NamedTuple):
    place: tuple[bool, int]
    pattern: str
    ends: tuple[str, str, int]
    match: Match


def _place(row: _Row) -> tuple[bool, int]:
    return row.place


@cache
def _rows_at(where: str) -> dict[int, _Row]:
    """The patterns for one place by their numbers, and what they stand for; the certain ones have the first places."""
    positions = {ANY: {ANY}, HEAD: {ANY, HEAD, EDGE}, TAIL: {ANY, TAIL, EDGE}, EDGE: {ANY, HEAD, TAIL, EDGE}}[where]
    chosen: dict[int, _Row] = {}
    for number, (family, row, pattern, *_, ends) in enumerate(_table()["rows"]):
        if row.get("position", ANY) in positions:
            match = _match(family, row, where)
            chosen[number] = _Row((match.weak, number), pattern, ends, match)
    return chosen


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _table() -> dict[str, Any]:
    found: dict[str, Any] = tables.derived("boilerplate", (TABLE,), build)
    return found


def build() -> dict[str, Any]:
    """The table without its examples: rows as family, flags, pattern, what calls for it, and its ends."""
    table = tables.toml(TABLE)
    made = []
    for family, row in rows():
        flags = {flag: row[flag] for flag in _FLAGS if flag in row}
        flags["headline"] = "{headline}" in row["pattern"]
        for pattern in gates.alternatives(expanded(row["pattern"])):
            texts = gates.texts(pattern)
            calls_for = [] if texts else gates.letters(pattern)
            made.append([family, flags, pattern, texts, calls_for, gates.ends(pattern)])
    return {"rows": made, "ordinary": table["ordinary"]["lines"]}


def _match(family: str, row: dict[str, Any], where: str) -> Match:
    weak, opens, once, named = (bool(row.get(flag)) for flag in ("weak", "opens", "once", "named"))
    weak = weak and row.get("certain") != where
    return Match(family, weak, opens, once, row["headline"], named)


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of the table with its family, in the table's order."""
    for family, of_family in tables.toml(TABLE).items():
        if family not in _NOT_FAMILIES:
            for row in of_family:
                yield family, row


_MACRO = re.compile(r"\{([a-z]+)\}")


def expanded(pattern: str) -> str:
    """A row's pattern with its macros filled in."""
    macros: dict[str, str] = tables.toml(TABLE)["macros"]
    while (grown := _MACRO.sub(lambda m: macros.get(m[1], m[0]), pattern)) != pattern:
        pattern = grown
    return pattern


ENDS_A_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s*\Z")


def is_prose(line: str) -> bool:
    """Whether a line reads like a paragraph: long, or a sentence of eight words with its stop."""
    return len(line) > 120 or _is_sentence(line)


def _is_sentence(line: str) -> bool:
    return line.count(" ") >= 7 and ENDS_A_SENTENCE.search(line[-8:]) is not None


# A page's sentences speak to its reader or about the page; without one of these words a sentence is the article's.
# Looking words up in a set takes a quarter of the time of an alternation tried at every place.
_OF_THE_PAGE = frozenset(
    "you your yours our we us me my we'll we'd we're we've email emails e-mail e-mails mail cookie cookies comment"
    " comments copyright right rights reserved click newsletter browser javascript akismet captcha recaptcha published"
    " updated posted field fields appeared article story post page site website content share follow login log logged"
    " sign signed photo image editing reporting translated sponsored adsbygoogle googletag app powered materials"
    " material hyperlink link editors editorial registered originally error".split()
)
_STEMS_OF_THE_PAGE = frozenset({"subscr", "reprod", "redist", "donate", "donati", "advert", "modera", "unsubs"})
_PAGE_WORD = re.compile(r"[a-z][a-z'-]*")
_FOREIGN_OR_SIGN = re.compile(r"@\w|[^\x00-\x7f‘’“”–—…\u00a0]")


def _is_of_the_page(line: str) -> bool:
    words = _PAGE_WORD.findall(line.lower().replace("’", "'"))
    return (
        not _OF_THE_PAGE.isdisjoint(words)
        or not _STEMS_OF_THE_PAGE.isdisjoint(word[:6] for word in words)
        or _FOREIGN_OR_SIGN.search(line) is not None
    )


def may_be_boilerplate(line: str) -> bool:
    """Whether a line is worth a closer look: not too long, and if it is a sentence, one of the page's."""
    return len(line) <= LONGEST and (not _is_sentence(line) or _is_of_the_page(line))
