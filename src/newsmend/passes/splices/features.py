"""What a trained decision looks at to tell a false full stop from a true one: both sides of it, and how they join."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from newsmend import tables
from newsmend.language import analysis, bigrams, lexicon
from newsmend.language.sequences import END, START, cost, word_class
from newsmend.passes.splices.seams import finite_verbs
from newsmend.types import Draft

_CLASSES = (
    "NAME NUMBER YEAR OTHER NOUN PLURAL NOUN_OR_ADJECTIVE ADJECTIVE ADVERB NOUN_OR_VERB PLURAL_OR_VERB VERB THIRD PAST "
    "PARTICIPLE ING"
).split()
_OPENERS = "of to in for with by at on from as and or but that which who where when because while with if than".split()
_NOMINAL = frozenset("NAME NUMBER YEAR NOUN PLURAL NOUN_OR_ADJECTIVE NOUN_OR_VERB PLURAL_OR_VERB OTHER ING".split())
_SUBJECTS = lexicon.PRONOUNS | {"there"}
_EARLY = 12  # words in which a comma may end the phrase in front


def features(left: Sequence[str], right: Sequence[str]) -> dict[str, float]:
    """The features of one full stop between two rows of words, by name. The right one starts in lower case."""
    opener, last = right[0], left[-1]
    tail = [*[START] * (2 - min(len(left), 2)), *left[-2:]]
    join, end = cost([*tail, *right[:3]]), cost([*tail, END])
    start = cost([START, START, *right[:3]])
    longer = cost([*tail, *right[:6]]) - cost([START, START, *right[:6]])
    early = right[:_EARLY]
    comma = early.index(",") if "," in early else 0
    clause = right[: right.index(",")] if "," in right else right
    behind = right[right.index(",") + 1 :] if "," in right else []
    pronoun = next((at for at, word in enumerate(right[1:9], 1) if word.lower() in _SUBJECTS), 0)
    restart = _restart(right)
    pair = bigrams.count(last.lower(), opener)
    reverse = (bigrams.count(opener, right[1].lower()) or bigrams.UNSEEN) if len(right) > 1 else 0.0
    row = {
        "join": join,
        "end": end,
        "start": start,
        "gain": end + start - join,
        "longer": longer,
        "opener": float(_OPENERS.index(opener)) if opener in _OPENERS else 30.0,
        "preposition": float(opener in lexicon.PREPOSITIONS),
        "pair": (pair or bigrams.UNSEEN) - (bigrams.count(opener) or bigrams.UNSEEN) - _log_frequency(last),
        "seen": float(pair is not None),
        "pair_behind": reverse,
        "last": _class(last),
        "last_frequency": _log_frequency(last),
        "before_last": _class(left[-2]) if len(left) > 1 else -2.0,
        "next": _class(right[1]) if len(right) > 1 else -2.0,
        "next_2": _class(right[2]) if len(right) > 2 else -2.0,
        "next_capital": float(len(right) > 1 and right[1][:1].isupper()),
        "bound": float(f"{last} {opener}" in tables.toml("splices.toml")["bound"]),
        "restart": float(restart),
        "restart_finites": float(min(finite_verbs(right[restart:]), 2)) if restart else -1.0,
        "left_finites": float(min(finite_verbs(left), 3)),
        "both_finite": float(finite_verbs(left) > 0 and finite_verbs(right) > 0),
        "right_finites": float(min(finite_verbs(right), 3)),
        "clause_finites": float(min(finite_verbs(clause), 3)),
        "behind_finites": float(min(finite_verbs(behind), 3)),
        "commas": float(min(right.count(","), 4)),
        "left_commas": float(min(left.count(","), 4)),
        "comma_at": float(comma),
        "pronoun_at": float(pronoun),
        "quoted": float(last[0] in '”"’' or left.count("“") != left.count("”")),
    }
    row["left_opener"] = float(_OPENERS.index(left[0])) if left[0] in _OPENERS else 30.0
    return row


def tag_features(draft: Draft, start: int, end: int, opener: str) -> dict[str, float] | None:
    """What tags say of a full stop at `start` and the small word that ends at `end`, as it stands and taken out.

    None where no pipeline is to be asked.
    """
    apart, joined = analysis.compared(draft, start, end, f" {opener}")
    here, there = apart.index(end - 1), joined.index(start + 1)
    if here is None or there is None:
        return None
    before = _sentence(apart, here - 2)
    behind = _sentence(apart, here)
    row = {f"joined_{step}": _tag(joined, there + step) for step in _STEPS}
    row |= {f"apart_{step}": _tag(apart, here + step) for step in (-2, 0, 1, 2)}
    row |= {
        "still_opens": float(joined.tokens[there].opens),
        "before_verbs": float(min(sum(token.tag in _FINITE for token in before), 3)),
        "behind_verbs": float(min(sum(token.tag in _FINITE for token in behind), 3)),
        "before_verb_at": _first(before, _FINITE),
        "behind_verb_at": _first(behind, _FINITE),
        "behind_subject_at": _first(behind, _SUBJECT_TAGS),
        "before_tokens": float(min(len(before), 30)),
        "behind_tokens": float(min(len(behind), 30)),
        "lean": float(sum(token.tag == "IN" for token in behind) - sum(token.tag in _FINITE for token in behind)),
    }
    return row


_STEPS = (-3, -2, -1, 0, 1, 2, 3)
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_SUBJECT_TAGS = frozenset(("PRP", "NN", "NNS", "NNP", "NNPS", "EX"))
_TAGS = (
    ". , : `` '' -LRB- -RRB- IN TO DT PDT WDT PRP PRP$ WP WRB EX CC MD VB VBP VBZ VBD VBN VBG RP RB RBR RBS JJ JJR JJS "
    "NN NNS NNP NNPS POS CD $ UH FW HYPH SYM"
).split()
_TAG_NUMBER = {tag: float(number) for number, tag in enumerate(_TAGS)}


def _tag(tagged: analysis.Tagged, at: int) -> float:
    return _TAG_NUMBER.get(tagged.tokens[at].tag, -1.0) if 0 <= at < len(tagged.tokens) else -2.0


def _sentence(tagged: analysis.Tagged, at: int) -> tuple[analysis.Token, ...]:
    """The sentence that holds a token; the tagger may see none of the stop's."""
    return next((one for one in tagged.sentences() if one[0].start <= tagged.tokens[at].start <= one[-1].start), ())


def _first(row: tuple[analysis.Token, ...], tags: frozenset[str]) -> float:
    return float(next((at for at, token in enumerate(row) if token.tag in tags), 40))


def _restart(right: Sequence[str]) -> int:
    """Where a clause may begin behind the phrase in front: "In March | the wells ran dry"; 0 if nowhere."""
    for at in range(2, min(len(right), _EARLY)):
        word, before = right[at], right[at - 1]
        if before[0].isalnum() and before.lower() not in lexicon.CLOSED_CLASS:
            nominal = word_class(before) in _NOMINAL
            if nominal and (word.lower() in lexicon.DETERMINERS or word.lower() in _SUBJECTS):
                return at
    return 0


@lru_cache(maxsize=20_000)
def _class(word: str) -> float:
    """The number of a word's class; function words come before the open ones, marks before all."""
    if not word[0].isalnum():
        return -1.0
    lowered = word.lower()
    for number, group in enumerate(
        (lexicon.DETERMINERS, lexicon.PREPOSITIONS, lexicon.CONJUNCTIONS, lexicon.AUXILIARIES, lexicon.PRONOUNS)
    ):
        if lowered in group:
            return float(number)
    kind = word_class(word)
    return float(5 + _CLASSES.index(kind)) if kind in _CLASSES else 22.0


@lru_cache(maxsize=20_000)
def _log_frequency(word: str) -> float:
    return math.log1p(sum(lexicon.counts(word) or ()))
