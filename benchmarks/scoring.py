"""Scores what a tool made of an article against the article's marks; every tool is scored on its text alone.

Texts are compared as tokens that carry the white space before them (none, a space, a line break). What a tool changed
is read off an alignment with the broken text. A mark is *found* when its place says what gold says. An edit is *right*
when it touches a mark and the place is found or nearer to gold than before, else it is *wrong*; away from every mark it
is always wrong. A wrong edit that changes a number, a negation, a name or the words of a quotation changes a *fact*.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from articles import Article, Mark
from newsmend.language import lexicon, sounds
from newsmend.types import Safety

RESAMPLES = 1000
BETA = 0.5
_TOKEN = re.compile(r"(\s*)(\w+(?:['’]\w+)*|[^\w\s])")
_QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"")
_NEGATION = re.compile(r"\b(?:no|not|never|nor|none|nobody|nothing|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*")
_NAME = re.compile(r"\b[^\W\d_a-z][\w’'-]*")
_SMALL = lexicon.CLOSED_CLASS | {"will"}  # a small word with a false capital names nobody
_APOSTROPHES = str.maketrans("‘’", "''")  # house style, and not scored
_MOST = 256  # combinations of neighbouring marks that are tried

Op = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Made:
    """A tool's edit: the kind of the mark it touches ("" for none), whether it is right, and the facts it changed."""

    kind: str
    right: bool
    facts: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Scored:
    """One article's result: words of good text, each mark with whether it was found, and the tool's edits."""

    name: str
    words: int
    found: tuple[tuple[Mark, bool], ...]
    edits: tuple[Made, ...]


def tokens(text: str) -> list[str]:
    """The tokens of a text, each behind the white space that stands before it: nothing, a space or a line break."""
    folded = text.translate(_APOSTROPHES)
    return [("\n" if "\n" in gap else " " if gap else "") + word for gap, word in _TOKEN.findall(folded)]


def score(article: Article, output: str) -> Scored:
    """How a tool's text fares against the marks of an article."""
    return _Scorer(article, output).result()


class _Scorer:
    def __init__(self, article: Article, output: str) -> None:
        self.article = article
        self.text = "\n" + article.dirty
        self.spans = [match.span() for match in _TOKEN.finditer(self.text)]
        self.given, self.made = tokens(self.text), tokens("\n" + output.strip())
        self.places = [self._place(mark) for mark in article.marks]
        self.loose = set[int]()  # marks found only together with changes beside them
        self.ops: Sequence[Op] = SequenceMatcher(None, self.given, self.made, autojunk=False).get_opcodes()

    def _place(self, mark: Mark) -> tuple[int, int]:
        """The tokens of the broken text that a mark touches."""
        start, end = mark.span.start + 1, mark.span.end + 1
        inside = [at for at, (a, b) in enumerate(self.spans) if a < end and b > start]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def result(self) -> Scored:
        found = [self._found(index) for index in range(len(self.places))]
        edits = [made for op in self._split() for made in self._edit(op, found)]
        marks = tuple(zip(self.article.marks, found, strict=True))
        return Scored(self.article.name, len(self.article.gold.split()), marks, tuple(edits))

    def _split(self) -> Iterator[Op]:
        """The changes; what was deleted is parted at the edges of marks, so that each part is judged alone."""
        owner = {at: index for index, (start, end) in enumerate(self.places) for at in range(start, end)}
        for op in self.ops:
            if op[0] == "equal":
                continue
            if op[0] != "delete":
                yield op
                continue
            start = op[1]
            for at in range(op[1] + 1, op[2] + 1):
                if at == op[2] or owner.get(at) != owner.get(start):
                    yield "delete", start, at, op[3], op[3]
                    start = at

    def _region(self, index: int, touching: bool = False) -> tuple[int, int]:
        """The place of a mark, widened to the replacements that cross its edges and the marks these touch.

        `touching` also takes in the changes that begin or end at its edges, since an alignment may part them anywhere.
        """
        start, end = self.places[index]
        while True:
            wide = [(op[1], op[2]) for op in self.ops if op[0] == "replace" and op[1] < end and op[2] > start]
            if touching:
                wide += [(op[1], op[2]) for op in self.ops if op[0] != "equal" and op[1] <= end and op[2] >= start]
                wide += [place for place in self.places if place[0] <= end and place[1] >= start]
            wide += [place for place in self.places if place[0] < end and place[1] > start]
            grown = min([start, *(a for a, _ in wide)]), max([end, *(b for _, b in wide)])
            if grown == (start, end):
                return grown
            start, end = grown

    def _outputs(self, start: int, end: int) -> Iterator[list[str]]:
        """What the tool made of some tokens, with and without what it inserted at their edges."""
        firsts, lasts = set[int](), set[int]()
        for tag, i, j, k, m in self.ops:
            for at, ends, skip in ((start, firsts, k), (end, lasts, m)):
                if i <= at <= j:
                    if tag == "equal":
                        ends.add(k + at - i)
                    elif tag == "insert":
                        ends.update((k, m))
                    elif at in (i, j):
                        ends.add(k if at == i else m)
                    else:
                        ends.add(skip)
        yield from (self.made[a:b] for a in firsts for b in lasts if a <= b)

    def _golds(self, index: int, start: int, end: int) -> Iterator[list[str]]:
        """What may stand in a region: the gold of one mark, and of the others there what stood there or their gold."""
        inside = [at for at, place in enumerate(self.places) if place[0] < end and place[1] > start]
        given = [mark.golds if at == index else (None, *mark.golds) for at, mark in self._marks(inside)]
        low, high = self.spans[start][0], self.spans[end - 1][1]
        for count, choice in enumerate(product(*given)):
            if count >= _MOST:
                return
            yield tokens(self._replaced(low, high, inside, choice))

    def _marks(self, inside: list[int]) -> list[tuple[int, Mark]]:
        return [(at, self.article.marks[at]) for at in inside]

    def _replaced(self, low: int, high: int, inside: list[int], choice: Sequence[str | None]) -> str:
        parts, last = list[str](), low
        for (_, mark), right in zip(self._marks(inside), choice, strict=True):
            start, end = max(mark.span.start + 1, low), mark.span.end + 1
            parts += self.text[last:start], self.text[start:end] if right is None else right
            last = end
        return "".join([*parts, self.text[last:high]])

    def _found(self, index: int) -> bool:
        mark = self.article.marks[index]
        if mark.golds[0] == self.article.dirty[mark.span.start : mark.span.end]:
            return False
        for touching in (False, True):
            start, end = self._region(index, touching)
            golds = list(self._golds(index, start, end))
            if any(made in golds for made in self._outputs(start, end)):
                self.loose |= {index} if touching else set()
                return True
        return False

    def _edit(self, op: Op, found: list[bool]) -> Iterator[Made]:
        tag, i, j, k, m = op
        touched = [at for at, (a, b) in enumerate(self.places) if (a <= i <= b if tag == "insert" else a < j and b > i)]
        touched = touched or [at for at, (a, b) in enumerate(self.places) if at in self.loose and (a == j or b == i)]
        before, after = "".join(self.given[i:j]), "".join(self.made[k:m])
        right = any(found[at] or self._nearer(at) for at in touched)
        facts = () if right else tuple(self._facts(op, before, after))
        kind = next((self.article.marks[at].kind for at in touched if found[at]), "") or (
            self.article.marks[touched[0]].kind if touched else ""
        )
        yield Made(kind, right, facts, before, after)

    def _nearer(self, index: int) -> bool:
        start, end = self._region(index)
        low, high = self.spans[start][0], self.spans[end - 1][1]
        golds = ["".join(gold) for gold in self._golds(index, start, end)]
        was = "".join(tokens(self.text[low:high]))
        made = {"".join(each) for each in self._outputs(start, end)} - {was}
        return any(sounds.edits(each, gold) < sounds.edits(was, gold) for each in made for gold in golds[:1])

    def _facts(self, op: Op, before: str, after: str) -> Iterator[str]:
        if Counter(_NUMBER.findall(before)) != Counter(_NUMBER.findall(after)):
            yield "number"
        if len(_NEGATION.findall(before)) != len(_NEGATION.findall(after)):
            yield "negation"
        names = [{word.casefold() for word in _NAME.findall(side)} - _SMALL for side in (before, after)]
        words = [[word.casefold() for word in re.findall(r"\w+", side)] for side in (before, after)]
        if names[0] - set(words[1]) or names[1] - set(words[0]):
            yield "name"
        start = self.spans[op[1]][0] if op[1] < len(self.spans) else len(self.text)
        if words[0] != words[1] and any(q.start() < start < q.end() for q in _QUOTED.finditer(self.text)):
            yield "quotation"


# --- figures over many articles ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over articles, and the shares that follow from them (0 to 1; None where nothing was asked or done)."""

    marks: int
    found: int
    edits: int
    right: int
    words: int
    facts: int

    @property
    def recall(self) -> float | None:
        """Marks found among all."""
        return self.found / self.marks if self.marks else None

    @property
    def precision(self) -> float | None:
        """Edits that are right among all."""
        return self.right / self.edits if self.edits else None

    @property
    def f05(self) -> float | None:
        """F0.5: precision counts twice as much as recall (van Rijsbergen 1979)."""
        if not self.precision or not self.recall:
            return 0.0 if self.marks else None
        return (1 + BETA**2) * self.precision * self.recall / (BETA**2 * self.precision + self.recall)

    @property
    def wrong_per_1000(self) -> float:
        """Wrong edits per 1,000 words of good text."""
        return 1000 * (self.edits - self.right) / max(1, self.words)


def figures(
    scored: Iterable[Scored], kinds: Callable[[Mark], bool] = lambda _: True, kind: str | None = None
) -> Figures:
    """The figures of some articles, for marks that `kinds` admits; `kind` counts only the edits at such marks."""
    marks = found = edits = right = words = facts = 0
    for each in scored:
        words += each.words
        asked = [hit for mark, hit in each.found if mark.level > Safety.FLAG and kinds(mark)]
        marks += len(asked)
        found += sum(asked)
        made = [edit for edit in each.edits if kind is None or edit.kind == kind]
        edits += len(made)
        right += sum(edit.right for edit in made)
        facts += sum(bool(edit.facts) for edit in made)
    return Figures(marks, found, edits, right, words, facts)


def by_kind(scored: Sequence[Scored]) -> dict[str, Figures]:
    """The figures of each kind of mark."""
    kinds = sorted({mark.kind for each in scored for mark, _ in each.found if mark.level > Safety.FLAG})
    return {kind: figures(scored, lambda mark, kind=kind: mark.kind == kind, kind) for kind in kinds}  # type: ignore[misc]


def interval(
    scored: Sequence[Scored], measure: Callable[[Figures], float | None], seed: int = 1
) -> tuple[float, float]:
    """The middle 95% of a measure over articles drawn anew with replacement (percentile bootstrap, Efron 1979)."""
    rng = random.Random(seed)
    singles = [figures([each]) for each in scored]
    values: list[float] = []
    for _ in range(RESAMPLES):
        drawn = rng.choices(singles, k=len(singles))
        total = Figures(*(sum(getattr(each, name) for each in drawn) for name in Figures.__dataclass_fields__))
        values.append(measure(total) or 0.0)
    values.sort()
    return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES) - 1]


def wrong_edits(scored: Iterable[Scored]) -> dict[str, list[Made]]:
    """The wrong edits by article."""
    found: dict[str, list[Made]] = defaultdict(list)
    for each in scored:
        found[each.name] += (edit for edit in each.edits if not edit.right)
    return {name: edits for name, edits in found.items() if edits}
