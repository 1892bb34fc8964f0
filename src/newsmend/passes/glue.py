"""Words glued together where a space was lost, most often at a former link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.places import places
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
    "Two words glued together without a capital between them.",
    Safety.FIX,
    ("He said on Mondaythat the road was open.", "He said on Monday that the road was open."),
    why="The space beside a link was lost; what is left is no word.",
    spares="Compounds, inflections, foreign words, names, and forms the document uses more than once.",
    typographic=True,
)
RULES = (GLUED_CAPITAL, GLUED_WORD)

_CAPITAL = re.compile(r"(?<![^\W_])(?<![@#/\\.'’&_-])([^\W\d_]*[a-zß-ÿ])([A-Z][a-z]+)(?![\w@_/-]|[.]\w|['’][a-z])")
_INNER_CAPITAL = re.compile("[a-zß-ÿ0-9][A-Z]")
_NUMBER = re.compile(r"(?<![\w.,/-])((?:19|20)\d\d)([A-Z][a-z]+)(?![\w-])")
_WORD = re.compile(r"(?<![\w@#/\\.'’&-])[A-Z]?[a-z]{5,23}(?![\w@/-]|[.]\w|['’]\w)")
_FREQUENT = 20.0  # occurrences per million words; rarer halves make a chance split of a foreign word likely
_ORDINARY = 2.0
_BEFORE_WORDS = lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS
_DATES = lexicon.WEEKDAYS | lexicon.MONTHS
_AFTER_PREPOSITION = frozenset("the this that their these".split())


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Glue:
    """Puts lost spaces back."""

    settings: Settings = Settings()
    name: ClassVar[str] = "glue"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        yield from find_glued_capitals(draft)
        yield from find_glued_words(draft)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(tables.toml("glue.toml")[name])


def _edges(draft: Draft) -> frozenset[int]:
    """Where links and bold spans began and ended."""
    return frozenset(edge for anchor in draft.anchors for edge in (anchor.span.start, anchor.span.end))


def _edit(draft: Draft, rule: Rule, start: int, split: int, end: int, safety: Safety, edges: frozenset[int]) -> Edit:
    left, right = draft.text[start:split], draft.text[split:end]
    return draft.edit(
        rule,
        start,
        end,
        f"{left} {right}",
        f"“{left}” and “{right}” are words, the two together are none",
        confidence=0.99 if safety == Safety.FIX else 0.7,
        evidence=("link-boundary",) if split in edges else ("lexicon",),
        safety=safety,
    )


def find_glued_capitals(draft: Draft) -> Iterator[Edit]:
    """Part a word from the capitalised one glued to it: "GhafooriThe", "governmentAfter", "2021The".

    Wrong for brands and names with an inner capital; where both parts are ordinary words, only a link boundary or a
    function word that opens sentences entitles to part them.
    """
    if not _INNER_CAPITAL.search(draft.text):  # a fifth of the time of what follows
        return
    matches = [*_CAPITAL.finditer(draft.text), *_NUMBER.finditer(draft.text)]
    if not matches:
        return
    edges = _edges(draft)
    uses = Counter(match.group() for match in matches)
    for match in matches:
        safety = _of_capital(*match.groups(), at_link=match.end(1) in edges, uses=uses[match.group()])
        if safety is not None:
            yield _edit(draft, GLUED_CAPITAL, match.start(), match.end(1), match.end(), safety, edges)


def _of_capital(left: str, right: str, *, at_link: bool, uses: int) -> Safety | None:
    """How safely two words are parted at an inner capital; None when they may be one name."""
    whole, opener = left + right, right.lower() in _listed("openers")
    if left.isdigit():
        return Safety.FIX if opener or at_link else None
    if whole in _listed("brands") or left in _listed("name_parts") or len(left) < 3 or lexicon.known(whole):
        return None
    if re.search(r"[A-Z]", left[1:]) or (uses > 1 and not (opener or at_link)):
        return None  # GoFundMe; a form used again is a name
    if opener or (right.lower() in _listed("short_openers") and (lexicon.is_name(left) or _ordinary(left))):
        return Safety.FIX
    if not _ordinary(left) or not lexicon.known(right):
        return Safety.SUGGEST if at_link else None
    return Safety.FIX if at_link else Safety.SUGGEST


def _ordinary(word: str) -> bool:
    """Whether a word is lower-case, of four letters or more, and frequent."""
    return word.islower() and len(word) > 3 and lexicon.known(word) and lexicon.frequency(word) >= _ORDINARY


def find_glued_words(draft: Draft) -> Iterator[Edit]:
    """Part two words glued without a capital: "Mondaythat", "saidthe", "inthe".

    Wrong for compounds, foreign words and names that happen to end like a function word: one half must be a function
    word that forms no compounds, the other frequent, and only one split may do.
    """
    words = _WORD.findall(draft.text)
    unknown = {word for word in set(words) if not lexicon.known(word)}
    if not unknown:
        return
    edges = _edges(draft)
    uses = Counter(words)
    for match in places(_WORD, draft.text, unknown):
        word = match.group()
        found = [(split, safety) for split in range(2, len(word) - 1) if (safety := _of_split(word, split)) is not None]
        linked = [split for split in range(3, len(word) - 2) if match.start() + split in edges]
        if len(linked) == 1 and _both_words(word[: linked[0]], word[linked[0] :]):
            found = [(linked[0], Safety.FIX)]
        if len(found) == 1 and (uses[word] == 1 or linked):
            split, safety = found[0]
            yield _edit(draft, GLUED_WORD, match.start(), match.start() + split, match.end(), safety, edges)


def _both_words(left: str, right: str) -> bool:
    return all(lexicon.known(half) and lexicon.frequency(half) >= _ORDINARY for half in (left, right))


def _of_split(word: str, split: int) -> Safety | None:
    """How safely an unknown word is parted there; None when one half is no function word or the other not frequent."""
    left, right = word[:split], word[split:]
    if left.lower() in _BEFORE_WORDS and right in _AFTER_PREPOSITION:
        return Safety.FIX if left in lexicon.CLOSED_CLASS else Safety.SUGGEST
    if left in _DATES:
        return Safety.FIX if right in _listed("tails") | _listed("weak_tails") else None
    if len(left) > 3 and left.islower() and lexicon.known(left) and lexicon.frequency(left) >= _FREQUENT:
        if right in _listed("tails"):
            return Safety.FIX
        if right in _listed("weak_tails"):
            return Safety.SUGGEST
    if left in _listed("heads") and len(right) > 4 and lexicon.known(right) and lexicon.frequency(right) >= _FREQUENT:
        return Safety.SUGGEST
    return None
