"""Broken words: lower-case words that lost letters or their hyphen, and slips of the keyboard.

Unknown does not mean misspelt: terms, foreign words and rare names are unknown too. A word is asked for only when it
stands once, in no several documents of a surveyed collection, among known words, and is no compound or derivation of
known ones; a repair is applied only when one frequent word explains it far better than all others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import ClassVar

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.mentions import is_known_name_at
from newsmend.language.places import places
from newsmend.language.unknown import TOKEN, beside, is_set_apart, unknown_words
from newsmend.passes.spelling import candidates
from newsmend.passes.spelling.candidates import Candidate
from newsmend.passes.spelling.joints import RULES as JOINTS
from newsmend.passes.spelling.joints import find_parted_prefixes, find_stray_hyphens
from newsmend.passes.spelling.masks import MASKED_LETTERS, find_masked_letters
from newsmend.types import Draft, Edit, Rule, Safety

LOST_LETTERS = Rule(
    "spelling/lost-letters",
    "A word with one or two letters missing in its middle.",
    Safety.FIX,
    ("The coaltion will meet again.", "The coalition will meet again."),
    why="Filters and glossaries take letters out of words; no search finds what is left, and readers stumble.",
    spares="Names, terms, foreign words, compounds and derivations of known words, words the document uses again; "
    "where a second word comes near, it is only suggested.",
)
LOST_HYPHEN = Rule(
    "spelling/lost-hyphen",
    "A hyphenated word that lost its hyphen and a letter or two.",
    Safety.FIX,
    ("It is a highisk plan.", "It is a high-risk plan."),
    why="What is left is no word, and two are missing.",
    spares="Compounds written as one word, derivations, names and terms; applied only where the two words often stand "
    "together and no other two come near.",
)
MISSPELT_WORD = Rule(
    "spelling/misspelt-word",
    "An unknown word one letter away from a frequent one.",
    Safety.SUGGEST,
    ("The court has juridsiction.", "The court has jurisdiction."),
    why="A slip of the keyboard, or a letter a translator invented.",
    spares="Names, terms, foreign words, compounds and derivations, words the document uses again.",
)
UNKNOWN_WORD = Rule(
    "spelling/unknown-word",
    "A word of a mangled text that nobody knows and no known word is near.",
    Safety.FLAG,
    ("The talks of the coaltion about the parliment ended in a grobleshank.", None),
    why="A translator invents a word when it knows none; only the source says what it was.",
    spares="Texts in which nothing else is broken, names, terms, foreign words, compounds, words used again.",
)
RULES = (LOST_LETTERS, LOST_HYPHEN, MASKED_LETTERS, MISSPELT_WORD, UNKNOWN_WORD, *JOINTS)

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = 6  # shorter broken words have too many near ones

# 4,000 words of English text that lost one or two inner letters: the most frequent candidate was right in 96.4%; 99.5%
# where it was ten times as frequent as the second (91% of all), 99.8% at thirty times (87%).
_CLEAR = 1.5
_NEAR = 0.5
_FREQUENT = 0.0  # power of ten of occurrences per million words
_RARE = -0.5
_PER_LETTER = 0.4
_SHORT_FREQUENT = 50.0  # occurrences per million words of a first half of three letters
_NO_LOSS = 1.0  # power of ten: how much less likely another slip than a loss is


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Restores broken words where one word explains them, and suggests where several do."""

    settings: Settings = Settings()
    name: ClassVar[str] = "spelling"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        yield from find_masked_letters(draft)
        yield from find_broken_words(draft)
        yield from find_parted_prefixes(draft)
        yield from find_stray_hyphens(draft)


@cache
def _listed(table: str, name: str) -> tuple[str, ...]:
    return tuple(tables.toml("spelling.toml")[table][name])


def find_broken_words(draft: Draft) -> Iterator[Edit]:
    """Restore or suggest what an unknown lower-case word was: "outbrks", "highisk", "juridsiction".

    Wrong for terms, foreign words and coinages, which are unknown too: see `_may_be_meant`. A text in which nothing
    else was broken is no mangled one: there a lone slip is its author's, and only suggested.
    """
    # What several documents of the collection write is theirs: a term, a word of the place.
    unknown = unknown_words(draft.text) - (draft.survey.words.keys() if draft.survey else frozenset())
    if not unknown:
        return
    used = Counter(_WORD.findall(draft.text.lower()))
    used.update(re.findall(r"[a-z]+(?:-[a-z]+)+", draft.text.lower()))
    edits: list[Edit] = []
    flags: list[Edit] = []
    others = frozenset(used.keys() - unknown)
    for match in places(TOKEN, draft.text, (word for word in unknown if used[word] == 1)):
        word = match.group()
        if not _may_be_meant(draft, match.start(), match.end()):
            if is_known_name_at(draft, match.start()):
                continue
            edit = _restored(draft, match, others)
            if edit is not None:
                edits.append(edit)
            elif len(word) >= _LETTERS and not _is_derived(word) and not word.endswith(_listed("terms", "endings")):
                flags.append(draft.edit(UNKNOWN_WORD, *match.span(), None, "no such word, and none is near"))
    mangled = draft.text != draft.document.text or sum(edit.safety == Safety.FIX for edit in edits) > 1
    if mangled:
        yield from [*edits, *flags]
        return
    for edit in edits:
        if edit.rule is not LOST_HYPHEN or candidates.is_backed(edit.after or "", used.keys()):
            yield replace(edit, safety=min(edit.safety, Safety.SUGGEST))


def _restored(draft: Draft, match: re.Match[str], used: frozenset[str]) -> Edit | None:
    """The best repair of one word, or a suggestion, or nothing."""
    word = match.group()
    derived = _is_derived(word)
    whole = candidates.with_letters(word, used) if len(word) > 4 else []
    pairs = candidates.joined(word) if derived else candidates.with_hyphen(word, used) if len(word) >= _LETTERS else []
    score = {one.word: one.score for one in whole}
    pairs = [pair for pair in pairs if pair.score > score.get(pair.word.replace("-", ""), pair.score - 1)]
    whole = [one for one in whole if one.word not in {pair.word.replace("-", "") for pair in pairs}]
    near: list[Candidate] = []
    if whole or not (derived or len(word) < _LETTERS or word.endswith(_listed("terms", "endings"))):
        # A foreign word in -a, -i, -o or -u resembles some English one by chance.
        near = [Candidate(one.score - _NO_LOSS, one.word) for one in candidates.near_words(word, used)]
        near = [one for one in near if one.word not in score and (word[-1] not in "aiou" or one.word[-1] == word[-1])]
    left, right = (each.lower() for each in beside(draft.text, *match.span()))
    whole = candidates.in_context(whole, left, right)
    if not pairs:  # what stands beside a compound says little about its halves
        near = candidates.in_context(near, left, right)
    rivals = sorted([*whole, *pairs, *near], key=lambda one: -one.score)
    if not rivals or (derived and rivals[0].score < _FREQUENT):
        return None
    best = rivals[0]
    rule = LOST_LETTERS if best in whole else LOST_HYPHEN if best in pairs else MISSPELT_WORD
    if len(rivals) > 1:
        margin, frequent = best.score - rivals[1].score, best.score >= _FREQUENT
    else:
        # A word alone in the field is as sure as it is long: few long words meet by chance.
        margin, frequent = best.score + (len(word) - _LETTERS + 2) * _PER_LETTER, best.score >= _RARE
    clear = margin >= _CLEAR and frequent and len(word) >= _LETTERS and not derived
    if rule is LOST_HYPHEN and not (best.word in used or candidates.is_compound(best.word)):
        clear = False
    names = ", ".join(f"“{one.word}”" for one in rivals[:3])
    return draft.edit(
        rule,
        *match.span(),
        best.word,
        f"“{word}” is no word; near it: {names}",
        confidence=0.99 if clear else 0.85 if margin >= _NEAR else 0.6,
        evidence=("lexicon", "document") if best.word in used else ("lexicon",),
        safety=Safety.FIX if clear else Safety.SUGGEST,
    )


def _may_be_meant(draft: Draft, start: int, end: int) -> bool:
    """Whether an unknown word stands among unknown ones, in italics, between quotation marks, or behind a genus."""
    if is_set_apart(draft, start, end):
        return True
    word = draft.text[start:end]
    left, right = beside(draft.text, start, end)
    if left and not lexicon.known(left):
        # Behind an unknown name an ordinary word goes on; a species' name ends in Latin.
        return left.islower() or word.endswith(_listed("terms", "endings")) or word[-1] in "aei"
    if left and left[0].isupper() and word.endswith(_listed("terms", "endings")):
        return True
    return right.islower() and not lexicon.known(right)


@lru_cache(maxsize=4_096)
def _is_derived(word: str) -> bool:
    """Whether a word is made of known parts: a prefix, a suffix, or two words ("unpatched", "moonlets")."""

    def real(part: str) -> bool:
        return len(part) > 3 and lexicon.frequency(part) >= 0.1 and not lexicon.is_name(part)

    if any(word.startswith(prefix) and real(word.removeprefix(prefix)) for prefix in _listed("made", "prefixes")):
        return True
    for suffix in _listed("made", "suffixes"):
        stem = word.removesuffix(suffix)
        if stem != word and (
            real(stem) or real(stem + "e") or real(stem + "y") or (stem[-1:] == stem[-2:-1] and real(stem[:-1]))
        ):
            return True
    if lexicon.frequency(word[:3]) >= _SHORT_FREQUENT and real(word[3:]):
        return True  # topline
    return any(real(word[:seam]) and real(word[seam:]) for seam in range(4, len(word) - 3))
