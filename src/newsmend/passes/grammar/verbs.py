"""Verbs in the wrong form, told by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsmend.language import lexicon, sequences
from newsmend.passes.grammar import proof, words
from newsmend.passes.grammar.rules import AGREEMENT, INFLECTED_INFINITIVE, MISSING_PARTICIPLE
from newsmend.passes.grammar.words import before, behind, is_adverb, listed
from newsmend.policy import is_quoted
from newsmend.types import Draft, Edit

_HAVE = frozenset("has have had having".split())
_OBJECTS = (lexicon.DETERMINERS | {"him", "her", "it", "them", "us", "me", "you"}) - {"more", "much", "no", "what"}
_MARGIN = 2.0  # natural logarithm: how much better a participle must read on where the base may be a noun
_PLURAL_MARGIN = 0.5  # the same behind "are" and "were", where a noun would have to be a plural
_VERBAL = 0.2  # the participle's least frequency beside the bare form's; less for "rain", which is mostly a noun


_AUXILIARY = re.compile(r"(?<![\w'’-])(has|have|had|having|is|are|was|were|be|been|being)(?:n['’]t)?(?= [a-z])")


def find_missing_participles(draft: Draft) -> Iterator[Edit]:
    """Give a verb behind a form of be or have its participle: "has change its tilt", "can be reduce".

    Wrong where the word is a noun or adjective (has experience, is present), in a question (has change come), and
    behind a do (all he did was wait).
    """
    text = draft.text
    for match in _AUXILIARY.finditer(text):
        verb = words.verb_behind(text, match.end())
        if verb is None or (form := words.participle(verb.group())) is None or verb.group() in listed("bare_behind_be"):
            continue
        word, auxiliary = verb.group(), match.group(1)
        left, right = before(text, match.start()), behind(text, verb.end())
        if left and left[0].lower() == "there":
            continue  # there has been talk, there is research
        if right == "-" or {"do", "does", "did", "done", "doing"} & {each.lower() for each in left}:
            continue
        sure = not lexicon.is_noun(word) and not lexicon.is_adjective(word) and lexicon.frequency(form) >= 0.5
        if not sure and not _reads_as_participle(draft, verb, form, right, auxiliary):
            continue
        passive = auxiliary not in _HAVE
        # Without a subject the auxiliary may open a question.
        subject = bool(left) or auxiliary in {"be", "been", "being"}
        sure = subject and proof.participle(draft, *verb.span(), form, passive=passive)
        yield words.edit(
            draft, MISSING_PARTICIPLE, verb.span(), form, f"behind “{auxiliary}” stands a participle", sure=sure
        )


def _reads_as_participle(draft: Draft, verb: re.Match[str], form: str, right: str, auxiliary: str) -> bool:
    """Whether a word that may be a noun is a verb here: it has an object, or its participle fits far better."""
    word = verb.group()
    if auxiliary in _HAVE:
        return right in _OBJECTS and word not in lexicon.CLOSED_CLASS  # "has change its tilt", not "has experience as"
    if lexicon.is_adjective(word) or (auxiliary in {"is", "was"} and right not in {"by", "with", "against"}):
        return False  # "he was referee", "there is rain"
    if right.isalpha() and right not in lexicon.CLOSED_CLASS and not is_adverb(right):
        return False  # a compound: "are report cards"
    if auxiliary not in {"is", "was"} and not (
        lexicon.plural(word) and lexicon.frequency(form) >= _VERBAL * lexicon.frequency(word)
    ):
        return False  # "these are rain and heat"
    left = [each.group() for each in sequences.tokens(draft.text[max(verb.start() - 60, 0) : verb.start()])][-2:]
    after = [each.group() for each in sequences.tokens(draft.text[verb.end() : verb.end() + 40])][:2]
    gain = sequences.cost([*left, word, *after]) - sequences.cost([*left, form, *after])
    margin = _PLURAL_MARGIN if auxiliary in {"are", "were"} else _MARGIN
    return len(left) == 2 and gain >= margin


_MODAL = re.compile(r"(?<![\w'’-])(can|could|will|would|shall|should|may|might|must|cannot|to)(n['’]t)?(?= [a-z])")


def find_inflected_infinitives(draft: Draft) -> Iterator[Edit]:
    """Give a verb behind a modal or "to" its base form: "can changed", "wanted to makes a decision".

    Wrong where "to" is a preposition (to increased pressure, according to reports), and where the modal is a noun
    (the will, a can).
    """
    text = draft.text
    for match in _MODAL.finditer(text):
        verb = words.verb_behind(text, match.end())
        if verb is None or (form := words.base(verb.group())) is None:
            continue
        modal, negation = match.groups()
        last = (before(text, match.start()) or [""])[0].lower()
        judge = _behind_to if modal == "to" else _behind_modal
        right = behind(text, verb.end())
        sure = judge(modal, verb.group(), last, right, negated=bool(negation))
        if sure is False and modal == "to" and (verb.group().endswith("s") or right in _OBJECTS):
            sure = proof.infinitive(draft, *verb.span(), form)
        if sure is not None:
            yield words.edit(
                draft, INFLECTED_INFINITIVE, verb.span(), form, f"behind “{modal}” stands the base form", sure=sure
            )


def _behind_to(_: str, word: str, last: str, right: str, *, negated: bool) -> bool | None:
    """Whether "to" opens an infinitive: surely, maybe, or not (None)."""
    if negated or word in lexicon.AUXILIARIES:
        return None  # "the vet they sent us to was closed"
    if not lexicon.lemma_of_verb(word):
        return True  # no form of any verb: "to thinked"
    head = last in listed("infinitive_heads")
    if right in _OBJECTS and not lexicon.is_noun(word):
        return head
    if right in _OBJECTS and head:
        return True
    named = lexicon.is_noun(word) or lexicon.is_adjective(word)
    return False if head and last not in lexicon.PRONOUNS and not named else None


def _behind_modal(modal: str, word: str, last: str, right: str, *, negated: bool) -> bool | None:
    """Whether a modal is a verb and the word its verb: surely, maybe, or not (None)."""
    if (modal in {"can", "will", "may", "might", "must"} and not negated) and (
        not last or last in lexicon.DETERMINERS | lexicon.PREPOSITIONS or lexicon.is_adjective(last)
    ):
        return None
    named = lexicon.is_noun(word) or lexicon.is_adjective(word)
    if right in {"be", "have", "not"} or (named and right not in _OBJECTS):
        return None
    # "They would named differently" lacks a "be" instead.
    return right in _OBJECTS or "past_participle" not in {kind for _, kind in lexicon.lemma_of_verb(word)}


_SINGULAR = re.compile(r"(?<![\w'’-])([Hh]e|[Ss]he|[Ii]t) ([a-z]{2,})(?![\w'’-])")
_PLURAL = re.compile(r"(?<![\w'’-])([Tt]hey|[Ww]e) (is|was|has|does|[a-z]{3,}s)(?![\w'’-])")
_SPECIAL = {"are": "is", "were": "was", "have": "has", "do": "does", "be": ""}
_BARE = frozenset("need dare sort guest".split())  # he need not, he sort of knew, he guest starred
_SPECIAL_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}


def find_disagreements(draft: Draft) -> Iterator[Edit]:
    """Make a verb agree with the pronoun before it: "he say", "it are", "they was".

    Wrong behind what calls for the bare form (did he say, let it be, insist that he leave), for wishes (if he were),
    for two subjects (you and he have), and in quotations, where it is somebody's dialect.
    """
    text = draft.text
    for match in _SINGULAR.finditer(text):
        pronoun, verb = match.group(1).lower(), match.group(2)
        form = _SPECIAL.get(verb) or _third_singular(verb)
        if not form or not _is_subject(text, match.start(), pronoun, verb) or is_quoted(draft, match.start()):
            continue
        sure = verb in {"are", "have", "do", "say"} or not (lexicon.is_noun(verb) or verb == "were")
        if not sure and pronoun == "it" and verb not in _SPECIAL:
            continue
        if not sure and verb != "were":
            sure = proof.third_person(draft, *match.span(2), form)
        yield words.edit(draft, AGREEMENT, match.span(2), form, f"“{pronoun}” is one", sure=sure)
    for match in _PLURAL.finditer(text):
        pronoun, verb = match.group(1).lower(), match.group(2)
        plain = _SPECIAL_PLURAL.get(verb) or _plain_present(verb)
        left = before(text, match.start())
        if plain is None or (left and left[0].lower() in {"of", "and"}) or is_quoted(draft, match.start()):
            continue
        if left and {"what", "all", "who", "which", "whatever", "whom"} & {each.lower() for each in left}:
            continue
        yield words.edit(
            draft, AGREEMENT, match.span(2), plain, f"“{pronoun}” are several", sure=verb in _SPECIAL_PLURAL
        )


def _third_singular(verb: str) -> str | None:
    """The form with "he"; None where the verb may be a past, an adverb, or stand without -s (need, dare)."""
    if verb in _BARE | lexicon.CLOSED_CLASS | lexicon.AUXILIARIES or is_adverb(verb):
        return None
    forms = lexicon.verb_forms(verb)
    if forms is None or lexicon.is_adjective(verb) or any(kind != "base" for _, kind in lexicon.lemma_of_verb(verb)):
        return None
    return forms.third_singular


def _plain_present(verb: str) -> str | None:
    """The form with "they"; None where the word is anything but a third person."""
    readings = lexicon.lemma_of_verb(verb)
    if len(readings) != 1 or readings[0].kind != "third_singular" or lexicon.is_noun(verb):
        return None
    return readings[0].lemma


def _is_subject(text: str, start: int, pronoun: str, verb: str) -> bool:
    """Whether a pronoun is the only subject of a plain statement."""
    left = [each.lower().replace("’", "'") for each in before(text, start)]
    if not left:
        return True
    if left[0] in listed("bare_callers") or left[0].endswith("n't"):
        return False
    near = set(left[:12])
    if near & listed("mandative") or (verb == "were" and near & listed("irrealis")):
        return False
    if left[0] in {"and", "or", "nor", "than", "as", "but"}:
        # "you and he have": only behind a comma a new clause is sure to begin
        return len(left) > 1 and left[1] == ","
    if left[0] == "not":
        return False
    return pronoun != "it" or left[0] in listed("clause_openers") or left[0] == ","
