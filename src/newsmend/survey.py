"""What a collection teaches before any document is cleaned: lines of one site's pages, words that are its own.

A line that one site prints below a hundred articles belongs to the page, whatever it says. `census` counts lines per
site with digits, dates and names masked, so that "12 comments" and "3 comments" are one line. The survey is read-only
while documents are cleaned, and saved as a file a person can read, correct and commit.

Lines have a place. One that its site prints below articles leaves an article only where nothing but such lines and
scraps lies between it and the end; the same words between two paragraphs are a subheading, or a quotation, and stay.

A small word that no list knows and that several stories write is no slip: `spelling` leaves it alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newsmend.ledger import Ledger
from newsmend.types import ConfigError, Document, Dropped, Edit, Rule, Safety, Span

LEAST = 20  # documents a collection must have before `clean` surveys it by itself
SCRAPS = 4  # lines that are neither prose nor repeated, between a repeated line and its end of the article
LONGEST = 240  # code points; longer lines are prose, and repeat only where articles do
PROSE = 50  # code points of a line that ends as sentences do, to be a paragraph
PLACES = ("head", "tail", "edge", "anywhere")  # edge: either end
VERSION = 2

_DIGITS = re.compile(r"\d+(?:[.,:/-]\d+)*")
_DATES = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)"
    r"(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember|day)?\b\.?",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?<=\s)[A-ZÀ-ÖØ-Þ][\w'’.-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w'’.-]*)*")
_FIRST_NAMES = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w'’.-]*)+(?=\s+[a-z])")  # one word may be any
_SPACE = re.compile(r"\s+")
_LINE = re.compile(r"[^\s][^\n]*")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_SUBDOMAIN = re.compile(r"(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_END = tuple(".!?…。！？\"'”’)")
REASON = "survey/repeated-line"
_REMOVAL = Rule(REASON, "A line that its site prints in many articles.", Safety.FIX, ("Share", ""))


def mask(line: str) -> str:
    """A line with what changes from article to article taken out.

    >>> mask("Posted on March 3, 2021 by Maria Lopez"), mask("12 Comments"), mask("Follow us on Twitter!")
    ('posted on @ # by @', '# @', 'follow us on @')
    """
    line = _SPACE.sub(" ", line.strip())
    if named := _FIRST_NAMES.match(line):
        line = "@" + line[named.end() :]
    line = _DIGITS.sub("#", _NAMES.sub("@", line))
    line = _DATES.sub("@", line).casefold()
    line = re.sub(r"@(?:[\s,]*(?:@|#(?=,)))+", "@", line.replace("@ #, #", "@ #"))
    return line.strip(" .,:;!?|»«-–—•*>")


def site_of(document: Document) -> str:
    """The site a document stems from: the host of its address, else the site it names, else its folder.

    Of folders the first one named like a host ("example.org"), else the topmost; "." where there is none.
    """
    for key in ("canonical_url", "url"):
        if host := _host(str(document.metadata.get(key, ""))):
            return _SUBDOMAIN.sub("", host, count=1)
    if named := str(document.metadata.get("site", "")).strip():
        return named
    # A record's own id, behind "#", may be an address with slashes in it.
    folders = document.id.partition("#")[0].split("/")[:-1]
    hosts = (name for name in folders if _HOST.fullmatch(name))
    return _SUBDOMAIN.sub("", next(hosts, folders[0] if folders else "."), count=1)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # what scrapers call an address may be anything
        return ""


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not blank, without the white space around them."""
    return [match.group().rstrip() for match in _LINE.finditer(text)]


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph: long, or it ends as sentences do and is no scrap."""
    return len(line) > LONGEST or (len(line) >= PROSE and line.endswith(_END))


def places(repeated: Sequence[bool], prose: Sequence[bool]) -> list[str]:
    """Where lines stand: "head" or "tail" when but repeated lines and few scraps lie on that side, "edge" for both.

    >>> places([True, False, True, False, True, False], [False, True, False, True, True, False])
    ['head', 'middle', 'middle', 'middle', 'tail', 'middle']
    """
    made = ["middle"] * len(repeated)
    for name, order in (("tail", range(len(made) - 1, -1, -1)), ("head", range(len(made)))):
        scraps = 0
        for at in order:
            if repeated[at]:
                made[at] = name if made[at] == "middle" else "edge"
            elif prose[at] or (scraps := scraps + 1) > SCRAPS:
                break
    return made


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line of a site: in how many of its `documents` it stands, at which end (of PLACES), one way it reads."""

    count: int = 0
    documents: int = 0
    place: str = "anywhere"
    example: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """The tables of one collection: lines by site and masked line; unknown words, and how many stories write each."""

    sites: Mapping[str, Mapping[str, RepeatedLine]] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sites or self.words)

    def repeated(self, site: str, line: str) -> RepeatedLine | None:
        """The entry of a line that its site repeats, or `None`."""
        if len(line) > LONGEST or site not in self.sites:
            return None
        return self.sites[site].get(mask(line))

    def to_json(self) -> str:
        """The file: one line per entry, sorted; delete one to keep it in articles, a word to have it mended."""
        rows = (
            json.dumps({"site": site, "line": key, **asdict(entry)}, ensure_ascii=False)
            for site in sorted(self.sites)
            for key, entry in sorted(self.sites[site].items())
        )
        body = ",\n".join(rows)
        words = ",\n".join(f"{json.dumps(word)}: {self.words[word]}" for word in sorted(self.words))
        more = f', "words": {{\n{words}\n}}' if words else ""
        return f'{{"version": {VERSION}, "lines": [\n{body}\n]{more}}}\n'


def strip(document: Document, survey: Survey) -> Document:
    """The document without the lines its site repeats, each with its reason among the dropped blocks.

    A document that would be left empty stays as it is: a site of nothing but repeated lines teaches nothing.
    """
    site = site_of(document)
    if site not in survey.sites:
        return document
    spans = list(_leaving(document.text, site, survey))
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


def _leaving(text: str, site: str, survey: Survey) -> Iterator[Span]:
    """The stretches that go: a line with the white space before it, or behind it where nothing before it stays."""
    matches = list(_LINE.finditer(text))
    lines = [match.group().rstrip() for match in matches]
    entries = [survey.repeated(site, line) for line in lines]
    where = places([entry is not None for entry in entries], [is_prose(line) for line in lines])
    kept = False
    for number, (match, entry) in enumerate(zip(matches, entries, strict=True)):
        if entry is None or not _fits(entry.place, where[number]):
            kept = True
        elif kept:
            yield Span(matches[number - 1].end(), match.end())
        else:
            yield Span(match.start(), matches[number + 1].start() if number + 1 < len(matches) else match.end())


def _fits(learned: str, place: str) -> bool:
    return learned in {place, "anywhere"} or (place != "middle" and "edge" in {learned, place})


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
    """Read a survey file; a line added by hand needs `site` and `line` alone, the line as it reads.

    Raises ConfigError that names the file, the entry, and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise ConfigError(f"{path}: not a survey file: {error}") from None
    return parse(text, str(path))


def parse(text: str, path: str) -> Survey:
    """The survey in a file's text; `path` is what errors call it. Raises ConfigError."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}:{error.lineno}: not valid JSON: {error.msg}; a comma too many or too few?") from None
    except ValueError as error:
        raise ConfigError(f"{path}: not a survey file: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("lines"), list):
        raise ConfigError(f"{path}: not a survey file; 'newsmend survey SRC --out FILE' writes one")
    _only(data, ("version", "lines", "words"), path)
    if data.get("version") != VERSION:
        raise ConfigError(f"{path}: survey of version {data.get('version')}; run 'newsmend survey' again")
    sites: dict[str, dict[str, RepeatedLine]] = {}
    for number, row in enumerate(data["lines"], 1):
        site, line, entry = _entry(row, f"{path}: line {number}")
        sites.setdefault(site, {})[line] = entry
    words = data.get("words", {})
    if not isinstance(words, dict) or not all(type(count) is int for count in words.values()):
        raise ConfigError(f"{path}: words: expected words with whole numbers")
    return Survey(sites, words)


_TYPES = {"site": str, "line": str, "count": int, "documents": int, "place": str, "example": str}


def _entry(row: Any, where: str) -> tuple[str, str, RepeatedLine]:
    if not isinstance(row, dict):
        raise ConfigError(f"{where}: expected an object with {', '.join(_TYPES)}")
    _only(row, _TYPES, where)
    for key, kind in _TYPES.items():
        if key in row and type(row[key]) is not kind:
            raise ConfigError(f"{where}: {key}: expected {'a whole number' if kind is int else 'text'}")
    if missing := {"site", "line"} - set(row):
        raise ConfigError(f"{where}: {' and '.join(sorted(missing))} missing")
    entry = RepeatedLine(**{key: value for key, value in row.items() if key not in {"site", "line"}})
    if entry.place not in PLACES:
        raise ConfigError(f"{where}: place: {entry.place!r}; allowed are {', '.join(PLACES)}")
    line = row["line"] if "count" in row else mask(row["line"])
    if not line:
        raise ConfigError(f"{where}: line: nothing in it but marks")
    return row["site"], line, entry


def _only(row: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    if unknown := sorted(set(row) - set(allowed)):
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; allowed are {', '.join(allowed)}")
