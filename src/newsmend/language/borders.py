"""Quotation marks at the borders of sentences, which the senter cannot tell apart: it does not see spaces.

A spaCy component, ``newsmend_quote_borders``, behind the senter. A border beside a mark is moved to its outer side; a
mark that opens behind a full stop, before a capital, begins a sentence; behind a full stop and a closing mark a capital
does. Wrong for a quotation of several sentences inside another sentence, which then counts as several.
Importing this module imports spaCy.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

_MARKS = frozenset({'"', "“", "”", "„", "«", "»", "''", "``", "'", "‘", "’"})
_STOPS = frozenset({".", "!", "?", "…", "..."})


def _opens(doc: Doc, at: int) -> bool:
    """Whether the mark at this place opens a quotation: what follows touches it, what comes before does not."""
    return (not at or bool(doc[at - 1].whitespace_)) and not doc[at].whitespace_


@Language.component("newsmend_quote_borders")
def quote_borders(doc: Doc) -> Doc:
    """Put sentence borders on the outer side of quotation marks."""
    for at in range(1, len(doc) - 1):
        mark, following = doc[at], doc[at + 1]
        if mark.text not in _MARKS:
            continue
        capital = following.text[:1].isupper()
        stopped = doc[at - 1].text in _STOPS
        if _opens(doc, at):
            if following.is_sent_start or (stopped and capital):
                mark.is_sent_start, following.is_sent_start = True, False
        elif not doc[at - 1].whitespace_ and (mark.is_sent_start or (doc[at - 1].text == "." and capital)):
            mark.is_sent_start, following.is_sent_start = False, True
    return doc
