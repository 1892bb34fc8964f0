"""The spin score: how much of an article a machine has mangled, so that a folder can be sorted by it.

Edits, suggestions and flags are counted by pass and weighted (`data/spin.toml`): spun phrases and split sentences weigh
most, what pages and people do too (mojibake, boilerplate, quotes) nothing or little. Lower-case words nobody knows add
a little. The weighted sum per 1,000 words becomes a score between 0 and 1 that is 0.5 at ten and never reaches 1. A
clean article is near 0; one slip in a short text must not look like a pattern, so no text counts as shorter than 250
words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from newsmend import tables
from newsmend.language import lexicon
from newsmend.types import Cleaned

_TABLE: dict[str, dict[str, float]] = tables.toml("spin.toml")
_WEIGHTS, _OUTCOMES = _TABLE["weights"], _TABLE["outcomes"]
_UNKNOWN = "unknown-words"
_SHORTEST = 250  # words
_HALF = 10.0  # weighted faults per 1,000 words at which the score is 0.5
_WORD = re.compile(r"(?<![\w@#/.'’-])[a-z]{4,}(?![\w@/-])")


@dataclass(frozen=True, slots=True)
class Spin:
    """`score` is between 0 (clean) and 1 (spun); `evidence` says what made it, in weighted faults per 1,000 words."""

    score: float
    evidence: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """Plain data for `documents.jsonl`."""
        return {"spin": self.score, "spin_evidence": self.evidence}


NOTHING = Spin(0.0, {})


def weight(rule: str) -> float:
    """What one edit of a rule weighs: the rule's own weight, else its pass's, else nothing.

    >>> weight("wording/spun-phrase") > weight("wording/calque") > weight("boilerplate/social")
    True
    """
    return _WEIGHTS.get(rule, _WEIGHTS.get(rule.partition("/")[0], 0.0))


def spin(cleaned: Cleaned) -> Spin:
    """Score a document after its passes. A skipped one (another language) has no score to speak of: 0."""
    if cleaned.skipped:
        return NOTHING
    text = cleaned.document.text
    faults: defaultdict[str, float] = defaultdict(float)
    for entry in cleaned.entries:
        rule = entry.edit.rule
        faults[rule.pass_name] += weight(rule.id) * _OUTCOMES.get(entry.outcome, 0.0)
    faults[_UNKNOWN] = weight(_UNKNOWN) * len(_unknown(text))
    per_thousand = 1000 / max(len(text.split()), _SHORTEST)
    evidence = {name: round(count * per_thousand, 2) for name, count in sorted(faults.items()) if count}
    rate = sum(faults.values()) * per_thousand
    return Spin(round(rate / (rate + _HALF), 3), evidence)


def _unknown(text: str) -> set[str]:
    """The lower-case words of a text that the lexicon lacks, each once."""
    return {word for word in set(_WORD.findall(text)) if not lexicon.known(word)}
