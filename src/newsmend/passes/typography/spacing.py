"""Spaces: too many, too few, on the wrong side of a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newsmend import tables
from newsmend.language.displaced import displaced
from newsmend.language.lexicon import ABBREVIATIONS, CLOSED_CLASS, known
from newsmend.passes.typography.rules import (
    DOUBLE_SPACE,
    DOUBLED_MARK,
    MISSING_SPACE,
    SPACE_BEFORE_MARK,
    SPACED_HYPHEN,
    SPLIT_CONTRACTION,
)
from newsmend.types import Draft, Edit, Safety

_REACH = 600  # code points of a line looked at, so that a text without line ends costs no more than others
_SPACES = re.compile(r"(?<=\S)(?: {2,}|[ \xa0]* \xa0[ \xa0]*|\xa0 [ \xa0]*)(?=\S)")
_AFTER_STOP = re.compile(r"[.!?:][\"'”’)\]]*\Z")
_STOP_ONE, _STOP_TWO = (re.compile(rf"[.!?][\"'”’)\]]* {{{n}}}(?=[A-Z\"“‘'(])") for n in (1, 2))
_LIST_MARK = re.compile(r"\s*(?:[-*+•‣▪#>|–—]+|\(?\w{1,3}[.)])\Z")
_BEFORE_MARK = re.compile(
    r"(?<=[\w)\]”\"’'%…]) +(?:,(?=\s|\Z|[\"”’]|[^\W\d_]{2})|[;:!?](?=\s|\Z|[\"”’])|\.(?=\s|\Z|[\"”’)]))"
)
_ELLIPSIS = re.compile(r"(?: \.){2,}|\. \.")
_BRACKET = re.compile(r"(?<=[\w.,!?%”\"’]) +(?=\))|(?<![:;=8Xx-])(?<=\() +(?=[\w“\"‘])")
# The mark comes first, where the search for it is a scan of bytes; what stands before it is looked up behind it.
_COMMA = re.compile(
    r",(?:(?<=[^\W\d_]{2},)(?=[^\W\d_])|(?<=\w[)”%],)(?=[^\W\d_])|(?<=[^\W\d_]{3},)(?=\d)|(?<=\d,)(?=[a-z]{2}))"
)
_STOP = re.compile(
    r"[.!?”;](?:(?<=[a-z0-9]{2}[.!?])(?=[A-Z])|(?<=\w[.!?,]”)(?=[^\W\d_]{2})|(?<=[a-z]{3};)(?=[a-z]{3}))"
)
_WORD_BEFORE = re.compile(r"[\w'’-]*\Z")
_WORD_AFTER = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CONTRACTION = re.compile(r"(?<=[^\W\d_])(?: (['’´`])|([´`]))(s|re|ve|ll|t|m|d)(?![\w'’´`])")
_LOOSE_MARKS = (" ,", " ;", " :", " !", " ?", " .")
_LOOSE = (" '", " ’", "´", "`", " n't", " n’t")
_N_APOSTROPHE_T = re.compile(r"(?<=[a-z]) n['’]t(?!\w)")
_HYPHEN = re.compile(r"(?<=\w)(?: -(?=[^\W\d_]{2})|- (?=[^\W\d_]{2}))")
_COMMAS = re.compile(r"(?<=\w),(?: ?,)+(?=\s|\Z)")
_TWO_STOPS = re.compile(r"(?<=[^\W_])\.\.(?=\s+[\"“]?[A-Z]|\s*\Z|\s*\n)")


@cache
def _table(name: str) -> frozenset[str]:
    return frozenset(tables.toml("typography.toml")[name])


def close_double_spaces(draft: Draft) -> Iterator[Edit]:
    """Make several spaces one. Wrong in tables and verse, and where the document types two after each sentence."""
    text = draft.text
    if "  " not in text and "\xa0" not in text:
        return
    typed_so = len(_STOP_TWO.findall(text)) >= max(2, len(_STOP_ONE.findall(text)))
    for match in _SPACES.finditer(text):
        start, end = match.span()
        left, right = _line(text, start, end)
        if left[:1] in " \t|" or _LIST_MARK.match(left) or "\t" in left or "\t" in right:
            continue
        words = len(left.split()) + len(right.split())
        runs = 1 + sum(len(re.findall(r"\S {2,}\S", side)) for side in (left, right))
        if (typed_so and _AFTER_STOP.search(left)) or words < 8 * (runs - 1) or (words < 4 and len(match.group()) > 2):
            continue
        yield draft.edit(DOUBLE_SPACE, start, end, " ", "one space is enough")


def close_up_marks(draft: Draft) -> Iterator[Edit]:
    """Take the space out before a mark. Wrong for spaced ellipses and in lines that are no prose."""
    text = draft.text
    for match in _BEFORE_MARK.finditer(text) if any(sign in text for sign in _LOOSE_MARKS) else ():
        start, end = match.span()
        mark = text[end - 1]
        if mark == "." and (_ELLIPSIS.match(text, end - 2) or _ELLIPSIS.match(text, start - 1)):
            continue
        after = mark + " " if mark == "," and text[end : end + 1].isalpha() else mark
        left, right = _line(text, start, end)
        prose = len(left.split()) + len(right.split()) > 5
        safety = Safety.FIX if prose or mark in ",.?!" else Safety.SUGGEST
        yield draft.edit(SPACE_BEFORE_MARK, start, end, after, f"no space before {mark}", safety=safety)
    if " )" in text or "( " in text:
        for match in _BRACKET.finditer(text):
            left, right = _line(text, *match.span())
            paired = left.count("(") > left.count(")") and ")" in right
            if paired:
                yield draft.edit(SPACE_BEFORE_MARK, *match.span(), "", "no space inside brackets")


def open_missing_spaces(draft: Draft) -> Iterator[Edit]:
    """Put a space between two words that a mark alone parts. Wrong in names, formulas, tags and file names."""
    text = draft.text
    for match in _COMMA.finditer(text):
        left, right = _words_around(text, match.start(), match.end())
        before, behind = _line(text, match.start(), match.end())
        if not right and not text[match.end()].isdigit():
            continue
        tight = len(re.findall(r",(?=\w)", before + "," + behind))
        listed = tight > 2 and tight > before.count(", ") + behind.count(", ")
        fits = right in CLOSED_CLASS or (_is_word(left) and (not right or _is_word(right)))
        if left.isdigit() and len(left) != 4:  # a year; of other numbers a group may be lost
            fits = False
        safety = Safety.FIX if fits and not listed else Safety.SUGGEST
        yield draft.edit(MISSING_SPACE, *match.span(), ", ", "a space follows a comma", safety=safety)
    for match in _STOP.finditer(text):
        start, end = match.span()
        left, right = _words_around(text, start, end)
        mark = match.group()
        if mark == "”":
            yield draft.edit(MISSING_SPACE, start, end, "” ", "a space follows a closing quotation mark")
            continue
        if not right or right in _table("name_endings") or left + "." in ABBREVIATIONS:
            continue
        if mark == ";" and (_is_entity(text, start, left) or not (known(left) and known(right))):
            continue
        before, behind = _line(text, start, end)
        token = re.search(r"\S*\Z", before)
        simple = (
            token is not None
            and token.group().strip("“\"'‘(") == left
            and behind[len(right) :][:1] not in tuple("(.[_/@")
        )
        function_word = right.lower() in CLOSED_CLASS
        sure = simple and known(right) and (function_word or (left.islower() and left.isalpha() and known(left)))
        prose = len(before.split()) + len(behind.split()) > 5
        safety = Safety.FIX if sure and prose else Safety.SUGGEST
        if sure or (simple and known(left) and known(right)):
            yield draft.edit(MISSING_SPACE, start, end, mark + " ", f"a space follows {mark}", safety=safety)


def join_contractions(draft: Draft) -> Iterator[Edit]:
    """Join contractions and possessives. Wrong for words that begin with an apostrophe."""
    text = draft.text
    if not any(sign in text for sign in _LOOSE):
        return
    for match in _CONTRACTION.finditer(text):
        word, _ = _words_around(text, match.start(), match.start())
        ending = match[3]
        if ending == "t" and not (word.lower().endswith("n") and word.lower()[:-1] in _table("negatable")):
            continue
        if not known(word):
            continue
        mark = match[1] if match[1] in {"'", "’"} else ("’" if "’" in text else "'")
        yield draft.edit(SPLIT_CONTRACTION, match.start(), match.end(3), (mark or "'") + ending, "one word")
    if " n't" in text or " n’t" in text:
        for match in _N_APOSTROPHE_T.finditer(text):
            word, _ = _words_around(text, match.start(), match.start())
            if word.lower() in _table("negatable"):
                yield draft.edit(SPLIT_CONTRACTION, *match.span(), match.group()[1:], "one word")


def join_hyphenated(draft: Draft) -> Iterator[Edit]:
    """Close a compound around its hyphen. Wrong for dashes and for a hyphen that hangs (pre- and post-war)."""
    text = draft.text
    if " -" not in text and "- " not in text:
        return
    for match in _HYPHEN.finditer(text):
        start, end = match.span()
        left, right = _words_around(text, start, end)
        if not left or "-" in left[-1:]:
            continue
        follows = re.compile(r"\w+ (\w+)").match(text, end)
        ending = right.lower() in _table("compound_endings") and not (follows and follows[1] == "by")
        beginning = left.lower() in _table("compound_beginnings") and right.lower() not in _table(
            "after_hanging_hyphen"
        )
        if ending or beginning:
            yield draft.edit(SPACED_HYPHEN, start, end, "-", "one compound", confidence=0.95)


def drop_doubled_marks(draft: Draft) -> Iterator[Edit]:
    """Set a comma or stop once. Wrong where two stops are an ellipsis, or words are missing between two commas."""
    text = draft.text
    if ",," in text or ", ," in text:
        for match in _COMMAS.finditer(text):
            safety = Safety.SUGGEST if " " in match.group() else Safety.FIX
            if any(one.sentence.start <= match.start() < one.sentence.end for one in displaced(draft)):
                continue  # the piece that landed in a name belongs between them
            yield draft.edit(DOUBLED_MARK, *match.span(), ",", "one comma is enough", safety=safety)
    if ".." in text:
        for match in _TWO_STOPS.finditer(text):
            # Seen in translations: after abbreviations and for ellipses as often as by mistake.
            yield draft.edit(DOUBLED_MARK, *match.span(), ".", "one stop is enough", safety=Safety.SUGGEST)


def _line(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a stretch on its line, at most `_REACH` code points each."""
    before, behind = text[max(start - _REACH, 0) : start], text[end : end + _REACH]
    return before[before.rfind("\n") + 1 :], behind.split("\n", 1)[0]


def _words_around(text: str, start: int, end: int) -> tuple[str, str]:
    before = _WORD_BEFORE.search(text[max(start - 40, 0) : start])
    behind = _WORD_AFTER.match(text, end, end + 40)
    return before.group() if before else "", behind.group() if behind else ""


def _is_word(word: str) -> bool:
    return known(word) or word[:1].isupper() or not word


def _is_entity(text: str, at: int, word: str) -> bool:
    return text[at - len(word) - 1 : at - len(word)] in {"&", "#"}
