"""Page furniture: what stands around and between the article, by the class words of its elements and by its shape."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

from newsmend.ingest.html.blocks import Page, Piece

ALL_LINKED = 0.85  # share of characters within links above which a block is nothing but links
LINK_LENGTH = 200  # characters; a longer block stays even if all of it is a link
# A family that would take a larger share of the page's prose than this is a misnomer. Readers may write more than the
# reporter did; the second half of an article may stand in "hidden" or "paywall", or each of its paragraphs.
VOID = {"comments": 0.85, "paywall": 0.15, "hidden": 0.15, "newsletter": 0.25}
VOID_OTHERS = 0.4
# Furniture that is no paragraph of running text in the article's body, whatever its class.
NO_PARAGRAPH = frozenset({"comments", "navigation", "aside", "head", "footer"})
TEASERS = 3  # so many alike make a list of teasers
ROWS = 2  # so many paragraphs below a linked line each, and no other, make one, too
NAMED_LENGTH = 200  # characters outside links; an empty element may bear the article's name and mean nothing


def all_linked(piece: Piece) -> bool:
    """Whether a block is nothing but links."""
    return piece.linked >= ALL_LINKED * len(piece.text)


def families_of(page: Page, weights: list[int], heads: set[int]) -> list[str]:
    """The family of furniture every node stands in, or ""."""
    sums = [0, *accumulate(weights)]
    titles = [0, *accumulate(int(number in heads) for number in range(len(page.pieces)))]
    teasers = _teasers(page, sums) | _rows(page, weights, sums)
    misnomers = _misnomers(page, sums)
    found: list[str] = []
    within: list[bool] = []  # whether the element stands in one that bears the article's name
    started = False  # running text has begun
    for number, node in enumerate(page.nodes):
        family = found[node.parent] if node.parent >= 0 else ""
        own = "related" if number in teasers else node.family
        held = sums[node.hi] - sums[node.lo]
        in_body = node.parent >= 0 and within[node.parent]
        within.append(in_body or node.body >= 3)
        if (
            own == "head"
            and (started or held or (in_body and node.tag == "header"))
            and titles[node.lo] == titles[node.hi]
        ):
            own = ""
        if node.tag == "p" and in_body and held and own in NO_PARAGRAPH:
            own = ""
        if (own == "standfirst" and started) or (own == "footer" and page.nodes[node.parent].tag == "blockquote"):
            own = ""
        if own and (not family or family == "head") and (own, node.tag, node.words) not in misnomers:
            family = own
        if family == "share" and (node.tag == "blockquote" or "embed" in node.words):
            family = ""
        found.append(family)
        started = started or (not family and bool(held) and node.tag == "p" and weights[node.lo] > 0)
    return found


def _misnomers(page: Page, sums: list[int]) -> set[tuple[str, str, str]]:
    """Names of furniture that hold too much of the page's prose: family, tag and class words.

    Where an element bears the article's name, only what overlaps it can be misnamed.
    """
    free = [0, *accumulate(len(piece.text) - piece.linked for piece in page.pieces)]
    bodies = [n for n in page.nodes if n.body >= 3 and free[n.hi] - free[n.lo] >= NAMED_LENGTH]
    inside = [0] * (len(page.pieces) + 1)
    for node in bodies:
        inside[node.lo] += 1
        inside[node.hi] -= 1
    overlaps = [0, *accumulate(int(depth > 0) for depth in accumulate(inside))]
    shares: Counter[tuple[str, str, str]] = Counter()
    for node in page.nodes:
        held = sums[node.hi] - sums[node.lo]
        if node.family and held and (not bodies or overlaps[node.hi] > overlaps[node.lo]):
            shares[node.family, node.tag, node.words] += held
    return {name for name, held in shares.items() if held > VOID.get(name[0], VOID_OTHERS) * sums[-1]}


def _teasers(page: Page, sums: list[int]) -> set[int]:
    """Elements that are one of several alike, each a linked headline with a line or two of text.

    When they hold much of what is named the article, they are its chapters.
    """
    groups: dict[tuple[int, str, str], list[int]] = {}
    for number, node in enumerate(page.nodes):
        if 0 < node.hi - node.lo <= 6 and node.tag not in {"tr", "td", "th", "p", "br", "tbody"}:
            groups.setdefault((node.parent, node.tag, node.words), []).append(number)
    found: set[int] = set()
    for (parent, _, _), group in groups.items():
        if len(group) < TEASERS or sum(_is_teaser(page, number) for number in group) < 0.8 * len(group):
            continue
        article = next((page.nodes[n] for n in page.ancestors(parent) if page.nodes[n].body >= 3), None)
        held = sum(sums[page.nodes[number].hi] - sums[page.nodes[number].lo] for number in group)
        if article is None or held <= VOID_OTHERS * (sums[article.hi] - sums[article.lo]):
            found.update(group)
    return found


def _rows(page: Page, weights: list[int], sums: list[int]) -> set[int]:
    """Elements behind the first text in which every paragraph stands right below a linked line, outside any article."""
    pieces = page.pieces
    linked = [all_linked(piece) and len(piece.text) < LINK_LENGTH for piece in pieces]
    below = [bool(weights[i]) and i > 0 and linked[i - 1] for i in range(len(pieces))]
    rows = [0, *accumulate(map(int, below))]
    bare = [0, *accumulate(int(bool(weights[i]) and not below[i]) for i in range(len(pieces)))]
    named = [False] * len(page.nodes)
    found: set[int] = set()
    for number, node in enumerate(page.nodes):
        named[number] = node.body >= 2 or (node.parent >= 0 and named[node.parent])
        if (
            rows[node.hi] - rows[node.lo] >= ROWS
            and bare[node.hi] == bare[node.lo] > 0
            and not named[number]
            and not below[node.lo]
            and sums[node.hi] - sums[node.lo] <= VOID_OTHERS * sums[-1]
        ):
            found.add(number)
    return found


def _is_teaser(page: Page, number: int) -> bool:
    node = page.nodes[number]
    pieces = page.pieces[node.lo : node.hi]
    if len(pieces) == 1 and pieces[0].kind != "heading":
        return False
    return any(all_linked(piece) and len(piece.text) < LINK_LENGTH for piece in pieces)
