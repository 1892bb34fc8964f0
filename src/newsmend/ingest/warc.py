"""Web archives, with the extra `warc`: the HTML pages of WARC files and the texts of WET files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from newsmend.ingest.encoding import decode
from newsmend.ingest.records import Ids, Outcome
from newsmend.ingest.text import parse_text
from newsmend.types import Document, UnreadableError

_HTML = ("text/html", "application/xhtml+xml")


def read_warc(stream: BinaryIO, *, id: str, source: str = "", limit: int = 1 << 26) -> Iterator[Outcome]:  # noqa: A002
    """The documents of an archive, one record in memory at a time: pages that were found (status 200), and texts.

    `limit` is the most bytes a record may have. Raises UnreadableError when the archive is broken, or warcio not there.
    """
    where = source or id
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise UnreadableError(f"{where}: web archives need warcio; pip install 'newsmend[warc]'") from None
    ids = Ids(id, single=False)
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(stream, arc2warc=True), 1):
            kind = _kind(record)
            if not kind:
                continue
            address = str(record.rec_headers.get_header("WARC-Target-URI") or "")
            try:
                yield _document(record, kind, address, ids.of({"url": address}, number), limit)
            except (UnreadableError, zlib.error, ValueError) as error:
                yield UnreadableError(f"{where}, record {number} ({address[:200]}): {error}")
    except ArchiveLoadFailed as error:
        reason = " ".join(str(error).split())[:200]
        raise UnreadableError(f"{where}: broken behind record {number}: {reason}; fetch the archive again") from None
    if not number:
        raise UnreadableError(f"{where}: no records in it; leave it out")


def _kind(record: Any) -> str:
    """What a record holds for us: html, txt, or "" for nothing."""
    if record.rec_type == "conversion":
        return "txt"
    if record.rec_type == "response" and record.http_headers and record.http_headers.get_statuscode() == "200":
        return "html" if _content_type(record).startswith(_HTML) else ""
    return "html" if record.rec_type == "resource" and _content_type(record).startswith(_HTML) else ""


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return str(headers.get_header("Content-Type") or "").strip().lower()


def _document(record: Any, kind: str, address: str, name: str, limit: int) -> Document:
    data = record.content_stream().read(limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"more than {limit >> 20} MB; leave it out")
    charset = _content_type(record).partition("charset=")[2].partition(";")[0].strip("\"' ")
    text = decode(data, markup=kind == "html", declared=charset).text
    if not text.strip():
        raise UnreadableError("no text in it")
    headers = record.rec_headers
    told = {"url": address, "date_crawled": headers.get_header("WARC-Date"), "format": "warc"}
    if kind == "txt":
        # Common Crawl names the languages by three letters, the likeliest first.
        told["languages"] = headers.get_header("WARC-Identified-Content-Language")
        return parse_text(text, id=name, source=address, metadata={k: v for k, v in told.items() if v})
    from newsmend.ingest.html import parse_html

    page = parse_html(text, id=name, source=address)
    return replace(page, metadata={**page.metadata, **{k: v for k, v in told.items() if v}})
