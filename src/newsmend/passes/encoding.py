"""Characters that a wrong encoding has mangled, and characters nobody can see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import ClassVar

from newsmend.language.lexicon import known
from newsmend.types import Draft, Edit, Rule, Safety

MOJIBAKE = Rule(
    "encoding/mojibake",
    "UTF-8 read as Windows-1252 or a like encoding, once or more often",
    Safety.FIX,
    ("We donâ€™t know.", "We don’t know."),
    why="A page was stored or fetched in the wrong encoding: one character has become two or more that mean nothing.",
    spares="Accented letters which happen to stand side by side, such as SÃO or a Vietnamese Â.",
    typographic=True,
)
CUT_MOJIBAKE = Rule(
    "encoding/cut-mojibake",
    "mojibake of a quotation mark or dash whose last byte was lost",
    Safety.FIX,
    ("He said: “No.â€ Then he left.", "He said: “No.” Then he left."),
    why="The last byte of a closing quotation mark has no character in Windows-1252, and many programs drop it.",
    spares="Where no quotation is open, nobody can tell which mark it was: then it is suggested or flagged only.",
    typographic=True,
)
STRAY_ACCENT = Rule(
    "encoding/stray-accent",
    "a capital Â or Ã left of a no-break space or an à",
    Safety.FIX,
    ("She left.Â  He stayed.", "She left. He stayed."),
    why="The second half of a no-break space (or of an à) was taken for a space; its first half stayed.",
    spares="Â and Ã that belong to a word, and an Â on its own where nothing else in the document is mangled.",
    typographic=True,
)
CONTROL_CHARACTER = Rule(
    "encoding/control-character",
    "a control character in the text",
    Safety.FIX,
    ("We don\x92t know.", "We don’t know."),
    why="It is a Windows-1252 character that was never converted, half of a UTF-16 one, or nothing at all.",
    spares="Tabs and line feeds.",
    typographic=True,
)
INVISIBLE_CHARACTER = Rule(
    "encoding/invisible-character",
    "a soft hyphen, byte order mark or zero-width character",
    Safety.FIX,
    ("the govern\u00adment", "the government"),
    why="No reader sees it; every search, word count and dictionary trips over it.",
    spares="Joiners in emoji and in scripts that need them, direction marks beside right-to-left text.",
    typographic=True,
)
REPLACEMENT_CHARACTER = Rule(
    "encoding/replacement-character",
    "a character lost in conversion (U+FFFD)",
    Safety.FIX,
    ("They don\ufffdt know.", "They don’t know."),
    why="A decoder has put it where it did not understand the bytes; what stood there is gone.",
    spares="Only a contraction shows what was lost. Everywhere else the place is flagged, not filled.",
    typographic=True,
)
LINE_ENDING = Rule(
    "encoding/line-ending",
    "a line that ends in a carriage return or a Unicode separator",
    Safety.FIX,
    ("One line\r\nand another", "One line\nand another"),
    why="Files from several systems were put together; some programs see one line, some two, some none.",
    spares="Line feeds.",
    typographic=True,
)
RULES = (
    MOJIBAKE, CUT_MOJIBAKE, STRAY_ACCENT, CONTROL_CHARACTER, INVISIBLE_CHARACTER, REPLACEMENT_CHARACTER, LINE_ENDING,
)  # fmt: skip

# What a UTF-8 continuation byte (80..BF) looks like in Latin-1 and Windows-1252.
_NEXT = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_SEQUENCES = re.compile(
    rf"(?:[\xc2-\xdf]{_NEXT}|[\xe0-\xef]{_NEXT}{{2}}|[\xf0-\xf4]{_NEXT}{{3}})+"
    "|(?:вЂ[\u0400-\u045f“”™¦˜–—‘’•])+"  # Windows-1251
    "|(?:‚Ä[ìîôöúù¶])+"  # Mac Roman
)
_LOST = "ï¿½"  # U+FFFD, mangled itself
_CAPITAL_AT_WORD_END = re.compile(r"[ÂÃ][…”’–—™»›]")
_CUT = re.compile(rf"(?:â€|Ã¢â‚¬(?![Å-ô])Â?+)(?!{_NEXT})")
_OPENED = re.compile("“|â€œ|Ã¢â‚¬Å“|&ldquo;|&#8220;")
_CLOSED = re.compile(rf"”|â€\x9d|Ã¢â‚¬Â|&rdquo;|&#8221;|â€(?!{_NEXT})")
_ACCENT = re.compile(r"(?<=[a-z])Ã(?=[ \xa0]) ?|Â+(?=[ \xa0\n]|\Z)[ \xa0]*")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f]")
_TRUNCATED = {"\x13": "–", "\x14": "—", "\x18": "‘", "\x19": "’", "\x1c": "“", "\x1d": "”"}  # U+20xx without its 20
_INVISIBLE = re.compile("[\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_INVISIBLE_RUN = re.compile(f"(?<![ \xa0])[ \xa0]*{_INVISIBLE.pattern}(?:[ \xa0]+{_INVISIBLE.pattern})*[ \xa0]*")
_REPLACED = re.compile("[\ufffd\x1a]+")
_SURE_ENDING = re.compile(r"(?:re|ve|ll)(?!\w)")
_LIKELY_ENDING = re.compile(r"(?:s|d|m)(?!\w)")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_LOOK_BACK = 1500  # code points searched for an opening mark; a bound for texts without line ends
_LAST_LATIN = "\u052f"  # Latin, Greek and Cyrillic need no joiners; scripts beyond them do


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing can be set."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """Repairs mojibake, control characters and invisible characters."""

    settings: Settings = Settings()
    name: ClassVar[str] = "encoding"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield an edit for each mangled stretch."""
        if not draft.text.isascii():
            yield from decode_mojibake(draft)
            yield from complete_cut_mojibake(draft)
            yield from remove_stray_accents(draft)
            yield from remove_invisible_characters(draft)
        yield from normalise_line_endings(draft)
        yield from replace_control_characters(draft)
        yield from flag_lost_characters(draft)


@lru_cache(4096)
def _decoded(stretch: str) -> str:
    """Return what ftfy makes of a stretch's encoding; nothing else of its taste is asked for."""
    from ftfy import fix_encoding_and_explain

    return str(fix_encoding_and_explain(stretch).text)


def _plainly_decoded(stretch: str) -> str:
    """Return the letters a stretch stands for that is too short for ftfy to be sure of (ÄŸ), else the stretch."""
    try:
        after = stretch.encode("sloppy-windows-1252").decode()  # a codec of ftfy's, loaded by then
    except UnicodeError:
        return stretch
    return after if after.isalpha() else stretch


def _is_mangled(text: str) -> bool:
    """Tell whether the text surely holds mojibake, by its first hundred suspicious stretches."""
    stretches = (match.group() for match in islice(_SEQUENCES.finditer(text), 100))
    return any(_decoded(stretch) != stretch for stretch in stretches)


def decode_mojibake(draft: Draft) -> Iterator[Edit]:
    """Decode what was decoded wrongly. Wrong for capitals that end a word before a quotation mark (“MAÇÃ”, “Â”)."""
    text = draft.text
    mangled = _is_mangled(text)
    for match in _SEQUENCES.finditer(text):
        start, end = match.span()
        stretch = match.group()
        left = text[start - 1 : start]
        if _CAPITAL_AT_WORD_END.fullmatch(stretch) and (left.isupper() or left in {"“", "‘"}):
            continue
        after = _decoded(stretch)
        if after == stretch and mangled:
            after = _plainly_decoded(stretch)
        if after == "\ufffd":
            yield draft.edit(REPLACEMENT_CHARACTER, start, end, None, "a character was lost here")
            continue
        if after == "\xa0":
            end = _space_end(text, end)
            after = _gap(text, start, end)
        what = after.strip() or "a space"
        yield draft.edit(MOJIBAKE, start, end, _INVISIBLE.sub("", after), f"{stretch} is {what} in the wrong encoding")


def complete_cut_mojibake(draft: Draft) -> Iterator[Edit]:
    """Restore a mark whose last byte is lost. A closing mark is sure only where a quotation was opened before."""
    text = draft.text
    if "â€" not in text and "Ã¢â‚¬" not in text:
        return
    for match in _CUT.finditer(text):
        start, end = match.span()
        if text[end : end + 1] == "\ufffd":
            end += 1
        left, right = text[start - 1 : start], text[end : end + 1]
        line = text[max(text.rfind("\n", 0, start) + 1, start - _LOOK_BACK) : start]
        is_open = len(_OPENED.findall(line)) > len(_CLOSED.findall(line))
        ends = bool(left.strip()) and not right.isalnum()
        if is_open and ends:
            yield draft.edit(
                CUT_MOJIBAKE, start, end, "”", "closes the quotation opened before", evidence=["open-quote"]
            )
        elif right == '"' and left.isspace():
            # Straightened quotation marks have eaten the last byte of a dash: \x93 and \x94 look like “ and ”.
            yield draft.edit(CUT_MOJIBAKE, start, end + 1, "—", "most likely a dash", safety=Safety.SUGGEST)
        elif ends and line.count('"') % 2 == 0:
            yield draft.edit(CUT_MOJIBAKE, start, end, "”", "most likely a closing mark", safety=Safety.SUGGEST)
        else:
            yield draft.edit(CUT_MOJIBAKE, start, end, None, "a quotation mark or dash was cut here")


def remove_stray_accents(draft: Draft) -> Iterator[Edit]:
    """Take out an Â that was half a no-break space; turn Ã behind a small letter into à."""
    text = draft.text
    if "Â" not in text and "Ã" not in text:
        return
    mangled = _is_mangled(text)
    for match in _ACCENT.finditer(text):
        start, end = match.span()
        left = text[start - 1 : start]
        if match.group()[0] == "Ã":
            yield draft.edit(STRAY_ACCENT, start, start + 1, "à", "no word has a capital Ã behind a small letter")
        elif left.islower() or left.isdigit() or (left and left in ".,;:!?)]}\"'”’%"):
            yield draft.edit(STRAY_ACCENT, start, end, _gap(text, start, end), "half a no-break space")
        elif not left.isalnum():
            yield draft.edit(
                STRAY_ACCENT, start, end, _gap(text, start, end), "half a no-break space",
                evidence=["document"] if mangled else [], safety=Safety.FIX if mangled else Safety.SUGGEST,
            )  # fmt: skip


def replace_control_characters(draft: Draft) -> Iterator[Edit]:
    """Replace a control character by the character it was meant to be, or by nothing."""
    text = draft.text
    for match in _CONTROL.finditer(text):
        found, (start, end) = match.group(), match.span()
        left, right = text[start - 1 : start], text[end : end + 1]
        if re.match(f"[\xc2-\xf4]{_NEXT}?", text[max(start - 2, 0) : start]) and found >= "\x80":
            continue  # the tail of mojibake
        if found >= "\x80":
            after = found.encode("latin-1").decode("cp1252", "ignore")
        else:
            after = _TRUNCATED.get(found, "")
            fits = {"’": left.isalpha(), "“": right.isalnum(), "‘": right.isalnum(), "”": bool(left.strip())}
            if not fits.get(after, not (left.isalpha() and right.isalpha())):
                after = ""
        reason = f"stands for {after}" if after else "means nothing"
        yield draft.edit(CONTROL_CHARACTER, start, end, after, reason)


def remove_invisible_characters(draft: Draft) -> Iterator[Edit]:
    """Remove what no reader sees. Wrong where a script or an emoji sequence is made with it."""
    text = draft.text
    if not _INVISIBLE.search(text):
        return
    for match in _INVISIBLE_RUN.finditer(text):
        start, end = match.span()
        left, right = text[start - 1 : start], text[end : end + 1]
        if any(_needs_joiners(letter) for letter in (left, right)):
            continue
        if "\xad" in match.group() and right == "\n" and left.islower() and text[end + 1 : end + 2].islower():
            end += 1  # a word broken at the line's end
        gap = _gap(text, start, end) if any(letter in " \xa0" for letter in match.group()) else ""
        yield draft.edit(INVISIBLE_CHARACTER, start, end, gap, "nobody can see it")


def flag_lost_characters(draft: Draft) -> Iterator[Edit]:
    """Flag U+FFFD; an apostrophe in a contraction is the one character that can be known."""
    text = draft.text
    for match in _REPLACED.finditer(text):
        start, end = match.span()
        word = re.search(r"[A-Za-z]*\Z", text[max(start - 40, 0) : start])
        stem = word.group() if word else ""
        after, safety = None, Safety.FLAG
        if stem and end - start == 1:
            if _SURE_ENDING.match(text, end) or (stem.endswith("n") and re.compile(r"t(?!\w)").match(text, end)):
                after, safety = "’", Safety.FIX
            elif _LIKELY_ENDING.match(text, end) and known(stem):
                after, safety = "’", Safety.SUGGEST
        yield draft.edit(REPLACEMENT_CHARACTER, start, end, after, "a character was lost here", safety=safety)


def normalise_line_endings(draft: Draft) -> Iterator[Edit]:
    """End every line with a line feed."""
    for match in _LINE_END.finditer(draft.text):
        start, end = match.span()
        if match.group() == "\x85" and draft.text[start - 1 : start] >= "\xc2":
            continue  # the tail of mojibake
        yield draft.edit(LINE_ENDING, start, end, "\n", "lines end in a line feed")


def _needs_joiners(letter: str) -> bool:
    return letter > _LAST_LATIN and not "\u2010" <= letter <= "\u20cf" and letter != "\ufffd"


def _space_end(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _gap(text: str, start: int, end: int) -> str:
    """The space that belongs between what stands left and right of a removed stretch: one, or none at an edge."""
    left, right = text[start - 1 : start], text[end : end + 1]
    return "" if start == 0 or end == len(text) or left.isspace() or right.isspace() else " "
