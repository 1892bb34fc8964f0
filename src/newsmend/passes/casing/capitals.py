"""Capitals in mid-sentence, and what stands around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from newsmend import tables
from newsmend.language import lexicon
from newsmend.language.displaced import displaced
from newsmend.types import Draft

# The blank comes first, since a search for a letter it must start with is many times faster.
_CAPITAL = re.compile(r" (?<=[\w,;%)”’\]] )([A-Z][a-z]+(?:['’][a-z]+|-[a-z]+)*)(?![\w@/\"”’]|[.-]\w|-)")
_ENDED = re.compile(r"(?:[.!?…:][\W_]*|[^\W_][^\s\w,;%’]* *[–—|•/>-]) $")  # a sentence or a label has ended
_LINE_START = re.compile(r"(?:\n|\A)[^\W\d_A-Z][\w-]* $")
_OPENS = re.compile(r"(?:^|[\n.!?…:“‘\"(–—] ?)$")
_WORD_BEFORE = re.compile(r"([^\W_][\w’'.-]*)[,;%)”’\]]? $")
_WORDS_BEHIND = re.compile(r"[\"“‘(]?([^\W_][\w’'-]*)")
_LOWER = re.compile(r"(?<![\w'-])[a-z]+(?:['-][a-z]+)*(?![\w-])")
_DEITY = re.compile(r"\b(?:God|Lord|Allah|Christ|Jesus|Buddha|Krishna|Messiah|Prayers?|[Ww]orship|[Dd]ivine)\b")
DOUBT = 0.3  # of a word's uses that are lower-case: below, a capital is never asked about
LOWER_SHARE = 0.8  # of a word's uses that are lower-case; a tenth of any word's uses start sentences
_REACH = 60  # code points in which neighbours are looked for
_CROWD = 0.5  # from this share of capitals on, the words around are a headline or a title


@cache
def listed(name: str) -> frozenset[str]:
    """A list of `data/casing.toml`."""
    return frozenset(tables.toml("casing.toml")[name])


@dataclass(frozen=True, slots=True)
class Capital:
    """A capitalised word in mid-sentence, with its neighbours "" where a border or a mark comes first.

    `joined`: nothing but a blank stands before it. `after_name`: the word there has a capital which is not its
    sentence's. `bracketed`: a bracket closes before it. `link`: a link or bold text starts here or has just ended, and
    `linked` is the text of the one that starts.
    """

    start: int
    word: str
    before: str
    behind: tuple[str, str]
    joined: bool
    after_name: bool
    bracketed: bool
    link: bool
    linked: str

    @property
    def end(self) -> int:
        """Where the word ends, in code points."""
        return self.start + len(self.word)

    @property
    def key(self) -> str:
        """The word in lower case, its apostrophe straight."""
        return self.word.lower().replace("’", "'")


@lru_cache(maxsize=50_000)
def _in_doubt(word: str) -> bool:
    """Whether a word, of a compound or possessive its first part, is written small often enough."""
    key = word.lower().replace("’", "'")
    if key in lexicon.CLOSED_CLASS:
        return True
    share = lexicon.lower_share(key)
    if share is None:
        share = lexicon.lower_share(re.split(r"-|'s$", key)[0])
    return share is not None and share >= DOUBT


class Capitals:
    """Every doubtful capital in mid-sentence of one draft, and how often the document writes each word so."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        starts = {anchor.span.start: anchor.span.end for anchor in draft.anchors}
        ends = {anchor.span.end: anchor.span.start for anchor in draft.anchors}
        self.devout = bool(_DEITY.search(draft.text))
        pieces = {one.piece.start for one in displaced(draft)}
        headings = [block.span for block in draft.blocks if block.kind == "heading"]
        borders = sorted([span.start for span in headings] + [span.end for span in headings])
        self.found: list[Capital] = []
        self.words: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.pairs_before: Counter[tuple[str, str]] = Counter()
        self._lower: Counter[str] = Counter()
        for match in _CAPITAL.finditer(draft.text):
            if not _in_doubt(match.group(1)):
                continue
            start = match.start(1)
            # Between an odd and an even border lies a heading.
            if (
                start in pieces
                or bisect_right(borders, start) % 2
                or _ENDED.search(draft.text, max(start - 6, 0), start)
            ):
                continue
            if (label := ends.get(start - 1)) is not None and draft.text[max(label - 1, 0) : label] in {"", "\n"}:
                continue  # a label in bold: "Summary Sleep helps"
            if "\n" in draft.text[max(start - 20, 0) : start] and _LINE_START.search(
                draft.text, max(start - 20, 0), start
            ):
                continue  # a label without a mark: "thumb The bridge at night"
            linked = draft.text[start : starts.get(start, start)]
            one = _with_neighbours(draft.text, match, bool(linked) or start - 1 in ends, linked)
            self.found.append(one)
            self.words[one.word] += 1
            self.pairs[one.word, one.behind[0]] += 1
            self.pairs_before[one.before, one.word] += 1

    def crowded(self, one: Capital) -> bool:
        """Whether the words around are mostly capitalised: a headline, the title of a work or a law."""
        text = self.draft.text
        around = text[max(one.start - _REACH, 0) : one.start].rpartition("\n")[2].split(" ")[1:]
        around += text[one.end : one.end + _REACH].partition("\n")[0].split(" ")[:-1]
        long = [word for word in around if len(word.strip('"“”‘’().,:;')) > 3]
        return sum(word.lstrip('"“‘(')[:1].isupper() for word in long) > _CROWD * len(long)

    def lower_uses(self, key: str) -> int:
        """How often the document writes a word small; counted at the first question."""
        if not self._lower:
            self._lower = Counter(_LOWER.findall(self.draft.text.replace("’", "'")))
        return self._lower[key]

    def ends_line(self, one: Capital) -> bool:
        """Whether a line ends here without a mark, as labels and headlines do."""
        return self.draft.text[one.end : one.end + 1] in {"", "\n"}


def _with_neighbours(text: str, match: re.Match[str], link: bool, linked: str) -> Capital:
    start, end = match.span(1)
    before = _WORD_BEFORE.search(text, max(start - 40, 0), start)
    opens = before is None or bool(_OPENS.search(text, max(before.start() - 2, 0), before.start()))
    behind = ["", ""]
    at = end
    for number in range(2):
        found = _WORDS_BEHIND.match(text, at + 1) if text[at : at + 1] == " " else None
        if not found:
            break
        behind[number], at = found.group(1), found.end()
    joined = text[start - 2 : start - 1].isalnum()
    return Capital(
        start,
        match.group(1),
        before.group(1) if before else "",
        (behind[0], behind[1]),
        joined,
        joined and before is not None and _named(before.group(1), opens),
        text[start - 2] in ")]",
        link,
        linked,
    )


def _named(word: str, opens: bool) -> bool:
    """Whether a word has a capital of its own, as far as its place tells."""
    if word == word.lower() or word == "I":
        return False
    return not opens or (word.lower() not in lexicon.CLOSED_CLASS and (lexicon.lower_share(word) or 0) < LOWER_SHARE)


def is_finite_verb(word: str) -> bool:
    """Whether a word is a past form or a third person and nothing else: joined, seeks; not cut, visits, limited."""
    kinds = {reading.kind for reading in lexicon.lemma_of_verb(word)}
    return bool(kinds & {"past", "third_singular"}) and not lexicon.is_noun(word) and not lexicon.is_adjective(word)


def capitals(draft: Draft) -> Capitals:
    """The capitals of a draft, found once per version of the text."""
    if "casing.capitals" not in draft.memo:
        draft.memo["casing.capitals"] = Capitals(draft)
    found: Capitals = draft.memo["casing.capitals"]
    return found


def candidates(draft: Draft) -> Iterator[tuple[Capital, Capitals]]:
    """The capitals no guard common to all rules spares."""
    found = capitals(draft)
    for one in found.found:
        # "the group Has" names no group; "the film Before sunrise" does.
        if one.key in listed("clausal") | {"will"} or one.before.lower() not in listed("naming"):
            yield one, found
