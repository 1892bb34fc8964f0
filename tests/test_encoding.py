"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmend.ingest.encoding import decode, uniform_newlines

GERMAN = "Die Brücke über den Fluß ist geöffnet. "


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + GERMAN.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.bom) == (GERMAN, encoding, True)
    assert decoded.metadata()["bom"] is True


def test_utf8_is_utf8_whatever_the_page_declares() -> None:
    page = '<meta charset="windows-1252"><p>“Brücke”</p>'
    assert decode(page.encode(), markup=True).text == page


def test_a_declared_charset_is_heeded_in_markup() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Порт снова работает</p>'
    decoded = decode(page.encode("cp1251"), markup=True)
    assert (decoded.text, decoded.encoding) == (page, "cp1251")
    paged = '<?xml version="1.0" encoding="iso-8859-2"?><p>Łódź</p>'
    assert decode(paged.encode("iso-8859-2"), markup=True).text == paged


def test_an_unknown_or_wrong_declared_charset_does_no_harm() -> None:
    assert decode(b'<meta charset="klingon">caf\xe9', markup=True).text.endswith("café")
    assert decode(b'<meta charset="shift_jis">caf\xe9 \x81', markup=True).encoding == "windows-1252"


def test_latin_1_is_read_as_browsers_read_it() -> None:
    page = '<meta charset="iso-8859-1"><p>“Brücke” – 5 €</p>'
    assert decode(page.encode("cp1252"), markup=True).text == page
    assert decode(b"a\x81b\xe9").text == "a\x81bé"


def test_a_few_stray_bytes_do_not_spoil_the_rest() -> None:
    data = (GERMAN * 20).encode() + b"\x93So\x94"
    decoded = decode(data)
    assert decoded.text == GERMAN * 20 + "“So”"
    assert (decoded.encoding, decoded.repaired) == ("utf-8", 2)
    assert decoded.metadata()["encoding_repaired"] == 2


def test_another_alphabet_is_guessed() -> None:
    text = "Порт снова работает, сообщили в администрации. Паромы вышли в море рано утром. " * 10
    assert decode(text.encode("cp1251")).text == text


def test_short_western_text_is_not_guessed_at() -> None:
    assert decode("Hélène Garnier à Paris".encode("cp1252")).text == "Hélène Garnier à Paris"


@pytest.mark.parametrize(
    ("stored", "text", "newline"),
    [
        ("a\r\nb\r\n", "a\nb\n", "\r\n"),
        ("a\rb\r", "a\nb\n", "\r"),
        ("a\nb\r\n", "a\nb\r\n", "\n"),
        ("a\r\nb\r", "a\r\nb\r", "\n"),
        ("a", "a", "\n"),
    ],
)
def test_uniform_line_endings_are_remembered_and_mixed_ones_stay(stored: str, text: str, newline: str) -> None:
    assert uniform_newlines(stored) == (text, newline)
    assert text.replace("\n", newline) == stored
    assert decode(stored.encode()).newline == newline


@given(st.binary(max_size=400))
def test_any_bytes_give_text(data: bytes) -> None:
    assert not any("\ud800" <= letter <= "\udfff" for letter in decode(data).text)


@given(st.text())
def test_utf8_gives_back_the_text(text: str) -> None:
    decoded = decode(text.encode("utf-8", "ignore"))
    expected = text.encode("utf-8", "ignore").decode().removeprefix("\ufeff")
    assert decoded.text.replace("\n", decoded.newline) == expected or "\n" not in decoded.newline
