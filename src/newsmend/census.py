"""Counting a collection: which lines its sites print in many articles, which unknown words several stories write.

Any order and any number of workers give one result.

Memory is bounded by a sample (bottom-k, Cohen and Kaplan 2007): of a larger collection the SAMPLE documents whose ids
hash lowest are kept, wherever they come from; records of one huge file are sampled like files of their own. The sample
of two parts joined is made of the samples of the parts, so workers count apart and their censuses merge. Of a document
its lines are kept packed, at most LINES of them and none longer than LONGEST, and at most WORDS unknown words: some 2
KB for an ordinary article, 40 MB for a full sample. A site that makes less than one in a few thousand of a collection
is then not learned.
"""

from __future__ import annotations

import hashlib
import heapq
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsmend.language.unknown import unknown_words
from newsmend.survey import LONGEST, RepeatedLine, Survey, is_prose, lines_of, mask, places, site_of
from newsmend.types import Document

SAMPLE = 20_000  # documents kept at most
LINES = 200  # lines kept of a document, half of them from either end
SUPPORT = 5  # documents of a site a line must stand in
# ... and the share of the site's documents, by what else could explain that it repeats:
SHARE = 0.03  # nothing: no sentence, and at an edge
SENTENCE = 0.1  # it is a sentence; reports may well end in one another's ("The trial continues.")
FORM = 0.3  # it is a form filled in anew each time ("Attendance: #", "the @ won #")
MIDDLE = 0.5  # it stands between paragraphs, as a subheading does, or a paragraph of background
WORDS = 50  # unknown words kept of a document
WORD_SUPPORT, WORD_SHARE = 3, 0.001  # stories that must write one, and their share: slips repeat in large collections
WORD_TABLE = 10_000  # unknown words learned at most
_ANCHORS = 5  # the longest lines, by which copies of a story are known
_WEIGHT = 25  # words that count of each, so that one long notice of the page does not make all articles one story


def sample(ids: Iterable[str], size: int = SAMPLE) -> frozenset[str]:
    """The ids to survey: those that hash lowest, whatever their order."""
    return frozenset(heapq.nsmallest(size, ids, key=_hash))


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is kept of a document: its site; of each line a hash (0: cannot repeat), whether it is prose; the lines.

    `unknown` are small words of its prose that no list knows.
    """

    site: str
    keys: array[int]
    prose: bytes
    anchors: tuple[tuple[int, int], ...]
    packed: bytes
    unknown: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        return zlib.decompress(self.packed).decode("utf-8", "surrogatepass").split("\n")


class Census:
    """Counts lines; add documents in any order, merge the censuses of any workers, then `survey()`."""

    def __init__(self, size: int = SAMPLE) -> None:
        self._size = size
        self._sheets: dict[int, _Sheet] = {}
        self._bound = 1 << 64  # ids that hash higher are not in the sample

    def __len__(self) -> int:
        return min(self._size, len(self._sheets))

    def add(self, document: Document) -> None:
        """Count one document."""
        rank = _hash(document.id)
        if rank <= self._bound and (sheet := _sheet(document)):
            self._put(rank, sheet)

    def merge(self, other: Census) -> None:
        """Count what another census of the same size has counted."""
        for rank, sheet in other._sheets.items():
            self._put(rank, sheet)

    def _put(self, rank: int, sheet: _Sheet) -> None:
        known = self._sheets.get(rank)
        if rank > self._bound or (known and known.packed <= sheet.packed):
            return
        self._sheets[rank] = sheet
        if len(self._sheets) > self._size + self._size // 8 + 8:
            self._sheets = self._sampled()
            self._bound = max(self._sheets)

    def _sampled(self) -> dict[int, _Sheet]:
        return {rank: self._sheets[rank] for rank in heapq.nsmallest(self._size, self._sheets)}

    def survey(self) -> Survey:
        """The lines that repeat often enough to belong to the page, and the words that are the collection's own."""
        by_site: dict[str, list[_Sheet]] = defaultdict(list)
        sheets = [sheet for _, sheet in sorted(self._sampled().items(), key=lambda item: item[0])]
        for sheet in sheets:
            by_site[sheet.site].append(sheet)
        found = {site: _repeated(by_site[site]) for site in sorted(by_site)}
        return Survey({site: table for site, table in found.items() if table}, _written(sheets))


def _sheet(document: Document) -> _Sheet | None:
    lines = lines_of(document.text)
    if not lines:
        return None
    if len(lines) > LINES:
        lines = lines[: LINES // 2] + lines[-LINES // 2 :]
    masked = [mask(line) if len(line) <= LONGEST else "" for line in lines]
    longest = sorted({(min(len(line.split()), _WEIGHT), _hash(line)) for line in lines}, reverse=True)[:_ANCHORS]
    shown = "\n".join(line if key else "" for line, key in zip(lines, masked, strict=True))
    return _Sheet(
        site_of(document),
        array("Q", [_hash(key) if key else 0 for key in masked]),
        bytes(is_prose(line) for line in lines),
        tuple((key, words) for words, key in longest),
        zlib.compress(shown.encode("utf-8", "surrogatepass")),
        tuple(heapq.nsmallest(WORDS, unknown_words("\n".join(filter(is_prose, lines))), key=_hash)),
    )


def _stories(sheets: Iterable[_Sheet]) -> Iterator[_Sheet]:
    """One document of each story. Copies and versions share most of their long lines, and all of them repeat."""
    owners: dict[int, int] = {}
    for number, sheet in enumerate(sheets):
        shared: Counter[int] = Counter()
        for key, words in sheet.anchors:
            if key in owners:
                shared[owners[key]] += words
        if 2 * max(shared.values(), default=0) > sum(words for _, words in sheet.anchors):
            continue
        for key, _ in sheet.anchors:
            owners.setdefault(key, number)
        yield sheet


def _written(sheets: Sequence[_Sheet]) -> dict[str, int]:
    """The unknown words that several stories write, with their number."""
    stories = list(_stories(sheets))
    least = max(WORD_SUPPORT, WORD_SHARE * len(stories))
    seen = Counter(word for sheet in stories for word in sheet.unknown)
    often = sorted((-count, word) for word, count in seen.items() if count >= least)
    return {word: -count for count, word in sorted(often[:WORD_TABLE], key=lambda row: row[1])}


def _repeated(sheets: Sequence[_Sheet]) -> dict[str, RepeatedLine]:
    """The lines of one site that belong to the page, by their masked form, sorted."""
    stories = list(_stories(sheets))
    seen = Counter(key for sheet in stories for key in set(sheet.keys) if key)
    least = max(SUPPORT, SHARE * len(stories))
    often = {key for key, count in seen.items() if count >= least}
    stood: dict[int, Counter[str]] = defaultdict(Counter)
    reads: dict[int, str] = {}
    for sheet in stories:
        if often.isdisjoint(sheet.keys):
            continue
        where = places([key in often for key in sheet.keys], [bool(each) for each in sheet.prose])
        lines = sheet.lines
        first = {key: at for at, key in reversed(list(enumerate(sheet.keys))) if key in often}
        for key, at in first.items():
            stood[key][where[at]] += 1
            reads[key] = min(reads.get(key, lines[at]), lines[at])
    found = {}
    for key in often:
        line = mask(reads[key])
        place = _place(stood[key], seen[key])
        if seen[key] >= _share(line, reads[key], place) * len(stories) and sum(map(str.isalpha, line)) >= 3:
            found[line] = RepeatedLine(seen[key], len(stories), place, reads[key])
    return dict(sorted(found.items()))


def _place(stood: Counter[str], seen: int) -> str:
    """Where a line stands in four documents of five."""
    counts = {
        "tail": stood["tail"] + stood["edge"],
        "head": stood["head"] + stood["edge"],
        "edge": seen - stood["middle"],
    }
    return next((place for place, count in counts.items() if count >= 0.8 * seen), "anywhere")


def _share(line: str, example: str, place: str) -> float:
    """The share of a site's documents (0..1, above 1 for never) in which a line must stand to be the page's."""
    words = [word for word in line.split() if any(map(str.isalpha, word))]
    masked = "@" in line or "#" in line
    sentence = example.endswith((".", "!", "?"))
    if place == "anywhere":
        return MIDDLE if len(words) >= 5 else 2
    if masked and (sentence or len(words) <= 3):
        return FORM
    return SENTENCE if sentence else SHARE
