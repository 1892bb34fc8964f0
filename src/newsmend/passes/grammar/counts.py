"""Nouns that lost their plural behind a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from newsmend.language import lexicon
from newsmend.passes.grammar import proof, words
from newsmend.passes.grammar.rules import MISSING_PLURAL, PLURAL_SCALE
from newsmend.passes.grammar.subjects import is_verb
from newsmend.passes.grammar.words import before, behind, listed
from newsmend.policy import is_quoted
from newsmend.types import Draft, Edit

_COMMON = 5.0  # occurrences per million words; of rarer nouns, those in -er are half of a name ("4 wheeler")
_RARE = 0.3
_MOSTLY = 10.0  # how much more frequent than the verb's past a plural is where the word is a noun: jobs, soldiers
_NO_COUNT = re.compile(r"0\d*|(?:1[5-9]|20)\d\d")  # an hour, a year


def find_missing_plurals(draft: Draft) -> Iterator[Edit]:
    """Give a noun behind a number its plural: "the next two year", "several bridge".

    Wrong for measures before a noun (a two week break, three team members), numbered things (Boeing 747, page 5), nouns
    with one form (six aircraft), and verbs (two return).
    """
    text = draft.text
    for match in _COUNTED_WORD.finditer(text):
        figure, number, noun = match.group(1), (match.group(2) or "").lower(), match.group(3)
        form = _plural(noun)
        if form is None or figure == "1" or (figure and _NO_COUNT.fullmatch(figure)):
            continue
        start = _start_of_number(text, match.start())
        if text[start - 1 : start] in _CURRENCIES:
            continue  # the $2.5 billion program
        left, right = before(text, start), behind(text, match.end())
        while left and (left[0].isdigit() or left[0].lower() in listed("numbers") | _SCALES):
            left = left[1:]  # "a five million loan"
        last = left[0] if left else ""
        if _is_numbered(last) or not _ends_phrase(noun, right) or _is_no_count(noun, number, left, right):
            continue
        row = noun in lexicon.UNITS or noun in _IN_NAMES
        in_row = row and _IN_ROW.match(text, match.end())
        if (last == "the" and figure) or in_row or _NO.search(text, max(start - 5, 0), start):
            continue  # the 13 line; two day and three day passes; no. 204 tunnel
        verb = _may_be_verb(noun) and (right not in _FINITE or last == "the")
        doubtful = verb or _may_be_adjective(noun, form) or _may_be_half(noun, form)
        # "at hours 12 night"
        loose = last not in lexicon.CLOSED_CLASS and lexicon.is_noun(last) and not _is_finite(last)
        loose |= not left and right == ","  # "Two day, the troops" is what is left of "the next day"
        quoted = is_quoted(draft, match.start())
        sure = not loose and not quoted and (not doubtful or not lexicon.known(noun))
        if verb and not sure and not loose and not quoted and not lexicon.is_adjective(noun):
            sure = proof.counted(draft, *match.span(3), form)
        yield words.edit(draft, MISSING_PLURAL, match.span(3), form, f"“{figure or number}” are several", sure=sure)


def _start_of_number(text: str, start: int) -> int:
    """Where a number begins whose last word stands at a place: 2.5 billion."""
    figure = _FIGURE.search(text, max(start - 15, 0), start)
    return figure.start() if figure else start


@lru_cache(maxsize=4096)
def _may_be_verb(noun: str) -> bool:
    """Whether a word is a verb as well: work, return, cut; hardly anybody says jobbed or soldiered."""
    forms = lexicon.verb_forms(noun) if lexicon.is_verb_base(noun) else None
    return forms is not None and lexicon.frequency(forms.past) * _MOSTLY > lexicon.frequency(lexicon.plural(noun) or "")


def _may_be_adjective(noun: str, form: str) -> bool:
    """Whether a word may describe the next one: six male, five orange; minutes are more frequent than minute."""
    return lexicon.is_adjective(noun) and lexicon.frequency(form) < lexicon.frequency(noun)


def _may_be_half(noun: str, form: str) -> bool:
    """Whether a noun is rare, or may be half of a name: 4 wheeler, 2 seater."""
    often = lexicon.frequency(form)
    return often < _RARE or (often < _COMMON and noun.endswith("er") and lexicon.is_noun(noun[:-2]))


def _is_finite(word: str) -> bool:
    return any(kind in {"past", "third_singular"} for _, kind in lexicon.lemma_of_verb(word.lower()))


def _is_numbered(last: str) -> bool:
    """Whether the word before a number makes it a name or an adjective: "page 5", "Boeing 747", "a two week break"."""
    if last.lower() in listed("before_names") or (last and not last[0].isalnum() and last != ","):
        return True
    return last[:1].isupper() and (last.lower() not in lexicon.CLOSED_CLASS or last in lexicon.MONTHS)


def _is_no_count(noun: str, number: str, left: list[str], right: str) -> bool:
    """Whether a number counts something else than the word behind it."""
    last = left[0].lower() if left else ""
    if _may_be_verb(noun) and right not in _FINITE:
        if right.isalpha() and (number in _QUANTIFIERS or last not in lexicon.PREPOSITIONS | lexicon.DETERMINERS):
            return True  # "Two return in goal", "several work at night"
        if last == "the":
            return True  # "between the two stop"
    listing = right == "," or right.isdigit() or right in lexicon.CONJUNCTIONS
    if listing and (lexicon.is_adjective(noun) or number in _QUANTIFIERS):
        return True  # "nine male and seven female patients", "various community and church groups"
    # "the $300 million mark", "the hundred name"
    return number in _SCALES and (last in lexicon.CLOSED_CLASS or any(mark in "$€£" for mark in left[:2]))


_OF_SEVERAL = re.compile(
    r"(?<![\w'’-])([Oo]ne of (?:the|these|those|his|her|its|their|our|my|your)(?: [a-z]+est| most [a-z]+)?"
    r"|[Tt]hese|[Tt]hose|[Mm]any|[Aa] few|[Tt]he few|[Tt]he many) ([a-z]{3,})(?![\w'’/-])"
)


def find_singulars_for_several(draft: Draft) -> Iterator[Edit]:
    """Give a noun its plural behind words for several: "these man", "many person", "one of the soldier".

    Wrong for adjectives (those present), verbs (these include), groups (one of the family) and halves of compounds.
    """
    text = draft.text
    for match in _OF_SEVERAL.finditer(text):
        words_before, noun = match.group(1).lower(), match.group(2)
        form = "people" if noun == "person" else _plural(noun, people=True)
        if form is None or noun in listed("uncounted") - _PEOPLE or not lexicon.known(noun):
            continue
        right = behind(text, match.end())
        left = before(text, match.start())
        one = " of " in words_before
        if one and noun in listed("collectives") and not lexicon.singulars(f"{noun}s"):
            continue
        if not one and (right == "," or (lexicon.is_verb_base(noun) and (not left or not left[0][0].isalpha()))):
            continue  # many world, European and national titles; these orbit the sun
        if not _ends_phrase(noun, right) or (
            right in lexicon.CONJUNCTIONS and right not in {"who", "that", "when", "where"}
        ):
            continue
        doubtful = _may_be_verb(noun) or _may_be_adjective(noun, form) or (one and noun in listed("collectives"))
        if doubtful or (left and left[0].lower() in {"not", "as", "so", "how", "too"} and words_before == "many"):
            continue
        sure = not is_quoted(draft, match.start())
        yield words.edit(draft, MISSING_PLURAL, match.span(2), form, f"“{words_before}” are several", sure=sure)


_ONE_OF_MANY = re.compile(
    r"(?<![\w'’-])([Tt]his|[Aa]n?|[Ee]very|[Ee]ach|[Aa]nother) ([a-z]{3,}) (are|were|have|is|was|has)(?![\w'’/-])"
)


def find_plurals_for_one(draft: Draft) -> Iterator[Edit]:
    """Make a determiner and its noun agree as the verb behind them says: "this results are", "a soldiers was"."""
    text = draft.text
    for match in _ONE_OF_MANY.finditer(text):
        determiner, noun, verb = match.group(1), match.group(2), match.group(3)
        singulars = lexicon.singulars(noun)
        if len(singulars) != 1 or noun in singulars or noun in listed("one_in_s") or noun.endswith("ics"):
            continue
        left = before(text, match.start())
        if left and left[0].lower() in {"of", "than"}:
            continue
        sure = not is_quoted(draft, match.start())
        if verb in _FINITE_ONE:
            after = singulars[0]
            yield words.edit(draft, MISSING_PLURAL, match.span(2), after, f"“{determiner}” is one", sure=sure)
        elif determiner.lower() == "this":
            after = "These" if determiner[0] == "T" else "these"
            yield words.edit(draft, MISSING_PLURAL, match.span(1), after, f"“{noun}” are several", sure=sure)


_EACH = re.compile(r"(?<![\w'’-])([Aa]n?|[Ee]very|[Ee]ach|[Aa]nother) ([a-z]{4,}s)(?![\w'’/-])")


def find_plurals_behind_each(draft: Draft) -> Iterator[Edit]:
    """Give a noun behind "each" or "a" its singular: "every soldiers of the unit"."""
    text = draft.text
    for match in _EACH.finditer(text):
        determiner, noun = match.group(1).lower(), match.group(2)
        singulars = lexicon.singulars(noun)
        if len(singulars) != 1 or noun in singulars or noun in listed("one_in_s") or noun.endswith(("ics", "others")):
            continue
        if determiner in {"each", "another"} and is_verb(noun):
            continue  # each costs about a pound
        right = behind(text, match.end())
        if right in _FINITE | {"", "like", "and", "or"} or not (
            right in ".,;" or right in lexicon.PREPOSITIONS | {"who", "that", "which"}
        ):
            continue
        yield words.edit(
            draft,
            MISSING_PLURAL,
            match.span(2),
            singulars[0],
            f"“{determiner}” is one",
            # "filled with a explosives" has an article too many.
            sure=determiner not in {"a", "an"} and not is_quoted(draft, match.start()),
        )


_FINITE_ONE = frozenset({"is", "was", "has"})
_SCALES_IN_S = ("hundreds", "thousands", "millions", "billions", "trillions", "percents")
_SCALED = re.compile(
    r"(?<![\w.,'’/:-])(\d[\d.,]*|[A-Za-z]+) (hundred|thousand|million|billion|trillion|percent)s(?![\w'’-])"
)


def find_plural_scales(draft: Draft) -> Iterator[Edit]:
    """Take the -s from a scale behind a number: "680 millions euros", "three percents"."""
    text = draft.text
    for match in _SCALED.finditer(text) if any(scale in text for scale in _SCALES_IN_S) else ():
        number, scale = match.group(1).lower(), match.group(2)
        spelled = number in listed("numbers") and number not in _QUANTIFIERS
        if not (spelled or number[0].isdigit()) or number.endswith((".", ",")) or _NO_COUNT.fullmatch(number):
            continue  # in 2019 thousands left
        right = behind(text, match.end())
        counts = bool(lexicon.singulars(right)) or right in lexicon.UNITS | listed("amounts") | {"people"}
        if not counts and scale != "percent" and right not in {".", ",", ";", "", ")"}:
            continue  # two millions of them
        # The letter alone: no number is changed.
        end = match.end(2)
        sure = not is_quoted(draft, match.start())
        yield words.edit(draft, PLURAL_SCALE, (end, end + 1), "", f"behind “{number}” it has no -s", sure=sure)


_PEOPLE = frozenset({"man", "woman", "person"})
_FIGURE = re.compile(r"\d[\d.,]* \Z")  # in front of a scale: 2.5 billion
_CURRENCIES = frozenset("$€£¥₹")
_NO = re.compile(r"\b[Nn][ro]s?\. ?\Z")
_IN_NAMES = frozenset("man woman line point game set door seat bedroom part storey star mode step page lane".split())
_FINITE = frozenset("is are was were has have had".split())
_QUANTIFIERS = frozenset({"several", "many", "various", "numerous"})
_SCALES = frozenset({"hundred", "thousand", "million", "billion"})
_NUMBERS = "|".join(sorted(listed("numbers") | _SCALES))
_FIRST = "".join(sorted({case for word in _NUMBERS.split("|") for case in (word[0], word[0].upper())}))  # a cheap no
_IN_ROW = re.compile(rf",? (?:and|or|to|by) (?:\d|(?i:{_NUMBERS})\b)")
_COUNTED_WORD = re.compile(
    rf"(?=[\d{_FIRST}])(?<![\w.,'’/:$€£#-])(?:(\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}\.\d+|\d{{1,4}})|((?i:{_NUMBERS})))"
    rf" (?!(?:{_NUMBERS})\b)([a-z]{{3,}})(?![\w'’/-])(?!\.\w)"
)


def _plural(noun: str, *, people: bool = False) -> str | None:
    """The plural of a countable noun, or of a plural that lost its -s ("countrie"); None for all else."""
    uncounted = listed("uncounted") - _PEOPLE if people else listed("uncounted")
    if noun in uncounted | listed("numbers") | lexicon.CLOSED_CLASS or (
        noun in lexicon.UNITS - {"day"} and len(noun) < 4
    ):
        return None
    if not lexicon.known(noun):
        return f"{noun}s" if lexicon.singulars(f"{noun}s") else None
    form = lexicon.plural(noun)
    if form is None or form == noun or lexicon.singulars(noun) or lexicon.lower_share(noun) in {None, 0.0}:
        return None
    return form if lexicon.frequency(form) >= lexicon.frequency(noun) / 50 else None


def _ends_phrase(noun: str, right: str) -> bool:
    """Whether a noun phrase ends before this word or mark; what is no word by itself opens no compound."""
    if not right or right in ".,;:!?)”" or not lexicon.known(noun) or right.isdigit():
        return True
    if right in {"a", "an", "the"}:
        return not _may_be_verb(noun)  # "40 minute a lorry", but "all three escape the fire"
    followers = listed("behind_counted") | listed("numbers") | lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS
    return right in followers and right not in {"plus", "minus", "like", "round"}
