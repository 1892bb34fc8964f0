"""Two or three words glued without a capital: "Mondaythat", "accordingto", "inorderto".

An unknown word is parted where two words meet that often stand together, or where one is a function word in which no
English word begins or ends. How often they must be seen depends on the function word: hardly any word begins with "the"
by composition, many with "in" and "over", and "in" ends what was "-ing". `glue.toml` has them by what they need.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from newsmend import tables
from newsmend.language import lexicon, sequences, spellings
from newsmend.language.mentions import is_true_name
from newsmend.language.places import places
from newsmend.language.unknown import beside, is_set_apart
from newsmend.passes.glue.rules import GLUED_WORD, edges, parted
from newsmend.types import Draft, Edit, Safety

_WORD = re.compile(r"(?<![\w@#/\\.'’&-])[A-Za-z][a-z]{3,23}(?![\w@/-]|[.]\w|['’]\w)")
_OPENED = re.compile(r"(?:\A|[.!?:…\n][\"”’)]*\s*|[\"“‘(])\Z")

# A pair's score is a power of ten of its uses per million words, roughly: that of its count where it is in the table
# of pairs, else what two words of these frequencies have by chance, and half less, since nobody counted them.
_PAIRS = 8.0
_UNSEEN = 0.5
_NEEDS = {"any": -2.5, "seen": -0.7, "frequent": 0.5, "often": 0.9}
_SHORT = 0.3  # the least need where the other half has three letters or fewer
_LONG, _LONG_NEED = 6, -2.0  # letters by which the other half is no chance find, and what is needed then
_SURE_NEED = -6.0  # ... beside a function word that begins or ends no other words
_LONGER = 7
_CERTAIN = 8
_BOTH = {3: 3.0, 4: 1.8, 5: 0.9, 6: 0.3, 7: -0.7}  # what two function words need, by their letters together
_NO_COMPOUND = -3.0  # what two content words need which make no compound
_DOUBT = 0.6  # what a suggestion may lack
_APART = 1.0  # by how much the best way to part a word must beat the second
_SLIP = 0.3  # how much rarer the slip of a letter is than the loss of a space
_FIT, _FITTING = 0.4, 4.5  # what it is worth that a trigram's cost is below the usual
_MOST_FIT, _LEAST_FIT = 0.8, 0.5  # ... at most, and what it costs that it is above
_FIRST = 1.0  # how much rarer a slip in the first letter is than one in another
_LOST = 0.5  # how much rarer the loss of two letters is than that of one, or of a space
_DATES = lexicon.WEEKDAYS | lexicon.MONTHS
_FUNCTION = lexicon.CLOSED_CLASS
_ARCHAIC = lexicon.PREPOSITIONS | frozenset("when where how such so ever as".split())  # thereinto, somewhen, whereas
_SINGLE = frozenset("a an each every another this one".split())
_ARTICLES = frozenset("a an the its their our my your".split())
_NO_NOUN = lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.AUXILIARIES
_BEFORE_NOUNS = lexicon.DETERMINERS | lexicon.PREPOSITIONS
_ORDINARY = 2.0  # occurrences per million words
_KNOWN = 1.0
_RARE = 0.05
_FREQUENT = 20.0


class Reading(NamedTuple):
    """One way to part a word: how frequent its words are together, what that must reach, the words."""

    score: float
    need: float  # infinity: no way to part it, but a rival of those that are
    words: tuple[str, ...]


@cache
def _needs(side: str) -> dict[str, float]:
    return {word: need for kind, need in _NEEDS.items() for word in tables.toml("glue.toml")[side][kind]}


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(tables.toml("glue.toml")["words"][name])


def find_glued_words(draft: Draft) -> Iterator[Edit]:
    """Part two words glued without a capital: "Mondaythat", "saidthe", "inthe"; three: "asfaras".

    Wrong for compounds, foreign words, names and misspelt words that happen to begin or end like a function word: what
    stands between quotation marks, in italics or among unknown words is left alone, and so is a form the text uses
    again, or several documents of a surveyed collection.
    """
    words = _WORD.findall(draft.text)
    unknown = {word for word in set(words) if not lexicon.known(word)}
    if not unknown:
        return
    linked = edges(draft)
    uses = Counter(words)
    for match in places(_WORD, draft.text, unknown):
        word, start = match.group(), match.start()
        at_link = [at for at in range(3, len(word) - 2) if start + at in linked]
        if len(at_link) == 1 and _both_words(word[: at_link[0]], word[at_link[0] :]):
            halves = word[: at_link[0]], word[at_link[0] :]
            yield parted(draft, GLUED_WORD, start, halves, Safety.FIX, at_link=True)
        elif uses[word] == 1 and not (draft.survey and word in draft.survey.words):
            found = _best(word)
            if found and (safety := _in_place(draft, match, found)) and not _is_meant(draft, start, match.end(), found):
                yield parted(draft, GLUED_WORD, start, found.words, safety, at_link=False)


def _both_words(left: str, right: str) -> bool:
    return all(lexicon.known(half) and lexicon.frequency(half) >= _ORDINARY for half in (left, right))


def _is_meant(draft: Draft, start: int, end: int, found: Reading) -> bool:
    """Whether a word is quoted or in italics, beside a small unknown word, or no two words can stand in its place."""
    word = draft.text[start:end]
    if word.lower() in _listed("real") or is_set_apart(draft, start, end):
        return True
    left, right = beside(draft.text, start, end)
    if word.lower() in _listed("hyphened") and left:  # "a has-been"
        return left.lower() in _BEFORE_NOUNS or lexicon.is_adjective(left)
    if left.lower() in _SINGLE and lexicon.singulars(found.words[0]):
        return True  # "a twinsand cable" was a twin-strand one
    if left.lower() in _ARTICLES and found.words[0] in _NO_NOUN:
        return True  # "a tomanagement job" was one in top-management
    # A long foreign word is not made of two English ones by chance.
    return len(word) < _CERTAIN and any(each.islower() and not lexicon.known(each) for each in (left, right))


def _in_place(draft: Draft, match: re.Match[str], found: Reading) -> Safety | None:
    """How safe a reading is where it stands: how its words follow those before and go on with those behind."""
    left = found.words[0]
    if left in _DATES and _needs("tails").get(found.words[-1], 0) < 0:
        return Safety.FIX
    fit = _FIT * (_FITTING - _cost(draft.text, match, found.words))
    score = found.score + max(min(fit, _MOST_FIT), -_LEAST_FIT)
    if score < found.need - _DOUBT or (left == "a" and fit < -_LEAST_FIT):
        return None
    safe = score >= found.need and not _is_doubtful(found.words, fit)
    if safe and left[0].isupper() and not lexicon.is_name(left):
        # Behind a small word a capital is a name's.
        safe = _OPENED.search(draft.text, max(match.start() - 8, 0), match.start()) is not None
    return Safety.FIX if safe else Safety.SUGGEST


def _cost(text: str, match: re.Match[str], words: tuple[str, ...]) -> float:
    """How improbable words are in the place of a match, between two tokens on either side: mean of a trigram."""
    before = [one.group() for one in sequences.tokens(text[max(match.start() - 40, 0) : match.start()])][-2:]
    after = [one.group() for one in sequences.tokens(text[match.end() : match.end() + 40])][:2]
    row = [sequences.START] * (2 - len(before)) + before + list(words) + (after or [sequences.END])
    return sequences.cost(row) / (len(row) - 2)


@lru_cache(maxsize=4_096)
def _best(word: str) -> Reading | None:
    """The best way to part an unknown word, if no other and no word it may be a slip for comes near."""
    if word[0].isupper() and is_true_name(word):
        return None
    found = sorted(_in_two(word), key=lambda one: -one.score)
    if all(one.need == math.inf for one in found):
        found = sorted(_in_three(word), key=lambda one: -one.score)
    if not found or found[0].need == math.inf:
        return None
    best = found[0]
    rivals = [_nearest(word, best.words) - _SLIP, *(one.score for one in found[1:2])]
    short = _APART - (best.score - max(rivals))
    if short > _APART - _DOUBT:
        return None
    return best._replace(need=max(best.need, best.score + _MOST_FIT + 0.01)) if short > 0 else best


def _score(left: str, right: str) -> float:
    """How frequent a pair is, as a power of ten per million words."""
    if count := spellings.pairs().get(f"{left} {right}", 0):
        return math.log10(count) - _PAIRS
    # "Cannot" and its like are cut in two where the words were counted.
    least = (_KNOWN if word in _FUNCTION else _RARE for word in (left, right))
    left_rate, right_rate = (
        max(lexicon.frequency(word), rate) for word, rate in zip((left, right), least, strict=True)
    )
    return math.log10(left_rate * right_rate) - 6 - _UNSEEN


def _is_half(word: str) -> bool:
    if len(word) < 2:
        return word == "a"
    least = _KNOWN if len(word) < _LONG else _RARE
    return word.lower() in _FUNCTION or (lexicon.known(word) and lexicon.frequency(word) >= least)


def _in_two(word: str) -> Iterator[Reading]:
    for at in range(1, len(word)):
        left, right = word[:at], word[at:]
        if _is_half(left) and _is_half(right):
            yield Reading(_score(left.lower(), right), _need(left, right), (left, right))


def _in_three(word: str) -> Iterator[Reading]:
    """Three words, two of them function words, of which both pairs are frequent."""
    for at in range(2, len(word) - 3):
        left = word[:at].lower()
        if not _is_half(left):
            continue
        for to in range(at + 2, len(word) - 1):
            middle, right = word[at:to], word[to:]
            if lexicon.known(left + middle) or lexicon.known(middle + right):
                continue  # "cannot be"
            if _is_half(middle) and _is_half(right) and sum(one in _FUNCTION for one in (left, middle, right)) > 1:
                score = min(_score(left, middle), _score(middle, right))
                yield Reading(score, _NEEDS["often"], (word[:at], middle, right))


def _is_doubtful(words: tuple[str, ...], fit: float) -> bool:
    """Whether two words are only suggested: neither is a function word, or "a" may be a prefix."""
    left, right = words[0].lower(), words[-1]
    if left == "a":
        return fit < _MOST_FIT / 4 or lexicon.is_adjective(right)
    if left == "be":
        return right not in _FUNCTION and fit < _MOST_FIT / 2  # "bemedalled"
    if right == "a":
        return left not in _FUNCTION
    if left not in _FUNCTION and right not in _FUNCTION:
        return len(words) == 2
    return lexicon.is_name(left) and (len(right) < 4 or _needs("tails").get(right) == _NEEDS["seen"])


def _need(left: str, right: str) -> float:
    """What score a pair needs to be parted; infinity where it is not to be parted at all."""
    if right in _listed("suffixes") or lexicon.is_name(right) or left == right:
        return math.inf
    if lexicon.is_name(left):
        named = left[0].isupper() and len(left) > 4 and len(right) > 2 and _needs("tails").get(right, 0) < 0
        return _side_need("tails", right, left) if named else math.inf
    if left[0].isupper() and len(right) < _CERTAIN and f"{left.lower()} {right}" not in spellings.pairs():
        return math.inf  # an unknown name rather than two words by chance
    if left[0].isupper():
        return _need(left.lower(), right) + _DOUBT if len(left + right) > 4 else math.inf
    if left in _FUNCTION and right in _FUNCTION:
        need = min(_side_need("heads", left, right), _side_need("tails", right, left), _BOTH[min(len(left + right), 7)])
        return _NEEDS["often"] + _DOUBT if left in _listed("places") and right in _ARCHAIC else need
    if left in ("a", "an"):
        return _article_need(left, right)
    need = min(_side_need("heads", left, right), _side_need("tails", right, left), _kind_need(left, right))
    if right == "and" and lexicon.is_verb_base(left) and not lexicon.is_noun(left):
        need = max(need, _NEEDS["seen"])  # foreign nouns: "intendand"
    if left == "be" and len(right) >= _LONG and right.endswith("ed"):
        need = _NEEDS["seen"]
    return min(need, _NO_COMPOUND) if _is_no_compound(left, right) else need


def _side_need(side: str, function: str, other: str) -> float:
    """What a function word needs on its side of another word."""
    need = _needs(side).get(function, math.inf)
    if len(other) < 4:
        return max(need, _SHORT)
    least = _LONG if need < _NEEDS["often"] else _LONGER if function in _listed("plain") else math.inf
    return min(need, _LONG_NEED if need > _NEEDS["any"] else _SURE_NEED) if len(other) >= least else need


def _article_need(article: str, right: str) -> float:
    if (right[0] in "aeiou") != (article == "an") or not (lexicon.is_noun(right) or lexicon.is_adjective(right)):
        return math.inf
    if len(right) < 5:
        return _NEEDS["often"] if len(right) > 2 else math.inf
    return _NEEDS["seen"] if article == "a" and len(right) < _LONG else -1.5


def _kind_need(left: str, right: str) -> float:
    """What a content word needs before a small function word that ends words of its own: "-in", "-as", "-is"."""
    if right not in _FUNCTION or len(right) < 2 or len(left) < 4 or right in _listed("particles"):
        return math.inf
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(left)}
    if "base" in kinds:
        return math.inf
    if (left.endswith("ed") and kinds) or (left.endswith(("ly", "ing")) and len(left) >= _LONG):
        return -1.5
    if kinds & {"past", "past_participle", "present_participle"}:
        return _NEEDS["seen"] if len(left) > 4 else 0.0
    if lexicon.singulars(left) and right in _listed("behind_plurals"):
        return _LONG_NEED if len(left) >= _LONG else 0.0
    if right in ("in", "on") and len(left) >= _LONGER and lexicon.is_noun(left):
        return _LONG_NEED if right == "in" else -1.0
    if right == "is" and len(left) >= _LONG and left.endswith(("y", "ing", "ness", "ship", "tion")):
        return _LONG_NEED
    return math.inf


def _is_no_compound(left: str, right: str) -> bool:
    """Whether two content words are of kinds that no compound is made of: a past or an adverb comes first."""
    if len(left) < 4 or lexicon.is_noun(left) or lexicon.is_adjective(left) or lexicon.frequency(left) < _FREQUENT:
        return False
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(left)}
    past = bool(kinds & {"past", "past_participle"}) and "base" not in kinds
    if right == "a":
        return past
    return len(right) > 3 and lexicon.frequency(right) >= _FREQUENT and (past or left.endswith("ly"))


def _nearest(word: str, halves: tuple[str, ...]) -> float:
    """How frequent the best word is that this one may be a slip for, as a power of ten per million words."""
    from symspellpy import Verbosity

    lowered = word.lower()
    found = spellings.symspell().lookup(lowered, Verbosity.CLOSEST, max_edit_distance=1)
    near = {item.term: 0.0 if item.term[0] == lowered[0] else _FIRST for item in found}
    for term in spellings.restored(lowered, 1, len(lowered) - 1):
        near.setdefault(term, _LOST)
    rates = [math.log10(lexicon.frequency(term) + 1e-9) - lost for term, lost in near.items() if term not in halves]
    return max(rates, default=-math.inf)
