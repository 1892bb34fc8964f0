"""What LanguageTool finds in suspicious sentences, as far as real machine translation has shown that it is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.mentions import is_name_at
from newsmend.passes.grammar.rules import LANGUAGETOOL
from newsmend.policy import is_quoted
from newsmend.types import Draft, Edit, Safety

TABLE = "languagetool_rules.tsv"
LONGEST = 1_000  # code points; a longer "sentence" is none
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[A-Z0-9])|(?=\n)|\Z)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


class Trust(NamedTuple):
    """How far a rule of LanguageTool's is trusted."""

    safety: Safety
    confidence: float


@cache
def trusted() -> dict[str, Trust]:
    """The rules of LanguageTool's that are used, by id."""
    found = {}
    for rule, safety, nearer, _, further, _, restored, wrong in tables.rows(TABLE):
        right, spoken = int(nearer) + int(restored), int(nearer) + int(further) + int(restored) + int(wrong)
        found[rule] = Trust(Safety[safety.upper()], right / spoken)
    return found


def find_with_languagetool(draft: Draft, where: str, scope: str, memory: Path | None) -> Iterator[Edit]:
    """Yield LanguageTool's trusted findings in the sentences of a scope: suspicious, changed or all.

    Names are left alone, and what LanguageTool cannot say in one way is only suggested. `where` is a server's URL or
    lease. Raises ServerError when no server answers.
    """
    places = list(_sentences(draft, scope))
    if not places:
        return
    from newsmend.languagetool import client

    sentences = [draft.text[start:end] for start, end in places]
    for (at, _), found in zip(places, client.check(where, sentences, memory), strict=True):
        for each in found:
            trust = trusted().get(each.rule)
            if trust is None or not each.replacements or _touches_name(draft, at + each.start, at + each.end):
                continue
            start, end = at + each.start, at + each.end
            plain = len(each.replacements) == 1 and not is_quoted(draft, start)
            yield draft.edit(
                LANGUAGETOOL,
                start,
                end,
                each.replacements[0],
                each.message.rstrip("."),
                confidence=round(trust.confidence if plain else trust.confidence / 2, 2),
                evidence=("languagetool", each.rule),
                safety=trust.safety if plain else Safety.SUGGEST,
            )


def _sentences(draft: Draft, scope: str) -> Iterator[tuple[int, int]]:
    blocks = [block.span for block in draft.blocks if block.kind in {"paragraph", "quote", "item"}]
    for match in _SENTENCE.finditer(draft.text):
        sentence = match.group().strip()
        if not 10 < len(sentence) <= LONGEST:
            continue
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        if blocks and not any(span.start <= start < span.end for span in blocks):
            continue
        if scope == "all" or _changed(draft, sentence) or (scope == "suspicious" and _suspicious(sentence)):
            yield start, start + len(sentence)


def _changed(draft: Draft, sentence: str) -> bool:
    return sentence not in draft.document.text


def _suspicious(sentence: str) -> bool:
    """Whether a sentence holds a lower-case word that nobody knows."""
    return any(
        word.islower() and len(word) >= 4 and not lexicon.known(word)
        for word in _WORD.findall(sentence)
        if "'" not in word and "’" not in word and "-" not in word
    )


def _touches_name(draft: Draft, start: int, end: int) -> bool:
    """Whether a finding would change a word of a name."""
    reach = draft.text[start:end]
    return any(is_name_at(draft, start + match.start()) for match in _WORD.finditer(reach))
