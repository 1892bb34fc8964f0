"""What the policy lets through, demotes and refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsmend.policy import Policy, protected
from newsmend.types import Block, Document, Draft, Edit, Rule, Safety, Span

FIX = Rule("test/word", "a word", Safety.FIX, ("a", "b"))
TYPO = Rule("test/mark", "a mark", Safety.FIX, ("a", "b"), typographic=True)


def draft(text: str, *blocks: Block) -> Draft:
    return Draft(text, Document("d", text), blocks)


def edit(text: str, before: str, after: str | None, rule: Rule = FIX, **more: object) -> Edit:
    start = text.index(before)
    return Edit(
        Span(start, start + len(before)), before, after, rule, float(str(more.get("confidence", 1.0))), "because"
    )


def outcome(text: str, before: str, after: str | None, rule: Rule = FIX, policy: Policy | None = None) -> str:
    ((_, found),) = (policy or Policy()).decide([edit(text, before, after, rule)], draft(text))
    return found


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("See https://example.org/Where/it-is, he said", "Where"),
        ("Write to The.Editor@example.org now", "The"),
        ("A post by @TheEditor went round", "The"),
        ("It ran under #WhereAreThey for days", "Where"),
        ("A site, example.com/The, said", "The"),
        ("Run `the the` twice", "the the"),
        ("a <!-- newsmend: keep --> the the <!-- newsmend: end --> b", "the the"),
    ],
)
def test_protected_text_is_never_touched(text: str, before: str) -> None:
    assert outcome(text, before, "x") == "protected"
    assert outcome(text, before, "x", TYPO) == "protected"


def test_code_blocks_and_kept_words_are_protected() -> None:
    text = "one two"
    ((_, found),) = Policy().decide([edit(text, "two", "x")], draft(text, Block(Span(4, 7), "code")))
    assert found == "protected"
    assert outcome("Qatib Hezbollah", "Qatib", "Kataib", policy=Policy(keep=("Qatib",))) == "protected"


def test_text_beside_a_url_is_free() -> None:
    assert outcome("the the https://example.org", "the the", "the") == "applied"
    assert [s for s in protected("U.S. forces. In 2-1 games &#8220;x") if s] == []


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("They paid 5 euros", "5", "6"),
        ("He did not go", "not ", ""),
        ("It was Monday", "Monday", "Tuesday"),
        ("It cost $5", "$", "€"),
        ("Two million left", "million ", ""),
        ("They can't go", "can't", "can"),
    ],
)
def test_the_facts_guard_demotes(text: str, before: str, after: str) -> None:
    assert outcome(text, before, after) == "suggested"


def test_words_in_quotations_are_only_suggested_but_marks_are_repaired() -> None:
    assert outcome("He said “the the end” today", "the the", "the") == "suggested"
    assert outcome('He said "the the end" today', "the the", "the") == "suggested"
    assert outcome("He said “the end ” today", "end ”", "end”", TYPO) == "applied"
    assert outcome("He said “the end” the the day", "the the", "the") == "applied"
    assert outcome("It is Iraq's and Iran's the the way", "the the", "the") == "applied"


def test_the_safest_then_the_surest_edit_wins() -> None:
    text = "abcdef"
    low, high = edit(text, "abc", "x", confidence=0.5), edit(text, "cde", "y", confidence=0.9)
    assert dict(Policy().decide([low, high], draft(text))) == {low: "overlapped", high: "applied"}


def test_select_and_ignore_name_rules_or_passes() -> None:
    assert Policy(select=("test",)).wants(FIX)
    assert not Policy(select=("test/mark",)).wants(FIX)
    assert not Policy(select=("test",), ignore=("test/word",)).wants(FIX)


def test_suggestions_are_applied_on_request_and_flags_never() -> None:
    text = "They paid 5 euros"
    assert outcome(text, "5", "6", policy=Policy(Safety.SUGGEST)) == "applied"
    assert outcome(text, "5", None, policy=Policy(Safety.SUGGEST)) == "flagged"


def test_a_suggestion_asked_for_wins_over_what_its_rule_does_by_itself() -> None:
    text, other = "red blue green", Rule("test/other", "a word", Safety.FIX, ("a", "b"))
    small, wide = edit(text, "blue", "b"), replace(edit(text, "red blue", "r b"), safety=Safety.SUGGEST)
    assert dict(Policy().decide([small, wide], draft(text))) == {small: "applied", wide: "suggested"}
    assert dict(Policy(Safety.SUGGEST).decide([small, wide], draft(text))) == {wide: "applied"}
    small = edit(text, "blue", "b", other)
    assert dict(Policy(Safety.SUGGEST).decide([small, wide], draft(text))) == {small: "applied", wide: "overlapped"}
