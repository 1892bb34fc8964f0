"""The index of near words is what the lexicon gives, and symspellpy's lookup on it answers as on its own tables."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import pytest
from symspellpy import SymSpell, Verbosity

from newsmend.language import spellings

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
from spellings import listed

SLIPS = ("recieve", "juridsiction", "goverment", "comission", "outbrks", "thier", "labotory", "xqzzt", "a", "adress")


@pytest.fixture(scope="module")
def own() -> SymSpell:
    made = SymSpell(max_dictionary_edit_distance=spellings.DISTANCE, prefix_length=spellings.PREFIX)
    for word, count in spellings.words().items():
        made.create_dictionary_entry(word, count)
    return made


def test_the_index_is_fresh() -> None:
    assert dict(spellings.words()) == listed(), "run 'python training/spellings.py'"


@pytest.mark.parametrize("distance", [1, 2])
@pytest.mark.parametrize("word", SLIPS)
def test_lookup_answers_as_symspellpy_does_on_its_own_tables(own: SymSpell, word: str, distance: int) -> None:
    for verbosity in (Verbosity.CLOSEST, Verbosity.ALL):
        mapped = spellings.symspell().lookup(word, verbosity, max_edit_distance=distance)
        assert {(one.term, one.distance) for one in mapped} == {
            (one.term, one.distance) for one in own.lookup(word, verbosity, max_edit_distance=distance)
        }


def test_lost_letters_are_found_wherever_they_stood() -> None:
    words = set(spellings.words())
    for whole in ("government", "cat", "risk", "authorities", "tomorrow"):
        for lost in (1, 2):
            for at in range(1, len(whole) - lost):
                part = whole[:at] + whole[at + lost :]
                assert whole in spellings.restored(part, 1, len(part) - 1) or len(part) < 2
                assert spellings.restored(part, 1, len(part) - 1) <= words


def test_counts_of_pairs_are_within_a_thousandth() -> None:
    text = files("symspellpy").joinpath("frequency_bigramdictionary_en_243_342.txt").read_text("utf-8-sig")
    for line in text.splitlines()[::5_000]:
        pair, _, count = line.rpartition(" ")
        assert spellings.pairs()[pair] == pytest.approx(int(count), rel=1e-3)
    assert spellings.pairs().get("zebra zebra", 0) == 0
