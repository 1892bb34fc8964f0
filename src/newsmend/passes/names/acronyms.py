"""Acronyms and what they stand for: in another language, with other letters than the name, or written in two ways.

Where letters stand in a name is asked as by Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text" (PSB 2003), but stricter: theirs takes WOT for the World Trade Organization.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.names import Entity, find_entity, is_part_of_name
from newsmend.passes.names.rules import FALSE_ACRONYM, FOREIGN_ACRONYM
from newsmend.types import Draft, Edit, Safety

_TABLE = "translated_names.toml"
_ACRONYM = re.compile(r"(?<=[\w.] )\(([A-Z][A-Za-zÖ]{1,7})\)")
_BEHIND = re.compile(r"(?<=[\w’'] )\(([A-Z]{3,8})s?\)")
_BEFORE = re.compile(r"(?<![\w@#&/.-])([A-Z]{3,8}) \(([Tt]he )?([A-Z][\w’'-]*(?: [\w’'&-]+){1,9})\)")
_BORDER = re.compile(r"[.!?;:,()“”\"\n]")
_USED = re.compile(r"(?<![\w@#&/.-])[A-Z]{3,8}(?![\w@&/-])")
_SHOUTED = re.compile(r"[A-Z]{2,}[ ,’'&-]*\Z"), re.compile(r"[ ,’'&-]*[A-Z]{2,}")
_SMALL = frozenset("of for the and on in to with against at by de di del la le du des e y et und &".split())
_REACH = 120  # code points before a bracket in which its name is looked for
_LONGEST = 10  # words of a name before its acronym
_OFTEN = 3  # times a text writes the acronym of which an unknown one is a slip


class _Definition(NamedTuple):
    """An acronym beside what it stands for: where it stands, and the words it may be short for, those nearest last."""

    start: int
    written: str
    words: tuple[str, ...]


@cache
def _foreign() -> dict[str, frozenset[str]]:
    """Foreign acronyms with the English ones they stand for."""
    table: dict[str, set[str]] = {}
    for english, others in tables.toml(_TABLE)["acronyms"].items():
        for other in others:
            table.setdefault(other.upper(), set()).add(english)
    return {other: frozenset(english) for other, english in table.items()}


def find_foreign_acronyms(draft: Draft) -> Iterator[Edit]:
    """Put the English acronym behind an English name: "World Health Organization (OMS)".

    Wrong where the text says that the acronym is foreign ("OMS, by its French initials").
    """
    for match in _ACRONYM.finditer(draft.text):
        written = match.group(1)
        words = _words_before(draft.text, match.start())
        entity = _named(words)
        if entity is None or written in entity.forms:
            continue
        english = [form for form in entity.forms if form.isupper() and " " not in form] or [_initials(entity.name)]
        right = [form for form in english if form in _foreign().get(written.upper(), ())]
        if not right:
            right = [form for form in english if sorted(form) == sorted(written.upper())]
        if len(right) == 1:
            yield draft.edit(
                FOREIGN_ACRONYM,
                match.start(1),
                match.end(1),
                right[0],
                f"in English {' '.join(words[-3:])} is {right[0]}",
                confidence=0.9,
                evidence=("gazetteer",),
            )


def find_false_acronyms(draft: Draft) -> Iterator[Edit]:
    """Suggest the acronym that a name beside it, the gazetteer or the rest of the text asks for; else flag it.

    Wrong for acronyms of a language the name was translated from (MSF, PKK). So what anybody knows, what the text uses
    again, and what has other letters altogether stays, and without a true form nothing is suggested.
    """
    used = Counter(match.group() for match in _USED.finditer(draft.text))
    if not used:
        return
    done = set()
    for one in _definitions(draft.text):
        done.add(one.written)
        if not agrees(one.written, one.words):
            yield from _of_definition(draft, one, used)
    yield from _minority(draft, used, done)


def _of_definition(draft: Draft, one: _Definition, used: Counter[str]) -> Iterator[Edit]:
    entity, capitalised = _named(one.words), _capitalised(one.words)
    if entity is not None and one.written in entity.forms:
        return
    initials = _initials_of(capitalised)
    heard = [form for form in used if initials.endswith(form) and used[form] > used[one.written]]
    right, listed = _acronym(entity) if entity else ("", False)
    if entity and right:
        mistaken = is_near(right, one.written) and not _is_known(one.written)
        if sorted(right) == sorted(one.written) or right in _foreign().get(one.written, ()):
            return  # a rule of its own
        if mistaken or (listed and find_entity((one.written,))):
            yield _edit(draft, one, right if mistaken else "", f"{entity.name} is {right}", "gazetteer")
    elif len(heard) == 1 and is_near(heard[0], one.written):
        yield _edit(draft, one, heard[0], f"the text writes “{heard[0]}” elsewhere", "document-majority")
    elif len(capitalised) > 2 and len(one.written) > 3 and used[one.written] == 1 and not _is_known(one.written):
        short = initials[-len(one.written) :]
        # Another first letter, or three in another order (SPD), are another language's.
        if short[0] == one.written[0] and is_near(short, one.written):
            yield _edit(draft, one, "", f"the name beside it has the letters {short}", "initials")


def _edit(draft: Draft, one: _Definition, after: str, reason: str, evidence: str) -> Edit:
    return draft.edit(
        FALSE_ACRONYM,
        one.start,
        one.start + len(one.written),
        after or None,
        reason,
        confidence=0.8 if after else 0.6,
        evidence=(evidence,),
        safety=Safety.SUGGEST if after else Safety.FLAG,
    )


def _minority(draft: Draft, used: Counter[str], done: set[str]) -> Iterator[Edit]:
    """An acronym nobody knows, once, and one of nearly the same letters many times: ISIS, ISSI."""
    often = [form for form in used if used[form] >= _OFTEN and len(form) > 3]
    for odd in sorted(form for form in used if used[form] == 1 and form not in done) if often else ():
        if _is_known(odd):
            continue
        right = [form for form in often if is_near(form, odd)]
        at = next(match.start() for match in _USED.finditer(draft.text) if match.group() == odd)
        before, behind = _SHOUTED
        shouted = before.search(draft.text, max(at - 30, 0), at) or behind.match(draft.text, at + len(odd))
        if len(right) == 1 and not shouted:
            reason = f"the text writes “{right[0]}” elsewhere, {used[right[0]]} times"
            yield _edit(draft, _Definition(at, odd, ()), right[0], reason, "document-majority")


def _definitions(text: str) -> Iterator[_Definition]:
    for match in _BEHIND.finditer(text):
        words = _words_before(text, match.start())
        if len(words) > 1:
            yield _Definition(match.start(1), match.group(1), words)
    for match in _BEFORE.finditer(text):
        yield _Definition(match.start(1), match.group(1), tuple(match.group(3).split()))


def _words_before(text: str, end: int) -> tuple[str, ...]:
    head = _BORDER.split(text[max(0, end - _REACH) : end])[-1]
    return tuple(re.findall(r"[\w’'&-]+", head)[-_LONGEST:])


def agrees(acronym: str, words: tuple[str, ...]) -> bool:
    """Whether the letters of an acronym can be those of a name at the end of some words.

    Each word gives its first letter and may give more; small words need not. One word may give none, if no other gives
    more than its first letter.

    >>> agrees("RFID", ("of", "radio", "frequency", "identification")), agrees("CDC", ("Centers", "Disease", "Control"))
    (True, True)
    >>> agrees("WOT", ("World", "Trade", "Organization"))
    False
    """
    letters = acronym.lower()
    every = ((part, number > 0 or word in _SMALL) for word in words for number, part in enumerate(word.split("-")))
    parts = tuple(part for part in every if part[0])
    return any(_fits(letters, parts[start:], 0, 0) for start in range(len(parts)))


def _fits(letters: str, parts: tuple[tuple[str, bool], ...], silent: int, inner: int) -> bool:
    """Whether parts of a name, each with whether it may be silent, give these letters."""
    if silent > 1 or (silent and inner):
        return False
    if not parts:
        return not letters
    (part, free), rest = parts[0], parts[1:]
    if _fits(letters, rest, silent + (not free), inner):
        return True
    within = iter(part.lower())
    for size, letter in enumerate(letters, 1):
        if (letter != part[0].lower()) if size == 1 else (letter not in within):
            return False
        if size == 1:
            next(within)
        if _fits(letters[size:], rest, silent, inner + (0 if part.isupper() else size - 1)):
            return True
    return False


def is_near(right: str, wrong: str) -> bool:
    """Whether two acronyms differ by a slip: two letters changed places, or one of four or more is another or missing.

    >>> is_near("ISIS", "ISSI"), is_near("NATO", "NATOO"), is_near("EU", "UE"), is_near("FDP", "FDJ")
    (True, True, False, False)
    """
    if right == wrong or min(len(right), len(wrong)) < 3:
        return False
    if len(right) == len(wrong):
        apart = [place for place, (one, other) in enumerate(zip(right, wrong, strict=True)) if one != other]
        if len(apart) == 1:
            return len(right) > 3
        first, *rest = apart
        return rest == [first + 1] and right[first : first + 2] == wrong[first : first + 2][::-1]
    short, long = sorted((right, wrong), key=len)
    return len(short) > 2 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _is_known(acronym: str) -> bool:
    words = (acronym,)
    return lexicon.known(acronym) or find_entity(words) is not None or is_part_of_name(words)


def _named(words: tuple[str, ...]) -> Entity | None:
    """The entity that ends a row of words, the longest; none of one word."""
    rows = (words[start:] for start in range(len(words) - 1))
    return next((entity for row in rows if (entity := find_entity(row))), None)


def _acronym(entity: Entity) -> tuple[str, bool]:
    """The acronym of a name, and whether it lists it; else initials somebody knows; empty if there are none or two."""
    listed = [form for form in entity.forms if form.isupper() and form.isalpha()]
    if listed:
        return (listed[0] if len(listed) == 1 else ""), True
    initials = _initials(entity.name)
    return (initials if len(initials) > 2 and _is_known(initials) else ""), False


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _capitalised(words: tuple[str, ...]) -> tuple[str, ...]:
    """The capitalised words at the end of a row, with the small ones between them."""
    at = len(words)
    while at > 0 and (words[at - 1][0].isupper() or words[at - 1] in _SMALL):
        at -= 1
    while at < len(words) and not words[at][0].isupper():
        at += 1
    tail = words[at:]
    return tail[1:] if tail[:1] == ("The",) else tail


def _initials_of(words: tuple[str, ...]) -> str:
    """The initials of a name, those of function words aside; what a hyphen joins counts each.

    >>> _initials_of(("Bank", "for", "Anti-Corruption"))
    'BAC'
    """
    return "".join(part[0].upper() for word in words if word not in _SMALL for part in word.split("-") if part)
