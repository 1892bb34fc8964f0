"""Words that came apart at a prefix or a hyphen: "an anti rocket system", "the govern-ment"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsmend import tables
from newsmend.language import lexicon, spellings
from newsmend.types import Draft, Edit, Rule, Safety

PARTED_PREFIX = Rule(
    "spelling/parted-prefix",
    "A prefix that stands alone before its word.",
    Safety.SUGGEST,
    ("An anti rocket system stood there.", "An anti-rocket system stood there."),
    why="Translators drop the hyphen; a reader takes the prefix for a word of its own.",
    spares="Prefixes before a foreign word (pro bono, persona non grata), before a capital, and behind a mark.",
)
STRAY_HYPHEN = Rule(
    "spelling/stray-hyphen",
    "A hyphen inside a word, where a line once ended.",
    Safety.SUGGEST,
    ("The govern-ment met on Friday.", "The government met on Friday."),
    why="Hyphens of a printed column stay in the text; no search finds the word.",
    spares="Compounds, and prefixes set off by choice (co-operate, re-elect): both parts are words or prefixes there.",
)
RULES = (PARTED_PREFIX, STRAY_HYPHEN)

_PREFIXES = "|".join(tables.toml("spelling.toml")["parted"]["prefixes"])
_LATIN = frozenset(tables.toml("spelling.toml")["parted"]["latin"])
_PARTED = re.compile(rf"(?<![\w'’.@/-])({_PREFIXES}) ([a-z]{{4,}})(?![\w'’@/-])")
_HEAD = re.compile(r"(?<![\w'’.@/-])[A-Za-z]?[a-z]+\Z")
_TAIL = re.compile(r"[a-z]{2,}(?![\w'’@/-])")
_LONGEST = 40  # code points of a first part
_KNOWN = 1.0  # occurrences per million words
_COMMON = 100  # per 100 million: a written-together word that is no rarity


def find_parted_prefixes(draft: Draft) -> Iterator[Edit]:
    """Join a prefix and its word, with a hyphen where no dictionary writes them as one.

    Wrong for Latin phrases and where the prefix is used as a noun ("pro and con"), so the next word must be English.
    """
    for match in _PARTED.finditer(draft.text):
        prefix, word = match.groups()
        if word in _LATIN or lexicon.frequency(word) < _KNOWN or word in lexicon.CLOSED_CLASS:
            continue
        whole = prefix + word if prefix + word in spellings.words() else f"{prefix}-{word}"
        yield draft.edit(
            PARTED_PREFIX,
            *match.span(),
            whole,
            f"“{prefix}” is no word by itself",
            confidence=0.85,
            evidence=("closed-class",),
        )


def find_stray_hyphens(draft: Draft) -> Iterator[Edit]:
    """Take a hyphen out of a word that is one without it and none with it: "govern-ment".

    Wrong for compounds and prefixes set off by choice, so one part must be no word and the whole a frequent one.
    """
    for word, start in _hyphened(draft.text):
        whole = word.replace("-", "")
        if not lexicon.known(word) and spellings.words().get(whole.lower(), 0) >= _COMMON:
            yield draft.edit(
                STRAY_HYPHEN,
                start,
                start + len(word),
                whole,
                f"“{word}” is no compound; “{whole}” is a word",
                confidence=0.9,
                evidence=("lexicon",),
            )


def _hyphened(text: str) -> Iterator[tuple[str, int]]:
    """The words of two parts and where they start."""
    at = text.find("-")
    while at >= 0:
        head, tail = _HEAD.search(text, max(at - _LONGEST, 0), at), _TAIL.match(text, at + 1)
        if head and tail:
            yield text[head.start() : tail.end()], head.start()
        at = text.find("-", at + 1)
