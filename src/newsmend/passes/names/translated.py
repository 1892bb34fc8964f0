"""Names that were read as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newsmend import tables
from newsmend.language import sounds
from newsmend.language.mentions import Mentions
from newsmend.passes.names.rules import TRANSLATED_NAME
from newsmend.types import Draft, Edit

_TABLE = "translated_names.toml"
_NEAR = 150


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    """English words with the surnames that are translated so."""
    table: dict[str, tuple[str, ...]] = {}
    for surname, english in tables.toml(_TABLE)["surnames"].items():
        for word in english:
            table[word] = (*table.get(word, ()), surname)
    return table


def flag_translated_names(draft: Draft, known: Mentions) -> Iterator[Edit]:
    """Flag a first name before a translation of its surname: "Carlos Body" where Carlos Cuerpo is known.

    Wrong where somebody is called so, and the text or the gazetteer knows the other as well.
    """
    for at in sorted(at for word in known.places.keys() & _surnames().keys() for at in known.places[word]):
        token = known.tokens[at]
        kind, first = known.before(at)
        if kind != "name" or not token.joined:
            continue
        for surname in _surnames()[token.word]:
            if where := _bearer(known, first, surname):
                yield draft.edit(
                    TRANSLATED_NAME,
                    token.start,
                    token.end,
                    None,
                    f"{where} {first} {surname}; “{token.word}” translates the surname",
                    confidence=0.9,
                    evidence=("translated-name",),
                )
                break
    yield from _phrases(draft)


def _bearer(known: Mentions, first: str, surname: str) -> str:
    """Who knows this first name with this surname, as the beginning of a sentence; empty if nobody."""
    if f"{first} {surname}" in known.text:
        return "the text knows"
    bearers = known.gazetteer.bearers(surname)
    if any(sounds.fold(form) == sounds.fold(first + surname) for entity in bearers for form in entity.forms):
        return "the gazetteer knows"
    return ""


def _phrases(draft: Draft) -> Iterator[Edit]:
    text = draft.text.casefold()
    for row in tables.toml(_TABLE)["phrases"]:
        phrase = row["phrase"]
        if phrase.casefold() not in text:
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", draft.text, re.IGNORECASE):
            before = draft.text[max(0, match.start() - 30) : match.start()]
            near = before + draft.text[match.end() : match.end() + 30]
            if match.group()[0].isupper() and any(word in near for word in row["beside"]):
                yield draft.edit(
                    TRANSLATED_NAME,
                    match.start(),
                    match.end(),
                    None,
                    f"{row['means']} may be meant, read as a word or as letters of another alphabet",
                    confidence=0.5,
                    evidence=("translated-name",),
                )
