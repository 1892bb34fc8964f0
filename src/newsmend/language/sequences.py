"""How well a row of English words reads on: a small trigram model over function words and word classes.

Frequent words stand for themselves, all others for their class (a plural noun, a form in -ing, a name...), so that half
a million words of text suffice. The counts are made by ``training/sequences.py`` and read at the first question; the
passes ask only where something already looks broken. The model knows seams, not sense: it tells "according to the" from
"according led by", and cannot tell which of two good places was meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from newsmend import tables
from newsmend.language import lexicon

TABLE = "sequences.tsv.gz"
START, END = "<s>", "</s>"
_DISCOUNT = 0.75  # absolute discounting, Ney et al. 1994: what each seen row gives to the unseen
_FLOOR = 1e-5
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|\d[\d.,]*|[^\w\s]")
_OPENING, _CLOSING = "“‘«", "”’»"


def tokens(text: str) -> list[re.Match[str]]:
    """Words, numbers and punctuation marks of a text, in order."""
    return list(_TOKEN.finditer(text))


@lru_cache(maxsize=50_000)
def word_class(word: str) -> str:
    """The class of a word the model does not know by itself, in capitals.

    >>> word_class("Tehran"), word_class("missiles"), word_class("launched"), word_class("1,500")
    ('NAME', 'PLURAL', 'PAST', 'NUMBER')
    """
    if not word[0].isalpha():
        return _mark_class(word)
    if not word.islower():
        return "NAME"
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(word)}
    return _verb_class(word, kinds) if kinds else _nominal_class(word)


def _verb_class(word: str, kinds: set[lexicon.FormKind]) -> str:
    plural = bool(lexicon.singulars(word))
    ladder = (
        ("ING", word.endswith("ing") and "present_participle" in kinds),
        ("PAST", "past" in kinds),
        ("PARTICIPLE", "past_participle" in kinds),
        ("PLURAL_OR_VERB", "third_singular" in kinds and plural),
        ("THIRD", "third_singular" in kinds),
        ("PLURAL", plural),
        ("NOUN_OR_VERB", "base" in kinds and lexicon.is_noun(word)),
        ("VERB", "base" in kinds),
    )
    return next((name for name, holds in ladder if holds), _nominal_class(word))


def _nominal_class(word: str) -> str:
    noun, adjective = lexicon.is_noun(word), lexicon.is_adjective(word)
    ladder = (
        ("PLURAL", bool(lexicon.singulars(word))),
        ("ADVERB", word.endswith("ly")),
        ("NOUN_OR_ADJECTIVE", noun and adjective),
        ("ADJECTIVE", adjective),
        ("NOUN", noun),
    )
    return next((name for name, holds in ladder if holds), "OTHER")


def _mark_class(mark: str) -> str:
    if mark[0].isdigit():
        return "YEAR" if len(mark) == 4 and mark.isdigit() and mark[0] in "12" else "NUMBER"
    if mark in _OPENING:
        return "“"
    return "”" if mark in _CLOSING else mark


class Model:
    """Counts by context, as `packed` gives them. A context is one symbol or two with a blank between them."""

    def __init__(self, contexts: Mapping[str, str]) -> None:
        self._contexts = contexts
        self._rows: dict[str, tuple[int, dict[str, int], float] | None] = {}
        _, row = _unpacked(contexts[""])
        total = sum(row.values())
        self.single = {symbol: count / total for symbol, count in row.items()}

    def share(self, context: str, symbol: str, lower: float) -> float:
        """How likely a symbol is in a context, given its share in the next shorter one."""
        try:
            found = self._rows[context]
        except KeyError:
            found = self._rows[context] = self._row(context)
        if found is None:
            return lower
        total, row, left_over = found
        return max(row.get(symbol, 0) - _DISCOUNT, 0) / total + left_over * lower

    def _row(self, context: str) -> tuple[int, dict[str, int], float] | None:
        """The count of a context, those of its symbols, and what they leave over: most contexts are never asked."""
        if (packed := self._contexts.get(context)) is None:
            return None
        total, row = _unpacked(packed)
        if not row:
            return None
        # What a context's seen rows leave over, by discount or because rare rows are not in the table.
        return total, row, max(total - sum(row.values()) + _DISCOUNT * len(row), _DISCOUNT) / total


def _unpacked(text: str) -> tuple[int, dict[str, int]]:
    total, *pairs = text.split(" ")
    return int(total), dict(zip(pairs[::2], map(int, pairs[1::2]), strict=True))


def packed(rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """Rows of context, symbol (empty: any) and count, as one text for each context: its count, symbols and theirs."""
    totals: dict[str, str] = {}
    pairs: dict[str, str] = {}
    for context, symbol, count in rows:
        if symbol:
            pairs[context] = f"{pairs.get(context, '')} {symbol} {count}"
        else:
            totals[context] = count
    return {context: total + pairs.get(context, "") for context, total in totals.items()}


def build() -> dict[str, str]:
    """The model's counts by context."""
    return packed(tables.rows(TABLE))


@cache
def _model() -> Model:
    return Model(tables.derived("sequences", (TABLE,), build))


@lru_cache(maxsize=50_000)
def symbol(word: str) -> str:
    """What the model reads for a word: itself in lower case if it is frequent, else its class."""
    single = _model().single
    lowered = word.lower()
    if lowered in single and (word.islower() or lowered in lexicon.CLOSED_CLASS or word == "I"):
        return lowered
    return word_class(word)


@lru_cache(maxsize=200_000)
def _cost(first: str, second: str, third: str) -> float:
    model = _model()
    chance = model.share(second, third, model.single.get(third, _FLOOR))
    return -math.log(model.share(f"{first} {second}", third, chance))


def cost(words: Sequence[str]) -> float:
    """The improbability of a row of words (natural logarithm, the smaller the better), given its first two.

    Words are as `tokens` cuts them; use START and END for a sentence's borders.

    >>> cost("according to the study".split()) < cost("according the to study".split())
    True
    """
    row = [word if word in {START, END} else symbol(word) for word in words]
    return sum(_cost(*row[at : at + 3]) for at in range(len(row) - 2))
