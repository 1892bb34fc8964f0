"""Names torn apart by a piece of their sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsmend import tables
from newsmend.language import lexicon, names
from newsmend.language.displaced import Displaced, displaced
from newsmend.language.sequences import tokens
from newsmend.passes.splices import places, seams
from newsmend.passes.splices.rules import SPLIT_ENTITY
from newsmend.types import Draft, Edit, Safety

# Odds of a torn name against a false capital before a true stop. Among 176 pieces of this form in broken news there
# was none of the second kind, in good news neither; the weights were fitted to as many of one kind as of the other.
PRIOR = 10.0
SURE, LIKELY = 0.9, 0.4
# The chance from which a place is clear. Of pieces that end at a border or have four words, moved in text that the
# trees had not read (PUD, EWT), 94% and 93% beyond 0.8 were put back where they came from, 97% and 94% beyond 0.85.
CLEAR_PLACE = 0.82
LIKELY_PLACE = 0.7  # suggested: beyond it 92% and 90% are right, as suggestions must be
# A place that waits for the piece speaks for a torn name: beyond the first chance lie half of the pieces of torn names
# and 3% of the ends of true sentences, beyond the second 74% and 12%. Less is counted, since the seams say some of it.
_WAITING = ((0.9, 10.0), (0.7, 3.0))
_ALIKE = 10.0  # what a name's use elsewhere in the document, or a link that ends with the piece, does to the odds


_OBJECTS = frozenset("me you him us them it".split())  # end a phrase: "Vote For us."
_STARTERS = frozenset("others nobody nothing everyone everybody everything someone something".split())


class Reading(NamedTuple):
    """How a torn name reads when joined: its first part as it should be, how likely it is torn, and what says so."""

    first: str
    chance: float
    evidence: tuple[str, ...]


def join_split_entities(draft: Draft) -> Iterator[Edit]:
    """Take a displaced piece out of a name, and put it back where the sentence misses it.

    Wrong when the piece ends its sentence and the next starts with a name: "in Cairo When he was there. Obama said".
    """
    for one in displaced(draft):
        yield from _join(draft, one)


def _join(draft: Draft, one: Displaced) -> Iterator[Edit]:
    text = draft.text
    left_text = text[one.sentence.start : one.first.end]
    right_text = text[one.second.start : one.sentence.end]
    left, right = seams.read(left_text), [match.group() for match in tokens(right_text)]
    piece = seams.read(text[one.piece.start : one.piece.end])
    second = re.split("['’]", right[0])[0] if right else ""
    if not left or len(piece) < 2 or second in {"", left[-1]} or second.lower() in lexicon.CLOSED_CLASS:
        return
    best = next(iter(places.places(left, piece, right)), None)
    chance = seams.likelihood(seams.split_features(left, piece, right), "split_entity")
    waiting = next((odds for bound, odds in _WAITING if best and best.chance >= bound), 1.0)
    reading = _reading(draft, one, PRIOR * waiting * chance / max(1 - chance, 1e-9))
    by_order = "word-order" in reading.evidence
    if reading.chance < LIKELY or (by_order and (piece[-1] in _OBJECTS or second.lower() in _STARTERS)):
        return
    words = " ".join([seams.lowered(text[one.piece.start : one.piece.end].split(" ")[0]), *_rest(draft, one)])
    joined = left_text[: len(left_text) - len(one.first)] + reading.first + " " + right_text
    named = _stands_as_name(text, one)
    safety = Safety.FIX if reading.chance >= SURE and not named else Safety.SUGGEST
    start, end = one.first.start, one.second.end
    after = f"{reading.first} {text[one.second.start : one.second.end]}"

    def edit(start: int, end: int, after: str, where: str, safety: Safety) -> Edit:
        reason = f"a piece of the sentence stands inside a name{where}"
        chance = round(min(reading.chance, 0.99), 2)
        return draft.edit(
            SPLIT_ENTITY, start, end, after, reason, confidence=chance, evidence=reading.evidence, safety=safety
        )

    clear = best is not None and best.chance >= CLEAR_PLACE
    likely = best is not None and best.chance >= LIKELY_PLACE
    if best and likely:
        place = _offset(joined, best.at)
        mended = _inserted(joined, place, words)
        # The edit covers no more than what moves.
        begin = min(start, one.sentence.start + max(place - 1, 0)) if place < len(left_text) else start
        tail = len(joined) - max(place, len(left_text) - len(one.first) + len(after))
        moved = mended[begin - one.sentence.start : len(mended) - tail]
        where = ", and belongs elsewhere" if clear else ", and may belong here"
        yield edit(begin, one.sentence.end - tail, moved, where, safety if clear else Safety.SUGGEST)
    if not likely or (safety == Safety.FIX and not clear):
        yield edit(start, end, after, "; where it belongs is not clear", safety)


def _stands_as_name(text: str, one: Displaced) -> bool:
    """Whether the small word a piece opens with is a name elsewhere: Nguyen Van Than, and "met Than again"."""
    opener = text[one.piece.start : one.piece.end].partition(" ")[0]
    before = text[: one.piece.start]
    return re.search(rf"(?<=[\w,;] ){opener}\b", before + text[one.piece.end :]) is not None


def _rest(draft: Draft, one: Displaced) -> list[str]:
    return draft.text[one.piece.start : one.piece.end].split(" ")[1:]


def _reading(draft: Draft, one: Displaced, odds: float) -> Reading:
    """Weigh the odds of a torn name with what the gazetteer and the document know of the two parts."""
    text = draft.text
    first = text[one.first.start : one.first.end]
    second = re.sub(r"['’]s?$", "", text[one.second.start : one.second.end])
    before = re.findall(r"[^\W\d_a-z][\w’'-]*(?= |$)", text[max(one.first.start - 40, 0) : one.first.start])[-2:]
    behind = re.findall(r"[\w’'-]+", text[one.second.end : one.second.end + 40])[:3]
    for back in range(len(before) + 1):
        for ahead in range(len(behind) + 1):
            head, rest = before[len(before) - back :], (second, *behind[:ahead])
            if names.find_folded((*head, first, *rest)):
                return Reading(first, 0.99, ("gazetteer",))
    for ahead in range(len(behind) + 1):
        for word, _ in names.mended(first, (second, *behind[:ahead])):
            return Reading(word, 0.99, ("gazetteer", "mangled-part"))
    if re.search(rf"\b{re.escape(first)} {re.escape(second)}\b", text):
        return Reading(first, 0.99, ("document",))
    evidence = ["word-order"]
    if re.search(rf"(?<=[a-z,] ){re.escape(second)}\b", text) and (lexicon.lower_share(second) or 0) < 0.5:
        odds *= _ALIKE
        evidence.append("document")
    if any(anchor.span.end in {one.piece.end, one.piece.end + 1} for anchor in draft.anchors):
        odds *= _ALIKE
        evidence.append("link-boundary")
    if first.lower() in tables.toml("splices.toml")["never_last"] or _bare(second, behind):
        odds *= _ALIKE
        evidence.append("half-name")
    if _whole(first) or re.search(rf"\b{re.escape(first)}\b(?! [A-Z])", text):
        odds /= _ALIKE
    if _starts_sentences(second):
        odds /= _ALIKE
    return Reading(first, odds / (1 + odds), tuple(evidence))


def _bare(word: str, behind: list[str]) -> bool:
    """Whether a common noun in the singular stands without an article, as no sentence starts: "Telescope in West"."""
    common = (lexicon.lower_share(word) or 0) > 0.5 and lexicon.plural(word) is not None
    return common and not lexicon.is_adjective(word) and bool(behind) and behind[0].islower()


def _whole(word: str) -> bool:
    """Whether a word is a name, or something else with a capital, all by itself: NASA, Monday, Delhi, We're."""
    known = (
        word in lexicon.MONTHS | lexicon.WEEKDAYS
        or word.lower() in lexicon.CLOSED_CLASS
        or re.search(r"['’-][a-z]", word)
    )
    return bool(known) or (word.isupper() and len(word) > 2) or names.find_entity((word,)) is not None


def _starts_sentences(word: str) -> bool:
    """Whether a word is rather the start of a sentence than the rest of a name: Today, Engineers, According."""
    if names.find_entity((word,)):
        return True
    if (lexicon.lower_share(word) or 0) < 0.5:
        return False
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(word)}
    adverb = word.endswith("ly") or not (lexicon.is_noun(word) or lexicon.is_adjective(word))
    return adverb or bool(lexicon.singulars(word)) or bool(kinds & {"past", "present_participle"})


def _offset(joined: str, place: int) -> int:
    """The code point before which the piece goes: the start of a word, or the end of the word before a mark."""
    row = tokens(joined)
    if place >= len(row):
        return row[-1].end()
    return row[place].start() if row[place].group()[0].isalnum() else row[place - 1].end()


def _inserted(joined: str, place: int, words: str) -> str:
    before, after = joined[:place], joined[place:]
    if before and not before[-1].isspace():
        return f"{before} {words}{after}"
    return f"{before}{words} {after}"
