"""Capitals that a sentence does not want."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newsmend.language import lexicon
from newsmend.language.boosting import decision, probability
from newsmend.language.mentions import is_known_name_at
from newsmend.passes.casing.capitals import LOWER_SHARE, Capital, Capitals, candidates, is_finite_verb, listed
from newsmend.passes.casing.features import features
from newsmend.passes.casing.rules import (
    FALSE_CAPITAL,
    FALSE_CAPITAL_AT_LINK,
    RESUMPTIVE_PRONOUN,
    STRAY_CAPITAL,
)
from newsmend.types import Draft, Edit, Safety

EVIDENCE = 100  # occurrences per 100 million words from which that share counts
# Chances from which to act; see docs/language.md for what they find and harm.
SURE, SURE_IF_MANGLED, SURE_AT_LINK = 0.9, 0.8, 0.7
LIKELY, LIKELY_AT_LINK = 0.6, 0.4
OFTEN_A_NAME = 0.6  # lower-case share of a word
DENIED = 0.3  # below it a rule's word is not enough: 3 of 183 false capitals, most of what rules harm in good text
_DETERMINERS = frozenset("the a an his her its their our my your every no".split())
_ARTICLES = frozenset("a an this these those".split())
_THE = frozenset(("a", "an", "the"))
# Words behind which a verb of a certain form must come: no name stands between "they" and "the".
_VERB_SLOTS = (
    (frozenset("to would can could might must should".split()), "base"),
    (frozenset("he she they we i".split()), "past"),
    (frozenset("he she".split()), "third_singular"),
    (frozenset("has had we've they've i've we’ve they’ve i’ve".split()), "past_participle"),
)
_MARK = re.compile(r"[,.;:!?()“”\"\n]")
_TITLE_BEFORE = re.compile(r"(?<=[\w,] )(?P<capital>[A-Z][a-z]+)(?P<words>(?: [a-z]{1,5}){1,3}) $")
_TITLE_BEHIND = re.compile(r"(?P<words>(?: [a-z]{1,5}){1,3}) (?P<capital>[A-Z][a-z]+)")
_GREETING = re.compile(r"(?:\n|\A)[A-Z][\w’'-]*, $")  # the start of a letter: "Louise, There are two."
_PAIRING = frozenset((" and", " or", " to", " of"))
_CLAUSE = re.compile(r"[\w’'”\"]+ [\w’'”\"]+ [\w’'”\"]+, \Z")
_GO_ON = frozenset(
    "after although and as because before but if or since so that though unless until when where whereas whether which"
    " while who whose".split()
)
_OF_GOD = frozenset("he him his himself me my your".split())
_SUBJECTS = frozenset(("he", "she", "it", "they"))
_OPENS_CLAUSE = _SUBJECTS | {"we", "these", "what", "there", "if"}


def lower_false_capitals(draft: Draft) -> Iterator[Edit]:
    """Lower a capital in mid-sentence on a function word, or on a common word at a link.

    Wrong inside names (The Hague), titles, headlines; for institutions and whatever the document capitalises elsewhere.
    """
    mangled = draft.text != draft.document.text
    for one, found in candidates(draft):
        function_word = one.key in _function_words()
        ruled = (_of_function_word if function_word else _of_common_word)(one, found)
        safety, chance = _weighed(one, found, ruled, mangled)
        if safety and not is_known_name_at(draft, one.start):
            evidence = ("closed-class" if function_word else "lexicon") if safety == ruled else "trained"
            yield draft.edit(
                FALSE_CAPITAL if function_word else FALSE_CAPITAL_AT_LINK if one.link else STRAY_CAPITAL,
                one.start,
                one.end,
                one.word[0].lower() + one.word[1:],
                "a capital inside a sentence" + (", at a link" if one.link else ""),
                confidence=0.99 if safety == Safety.FIX else round(min(chance, 0.99), 2) or 0.7,
                evidence=(evidence, "link-boundary") if one.link else (evidence,),
                safety=safety,
            )


def _weighed(one: Capital, found: Capitals, ruled: Safety | None, mangled: bool) -> tuple[Safety | None, float]:
    """What the rules' verdict becomes under the trained decision, which can raise it and lower it; and the chance.

    At a link the rules stand: the decision was trained without links.
    """
    if one.link and ruled == Safety.FIX:
        return ruled, 0.99
    asked = not (
        found.words[one.word] > 1
        or found.crowded(one)
        or found.ends_line(one)
        or _in_title(one, found)
        or (found.devout and one.key in _OF_GOD)
        or (one.link and (_title(one.linked) or one.key in listed("institutions")))
    )
    if not (asked or ruled) or (not ruled and _hopeless(one)):
        return ruled, 0.0
    chance = probability(decision("false_capital").log_odds(features(one, found)))
    if ruled and not one.link and chance < DENIED and not _goes_on(one, found):
        return None, chance
    sure, likely = (SURE_AT_LINK, LIKELY_AT_LINK) if one.link else (SURE_IF_MANGLED if mangled else SURE, LIKELY)
    official = not listed("institutions").isdisjoint((one.key, one.behind[0].lower()))  # the Children act
    # At a sentence's end stands a name as well as a noun: "the industry's darling Slack."
    ends = one.key not in lexicon.CLOSED_CLASS and not one.behind[0]
    held = _alone(one) if one.link else official or ends or one.key in _OF_GOD
    firm = chance >= sure and not held
    trained = (Safety.FIX if firm else Safety.SUGGEST if chance >= likely else None) if asked else None
    return (max(ruled, trained) if ruled and trained else ruled or trained), chance


def _hopeless(one: Capital) -> bool:
    """Whether the trees never doubt a capital: beside another one, or of a word that is often a name; no verb form.

    Of 10,306 capitals in 1,252 texts 7,000 are such, and the trees raised none to what is suggested.
    """
    if one.link or one.key in lexicon.CLOSED_CLASS:
        return False
    named = one.after_name or one.behind[0][:1].isupper() or 0 < (lexicon.lower_share(one.key) or 0) < OFTEN_A_NAME
    return named and {reading.kind for reading in lexicon.lemma_of_verb(one.key)} <= {"base"}


def _goes_on(one: Capital, found: Capitals) -> bool:
    """Whether a clause goes on behind a comma: ", Because the", ", Whose farm".

    The trees learned on letters, where a greeting ends so. In 806,000 words of text by people it stands five times,
    each time wrong.
    """
    text = found.draft.text
    clause = _CLAUSE.search(text, max(one.start - 40, 0), one.start)
    return clause is not None and one.key in _GO_ON and one.behind[0].islower() and not found.crowded(one)


def _in_title(one: Capital, found: Capitals) -> bool:
    """Whether small words alone part it from another common word with a capital: "Girl by a Window"."""
    text = found.draft.text
    before = _TITLE_BEFORE.search(text, max(one.start - 40, 0), one.start)
    behind = _TITLE_BEHIND.match(text, one.end)
    return any(
        (lexicon.lower_share(match["capital"]) or 0) > 0.5 and set(match["words"].split()) <= lexicon.CLOSED_CLASS
        for match in (before, behind)
        if match
    )


@cache
def _function_words() -> frozenset[str]:
    return (lexicon.CLOSED_CLASS - listed("keep_capital")) | {"will"}


def _of_function_word(one: Capital, found: Capitals) -> Safety | None:
    """How safely a function word's capital can go; None when it may be part of a name."""
    if _meant(one, found):
        return None
    if one.key == "will":
        return _of_will(one)
    behind, next_behind = one.behind
    clausal = one.key in listed("clausal")
    safety: Safety | None = Safety.FIX
    if behind[:1].isupper() and behind != "I":
        if one.after_name or not clausal:
            safety = Safety.SUGGEST if one.link else None
    elif one.after_name and not clausal:
        safety = Safety.FIX if one.link else Safety.SUGGEST
        if next_behind[:1].isupper():
            safety = None  # Lord Of the Rings
    if safety and not one.link and (one.key in _OF_GOD or found.draft.text[one.start - 2] == ";"):
        return Safety.SUGGEST  # reverence needs no name near; behind a semicolon translators keep the source's capital
    if safety and not one.link and one.joined and one.key in _OPENS_CLAUSE and lexicon.is_noun(one.before):
        return Safety.SUGGEST  # a full stop may be missing: "cakes They also sell tea"
    return safety


def _meant(one: Capital, found: Capitals) -> bool:
    """Whether what stands around a function word gives it its capital."""
    clausal = one.key in listed("clausal")
    return (
        found.pairs[one.word, one.behind[0]] > 1
        or (one.before and found.pairs_before[one.before, one.word] > 1)
        or one.behind[0].lower() == one.key
        or (not one.joined and not one.link and _opens_title(one, found))
        or found.crowded(one)
        or (one.behind[0][:1].isupper() and one.behind[0].lower() in lexicon.CLOSED_CLASS - {"i"})  # When We Were Small
        or (one.joined and one.before.lower() in _DETERMINERS)  # the Who, the In crowd
        or (one.joined and one.before.isdigit())  # 40 Under 40
        or "." in one.before  # $3.50 More
        or (not one.behind[0] and not one.link and (one.after_name or found.ends_line(one)))  # the end of a title
        or (one.bracketed and not clausal)  # b) The first item
        or (not one.link and bool(_GREETING.search(found.draft.text, max(one.start - 30, 0), one.start)))
        or (not clausal and _paired(one, found))
        or (one.after_name and one.key in _SUBJECTS)  # a rule of its own
        or (one.key in _OF_GOD and found.devout)
        or (not one.link and not clausal and one.behind[0] in _THE and one.behind[1][:1].isupper())  # To the Moon
    )


def _paired(one: Capital, found: Capitals) -> bool:
    """Whether a small word joins it to another function word with a capital: "In and Out", "the Before and After"."""
    behind = _TITLE_BEHIND.match(found.draft.text, one.end)
    return behind is not None and behind["words"] in _PAIRING and behind["capital"].lower() in lexicon.CLOSED_CLASS


def _opens_title(one: Capital, found: Capitals) -> bool:
    """Whether a common word with a capital follows before the next mark: "a typescript, What the Smoke Took, was"."""
    phrase = _MARK.split(found.draft.text[one.start : one.end + 40])[0]
    return _title(phrase.rpartition(" ")[0] if len(phrase) > 40 else phrase)


def _of_will(one: Capital) -> Safety | None:
    """The verb, not the man: what follows is a base form and no past form, or a word that splits a future."""
    behind = one.behind[0]
    if behind in {"be", "have", "not", "also", "never", "soon", "still"}:
        return Safety.SUGGEST if one.after_name and not one.link else Safety.FIX
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(behind)}
    firm = one.link or not one.joined or one.before in lexicon.CLOSED_CLASS - _DETERMINERS
    return Safety.FIX if firm and not one.after_name and "base" in kinds and "past" not in kinds else None


def _of_common_word(one: Capital, found: Capitals) -> Safety | None:
    """How safely a common word's capital can go; at a link nearly always, elsewhere at most on request."""
    verb = is_finite_verb(one.key)
    if not _common(one.key) or found.words[one.word] > 1 or _beside_capital(one, verb) or found.crowded(one):
        return None
    adverb = one.key.endswith("ly") and not lexicon.is_noun(one.key) and not lexicon.is_adjective(one.key)
    if one.link:
        if _title(one.linked) and not verb:
            return None
        owned = one.behind[0] == "of" and one.behind[1][:1].isupper()  # both Houses of Parliament
        return Safety.SUGGEST if (_alone(one) or owned) and not (verb or adverb) else Safety.FIX
    if not one.joined:
        return None
    if not one.behind[0].islower():
        # No name has a past form before its second word: "a strike Killed Iran's general".
        subject = one.before.islower() and lexicon.is_noun(one.before)
        return Safety.SUGGEST if verb and one.behind[0] and subject else None
    if _in_verb_slot(one):
        return Safety.FIX if one.behind[0] in lexicon.CLOSED_CLASS and not _doubtful(one, found) else Safety.SUGGEST
    return Safety.SUGGEST if verb or adverb else None


def _beside_capital(one: Capital, verb: bool) -> bool:
    """Whether a neighbour's capital may be of the same name; verbs and what a name owns stand between names."""
    possessive = one.before.endswith(("'s", "’s", "s'", "s’"))
    return not verb and (one.behind[0][:1].isupper() or (one.after_name and not possessive))


def _in_verb_slot(one: Capital) -> bool:
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(one.key)}
    return any(one.before.lower() in before and kind in kinds for before, kind in _VERB_SLOTS)


def _doubtful(one: Capital, found: Capitals) -> bool:
    """Whether "to" may be a preposition before a name (to Echo of Moscow) or open a title (How to Grow a Chair)."""
    if one.before != "to":
        return False
    how = found.draft.text[max(one.start - 7, 0) : one.start].lower() == "how to "
    return how or lexicon.is_noun(one.key) or lexicon.is_adjective(one.key)


def _common(key: str) -> bool:
    """Whether a word is surely written small; of a compound, whether its first part is."""
    word = re.split(r"-|'s$", key)[0]
    share, counts = lexicon.lower_share(word), lexicon.counts(word)
    if key in listed("institutions") or key in listed("keep_capital") or share is None or counts is None:
        return False
    return len(word) > 2 and share >= LOWER_SHARE and sum(counts) >= EVIDENCE


def _title(linked: str) -> bool:
    """Whether another common word in the link has a capital too: the title of a work, the name of a scheme."""
    words = re.findall(r"[^\W\d_][\w’'-]*", linked)[1:]
    return any(word[0].isupper() and (lexicon.lower_share(word) or 0) > 0.5 for word in words)


def _alone(one: Capital) -> bool:
    """Whether a word is all there is in the link, without an article: a magazine, a film, a section."""
    return one.linked == one.word and one.before.lower() not in _ARTICLES


def delete_resumptive_pronouns(draft: Draft) -> Iterator[Edit]:
    """Suggest to delete a capitalised pronoun behind the name it repeats ("al-Sadr He wrote").

    Wrong where a full stop is missing between two sentences.
    """
    for one, found in candidates(draft):
        if one.key not in _SUBJECTS or not one.joined or one.before in {"", "I"} or found.crowded(one):
            continue
        name = one.before.rpartition("-")[2] if one.before.startswith(("al-", "el-", "bin-")) else one.before
        share = lexicon.lower_share(name)
        verb = one.behind[0] in lexicon.AUXILIARIES or bool(lexicon.lemma_of_verb(one.behind[0]))
        named = name[0].isupper() and (share is None or share < 0.5) and not is_known_name_at(draft, one.start)
        if named and one.behind[0].islower() and verb:
            yield draft.edit(
                RESUMPTIVE_PRONOUN,
                one.start - 1,
                one.end,
                "",
                "a pronoun right behind the name it stands for",
                confidence=0.8,
                evidence=("link-boundary",) if one.link else (),
            )
