"""Words, phrases, sentences and paragraphs that stand twice: a machine translator's loops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from newsmend.language import lexicon
from newsmend.language.displaced import displaced
from newsmend.language.sequences import tokens
from newsmend.passes.repetition import choice, guards
from newsmend.passes.repetition.blocks import find_doubled_paragraphs, find_doubled_sentences
from newsmend.passes.repetition.copies import (
    ARTICLES,
    DETERMINERS,
    LONGEST,
    PREPOSITIONS,
    Copies,
    NearCopies,
    Stretch,
    copies,
    near_copies,
)
from newsmend.passes.repetition.copies import stretches as _stretches
from newsmend.passes.repetition.rules import (
    ACROSS_COMMA,
    DOUBLED_PHRASE,
    DOUBLED_WORD,
    JOINED_TO_ITSELF,
    RULES,
    VARIED_COPY,
)
from newsmend.types import Draft, Edit, Rule, Safety

_SOUND_WORDS = 100  # of a text in which a single slip may be the author's
_NEARBY = 4_000  # code points on either side in which the document is asked for its own usage

_BEHIND = 40  # code points behind a torn name within which copies may be what its piece stood between


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """Takes out what a translator said twice."""

    settings: Settings = Settings()
    name: ClassVar[str] = "repetition"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        slips: list[Edit] = []
        for stretch in _stretches(draft.text):
            found = copies(stretch.keys)
            near = [one for one in near_copies(stretch.keys) if not _overlap(one, found)]
            if (found or near) and not guards.verse(draft.text, stretch.start, stretch.end):
                slips += find_copies(draft, stretch, found)
                slips += find_varied_copies(draft, stretch, near)
        yield from _spare_a_lone_slip(draft, slips)
        yield from find_repeats_across_commas(draft)
        yield from find_names_joined_to_themselves(draft)
        yield from find_doubled_sentences(draft)
        yield from find_doubled_paragraphs(draft)


def _overlap(near: NearCopies, exact: list[Copies]) -> bool:
    return any(
        near.first < one.first + one.size * one.times and one.first < near.first + 2 * near.size for one in exact
    )


def _spare_a_lone_slip(draft: Draft, slips: list[Edit]) -> list[Edit]:
    """Only suggest to repair a doubled word that is all that is wrong with a text: people write "the the" too.

    44 stand in 740,000 words of post-edits and treebanks. A text too short to tell is not spared.
    """
    lone = len(slips) == 1 and slips[0].rule is DOUBLED_WORD and draft.text == draft.document.text
    if lone and draft.text.count(" ") >= _SOUND_WORDS:
        return [replace(slips[0], safety=min(slips[0].safety, Safety.SUGGEST))]
    return slips


def find_copies(draft: Draft, stretch: Stretch, found: list[Copies]) -> Iterator[Edit]:
    """Collapse a word or phrase that stands twice or more.

    Wrong where grammar (had had), stress (very very), a name (Duran Duran) or a phrasal verb (moved in in March)
    doubles a word: `data/repetition.toml` and `guards` spare those.
    """
    offsets = stretch.offsets()
    for one in found:
        safety = guards.of_word(stretch, one) if one.size == 1 else guards.of_phrase(stretch, one)
        if safety is None:
            continue
        kept, last = one.first + one.size - 1, one.first + one.size * one.times - 1
        start, end = offsets[one.first], offsets[last] + len(stretch.words[last])
        if one.size > 1 and any(0 <= end - piece.second.end <= _BEHIND for piece in displaced(draft)):
            continue  # the piece that stands before them belongs in between
        yield draft.edit(
            DOUBLED_WORD if one.size == 1 else DOUBLED_PHRASE,
            start,
            end,
            draft.text[start : offsets[kept] + len(stretch.words[kept])],
            f"the same {'word' if one.size == 1 else 'words'} {'twice' if one.times == 2 else f'{one.times} times'}",
            confidence=0.99 if safety == Safety.FIX else 0.8,
            evidence=("closed-class",) if set(stretch.keys[one.first : kept + 1]) <= lexicon.CLOSED_CLASS else (),
            safety=safety,
        )


def find_varied_copies(draft: Draft, stretch: Stretch, found: list[NearCopies]) -> Iterator[Edit]:
    """Keep the copy that reads on, of two which differ in an article or preposition.

    Wrong where both belong: "from door to door", "for the people by the people", "told the police a police officer".
    """
    offsets = stretch.offsets()
    keys, words = stretch.keys, stretch.words
    free = 0
    for one in found:
        first, size = one.first, one.size
        after = first + 2 * size
        one_word, other_word = keys[first + one.at], keys[first + one.at + size]
        if first < free or _both_meant(stretch, one):
            continue
        start, end = offsets[first], offsets[after - 1] + len(words[after - 1])
        left = [*_words_before(draft.text, start), *words[first : first + one.at]]
        right = [*words[first + one.at + 1 : first + size], *_words_behind(draft.text, end)]
        nearby = draft.text[max(start - _NEARBY, 0) : end + _NEARBY].lower()
        margin = choice.margin(left, one_word, other_word, right, nearby)
        sure = abs(margin) >= choice.FIRM
        firm = {one_word, other_word} <= ARTICLES | PREPOSITIONS and not _both_may_belong(stretch, one, sure)
        kept = words[first : first + size]
        if margin < 0:
            kept[one.at] = words[first + one.at + size]
            if one.at == 0 and words[first][0].isupper():
                kept[0] = kept[0].capitalize()
        yield draft.edit(
            VARIED_COPY,
            start,
            end,
            " ".join(kept),
            "the same words twice, with another small word",
            confidence=0.8 if not firm else 0.99 if sure else 0.9,
            evidence=("word-order",),
            safety=Safety.FIX if firm else Safety.SUGGEST,
        )
        free = after


_CONTEXT = 120  # code points in which the words of the same sentence are looked for
_STOP = re.compile(r"[.!?:\n]\s")


def _words_before(text: str, place: int) -> list[str]:
    """The words and marks of a sentence before a place."""
    window = text[max(place - _CONTEXT, 0) : place]
    return [match.group() for match in tokens(_STOP.split(window)[-1])]


def _words_behind(text: str, place: int) -> list[str]:
    """The words and marks of a sentence behind a place."""
    return [match.group() for match in tokens(_STOP.split(text[place : place + _CONTEXT])[0])]


_PRONOUNS = (DETERMINERS - ARTICLES) | {"one", "this", "that", "it", "him", "them", "us", "me", "you"}


def _both_meant(stretch: Stretch, one: NearCopies) -> bool:
    """Whether a near copy is good English: "side by side with", "told the Times a Times reporter"."""
    keys = stretch.keys
    pair = keys[one.first + one.at], keys[one.first + one.at + one.size]
    shared = stretch.words[one.first : one.first + one.size]
    del shared[one.at]
    if one.size <= 3 and all(not word.islower() for word in shared):
        return True
    if pair[0] not in PREPOSITIONS:
        return one.size == 2 and not set(pair) <= ARTICLES  # their work the work
    if set(map(str.lower, shared)) <= ARTICLES:
        return False  # in a at a church
    last = shared[-1].lower()
    if (one.at == 0 and pair[0] == "from") or (last not in lexicon.CLOSED_CLASS and keys.count(last) > 2):
        return True  # of the people by the people for the people
    if one.at == 1:
        # from desk to desk through the office; prefers this garden to the garden of the palace
        return one.size == 2 or keys[one.first + 2] in lexicon.DETERMINERS
    # links of people to people; handed to her by her aunt
    return one.size == 2 and (pair[1] in guards.listed("pairing") or shared[0].lower() in _PRONOUNS)


def _both_may_belong(stretch: Stretch, one: NearCopies, sure: bool) -> bool:
    """Whether good English may have both: "told the court a court order", "sorted by size for size".

    `sure` says that only one of the two prepositions fits the words around.
    """
    after = one.first + 2 * one.size
    last = stretch.keys[after - 1]
    if stretch.keys[one.first + one.at] in PREPOSITIONS:
        return one.at == 0 and last not in lexicon.CLOSED_CLASS and not sure
    if one.size > 2 or after >= len(stretch.keys):
        return False
    # Behind a preposition in mid-sentence no second object follows.
    if one.first > 1 and one.at == 0 and stretch.keys[one.first - 1] in PREPOSITIONS:
        return False
    return last not in lexicon.CLOSED_CLASS and stretch.keys[after] not in lexicon.CLOSED_CLASS


_COMMA = re.compile(r"(?<=[a-z]), ([a-z]+)(?= )")
_LOWER = re.compile(r"[a-z]+")
_REPEATABLE = frozenset("the a an and or but of for with from at its their our his".split())


def find_repeats_across_commas(draft: Draft) -> Iterator[Edit]:
    """Suggest to take out a function word or phrase that stands again behind a comma.

    Wrong for stress ("no, no"), enumeration and speech; of real ones 6 in 10 were slips, so never applied unasked.
    """
    for comma in _COMMA.finditer(draft.text):
        if f" {comma.group(1)}" not in draft.text[max(comma.start() - 80, 0) : comma.start()]:
            continue
        left = _LOWER.findall(draft.text, max(comma.start() - 80, 0), comma.start())
        right = _LOWER.findall(draft.text, comma.start(1), comma.start(1) + 80)
        for size in range(1, 1 + min(LONGEST, len(left), len(right) - 1)):
            phrase = " ".join(left[-size:])
            if left[-size:] != right[:size]:
                continue
            end = comma.start(1) + len(phrase)
            start = comma.start() - len(phrase)
            both = draft.text[start:end] == f"{phrase}, {phrase}"
            if both and draft.text[end : end + 1] == " " and _slip(left[-size:]):
                reason = "the same words before and behind a comma"
                yield draft.edit(ACROSS_COMMA, start, end, phrase, reason, confidence=0.6)
            break


def _slip(words: list[str]) -> bool:
    """Whether words on both sides of a comma may be a slip: "of, of", "in the city, in the city"; not "long, long"."""
    if len(words) == 1:
        return words[0] in _REPEATABLE
    if words[0] in lexicon.DETERMINERS and len(words) <= 3:
        return False  # at the back of the shop, the shop has a yard
    distinct = len(set(words)) == len(words) and " ".join(words) not in guards.listed("phrases")
    return distinct and words[0] not in guards.listed("doubled") and not lexicon.CLOSED_CLASS.isdisjoint(words)


_JOINED = re.compile(r"(?<![\w'’&-])(?<![A-Z]\w )([A-Z][a-z]{3,}) (?:and|or) \1(?![\w'’&-]| [A-Z])")


def find_names_joined_to_themselves(draft: Draft) -> Iterator[Edit]:
    """Flag a name joined to itself ("Tehran and Tehran"): one of the two was another name.

    Wrong for firms and for two people of one name.
    """
    for match in _JOINED.finditer(draft.text):
        name = match.group(1)
        before = draft.text[: match.start()].rstrip(" ")[-1:]
        if name in guards.listed("joined_names") or not lexicon.is_name(name) or before in {"", ".", "\n", "!", "?"}:
            continue
        yield draft.edit(JOINED_TO_ITSELF, *match.span(), None, "a name joined to itself", confidence=0.8)
