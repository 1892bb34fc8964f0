"""What holds for every text: typography changes spaces and marks, never words, and settles at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from newsmend.ledger import replay
from newsmend.passes.encoding import Encoding
from newsmend.passes.figures import Figures
from newsmend.passes.markup import Markup
from newsmend.passes.typography import Typography
from newsmend.pipeline import clean
from newsmend.policy import Policy
from newsmend.types import Cleaned, Document, Safety

PIECES = (
    " ", " ", " ", "  ", "\n", "\xa0", ",", ".", "..", ":", ";", "!", "?", "(", ")", "-", "–", "…", "%", "$", "€",
    '"', "“", "”", "„", "«", "»", "'", "‘", "’", "`", "the", "said", "US", "led", "Nobody", "don", "t", "s", "It",
    "7", "1,5", "200.000", "million", "â€œ", "â€", "â€™", "Â", "Ã", "&amp;", "&nbsp;", "<p>", "</p>", "<3",
    "[ad_1]", "[/row]", "\u200b", "\ufffd",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def run(text: str, *passes: type, safety: Safety = Safety.FIX) -> Cleaned:
    cleaned = clean(Document("any", text), [each() for each in passes], Policy(safety))
    assert not cleaned.failures
    return cleaned


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from([Safety.FIX, Safety.SUGGEST]))
def test_typography_keeps_every_letter_and_digit(text: str, safety: Safety) -> None:
    after = run(text, Typography, safety=safety).text
    assert [c for c in after if c.isalnum()] == [c for c in text if c.isalnum()]


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from([Safety.FIX, Safety.SUGGEST]))
def test_cleaning_twice_equals_cleaning_once(text: str, safety: Safety) -> None:
    chain = (Encoding, Markup, Typography, Figures)
    once = run(text, *chain, safety=safety)
    assert replay(text, [entry.edit for entry in once.of("applied")]) == once.text
    assert run(once.text, *chain, safety=safety).text == once.text
