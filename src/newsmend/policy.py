"""The one place that decides what becomes of an edit: applied, suggested, flagged, overlapped or refused."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from newsmend.types import (
    APPLIED,
    FLAGGED,
    OVERLAPPED,
    PROTECTED,
    SUGGESTED,
    Draft,
    Edit,
    Rule,
    Safety,
    Span,
)

_TLD = "com|org|net|edu|gov|mil|info|news|int|tv|io|me|co|eu|uk|de|fr|es|it|ru|ua|in|cn|jp|br|au|ca|za|ng|ke|pk|ir|il"
_KINDS = (  # what a kind cannot do without, and the kind; where two begin at one place the first counts
    ("<", r"<[a-zA-Z!](?=[^<>\n]{0,2000}>)[^<>\n=]*=[^<>\n]*>"),  # a tag: its addresses are no text
    ("http", r"https?://[^\s<>\[\]\"“”«»]+"),
    ("www.", r"www\.[^\s<>\[\]\"“”«»]+"),
    ("@", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),  # e-mail addresses
    ("@", r"(?<![\w@./])@\w{2,}"),  # @handles
    ("#", r"(?<![\w&\#/])\#(?=\w*[A-Za-z])\w+"),  # #hashtags
    ("", rf"(?<![\w.@-])(?:[a-z0-9][a-z0-9-]*\.)+(?:{_TLD})(?![\w-]|\.\w)(?:/[^\s<>\"“”«»]*)?"),  # example.org/page
    ("`", r"`[^`\n]+`"),  # code
)
_DOMAIN = re.compile(rf"\.(?:{_TLD})(?![\w-]|\.\w)")


@cache
def _protected(kinds: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(kinds))


_TRAILING = ".,;:!?)]}'’"
_KEEP_REGION = re.compile(r"<!--\s*newsmend:\s*keep\s*-->.*?(?:<!--\s*newsmend:\s*end\s*-->|\Z)", re.DOTALL)

_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion "
    "dozen half quarter third first second once twice hundreds thousands millions billions"
).split()
_NEGATIONS = "no not never none nobody nothing nowhere neither nor without cannot".split()
_DATES = (
    "January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
).split()
_CURRENCIES = (
    "dollar dollars euro euros pound pounds yen yuan rupee rupees rouble roubles ruble rubles lira peso pesos".split()
)
_FACT = re.compile(
    r"\d+(?:[.,:]\d+)*|[$€£¥₹₽₪₩₺₴]|\b(?:USD|EUR|GBP|JPY|CNY|INR|RUB)\b|n['’]t\b|\b(?:"
    + "|".join(_DATES)
    + r")\b|(?i:\b(?:"
    + "|".join(_NUMBER_WORDS + _NEGATIONS + _CURRENCIES)
    + r")\b)"
)
_DIGITS = re.compile(r"\d")
_MARKUP = ("&", "\\", "<", "[")  # digits in an entity, an escape, a tag or a shortcode state nothing


def facts(text: str) -> frozenset[str]:
    """The numbers, dates, negations and currencies a text states.

    >>> sorted(facts("On Monday he did not pay $5 or 5 euros"))
    ['$', '5', 'Monday', 'euros', 'not']
    """
    return frozenset(found if found in _DATES else found.lower() for found in _FACT.findall(text))


def protected(text: str) -> Iterator[Span]:
    """Where text must stay as it is: URLs, e-mail addresses, @handles, #hashtags, code, and regions marked to keep."""
    # Most texts hold none of them, and trying them all at every letter takes most of the time of deciding.
    kinds = tuple(kind for mark, kind in _KINDS if (mark in text if mark else _DOMAIN.search(text)))
    for match in _protected(kinds).finditer(text) if kinds else ():
        if match.group()[0] == "<":
            continue
        end = match.end()
        if match.group()[0] != "`":
            end -= len(match.group()) - len(match.group().rstrip(_TRAILING))
        yield Span(match.start(), end)
    for match in _KEEP_REGION.finditer(text):
        yield Span(*match.span())


def quotations(text: str) -> list[Span]:
    """The direct quotations of a text, paragraph by paragraph; one left open lasts to the paragraph's end.

    >>> text = 'He said: “No, no.” Then "we left'
    >>> [text[s.start:s.end] for s in quotations(text)]
    ['“No, no.”', '"we left']
    """
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        spans += _quotations_in(line, start)
        start += len(line) + 1
    return spans


_QUOTE = re.compile(r"[\"“”„«»]|(?<!\w)‘|’(?!\w)")
_CLOSES = {"“": "”", "„": "“”", "«": "»", "‘": "’", '"': '"', "”": "”“", "»": "«"}


def _quotations_in(line: str, offset: int) -> Iterator[Span]:
    opened = -1
    closing = ""
    for match in _QUOTE.finditer(line):
        mark = match.group()
        if opened >= 0 and (mark in closing or (mark in '"”' and closing != "’")):
            yield Span(offset + opened, offset + match.end())
            opened = -1
        elif opened < 0 and mark != "’":
            opened, closing = match.start(), _CLOSES[mark]
    # An apostrophe-like mark that never closes opened no quotation.
    if opened >= 0 and closing != "’":
        yield Span(offset + opened, offset + len(line))


@dataclass(frozen=True, slots=True)
class Policy:
    """What is applied. `safety` is the least safety applied; `select` and `ignore` name rules or whole passes."""

    safety: Safety = Safety.FIX
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def wants(self, rule: Rule) -> bool:
        """Whether the user asked for this rule; an ignored rule is off even when its pass is selected."""
        names = {rule.id, rule.pass_name}
        return not names & set(self.ignore) and (not self.select or bool(names & set(self.select)))

    def decide(self, edits: Iterable[Edit], draft: Draft) -> list[tuple[Edit, str]]:
        """Each edit with its outcome. Of competing edits the safest wins, then the surest, then the first.

        A suggestion that was asked for wins over an edit of its own rule inside it. Edits that
        would change nothing, and those of rules nobody asked for, are left out.
        """
        wanted = [edit for edit in dict.fromkeys(edits) if self.wants(edit.rule) and edit.after != edit.before]
        if not wanted:
            return []
        off_limits = self._off_limits(draft)
        decided: list[tuple[Edit, str]] = []
        candidates: list[Edit] = []
        for edit in wanted:
            if off_limits.touched_by(edit.span):
                decided.append((edit, PROTECTED))
                continue
            edit = self._demoted(edit, draft)  # noqa: PLW2901 - the demoted edit takes the proposed one's place
            if edit.after is None or edit.safety == Safety.FLAG:
                decided.append((edit, FLAGGED))
            elif edit.safety < self.safety:
                decided.append((edit, SUGGESTED))
            else:
                candidates.append(edit)
        return decided + list(_choose(_fuller(candidates)))

    def _off_limits(self, draft: Draft) -> _Spans:
        key = f"policy.protected {self.keep}"
        if key not in draft.memo:
            spans = list(protected(draft.text))
            spans += [block.span for block in draft.blocks if block.kind == "code"]
            for word in self.keep:
                spans += [Span(*m.span()) for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", draft.text)]
            draft.memo[key] = _Spans(spans)
        found: _Spans = draft.memo[key]
        return found

    def _demoted(self, edit: Edit, draft: Draft) -> Edit:
        """The edit with its safety lowered where a fact or somebody's words are at stake."""
        if edit.after is None or edit.safety < Safety.FIX:
            return edit
        if edit.rule.typographic:
            same = _DIGITS.findall(edit.before) == _DIGITS.findall(edit.after)
            if not same and not edit.before.lstrip().startswith(_MARKUP):
                return replace(edit, safety=Safety.SUGGEST, evidence=(*edit.evidence, "facts-guard"))
            return edit
        if facts(edit.before) != facts(edit.after):
            return replace(edit, safety=Safety.SUGGEST, evidence=(*edit.evidence, "facts-guard"))
        if _quotations(draft).around(edit.span):
            return replace(edit, safety=Safety.SUGGEST, evidence=(*edit.evidence, "in-quotation"))
        return edit


class _Spans:
    """Spans of one text, joined where they overlap, in order: membership by bisection, since a text may hold many."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for span in sorted(spans):
            if self.ends and span.start < self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], span.end)
            else:
                self.starts.append(span.start)
                self.ends.append(span.end)

    def touched_by(self, span: Span) -> bool:
        """Whether text of one of them would change; an insertion at an edge leaves it as it was."""
        at = bisect_right(self.ends, span.start)
        return at < len(self.starts) and self.starts[at] < span.end

    def around(self, span: Span) -> bool:
        """Whether one of them holds the whole span."""
        at = bisect_right(self.starts, span.start) - 1
        return at >= 0 and span.end <= self.ends[at]


def is_quoted(draft: Draft, place: int) -> bool:
    """Whether a place lies in a direct quotation, whose words are the speaker's own."""
    return _quotations(draft).around(Span(place, place + 1))


def _quotations(draft: Draft) -> _Spans:
    """The quotations of a draft, found once for all who ask."""
    if "policy.quotations" not in draft.memo:
        draft.memo["policy.quotations"] = _Spans(quotations(draft.text))
    found: _Spans = draft.memo["policy.quotations"]
    return found


def _fuller(candidates: list[Edit]) -> list[Edit]:
    """Without what a rule does by itself where it suggests more, since suggestions get here only when asked for."""
    suggested: dict[str, list[Span]] = {}
    for edit in candidates:
        if edit.safety < Safety.FIX:
            suggested.setdefault(edit.rule.id, []).append(edit.span)
    return [
        edit
        for edit in candidates
        if edit.safety < Safety.FIX
        or not any(
            wide.start <= edit.span.start and edit.span.end <= wide.end for wide in suggested.get(edit.rule.id, ())
        )
    ]


def _choose(candidates: list[Edit]) -> Iterator[tuple[Edit, str]]:
    def rank(edit: Edit) -> tuple[object, ...]:
        return (-edit.safety, -edit.confidence, edit.span.start, -edit.span.end, edit.rule.id, edit.after or "")

    chosen: list[Span] = []
    for edit in sorted(candidates, key=rank):
        at = bisect_right(chosen, edit.span)
        if any(edit.span.overlaps(neighbour) for neighbour in chosen[max(at - 2, 0) : at + 2]):
            yield edit, OVERLAPPED
        else:
            chosen.insert(at, edit.span)
            yield edit, APPLIED
