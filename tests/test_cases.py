"""Every rule's cases, through its own pass alone."""

from __future__ import annotations

import pytest

from cases import CASES, FOLDER, Case, document
from newsmend.passes import PASSES
from newsmend.passes.grammar import LANGUAGETOOL, Grammar
from newsmend.passes.grammar import Settings as GrammarSettings
from newsmend.passes.names import HOUSE_STYLE, Names
from newsmend.passes.names import Settings as NamesSettings
from newsmend.pipeline import clean
from newsmend.policy import Policy
from newsmend.types import APPLIED, FLAGGED, Pass, Safety

pytestmark = pytest.mark.languagetool

BY_NAME: dict[str, type[Pass]] = {each.name: each for each in PASSES}
ASKS = LANGUAGETOOL.id  # the one rule whose cases need a server


def of(*shelves: str) -> list[object]:
    return [pytest.param(case, id=case.id) for case in CASES if case.shelf in shelves]


def pass_of(case: Case, request: pytest.FixtureRequest) -> Pass:
    """The pass a case runs through; with a LanguageTool server for the rule that asks one."""
    if case.rule == ASKS:
        return Grammar(GrammarSettings(request.getfixturevalue("languagetool"), scope="all", cache=False))
    if case.rule == HOUSE_STYLE.id:  # silent until a setting asks for it
        return Names(NamesSettings(house_style="ap"))
    return BY_NAME[case.pass_name]()


def check(case: Case, request: pytest.FixtureRequest) -> None:
    chain = [pass_of(case, request)]
    cleaned = clean(case.document, chain, Policy())
    entries = [entry for entry in cleaned.entries if entry.edit.rule.id == case.rule]
    assert not cleaned.failures, cleaned.failures
    if case.fixed is not None:
        assert cleaned.text == case.fixed
        assert any(entry.outcome == APPLIED for entry in entries), f"{case.rule} was silent; {cleaned.entries}"
    else:
        assert cleaned.text == case.document.text, "the text must stay as it is by default"
    if case.suggested is not None:
        bold = clean(case.document, chain, Policy(Safety.SUGGEST))
        assert bold.text == case.suggested
        assert any(entry.edit.rule.id == case.rule for entry in bold.of(APPLIED))
    if case.flagged is not None:
        found = [entry.edit.before for entry in entries if entry.outcome == FLAGGED]
        assert any(case.flagged in words for words in found), f"flagged were {found}"
    assert (case.fixed, case.suggested, case.flagged) != (None, None, None), "a case says what it wants"


@pytest.mark.parametrize("case", of("case"))
def test_the_rule_does_what_its_case_says(case: Case, request: pytest.FixtureRequest) -> None:
    check(case, request)


@pytest.mark.xfail(reason="known failure: move it to [[case]] when this passes", strict=True)
@pytest.mark.parametrize("case", of("known_failure"))
def test_known_failures_still_fail(case: Case, request: pytest.FixtureRequest) -> None:
    check(case, request)


@pytest.mark.parametrize("case", of("untouched"))
def test_nothing_is_proposed_for_good_text(case: Case, request: pytest.FixtureRequest) -> None:
    cleaned = clean(case.document, [pass_of(case, request)], Policy(Safety.SUGGEST))
    assert not cleaned.failures
    entries = [e for e in cleaned.entries if case.rule in {"", e.edit.rule.id}]
    assert not entries, "\n".join(f"{e.edit.rule.id}: {e.edit.before!r} -> {e.edit.after!r}" for e in entries)


@pytest.mark.parametrize("name", BY_NAME)
def test_each_rule_has_a_changing_case_and_its_pass_untouched_ones(name: str) -> None:
    assert (FOLDER / f"{name}.toml").is_file(), f"add tests/cases/{name}.toml"
    spoken = {case.rule for case in CASES if case.shelf == "case"}
    untouched = [case for case in CASES if case.shelf == "untouched" and case.pass_name == name]
    for rule in BY_NAME[name].rules:
        assert rule.id in spoken, f"add a [[case]] for {rule.id}"
    assert len(untouched) >= len(BY_NAME[name].rules), f"{name} needs an [[untouched]] case for each of its rules"


@pytest.mark.parametrize("name", BY_NAME)
def test_rules_are_well_formed_and_their_examples_are_true(name: str, request: pytest.FixtureRequest) -> None:
    for rule in BY_NAME[name].rules:
        assert rule.pass_name == name
        assert rule.summary
        assert rule.why
        assert rule.spares, f"{rule.id}: say when an edit would be wrong"
        before, after = rule.example
        case = Case(name, "case", "example", document(before), rule.id)
        safety = Policy(Safety.SUGGEST)
        cleaned = clean(case.document, [pass_of(case, request)], safety)
        assert any(e.edit.rule.id == rule.id for e in cleaned.entries), f"{rule.id} is silent on its own example"
        if after is not None:
            assert cleaned.text == after


def test_every_case_file_belongs_to_a_pass() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(BY_NAME)
