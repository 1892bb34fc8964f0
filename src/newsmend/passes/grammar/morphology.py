"""Verbs and nouns in the wrong form, told by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsmend.language import lexicon, sequences
from newsmend.passes.grammar import words
from newsmend.passes.grammar.rules import AGREEMENT, INFLECTED_INFINITIVE, MISSING_PARTICIPLE, MISSING_PLURAL
from newsmend.passes.grammar.words import before, behind, is_adverb, listed
from newsmend.types import Draft, Edit, Rule, Safety

_HAVE = frozenset("has have had having".split())
_OBJECTS = (lexicon.DETERMINERS | {"him", "her", "it", "them", "us", "me", "you"}) - {"more", "much", "no", "what"}
_MARGIN = 2.0  # natural logarithm: how much better a participle must read on where the base may be a noun


def _edit(draft: Draft, rule: Rule, span: tuple[int, int], after: str, reason: str, *, sure: bool) -> Edit:
    return draft.edit(
        rule,
        *span,
        after,
        reason,
        confidence=0.99 if sure else 0.8,
        evidence=("closed-class",),
        safety=Safety.FIX if sure else Safety.SUGGEST,
    )


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
        # Without a subject the auxiliary may open a question.
        sure = sure and (bool(left) or auxiliary in {"be", "been", "being"})
        yield _edit(
            draft, MISSING_PARTICIPLE, verb.span(), form, f"behind “{auxiliary}” stands a participle", sure=sure
        )


def _reads_as_participle(draft: Draft, verb: re.Match[str], form: str, right: str, auxiliary: str) -> bool:
    """Whether a word that may be a noun is a verb here: it has an object, or its participle fits far better."""
    word = verb.group()
    if auxiliary in _HAVE:
        return right in _OBJECTS and word not in lexicon.CLOSED_CLASS  # "has change its tilt", not "has experience as"
    if lexicon.is_adjective(word) or (auxiliary in {"is", "was"} and right not in {"by", "with", "against"}):
        return False  # "he was referee", "there is rain"
    if right.isalpha() and right not in lexicon.CLOSED_CLASS and not right.endswith("ly"):
        return False  # a compound: "have change management"
    left = [each.group() for each in sequences.tokens(draft.text[max(verb.start() - 60, 0) : verb.start()])][-2:]
    after = [each.group() for each in sequences.tokens(draft.text[verb.end() : verb.end() + 40])][:2]
    gain = sequences.cost([*left, word, *after]) - sequences.cost([*left, form, *after])
    return len(left) == 2 and gain >= _MARGIN and lexicon.frequency(form) >= lexicon.frequency(word) / 20


_MODAL = re.compile(
    r"(?<![\w'’-])(can|could|will|would|shall|should|may|might|must|cannot|to)(n['’]t)?(?= [a-z])"
)


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
        sure = judge(modal, verb.group(), last, behind(text, verb.end()), negated=bool(negation))
        if sure is not None:
            yield _edit(
                draft, INFLECTED_INFINITIVE, verb.span(), form, f"behind “{modal}” stands the base form", sure=sure
            )


def _behind_to(_: str, word: str, last: str, right: str, *, negated: bool) -> bool | None:
    """Whether "to" opens an infinitive: surely, maybe, or not (None)."""
    if negated:
        return None
    if not lexicon.lemma_of_verb(word):
        return True  # no form of any verb: "to thinked"
    head = last in listed("infinitive_heads")
    if right in _OBJECTS and not lexicon.is_noun(word):
        return head
    if right in _OBJECTS and head:
        return True
    return False if head and not (lexicon.is_noun(word) or lexicon.is_adjective(word)) else None


def _behind_modal(modal: str, word: str, last: str, right: str, *, negated: bool) -> bool | None:
    """Whether a modal is a verb and the word its verb: surely, maybe, or not (None)."""
    if (
        modal in {"can", "will", "may", "might", "must"} and not negated
    ) and (not last or last in lexicon.DETERMINERS | lexicon.PREPOSITIONS or lexicon.is_adjective(last)):
        return None
    named = lexicon.is_noun(word) or lexicon.is_adjective(word)
    if right in {"be", "have", "not"} or (named and right not in _OBJECTS):
        return None
    # "They would named differently" lacks a "be" instead.
    return right in _OBJECTS or "past_participle" not in {kind for _, kind in lexicon.lemma_of_verb(word)}


_SINGULAR = re.compile(r"(?<![\w'’-])([Hh]e|[Ss]he|[Ii]t) ([a-z]{2,})(?![\w'’-])")
_PLURAL = re.compile(r"(?<![\w'’-])([Tt]hey|[Ww]e) (is|was|has|does|[a-z]{3,}s)(?![\w'’-])")
_SPECIAL = {"are": "is", "were": "was", "have": "has", "do": "does", "be": ""}
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
        if not form or not _is_subject(text, match.start(), pronoun, verb) or words.quoted(draft, match.start()):
            continue
        sure = verb in {"are", "have", "do", "say"} or not (lexicon.is_noun(verb) or verb == "were")
        if not sure and pronoun == "it" and verb not in _SPECIAL:
            continue
        yield _edit(draft, AGREEMENT, match.span(2), form, f"“{pronoun}” is one", sure=sure)
    for match in _PLURAL.finditer(text):
        pronoun, verb = match.group(1).lower(), match.group(2)
        plain = _SPECIAL_PLURAL.get(verb) or _plain_present(verb)
        left = before(text, match.start())
        if plain is None or (left and left[0].lower() in {"of", "and"}) or words.quoted(draft, match.start()):
            continue
        if left and {"what", "all", "who", "which", "whatever", "whom"} & {each.lower() for each in left}:
            continue
        yield _edit(
            draft, AGREEMENT, match.span(2), plain, f"“{pronoun}” are several", sure=verb in _SPECIAL_PLURAL
        )


def _third_singular(verb: str) -> str | None:
    """The form with "he"; None where the verb may be a past, an adverb, or stand without -s (need, dare)."""
    if verb in {"need", "dare", "am"} or verb in lexicon.CLOSED_CLASS | lexicon.AUXILIARIES or is_adverb(verb):
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
    if pronoun == "it" and verb == "are":
        return left[0] not in lexicon.PREPOSITIONS  # "records of it are found"
    return pronoun != "it" or left[0] in listed("clause_openers") or left[0] == ","


_COMMON = 5.0  # occurrences per million words; rarer nouns are half of a name ("4 wheeler")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def find_missing_plurals(draft: Draft) -> Iterator[Edit]:
    """Give a noun behind a number its plural: "the next two year", "several bridge".

    Wrong for measures before a noun (a two week break, three team members), numbered things (Boeing 747, page 5, May 5),
    nouns with one form (six aircraft), and verbs (two return).
    """
    text = draft.text
    for match in _COUNTED_WORD.finditer(text):
        figure, number, noun = match.groups()
        form = _plural(noun)
        if form is None or figure in {"0", "1"} or (figure and _YEAR.fullmatch(figure)):
            continue
        left, right = before(text, match.start()), behind(text, match.end())
        last = left[0] if left else ""
        if last.lower() in listed("before_names") or (last and last[0].isupper() and _may_be_name(last)):
            continue
        broken = not lexicon.known(noun)
        verb, adjective = lexicon.is_verb_base(noun), lexicon.is_adjective(noun)
        if not (broken or _ends_phrase(right)) or (last and not last[0].isalnum() and last != ","):
            continue
        if verb and right.isalpha() and (number in _QUANTIFIERS or not left or left[0].lower() not in lexicon.CLOSED_CLASS):
            continue  # "Two return in goal", "several work at night"
        if (adjective or number in _QUANTIFIERS) and (right == "," or right.isdigit() or right in lexicon.CONJUNCTIONS):
            continue  # "nine male and seven female patients", "various community and church groups"
        if number in _SCALES and any(mark in "$€£" for mark in left[:2]):
            continue  # "the $300 million mark"
        loose = bool(last) and last not in lexicon.CLOSED_CLASS and lexicon.is_noun(last)  # "at hours 12 night"
        sure = not loose and (broken or not (verb or adjective or lexicon.frequency(form) < _COMMON)) and not words.quoted(draft, match.start())
        yield _edit(draft, MISSING_PLURAL, match.span(3), form, f"“{figure or number}” are several", sure=sure)


_QUANTIFIERS = frozenset({"several", "many", "various", "numerous"})
_SCALES = frozenset({"hundred", "thousand", "million", "billion"})
_NUMBERS = "|".join(sorted(listed("numbers") | _SCALES))
_COUNTED_WORD = re.compile(
    rf"(?<![\w.,'’/:$€£#-])(?:(\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}})|((?i:{_NUMBERS}))) ([a-z]{{3,}})(?![\w'’/-])(?!\.\w)"
)


def _may_be_name(word: str) -> bool:
    return word.lower() not in lexicon.CLOSED_CLASS or word in lexicon.MONTHS


def _plural(noun: str) -> str | None:
    """The plural of a countable noun, or of what is left of a plural without its -s ("countrie"); None for all else."""
    if noun in listed("uncounted") or noun in lexicon.CLOSED_CLASS or noun in listed("numbers") or noun in lexicon.UNITS and len(noun) < 4:
        return None
    if not lexicon.known(noun):
        return f"{noun}s" if lexicon.singulars(f"{noun}s") else None
    form = lexicon.plural(noun)
    if form is None or form == noun or lexicon.singulars(noun) or lexicon.lower_share(noun) in {None, 0.0}:
        return None
    return form if lexicon.frequency(form) >= lexicon.frequency(noun) / 50 else None


def _ends_phrase(right: str) -> bool:
    """Whether a noun phrase ends before this word or mark."""
    if not right or right in ".,;:!?)”":
        return True
    return right in listed("behind_counted") or right.isdigit() or right in listed("numbers") or (
        right in (lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS) - {"plus", "minus", "like", "round"}
    )
