"""Laws over every case, every example article and every good sentence, through the whole chain."""

from __future__ import annotations

import pytest

from cases import CASES, Case
from newsmend.config import Settings
from newsmend.ledger import replay
from newsmend.pipeline import clean
from newsmend.types import APPLIED, Cleaned, Document, Safety

SETTINGS = Settings()
BOLD = Settings(safety=Safety.SUGGEST)


def run(document: Document, settings: Settings = SETTINGS) -> Cleaned:
    return clean(document, settings.build_passes(), settings.policy())


@pytest.mark.parametrize("settings", [SETTINGS, BOLD], ids=["fix", "suggest"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_laws_hold_for_every_case(case: Case, settings: Settings) -> None:
    cleaned = run(case.document, settings)
    assert not cleaned.failures
    assert replay(case.document.text, [e.edit for e in cleaned.of(APPLIED)]) == cleaned.text
    for entry in cleaned.entries:
        origin = entry.origin
        assert origin.end <= len(case.document.text)
        if entry.outcome != APPLIED:
            assert entry.place is not None
            assert cleaned.text[entry.place.start : entry.place.end] == entry.edit.before
    again = run(Document("again", cleaned.text, title=case.document.title), settings)
    assert again.text == cleaned.text, "cleaning twice must equal cleaning once"


@pytest.mark.parametrize("case", [case for case in CASES if case.shelf == "untouched"], ids=lambda case: case.id)
def test_good_text_leaves_the_whole_chain_as_it_came(case: Case) -> None:
    if case.rule:
        pytest.skip("spared by one rule only")
    assert run(case.document).text == case.document.text
