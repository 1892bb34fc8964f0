"""The flow: each pass finds edits, the policy decides, the ledger applies, until the text settles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newsmend.ledger import Ledger
from newsmend.policy import Policy
from newsmend.types import APPLIED, OVERLAPPED, Cleaned, Document, Draft, Edit, Failure, Pass

ROUNDS = 5  # an edit that lost to an overlapping one gets its turn in the next round of its pass
SWEEPS = 4  # a later pass may lay bare what an earlier one repairs; cleaning twice must equal cleaning once


def clean(document: Document, passes: Sequence[Pass], policy: Policy, survey: Any = None, spacy: str = "") -> Cleaned:
    """Repair a document; `spacy` names the pipeline that tags, empty is our own.

    Never raises for a pass's defect: that pass is recorded as failed and left out.
    """
    ledger = Ledger(document.text, document.anchors, document.blocks)
    failures: dict[str, Failure] = {}
    settled: dict[str, tuple[Draft, list[tuple[Edit, str]]]] = {}  # what each pass last saw, and left open there
    draft = _draft(ledger, document, survey, spacy)
    for _ in range(SWEEPS):
        before = ledger.text
        for each in passes:
            if each.name in failures or not any(policy.wants(rule) for rule in each.rules):
                continue
            if each.name in settled and settled[each.name][0] is draft:
                continue
            try:
                draft, left = _settle(each, draft, ledger, policy)
            except Exception as error:
                failures[each.name] = Failure(each.name, f"{type(error).__name__}: {error}")
                settled.pop(each.name, None)
                draft = _draft(ledger, document, survey, spacy)
            else:
                settled[each.name] = draft, left
        if ledger.text == before:
            break
    for edit, outcome in (one for _, left in settled.values() for one in left):
        if ledger.text[edit.span.start : edit.span.end] == edit.before:
            ledger.note(edit, outcome)
    return Cleaned(document, ledger.text, ledger.entries(), tuple(failures.values()))


def _draft(ledger: Ledger, document: Document, survey: Any, spacy: str) -> Draft:
    return Draft(ledger.text, document, ledger.blocks, ledger.anchors, survey, spacy)


def _settle(each: Pass, draft: Draft, ledger: Ledger, policy: Policy) -> tuple[Draft, list[tuple[Edit, str]]]:
    """Repeat one pass until it changes nothing; return the draft it leaves and its edits that were not applied."""
    left: list[tuple[Edit, str]] = []
    for _ in range(ROUNDS):
        decided = policy.decide(each.find(draft), draft)
        left = [(edit, outcome) for edit, outcome in decided if outcome not in {APPLIED, OVERLAPPED}]
        chosen = [edit for edit, outcome in decided if outcome == APPLIED]
        if not chosen:
            break
        ledger.apply(chosen)
        draft = _draft(ledger, draft.document, draft.survey, draft.spacy)
    return draft, left
