"""What people asked to keep: regions, words, findings in a baseline; and which of those requests keep nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from newsmend import ingest
from newsmend.api import clean_document
from newsmend.config import Settings
from newsmend.types import PROTECTED, Anchor, Block, Cleaned, Document, Dropped, Span
from newsmend.writers.text import source_offset, source_text

_REGION = re.compile(
    r"(?P<open><!--\s*newsmend:\s*keep\s*-->[ \t]*\n?)(?P<kept>.*?)(?P<close><!--\s*newsmend:\s*end\s*-->|\Z)",
    re.DOTALL,
)


def shielded(document: Document, spans: Iterable[Span], dropped: Collection[int]) -> Document:
    """The document with some spans closed to edits, and some of its dropped blocks back in the text and closed as well.

    >>> share = Dropped("Share! ", "boilerplate/social", 0)
    >>> shielded(Document("a", "He went went.", dropped=(share,)), [], {0}).text
    'Share! He went went.'
    """
    back = [block for number, block in enumerate(document.dropped) if number in dropped]

    def moved(at: int) -> int:
        return at + sum(len(block.text) for block in back if block.at <= at)

    def put(span: Span) -> Span:
        return Span(moved(span.start), max(moved(span.start), moved(span.end - 1) + 1 if span.end else 0))

    # A place between two characters is closed with both.
    wide = [
        span if len(span) else Span(max(span.start - 1, 0), min(span.end + 1, len(document.text))) for span in spans
    ]
    closed = [Block(put(span), "code") for span in wide]
    text, last, gone = "", 0, 0
    for block in back:
        text += document.text[last : block.at]
        closed.append(Block(Span(len(text), len(text) + len(block.text)), "code"))
        text += block.text
        last = block.at
    blocks = sorted(
        [*(replace(each, span=put(each.span)) for each in document.blocks), *closed],
        key=lambda each: (each.span, each.kind != "code"),
    )
    left = []
    for number, each in enumerate(document.dropped):
        if number in dropped:
            gone += len(each.text)
        else:
            left.append(Dropped(each.text, each.reason, each.at + gone))
    anchors = tuple(Anchor(put(each.span), each.kind) for each in document.anchors)
    return replace(
        document, text=text + document.text[last:], blocks=tuple(blocks), anchors=anchors, dropped=tuple(left)
    )


def unused_regions(document: Document, settings: Settings, where: str) -> list[str]:
    """A note on each keep region in which nothing would be found if it were not there."""
    text = source_text(document)
    if "newsmend: keep" not in text:
        return []
    regions = list(_REGION.finditer(text))
    # The regions' text without their marks, and where each then lies.
    plain, last, places = "", 0, []
    for region in regions:
        plain += text[last : region.start()]
        # Blank lines at the edges are left by the marks themselves.
        kept = region["kept"]
        lead = len(kept) - len(kept.lstrip())
        places.append(Span(len(plain) + lead, len(plain) + max(len(kept.rstrip()), lead)))
        plain += kept
        last = region.end()
    plain += text[last:]
    if not plain.strip():
        return []
    form = str(document.metadata.get("format", "txt"))
    cleaned = clean_document(ingest.read_text(plain, form, id=document.id), settings)
    touched = list(_touched(cleaned))
    return [
        f"{where}:{text.count(chr(10), 0, region.start()) + 1}: this keep region keeps nothing"
        for region, place in zip(regions, places, strict=True)
        if not any(place.start < span.end and span.start < place.end for span in touched)
    ]


def _touched(cleaned: Cleaned) -> Iterable[Span]:
    """Where something was found, in the source's text."""
    document = cleaned.document
    for entry in cleaned.entries:
        if entry.outcome != PROTECTED:
            at = source_offset(document, entry.origin.start)
            yield Span(at, at + len(entry.origin))
    gone = len(str(document.metadata.get("front_matter", "")))
    for block in document.dropped:
        yield Span(gone + block.at, gone + block.at + len(block.text))
        gone += len(block.text)


def is_kept_by(word: str, cleaned: Cleaned) -> bool:
    """Whether a word of `keep` has kept an edit away."""
    text, size = cleaned.document.text, len(word)
    return any(
        entry.outcome == PROTECTED and word in text[max(entry.origin.start - size + 1, 0) : entry.origin.end + size - 1]
        for entry in cleaned.entries
    )
