"""The rules of the glue pass, and the one edit both make."""

from __future__ import annotations

from newsmend.types import Draft, Edit, Rule, Safety

GLUED_CAPITAL = Rule(
    "glue/glued-capital",
    "A capitalised word glued to the word before it.",
    Safety.FIX,
    ("The talks failed, said the governmentAfter a week.", "The talks failed, said the government After a week."),
    why="The space beside a link or a sentence's end was lost; neither word is found by a search.",
    spares="Brands (YouTube, LinkedIn), names (McDonald, DiCaprio), words with more than one inner capital, hashtags, "
    "forms the document uses more than once.",
    typographic=True,
)
GLUED_WORD = Rule(
    "glue/glued-word",
    "Two or three words glued together without a capital between them.",
    Safety.FIX,
    ("He said on Mondaythat the road was open.", "He said on Monday that the road was open."),
    why="The space beside a link or a line's end was lost; what is left is no word.",
    spares="Compounds, inflections, foreign words, names, misspelt words, and forms the document uses more than once. "
    "Two words of which neither is a function word, and what may have lost a hyphen, are only suggested.",
    typographic=True,
)
RULES = (GLUED_CAPITAL, GLUED_WORD)


def edges(draft: Draft) -> frozenset[int]:
    """Where links and bold spans began and ended."""
    return frozenset(edge for anchor in draft.anchors for edge in (anchor.span.start, anchor.span.end))


def parted(draft: Draft, rule: Rule, start: int, words: tuple[str, ...], safety: Safety, *, at_link: bool) -> Edit:
    """The edit that puts spaces between words which stand glued at `start`."""
    names = [f"“{word}”" for word in words]
    return draft.edit(
        rule,
        start,
        start + len("".join(words)),
        " ".join(words),
        f"{', '.join(names[:-1])} and {names[-1]} are words, together they are none",
        confidence=0.99 if safety == Safety.FIX else 0.7,
        evidence=("link-boundary",) if at_link else ("lexicon",),
        safety=safety,
    )
