"""What a collection teaches before any document is cleaned: lines that stand in many articles of one site.

A line that one site prints below a hundred articles belongs to the page, whatever it says. The survey counts lines per
site with digits, dates and names masked, so that "12 comments" and "3 comments" are one line. It is read-only while
documents are cleaned, and saved as a file a person can read, correct and commit.

Memory is bounded by a sample: of a larger collection the SAMPLE documents whose ids hash lowest are read. That choice
depends on neither order nor workers, and so does the result. A site that makes less than one in a few thousand of a
collection is then not learned.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from newsmend.ledger import Ledger
from newsmend.types import ConfigError, Document, Dropped, Edit, Rule, Safety, Span

SAMPLE = 20_000  # documents read at most: about 300 MB of masked lines
LEAST = 20  # documents a collection must have before `clean` surveys it by itself
SUPPORT = 5  # documents of a site a line must stand in ...
SHARE = 0.03  # ... and the share of the site's documents
EDGE = 4  # lines from either end that count as head or tail
LONGEST = 240  # code points; longer lines are prose, and repeat only where articles do
VERSION = 1

_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_DATES = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)"
    r"(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember|day)?\b\.?",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?<=\s)[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*)*")
_SPACE = re.compile(r"\s+")
_LINE = re.compile(r"[^\s][^\n]*")
REASON = "survey/repeated-line"
_REMOVAL = Rule(REASON, "A line that its site prints in many articles.", Safety.FIX, ("Share", ""))


def mask(line: str) -> str:
    """A line with what changes from article to article taken out.

    >>> mask("Posted on March 3, 2021 by Maria Lopez"), mask("12 Comments"), mask("Follow us on Twitter!")
    ('posted on @ # by @', '# @', 'follow us on @')
    """
    line = _DIGITS.sub("#", _NAMES.sub("@", _SPACE.sub(" ", line.strip())))
    line = _DATES.sub("@", line).casefold()
    line = re.sub(r"@(?:[\s,]*(?:@|#(?=,)))+", "@", line.replace("@ #, #", "@ #"))
    return line.strip(" .,:;!?|»«-–—•*>")


def site_of(document: Document) -> str:
    """The site a document stems from: the host of its address, else the site it names, else its top folder."""
    for key in ("canonical_url", "url"):
        host = urlsplit(str(document.metadata.get(key, ""))).hostname
        if host:
            return host.removeprefix("www.")
    named = str(document.metadata.get("site", ""))
    return named or document.id.rpartition("/")[0].partition("/")[0]


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line of a site: in how many of its `documents` it stands, how often at an edge (0..1), one way it reads."""

    count: int
    documents: int
    edge: float
    example: str


@dataclass(frozen=True, slots=True)
class Survey:
    """The tables of one collection, by site and masked line."""

    sites: Mapping[str, Mapping[str, RepeatedLine]] = field(default_factory=dict)

    def repeated(self, site: str, line: str) -> RepeatedLine | None:
        """The entry of a line that its site repeats, or `None`."""
        if len(line) > LONGEST or site not in self.sites:
            return None
        return self.sites[site].get(mask(line))

    def to_json(self) -> str:
        """The file: one line per entry, sorted; delete a line to keep it in articles."""
        rows = (
            json.dumps({"site": site, "line": key, **asdict(entry)}, ensure_ascii=False)
            for site in sorted(self.sites)
            for key, entry in sorted(self.sites[site].items())
        )
        body = ",\n".join(rows)
        return f'{{"version": {VERSION}, "lines": [\n{body}\n]}}\n'


def strip(document: Document, survey: Survey) -> Document:
    """The document without the lines its site repeats, each with its reason among the dropped blocks.

    A document that would be left empty stays as it is: a site of nothing but repeated lines teaches nothing.
    """
    site = site_of(document)
    if site not in survey.sites:
        return document
    spans = list(_leaving(document.text, lambda line: survey.repeated(site, line) is not None))
    if not spans or not _rest(document.text, spans).strip():
        return document
    ledger = Ledger(document.text, document.anchors, document.blocks)
    ledger.apply(Edit(s, document.text[s.start : s.end], "", _REMOVAL, 1.0, "") for s in spans)
    return replace(
        document,
        text=ledger.text,
        anchors=ledger.anchors,
        blocks=ledger.blocks,
        dropped=tuple(_dropped(document, spans)),
    )


def _leaving(text: str, leaves: Callable[[str], bool]) -> Iterator[Span]:
    """The stretches that go: a line with the white space before it, or behind it where nothing before it stays."""
    matches = list(_LINE.finditer(text))
    kept = False
    for number, match in enumerate(matches):
        if not leaves(match.group()):
            kept = True
        elif kept:
            yield Span(matches[number - 1].end(), match.end())
        else:
            yield Span(match.start(), matches[number + 1].start() if number + 1 < len(matches) else match.end())


def _rest(text: str, spans: list[Span]) -> str:
    return "".join(
        text[a:b] for a, b in zip([0, *(s.end for s in spans)], [*(s.start for s in spans), len(text)], strict=True)
    )


def _dropped(document: Document, spans: list[Span]) -> Iterator[Dropped]:
    """The blocks dropped before and now, in the order they stood in; a stretch is cut where an older block stood."""
    marks = [(block.at, 0, block.text, block.reason) for block in document.dropped]
    borders = sorted({block.at for block in document.dropped})
    for span in spans:
        inner = [at for at in borders if span.start < at < span.end]
        for start, end in pairwise([span.start, *inner, span.end]):
            marks.append((start, 1, document.text[start:end], REASON))
    gone = 0
    for at, is_new, text, reason in sorted(marks, key=lambda mark: mark[:2]):
        yield Dropped(text, reason, at - gone)
        gone += len(text) * is_new


def load(path: Path) -> Survey:
    """Read a survey file. Raises ConfigError when it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != VERSION:
            raise ConfigError(f"{path}: survey of version {data['version']}; run 'newsmend survey' again")
        sites: dict[str, dict[str, RepeatedLine]] = defaultdict(dict)
        for row in data["lines"]:
            sites[row["site"]][row["line"]] = RepeatedLine(row["count"], row["documents"], row["edge"], row["example"])
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError):
        raise ConfigError(f"{path}: not a survey file; 'newsmend survey SRC --out FILE' writes one") from None
    return Survey(MappingProxyType(dict(sites)))


def sample(ids: Iterable[str], size: int = SAMPLE) -> frozenset[str]:
    """The ids to survey: those that hash lowest, whatever their order."""
    return frozenset(heapq.nsmallest(size, ids, key=_hash))


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass(slots=True)
class _Line:
    seen: int = 0
    edge: int = 0
    example: str = ""


_Lines = defaultdict[str, _Line]


class Census:
    """Counts lines; add documents in any order, merge censuses of any workers, then `survey()`."""

    def __init__(self) -> None:
        self._lines: dict[str, _Lines] = {}
        self._articles: dict[str, set[bytes]] = defaultdict(set)

    def add(self, document: Document) -> None:
        """Count one document's lines. The same article twice counts once: its prose repeats too."""
        site = site_of(document)
        lines = [line for line in document.text.split("\n") if line.strip()]
        if not lines:
            return
        article = _hash(mask(max(lines, key=len)))
        if article in self._articles[site]:
            return
        self._articles[site].add(article)
        table = self._lines.setdefault(site, defaultdict(_Line))
        for key, at, example in _distinct(lines):
            entry = table[key]
            entry.seen += 1
            entry.edge += at < EDGE or at >= len(lines) - EDGE
            entry.example = min(entry.example or example, example)

    def survey(self) -> Survey:
        """The lines that repeat often enough to belong to the page."""
        sites = {}
        for site in sorted(self._lines):
            articles = len(self._articles[site])
            keep = partial(_is_page, articles=articles)
            found = {
                key: RepeatedLine(line.seen, articles, round(line.edge / line.seen, 3), line.example)
                for key, line in sorted(self._lines[site].items())
                if keep(key, line)
            }
            if found:
                sites[site] = found
        return Survey(MappingProxyType(sites))


def _distinct(lines: list[str]) -> Iterator[tuple[str, int, str]]:
    seen = set()
    for at, line in enumerate(lines):
        key = mask(line) if len(line) <= LONGEST else ""
        if key and key not in seen:
            seen.add(key)
            yield key, at, line.strip()


def _is_page(key: str, line: _Line, articles: int) -> bool:
    """Whether frequency alone says that a line is the page's. A short line in mid-article may be a subheading."""
    if line.seen < max(SUPPORT, SHARE * articles):
        return False
    letters = Counter(c.isalpha() for c in key)
    if letters[True] < 3:
        return False
    return line.edge >= 0.8 * line.seen or (len(key.split()) >= 5 and line.seen >= max(SUPPORT, 2 * SHARE * articles))
