"""The tables of phrases: read, indexed by their longest word, matched.

A row is a phrase, what to say instead (none: it is only flagged), conditions, and where it comes from. Its language:

    (a|b c)       one of several, `$1` in the replacement
    ~take         any form of a verb; a verb in the replacement takes the same form
    NUM HOUR ORD  a number in figures or words; an hour or day; 1st, 2nd
    DAY MONTH     a weekday, a month; [HOUR] is an hour in round brackets
    NAME          a word with a capital
    Abc           a word written with a capital must have it; others match in any case, in `foreign.tsv` as written

Conditions are words that must stand, or with a minus must not: `before:` and `after:` right beside the phrase, `near:`
in its sentence, `text:` anywhere. NAME, NUMBER, WORD (a known lower-case one), KNOWN (in any case) and NONE (a mark, or
the end) stand for kinds. `unquoted` spares quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from newsmend import tables
from newsmend.language import lexicon, sentences
from newsmend.policy import is_quoted
from newsmend.types import Draft

FOLDER = "wording"
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"\(([^()]*)\)|([^()]+)")
_NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|thousands"
_SLOTS = {
    "HOUR": r"[0-2]?\d(?:[:.][0-5]\d)?",
    "NUM": rf"(?:\d+(?:[.,:]\d+)*|{_NUMBER_WORDS})",
    "DAY": "(?-i:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)",
    "MONTH": "(?-i:January|February|March|April|May|June|July|August|September|October|November|December)",
    "ORD": r"\d{1,2}(?:st|nd|rd|th)",
    "NAME": r"(?-i:[A-Z][\w’'-]+)",
}
_NAMED = {"DAY": lexicon.WEEKDAYS, "MONTH": lexicon.MONTHS}
_SLOT = re.compile("|".join(_SLOTS))
_OPEN = re.compile(rf"~\w+|{_SLOT.pattern}")
_PIECE = re.compile(rf"{_OPEN.pattern}| |(?:(?!{_OPEN.pattern}| ).)+")
_VERB = re.compile(r"~(\w+)")
_BRACKETS = str.maketrans("[]", "()")
_PLAIN = (("\n", " "), ("\u00a0", " "), ("’", "'"), ("İ", "i"))
_KINDS = ("past", "past_participle", "present_participle", "third_singular", "base")
_BESIDE = 30  # code points in which the word before or behind is looked for
_MOST_WORDINGS = 60  # a stretch that can be written in more ways is cut in two
_REACH = 120  # code points a phrase may stretch to either side of what is the same in all it matches
CONDITIONS = frozenset({"before", "after", "near", "text"})
_BEFORE = re.compile(r"([^\W_]+(?:['’]\w+)?)[ \n\u00a0]\Z")
_AFTER = re.compile(r"[ \n\u00a0]([^\W_]+(?:['’]\w+)?)")
_ARTICLE = re.compile(r"(?<![\w'’-])(an?) \Z", re.IGNORECASE)
_VOWEL = re.compile(r"(?!uni(?!n)|use|eu|one\b|US|UN\b|UK)(?:[aeiou]|hono|hour|heir|[AEFHILMNORSX](?=[A-Z]))")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row. The text must have all `words`, and of each of `choices` one, before the pattern is tried.

    It is tried around the words of `anchor` alone: one of them, the rarest choice, stands in all it matches.
    """

    table: str
    find: str
    instead: tuple[str, ...]
    when: str
    source: str
    words: frozenset[str]
    choices: tuple[frozenset[str], ...]
    anchor: frozenset[str]


class Match(NamedTuple):
    """A phrase in a text, what to put in its place (None: nothing known), and all that may be meant, best first."""

    phrase: Phrase
    start: int
    end: int
    after: str | None
    choices: tuple[str, ...]


def matches(draft: Draft) -> Iterator[Match]:
    """Yield every phrase of the tables that stands in a text and whose conditions hold, in the order of the tables."""
    present = words(draft)
    index, every = _index(), phrases()
    plain = _plain(draft.text)
    for number in sorted({number for word in present & index.keys() for number in index[word]}):
        phrase = every[number]
        for found in places(phrase, draft.text, plain, present):
            if _holds(phrase.when, draft, found.start(), found.end()):
                yield _match(phrase, draft.text, found)


def places(phrase: Phrase, text: str, plain: str, present: frozenset[str]) -> Iterator[re.Match[str]]:
    """Every place of a phrase. Its pattern starts with choices and looks back, which is slow over a whole text."""
    if not phrase.words <= present or any(map(present.isdisjoint, phrase.choices)):
        return
    if not all(any(text in plain for text in texts) for texts in pieces(phrase.find)):
        return
    end = 0
    for at in sorted(at for word in phrase.anchor & present for at in _offsets(word, plain)):
        if at >= end:
            pattern = _pattern(phrase.find, phrase.table)[0]
            found = pattern.search(text, max(at - _REACH, end), at + _REACH)
            if found:
                yield found
                end = found.end()


def _offsets(word: str, plain: str) -> Iterator[int]:
    """Where a word stands, by itself or within another."""
    at = plain.find(word)
    while at >= 0:
        yield at
        at = plain.find(word, at + 1)


def _plain(text: str) -> str:
    """The text as `pieces` are written, letter for letter: İ alone grows when it is written small."""
    for letter, plain in _PLAIN:
        text = text.replace(letter, plain)
    return text.lower()


def words(draft: Draft) -> frozenset[str]:
    """The lower-case words and figures of a text."""
    if "wording.words" not in draft.memo:
        draft.memo["wording.words"] = frozenset(_WORD.findall(draft.text.lower()))
    found: frozenset[str] = draft.memo["wording.words"]
    return found


@cache
def phrases() -> tuple[Phrase, ...]:
    """All rows of all tables. Raises TableError where a row has no word to look for."""
    return tuple(
        Phrase(
            table, find, tuple(instead), when, source, frozenset(words), tuple(map(frozenset, several)),
            frozenset(anchor),
        )
        for table, find, instead, when, source, words, several, anchor in tables.derived("wording", sources(), build)
    )  # fmt: skip


def sources() -> tuple[str, ...]:
    """The tables, and what their words are weighed and inflected by."""
    return (*tables.names(FOLDER, ".tsv"), lexicon.WORDS, lexicon.INFLECTIONS)


def build() -> list[Any]:
    """The rows with the words each cannot do without."""
    made = []
    for name in tables.names(FOLDER, ".tsv"):
        table = name.rpartition("/")[2].removesuffix(".tsv")
        for find, instead, when, source in tables.rows(name):
            needs = sorted(map(sorted, _needs(find)))
            if not needs:
                raise tables.TableError(f"{name}: {find!r} has no word to look for")
            single = [need[0] for need in needs if len(need) == 1]
            several = [need for need in needs if len(need) > 1]
            anchor = min(needs, key=lambda need: sum(map(lexicon.frequency, need)))
            made.append(
                [table, find, [one for one in instead.split("|") if one], when, source, single, several, anchor]
            )
    return made


@cache
def _index() -> dict[str, list[int]]:
    """The numbers of the phrases under the words of their anchors: most texts have none of them."""
    index: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases()):
        for word in phrase.anchor:
            index.setdefault(word, []).append(number)
    return index


def _needs(find: str) -> Iterator[frozenset[str]]:
    for group, plain in _PART.findall(find):
        if (first := plain.partition(" ")[0]) in _NAMED:
            yield frozenset(name.lower() for name in _NAMED[first])
        yield from (frozenset(_forms(verb)) for verb in _VERB.findall(plain))
        if plain:
            yield from (frozenset([word]) for word in _WORD.findall(_OPEN.sub(" ", plain).lower()))
        elif not _OPEN.search(group):  # one word of each choice is enough
            yield frozenset(max(_WORD.findall(choice.lower()), key=len) for choice in group.split("|"))


@cache
def pieces(find: str) -> tuple[tuple[str, ...], ...]:
    """The stretches of a phrase between its slots, each in every wording: of each stretch one must stand in the text.

    In lower case. Most phrases whose words a text has fail here, so that few patterns are ever compiled.

    >>> pieces("~put an (end|stop) to NUM")
    ((' an end to ', ' an stop to '),)
    """
    found: list[list[str]] = [[""]]
    for group, plain in _PART.findall(find):
        first, *rest = group.split("|") if group else _OPEN.split(plain)
        if group and (_OPEN.search(group) or len(found[-1]) * (1 + len(rest)) > _MOST_WORDINGS):
            found.append([""])
        if not group:
            found[-1] = [text + first for text in found[-1]]
            found += [[piece] for piece in rest]
        elif not _OPEN.search(group):
            found[-1] = [text + choice for text in found[-1] for choice in (first, *rest)]
    lowered = (tuple(text.lower().translate(_BRACKETS) for text in texts) for texts in found)
    return tuple(texts for texts in lowered if all(texts))


@cache
def _pattern(find: str, table: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The compiled phrase, and the names of its slots in order."""
    slots: list[str] = []
    body, groups = "", 0
    for group, plain in _PART.findall(find):
        if plain:
            body += _source(plain, slots)
        else:
            body += f"(?P<g{groups}>{'|'.join(_source(choice, slots) for choice in group.split('|'))})"
            groups += 1
    flags = re.IGNORECASE if table != "foreign" else re.NOFLAG
    edge = r"(?![\w-]|['’]\w)" if find[-1].isalnum() or find[-1] == ")" else ""
    return re.compile(rf"(?<![\w-])(?<!\w['’]){body}{edge}", flags), tuple(slots)


def _source(text: str, slots: list[str]) -> str:
    made = ""
    for piece in _PIECE.findall(text):
        if piece == " ":
            made += r"[ \n\u00a0]"
        elif piece[0] == "~" or piece in _SLOTS:
            slots.append(piece if piece in _SLOTS else "~")
            made += f"(?P<s{len(slots) - 1}>{_SLOTS.get(piece) or '|'.join(_forms(piece[1:]))})"
        else:
            made += _literal(piece)
    return made


def _literal(text: str) -> str:
    escaped = re.escape(text.translate(_BRACKETS)).replace("'", "['’]")
    return f"(?-i:{escaped})" if text != text.lower() else escaped


def _forms(lemma: str) -> list[str]:
    forms = lexicon.verb_forms(lemma)
    if forms is None:
        raise tables.TableError(f"{FOLDER}: ~{lemma} is no verb of the lexicon")
    return sorted({getattr(forms, "lemma" if kind == "base" else kind) for kind in _KINDS}, key=len, reverse=True)


def _match(phrase: Phrase, text: str, found: re.Match[str]) -> Match:
    slots = _pattern(phrase.find, phrase.table)[1]
    choices = tuple(_filled(one, slots, found) for one in phrase.instead)
    if not choices:
        return Match(phrase, found.start(), found.end(), None, ())
    start, after = found.start(), choices[0]
    if found.group()[0].isupper() and after[:1].islower():
        after = after[0].upper() + after[1:]
    article = _ARTICLE.search(text, max(start - 4, 0), start)
    if article and bool(_VOWEL.match(after)) != (len(article.group(1)) == 2):
        right = article.group(1)[0] + ("n" if len(article.group(1)) == 1 else "")
        start, after = article.start(), f"{right} {after}"
    return Match(phrase, start, found.end(), after, choices)


def _filled(instead: str, names: tuple[str, ...], found: re.Match[str]) -> str:
    """The replacement with its groups, slots and verb form filled in."""
    values = [(name, found.group(f"s{at}")) for at, name in enumerate(names) if found.group(f"s{at}")]
    verb = next((value for name, value in values if name == "~"), "")
    rest = [(name, value) for name, value in values if name != "~"]

    def fill(slot: re.Match[str]) -> str:
        at = next((at for at, (name, _) in enumerate(rest) if name == slot.group()), None)
        return slot.group() if at is None else rest.pop(at)[1]

    text = _SLOT.sub(fill, instead)
    text = re.sub(r"\$(\d)", lambda group: found.group(f"g{int(group.group(1)) - 1}"), text)
    return re.sub(r"~(\w+)", lambda lemma: _inflected(lemma.group(1), verb.lower()), text)


def _inflected(lemma: str, like: str) -> str:
    forms = lexicon.verb_forms(lemma)
    if lemma == "be":
        return {"present_participle": "being", "base": "be", "third_singular": "is"}.get(_kind(like), "was")
    if forms is None:
        return lemma
    kind = _kind(like)
    return lemma if kind == "base" else str(getattr(forms, kind))


def _kind(form: str) -> str:
    readings = {kind for _, kind in lexicon.lemma_of_verb(form)}
    return next((kind for kind in _KINDS if kind in readings), "base")


def _holds(when: str, draft: Draft, start: int, end: int) -> bool:
    for condition in when.split():
        if condition == "unquoted":
            holds = not is_quoted(draft, start)
        else:
            name, _, listed = condition.partition(":")
            holds = _meets(name.lstrip("-"), frozenset(listed.split("|")), draft, start, end) != name.startswith("-")
        if not holds:
            return False
    return True


def _meets(name: str, listed: frozenset[str], draft: Draft, start: int, end: int) -> bool:
    text = draft.text
    if name == "text":
        return not listed.isdisjoint(words(draft))
    if name == "near":
        return not listed.isdisjoint(_WORD.findall(" ".join(sentences.around(text, start, end)).lower()))
    found = _BEFORE.search(text, max(start - _BESIDE, 0), start) if name == "before" else _AFTER.match(text, end)
    return _stands(found.group(1) if found else "", listed)


def _stands(word: str, listed: frozenset[str]) -> bool:
    """Whether a word (empty: none) is one of those listed, or of a kind listed."""
    if not word:
        return "NONE" in listed
    return (
        word.lower() in listed
        or ("NAME" in listed and word[0].isupper())
        or ("NUMBER" in listed and word[0].isdigit())
        or ("WORD" in listed and word.islower() and lexicon.known(word))
        or ("KNOWN" in listed and lexicon.known(word))
    )
