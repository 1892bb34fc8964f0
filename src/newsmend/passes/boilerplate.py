"""Boilerplate left in text: what a page printed beside a paragraph and an extractor glued to it.

Whole lines fall at ingest; here are the pieces that share a line with the article's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from newsmend import tables
from newsmend.types import Draft, Edit, Rule, Safety

PAGE_CONTROL = Rule(
    "boilerplate/page-control",
    "A button or label of the page, glued to the end of a paragraph.",
    Safety.FIX,
    ("The port reopened on Friday. Source link", "The port reopened on Friday."),
    why="It is no part of the article; read aloud, or translated again, it turns into nonsense.",
    spares="The same words inside a sentence, without a full stop before them, or anywhere but at a paragraph's end.",
)
NEW_WINDOW = Rule(
    "boilerplate/opens-in-new-window",
    "The note for screen readers that a link opens a new window.",
    Safety.FIX,
    ("The plan (Opens in new window) was published.", "The plan was published."),
    why="It speaks of a link that is no longer there.",
    spares="Windows that open without brackets round them.",
)
FIRST_APPEARED = Rule(
    "boilerplate/first-appeared",
    "The line “The post ... appeared first on ...” at the end of a paragraph.",
    Safety.SUGGEST,
    ("The strike is over. The post Strike ends appeared first on Harbour News.", "The strike is over."),
    why="A news feed adds it to whatever it carries.",
    spares="Posts and articles of which a sentence tells when or where they appeared.",
)
APPEAL = Rule(
    "boilerplate/appeal",
    "An appeal to the reader at the end of a paragraph: read more, sign up, follow.",
    Safety.SUGGEST,
    ("The hearing goes on. Click here to read more.", "The hearing goes on."),
    why="The page speaks to its reader, not the article.",
    spares="Appeals inside quotations, and those that make a paragraph of their own: service pieces have them.",
)
LEAD = Rule(
    "boilerplate/lead",
    "A date stamp or an advertising label glued to the beginning of a paragraph.",
    Safety.SUGGEST,
    ("Advertisement The minister resigned on Monday.", "The minister resigned on Monday."),
    why="It was printed above the paragraph and is no part of its sentence.",
    spares="Sentences about advertisements, and dates the sentence needs.",
)
CREDIT = Rule(
    "boilerplate/credit-in-text",
    "A photo credit in brackets inside a paragraph.",
    Safety.SUGGEST,
    ("The bridge (Photo: Harbour Agency) fell at noon.", "The bridge fell at noon."),
    why="It belongs to a picture that is not there.",
    spares="Brackets that tell what a photo shows.",
)
SITE_SUFFIX = Rule(
    "boilerplate/site-suffix",
    "The name of the site behind the headline.",
    Safety.SUGGEST,
    (
        "Strike ends in Basra | Harbour News\n\nThe cranes of the port moved again on Monday.",
        "Strike ends in Basra\n\nThe cranes of the port moved again on Monday.",
    ),
    why="It comes from the window title and is no part of the headline.",
    spares="Bars inside a headline that runs on, and names joined by a dash: they may belong to it.",
)
RULES = (PAGE_CONTROL, NEW_WINDOW, FIRST_APPEARED, APPEAL, LEAD, CREDIT, SITE_SUFFIX)

_STOP = r"(?<=[.!?…\"”’)])"
_NEW_WINDOW = re.compile(r"[ \t]?\(Opens in (?:a )?new (?:window|tab)\)", re.IGNORECASE)
_FIRST = re.compile(
    _STOP
    + r"[ \t]*The (?:post|article) (?:(?!\bThe post\b)[^\n]){2,200} (?:appeared first|first appeared) on [^\n]{2,60}$",
    re.MULTILINE,
)
_CREDIT = re.compile(
    r"[ \t]?[(\[](?:Photo|Image|Picture|Photograph)s?(?: credit| courtesy(?: of)?)?(?: ?[:/]| by)"
    r" ?[A-Z][^()\[\]\n]{1,60}[)\]]"
)
_SUFFIX = re.compile(r"\A[^\n|]{20,200}?([ \t]*\|[ \t]*[A-Z0-9][^\n|.!?]{1,40})(?=\r?\n)")


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing to set."""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Takes out what a page glued to the article's paragraphs."""

    settings: Settings = Settings()
    name: ClassVar[str] = "boilerplate"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield the edits this text needs."""
        yield from remove_page_controls(draft)
        yield from remove_new_window_notes(draft)
        yield from remove_first_appeared(draft)
        yield from remove_appeals(draft)
        yield from remove_leads(draft)
        yield from remove_credits(draft)
        yield from remove_site_suffix(draft)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    alternatives = "|".join(tables.toml("boilerplate_fragments.toml")[kind])
    if kind == "leads":
        return re.compile(rf"^(?:{alternatives})[ \t]+(?=[A-Z“\"][^\n]{{30}})", re.MULTILINE)
    # A stop, the fragment, and the paragraph's end; an abbreviation's stop is none.
    gap = r"[ \t]*" if kind == "controls" else r"[ \t]+"
    return re.compile(rf"{_STOP}{gap}(?:{alternatives})[ \t]*$", re.MULTILINE)


def remove_page_controls(draft: Draft) -> Iterator[Edit]:
    """Remove buttons behind a paragraph's last stop. Wrong for a sentence that happens to be one of them: none is."""
    for match in _pattern("controls").finditer(draft.text):
        if _article_precedes(draft.text, match.start()):
            yield draft.edit(PAGE_CONTROL, *match.span(), "", "a label of the page", evidence=("paragraph-end",))


def remove_new_window_notes(draft: Draft) -> Iterator[Edit]:
    """Remove notes for screen readers. Wrong where an article is about such notes and quotes one."""
    if "pens in " in draft.text:
        for match in _NEW_WINDOW.finditer(draft.text):
            yield draft.edit(NEW_WINDOW, *match.span(), "", "a note about a link that is not there")


def remove_first_appeared(draft: Draft) -> Iterator[Edit]:
    """Suggest to remove a feed's closing line. Wrong for a sentence on where a post (a job, a pole) first appeared."""
    if "first on" in draft.text or "first appeared on" in draft.text:
        for match in _FIRST.finditer(draft.text):
            yield draft.edit(FIRST_APPEARED, *match.span(), "", "added by a news feed", evidence=("paragraph-end",))


def remove_appeals(draft: Draft) -> Iterator[Edit]:
    """Suggest to remove appeals. Wrong where the article itself advises its readers."""
    for match in _pattern("appeals").finditer(draft.text):
        if _article_precedes(draft.text, match.start()):
            yield draft.edit(APPEAL, *match.span(), "", "the page speaks to its reader", confidence=0.9)


def remove_leads(draft: Draft) -> Iterator[Edit]:
    """Suggest to remove stamps before a paragraph. Wrong where the sentence begins with them."""
    for match in _pattern("leads").finditer(draft.text):
        yield draft.edit(LEAD, *match.span(), "", "printed above the paragraph", confidence=0.8)


def remove_credits(draft: Draft) -> Iterator[Edit]:
    """Suggest to remove credits. Wrong where a bracket tells what is on the photo."""
    if any(word in draft.text for word in ("(Photo", "(Image", "(Picture", "[Photo", "[Image", "[Picture")):
        for match in _CREDIT.finditer(draft.text):
            yield draft.edit(CREDIT, *match.span(), "", "belongs to a picture", confidence=0.85)


def remove_site_suffix(draft: Draft) -> Iterator[Edit]:
    """Suggest to remove the site's name behind the headline. Wrong where the bar is the headline's own."""
    if (match := _SUFFIX.match(draft.text)) is not None:
        yield draft.edit(SITE_SUFFIX, *match.span(1), "", "the site's name behind the headline", confidence=0.85)


def _article_precedes(text: str, at: int) -> bool:
    """Whether a sentence stands before a place in its line, so that something is left."""
    start = text.rfind("\n", 0, at) + 1
    return text.count(" ", start, at) >= 3
