"""The words newsmend speaks: spans, rules, edits, documents. Everything here is frozen and picklable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, ClassVar, Protocol


class NewsmendError(Exception):
    """A fault with a message fit for one line on a terminal: what, where, what to do."""


class ConfigError(NewsmendError):
    """A setting that cannot be used; the message names the file, the key and the allowed keys."""


class UnreadableError(NewsmendError):
    """A source that cannot be read; it is set aside and the others go on. Its message is always one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.splitlines()))


class SkippedError(UnreadableError):
    """Something that is no article and no fault: it is passed over, and said so."""


class EditError(NewsmendError):
    """An edit that does not fit the text it was made for: a defect in a pass, never in the input."""


class Safety(IntEnum):
    """How much a rule promises.

    FLAG: something is broken here; no replacement can be known.
    SUGGEST: probably right, applied only on request.
    FIX: at least 99 of 100 such edits are right, shown on labelled text.
    """

    FLAG = 1
    SUGGEST = 2
    FIX = 3

    @property
    def word(self) -> str:
        """The lower-case word for settings and reports.

        >>> Safety.FIX.word
        'fix'
        """
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of text, in Unicode code points. An empty span is a place between two characters."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether both compete for text. Two insertions at one place compete; a span and its neighbour do not.

        >>> Span(0, 3).overlaps(Span(3, 5)), Span(2, 2).overlaps(Span(2, 2)), Span(0, 3).overlaps(Span(3, 3))
        (False, True, False)
        """
        if self == other:
            return True
        return self.start < other.end and other.start < self.end

    def inside(self, other: Span) -> bool:
        """Whether this span lies within the other, edges included."""
        return other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault newsmend knows.

    `id` is `pass/the-fault` and reads well after "allow". `summary` says what the rule looks for, `why` what the fault
    does to a reader and where it comes from, `spares` when an edit would be wrong and is therefore not made. `example`
    is a pair (before, after); after is `None` for a rule that only flags. A `typographic` rule repairs characters and
    spacing, never words: it may act inside quotations, and the facts guard checks it by its digits alone.
    """

    id: str
    summary: str
    safety: Safety
    example: tuple[str, str | None]
    why: str = ""
    spares: str = ""
    typographic: bool = False

    @property
    def pass_name(self) -> str:
        """The pass this rule belongs to: the part before the slash."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Edit:
    """One proposed change. `before` equals the text at `span`; a flag has `after = None`.

    `confidence` is between 0 and 1. `evidence` names what spoke for the edit (`link-boundary`, `closed-class`,
    `gazetteer`, `document-majority`...). `safety` is the rule's, or lower where this edit is more doubtful.
    """

    span: Span
    before: str
    after: str | None
    rule: Rule
    confidence: float
    reason: str
    evidence: tuple[str, ...] = ()
    safety: Safety = Safety.FIX

    def __post_init__(self) -> None:
        # A rule may lower the safety of a doubtful edit, never raise it.
        if self.safety > self.rule.safety:
            object.__setattr__(self, "safety", self.rule.safety)
        if self.after is None and self.safety != Safety.FLAG:
            object.__setattr__(self, "safety", Safety.FLAG)
        if len(self.before) != len(self.span):
            raise EditError(
                f"{self.rule.id}: the text before has {len(self.before)} characters, its span {len(self.span)}"
            )


APPLIED, SUGGESTED, FLAGGED, OVERLAPPED, PROTECTED = "applied", "suggested", "flagged", "overlapped", "protected"
OUTCOMES = (APPLIED, SUGGESTED, FLAGGED, OVERLAPPED, PROTECTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """An edit and what became of it.

    `origin` is the span in `Document.text`. `place` is the span in `Cleaned.text`, or `None` when a later edit took
    that text away. Replaying the applied entries in order, each at `edit.span` of the text so far, gives the clean
    text.
    """

    edit: Edit
    outcome: str
    origin: Span
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a span stood in the source that was a link, bold or italic (`kind`), in code points of the text."""

    span: Span
    kind: str = "link"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like stretch of a document.

    `kind` is one of paragraph, heading, item, quote, caption, cell, code. Nothing touches text in a code block.
    """

    span: Span
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A boilerplate block ingest took out. Put back at `at`, in code points of `Document.text`, it restores the source.

    Blocks with the same `at` stand in order. `text` includes the separator that left with the block.
    """

    text: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True)
class Document:
    """A news article as ingest hands it on. `text` is what passes repair; `dropped` what the page put around it."""

    id: str
    text: str
    source: str = ""
    title: str = ""
    lang: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def with_dropped(self) -> str:
        """The text with every dropped block back in its place.

        >>> dropped = (Dropped("Share this | ", "share", 0), Dropped(" [ad]", "ad", 4))
        >>> Document("a", "One.", dropped=dropped).with_dropped()
        'Share this | One. [ad]'
        """
        parts: list[str] = []
        last = 0
        for block in self.dropped:
            parts += self.text[last : block.at], block.text
            last = block.at
        return "".join([*parts, self.text[last:]])


@dataclass(frozen=True, slots=True)
class Failure:
    """A pass that raised. The text stayed as it was before the pass's round."""

    pass_name: str
    message: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document after all passes: the clean text, every entry, what failed, and why it was left alone if it was."""

    document: Document
    text: str
    entries: tuple[Entry, ...] = ()
    failures: tuple[Failure, ...] = ()
    skipped: str = ""

    def of(self, outcome: str) -> list[Entry]:
        """The entries with one outcome: applied, suggested, flagged, overlapped or protected."""
        return [entry for entry in self.entries if entry.outcome == outcome]

    @property
    def changed(self) -> bool:
        """Whether the clean text differs from the document's, or blocks were dropped."""
        return self.text != self.document.text or bool(self.document.dropped)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a pass sees: the text as it is now, where its blocks and anchors now lie, and the document it came from.

    `memo` holds what was computed once for this version of the text and is shared by passes (see `newsmend.language`).
    `spacy` names the pipeline that tags; empty is the one in the wheel.
    """

    text: str
    document: Document
    blocks: tuple[Block, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    survey: Any = None
    spacy: str = ""
    memo: dict[str, Any] = field(default_factory=dict, compare=False)

    def edit(
        self,
        rule: Rule,
        start: int,
        end: int,
        after: str | None,
        reason: str,
        *,
        confidence: float = 1.0,
        evidence: Iterable[str] = (),
        safety: Safety | None = None,
    ) -> Edit:
        """An edit of `text[start:end]`; `after=None` flags it. `safety` may lower the rule's, never raise it."""
        return Edit(
            Span(start, end),
            self.text[start:end],
            after,
            rule,
            confidence,
            reason,
            tuple(evidence),
            safety or rule.safety,
        )


class Pass(Protocol):
    """Looks at a draft and proposes edits; never touches text itself."""

    name: ClassVar[str]  # its file, its settings table, the first half of its rules' ids
    rules: ClassVar[tuple[Rule, ...]]  # every rule it can report

    def find(self, draft: Draft) -> Iterable[Edit]:
        """Yield the edits this text needs, in any order, overlapping or not."""
