"""From files to documents: find the format, decode, split into blocks, drop boilerplate. Parsers load on demand."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from newsmend.ingest.encoding import decode
from newsmend.types import Document, UnreadableError

# The format of a file by the ending of its name; each also with ".gz" behind it.
FORMATS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".eml": "eml",
    ".warc": "warc",
    ".wet": "warc",
    ".parquet": "parquet",
}
# Formats that hold many documents; all but JSON come out as JSON lines.
RECORDS = frozenset({"json", "jsonl", "csv", "warc", "parquet"})
# Bytes, unpacked, of one document: a file, or one line of JSON lines (whose files are streams of any size).
# The longest news page known to us has 9 MB; beyond this, memory (about ten times as much) is the first thing to fail.
SIZE_LIMIT = 64 * 1024 * 1024

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"\x1f\x8b", "a gzip archive; let its name end in .gz"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file; let its name end in .parquet"),
    (b"SQLite format 3", "an SQLite database"),
    (b"OggS", "a media file"),
    (b"ID3", "a media file"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.02  # share of control characters above which bytes are no text; texts from terminals reach 0.005


def stem(name: str) -> str:
    """A file name without the endings that tell its format.

    >>> stem("storm.txt.gz"), stem("v1.2.html"), stem("notes.doc")
    ('storm', 'v1.2', 'notes.doc')
    """
    base, ending, _ = _split(name)
    return base if ending in FORMATS else name


def format_of(name: str) -> str:
    """The format a file name promises, one of the values of FORMATS, or "" when it promises none we read."""
    return FORMATS.get(_split(name)[1], "")


def is_readable_name(name: str) -> bool:
    """Whether a file of this name would be read."""
    return bool(format_of(name))


def _split(name: str) -> tuple[str, str, bool]:
    packed = name.lower().endswith(".gz")
    if packed:
        name = name[:-3]
    base, dot, ending = name.rpartition(".")
    return (base, dot + ending.lower(), packed) if base.strip("/") else (name, "", packed)


def read(path: Path, id: str, text_field: str = "") -> Iterator[Document | UnreadableError]:  # noqa: A002
    """The documents of a file, in order; what cannot be read comes as an UnreadableError in its place.

    `id` is the document's, and the first part of each record's (`id#record`). `text_field` names the field of
    records that holds the article; found when empty. Never raises for what a file holds.
    """
    source = str(path)
    kind = format_of(path.name)
    try:
        if not kind:
            raise UnreadableError(f"{source}: unknown kind of file; names end in {', '.join(FORMATS)}, also with .gz")
        with path.open("rb") as packed:
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=packed)) if _split(path.name)[2] else packed
            yield from _read_stream(stream, kind, id, source, text_field)
    except UnreadableError as error:
        yield error
    except FileNotFoundError:
        yield UnreadableError(f"{source}: no such file")
    except PermissionError:
        yield UnreadableError(f"{source}: not allowed to read it; change its permissions, or leave it out")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield UnreadableError(f"{source}: broken gzip archive ({error}); fetch the file again, or leave it out")
    except OSError as error:
        yield UnreadableError(f"{source}: cannot be read: {error.strerror or error}")


def read_bytes(
    data: bytes,
    format: str,  # noqa: A002
    id: str,  # noqa: A002
    source: str = "",
    text_field: str = "",
) -> Iterator[Document | UnreadableError]:
    """The documents in bytes from elsewhere, such as standard input; `format` is one of the values of FORMATS."""
    try:
        yield from _read_stream(BytesIO(data), format, id, source or id, text_field)
    except UnreadableError as error:
        yield error


def read_text(text: str, format: str, id: str, source: str = "", text_field: str = "") -> Document:  # noqa: A002
    """The document in a text; `format` is one of the values of FORMATS.

    Raises UnreadableError when there is none, and ValueError for more than one record.
    """
    if format in RECORDS or format == "eml":
        data = text.encode("utf-8", "surrogatepass")
        first, *others = list(read_bytes(data, format, id, source, text_field))
        if others:
            raise ValueError(f"{source or id}: {1 + len(others)} records; use read_bytes for more than one")
        if isinstance(first, UnreadableError):
            raise first
        return first
    return _parse(text, format, id, source, {})


def _read_stream(
    stream: BinaryIO,
    kind: str,
    id: str,  # noqa: A002
    source: str,
    text_field: str,
) -> Iterator[Document | UnreadableError]:
    if kind == "jsonl":
        yield from _read_lines(stream, id, source, text_field)
    elif kind == "csv":
        from newsmend.ingest.tabular import read_csv

        yield from read_csv(_lines(stream, source), id=id, source=source, text_field=text_field, limit=SIZE_LIMIT)
    elif kind == "warc":
        from newsmend.ingest.warc import read_warc

        yield from read_warc(stream, id=id, source=source, limit=SIZE_LIMIT)
    elif kind == "parquet":
        from newsmend.ingest.tabular import read_parquet

        yield from read_parquet(stream, id=id, source=source, text_field=text_field)
    else:
        yield from _read_whole(_all_of(stream, source), kind, id, source, text_field)


def _all_of(stream: BinaryIO, source: str) -> bytes:
    """All bytes of a stream, which may be a packed one that unpacks to far more than it was."""
    data = stream.read(SIZE_LIMIT + 1)
    _check_size(len(data), source)
    return data


def _check_size(size: int, source: str) -> None:
    if size > SIZE_LIMIT:
        raise UnreadableError(f"{source}: more than {SIZE_LIMIT >> 20} MB unpacked; split it, or leave it out")


def _check_text(data: bytes, source: str) -> None:
    """Raises UnreadableError for what is empty or no text."""
    if not data.strip():
        raise UnreadableError(f"{source}: empty file; leave it out")
    for mark, what in _MAGIC:
        if data.startswith(mark):
            raise UnreadableError(f"{source}: {what}, not text; convert it, or leave it out")
    head = data[:65_536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return
    if len(_CONTROL.findall(head)) > len(head) * _MOST_CONTROL or b"\x00" in data:
        raise UnreadableError(f"{source}: a binary file, not text; leave it out")


def _read_whole(data: bytes, kind: str, id: str, source: str, text_field: str) -> Iterator[Document | UnreadableError]:  # noqa: A002
    _check_text(data, source)
    if kind == "eml":
        from newsmend.ingest.mail import parse_mail

        yield parse_mail(data, id=id, source=source)
        return
    decoded = decode(data, markup=kind == "html")
    if not decoded.text.strip():
        raise UnreadableError(f"{source}: empty file; leave it out")
    if kind == "json":
        from newsmend.ingest.records import read_json

        yield from read_json(decoded.text, id=id, source=source, text_field=text_field)
    else:
        yield _parse(decoded.text, kind, id, source, decoded.metadata())


def _read_lines(stream: BinaryIO, id: str, source: str, text_field: str) -> Iterator[Document | UnreadableError]:  # noqa: A002
    from newsmend.ingest.records import read_lines

    empty = True
    for outcome in read_lines(_lines(stream, source), id=id, source=source, text_field=text_field):
        empty = False
        yield outcome
    if empty:
        raise UnreadableError(f"{source}: empty file; leave it out")


def _lines(stream: BinaryIO, source: str) -> Iterator[tuple[int, str]]:
    """The lines of a stream with their numbers, one in memory at a time."""
    number = 0
    while data := stream.readline(SIZE_LIMIT + 1):
        number += 1
        if number == 1:
            _check_text(data if data.strip() else b"{", source)
            if data.startswith((b"\xff\xfe", b"\xfe\xff")):
                data += stream.read(SIZE_LIMIT + 1 - len(data))
                _check_size(len(data), source)
                yield from enumerate(decode(data).text.split("\n"), 1)
                return
        _check_size(len(data), f"{source}:{number}")
        yield number, decode(data).text


def _parse(text: str, kind: str, id: str, source: str, metadata: dict[str, object]) -> Document:  # noqa: A002
    metadata = {**metadata, "format": kind}
    if kind == "txt":
        from newsmend.ingest.text import parse_text

        return parse_text(text, id=id, source=source, metadata=metadata)
    if kind == "md":
        from newsmend.ingest.markdown import parse_markdown

        return parse_markdown(text, id=id, source=source, metadata=metadata)
    if kind == "html":
        from dataclasses import replace

        from newsmend.ingest.html import parse_html

        page = parse_html(text, id=id, source=source)
        return replace(page, metadata={**page.metadata, **metadata})
    raise ValueError(f"unknown format {kind!r}; expected one of {', '.join(sorted(set(FORMATS.values())))}")
