"""The tables of phrases: every row fires on its own words, says something else, and is silent on what it says."""

from __future__ import annotations

import re

import pytest

from newsmend.passes.wording import phrases
from newsmend.passes.wording.phrases import Phrase
from newsmend.types import Document, Draft

SLOTS = {"HOUR": "7", "NUM": "25", "DAY": "Monday", "MONTH": "May", "ORD": "5th", "NAME": "Amsel"}
ROWS = phrases.phrases()


def sample(find: str, choice: int) -> str:
    """A text the row matches: the first or last of each group's choices, verbs in their base form."""
    text = re.sub(r"\(([^()]*)\)", lambda group: group.group(1).split("|")[choice], find)
    for slot, value in SLOTS.items():
        text = text.replace(slot, value)
    return text.replace("~", "").translate(str.maketrans("[]", "()"))


def found(phrase: Phrase, text: str) -> list[phrases.Match]:
    draft = Draft(text, Document("row", text))
    places = phrases.places(phrase, text, phrases._plain(text), phrases.words(draft))
    return [phrases._match(phrase, text, match) for match in places]


@pytest.mark.parametrize("choice", [0, -1], ids=["first", "last"])
def test_a_row_fires_on_its_own_words_and_is_silent_on_what_it_says(choice: int) -> None:
    for phrase in ROWS:
        text = f"So {sample(phrase.find, choice)} here."
        matches = found(phrase, text)
        assert matches, text
        for match in matches:
            if match.after is not None:
                assert match.after != text[match.start : match.end], f"{phrase.find}: a row must change something"
                assert not re.search(r"[~$]|NUM|HOUR|DAY|MONTH|ORD|NAME", match.after), match
                assert not found(phrase, text[: match.start] + match.after + text[match.end :]), match


def test_the_tables_are_large_and_without_doubles() -> None:
    assert len(ROWS) >= 1_000
    assert len({phrase.find for phrase in ROWS}) == len(ROWS)


def test_conditions_are_known() -> None:
    for phrase in ROWS:
        for condition in phrase.when.split():
            name, _, words = condition.partition(":")
            assert condition == "unquoted" or name.lstrip("-") in phrases.CONDITIONS, phrase.find
            kinds = set(re.findall(r"[A-Z]{2,}", words))
            assert kinds <= {"NAME", "NUMBER", "WORD", "KNOWN", "NONE"}, phrase.find
