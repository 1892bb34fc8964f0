"""Words around a place in the text, and what the rules of grammar ask about them."""

from __future__ import annotations

import re
from functools import cache

from newsmend import tables
from newsmend.language import lexicon
from newsmend.types import Draft, Edit, Rule, Safety

_BACK = re.compile(r"[^\W_][\w'’-]*|[^\s\w]")
_FORWARD = re.compile(r"[ ]?([^\W_][\w'’-]*|[^\s\w]|\Z|\s)")
_REACH = 90  # code points before a place that are looked at
_BREAKS = frozenset('.!?:;"“”()[]–—')


@cache
def listed(name: str) -> frozenset[str]:
    """A word list of `data/grammar.toml`."""
    return frozenset(tables.toml("grammar.toml")[name])


def behind(text: str, end: int) -> str:
    """The word or mark that follows, lower-case; empty at the end of a paragraph."""
    match = _FORWARD.match(text, end)
    return match.group(1).strip().lower() if match else ""


def before(text: str, start: int) -> list[str]:
    """The words and commas of the sentence before a place, as written, the nearest first."""
    line = text[max(start - _REACH, 0) : start].rpartition("\n")[2]
    words: list[str] = []
    for word in reversed(_BACK.findall(line)):
        if word in _BREAKS:
            break
        words.append(word)
    return words


def is_adverb(word: str) -> bool:
    """Whether a word may stand between an auxiliary and its verb."""
    return word in listed("adverbs") or (word.endswith("ly") and not lexicon.is_verb_base(word))


_LOWER = re.compile(r"[a-z]+(?![\w'’-])")


def verb_behind(text: str, end: int) -> re.Match[str] | None:
    """The first lower-case word behind an auxiliary that is no adverb; at most two adverbs are stepped over."""
    for _ in range(3):
        match = _LOWER.match(text, end + 1) if text[end : end + 1] == " " else None
        if match is None or not is_adverb(match.group()):
            return match
        end = match.end()
    return None


def participle(word: str) -> str | None:
    """The past participle of a base form; None where the word is no base form, or its own participle."""
    forms = lexicon.verb_forms(word)
    if forms is None or any(kind != "base" for _, kind in lexicon.lemma_of_verb(word)):
        return None
    return forms.past_participle if forms.past_participle != word else None


def base(word: str) -> str | None:
    """The base of an inflected form, or of one inflected wrongly ("taked", "haves"); None if it is a base itself."""
    readings = lexicon.lemma_of_verb(word)
    if any(kind == "base" for _, kind in readings):
        return None
    found = {lemma for lemma, kind in readings if kind in {"past", "third_singular"}}
    if not readings and not lexicon.is_noun(word) and not lexicon.is_adjective(word):
        stems = [word.removesuffix("ed"), word.removesuffix("d"), word.removesuffix("s")]
        found = {stem for stem in stems if stem != word and len(stem) > 2 and lexicon.is_verb_base(stem)}
        # thinked, taked: an irregular verb
        found = {stem for stem in found if (forms := lexicon.verb_forms(stem)) and not forms.past.endswith("ed")}
    return found.pop() if len(found) == 1 else None


def edit(draft: Draft, rule: Rule, span: tuple[int, int], after: str, reason: str, *, sure: bool) -> Edit:
    """An edit of one word; one that is not sure is only suggested."""
    return draft.edit(
        rule,
        *span,
        after,
        reason,
        confidence=0.99 if sure else 0.8,
        evidence=("closed-class",),
        safety=Safety.FIX if sure else Safety.SUGGEST,
    )
