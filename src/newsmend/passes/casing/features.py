"""What a trained decision looks at to tell a false capital from a true one: the word, its neighbours, its document."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from newsmend.language import lexicon, names
from newsmend.language.sequences import END, START, cost, word_class
from newsmend.passes.casing.capitals import Capital, Capitals, listed

_REACH = 70  # code points to either side in which neighbours are read
_TOKEN = re.compile(r"[^\W\d_][\w’'-]*|\d[\d.,]*%?|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?…][”\"’)]* (?=[^a-z])")
_LINKING = frozenset("of for and the on in to de la von van bin al".split())
_CLASSES = (
    "NAME ADJECTIVE_NAME ING PAST PARTICIPLE PLURAL_OR_VERB THIRD PLURAL NOUN_OR_VERB VERB ADVERB NOUN_OR_ADJECTIVE "
    "ADJECTIVE NOUN OTHER YEAR NUMBER"
).split()
_GROUPS = (
    frozenset(("the",)),
    frozenset(("a", "an")),
    lexicon.DETERMINERS,
    lexicon.PREPOSITIONS,
    lexicon.CONJUNCTIONS,
    lexicon.AUXILIARIES,
    lexicon.PRONOUNS,
)
_NOTHING, _MARK, _NAMED = -3.0, -2.0, -1.0


def features(one: Capital, found: Capitals) -> dict[str, float]:
    """The features of one capital in mid-sentence, by name; the order and names are those of the trained table."""
    text = found.draft.text
    line = text.rfind("\n", 0, one.start) + 1
    stop = text.find("\n", one.end)
    stop = stop if stop >= 0 else len(text)
    before = _TOKEN.findall(text, max(line, one.start - _REACH), one.start)
    behind = _TOKEN.findall(text, one.end, min(stop, one.end + _REACH))
    if one.start - _REACH > line and before:
        before = before[1:]
    last, first = before[-1:] or [START], behind[:1] or [END]
    left = [*[START] * (2 - min(len(before), 2)), *before[-2:]]
    right = [*behind[:2], *[END] * (2 - min(len(behind), 2))]
    row = dict(_of_word(one.key))
    row.update(_of_places(left, right))
    lowered = cost([*left, one.word[0].lower() + one.word[1:], *right])
    named = cost([*left, one.word, *right]) if one.key not in lexicon.CLOSED_CLASS else cost([*left, "Xy", *right])
    capitals_before = [word[0].isupper() for word in before if word[0].isalpha()][-5:]
    capitals_behind = [word[0].isupper() for word in behind if word[0].isalpha()][:5]
    quotes = sum(text.count(mark, line, one.start) for mark in '"“”')
    sentence = max((match.end() for match in _SENTENCE_END.finditer(text, max(line, one.start - 300), one.start)),
                   default=line)  # fmt: skip
    row.update(
        gain=named - lowered,
        lowered=lowered,
        after_name=float(one.after_name),
        joined=float(one.joined),
        naming=float(one.before.lower() in listed("naming")),
        capitals_before=float(sum(capitals_before)),
        capitals_behind=float(sum(capitals_behind)),
        capital_share=(sum(capitals_before) + sum(capitals_behind))
        / max(len(capitals_before) + len(capitals_behind), 1),
        of_name_behind=float(first[0] in _LINKING and right[1][:1].isupper()),
        of_name_before=float(last[0] in _LINKING and left[0][:1].isupper()),
        pair_before=float(names.is_part_of_name((last[0], one.word)) or _entity(last[0], one.word)),
        pair_behind=float(names.is_part_of_name((one.word, first[0])) or _entity(one.word, first[0])),
        quoted=float(quotes % 2),
        from_start=float(min(text.count(" ", sentence, one.start), 15)),
        to_end=float(min(text.count(" ", one.end, stop), 15)),
        unmarked=float(text[stop - 1 : stop].isalnum()),
        capital_elsewhere=float(min(found.words[one.word] - 1, 3)),
        lower_elsewhere=float(min(found.lower_uses(one.key), 4)),
    )
    return row


def _entity(first: str, second: str) -> bool:
    return names.find_entity((first, second)) is not None


@lru_cache(maxsize=20_000)
def _of_word(key: str) -> dict[str, float]:
    """What the lexicon, the closed classes and the gazetteer say of a word."""
    first = key.partition("-")[0].removesuffix("'s")
    lower, capital, upper = lexicon.counts(key) or lexicon.counts(first) or (0, 0, 0)
    total = lower + capital + upper
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(key)}
    name = key.capitalize()
    return {
        "share": lower / total if total else -1.0,
        "log_lower": math.log1p(lower),
        "log_capital": math.log1p(capital + upper),
        "class": float(_CLASSES.index(word_class(key))) if word_class(key) in _CLASSES else -1.0,
        "closed": float(key in lexicon.CLOSED_CLASS),
        "clausal": float(key in listed("clausal")),
        "keep": float(key in listed("keep_capital")),
        "institution": float(key in listed("institutions")),
        "noun": float(lexicon.is_noun(key)),
        "adjective": float(lexicon.is_adjective(key)),
        "base": float("base" in kinds),
        "finite": float(bool(kinds & {"past", "third_singular"})),
        "plural": float(bool(lexicon.singulars(key))),
        "adverb": float(key.endswith("ly")),
        "length": float(len(key)),
        "hyphen": float("-" in key),
        "possessive": float(key.endswith("'s")),
        "title": float(name in lexicon.TITLES),
        "entity": float(names.find_entity((name,)) is not None),
        "part": float(names.is_part_of_name((name,))),
    }


def _of_places(left: list[str], right: list[str]) -> dict[str, float]:
    row: dict[str, float] = {}
    for place, word in (("before_2", left[0]), ("before", left[1]), ("behind", right[0]), ("behind_2", right[1])):
        group, share = _of_neighbour(word)
        row[f"{place}_group"] = group
        row[f"{place}_share"] = share
    return row


@lru_cache(maxsize=20_000)
def _of_neighbour(word: str) -> tuple[float, float]:
    """The group of a neighbour (a mark, a name, a kind of function word, a class), and how often it is lower-case."""
    if word in {START, END}:
        return _NOTHING, -1.0
    if not word[0].isalpha():
        return (float(len(_GROUPS)) if word[0].isdigit() else _MARK), -1.0
    share = lexicon.lower_share(word)
    known = -0.5 if share is None else share
    lowered = word.lower()
    if word[0].isupper() and word != "I":
        return _NAMED, known
    for number, group in enumerate(_GROUPS):
        if lowered in group:
            return float(number), known
    kind = word_class(lowered)
    return float(len(_GROUPS) + 1 + (_CLASSES.index(kind) if kind in _CLASSES else 0)), known
