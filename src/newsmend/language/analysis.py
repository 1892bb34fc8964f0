"""Tokens, sentences and tags of single paragraphs, for passes whose cheap detectors have fired.

    tagged = analysis.tagged(draft, match.start())
    token = tagged.at(match.start())

A paragraph nobody asks about is never tagged, and a text nobody asks about never loads spaCy. Paragraphs are tagged one
by one, so that no answer depends on what stood beside it, and remembered by their text: an edit costs only its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from newsmend.language import pipeline, sentences
from newsmend.types import Draft, Span

REMEMBERED = 512  # paragraphs; some 60 words each, 10 MB in all
_UNASKED = ("morphologizer", "trainable_lemmatizer", "lemmatizer")  # what gives neither tags nor borders
LONGEST = 10_000  # code points; a longer paragraph is cut at blanks, since memory grows with length


class Token(NamedTuple):
    """A word or mark and what it is in its sentence; `start` and `end` are code points of the draft's text.

    `tag` is fine-grained (Penn Treebank: VBZ, NNS), `pos` Universal Dependencies' (VERB, NOUN), `morph` UD features
    (Number=Sing|Person=3), empty in a pipeline that has none, as `lemma` is. `opens` says a sentence begins here.
    """

    start: int
    end: int
    text: str
    tag: str
    pos: str
    morph: str
    lemma: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Tagged:
    """One paragraph's tokens, in order; blanks are none."""

    span: Span
    tokens: tuple[Token, ...]

    def index(self, place: int) -> int | None:
        """The number of the token that covers a place; None between tokens."""
        at = bisect_right(self.tokens, place, key=_start) - 1
        return at if at >= 0 and place < self.tokens[at].end else None

    def at(self, place: int) -> Token | None:
        """The token that covers a place; None between tokens."""
        index = self.index(place)
        return None if index is None else self.tokens[index]

    def sentences(self) -> Iterator[tuple[Token, ...]]:
        """The sentences, in order."""
        starts = [number for number, token in enumerate(self.tokens) if token.opens or not number]
        for start, end in zip(starts, [*starts[1:], len(self.tokens)], strict=True):
            yield self.tokens[start:end]


def _start(token: Token) -> int:
    return token.start


def tagged(draft: Draft, place: int) -> Tagged:
    """Tag the paragraph around a place in the draft's text, computed once for each text of a paragraph.

    Raises ConfigError when the pipeline the settings name cannot be used.
    """
    span = paragraph(draft, place)
    known: dict[int, Tagged] = draft.memo.setdefault("language.tagged", {})
    if span.start not in known:
        text = draft.text[span.start : span.end]
        known[span.start] = _placed(span, _tokens(draft.spacy, text) if draft.spacy != pipeline.OFF else ())
    return known[span.start]


def compared(draft: Draft, start: int, end: int, after: str) -> tuple[Tagged, Tagged]:
    """Tag the sentences around `text[start:end]` as they stand, and with `after` there, in the offsets of that text.

    For asking whether a repair reads better than what is there. Tags and borders only, both texts in one go: a third of
    what two paragraphs take. The stretch must lie in one paragraph, which the sentences do not leave.
    """
    whole = paragraph(draft, start)
    before, behind = sentences.around(draft.text, start, end)
    first, last = max(start - len(before), whole.start), min(end + len(behind) + 1, whole.end)
    texts = (draft.text[first:last], draft.text[first:start] + after + draft.text[end:last])
    found = _both(draft.spacy, *texts) if draft.spacy != pipeline.OFF else ((), ())
    here, there = (_placed(Span(first, first + len(text)), each) for text, each in zip(texts, found, strict=True))
    return here, there


def _placed(span: Span, tokens: Iterable[Token]) -> Tagged:
    shifted = (token._replace(start=token.start + span.start, end=token.end + span.start) for token in tokens)
    return Tagged(span, tuple(shifted))


def paragraph(draft: Draft, place: int) -> Span:
    """The block a place lies in; where there is none, its line."""
    at = bisect_right(draft.blocks, place, key=lambda block: block.span.start) - 1
    if at >= 0 and place < draft.blocks[at].span.end:
        return draft.blocks[at].span
    start = draft.text.rfind("\n", 0, place) + 1
    end = draft.text.find("\n", place)
    return Span(start, len(draft.text) if end < 0 else end)


@lru_cache(maxsize=REMEMBERED)
def _tokens(name: str, text: str) -> tuple[Token, ...]:
    parts = list(_parts(text))
    read = _run(name, [part for _, part in parts])
    return tuple(
        token._replace(start=token.start + start, end=token.end + start)
        for (start, _), tokens in zip(parts, read, strict=True)
        for token in tokens
    )


@lru_cache(maxsize=REMEMBERED)
def _both(name: str, one: str, other: str) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    first, second = _run(name, [_spaced(one), _spaced(other)], _UNASKED)
    return first, second


def forget() -> None:
    """Forget every paragraph and sentence tagged so far in this process."""
    _tokens.cache_clear()
    _both.cache_clear()


def remembered() -> int:
    """How many paragraphs, and pairs of sentences, are remembered; REMEMBERED of each at most."""
    return max(_tokens.cache_info().currsize, _both.cache_info().currsize)


def _run(name: str, texts: list[str], disable: tuple[str, ...] = ()) -> list[tuple[Token, ...]]:
    """Tag texts; offsets are of each."""
    nlp = pipeline.load(name)
    # The strings of these texts are forgotten with the zone; what is kept is copied out as plain text.
    with nlp.memory_zone():
        return [
            tuple(
                Token(
                    token.idx,
                    token.idx + len(token),
                    str(token.text),
                    str(token.tag_),
                    str(token.pos_),
                    str(token.morph),
                    str(token.lemma_),
                    bool(token.is_sent_start),
                )
                for token in doc
                if not token.is_space
            )
            for doc in nlp.pipe(texts, disable=disable)
        ]


def _spaced(text: str) -> str:
    """A text with blanks for line breaks, since the pipeline was trained without."""
    return "".join(" " if letter.isspace() else letter for letter in text)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """A text in parts that fit."""
    text = _spaced(text)
    start = 0
    while len(text) - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST) + 1 or start + LONGEST
        yield start, text[start:cut]
        start = cut
    yield start, text[start:]
