"""What stands near a name and speaks of it."""

from __future__ import annotations

from functools import cache

from newsmend import tables
from newsmend.language import sentences
from newsmend.language.names import Entity

NEAR = 600  # code points to either side in which a context word counts: about a paragraph and its neighbours


def witnesses(entity: Entity, near: str, own: tuple[str, ...] = ()) -> list[str]:
    """The words of a stretch of text that speak of an entity, but for its `own`; capitalised ones first."""
    counted = {word.lower() for word in own}
    words = [*entity.context, *entity.forms]
    words += [kin for word in (*entity.context, *entity.forms) for kin in _kin().get(word, ())]
    found = [word for word in dict.fromkeys(words) if word.lower() not in counted and stands(word, near)]
    return sorted(found, key=lambda word: not word[0].isupper())


@cache
def _kin() -> dict[str, tuple[str, ...]]:
    """What speaks of the same country: Greece, Greek, Athens."""
    table: dict[str, tuple[str, ...]] = {}
    for row in tables.rows("countries.tsv"):
        words = [word for column in row[:3] for word in column.split("|")]
        for word in words:
            table[word] = (*table.get(word, ()), *(other for other in words if other != word))
    return table


def stands(word: str, text: str) -> bool:
    """Whether a word or phrase stands in a text, as it is written.

    >>> stands("Iran", "Iranian and Iran’s"), stands("Iran", "Iranian")
    (True, False)
    """
    # No pattern: thousands of different words are asked for, and compiling one costs more than any search.
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and _is_letter(text[at - 1])) and not (end < len(text) and _is_letter(text[end])):
            return True
        at = text.find(word, at + 1)
    return False


def contrasted(text: str, start: int, end: int, right: str, entity: Entity) -> bool:
    """Whether the sentence around a form also writes the right one: it may speak of both, "Xi and Shi are not one"."""
    return any(stands(form, part) for form in {right, *entity.forms} for part in sentences.around(text, start, end))


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"
