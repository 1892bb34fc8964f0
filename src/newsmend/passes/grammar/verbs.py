"""Verbs in the wrong form, told by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from newsmend.language import lexicon, sequences
from newsmend.passes.grammar import proof, words
from newsmend.passes.grammar.rules import INFLECTED_INFINITIVE, MISSING_PARTICIPLE
from newsmend.passes.grammar.subjects import subject
from newsmend.passes.grammar.words import before, behind, is_adverb, listed
from newsmend.types import Draft, Edit

_HAVE = frozenset("has have had having".split())
_OBJECTS = (lexicon.DETERMINERS | {"him", "her", "it", "them", "us", "me", "you"}) - {"more", "much", "no", "what"}
_GAIN = 1.0  # natural logarithm: how much better a participle must read on before tags are asked
_MARGIN = 2.0  # the same where tags say no, for a suggestion
_PLURAL_MARGIN = 0.5  # the same behind "are" and "were", where a noun would have to be a plural
_VERBAL = 0.2  # the participle's least frequency beside the bare form's; less for "rain", which is mostly a noun
_SOMEWHAT_VERBAL = 0.1  # the same before tags are asked: in 470,000 good words they were 30 times

_AUXILIARY = re.compile(r"(?<![\w'’-])(has|have|had|having|is|are|was|were|be|been|being)(n['’]t)?(?= [a-z])")


def _auxiliaries(draft: Draft) -> list[tuple[re.Match[str], re.Match[str]]]:
    """Every form of be and have with the word behind it that may be its verb, found once for those who ask."""
    if "grammar.auxiliaries" not in draft.memo:
        text = draft.text
        found = ((match, words.verb_behind(text, match.end())) for match in _AUXILIARY.finditer(text))
        draft.memo["grammar.auxiliaries"] = [(match, verb) for match, verb in found if verb is not None]
    pairs: list[tuple[re.Match[str], re.Match[str]]] = draft.memo["grammar.auxiliaries"]
    return pairs


def find_missing_participles(draft: Draft) -> Iterator[Edit]:
    """Give a verb behind a form of be or have its participle: "has change its tilt", "can be reduce".

    Wrong where the word is a noun or adjective (has experience, is present), in a question (has change come), and
    behind a do (all he did was wait).
    """
    text = draft.text
    for match, verb in _auxiliaries(draft):
        if (form := words.participle(verb.group())) is None:
            continue
        word, auxiliary = verb.group(), match.group(1)
        if word in listed("bare_behind_have" if auxiliary in _HAVE else "bare_behind_be"):
            continue
        left, right = before(text, match.start()), behind(text, verb.end())
        if "rather" in text[match.end() : verb.start()] or "there" in map(str.lower, left[:3]):
            continue  # he had rather stay; there has been talk, there is research
        if right == "-" or {"do", "does", "did", "done", "doing"} & {each.lower() for each in left}:
            continue
        passive = auxiliary not in _HAVE
        # Without a subject the auxiliary may open a question.
        subjected = bool(left) or auxiliary in {"be", "been", "being"}
        if word == "be":
            sure = subjected and bool(right)
        else:
            plain = not lexicon.is_noun(word) and not lexicon.is_adjective(word) and lexicon.frequency(form) >= 0.5
            gain = 0.0 if plain else _gain(text, verb, form)
            reads = plain or _reads_as_participle(verb, right, auxiliary, gain)
            verbal = _is_verbal(word, form, auxiliary, gain)
            if not reads and not verbal:
                continue
            # "was release on Monday": a noun that is told by its place alone, since it has no article.
            often = passive and lexicon.frequency(form) >= lexicon.frequency(word) / 2
            bare = verbal and right != "," and (auxiliary in _NO_NOUN or often)
            sure = subjected and proof.participle(draft, *verb.span(), form, passive=passive, noun=bare)
            if not sure and not reads:
                continue
        yield words.edit(
            draft, MISSING_PARTICIPLE, verb.span(), form, f"behind “{auxiliary}” stands a participle", sure=sure
        )


_NO_NOUN = frozenset("be been being are were".split())  # in 470,000 good words no such noun stood behind these


def _is_verbal(word: str, form: str, auxiliary: str, gain: float) -> bool:
    """Whether a word that is a noun as well is used as a verb often enough, and its participle reads on here."""
    if lexicon.is_adjective(word) and auxiliary not in _HAVE:
        return False  # is present
    return gain >= _GAIN and lexicon.frequency(form) >= _SOMEWHAT_VERBAL * lexicon.frequency(word)


def _reads_as_participle(verb: re.Match[str], right: str, auxiliary: str, gain: float) -> bool:
    """Whether a word that may be a noun is a verb here: it has an object, or its participle fits far better."""
    word = verb.group()
    if auxiliary in _HAVE:
        return right in _OBJECTS and word not in lexicon.CLOSED_CLASS  # "has change its tilt", not "has experience as"
    if lexicon.is_adjective(word) or (auxiliary in {"is", "was"} and right not in {"by", "with", "against"}):
        return False  # "he was referee", "there is rain"
    if right.isalpha() and right not in lexicon.CLOSED_CLASS and not is_adverb(right):
        return False  # a compound: "are report cards"
    form = words.participle(word) or word
    if auxiliary not in {"is", "was"} and not (
        lexicon.plural(word) and lexicon.frequency(form) >= _VERBAL * lexicon.frequency(word)
    ):
        return False  # "these are rain and heat"
    return gain >= (_PLURAL_MARGIN if auxiliary in {"are", "were"} else _MARGIN)


def _gain(text: str, verb: re.Match[str], form: str) -> float:
    """How much better a participle reads on than the word in its place; 0 without two words before it."""
    left = [each.group() for each in sequences.tokens(text[max(verb.start() - 60, 0) : verb.start()])][-2:]
    after = [each.group() for each in sequences.tokens(text[verb.end() : verb.end() + 40])][:2]
    if len(left) < 2:
        return 0.0
    return sequences.cost([*left, verb.group(), *after]) - sequences.cost([*left, form, *after])


def find_pasts_for_participles(draft: Draft) -> Iterator[Edit]:
    """Give an irregular verb behind be or have its participle for its past: "has went", "was wrote".

    Wrong where a relative clause ends in the auxiliary: "the lead they had went".
    """
    text = draft.text
    for match, verb in _auxiliaries(draft):
        if (form := _participle_of_past(verb.group())) is None:
            continue
        auxiliary = match.group(1)
        if auxiliary not in _HAVE and form in listed("never_passive"):
            continue
        left = [each.lower() for each in before(text, match.start())]
        while left and is_adverb(left[0]):
            left = left[1:]
        if left[:1] and (left[0] in {"what", "all", "there"} or "do" in left or "did" in left or "does" in left):
            continue
        if left[:1] and left[0] in _SUBJECTS and left[1:] and left[1] not in listed("clause_openers") | {","}:
            continue  # the lead they had went
        sure = auxiliary in {"be", "been", "being"} or bool(match.group(2)) or _is_whole(text, match.start(), left)
        sure = sure and proof.past(draft, *verb.span(), form)
        if not sure and (verb.group() == "was" or lexicon.is_noun(verb.group())):
            continue  # what they have was, a bit
        yield words.edit(
            draft, MISSING_PARTICIPLE, verb.span(), form, f"behind “{auxiliary}” stands a participle", sure=sure
        )


_SUBJECTS = frozenset("i he she it we they you".split())


def _participle_of_past(word: str) -> str | None:
    """The participle of a past that is none itself: went, wrote."""
    if word == "was":
        return "been"
    readings = lexicon.lemma_of_verb(word)
    if len(readings) != 1 or readings[0].kind != "past" or word in lexicon.AUXILIARIES or lexicon.is_adjective(word):
        return None
    if word.endswith("ed"):
        return None  # proved and proven, showed and shown
    forms = lexicon.verb_forms(readings[0].lemma)
    return forms.past_participle if forms and forms.past_participle != word else None


def _is_whole(text: str, start: int, left: list[str]) -> bool:
    """Whether what stands before an auxiliary is its whole subject, so that no relative clause can end in it."""
    if not left:
        return False  # may open a question
    if left and (left[0] in lexicon.AUXILIARIES or left[0] in _SUBJECTS | {"to", "who", "which"}):
        return True
    return subject(text, start - 1) is not None


_MODAL = re.compile(
    r"(?<![\w'’-])(can|could|will|would|shall|should|may|might|must|cannot|to|did|does|do)(n['’]t)?(?= [a-z])"
)
_DO = frozenset({"did", "does", "do"})


def find_inflected_infinitives(draft: Draft) -> Iterator[Edit]:
    """Give a verb behind a modal, "did not" or "to" its base form: "can changed", "wanted to makes a decision".

    Wrong where "to" is a preposition (to increased pressure, according to reports), and where the modal is a noun
    (the will, a can).
    """
    text = draft.text
    for match in _MODAL.finditer(text):
        verb = words.verb_behind(text, match.end())
        if verb is None or (form := words.base(verb.group())) is None:
            continue
        modal, negated = match.group(1), bool(match.group(2)) or text[match.end() :].startswith(" not ")
        last = (before(text, match.start()) or [""])[0].lower()
        right = behind(text, verb.end())
        if modal in _DO and not negated:
            continue
        if modal == "to":
            judged = _behind_to(verb.group(), last, right, negated=negated)
        else:
            judged = _behind_modal(modal, verb.group(), form, last, right, negated=negated)
        if judged is None:
            continue
        if judged == "ask":
            proved = proof.infinitive(draft, *verb.span(), form) and (
                modal == "to" or proof.is_modal(draft, *verb.span(), form, match.start())
            )
            judged = "sure" if proved else None
        elif judged == "doubt" and modal == "to" and (verb.group().endswith("s") or right in _OBJECTS):
            judged = "sure" if proof.infinitive(draft, *verb.span(), form) else judged
        if judged is not None:
            yield words.edit(
                draft,
                INFLECTED_INFINITIVE,
                verb.span(),
                form,
                f"behind “{modal}” stands the base form",
                sure=judged == "sure",
            )


_Judged = Literal["sure", "doubt", "ask"] | None
"""Whether a word is the verb of what stands before it: surely, maybe, if tags say so, or not (None)."""


def _behind_to(word: str, last: str, right: str, *, negated: bool) -> _Judged:
    """Whether "to" opens an infinitive."""
    if negated or word in lexicon.AUXILIARIES:
        return None  # "the vet they sent us to was closed"
    readings = lexicon.lemma_of_verb(word)
    if not readings:
        return "sure"  # no form of any verb: "to thinked"
    head = last in listed("infinitive_heads")
    if right in _OBJECTS and not lexicon.is_noun(word):
        return "sure" if head else "doubt"
    if right in _OBJECTS and head:
        return "sure"
    named = lexicon.is_noun(word) or lexicon.is_adjective(word)
    if head and last not in lexicon.PRONOUNS and not named:
        return "doubt"
    # "the man he spoke to says"
    kinds = {kind for _, kind in lexicon.lemma_of_verb(last)}
    stranded = bool(kinds & {"past", "past_participle"}) or (bool(kinds) and not lexicon.is_noun(last))
    third = {kind for _, kind in readings} == {"third_singular"}
    if head and last in lexicon.PRONOUNS:
        return "ask" if third and not named else None
    return "ask" if head or (third and not named and last and not stranded) else None


def _behind_modal(modal: str, word: str, form: str, last: str, right: str, *, negated: bool) -> _Judged:
    """Whether a modal is a verb and the word its verb."""
    kinds = {kind for _, kind in lexicon.lemma_of_verb(word)}
    noun = modal in {"can", "will", "may", "might", "must"} and not negated
    if noun and (not last or last in lexicon.DETERMINERS | lexicon.PREPOSITIONS):
        return None
    if right in {"be", "have", "not"}:
        return None
    named = lexicon.is_noun(word) or lexicon.is_adjective(word)
    if "past_participle" in kinds and right not in _OBJECTS and form not in listed("intransitive"):
        return (
            None if named or (noun and lexicon.is_adjective(last)) else "doubt"
        )  # "would named differently" lacks a "be"
    if named or (noun and lexicon.is_adjective(last)):
        return "ask" if last.isalpha() and modal != "should" and last != "good" else None  # should costs be cut
    return "sure"
