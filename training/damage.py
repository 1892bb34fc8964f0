"""Breaks good English text the way a translator breaks it at links, and says where.

Two faults that a trained decision must tell from good text: a false capital (the first word of a link, now and then the
word behind it, comes back with a capital) and a false full stop (a sentence is cut before a small word). Some links
cover text that was right, names among them, so that a link proves nothing by itself.

Everything is drawn from the generator handed in: the same text and seed give the same damage.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from newsmend.types import Anchor, Span

CAPITALS, STOPS = 5.0, 4.0  # per 1,000 words, as in pages that are broken throughout
FOLLOWS = 0.07  # share of false capitals that stand behind a link, not at its start
LINKED = 4  # words a link covers at most
FEWEST = 3  # words that both parts of a cut sentence have at least
SMALL = "about across after against and as at because before between but by during for from in into of on over since "
SMALL += "that through to under until when where which while who with within without"
SMALL_WORDS = frozenset(SMALL.split())
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_MID = re.compile(r"[\w,;%)”’\]] $")  # what stands before a word in mid-sentence
_PART = re.compile(r"[^.!?:;\n]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """One injected fault: its kind, where it lies in the damaged text, and what stood there."""

    kind: str  # false_capital or false_stop
    span: Span
    before: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """A text with its faults in order, and the links (code points of the damaged text) they may stand at."""

    text: str
    faults: tuple[Fault, ...]
    anchors: tuple[Anchor, ...]


def damage(text: str, rng: random.Random, capitals: float = CAPITALS, stops: float = STOPS) -> Damaged:
    """Break a text at random places. Rates are per 1,000 words; a fault that finds no place is left out."""
    words = [match for match in _WORD.finditer(text) if _MID.search(text, max(match.start() - 2, 0), match.start())]
    plan: dict[int, tuple[int, str, str]] = {}  # start -> end, replacement, kind
    links: list[tuple[int, int]] = []
    size = len(text.split())
    for _ in range(_count(size * capitals / 1000, rng) if words else 0):
        at = rng.randrange(len(words))
        last = min(at + rng.randint(0, LINKED - 1), len(words) - 1)
        if "\n" not in text[words[at].start() : words[last].end()]:
            links.append((words[at].start(), words[last].end()))
        target = words[min(last + 1, len(words) - 1)] if rng.random() < FOLLOWS else words[at]
        if target.group().islower() and target.start() not in plan:
            plan[target.start()] = (target.end(), target.group().capitalize(), "false_capital")
    spots = [match for match in words if match.group() in SMALL_WORDS and _divides(text, match.start())]
    for _ in range(_count(size * stops / 1000, rng) if spots else 0):
        spot = rng.choice(spots)
        start = spot.start() - (2 if text[spot.start() - 2] == "," else 1)
        if spot.start() not in plan and start not in plan:
            plan[start] = (spot.end(), f". {spot.group().capitalize()}", "false_stop")
            if rng.random() < 0.3:
                links.append((spot.start(), text.find(" ", spot.end()) if " " in text[spot.end() :] else spot.end()))
    return _apply(text, plan, links)


def _count(mean: float, rng: random.Random) -> int:
    return int(mean) + (rng.random() < mean % 1)


def _divides(text: str, at: int) -> bool:
    """Whether enough words of its sentence stand on both sides of a place."""
    left = re.split(r"[.!?:;\n]", text[max(at - 200, 0) : at])[-1]
    right = _PART.match(text, at)
    return len(left.split()) >= FEWEST and right is not None and len(right.group().split()) > FEWEST


def _apply(text: str, plan: dict[int, tuple[int, str, str]], links: list[tuple[int, int]]) -> Damaged:
    out: list[str] = []
    faults: list[Fault] = []
    moves: list[tuple[int, int]] = []  # start of a change in the good text, by how much the text behind it has moved
    last = shift = 0
    for start, (end, after, kind) in sorted(plan.items()):
        if start < last:
            continue
        out += text[last:start], after
        faults.append(Fault(kind, Span(start + shift, start + shift + len(after)), text[start:end]))
        shift += len(after) - (end - start)
        moves.append((start, shift))
        last = end
    out.append(text[last:])

    def moved(offset: int) -> int:
        return offset + max(((start, by) for start, by in moves if start < offset), default=(0, 0))[1]

    spans = {Span(moved(start), moved(end)) for start, end in links if start < end}
    return Damaged("".join(out), tuple(faults), tuple(Anchor(span) for span in sorted(spans)))
