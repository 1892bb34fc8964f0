"""Numbers, currencies and units as English writes them. No figure ever changes its value by default."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from newsmend.language.lexicon import UNITS, singulars
from newsmend.policy import is_quoted
from newsmend.types import Draft, Edit, Rule, Safety

SPACED_CURRENCY = Rule(
    "figures/spaced-currency",
    "a space between a currency sign and its amount",
    Safety.FIX,
    ("It cost $ 1 billion.", "It cost $1 billion."),
    why="Most languages part the sign and the amount; English closes them up.",
    spares="Signs that follow their amount; columns of figures.",
    typographic=True,
)
DECIMAL_COMMA = Rule(
    "figures/decimal-comma",
    "a decimal comma",
    Safety.SUGGEST,  # in 33,919 human post-edits 16 were mended and 14 left as they were
    ("It rose to 99,9%.", "It rose to 99.9%."),
    why="English parts thousands with a comma; most of Europe and Latin America marks decimals with it.",
    spares="Three digits after the comma; lists of numbers.",
    typographic=True,
)
SPACED_PERCENT = Rule(
    "figures/spaced-percent",
    "a space before a percent sign",
    Safety.FIX,
    ("It rose by 9 %, then by 4%.", "It rose by 9%, then by 4%."),
    why="Most languages part number and sign; English closes them up.",
    spares="Where the document never closes it up, it may be house style (SI): then it is suggested.",
    typographic=True,
)
CURRENCY_BEHIND = Rule(
    "figures/currency-behind",
    "a currency sign behind its amount",
    Safety.SUGGEST,
    ("It cost 50 € a head.", "It cost €50 a head."),
    why="Most languages put the sign behind the amount, English puts it in front.",
    spares="A sign that has an amount behind it too.",
    typographic=True,
)
THOUSANDS_OF_MILLIONS = Rule(
    "figures/thousands-of-millions",
    "an amount counted in thousands of millions",
    Safety.SUGGEST,
    ("a debt of 170,000 million euros", "a debt of 170 billion euros"),
    why="Languages in which a billion is a million millions count so; English news says billion.",
    spares="5,934 million and 170.000 million may be either: they are flagged.",
)
AMBIGUOUS_POINT = Rule(
    "figures/ambiguous-point",
    "a point that may part thousands or decimals",
    Safety.SUGGEST,
    ("some 1.500.000 people", "some 1,500,000 people"),
    why="Much of the world parts thousands with points. English reads 2.400 as a little more than two.",
    spares="Dates, versions, IP addresses. With one point nobody can know: it is flagged where things are counted.",
    typographic=True,
)
RULES = (
    SPACED_CURRENCY, DECIMAL_COMMA, SPACED_PERCENT, CURRENCY_BEHIND, THOUSANDS_OF_MILLIONS, AMBIGUOUS_POINT,
)  # fmt: skip

_SIGNS = "$€£¥₹₽₪₩₺₴₦"
_SPACED_CURRENCY = re.compile(rf"(?<=[{_SIGNS}])[ \xa0\u202f](?=\d)")
_NO_AMOUNT = re.compile(rf"(?:\d[ \xa0]?|-)[{_SIGNS}]\Z")  # a sign behind its amount, a column of an account
_DECIMAL_COMMA = re.compile(
    r"(?<![\d.,/-])(\d{1,3}),(\d{1,2})(?=(?P<unit>[ \xa0]?%| (?:per ?cent|pc|(?:million|billion|trillion)s?)\b)"
    r"|[ \xa0](?P<word>[^\W\d_]{1,12})\b)"
)
_PERCENT = re.compile(r"(?<=\d)[ \xa0\u202f]%(?!\w)")
_CLOSED_PERCENT = re.compile(r"\d%")
_CURRENCY_BEHIND = re.compile(
    rf"(?<![\w.,{_SIGNS}])(?<![{_SIGNS}][ \xa0])(\d[\d.,]*)((?: (?:thousand|million|billion|trillion))?)[ \xa0]?"
    r"([$€£])(?![\w$€£]| ?\d)"
)
_THOUSAND_MILLION = re.compile(r"(?<![\d.,])(\d{1,3})([,.])(\d{3}) million(s?)\b(?! million)")
_GROUPS = re.compile(r"(?<![\w.,:/-])[1-9]\d{0,2}(?:\.\d{3})+(?![\w/:-]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing can be set."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Repairs how figures are set; what could change a value is suggested or flagged."""

    settings: Settings = Settings()
    name: ClassVar[str] = "figures"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield an edit for each figure that is not set as English sets it."""
        text = draft.text
        if any(sign in text for sign in _SIGNS):
            yield from close_up_currency(draft)
            yield from move_currency_to_front(draft)
        yield from point_decimals(draft)
        if "%" in text:
            yield from close_up_percent(draft)
        if " million" in text:
            yield from count_in_billions(draft)
        yield from question_points(draft)


def close_up_currency(draft: Draft) -> Iterator[Edit]:
    """Take the space out between sign and amount. Wrong for a sign that belongs to the amount before it."""
    for match in _SPACED_CURRENCY.finditer(draft.text):
        start, end = match.span()
        if not _NO_AMOUNT.search(draft.text[max(start - 3, 0) : start]):
            yield draft.edit(SPACED_CURRENCY, start, end, "", "English closes up sign and amount")


def point_decimals(draft: Draft) -> Iterator[Edit]:
    """Make a decimal comma a point. Wrong for two numbers in a row, and for three digits: those are thousands."""
    for match in _DECIMAL_COMMA.finditer(draft.text):
        start, end = match.start(1), match.end(2)
        word = match["word"]
        if word and (word not in UNITS or word in {"a", "in", "am", "pm", "h"}):
            continue
        after = f"{match[1]}.{match[2]}"
        sure = bool(match["unit"]) and not match[1].startswith("00")
        yield draft.edit(
            DECIMAL_COMMA, start, end, after, "English has a decimal point", confidence=0.95 if sure else 0.7
        )


def close_up_percent(draft: Draft) -> Iterator[Edit]:
    """Take the space out before a percent sign. Wrong where the house sets it so throughout."""
    spaced = list(_PERCENT.finditer(draft.text))
    if not spaced:
        return
    closed = len(_CLOSED_PERCENT.findall(draft.text))
    for match in spaced:
        sure = closed > 0 and closed >= len(spaced)
        yield draft.edit(
            SPACED_PERCENT, *match.span(), "%", "English closes up number and sign",
            evidence=["document-majority"] if sure else [], safety=Safety.FIX if sure else Safety.SUGGEST,
        )  # fmt: skip


def move_currency_to_front(draft: Draft) -> Iterator[Edit]:
    """Suggest the sign in front of the amount."""
    for match in _CURRENCY_BEHIND.finditer(draft.text):
        amount = match[1].rstrip(".,")
        if amount == match[1]:
            yield draft.edit(CURRENCY_BEHIND, *match.span(), match[3] + amount + match[2], "the sign goes in front")


def count_in_billions(draft: Draft) -> Iterator[Edit]:
    """Suggest billions for thousands of millions; flag what may be decimals. What somebody said stays as said."""
    for match in _THOUSAND_MILLION.finditer(draft.text):
        if is_quoted(draft, match.start()):
            continue
        whole, mark, rest, plural = match.groups()
        if mark == "." or not rest.endswith("00"):
            yield draft.edit(
                THOUSANDS_OF_MILLIONS, *match.span(), None, "thousands of millions, or millions and decimals"
            )
            continue
        decimals = rest.rstrip("0")
        after = f"{whole}{'.' + decimals if decimals else ''} billion{plural}"
        yield draft.edit(THOUSANDS_OF_MILLIONS, *match.span(), after, "a thousand million is a billion")


def question_points(draft: Draft) -> Iterator[Edit]:
    """Suggest commas where points part thousands twice; flag a single one before something that is counted."""
    for match in _GROUPS.finditer(draft.text):
        groups = match.group().split(".")
        behind = re.compile(r" ([a-z]+)").match(draft.text, match.end())
        if is_quoted(draft, match.start()):
            continue
        if len(groups) == 3:
            yield draft.edit(AMBIGUOUS_POINT, *match.span(), ",".join(groups), "points part thousands here")
        elif len(groups) == 2 and behind and behind[1] not in UNITS and singulars(behind[1]):
            yield draft.edit(AMBIGUOUS_POINT, *match.span(), None, "thousands or decimals: only the source can tell")
