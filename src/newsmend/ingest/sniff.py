"""What is empty, and what is no text: told by its first bytes."""

from __future__ import annotations

import re

from newsmend.types import UnreadableError

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


def check_text(data: bytes, source: str) -> None:
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
