"""Bytes to text: byte order marks, declared charsets, UTF-8 until proven otherwise, then a guess. And line endings."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the UTF-16 one, so it stands first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes; browsers look at the first 1,024, but some pages put scripts first
_STRAY = re.compile(r"[\udc80-\udcff]")
_TOO_STRANGE = 0.08  # share of bytes beyond ASCII above which a text is hardly in a Western European language
_SAMPLE = 65_536  # bytes shown to the guesser, whose time grows with them
_TOO_SHORT = 200  # bytes below which it guesses at random
# What browsers read as windows-1252, whatever it calls itself.
_WESTERN = {"iso-8859-1", "latin-1", "latin1", "iso8859-1", "us-ascii", "ascii", "windows-1252", "cp1252"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was stored. `repaired`: bytes that were no UTF-8 and were read as windows-1252."""

    text: str
    encoding: str = "utf-8"
    newline: str = "\n"
    bom: bool = False
    repaired: int = 0

    def metadata(self) -> dict[str, Any]:
        """What differs from plain UTF-8 with Unix line endings, for `Document.metadata`."""
        found: dict[str, Any] = {"encoding": self.encoding}
        if self.newline != "\n":
            found["newline"] = self.newline
        if self.bom:
            found["bom"] = True
        if self.repaired:
            found["encoding_repaired"] = self.repaired
        return found


def decode(data: bytes, *, markup: bool = False, declared: str = "") -> Decoded:
    r"""The text of some bytes, never an error. `markup`: a charset declared in the text's head is heeded.

    `declared` is the charset a header named; what reads as UTF-8 is UTF-8 all the same.

    >>> decode(b"caf\xc3\xa9\r\n").text, decode(b"caf\xe9").encoding
    ('café\n', 'windows-1252')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            return _finished(text, encoding, bom=True)
    try:
        return _finished(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", errors="surrogateescape")
    strays = len(_STRAY.findall(lenient))
    # A few bytes pasted in from elsewhere do not make the rest another charset: read as a whole in windows-1252, every
    # right letter would break. By chance, hardly any windows-1252 text holds whole UTF-8 sequences.
    beyond_ascii = sum(1 for letter in lenient if letter > "\x7f") - strays if len(lenient) < len(data) else 0
    if beyond_ascii > strays:
        return _finished(_STRAY.sub(_western_letter, lenient), "utf-8", repaired=strays)
    return _finished(*_otherwise(data, strays, _known(declared) or (_declared(data) if markup else "")))


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    return _known(found[1].decode("ascii", "replace")) if found else ""


def _known(charset: str) -> str:
    """The name of a charset other than Unicode's; "" for one that Python does not know."""
    try:
        name = codecs.lookup(charset).name if charset else ""
    except (LookupError, ValueError):
        return ""
    return "" if name.startswith("utf") else name


def _otherwise(data: bytes, strays: int, declared: str) -> tuple[str, str]:
    if declared and declared not in _WESTERN:
        try:
            return data.decode(declared), declared
        except UnicodeDecodeError:
            pass
    if not declared and len(data) >= _TOO_SHORT and strays > len(data) * _TOO_STRANGE:
        from charset_normalizer import from_bytes

        best = from_bytes(data[:_SAMPLE]).best()
        if best is not None:
            try:
                return data.decode(best.encoding), best.encoding
            except UnicodeDecodeError:
                pass
    return _western(data), "windows-1252"


def _western(data: bytes) -> str:
    """Windows-1252 as browsers read it: the five bytes it leaves open are control characters."""
    return _STRAY.sub(lambda m: chr(ord(m[0]) - 0xDC00), data.decode("cp1252", errors="surrogateescape"))


def _western_letter(stray: re.Match[str]) -> str:
    return _western(bytes([ord(stray[0]) - 0xDC00]))


def _finished(text: str, encoding: str, *, bom: bool = False, repaired: int = 0) -> Decoded:
    text, newline = uniform_newlines(text)
    return Decoded(text, encoding, newline, bom, repaired)


def uniform_newlines(text: str) -> tuple[str, str]:
    r"""The text with "\n" for line endings, and the ending it had throughout. Mixed endings stay; a pass sees to them.

    >>> uniform_newlines("a\r\nb\r\n"), uniform_newlines("a\r\nb\n")
    (('a\nb\n', '\r\n'), ('a\r\nb\n', '\n'))
    """
    pairs = text.count("\r\n")
    if pairs and pairs == text.count("\n") == text.count("\r"):
        return text.replace("\r\n", "\n"), "\r\n"
    if not pairs and "\r" in text and "\n" not in text:
        return text.replace("\r", "\n"), "\r"
    return text, "\n"
