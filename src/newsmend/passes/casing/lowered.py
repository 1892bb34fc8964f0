"""Names, weekdays and months that lost their capital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newsmend import tables
from newsmend.language import lexicon, names
from newsmend.language.places import places
from newsmend.passes.casing.capitals import listed
from newsmend.passes.casing.rules import LOWERCASED_NAME
from newsmend.types import Draft, Edit, Safety

_WORD = re.compile(r"(?<![\w@#/.'’-])[^\W\d_][\w’'-]*")
_SECOND = re.compile(r" ([^\W_]+)")
_FIRM_KINDS = frozenset(("person", "place", "city", "country", "media", "company", "bank", "airline"))
_COMPASS = frozenset("north south east west northern southern eastern western central".split())
_BETWEEN = re.compile("(?:north|south)-?(?:east|west)(?:ern)?")
_ORGANISATIONS = frozenset(("agency", "institute", "ngo"))
_TIMES = frozenset("today now live daily weekly".split())  # across the USA today
_BEFORE_PLACES = frozenset("in from to at near of outside around across toward towards and".split())


def raise_lowered_names(draft: Draft) -> Iterator[Edit]:
    """Give a name of several words the capitals it has lost ("Associated press", "new Delhi").

    Wrong for phrases that are words as well (white house), for compass points and house style (the Labour party).
    """
    firsts = _first_words()
    text = draft.text
    starts = {word for word in set(_WORD.findall(text)) if word.lower() in firsts}
    for match in places(_WORD, text, starts):
        found = firsts[match.group().lower()]
        if (second := _SECOND.match(text, match.end())) and (size := found.get(second.group(1).lower())):
            yield from _raise(draft, match.start(), size)


@cache
def _first_words() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = tables.derived("first_words", names.sources(), build)
    return found


def build() -> dict[str, dict[str, int]]:
    """The first words of names of several words, by second words, with how many words the longest of them has."""
    first: dict[str, dict[str, int]] = {}
    for entity in names.entities():
        for form in entity.forms:
            words = form.split(" ")
            if len(words) > 1 and words[0][:1].isupper() and words[0].lower() not in lexicon.CLOSED_CLASS:
                seconds = first.setdefault(words[0].lower(), {})
                if second := _SECOND.match(" " + words[1].lower()):
                    seconds[second.group(1)] = max(seconds.get(second.group(1), 0), len(words))
    return first


def _raise(draft: Draft, start: int, longest: int) -> Iterator[Edit]:
    text = draft.text
    words = text[start : start + 80].partition("\n")[0].split(" ")[:longest]
    for size in range(len(words), 1, -1):
        row = [*words[: size - 1], re.sub(r"(?:['’]s?)?\W*$", "", words[size - 1])]
        found = names.find_folded(tuple(row))
        if not found:
            continue
        form, entity = found
        written = " ".join(row)
        if not _mis_cased(row, form.split(" ")) or names.find_entity(tuple(row)):
            return
        safety = _safety(text, start, row, entity.kind, form)
        if safety:
            yield draft.edit(
                LOWERCASED_NAME,
                start,
                start + len(written),
                form,
                "a name without its capitals",
                confidence=0.99 if safety == Safety.FIX else 0.7,
                evidence=("gazetteer",),
                safety=safety,
            )
        return


def _mis_cased(row: list[str], right: list[str]) -> bool:
    """Whether words differ only in that some lack their capital, and some have it."""
    lowered = [mine for mine, true in zip(row, right, strict=True) if mine != true]
    return (
        all(mine.islower() and true[0].isupper() and true[1:] == mine[1:]
            for mine, true in zip(row, right, strict=True) if mine != true)
        and bool(lowered)
        and (len(lowered) < len(row) or any(lexicon.is_name(word) for word in row))
    )  # fmt: skip


def _safety(text: str, start: int, row: list[str], kind: str, form: str) -> Safety | None:
    before = re.findall(r"[\w’'-]+ $", text[max(start - 20, 0) : start])
    lowered = [word for word in row if word.islower() and word not in lexicon.CLOSED_CLASS]
    rest = tuple(row[1:])
    if (row[0] in _COMPASS and names.find_entity(rest)) or _BETWEEN.fullmatch(row[0]):
        return None
    if not row[0].islower() and re.search(rf"(?<![\w-]){re.escape(' '.join(row).lower())}(?!\w)", text):
        return None  # the document uses the words as words: the Rift valley, one rift valley of many
    if row[0].islower() and row[1] == "of":
        return Safety.SUGGEST  # the state of Israel, the city of York
    if all(lexicon.is_name(word) for word in lowered) or form in text:
        return Safety.FIX
    if row[0] == "new" and (lexicon.lower_share(rest[0]) or 0) > 0.5:
        return None  # a new Vision for the town is no newspaper
    if row[0].islower() and rest[0][0].isupper():
        # "in new Delhi" is the city, "the new Delhi metro" may be new.
        alone = before and before[0].strip().lower() in _BEFORE_PLACES
        if kind not in _FIRM_KINDS or (names.find_entity(rest) and not alone):
            return None if not alone else Safety.SUGGEST
        return Safety.FIX
    if kind in _FIRM_KINDS - {"company"} and len(lowered) == 1 and lowered[0] not in _TIMES:
        return Safety.FIX
    inside = bool(before) and before[0].islower()
    if row[0][0].isupper() and before and not inside:
        return None  # the rest of a longer name: African National Congress party
    if row[0][0].isupper() and inside and kind in _ORGANISATIONS and not lexicon.is_adjective(row[0]):
        # In mid-sentence its first word has a capital of its own. A council may be another one; wars, parties, seas
        # and "Ukrainian armed forces" are written both ways.
        return Safety.FIX if not listed("institutions").intersection(lowered) else Safety.SUGGEST
    return Safety.SUGGEST if row[0][0].isupper() else None


_DATE = re.compile(
    r"[ (](monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|september|october"
    r"|november|december)s?(?![\w@/’'-]|\.\w)(?= (\d)|)"
)
_BEFORE_DATE = re.compile(r"(?<![^\s(])([a-z]+|\d{1,2}(?:st|nd|rd|th)?) $")


def raise_dates(draft: Draft) -> Iterator[Edit]:
    """Give a weekday or a month its capital; "may", "march" and "august" are words as well and stay.

    Wrong in other languages, names of products, and texts written small throughout.
    """
    if not re.search(r"(?<![\w])(?:[A-Z][a-z]+day|[A-Z][a-z]+)\b", draft.text):
        return
    for match in _DATE.finditer(draft.text):
        start = match.start(1)
        found = _BEFORE_DATE.search(draft.text, max(start - 20, 0), start)
        before = found.group(1) if found else ""
        firm = before in listed("date_words") or before[:1].isdigit() or match.group(2)
        word = draft.text[start : match.end()]
        yield draft.edit(
            LOWERCASED_NAME,
            start,
            match.end(),
            word.capitalize(),
            "a date without its capital",
            confidence=0.99 if firm else 0.8,
            evidence=("date-word",) if firm else (),
            safety=Safety.FIX if firm else Safety.SUGGEST,
        )
