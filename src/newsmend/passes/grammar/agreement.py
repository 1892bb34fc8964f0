"""Verbs that do not agree with their subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from newsmend.language import lexicon
from newsmend.language.places import places
from newsmend.passes.grammar import proof, words
from newsmend.passes.grammar.rules import AGREEMENT
from newsmend.passes.grammar.subjects import is_plural, is_singular, subject
from newsmend.passes.grammar.words import before, is_adverb, listed
from newsmend.policy import is_quoted
from newsmend.types import Draft, Edit

_SINGULAR = re.compile(r"(?<![\w'’-])([Hh]e|[Ss]he|[Ii]t) ([a-z]{2,})(?![\w'’-])")
_PLURAL = re.compile(r"(?<![\w'’-])([Tt]hey|[Ww]e) (is|was|has|does|[a-z]{3,}s)(?![\w'’-])")
_SPECIAL = {"are": "is", "were": "was", "have": "has", "do": "does", "be": ""}
_BARE = frozenset("need dare sort guest".split())  # he need not, he sort of knew, he guest starred
_MENTIONS = frozenset({"of", "pronoun", "pronouns", "word", "singular"})
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
        if verb == "were":
            left = before(text, match.start())
            sure = not left or left[0].lower() in {"but", "because", "when", "while", "where", "said"}
        elif not sure and not (sure := proof.third_person(draft, *match.span(2), form)) and pronoun == "it":
            continue
        yield words.edit(draft, AGREEMENT, match.span(2), form, f"“{pronoun}” is one", sure=sure)
    for match in _PLURAL.finditer(text):
        pronoun, verb = match.group(1).lower(), match.group(2)
        plain = _SPECIAL_PLURAL.get(verb) or _plain_present(verb)
        left = before(text, match.start())
        if plain is None or (left and left[0].lower() in _MENTIONS) or is_quoted(draft, match.start()):
            continue
        if verb in _SPECIAL_PLURAL:
            sure = True
        elif not (sure := proof.plain_present(draft, *match.span(2), plain)) and lexicon.is_noun(verb):
            continue
        yield words.edit(draft, AGREEMENT, match.span(2), plain, f"“{pronoun}” are several", sure=sure)


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
    return readings[0].lemma if len(readings) == 1 and readings[0].kind == "third_singular" else None


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


_TO_PLURAL = {"has": "have", "is": "are", "was": "were", "does": "do"}
_TO_SINGULAR = {"have": "has", "are": "is", "were": "was"}
_NOUN_AUXILIARY = re.compile(r"(?<![\w'’-])([A-Za-z][a-z]{2,}) (has|is|was|does|have|are|were)(?:n['’]t)?(?![\w'’-])")


def find_disagreeing_nouns(draft: Draft) -> Iterator[Edit]:
    """Make a form of be, have or do agree with the noun before it: "the deliveries has", "the delay are".

    Wrong where the noun is not the whole subject (the number of parties has), where a plural is one thing (politics is,
    two years is long), where a noun may be several people (the team are), for wishes (if the minister were), and in
    quotations, where it is somebody's dialect.
    """
    text = draft.text
    for match in _NOUN_AUXILIARY.finditer(text):
        noun, verb = match.group(1).lower(), match.group(2)
        if verb in _TO_PLURAL and (form := _TO_PLURAL[verb]):
            if not (lexicon.singulars(noun) or noun in {"people", "police"}):
                continue
            found = subject(text, match.end(1))
            if found is None or not is_plural(found):
                continue
            # "three goals is enough", but "three calves was born"
            sure = not found.number or verb not in {"is", "was"} or _is_passive(text, match.end())
        else:
            form = _TO_SINGULAR[verb]
            if lexicon.singulars(noun):
                continue
            found = subject(text, match.end(1))
            if found is None or not is_singular(found) or _is_wish(text, match.start(), verb):
                continue
            if found.opener == "and" or (found.opener == "," and not _is_fronted(text, match.start())):
                continue  # the mayor, his wife, the doctor are
            if verb != "have" and _counts_behind(text, match.end()):
                continue  # another attraction are the caves
            sure = True
        if not is_quoted(draft, match.start()):
            yield words.edit(draft, AGREEMENT, match.span(2), form, f"“{noun}” is the subject", sure=sure)


def _is_fronted(text: str, place: int) -> bool:
    """Whether a sentence begins with an adverbial: "On Friday, the mayor"."""
    left = before(text, place)
    first = left[-1] if left else ""
    return first.istitle() and first.lower() in lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | {
        "however",
        "meanwhile",
        "yesterday",
    }


def _is_wish(text: str, place: int, verb: str) -> bool:
    """Whether a verb may be a subjunctive: "if the mayor were", "they ask that the mayor have"."""
    callers = {
        "were": listed("irrealis") - {"than", "until"},
        "have": listed("mandative") | {"if", "that"},
        "are": frozenset[str](),
    }[verb]
    return bool({each.lower() for each in before(text, place)[:12]} & callers)


_NEXT = re.compile(r" ([^\W_][\w'’-]*)")


def _counts_behind(text: str, end: int) -> bool:
    """Whether a plural or a name may be what a form of be equates its subject with."""
    for _ in range(4):
        if (match := _NEXT.match(text, end)) is None:
            return False
        word = match.group(1)
        if word in lexicon.PREPOSITIONS or is_adverb(word) or word.endswith("ing"):
            return False
        if word in {"the", "these", "those"} or word[0].isupper() or word[0].isdigit() or lexicon.singulars(word):
            return True
        end = match.end()
    return False


def _is_passive(text: str, end: int) -> bool:
    verb = words.verb_behind(text, end)
    return verb is not None and "past_participle" in {kind for _, kind in lexicon.lemma_of_verb(verb.group())}


_WORD = re.compile(r"(?<=[a-z] )[a-z]{3,}(?![\w'’-])")
_SUBJECT = re.compile(r"[A-Za-z][a-z]+ \Z")


def find_disagreeing_verbs(draft: Draft) -> Iterator[Edit]:
    """Put a plain present in the number of the noun before it: "two parties refuses", "the oath involve".

    Wrong where the noun is not the whole subject or may be several people, and for the bare form behind a demand.
    """
    text = draft.text
    verbs = {word: forms for word in set(_WORD.findall(text)) if (forms := _present(word))}
    for match in places(_WORD, text, verbs):
        forms = verbs[match.group()]
        if (noun := _SUBJECT.search(text, max(match.start() - 30, 0), match.start())) is None:
            continue
        verb, form, several = forms
        if several != _is_one(noun.group().rstrip().lower()):
            continue
        found = subject(text, noun.end() - 1)
        if found is None or (found.number and verb == "means"):
            continue  # 200 guns means a tonne
        if not several:
            if not is_plural(found):
                continue
        elif not is_singular(found) or found.opener in {"and", ","} or _is_wish(text, match.start(), "have"):
            continue
        if lexicon.is_noun(verb) and not (found.determiner or found.number):
            continue  # "Thugs nuts"
        if not (proof.third_person if several else proof.plain_present)(draft, *match.span(), form):
            continue
        # "The drivers says" may be one driver; a number, or no determiner, tells that they are several.
        sure = several or bool(found.number) or found.determiner in _SEVERAL
        yield words.edit(draft, AGREEMENT, match.span(), form, f"“{found.noun}” is the subject", sure=sure)


_SEVERAL = frozenset({"", "these", "those", "many", "several", "few", "both", "all", "some", "most", "various"})


@lru_cache(maxsize=1 << 14)
def _is_one(noun: str) -> bool | None:
    """Whether a word may be a singular noun, or a plural; None for all else."""
    if lexicon.singulars(noun) or noun in {"people", "police"}:
        return False
    return True if lexicon.is_noun(noun) and noun not in lexicon.CLOSED_CLASS else None


@lru_cache(maxsize=1 << 14)
def _present(word: str) -> tuple[str, str, bool] | None:
    """A plain present, its other form, and whether it is the one of several; None for what may be another form."""
    readings = lexicon.lemma_of_verb(word)
    if len(readings) != 1 or word in lexicon.AUXILIARIES or word in lexicon.CLOSED_CLASS:
        return None
    lemma, kind = readings[0]
    if kind == "third_singular":
        return word, lemma, False
    if kind != "base" or lexicon.is_noun(word) or lexicon.is_adjective(word) or word in _BARE:
        return None
    forms = lexicon.verb_forms(word)
    return (word, forms.third_singular, True) if forms else None
