"""Whole sentences and paragraphs that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsmend.passes.repetition import guards
from newsmend.passes.repetition.rules import DOUBLED_PARAGRAPH, DOUBLED_SENTENCE
from newsmend.types import Draft, Edit, Safety

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
_GAP = re.compile(r"(?<=[.!?]) ")
PARAGRAPH_WORDS = 12
SENTENCE_WORDS = 8
SHORT_SENTENCE_WORDS = 5


def find_doubled_sentences(draft: Draft) -> Iterator[Edit]:
    """Take out a sentence that is at once repeated.

    Wrong for chants and stress: short ones are only suggested, the shortest left.
    """
    at = 0
    for line in draft.text.split("\n"):
        sentences = _GAP.split(line)
        start, last = at, ""
        for sentence in sentences:
            end = start + len(sentence)
            words = sentence.count(" ") + 1
            if sentence == last and words >= SHORT_SENTENCE_WORDS and sentence[-1] in ".!?":
                both = start - len(last) - 1, end
                if not guards.verse(draft.text, *both):
                    safety = Safety.FIX if words >= SENTENCE_WORDS else Safety.SUGGEST
                    confidence = 0.99 if safety == Safety.FIX else 0.8
                    reason = "the same sentence twice"
                    yield draft.edit(DOUBLED_SENTENCE, *both, sentence, reason, confidence=confidence, safety=safety)
            # A third copy waits for the next round.
            last = "" if sentence == last else sentence
            start = end + 1
        at += len(line) + 1


def find_doubled_paragraphs(draft: Draft) -> Iterator[Edit]:
    """Take out a paragraph that is at once repeated; suggest to take out one that stood anywhere before.

    Wrong for refrains, captions and rows, which are short.
    """
    seen: set[str] = set()
    last: re.Match[str] | None = None
    for match in _PARAGRAPH.finditer(draft.text):
        paragraph = match.group()
        if paragraph.count(" ") + 1 >= PARAGRAPH_WORDS and not guards.verse(draft.text, *match.span()):
            if last and last.group() == paragraph:
                yield draft.edit(
                    DOUBLED_PARAGRAPH, last.start(), match.end(), paragraph, "the same paragraph twice", confidence=0.99
                )
                last = None
                continue
            if last and paragraph in seen:
                yield draft.edit(
                    DOUBLED_PARAGRAPH,
                    last.end(),
                    match.end(),
                    "",
                    "this paragraph stands further up already",
                    confidence=0.8,
                    safety=Safety.SUGGEST,
                )
            seen.add(paragraph)
        last = match
