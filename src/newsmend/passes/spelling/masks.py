"""Words in which a filter for rude words took letters for one: "mbadive", "consbreastution", "do***ents"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsmend import tables
from newsmend.language import lexicon
from newsmend.types import Draft, Edit, Rule, Safety

MASKED_LETTERS = Rule(
    "spelling/masked-letters",
    "A word in which a filter took three letters for a rude word.",
    Safety.SUGGEST,  # no labelled text shows one yet
    ("Crowds gathered at the embbady.", "Crowds gathered at the embassy."),
    why="Spinners replace a rude word wherever its letters stand: pbadengers, mbadive, clbadic.",
    spares="Words and names that truly have these letters: badge, Sinbad, rebuttal.",
)

_MASKS: dict[str, list[str]] = tables.toml("spelling.toml")["masks"]
_STARRED: list[str] = tables.toml("spelling.toml")["starred"]["letters"]
_MASK = re.compile("|".join(_MASKS))
_STARS = re.compile(r"(?<![\w*])[A-Za-z]+(\*{3,4})[a-z]+(?![\w*])")
_LETTERS = 6  # of a word; in shorter ones the letters stand by chance
_LONGEST = 24
_HEAD = re.compile(r"(?<![\w@#/.-])[A-Za-z]*\Z")
_TAIL = re.compile(r"[a-z]+\b")
_KNOWN = 1.0  # occurrences per million words


def find_masked_letters(draft: Draft) -> Iterator[Edit]:
    """Put back the letters a filter took for a rude word: "mbadive", "pbadengers", "do***ents".

    Wrong where the letters belong (badminton, butter) or a writer hides a word, so the word must be unknown and the
    repaired one known and frequent.
    """
    text = draft.text
    for match in _MASK.finditer(text) if any(mask in text for mask in _MASKS) else ():
        head, tail = _HEAD.search(text, max(match.start() - _LONGEST, 0), match.start()), _TAIL.match(text, match.end())
        if head is not None and tail is not None:
            word = text[head.start() : tail.end()]
            if len(word) >= _LETTERS and not lexicon.known(word):
                found = [
                    word.replace(mask, letters) for mask, rude in _MASKS.items() for letters in rude if mask in word
                ]
                yield from _restored(draft, head.start(), word, found, match.group())
    for match in _STARS.finditer(text) if "***" in text else ():
        word, stars = match.group(), match.group(1)
        found = [word.replace(stars, letters) for letters in _STARRED if len(letters) == len(stars)]
        yield from _restored(draft, match.start(), word, found, stars)


def _restored(draft: Draft, start: int, word: str, found: list[str], mask: str) -> Iterator[Edit]:
    known = sorted((one for one in found if lexicon.frequency(one) >= _KNOWN), key=lexicon.frequency, reverse=True)
    if known:
        yield draft.edit(
            MASKED_LETTERS,
            start,
            start + len(word),
            known[0],
            f"no such word; a filter wrote “{mask}” for letters of “{known[0]}”",
            confidence=0.99,
            evidence=("lexicon",),
        )
