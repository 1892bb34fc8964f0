"""When words that stand twice are meant to, and how sure the others are to be a slip."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from newsmend import tables
from newsmend.language import lexicon
from newsmend.passes.repetition.copies import PREPOSITIONS, Copies, Stretch
from newsmend.types import Safety

_VERSE_LINES = 3
_VERSE_WIDTH = 60  # code points; a line of prose is longer, or stands alone in its paragraph
_CONTEXT = 8  # words before a doubled "is" in which a question word makes it a cleft


@cache
def listed(name: str) -> frozenset[str]:
    """A list of `data/repetition.toml`."""
    return frozenset(tables.toml("repetition.toml")[name])


def verse(text: str, start: int, end: int) -> bool:
    """Whether the words stand among short lines: a song, a poem, a table. There repetition is meant."""
    window = _VERSE_LINES * _VERSE_WIDTH
    left = text[max(start - window, 0) : start].rpartition("\n\n")[2]
    right = text[end : end + window].partition("\n\n")[0]
    lines = f"{left}{text[start:end]}{right}".strip("\n").split("\n")
    return len(lines) >= _VERSE_LINES and all(len(line) <= _VERSE_WIDTH for line in lines)


def of_word(stretch: Stretch, found: Copies) -> Safety | None:
    """How safely one word's copies can be taken out; None when they are, or may well be, meant."""
    word, following = stretch.words[found.first : found.first + 2]
    key, before = stretch.keys[found.first], stretch.keys[: found.first]
    a_word = key.replace("’", "").isalpha() and (len(key) > 1 or key == "a" or word == "I")
    if len(stretch.keys) == found.times or not a_word or not _written_alike(word, following, not before):
        return None
    if key in listed("doubled") or not (key in lexicon.CLOSED_CLASS or (found.times == 2 and _common(key))):
        return None
    if _completes_a_verb(key, before) or _stranded(key, before) or not listed("naming_verbs").isdisjoint(before[-3:]):
        return None
    if key in listed("clefts") and not listed("cleft_openers").isdisjoint(before[-_CONTEXT:]):
        return None
    return Safety.SUGGEST if key in listed("doubtful") else Safety.FIX


def _common(word: str) -> bool:
    """Whether a word is known and no name: what is neither may be foreign, and doubled there (dik dik)."""
    return lexicon.known(word) and (lexicon.lower_share(word) or 0) >= 0.5


def _completes_a_verb(particle: str, before: list[str]) -> bool:
    """Whether the first of two particles belongs to the verb in front: "moved in in March"."""
    verbs = tables.toml("repetition.toml")["particles"].get(particle)
    if not verbs or not before:
        return False
    return before[-1] in verbs or any(reading.lemma in verbs for reading in lexicon.lemma_of_verb(before[-1]))


_SUBJECTS = frozenset("i you he she we they it".split())
_RELATIVES = frozenset("who whom which what where".split())


def _stranded(word: str, before: list[str]) -> bool:
    """Whether the first of two prepositions may end a clause: "the house she was born in in May", "played for for".

    A verb, or a verb and a particle, stands in front of it; the clause leans on a noun or on a question word.
    """
    if word not in PREPOSITIONS:
        return False
    verb = before[:-1] if before[-1:] and before[-1] in {"up", "down", "out", "back", "away"} else before
    if not verb or not lexicon.lemma_of_verb(verb[-1]):
        return False
    near = verb[-_CONTEXT:]
    # A noun and a subject without a word between them open a clause that leans on the noun.
    leans = any(subject in _SUBJECTS and lexicon.is_noun(noun) for noun, subject in pairwise(near))
    return leans or not _RELATIVES.isdisjoint(near)


def _written_alike(word: str, following: str, opens: bool) -> bool:
    """Whether case allows a slip: both lower-case, or the first with the capital of its sentence.

    Two capitals are a name (Duran Duran), one may be (Theresa May may, the US us).
    """
    if word == "I" == following:
        return True
    return following.islower() and (word == following or (opens and word == following.capitalize()))


def of_phrase(stretch: Stretch, found: Copies) -> Safety | None:
    """How safely a phrase's copies can be taken out; None when they are, or may well be, meant."""
    at, size = found.first, found.size
    words, keys, before = stretch.words[at : at + size], stretch.keys[at : at + size], stretch.keys[:at]
    if words[1:] != stretch.words[at + size + 1 : at + 2 * size] or len(set(keys)) == 1:
        return None
    if not any(word.islower() and lexicon.known(word) for word in words):
        return None  # New York New York; figures; foreign words
    if _idiom(keys) or (size == 2 and _paired(stretch, found)):
        return None
    if not lexicon.AUXILIARIES.isdisjoint(keys[:2]) and not listed("subject_clauses").isdisjoint(before):
        return None  # what he did he did for love; he who is late is late
    doubtful = len(stretch.keys) == size * found.times + found.rest  # a chant, an outcry
    if doubtful and found.times > 2:
        return None
    return Safety.SUGGEST if doubtful or (size == 2 and "and" in keys) else Safety.FIX


def _idiom(keys: list[str]) -> bool:
    """Whether a phrase is said twice on purpose: "come on come on", "the more you have the more you have to lose"."""
    if " ".join(keys) in listed("phrases") or " ".join(keys[1:] + keys[:1]) in listed("phrases"):
        return True
    if len(keys) == 2 and "and" in keys:
        readings = lexicon.lemma_of_verb(keys[1 - keys.index("and")])
        return any(reading.kind.startswith("pa") for reading in readings)  # barked and barked and
    return len(keys) > 2 and keys[0] == "the" and (keys[1] in {"more", "less", "fewer"} or keys[1].endswith("er"))


def _paired(stretch: Stretch, found: Copies) -> bool:
    """Whether two words are a noun and what pairs it with itself: "door to door", "day by day", "as good as good"."""
    one, other = stretch.keys[found.first : found.first + 2]
    if other in listed("pairing"):
        return one not in lexicon.CLOSED_CLASS
    if one not in listed("pairing"):
        return False
    before = stretch.keys[found.first - 1 : found.first]
    return other in listed("paired") or before == [other] or (one == "as" and lexicon.is_adjective(other))
