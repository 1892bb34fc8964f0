"""The form of the article, and comparatives made twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsmend.language import lexicon
from newsmend.passes.grammar import words
from newsmend.passes.grammar.rules import ARTICLE, DOUBLE_COMPARATIVE
from newsmend.passes.grammar.words import before, behind, listed
from newsmend.policy import is_quoted
from newsmend.types import Draft, Edit

# Spelling tells the sound, with exceptions: one, union, European, use; hour, honest, heir. What is said in two ways
# (an historic, an herb) or may be spelled out (an X-ray) is left alone.
_CONSONANT = re.compile(r"one(?!i|r)|once|eu|ew|oui|uni(?:c|f|l|on|p|q|s|t|v)|us[eu]|u(?:ti|to|ra|re|ri|bi|ku)")
_VOWEL = re.compile(r"[aeio]|u[nlmp](?![aeiou])|un|up|ug|us[h]|utt|urg|urb|hour|honest|honou?r|heir")
_TWO_WAYS = re.compile(r"h(?:is|ab|al|ar|er|il|om|or|ot|y|um)|[uyx]")
_ARTICLE = re.compile(
    r"(?<![\w'’.,/&-])(?:([Aa]) (?=[aeioAEIO]|u[nlmprst]|hour|honest|hono|heir|8|11[ -]|18[ -])"
    r"|([Aa]n) (?=[b-df-hj-np-tv-zB-DF-GJ-NP-TV-Z]|one|[Ee]u|uni|us[eu]))"
    r"([A-Za-z]{2,}(?:-[a-z]+)*|(?:8\d?|11|18)(?=[ -][a-z]))(?![\w'’])"
)


def find_articles(draft: Draft) -> Iterator[Edit]:
    """Choose between "a" and "an" by the sound of what follows."""
    text = draft.text
    for match in _ARTICLE.finditer(text):
        bare, word = match.group(1), match.group(3)
        sound = _sound(word)
        if sound is None or sound == (not bare):
            continue
        left = before(text, match.start())
        article = match.group(1) or match.group(2)
        if left and (article[0] == "A" or left[0][0].isdigit() or (left[0][0].isupper() and len(left) > 1)):
            continue  # the US of A, Plan a, 3 a
        if article[0] == "A" and word[0].isupper():
            continue  # An Post, An Nasiriyah, A Coruña
        if left and not bare and lexicon.is_adjective(left[0]):
            continue  # "kind an gentle" lacks a d
        after = article[0] + ("n" if bare else "")
        span = (match.start(), match.start() + len(article))
        if not is_quoted(draft, match.start()):
            yield words.edit(draft, ARTICLE, span, after, f"before “{word}” stands “{after.lower()}”", sure=False)


def _sound(word: str) -> bool | None:
    """Whether a word begins with a vowel, to the ear; None where that is not plain."""
    if word[0].isdigit():
        return True
    low = word.lower()
    first = low.partition("-")[0]
    if (
        not lexicon.known(word)
        or first in lexicon.CLOSED_CLASS - {"other", "all", "even", "each"}
        or first in lexicon.AUXILIARIES
    ):
        return None
    if word[1:] != word[1:].lower() or len(first) < 3 or word[0] == "U":
        return None  # an MP, an LED, an X-ray, a Ukrainian and an Uzbek
    if _CONSONANT.match(low):
        return False
    if _VOWEL.match(low):
        return True
    return None if _TWO_WAYS.match(low) else False


_COMPARED = re.compile(r"(?<![\w'’-])([Mm]ore|[Mm]ost) ([a-z]+(?:er|est))(?![\w'’-])")
_NO_COMPARATIVES = listed("numbers") | {"no", "any", "and", "or", "once", "some", "few", "what", "hundred", "dozen"}


def find_double_comparatives(draft: Draft) -> Iterator[Edit]:
    """Take "more" from before a comparative: "more easier"."""
    text = draft.text
    for match in _COMPARED.finditer(text):
        more, word = match.groups()
        ending = "er" if more.lower() == "more" else "est"
        if not word.endswith(ending) or not _is_compared(word, ending) or more[0] == "M":
            continue
        left, right = before(text, match.start()), behind(text, match.end())
        if not left or left[0].lower() in _NO_COMPARATIVES or left[0][0].isdigit() or left[0] == ",":
            continue
        closed = right in lexicon.PREPOSITIONS | {"and", "to", "that", "because", "when", "if", "", ".", ",", ";"}
        if not closed and left[0].lower() not in {"a", "the", "much", "far"}:
            continue  # more older people
        if ending == "est" and left[0].lower() != "the":
            continue
        if left[0].lower() == "the" and ending == "er":
            continue  # the more richer they get
        sure = not is_quoted(draft, match.start())
        yield words.edit(draft, DOUBLE_COMPARATIVE, match.span(), word, f"“{word}” is compared already", sure=sure)


def _is_compared(word: str, ending: str) -> bool:
    """Whether a word is the comparative or superlative of a shorter adjective."""
    stem = word.removesuffix(ending)
    stems = [stem, f"{stem}e"]
    if stem.endswith("i"):
        stems = [f"{stem[:-1]}y"]
    elif len(stem) > 3 and stem[-1] == stem[-2]:
        stems.append(stem[:-1])
    if word in {"better", "worse", "best", "worst"}:
        return True
    return (
        len(stem) > 2
        and lexicon.is_adjective(word)
        and not lexicon.is_noun(word)
        and any(lexicon.is_adjective(each) for each in stems)
    )
