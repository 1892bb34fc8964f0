"""The noun phrase in front of a verb, where it is sure to be the whole subject, since a clause begins with it."""

from __future__ import annotations

import re
from typing import NamedTuple

from newsmend.language import lexicon
from newsmend.passes.grammar.words import listed

_TOKEN = re.compile(r"\d[\d.,]*\d|[^\W_][\w'’-]*|[^\s\w]")
_REACH = 120  # code points before a noun that are read
_MOST = 5  # words before a noun that describe it
_COMMON = 0.5  # the least share of lower-case uses of a word that is no name at the start of a sentence
_STOPS = frozenset(".!?")
_CLOSERS = frozenset('"”’)')
_PLURAL_WORDS = frozenset({"people", "police", "men", "women", "children"})


class Subject(NamedTuple):
    """A noun and what stands before it.

    Its determiner and number ("" for none), the word that opens the clause ("" at the start of a sentence), the words
    that describe it, and, where it hangs on another noun ("the roofs of the houses"), that one.
    """

    noun: str
    determiner: str
    number: str
    opener: str
    modifiers: tuple[str, ...]
    head: Subject | None = None


def subject(text: str, end: int) -> Subject | None:
    """The noun phrase that ends at a place, read backwards to where its clause begins; None where anything is unclear.

    Clear are determiners, numbers, adjectives, singular nouns and names before the noun, and before them the start of
    the sentence, a comma or a conjunction.
    """
    first = max(end - _REACH, 0)
    line = text[first:end]
    cut = line.rfind("\n") + 1
    found = list(_TOKEN.finditer(line, cut))
    tokens, starts = [match.group() for match in found], [match.start() + first for match in found]
    whole = cut > 0 or first == 0  # whether the line's own start is in reach
    if not tokens or not tokens[-1].isalpha() or not tokens[-1].islower():
        return _at_start(tokens, whole) if tokens else None
    noun, at = tokens.pop(), len(tokens) - 1
    determiner = number = ""
    modifiers: list[str] = []
    while at >= 0 and len(modifiers) <= _MOST:
        word = tokens[at]
        low = word.lower()
        if low in _GRADES and at and tokens[at - 1].lower() in _DETERMINERS:
            pass  # the more massive planets
        elif low in _DETERMINERS and not (low == "that" and at > 0):
            determiner = low
            at -= 1
            break
        elif word[0].isdigit() or low in _NUMBERS:
            number = number or low
        elif _describes(word, opens=_opens(tokens, at, whole)):
            modifiers.append(word)
        else:
            break
        at -= 1
    if determiner in {"the", "a"} and at >= 0 and tokens[at].lower() in {"all", "both", "half"}:
        return None
    if determiner == "whose":
        return Subject(noun, determiner, number, "whose", tuple(modifiers))
    if at > 0 and tokens[at] in _LINKS:
        if (head := subject(text, starts[at - 1] + len(tokens[at - 1]))) is None or head.head:
            return None
        return Subject(noun, determiner, number, head.opener, tuple(modifiers), head)
    opener = _opener(tokens, at, whole)
    return None if opener is None else Subject(noun, determiner, number, opener, tuple(modifiers))


def _at_start(tokens: list[str], whole: bool) -> Subject | None:
    """A sentence that begins with its noun: "Premiums has doubled"."""
    opens = (len(tokens) == 1 and whole) or (len(tokens) > 1 and tokens[-2] in _STOPS)
    word = tokens[-1]
    if opens and word.isalpha() and word[1:].islower() and (lexicon.lower_share(word) or 0) >= _COMMON:
        return Subject(word.lower(), "", "", "", ())
    return None


def _opens(tokens: list[str], at: int, whole: bool) -> bool:
    return whole if at == 0 else tokens[at - 1] in _STOPS


def _describes(word: str, *, opens: bool) -> bool:
    """Whether a word may stand between a determiner and its noun."""
    if word[0].isupper() and (not opens or word.isupper()):
        return word[1:].isupper() or word.lower() not in lexicon.CLOSED_CLASS
    low = word.lower().replace("’", "'")
    if low.endswith("'s") or low in _ORDINALS:
        return True
    if low in lexicon.CLOSED_CLASS or low in lexicon.AUXILIARIES or low in listed("naming") or not low.isalpha():
        return False
    if low.endswith("ing"):
        return False  # "raising taxes is"
    if lexicon.is_adjective(low):
        return True
    if lexicon.singulars(low):
        return False
    return lexicon.is_noun(low)


def _opener(tokens: list[str], at: int, whole: bool) -> str | None:
    """What stands before a noun phrase where a clause begins: a conjunction, a comma, "" for a sentence; else None."""
    if at < 0:
        return "" if whole else None
    word = tokens[at].lower()
    if word in _STOPS or (word in _CLOSERS and at and tokens[at - 1] in _STOPS):
        before = tokens[at - 1] if at else ""
        # "Dr. Moss's sons", "3.5"
        return None if len(before) < 4 and before[:1].isupper() else ""
    if word in _CLOSERS and at and tokens[at - 1] == ",":
        return "quoted"
    if word in {",", ";"}:
        return None if at and tokens[at - 1].isdigit() else word
    if word == "and":
        return "" if _opens(tokens, at, whole) else "and" if at and tokens[at - 1] == "," else None
    if word in _ALSO_PREPOSITIONS and at and tokens[at - 1] != ",":
        return None  # "as well as the left wing", "since the war"
    return word if word in _OPENERS else None


_OPENERS = (listed("clause_openers") | listed("reporting")) - {"which"}
_GRADES = frozenset({"more", "most", "many", "few", "other", "such", "own"})
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "next", "last"})
_LINKS = frozenset({"of", "in", "for", "from"})
_ALSO_PREPOSITIONS = frozenset({"as", "since", "until"})
_DETERMINERS = (lexicon.DETERMINERS | {"only"}) - {"enough", "less", "much", "what", "whatever", "which", "whichever"}
_NUMBERS = (listed("numbers") | {"hundred", "thousand", "million", "billion", "dozen"}) - {"several", "many", "various"}


def is_plural(found: Subject) -> bool:
    """Whether a subject is surely several: its noun is a plural and no name of a subject, a measure or an illness."""
    noun = found.noun
    lemmas = lexicon.singulars(noun)
    if noun not in _PLURAL_WORDS and not (noun.endswith("s") and lemmas and noun not in lemmas):
        return False
    if noun == "police" and (found.determiner or found.modifiers):
        return False  # a force, in some houses
    if noun in lexicon.AUXILIARIES or noun in listed("one_in_s") or noun.endswith(("ics", "ss")):
        return False
    if found.determiner in _ONE or (found.number and noun in listed("amounts") | lexicon.UNITS):
        return False
    if found.determiner in {"many", "few"} and found.opener in {"how", "so", "as", "that"}:
        return False  # "how many heads does it have?"
    if found.head is not None:
        return is_plural(found.head) and (not is_verb(noun) or bool(found.determiner))
    if not is_verb(noun):
        return True
    # A plural that is a verb as well: "all that matters is", "the threat Israel faces is"
    nouns = sum(not lexicon.is_adjective(each) for each in found.modifiers)
    if found.determiner or found.number:
        return nouns < 2 and found.determiner not in {"all", "that"}
    return found.opener == "" and not nouns


def is_verb(noun: str) -> bool:
    """Whether a plural may be a third person."""
    return any(kind == "third_singular" for _, kind in lexicon.lemma_of_verb(noun))


def is_singular(found: Subject) -> bool:
    """Whether a subject is surely one: a noun that is no group of people, with a determiner where it can be counted."""
    noun, form = found.noun, lexicon.plural(found.noun)
    if noun in lexicon.AUXILIARIES or noun in lexicon.CLOSED_CLASS or (noun.endswith("s") and noun[-2] not in "sui"):
        return False  # "a must have been", "his remains are"
    if found.number or noun in listed("collectives") or lexicon.singulars(noun) or not lexicon.is_noun(noun):
        return False
    if (lexicon.is_adjective(noun) or noun.endswith("ing")) and (
        form is None or lexicon.frequency(form) * _MOSTLY < lexicon.frequency(noun)
    ):
        return False  # the wounded, the poor, the following
    if found.head is not None and not is_singular(found.head):
        return False
    if found.determiner:
        return found.determiner in _ONE | _ANY and form != noun
    return form is None and not noun.endswith("s") and (found.opener != "" or bool(found.modifiers))


_MOSTLY = 10.0  # how much rarer than the word the plural of what is mostly an adjective is
_ONE = frozenset({"a", "an", "another", "each", "either", "every", "neither", "this", "that", "much"})
_ANY = frozenset({"the", "his", "her", "its", "their", "our", "my", "your", "no", "whose"})
