"""From files to documents: find the format, decode, split into blocks, drop boilerplate. Parsers load on demand."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from newsmend import storage
from newsmend.ingest.encoding import decode
from newsmend.ingest.packed import ENDINGS, seekable, unpacked
from newsmend.ingest.sniff import check_text
from newsmend.types import Document, UnreadableError

if TYPE_CHECKING:
    from newsmend.ingest.archives import Member

# The format of a file by the ending of its name; each also packed, with ".gz" or ".zst" behind it.
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
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".eml": "eml",
    ".warc": "warc",
    ".wet": "warc",
    ".parquet": "parquet",
    ".zip": "zip",
    ".tar": "tar",
}
_SHORT = {".tgz": ".tar.gz", ".tzst": ".tar.zst"}
# Formats that hold many documents; all but JSON come out as JSON lines.
RECORDS = frozenset({"json", "jsonl", "csv", "xml", "warc", "parquet"})
# Formats that hold files, each of which is read by its own format.
ARCHIVES = frozenset({"zip", "tar"})
# Bytes, unpacked, of one document: a file, or one line of JSON lines (whose files are streams of any size).
# The longest news page known to us has 9 MB; beyond this, memory (about ten times as much) is the first thing to fail.
SIZE_LIMIT = 64 * 1024 * 1024


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


def packing_of(name: str) -> str:
    """The ending of a packed file's name, one of `packed.ENDINGS`, or ""."""
    return _split(name)[2]


def _split(name: str) -> tuple[str, str, str]:
    """A name's base, the ending that tells its format, and the one that tells its packing."""
    for short, long in _SHORT.items():
        if name.lower().endswith(short):
            name = name[: -len(short)] + long
    packing = next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")
    name = name[: len(name) - len(packing)]
    base, dot, ending = name.rpartition(".")
    return (base, dot + ending.lower(), packing) if base.strip("/") else (name, "", packing)


def read(
    path: Path,
    id: str,  # noqa: A002
    text_field: str = "",
    member: str = "",
    data: bytes | None = None,
) -> Iterator[Document | UnreadableError]:
    """The documents of a file, in order; what cannot be read comes as an UnreadableError in its place.

    `id` is the document's, and the first part of each record's (`id#record`) and of each archived file's
    (`id!member`). `text_field` names the field of records that holds the article; found when empty. `member` names
    the one file of an archive to read. `data` is what `load` gave for it, when that was asked before. Never raises for
    what a file holds.
    """
    source = f"{path}!{member}" if member else str(path)
    try:
        if member or data is not None:
            data = load(path, member) if data is None else data
            yield from _read_named(BytesIO(data), member or path.name, id, source, text_field)
            return
        with storage.reaching(path), path.open("rb") as stream:
            yield from _read_named(stream, path.name, id, source, text_field)
    except UnreadableError as error:
        yield error
    except FileNotFoundError:
        yield UnreadableError(f"{source}: no such file")
    except PermissionError:
        yield UnreadableError(f"{source}: not allowed to read it; change its permissions, or leave it out")
    except OSError as error:
        yield UnreadableError(f"{source}: cannot be read: {error.strerror or error}")


def load(path: Path, member: str = "") -> bytes:
    """The bytes of a file, or of a file in an archive. Raises OSError, or UnreadableError for a broken archive.

    Members asked for in the order of `members_of` cost one pass through the archive.
    """
    from newsmend.ingest.archives import member_bytes

    return member_bytes(path, member, members_of) if member else storage.read(path)


def members_of(path: Path) -> Iterator[Member | UnreadableError]:
    """The files of an archive, those of archives within it in their place; see `archives.members`."""
    with storage.reaching(path), path.open("rb") as stream:
        yield from _members(stream, path.name, str(path))


def _members(stream: BinaryIO, name: str, source: str) -> Iterator[Member | UnreadableError]:
    from newsmend.ingest.archives import members

    size = stream.seek(0, 2)
    stream.seek(0)
    kind, packing = format_of(name), packing_of(name)
    inner = unpacked(stream, packing, source) if packing else stream
    inner = seekable(inner, source) if kind == "zip" else inner
    yield from members(inner, kind, size=size, source=source, archive_format=archive_format)


def archive_format(name: str) -> str:
    """The format of an archive by its name, or "" for other files.

    >>> archive_format("week.tgz"), archive_format("week.txt.gz")
    ('tar', '')
    """
    found = format_of(name)
    return found if found in ARCHIVES else ""


def _read_named(
    stream: BinaryIO,
    name: str,
    id: str,  # noqa: A002
    source: str,
    text_field: str,
) -> Iterator[Document | UnreadableError]:
    kind = format_of(name)
    if not kind:
        raise UnreadableError(
            f"{source}: unknown kind of file; names end in {', '.join(FORMATS)}, also with .gz or .zst"
        )
    if kind in ARCHIVES:
        yield from _read_archive(stream, name, id, source, text_field)
        return
    packing = packing_of(name)
    yield from _read_stream(unpacked(stream, packing, source) if packing else stream, kind, id, source, text_field)


def _read_archive(
    stream: BinaryIO,
    name: str,
    id: str,  # noqa: A002
    source: str,
    text_field: str,
) -> Iterator[Document | UnreadableError]:
    for member in _members(stream, name, source):
        if isinstance(member, UnreadableError):
            yield member
        elif format_of(member.name):
            try:
                data = BytesIO(member.load())
                yield from _read_named(data, member.name, f"{id}!{member.name}", f"{source}!{member.name}", text_field)
            except UnreadableError as error:
                yield error


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

        yield from read_parquet(seekable(stream, source), id=id, source=source, text_field=text_field)
    elif kind == "xml":
        from newsmend.ingest.feeds import read_feed

        yield from read_feed(stream, id=id, source=source, text_field=text_field, limit=SIZE_LIMIT)
    elif kind in ARCHIVES:
        yield from _read_archive(stream, f"archive.{kind}", id, source, text_field)
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


def _read_whole(data: bytes, kind: str, id: str, source: str, text_field: str) -> Iterator[Document | UnreadableError]:  # noqa: A002
    check_text(data, source)
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
            check_text(data if data.strip() else b"{", source)
            if data.startswith((b"\xff\xfe", b"\xfe\xff")):
                data += stream.read(SIZE_LIMIT + 1 - len(data))
                _check_size(len(data), source)
                yield from enumerate(decode(data).text.split("\n"), 1)
                return
        _check_size(len(data), f"{source}:{number}")
        # A file whose lines end in "\r" alone is one line of bytes.
        for number, line in enumerate(StringIO(decode(data).text, newline="\n"), number):  # noqa: B020
            yield number, line


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
