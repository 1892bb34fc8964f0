"""Names that a text writes in two ways, one of which nobody bears: headline against body, slip against the rest."""

from __future__ import annotations

from collections.abc import Iterator

from newsmend.language import sounds
from newsmend.language.mentions import Mentions, is_common, is_true_name
from newsmend.passes.names.rules import MINORITY_FORM
from newsmend.types import Draft, Edit, Safety

# Costs per letter, measured by benchmarks/names.py.
SAME_COMPANY = 0.22  # with the same title, first name or second word
OF_A_WORD = 0.15  # where the odd form is a word: Justice Mores
ALONE, ALONE_TWICE = 0.2, 0.15  # where neither form has a first name; where the other stands but twice
_MORE = 3  # times as often as a form that stands twice or more


def find_minority_forms(draft: Draft, known: Mentions) -> Iterator[Edit]:
    """Write a name as the text writes it elsewhere: "Belintchuk" where "Belinchuk" stands twice.

    Wrong for relatives and namesakes, so the odd form must be no known name, must not stand in one sentence with the
    other, and must not have a first name of its own.
    """
    doubtful = set(known.doubtful)
    translated = sorted(at for at in _word_like(known) if at not in doubtful)
    others = [(word, count) for word, count in known.counts.items() if _may_be_meant(word)]
    for at in sorted(doubtful) + translated:
        edit = _edit(draft, known, at, others, word=at not in doubtful)
        if edit is not None:
            yield edit


def _word_like(known: Mentions) -> Iterator[int]:
    """Common words with a capital in mid-sentence behind a title or first name: Justice Mores."""
    for word, ats in known.places.items():
        if len(word) > 3 and is_common(word):
            yield from (at for at in ats if not known.opens_sentence(at) and known.before(at)[0])


def _edit(draft: Draft, known: Mentions, at: int, others: list[tuple[str, int]], *, word: bool) -> Edit | None:
    token = known.tokens[at]
    found = []
    for right, count in others:
        if not _may_be(known, token.word, right, count):
            continue
        limit = SAME_COMPANY * max(4, len(right))
        cost = sounds.distance(right, token.word, limit) / max(4, len(right))
        if cost <= SAME_COMPANY:
            found.append((cost, right, count))
    if not found:
        return None
    cost, right, count = min(found)
    rival = any(other < cost + 0.06 and name != right and not _of_one_name(name, right) for other, name, _ in found)
    company = _company(known, at, right)
    if count == 1 and known.places.get(right, [at])[0] >= at:
        return None  # one against one: the first stands
    if company == "other" or (word and (company != "same" or cost > OF_A_WORD)):
        return None
    together = any(known.together(at, place) for place in known.places.get(right, ()))
    if company == "same":
        safe = not together or not is_true_name(token.word)
    else:
        if together:
            return None
        # In a text in which nothing else is wrong, a slip of the keyboard is its author's (see docs/decisions.md).
        slip = sounds.is_typing_slip(right, token.word) and draft.text == draft.document.text
        safe = (
            cost <= (ALONE if count > 2 else ALONE_TWICE)
            and not slip
            and not is_true_name(token.word)
            and len(token.word) > 4
        )
    safe = safe and not rival and count > 1
    headline = bool(known.title) and right in known.title
    return draft.edit(
        MINORITY_FORM,
        token.start,
        token.end,
        right,
        f"the text writes “{right}” elsewhere, {count} times" if count > 1 else f"the text writes “{right}” elsewhere",
        confidence=round((0.98 if safe else 0.75) - cost / 10, 3),
        evidence=(
            "document-majority",
            *(("same-name-beside",) if company == "same" else ()),
            *(("headline",) if headline else ()),
        ),
        safety=Safety.FIX if safe else Safety.SUGGEST,
    )


def _may_be(known: Mentions, wrong: str, right: str, count: int) -> bool:
    """Whether a word of the text is frequent enough beside another, and neither it nor derived from it."""
    mine = known.counts[wrong]
    if right == wrong or (count <= mine and not (count == mine == 1)) or (mine > 1 and count < _MORE * mine):
        return False
    if abs(len(right) - len(wrong)) > 3 or not sounds.may_be_near(sounds.fold(right), sounds.fold(wrong)):
        return False
    return not sounds.derived(wrong, right)


def _may_be_meant(right: str) -> bool:
    """Whether a word can be the right form of a name: not short, not common, not in capitals throughout."""
    return len(right) > 3 and not is_common(right) and right[0].isupper() and not right.isupper()


def _of_one_name(one: str, other: str) -> bool:
    return sounds.fold(one) == sounds.fold(other) or sounds.derived(one, other)


def _company(known: Mentions, at: int, right: str) -> str:
    """`same` where the odd form stands in company that the other keeps too, `other` where it has its own, else ``."""
    kind, beside = known.before(at)
    after = known.after(at)
    other = False
    for place in known.places.get(right, ()):
        their_kind, theirs = known.before(place)
        if beside and kind == their_kind and _same(known, beside, theirs):
            return "same"
        if after and _same(known, after, known.after(place)):
            return "same"
        other |= kind == "name" and their_kind == "name"
    return "other" if other or (kind == "name" or after) else ""


def _same(known: Mentions, one: str, other: str) -> bool:
    """Whether a word is the other, or nobody's name and sounds like it."""
    if one == other:
        return True
    near = bool(other) and sounds.distance(other, one, 0.25 * max(4, len(other))) < 9
    return near and known.is_doubtful(one) and not is_true_name(one)
