"""Boilerplate lines: what a web page prints around an article, and which of its lines therefore fall.

A line falls whole or stays whole. What is certain falls anywhere its position allows; what is weak ("0", "Website")
falls only beside a certain line; a comment form or a donation block at the end falls from its first line on. A line of
prose never falls, nor does a line through which a sentence runs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

from newsmend.ingest.families import (
    ENDS_A_SENTENCE,
    LONGEST,
    classify,
    find,
    fold,
    is_prose,
    may_be_boilerplate,
    otherwise,
)
from newsmend.ingest.page_words import ANY, EDGE, HEAD, TAIL, Match
from newsmend.policy import protected
from newsmend.types import Dropped, Span

__all__ = ["Line", "Match", "classify", "drop", "is_prose", "judge", "split_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank. `gap`: a blank line stands before it. `kept`: it must stay (code, keep regions)."""

    text: str
    gap: bool = False
    kept: bool = False


_GOES_ON = re.compile(r"\s*(?:[a-z]|[,;:.)])")
_HEADLINE_SUFFIX = re.compile(r" (?:\||-|::|»|•) [^|]{2,40}\Z")


def judge(lines: Sequence[Line], title: str = "") -> list[str]:
    """The family of each line that is boilerplate, "" for each that stays. For any row of blocks in reading order.

    Judging what stays again lets all of it stay: a round is repeated until nothing more falls.
    """
    keys = [fold(line.text) if may_be_boilerplate(line.text) and not line.kept else None for line in lines]
    found: dict[str | None, Match | None] = {None: None}
    found |= {key: find(key, EDGE) for key in dict.fromkeys(keys) if key is not None}
    broad = [found[key] for key in keys]
    families = [""] * len(lines)
    if any(broad) or _repeats(keys, title):
        prose = [is_prose(line.text) and (hit is None or hit.weak) for line, hit in zip(lines, broad, strict=True)]
        left = list(range(len(lines)))
        while fallen := _round([_Candidate(lines[i], keys[i], broad[i], prose[i]) for i in left], title):
            for at, family in fallen.items():
                families[left[at]] = family
            left = [i for i in left if not families[i]]
    return families


class _Candidate(NamedTuple):
    line: Line
    key: str | None
    broad: Match | None  # what it may be somewhere; None spares a second look
    prose: bool


def _repeats(keys: Sequence[str | None], title: str) -> bool:
    first = keys[0] if keys else None
    return bool(first and len(first) > 12 and first in keys[1:8]) or bool(title and fold(title) in keys)


def _round(row: Sequence[_Candidate], title: str) -> dict[int, str]:
    """What falls now, by its place in the row."""
    prose = [i for i, each in enumerate(row) if each.prose]
    head_end, tail_start = (prose[0], prose[-1] + 1) if prose else (len(row), 1)
    hits: list[Match | None] = []
    for i, each in enumerate(row):
        where = TAIL if i >= tail_start else HEAD if i < head_end else ANY
        hit = find(each.key, where) if each.broad is not None and each.key is not None and not each.prose else None
        if hit is not None and i == 0 and (hit.weak or hit.names_a_headline or hit.counted) and len(row) > 1:
            hit = None  # an article may be called "Read more: ..."; its headline stays
        hit = otherwise(hit, each.line.text, each.key or "", where)
        hits.append(None if hit is not None and _sentence_runs_through(row, i) else hit)
    if any(each.broad is not None and each.broad.once for each in row[head_end:tail_start]):
        hits = [None if hit is not None and hit.once else hit for hit in hits]
    fallen = {i: hit.family for i, hit in enumerate(hits) if hit is not None and not hit.weak}
    fallen |= _weak_ones(hits, head_end, tail_start)
    fallen |= _rest_of_block(row, hits, tail_start)
    fallen |= _between(row, hits, fallen, head_end, tail_start)
    fallen |= _repeated_headlines(row, head_end, tail_start, title)
    return fallen


def _sentence_runs_through(row: Sequence[_Candidate], i: int) -> bool:
    """Whether the line is a piece of a sentence that was wrapped, or broken at a link."""
    line = row[i].line
    if i == 0 or line.gap or row[i - 1].broad is not None:
        return False
    before = row[i - 1].line.text.rstrip()
    if ENDS_A_SENTENCE.search(before) or before.endswith(":"):
        return False
    after = row[i + 1].line if i + 1 < len(row) else None
    return line.text.lstrip()[:1].islower() or (
        after is not None and not after.gap and _GOES_ON.match(after.text) is not None
    )


def _weak_ones(hits: Sequence[Match | None], head_end: int, tail_start: int) -> dict[int, str]:
    """Weak hits in a run with a certain one, or three in a row at an edge; between paragraphs only of its family."""
    fallen: dict[int, str] = {}
    for start, end in _runs(hits):
        at_edge = end <= head_end or start >= tail_start
        run = [(i, hit) for i, hit in enumerate(hits[start:end], start) if hit is not None]
        certain = {hit.family for _, hit in run if not hit.weak}
        counted = start >= tail_start and any(hit.counted for _, hit in run)
        enough = at_edge and (certain or len(run) >= 3 - counted)
        fallen |= {i: hit.family for i, hit in run if hit.weak and (enough or hit.family in certain)}
    return fallen


def _rest_of_block(row: Sequence[_Candidate], hits: Sequence[Match | None], tail_start: int) -> dict[int, str]:
    """Behind the first line of a form or a list of stories, the short lines to the end that are no sentences."""
    opener = next((hit for hit in hits[tail_start:] if hit is not None and hit.opens and not hit.weak), None)
    if opener is None:
        return {}
    first = hits.index(opener, tail_start)
    return {
        i: opener.family
        for i, hit in enumerate(hits[first:], first)
        if (hit is None or hit.weak) and row[i].key is not None and not ENDS_A_SENTENCE.search(row[i].line.text)
    }


_LISTED = re.compile(r"\s*(?:[•·*–-]|\d)|.*;|(?:\D*\d){3}")  # results, ingredients, steps
_MOST_BETWEEN = 3  # lines
_MOST_BEHIND = 8  # lines at the end, behind a certain one; an article may go on behind one of these families:
_MAY_GO_ON = frozenset({"advertising", "credit", "date-stamp", "headline", "embed", "author", "source", "separator"})


def _between(
    row: Sequence[_Candidate], hits: Sequence[Match | None], fallen: dict[int, str], head_end: int, tail_start: int
) -> dict[int, str]:
    """Short lines that are no sentences and stand between lines of the page, or at the end behind one.

    Before the article, where a summary may stand between the date and the buttons, lines of three words at most; from
    the headline on if a line that may be the page's is among them.
    """
    more: dict[int, str] = {}
    head, tail = sorted(i for i in fallen if i < head_end), sorted(i for i in fallen if i >= tail_start)
    if head and any(hits[1 : head[0]]):
        head.insert(0, 0)
    for sure, words in ((head, 3), (tail, 14)):
        gaps = [range(before + 1, after) for before, after in pairwise(sure)]
        gaps = [gap for gap in gaps if len(gap) <= _MOST_BETWEEN]
        if sure is tail and sum(fallen[i] not in _MAY_GO_ON for i in tail) and len(row) - tail[-1] <= _MOST_BEHIND + 1:
            gaps.append(range(tail[-1] + 1, len(row)))
        for gap in gaps:
            if all(_is_short(row[i], words) for i in gap):
                more |= {i: fallen.get(gap.start - 1) or fallen[gap.stop] for i in gap}
    for i in tail:  # single words behind a label
        if fallen[i] == "filed":
            for at in takewhile(lambda at: at not in fallen and _is_short(row[at], 3), range(i + 1, len(row))):
                more[at] = "filed"
    return more


def _is_short(each: _Candidate, words: int) -> bool:
    text = each.line.text
    return (
        each.key is not None
        and not each.prose
        and len(text.split()) <= words
        and not ENDS_A_SENTENCE.search(text)
        and not _LISTED.match(text)
    )


def _repeated_headlines(row: Sequence[_Candidate], head_end: int, tail_start: int, title: str) -> dict[int, str]:
    """The headline said again, before the article begins or behind its end. It may stand once; a poem keeps its own."""
    names = {fold(name) for name in (title, row[0].line.text) if len(name) <= LONGEST} if row else set()
    names |= {_HEADLINE_SUFFIX.sub("", name) for name in names}
    seen = 0
    fallen: dict[int, str] = {}
    for i, each in enumerate(row):
        if each.key is not None and len(each.key) > 12 and each.key in names:
            seen += 1
            if seen > 1 and (i < head_end or i >= tail_start) and head_end < len(row):
                fallen[i] = "headline"
    return fallen


# ------------------------------------------------------------------------------------------------ a text
_LINE_END = re.compile(r"\r\n|[\r\n\u2028\u2029]")


def split_lines(text: str, keep: Iterable[Span] = ()) -> tuple[list[Line], list[Span]]:
    """The lines of a text that are not blank, and where they stand. Lines that touch a span of `keep` must stay."""
    kept = sorted(keep)
    ends = [span.end for span in kept]
    lines: list[Line] = []
    spans: list[Span] = []
    last = 0
    for start, end in _line_spans(text):
        first = bisect_left(ends, start + 1)
        gap = len(_LINE_END.findall(text, last, start)) > 1
        lines.append(Line(text[start:end], gap, first < len(kept) and kept[first].start < end))
        spans.append(Span(start, end))
        last = end
    return lines, spans


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _LINE_END.finditer(text):
        if not (line := text[start : match.start()]).isspace() and line:
            yield start, match.start()
        start = match.end()
    if (line := text[start:]) and not line.isspace():
        yield start, len(text)


def drop(text: str, title: str = "", keep: Iterable[Span] = ()) -> tuple[str, tuple[Dropped, ...]]:
    """A text without its boilerplate lines, and what was taken out: `Document.with_dropped` puts it back exactly.

    A line leaves with the separator before it, at the start of the text with the one behind it; between what stays,
    the widest separator remains, so that paragraphs neither run together nor drift apart. Lines that touch a span of
    `keep`, and regions marked `<!-- newsmend: keep -->`, stay.
    """
    if "newsmend: keep" in text:
        keep = [*keep, *(span for span in protected(text) if text.startswith("<!--", span.start))]
    lines, spans = split_lines(text, keep)
    families = judge(lines, title)
    if not any(families):
        return text, ()
    pieces: list[str] = []
    dropped: list[Dropped] = []
    length = last = 0  # of the text that stays, so far; and where in the source we are

    def stay(end: int) -> None:
        nonlocal length, last
        pieces.append(text[last:end])
        length += end - last
        last = end

    def leave(i: int, end: int) -> None:
        nonlocal last
        dropped.append(Dropped(text[last:end], f"boilerplate/{families[i]}", length))
        last = end

    for first, beyond in _runs(families):
        stay(spans[first - 1].end if first else 0)
        starts = [
            *(span.start for span in spans[first:beyond]),
            spans[beyond].start if beyond < len(spans) else len(text),
        ]
        ends = [last, *(span.end for span in spans[first:beyond])]
        separators = [text[end:start] for end, start in zip(ends, starts, strict=True)]
        middle = first + _staying(separators, first == 0, beyond == len(spans))
        for i in range(first, middle):
            leave(i, spans[i].end)
        stay(starts[middle - first])
        for i in range(middle, beyond):
            leave(i, starts[i - first + 1])
    stay(len(text))
    return "".join(pieces), tuple(dropped)


def _runs(row: Sequence[object]) -> Iterator[tuple[int, int]]:
    """The stretches of neighbours that hold something."""
    start = 0
    for holds, group in groupby(row, key=bool):
        end = start + len(list(group))
        if holds:
            yield start, end
        start = end


def _staying(separators: Sequence[str], at_start: bool, at_end: bool) -> int:
    """Which separator stays: the file's first or last at its ends, else the widest, the later of equals."""
    if at_end:
        return len(separators) - 1
    if at_start:
        return 0
    return max(range(len(separators)), key=lambda i: (len(_LINE_END.findall(separators[i])), i))
