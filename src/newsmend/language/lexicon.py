"""What English words are known, how they are written, and how they inflect.

Three tables, read once per process at the first question and never changed: ``lexicon.tsv.gz`` (cased counts),
``inflections.tsv.gz`` (verbs, nouns, adjectives) and ``closed_class.toml`` (function words, units, titles). The first
two are made by ``training/lexicon.py``, whose docstring tells what counts as a word and why.

Counts are occurrences per 100 million words of web comments, sentence starts included: the median common word is
lower-case in 0.95 of its uses, one that often starts sentences in 0.9 ("where") or less. The web text is from before
2016; later names are rare or missing. Few counts are weak evidence: look at `counts` as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple, cast

from newsmend import tables

FormKind = Literal["base", "past", "past_participle", "present_participle", "third_singular"]

WORDS = "lexicon.tsv.gz"
NAME_SHARE = 0.9
NAME_EVIDENCE = 4  # occurrences per 100 million; the bound at which the build takes a form for a name
_NUMBER = re.compile(r"\d[\d.,]*(?:st|nd|rd|th|s)?")
_CLOSED: dict[str, list[str]] = tables.toml("closed_class.toml")
_CLITICS = ("'s", "'re", "'ve", "'ll", "'d", "'")


@dataclass(frozen=True, slots=True)
class VerbForms:
    """The forms of one verb, lower-case; where English has two, the first of lemminflect (usually the American)."""

    lemma: str
    past: str
    past_participle: str
    present_participle: str
    third_singular: str


class VerbReading(NamedTuple):
    """One way to read a verb form: the lemma it belongs to, and which of its forms it is."""

    lemma: str
    kind: FormKind


def _rows(name: str) -> list[str]:
    """Return the lines of a table without its comment lines, unsplit, since their number of columns varies."""
    lines = tables.read_text(name).splitlines()
    start = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return lines[start:]


@cache
def _lexicon() -> dict[str, str]:
    """Return word -> its three counts as text, parsed when asked for: tuples for all would take 10 ms more."""
    # A generator: a list of 100,000 pairs sets off the garbage collector and takes 46 ms where this takes 28.
    return dict(line.split("\t", 1) for line in _rows(WORDS))


PRONOUNS = frozenset(_CLOSED["pronouns"])
PREPOSITIONS = frozenset(_CLOSED["prepositions"])
CONJUNCTIONS = frozenset(_CLOSED["conjunctions"])
AUXILIARIES = frozenset(_CLOSED["auxiliaries"])
DETERMINERS = frozenset(_CLOSED["determiners"])
CLOSED_CLASS = (
    PRONOUNS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | DETERMINERS | frozenset(_CLOSED["connectives"])
) - frozenset(_CLOSED["also_names"])
"""Function words, lower-case, that are no names by themselves in mid-sentence (but start some: The Guardian)."""
UNITS = frozenset(_CLOSED["units"])
"""Units and scale words as written after a number; symbols keep their capitals."""
TITLES = frozenset(_CLOSED["titles"])
"""Titles before a person's name, as written, without a full stop; some of two or three words."""
ABBREVIATIONS = frozenset(_CLOSED["abbreviations"])
"""Forms as written, with their full stop, which need not end a sentence."""
MONTHS = frozenset(_CLOSED["months"])
WEEKDAYS = frozenset(_CLOSED["weekdays"])
_PREFIXES = frozenset(_CLOSED["prefixes"])
_COMBINING = tuple(_CLOSED["combining"])
_CLOSED_FORMS = frozenset(form.lower().rstrip(".") for form in AUXILIARIES | TITLES | UNITS | ABBREVIATIONS)


def _fold(word: str) -> str:
    return word.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def _listed(key: str) -> bool:
    """Tell whether a folded word stands in the table, if need be without its accents (a name: Ibáñez)."""
    words = _lexicon()
    if key in words:
        return True
    if key.isascii():
        return False
    bare = unicodedata.normalize("NFKD", key)
    return "".join(character for character in bare if not unicodedata.combining(character)) in words


def _known_part(part: str) -> bool:
    if _listed(part) or part.rstrip(".") in _CLOSED_FORMS or _NUMBER.fullmatch(part):
        return True
    if part.startswith(_COMBINING):  # five letters, since short words fit by chance
        rests = (part.removeprefix(prefix) for prefix in _COMBINING)
        if any(5 <= len(rest) < len(part) and _listed(rest) for rest in rests):
            return True
    return any(part.endswith(clitic) and _listed(part.removesuffix(clitic)) for clitic in _CLITICS)


@lru_cache(maxsize=1 << 16)
def known(word: str) -> bool:
    """Tell whether a word is English, or a name frequent enough to be listed; in any case.

    A possessive or contracted ending is left aside, and a hyphenated word is known when all its parts are words,
    numbers or (but for the last) prefixes and letters. Wrong for rare names: unknown does not mean misspelt.

    >>> known("co-operation"), known("paper's"), known("Organise"), known("organize"), known("mid-1990s")
    (True, True, True, True, True)
    >>> known("labotory"), known("mondaythat"), known("recieve"), known("")
    (False, False, False, False)
    """
    key = _fold(word)
    if _known_part(key):
        return True
    *first, last = key.split("-")
    return (
        bool(first)
        and _known_part(last)
        and all(part in _PREFIXES or len(part) == 1 or _known_part(part) for part in first)
    )


def words() -> Iterable[str]:
    """Return every listed word, folded."""
    return _lexicon().keys()


def counts(word: str) -> tuple[int, int, int] | None:
    """Return how often a word stands lower-case, Capitalised (or mIxed) and UPPER, each per 100 million words.

    None when it is not listed; (0, 0, 0) when it is known, but was not seen. Only the word itself is looked up,
    not its hyphenated parts.

    >>> counts("Netanyahu")
    (3, 90, 0)
    >>> counts("labotory") is None
    True
    """
    row = _lexicon().get(_fold(word))
    if row is None:
        return None
    lower, capital, upper = row.split("\t")
    return int(lower), int(capital), int(upper)


def lower_share(word: str) -> float | None:
    """Return the share of a word's uses that are lower-case, 0 to 1; None without evidence.

    >>> lower_share("where") > 0.8, lower_share("march") < 0.5, lower_share("Biden") < 0.1, lower_share("labotory")
    (True, True, True, None)
    """
    found = counts(word)
    if found is None or not any(found):
        return None
    return found[0] / sum(found)


def frequency(word: str) -> float:
    """Return occurrences per million words, in any case; 0.0 if unknown or not seen.

    >>> frequency("the") > 10_000 > frequency("government") > 100 > frequency("labotory")
    True
    """
    return sum(counts(word) or ()) / 100


def is_name(word: str) -> bool:
    """Tell whether a word is mainly written with capitals: at least 0.9 of at least 4 uses per 100 million.

    Weekdays, nationalities and acronyms are names in this sense. Wrong for a word that mostly starts sentences.

    >>> is_name("london"), is_name("Monday"), is_name("apple"), is_name("March")
    (True, True, False, False)
    """
    found = counts(word)
    return found is not None and sum(found) >= NAME_EVIDENCE and found[0] <= (1 - NAME_SHARE) * sum(found)


INFLECTIONS = "inflections.tsv.gz"
_KINDS: tuple[FormKind, ...] = ("past", "past_participle", "present_participle", "third_singular", "base")


class _Inflections:
    """Forms by lemma, readings and singulars by form; several in one text are parted by tabs."""

    def __init__(self) -> None:
        table = tables.derived("inflections", (INFLECTIONS,), build)
        self.verbs: dict[str, str] = table["v"]
        self.nouns: dict[str, str] = table["n"]
        self.readings: dict[str, str] = table["readings"]
        self.singulars: dict[str, str] = table["singulars"]
        self.adjectives = frozenset(table["adjectives"].split("\t"))


@cache
def _inflections() -> _Inflections:
    return _Inflections()


def build() -> dict[str, Any]:
    """Return columns of verbs and nouns, verb form -> lemmas and kinds, plural -> nouns, all adjectives."""
    columns: dict[str, dict[str, str]] = {"v": {}, "n": {}, "a": {}}
    for row in _rows(INFLECTIONS):
        lemma, kind, *of_lemma = row.split("\t")
        columns[kind][lemma] = "\t".join(of_lemma)
    readings: dict[str, list[str]] = {}
    for lemma, forms in columns["v"].items():
        readings.setdefault(lemma, []).extend((lemma, "base"))
        for kind, column in zip(_KINDS, _verb_columns(forms), strict=True):
            for form in column.split("/") if column else ():
                readings.setdefault(form, []).extend((lemma, kind))
    singulars: dict[str, list[str]] = {}
    for lemma, column in columns["n"].items():
        for form in column.split("/") if column else ():
            singulars.setdefault(form, []).append(lemma)
    adjectives = frozenset(columns["a"]).union(*(re.split(r"[\t/]", forms) for forms in columns["a"].values()))
    return {
        "v": columns["v"],
        "n": columns["n"],
        "readings": {form: "\t".join(pairs) for form, pairs in readings.items()},
        "singulars": {form: "\t".join(lemmas) for form, lemmas in singulars.items()},
        "adjectives": "\t".join(sorted(adjectives - {""})),
    }


def _verb_columns(forms: str) -> tuple[str, str, str, str, str]:
    """Return past, participle, -ing, -s and plain present; regular verbs have one form for the first two."""
    past, participle, ing, third, present = (*forms.split("\t"), "", "", "", "", "")[:5]
    return past, participle or past, ing, third, present


def verb_forms(lemma: str) -> VerbForms | None:
    """Return the forms of a verb given by its base form, or None.

    >>> verb_forms("go")
    VerbForms(lemma='go', past='went', past_participle='gone', present_participle='going', third_singular='goes')
    """
    key = _fold(lemma)
    if (columns := _inflections().verbs.get(key)) is None:
        return None
    past, participle, ing, third = (column.split("/")[0] for column in _verb_columns(columns)[:4])
    return VerbForms(key, past, participle, ing, third) if past and ing and third else None


def lemma_of_verb(form: str) -> tuple[VerbReading, ...]:
    """Return every way to read a word as a verb form, in the order of lemmas; empty if it is none.

    ``base`` takes in the plain present, "am" and "are" among it.

    >>> [tuple(reading) for reading in lemma_of_verb("found")]
    [('find', 'past'), ('find', 'past_participle'), ('found', 'base')]
    """
    return _readings(_fold(form))


@lru_cache(maxsize=1 << 16)
def _readings(form: str) -> tuple[VerbReading, ...]:
    lemma_and_kind = iter(_inflections().readings.get(form, "").split("\t"))
    return tuple(VerbReading(lemma, cast("FormKind", next(lemma_and_kind))) for lemma in lemma_and_kind if lemma)


def plural(noun: str) -> str | None:
    """Return the usual plural of a singular noun, lower-case; None for a mass noun or an unknown one.

    >>> plural("tornado"), plural("analysis"), plural("aircraft"), plural("information")
    ('tornadoes', 'analyses', 'aircraft', None)
    """
    return _inflections().nouns.get(_fold(noun), "").split("/")[0] or None


def singulars(word: str) -> tuple[str, ...]:
    """Return the singular nouns that a word can be the plural of; empty if none.

    >>> singulars("axes"), singulars("children"), singulars("house")
    (('ax', 'axe', 'axis'), ('child',), ())
    """
    found = _inflections().singulars.get(_fold(word))
    return tuple(found.split("\t")) if found else ()


def is_noun(word: str) -> bool:
    """Tell whether a word can be a common noun (or a noun of nationality), singular or plural.

    >>> is_noun("winds"), is_noun("information"), is_noun("went")
    (True, True, False)
    """
    return _fold(word) in _inflections().nouns or _fold(word) in _inflections().singulars


def is_verb_base(word: str) -> bool:
    """Tell whether a word can be the base form of a verb, modal verbs excepted.

    >>> is_verb_base("vote"), is_verb_base("voted"), is_verb_base("be")
    (True, False, True)
    """
    return _fold(word) in _inflections().verbs


def is_adjective(word: str) -> bool:
    """Tell whether a word can be an adjective, in the positive, comparative or superlative.

    >>> is_adjective("big"), is_adjective("bigger"), is_adjective("German"), is_adjective("went")
    (True, True, True, False)
    """
    return _fold(word) in _inflections().adjectives
