"""Archives of files: zip and tar, one within another at most twice; bounded in members and in what they unpack to."""

from __future__ import annotations

import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from newsmend.ingest.packed import check_ratio
from newsmend.types import UnreadableError

DEPTH = 3  # an archive in an archive in an archive
MOST_MEMBERS = 500_000
MEMBER_LIMIT = 256 * 1024 * 1024  # bytes of one member, which is held in memory while it is read
TOTAL_LIMIT = 1 << 38  # bytes of all members
_DIRECTORY_LIMIT = 64 * 1024 * 1024  # bytes of a zip's list of members, which Python holds as a tenfold of objects
_HEADER_LIMIT = 1 << 20  # bytes of a tar's extended header, which Python holds whole
_ODD = re.compile(r'[\x00-\x1f\x7f:*?"<>|!]')
_LONGEST = 120  # characters of a part of a name; file systems have room for 255 bytes

ArchiveFormat = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `name` is its path there, made harmless and unique; `!` stands behind inner archives.

    `load` gives its bytes while the archive is at it, or raises UnreadableError.
    """

    name: str
    load: Callable[[], bytes]


@dataclass(slots=True)
class _Budget:
    packed: int
    source: str
    total: int = 0
    names: set[str] = field(default_factory=set)

    def spend(self, size: int) -> None:
        self.total += max(0, size)
        check_ratio(self.total, self.packed, self.source)
        if self.total > TOTAL_LIMIT:
            raise UnreadableError(f"{self.source}: more than {TOTAL_LIMIT >> 30} GB unpacked; split it")

    def unique(self, name: str) -> str:
        if len(self.names) >= MOST_MEMBERS:
            raise UnreadableError(f"{self.source}: more than {MOST_MEMBERS:,} members; split it")
        base, dot, ending = name.rpartition(".")
        made, n = name, 1
        while made in self.names:
            n += 1
            made = f"{base} ({n}){dot}{ending}" if base else f"{name} ({n})"
        self.names.add(made)
        return made


def members(
    stream: BinaryIO, kind: str, *, size: int, source: str, archive_format: ArchiveFormat
) -> Iterator[Member | UnreadableError]:
    """The files of an archive in its order, those of inner archives in their place; links and devices are no files.

    `kind` is zip or tar, `size` that of the archive in bytes, `archive_format` the kind of an inner archive by its
    name, or "". A member that cannot be read comes as an UnreadableError. Raises UnreadableError when the archive is
    broken, behind what came before, or unpacks to too much.
    """
    yield from _walk(stream, kind, _Budget(size, source), "", 1, archive_format)


class _Cursor:
    """Finds an archive's members one after the other, so that reading all of them is one pass."""

    def __init__(self, walk: Iterator[Member | UnreadableError]) -> None:
        self._walk = walk
        self._name = ""
        self._data = b""

    def find(self, name: str) -> bytes | None:
        """The bytes of a member at or behind the cursor's place; None when there is none of that name."""
        if name == self._name:
            return self._data
        for member in self._walk:
            if not isinstance(member, UnreadableError) and member.name == name:
                self._data = member.load()
                self._name = name
                return self._data
        return None


# The archive this process reads from. Only a speed-up: what is found does not depend on it.
_open: dict[tuple[str, int, int], _Cursor] = {}


def member_bytes(path: Path, name: str, walk: Callable[[Path], Iterator[Member | UnreadableError]]) -> bytes:
    """The bytes of a member; those asked for in the order of `walk` cost one pass. Raises OSError, UnreadableError."""
    status = path.stat()
    key = (str(path), status.st_mtime_ns, status.st_size)
    if key in _open and (data := _open[key].find(name)) is not None:
        return data
    _open.clear()
    _open[key] = _Cursor(walk(path))
    if (data := _open[key].find(name)) is None:
        raise UnreadableError(f"{path}!{name}: no longer in this archive")
    return data


def _walk(
    stream: BinaryIO, kind: str, budget: _Budget, prefix: str, depth: int, archive_format: ArchiveFormat
) -> Iterator[Member | UnreadableError]:
    listing = _zip_members if kind == "zip" else _tar_members
    for member in listing(stream, budget, f"{budget.source}!{prefix}".rstrip("!")):
        if isinstance(member, UnreadableError):
            yield member
            continue
        parts = _harmless(member.name)
        if not parts or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        name = budget.unique(prefix + "/".join(parts))
        inner = archive_format(name)
        if not inner:
            yield Member(name, member.load)
            continue
        where = f"{budget.source}!{name}"
        try:
            if depth >= DEPTH:
                raise UnreadableError(f"{where}: archives nested more than {DEPTH} deep; unpack it first")
            yield from _walk(BytesIO(member.load()), inner, budget, f"{name}!", depth + 1, archive_format)
        except UnreadableError as error:
            yield error


def _harmless(name: str) -> list[str]:
    r"""The parts of a path below the archive, whatever tricks its name tries.

    >>> _harmless("../../etc/a.txt"), _harmless("C:\\x\\b.txt"), _harmless("a//./c?.txt")
    (['etc', 'a.txt'], ['C_', 'x', 'b.txt'], ['a', 'c_.txt'])
    """
    parts = (_ODD.sub("_", part).strip(" ") for part in name.replace("\\", "/").split("/"))
    return [_shortened(part) for part in parts if part not in {"", ".", ".."}]


def _shortened(part: str) -> str:
    if len(part) <= _LONGEST:
        return part
    return f"{part[: _LONGEST - 40]}~{zlib.crc32(part.encode('utf-8', 'surrogatepass')):08x}{part[-30:]}"


def _zip_members(stream: BinaryIO, budget: _Budget, where: str) -> Iterator[Member | UnreadableError]:
    try:
        archive = zipfile.ZipFile(cast("BinaryIO", _Careful(stream)))
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, UnicodeError) as error:
        raise UnreadableError(f"{where}: broken zip archive ({error}); fetch it again, or leave it out") from None
    with archive:
        for info in archive.infolist():
            if not info.filename or info.is_dir():
                continue
            budget.spend(info.file_size)
            if info.flag_bits & 0x1:
                yield UnreadableError(f"{where}!{info.filename[:200]}: encrypted; unpack it with its password")
            else:
                yield Member(info.filename, _zip_loader(archive, info, where))


def _zip_loader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> Callable[[], bytes]:
    place = f"{where}!{info.filename[:200]}"

    def load() -> bytes:
        _check_size(info.file_size, place)
        try:
            return archive.read(info)
        except NotImplementedError as error:
            raise UnreadableError(f"{place}: {error}; unpack it first") from None
        except _BROKEN_ZIP as error:
            raise UnreadableError(f"{place}: broken member ({error}); leave it out") from None

    return load


# What zipfile lets through when bytes are damaged; lzma and bz2 raise errors of their own kind.
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error, IndexError)


class _Careful:
    """A file for zipfile, which reads a zip's whole list of members at once, whatever its size."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY_LIMIT:
            raise zipfile.BadZipFile(f"its list of members has more than {_DIRECTORY_LIMIT >> 20} MB")
        return self._stream.read(size)


class _Header(tarfile.TarInfo):
    """A tar header that is whole, and does not ask for gigabytes of long names.

    Left to itself, tarfile takes a damaged header for the end of the archive and loses what stands behind it.
    """

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        try:
            made = super().frombuf(buf, encoding, errors)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from None
        if made.type not in _FILES and made.size > _HEADER_LIMIT:
            raise tarfile.ReadError(f"a header of {made.size} bytes")
        return made


_FILES = (*tarfile.REGULAR_TYPES, tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE)


def _tar_members(stream: BinaryIO, budget: _Budget, where: str) -> Iterator[Member | UnreadableError]:
    seen = 0
    try:
        # A packed stream cannot go back: "r|" reads each member where it stands.
        mode = "r:" if stream.seekable() else "r|"
        with tarfile.open(fileobj=stream, mode=mode, tarinfo=_Header, errorlevel=0) as archive:  # type: ignore[call-overload]
            for info in archive:
                seen += 1
                archive.members = []  # it would remember each
                if not info.isfile():
                    continue
                if info.issparse():
                    yield UnreadableError(f"{where}!{info.name[:200]}: a sparse file; leave it out")
                    continue
                budget.spend(info.size)
                yield Member(info.name, _tar_loader(archive, info, where))
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error, struct.error) as error:
        behind = f" behind member {seen}" if seen else ""
        raise UnreadableError(f"{where}: broken tar archive{behind} ({error}); fetch it again") from None
    if not seen:
        raise UnreadableError(f"{where}: an empty tar archive; leave it out")


def _tar_loader(archive: tarfile.TarFile, info: tarfile.TarInfo, where: str) -> Callable[[], bytes]:
    place = f"{where}!{info.name[:200]}"

    def load() -> bytes:
        _check_size(info.size, place)
        try:
            file = archive.extractfile(info)
            data = file.read() if file else b""
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise UnreadableError(f"{place}: broken member ({error}); leave it out") from None
        if len(data) != info.size:
            raise UnreadableError(f"{place}: cut short; fetch the archive again, or leave it out")
        return data

    return load


def _check_size(size: int, place: str) -> None:
    if size > MEMBER_LIMIT:
        raise UnreadableError(f"{place}: more than {MEMBER_LIMIT >> 20} MB; unpack it first")
