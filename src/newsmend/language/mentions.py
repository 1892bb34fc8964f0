"""The names of a text: its words in order, which of them may be mangled names, and what stands beside them.

This is the one place that tells whether a word at some place is of a name. Grammar asks `is_name_at`; spelling and
casing, whose words are small or have a capital in doubt, ask `is_known_name_at`: the capital says nothing there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.gazetteer import Gazetteer, open_all
from newsmend.language.names import find_entity, find_folded
from newsmend.types import Draft

PARTICLES = frozenset(
    "al el ul ad ar as az an ash at ud ed bin ibn ben abu abd bint umm de da do dos das del della di du des la le las"
    " los van von der den ter ten zu zum zur af av of the and e i y et und o".split()
)
_TOKEN = re.compile(r"[^\W\d_]\.(?=[^\W\d_]|\s)|[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])\Z")
_JOINT = re.compile(r"[ \t\u00a0]{1,2}|-|[ ]?\n(?!\n)")
_SENTENCE_END = re.compile(r"[.!?…:\n“\"]")
_TITLE_WORDS = frozenset(title.split()[-1].lower() for title in lexicon.TITLES) | frozenset(
    "spokesman spokeswoman chief leader chairman chairwoman premier coach striker analyst economist lawmaker".split()
)
_DATES = lexicon.WEEKDAYS | lexicon.MONTHS
_PREFIX = re.compile(r"\AMa?c|\AO['’]|\AD['’]")
_SHORTEST = 3
_WORD = re.compile(r"[\w’'.-]+")
_WORDS_ON = re.compile(r"[\w’'-]+(?: [\w’'.-]+){0,5}")
_ASIDE = 5  # words to either side that may be of one name


class Token(NamedTuple):  # some thousands to an article: a frozen dataclass takes four times as long to make
    """A word without its possessive ending; `joined` where it may be of one name with the word before."""

    word: str
    start: int
    end: int
    joined: bool

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital, and not in capitals throughout."""
        return self.word[0].isupper() and not (len(self.word) > 1 and self.word.isupper())


@cache
def _true_names() -> str:
    text = tables.read_text("true_names.txt.gz")
    return text[text.rindex("# ") :]


@lru_cache(maxsize=1 << 14)
def is_true_name(word: str) -> bool:
    """Tell whether somebody, or a town, bears this name: rare, and known to neither lexicon nor gazetteer.

    >>> is_true_name("Reyburn"), is_true_name("Netanyaho")
    (True, False)
    """
    # Halving one sorted text of a megabyte takes some microseconds, and no set of 130,000 words to build.
    names, wanted = _true_names(), word.lower()
    return wanted == _line(bisect_left(range(len(names)), wanted, key=_line))


def _line(place: int) -> str:
    names = _true_names()
    return names[names.rfind("\n", 0, place) + 1 : names.find("\n", place)]


class Mentions:
    """The words of one text."""

    def __init__(self, text: str, title: str, gazetteer: Gazetteer) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.tokens = _tokens(text)
        self.title = () if not title or title in text else tuple(token.word for token in _tokens(title))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each capitalised word stands in the text and in a title outside it."""
        counts = Counter({word: len(ats) for word, ats in self.places.items()})
        counts.update(word for word in self.title if word[0].isupper())
        return counts

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each capitalised word stands, as positions in `tokens`."""
        places: dict[str, list[int]] = {}
        for at, token in enumerate(self.tokens):
            if token.capital:
                places.setdefault(token.word, []).append(at)
        return places

    @cached_property
    def doubtful(self) -> list[int]:
        """Positions of capitalised words which are neither words nor names anybody knows."""
        asked = {word: self.is_doubtful(word) for word in self.counts}
        return sorted(at for word, ats in self.places.items() if asked[word] for at in ats)

    def is_doubtful(self, word: str) -> bool:
        """Whether a word stands in neither lexicon nor gazetteer."""
        return (
            len(word) >= _SHORTEST
            and not any(letter.isupper() for letter in _PREFIX.sub("", word)[1:])
            and not lexicon.known(word)
            and not self.gazetteer.knows(word)
        )

    def before(self, at: int) -> tuple[str, str]:
        """What stands before a word and belongs to it: ("title", w), ("name", w) or ("", "").

        Particles are passed over: the word before "al-Sadr" is the one before "al".
        """
        while at > 0 and self.tokens[at].joined:
            at -= 1
            word = self.tokens[at].word
            if word.lower() in PARTICLES:
                continue
            if word.lower().rstrip(".") in _TITLE_WORDS:
                return "title", word.lower().rstrip(".")
            if not word[0].isupper():
                return "", ""
            if word.isupper() and len(word) > 2:
                return "", ""
            if word in _DATES or self._describes(at):
                return "", ""
            return "name", word
        return "", ""

    def after(self, at: int) -> str:
        """The capitalised word that follows in the same name, or an empty string."""
        while at + 1 < len(self.tokens) and self.tokens[at + 1].joined and not self._owned(at):
            at += 1
            word = self.tokens[at].word
            if word.lower() in PARTICLES:
                continue
            return word if word[0].isupper() else ""
        return ""

    def _owned(self, at: int) -> bool:
        return self.text[self.tokens[at].end : self.tokens[at].end + 1] in {"'", "’"}

    def _describes(self, at: int) -> bool:
        """Whether a capitalised word only describes the name behind it: a possessive, a nationality, a common word."""
        return self._owned(at) or lexicon.is_adjective(self.tokens[at].word) or is_common(self.tokens[at].word)

    def opens_sentence(self, at: int) -> bool:
        """Whether a word is the first of its sentence, or of a quotation."""
        before = self.tokens[at - 1]
        return at == 0 or _SENTENCE_END.search(self.text, before.end, self.tokens[at].start) is not None

    def together(self, at: int, other: int) -> bool:
        """Whether two words stand in one sentence."""
        first, last = sorted((at, other))
        between = self.text[self.tokens[first].end : self.tokens[last].start]
        return re.search(r"[.!?…]\s|\n", between) is None


@lru_cache(maxsize=1 << 14)
def is_common(word: str) -> bool:
    """Whether a word is written small at least as often as not."""
    share = lexicon.lower_share(word)
    return share is not None and share >= 0.5


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(text):
        word, (start, end) = match[0], match.span()
        if "'" in word or "’" in word:
            word = _POSSESSIVE.sub("", word) or word
        near = 0 < start - last < 3
        joined = near and (text[last:start] in {" ", "-"} or _JOINT.fullmatch(text, last, start) is not None)
        tokens.append(Token(word, start, start + len(word), joined))
        last = end
    return tokens


def mentions(draft: Draft, gazetteers: tuple[str, ...] = ()) -> Mentions:
    """The words of a draft, found once for each version of the text."""
    key = f"mentions {gazetteers}"
    if key not in draft.memo:
        draft.memo[key] = Mentions(draft.text, draft.document.title, open_all(gazetteers))
    found: Mentions = draft.memo[key]
    return found


def is_name_at(draft: Draft, start: int) -> bool:
    """Tell whether the word at `start` is of a name: known, or unknown and capitalised in mid-sentence."""
    known = mentions(draft)
    key = "mentions.names"
    if key not in draft.memo:
        draft.memo[key] = frozenset(
            token.start
            for at, token in enumerate(known.tokens)
            if token.word[0].isupper() and (lexicon.is_name(token.word) or not known.opens_sentence(at))
        )
    return start in draft.memo[key]


def is_known_name_at(draft: Draft, start: int) -> bool:
    """Tell whether the word at `start` is of a name of several words that the gazetteer knows and that stands there.

    A capitalised word must stand in the name as it is written there; of one in lower case another word of the name has
    its capital ("abu Ghraib").
    """
    right = _WORDS_ON.match(draft.text, start)
    if right is None:
        return False
    after = [_POSSESSIVE.sub("", word).rstrip(".") for word in right.group().split(" ")]
    before: list[str] = []
    for word in reversed(draft.text[max(0, start - 80) : start].split(" ")[-_ASIDE - 1 : -1]):
        if not _WORD.fullmatch(word):
            break
        before.insert(0, word)
    small = after[0][:1].islower()
    for first in range(len(before) + 1):
        for last in range(1, len(after) + 1):
            words = (*before[first:], *after[:last])
            if len(words) > 1 and (find_entity(words) or (small and _has_capital(words) and find_folded(words))):
                return True
    return False


def _has_capital(words: tuple[str, ...]) -> bool:
    return not "".join(words).islower()
