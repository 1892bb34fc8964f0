"""Packed streams: gzip, and zstd with the extra `zst`; unpacked as they are read, and never without bounds."""

from __future__ import annotations

import gzip
import io
import zlib
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from newsmend.types import UnreadableError

ENDINGS = (".gz", ".zst")
# Text packs to a third or a tenth, a page of one repeated row to a fiftieth; only files made to do harm go beyond this.
RATIO = 200
FREE = 64 * 1024 * 1024  # bytes, unpacked, below which nobody asks for the ratio
SPOOL_LIMIT = 1 << 30  # bytes of a packed file that can only be read when it is unpacked to the disk


def unpacked(stream: BinaryIO, ending: str, source: str) -> BinaryIO:
    """What a packed stream holds, as a stream that raises UnreadableError where it is broken, or a bomb.

    `ending` is one of ENDINGS.
    """
    if ending == ".gz":
        inner: Any = gzip.GzipFile(fileobj=stream)
        broken: tuple[type[Exception], ...] = (EOFError, zlib.error, gzip.BadGzipFile)
    else:
        try:
            import zstandard
        except ImportError:
            raise UnreadableError(f"{source}: zstd needs zstandard; pip install 'newsmend[zst]'") from None
        inner = zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True, closefd=False)
        broken = (zstandard.ZstdError, EOFError)
    guarded = _Guarded(inner, stream, broken, f"{source}: broken {_NAMES[ending]} archive", source)
    return cast("BinaryIO", io.BufferedReader(guarded, 1 << 16))


_NAMES = {".gz": "gzip", ".zst": "zstd"}


class _Guarded(io.RawIOBase):
    """Reads one stream over another, and watches how much more comes out than went in."""

    def __init__(
        self, inner: Any, packed: BinaryIO, broken: tuple[type[Exception], ...], reason: str, source: str
    ) -> None:
        self._inner = inner
        self._packed = packed
        self._broken = broken
        self._reason = reason
        self._source = source
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._inner.read(len(buffer))
        except self._broken as error:
            raise UnreadableError(f"{self._reason} ({error}); fetch the file again, or leave it out") from None
        self._out += len(data)
        check_ratio(self._out, self._packed.tell(), self._source)
        buffer[: len(data)] = data
        return len(data)


def check_ratio(unpacked_size: int, packed_size: int, source: str) -> None:
    """Raises UnreadableError when so few bytes unpack to so many that they were made to do harm."""
    if unpacked_size > FREE and unpacked_size > RATIO * max(1, packed_size):
        raise UnreadableError(f"{source}: unpacks to more than {RATIO} times its size; a bomb, leave it out")


def seekable(stream: BinaryIO, source: str) -> BinaryIO:
    """The stream, or a copy of what is left of it (on disk when large) in which a reader can go back."""
    if stream.seekable():
        return stream
    copy = cast("BinaryIO", SpooledTemporaryFile(max_size=FREE))  # noqa: SIM115 - closed when the reader lets go of it
    size = 0
    while data := stream.read(1 << 20):
        size += len(data)
        if size > SPOOL_LIMIT:
            raise UnreadableError(f"{source}: more than {SPOOL_LIMIT >> 20} MB unpacked; unpack it first")
        copy.write(data)
    copy.seek(0)
    return copy
