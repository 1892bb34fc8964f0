"""Slips the gazetteer lists: forms of a name that are never an accepted spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from newsmend import tables
from newsmend.language import lexicon, names, sounds
from newsmend.language.gazetteer import listed
from newsmend.language.names import Entity
from newsmend.language.places import places
from newsmend.passes.names.rules import KNOWN_SLIP
from newsmend.passes.names.witnesses import NEAR, contrasted, witnesses
from newsmend.types import Draft, Edit, Safety

_NAME = re.compile(r"(?<![\w@#])[A-Z][\w'’.-]*")
_AHEAD = 120  # code points, more than the longest slip
_SIC = re.compile(r"\s*[\[(]sic[\])]", re.IGNORECASE)


def find_known_slips(draft: Draft, gazetteers: tuple[str, ...] = ()) -> Iterator[Edit]:
    """Put the canonical name where a listed slip stands."""
    slips = {word: _slips(_key(word), gazetteers) for word in set(_NAME.findall(draft.text))}
    for match in places(_NAME, draft.text, [word for word, candidates in slips.items() if candidates]):
        ahead = _plain(draft.text[match.start() : match.start() + _AHEAD])
        for slip, entity in slips[match.group()]:
            if not ahead.startswith(_plain_slip(slip)):
                continue
            found = _pattern(slip).match(draft.text, match.start())
            if found and not _SIC.match(draft.text, found.end()):
                yield _repair(draft, found, entity)
                break


def _repair(draft: Draft, found: re.Match[str], entity: Entity) -> Edit:
    slip = found.group()
    after = _without_rest(_right(slip, entity), draft.text, *found.span())
    after = after.replace("'", "’") if "’" in slip else after
    near = draft.text[max(0, found.start() - NEAR) : found.start()] + draft.text[found.end() : found.end() + NEAR]
    witness = next(iter(witnesses(entity, near)), None)
    unknown = [word for word in slip.split() if not lexicon.known(word)]
    # A form that can be nothing else needs no witness; a lone word or a row of common words does.
    safe = witness is not None or (bool(unknown) and " " in slip)
    safe = safe and not contrasted(draft.text, *found.span(), after, entity)
    return draft.edit(
        KNOWN_SLIP,
        found.start(),
        found.end(),
        after,
        f"a known slip of {entity.name}" + (f"; “{witness}” stands near" if witness else ""),
        confidence=0.995 if witness and unknown else 0.99 if safe else 0.85,
        evidence=("gazetteer", *(("context-word",) if witness else ())),
        safety=Safety.FIX if safe else Safety.SUGGEST,
    )


def _right(slip: str, entity: Entity) -> str:
    """The part of the name that a slip stands for: of Netanyaho only the surname."""
    words, size = entity.name.split(), len(slip.split())
    if size >= len(words) or entity.kind != "person":
        return entity.name
    part = " ".join(words[-size:])
    return part if sounds.distance(part, slip, 0.4 * len(part)) < sounds.FAR else entity.name


def _without_rest(name: str, text: str, start: int, end: int) -> str:
    """A name without the words of it that stand beside the slip already: Samsong Electronics."""
    words = name.split()
    for size in range(len(words) - 1, 0, -1):
        if re.match(rf"[ \u00a0]{re.escape(' '.join(words[-size:]))}\b", text[end : end + _AHEAD]):
            return " ".join(words[:-size])
        if text[:start].endswith(f" {' '.join(words[:size])} "):
            return " ".join(words[size:])
    return name


def _plain(text: str) -> str:
    """Text with one blank for any white space and one apostrophe for all: to part what can match from the rest."""
    return " ".join(text.replace("’", "'").split())


_plain_slip = lru_cache(maxsize=1 << 14)(_plain)
_KEY = re.compile(r"[^\s'’.-]*")


def _key(word: str) -> str:
    """The letters and figures a word begins with."""
    found = _KEY.match(word)
    return found.group() if found else ""


@lru_cache(maxsize=4096)
def _slips(key: str, gazetteers: tuple[str, ...]) -> list[tuple[str, Entity]]:
    """The slips that begin with a word, longest first."""
    known = tables.derived("slips", names.sources(), build).get(key, ())
    rows = [(slip, names.entity(number)) for slip, number in known]
    return sorted([*rows, *_added(gazetteers).get(key, ())], key=_longest_first)


@cache
def _added(gazetteers: tuple[str, ...]) -> dict[str, list[tuple[str, Entity]]]:
    table: dict[str, list[tuple[str, Entity]]] = {}
    for entity in listed(gazetteers):
        for slip in entity.slips:
            table.setdefault(_key(slip), []).append((slip, entity))
    return table


def _longest_first(row: tuple[str, object]) -> tuple[int, str]:
    return -len(row[0]), row[0]


def build() -> dict[str, list[tuple[str, int]]]:
    """The slips of the data files by their first word, with the numbers of their entities."""
    table: dict[str, list[tuple[str, int]]] = {}
    for number, entity in enumerate(names.entities()):
        for slip in entity.slips:
            table.setdefault(_key(slip), []).append((slip, number))
    return table


@cache
def _pattern(slip: str) -> re.Pattern[str]:
    """A slip as it may stand in text: blanks match any white space but a paragraph break."""
    words = (re.escape(word).replace("'", "['’]") for word in slip.split())
    return re.compile(r"(?:[ \t\u00a0]+|\n(?!\n))".join(words) + r"(?![\w-])")
