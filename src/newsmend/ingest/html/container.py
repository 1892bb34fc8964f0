"""Where the article stands: the element that bears its name, or the one around its text, and what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsmend.ingest.html.blocks import Node, Page, Piece
from newsmend.ingest.html.names import CONTAINERS

PROSE_LENGTH = 50  # characters; a shorter block is no evidence of running text
LINKED = 0.5  # share of characters within links above which a block is no running text
# Share of the prose a container must hold to be believed, by the strength of its name (see `blocks.Node.body`).
HOLDS = {1: 0.4, 2: 0.4, 3: 0.35, 4: 0.2}
HOLDS_TITLED = 0.15  # enough for an article element with the title in it: on some pages other articles follow
DESCEND = 0.9  # without such a name: go down while one child holds this share of the prose around it
COVERED = 0.6  # share of the JSON-LD article text that must be found before it says where the article stands
TOLD_LENGTH = 120  # characters of a block looked up in it
MAX_TOLD = 100_000  # characters of it looked at
MAX_LOOKED_UP = 1_000  # blocks looked up in it; both bound the time on pages made to take long
MAX_LEADS = 3  # paragraphs between the headline and a named body that belong to it
BESIDE = 0.3  # share of a named body's prose that paragraphs behind it must hold to be the rest of it
SUMMARY_LENGTH = 60  # characters in which a paragraph and the page's summary agree when they are the same

_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s|$)|[。！？]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS = re.compile(r"\w+")


class Prose(NamedTuple):
    """Running text: characters of each block outside furniture, their running sums, the furniture of each element."""

    free: list[int]
    sums: list[int]
    families: list[str]

    def held(self, node: Node) -> int:
        """Characters within an element."""
        return self.sums[node.hi] - self.sums[node.lo]


class Told(NamedTuple):
    """What the page says of its article: titles by their words alone, text, summary."""

    titles: set[str]
    body: str
    summary: str


def prose(piece: Piece) -> int:
    """How many characters of running text a block holds."""
    if piece.kind == "heading" or _length(piece.text) < PROSE_LENGTH or piece.linked > LINKED * len(piece.text):
        return 0
    return len(piece.text) - piece.linked if _SENTENCE.search(piece.text) else 0


def _length(text: str) -> int:
    """Characters of a short text; those of East Asian scripts count threefold, since a sentence has so many fewer."""
    if len(text) >= PROSE_LENGTH or text.isascii():
        return len(text)
    return len(text) + 2 * len(_WIDE.findall(text))


def key(text: str) -> str:
    """A text by its words alone.

    >>> key("Strike ends – at last!")
    'strike ends at last'
    """
    return " ".join(_WORDS.findall(text)).lower()


def find(page: Page, prose: Prose, heads: set[int], told: Told) -> tuple[list[int], set[int]]:
    """The article's elements, and the numbers of all blocks that are in them or belong to them."""
    strength, containers = _named(page, prose.sums, heads)
    if strength >= 3:
        containers = _own(page, [*containers, *_parts(page, prose, containers)], heads)
    else:
        containers = _told(page, told.body, prose.free) or containers or [_found(page, prose.sums)]
    inside = {i for number in containers for i in range(page.nodes[number].lo, page.nodes[number].hi)}
    if strength >= 3:
        inside |= _leads(page, prose, page.nodes[containers[0]], heads, told)
        inside |= _beside(page, prose, page.nodes[containers[-1]])
    return containers, inside


def _parts(page: Page, prose: Prose, containers: list[int]) -> Iterator[int]:
    """Elements behind a named body that bear such a name, too, and stand in the same element."""
    first, last = page.nodes[containers[0]], page.nodes[containers[-1]]
    end = last.hi
    for number in range(containers[-1] + 1, len(page.nodes)):
        node = page.nodes[number]
        if node.lo >= end and node.body >= 3 and node.parent == first.parent and prose.held(node):
            yield number
            end = node.hi


def _own(page: Page, containers: list[int], heads: set[int]) -> list[int]:
    """Without the bodies of the articles that follow on an endless page: those behind another main headline."""
    title = next((key(page.pieces[i].text) for i in sorted(heads) if i < page.nodes[containers[0]].hi), "")
    for at in range(1, len(containers)):
        before, node = page.nodes[containers[at - 1]], page.nodes[containers[at]]
        others = (page.pieces[i] for i in range(before.hi, node.hi) if i in heads)
        if title and any(piece.tag == "h1" and key(piece.text) != title for piece in others):
            return containers[:at]
    return containers


def _leads(page: Page, prose: Prose, node: Node, heads: set[int], told: Told) -> set[int]:
    """Paragraphs between the headline and a named body. What the page gives as its summary is a standfirst, no text."""
    title = max((head for head in heads if head < node.lo), default=-1)
    if title < 0 or node.parent < 0 or title < page.nodes[node.parent].lo:
        return set()
    found = [i for i in range(title + 1, node.lo) if prose.free[i]]
    about = key(told.summary)
    if len(found) > MAX_LEADS or any(_same(key(page.pieces[i].text), about) for i in found):
        return set()
    return {i for i in found if page.pieces[i].tag == "p" or page.pieces[i].kind == "paragraph"}


def _same(text: str, summary: str) -> bool:
    return text[:SUMMARY_LENGTH] == summary[:SUMMARY_LENGTH]


def _beside(page: Page, prose: Prose, node: Node) -> set[int]:
    """Bare paragraphs right behind a named body, when they hold a good part of the text."""
    found: set[int] = set()
    for number in range(node.hi, page.nodes[node.parent].hi if node.parent >= 0 else node.hi):
        place = page.pieces[number].node
        if prose.families[place]:
            continue
        if page.nodes[place].parent != node.parent or page.pieces[number].tag != "p":
            break
        found.add(number)
    return found if sum(prose.free[i] for i in found) >= BESIDE * prose.held(node) else set()


def _told(page: Page, body: str, free: list[int]) -> list[int]:
    """The smallest element around the blocks that the page's JSON-LD gives as the article.

    Its text itself is often cut or stale; where most of it stands on the page it shows the place.
    """
    told = key(body[:MAX_TOLD])
    if len(told) < PROSE_LENGTH:
        return []
    prose = [i for i, weight in enumerate(free) if weight][:MAX_LOOKED_UP]
    found = [i for i in prose if key(page.pieces[i].text[:TOLD_LENGTH])[:-2] in told]
    if not found or sum(free[i] for i in found) < COVERED * len(told):
        return []
    for number in page.ancestors(page.pieces[found[0]].node):
        if page.nodes[number].hi > found[-1]:
            return [number]
    return []


def _named(page: Page, sums: list[int], heads: set[int]) -> tuple[int, list[int]]:
    """The elements that bear the article's name: one, or several with the same name when the body is split."""
    total = sums[-1]
    groups: dict[tuple[int, str, str], list[int]] = {}
    for number, node in enumerate(page.nodes):
        if node.body and sums[node.hi] > sums[node.lo]:
            group = groups.setdefault((node.body, node.tag, node.words), [])
            if not group or node.lo >= page.nodes[group[-1]].hi:
                group.append(number)
    best: list[int] = []
    best_key = (0, False, 0, 0)
    for (strength, _, _), group in groups.items():
        held = sum(sums[page.nodes[number].hi] - sums[page.nodes[number].lo] for number in group)
        titled = strength == 2 and any(page.nodes[group[0]].lo <= head < page.nodes[group[0]].hi for head in heads)
        if held < (HOLDS_TITLED if titled else HOLDS[strength]) * total:
            continue
        key = (strength, titled, held, group[0])
        if key > best_key:
            best, best_key = group, key
    return best_key[0], best


def _found(page: Page, sums: list[int]) -> int:
    """Without a name: go down from the root while one child holds most of the prose."""
    children: dict[int, list[int]] = {}
    for number, node in enumerate(page.nodes):
        children.setdefault(node.parent, []).append(number)
    best = 0
    while True:
        held = sums[page.nodes[best].hi] - sums[page.nodes[best].lo]
        for child in children.get(best, ()):
            if page.nodes[child].tag not in CONTAINERS:
                continue
            if held and sums[page.nodes[child].hi] - sums[page.nodes[child].lo] >= DESCEND * held:
                best = child
                break
        else:
            return best
