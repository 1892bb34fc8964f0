"""Markup that a page left in its text: entities, tags, shortcodes, templates, script and style."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.entities import name2codepoint
from typing import ClassVar

from newsmend import tables
from newsmend.types import Draft, Edit, Rule, Safety

HTML_ENTITY = Rule(
    "markup/html-entity",
    "an HTML entity left in the text",
    Safety.FIX,
    ("Smith &amp;amp; Sons &#8220;regret&#8221; it", "Smith & Sons “regret” it"),
    why="The text was escaped once more than it was unescaped.",
    spares="R&D, AT&T and the like; entities in Markdown, where they are markup. Symbols such as &deg; are suggested.",
    typographic=True,
)
BROKEN_ENTITY = Rule(
    "markup/broken-entity",
    "an entity that lost its ampersand",
    Safety.SUGGEST,
    ("Smith amp; Sons", "Smith & Sons"),
    why="A clumsy filter removed the ampersand and left the rest.",
    spares="Words before a semicolon which are no entity names.",
    typographic=True,
)
HTML_TAG = Rule(
    "markup/html-tag",
    "an HTML tag or comment left in the text",
    Safety.FIX,
    ("The <strong>first</strong> day.<br/>The second.", "The first day.\nThe second."),
    why="The extractor took markup for text, or the text was escaped twice.",
    spares="Comparisons (a < b), <3, words in angle brackets that are no HTML, Markdown, texts about HTML.",
    typographic=True,
)
SHORTCODE = Rule(
    "markup/shortcode",
    "a shortcode of a content system left in the text",
    Safety.FIX,
    ("The talks failed. [/vc_column_text]", "The talks failed."),
    why="A plug-in was to replace it by a gallery, an advertisement or a layout; without the plug-in it is noise.",
    spares="Editorial brackets ([sic], [the minister]) and Markdown links; words like [video] are suggested only.",
    typographic=True,
)
PLACEHOLDER = Rule(
    "markup/placeholder",
    "a template placeholder that was never filled",
    Safety.SUGGEST,
    ("The end.\n{{ related_posts }}\n", "The end.\n"),
    why="The template engine failed; what should stand there is not known.",
    spares="In a sentence it stands for missing words: it is flagged, not removed.",
)
SCRIPT_LINE = Rule(
    "markup/script-line",
    "a line of script or style left in the text",
    Safety.FIX,
    ("The end.\n(adsbygoogle = window.adsbygoogle || []).push({});\n", "The end.\n"),
    why="The extractor took the inside of a script or style element for text.",
    spares="Code blocks; lines which only look like code are suggested.",
    typographic=True,
)
MARKDOWN_REMNANT = Rule(
    "markup/markdown-remnant",
    "Markdown marks in a plain text",
    Safety.SUGGEST,
    ("It was **not** easy.", "It was not easy."),
    why="The text was written in Markdown and published without conversion.",
    spares="Markdown documents; asterisks that mark footnotes or bleeped letters.",
    typographic=True,
)
RULES = (HTML_ENTITY, BROKEN_ENTITY, HTML_TAG, SHORTCODE, PLACEHOLDER, SCRIPT_LINE, MARKDOWN_REMNANT)

_AMP = r"&(?:amp;)*"  # escaped once or more often
_NO_BREAK = re.compile(rf"(?:{_AMP}(?:nbsp;|nbsp(?!\w)|#160;|#[xX][aA]0;)[ \xa0]*)+")
_COMMENT = r"<!--(?!\s*newsmend:)(?:[^-<]|-(?!->)|<(?!!--)){0,5000}-->"
_ABOUT_HTML = re.compile(r"(?i:\b(?:html|css|xml|markup|source code|tags?|elements?|attributes?)\b)")
_ELEMENT = re.compile(r"<(script|style)\b[^<>]{0,2000}>(?:[^<]|<(?!/?\1)){0,20000}</\1\s*>", re.IGNORECASE)
_SHORTCODE = re.compile(
    r"\[(?P<close>/?)(?P<name>[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*)(?P<rest>[\s=:][^\[\]\n]{0,500})?/?\]"
)
_PLACEHOLDER = re.compile(r"\{\{[^{}\n]{0,200}\}\}|\{%[^{}\n]{0,200}%\}|\$\{[\w.]{1,80}\}|%%[A-Za-z_]{2,40}%%")
_STARRED = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,200}?)(?<=\S)\*\*(?![\w*])")
_HASHED = re.compile(r"^#{1,6} +(?=\S)", re.MULTILINE)
_MAY_BE_CODE = re.compile(r"^[^\n]*(?:[;{}]|//|\*/)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Settings:
    """Nothing can be set."""


@dataclass(frozen=True, slots=True)
class Markup:
    """Removes what is left of a page's markup."""

    settings: Settings = Settings()
    name: ClassVar[str] = "markup"
    rules: ClassVar[tuple[Rule, ...]] = RULES

    def find(self, draft: Draft) -> Iterator[Edit]:
        """Yield an edit for each piece of markup; Markdown documents keep what is theirs."""
        text = draft.text
        markdown = draft.document.metadata.get("format") == "md"
        if "&" in text:
            yield from unescape_entities(draft, _pattern("escaped twice" if markdown else "entity"))
        if "[" in text:
            yield from remove_shortcodes(draft)
        if "{" in text or "%%" in text:
            yield from report_placeholders(draft)
        if markdown:
            return
        if ";" in text:
            yield from restore_broken_entities(draft)
        if "<" in text:
            yield from strip_tags(draft)
        if any(mark in text for mark in ("{", "};", ");", "//", "*/")):
            yield from remove_script_lines(draft)
        if "**" in text or "# " in text:
            yield from suggest_plain_marks(draft)


def unescape_entities(draft: Draft, pattern: re.Pattern[str]) -> Iterator[Edit]:
    """Turn entities into characters, a no-break space into a space. Wrong where the text is about HTML."""
    text = draft.text
    for match in pattern.finditer(text):
        start, end = match.span()
        if run := _NO_BREAK.match(text, start):
            end = run.end()
            after = "" if _at_space(text, start - 1) or _at_space(text, end) else " "
        else:
            after = match.group()
            while (plain := html.unescape(after)) != after:
                after = plain
            after = after if after.isprintable() else ""
        # Published texts keep a lone &deg; or &times; for their own pages to show: 7 of 7 in 34,000 words of good news.
        symbol = unicodedata.category(after[:1] or " ") in {"So", "Sm"} and after not in {"<", ">"}
        safety = Safety.SUGGEST if symbol and not _pattern("escaped twice").match(match.group()) else Safety.FIX
        reason = f"{match.group()} stands for {after.strip() or 'a space'}"
        yield draft.edit(HTML_ENTITY, start, end, after, reason, safety=safety)


def restore_broken_entities(draft: Draft) -> Iterator[Edit]:
    """Suggest the character for an entity name before a semicolon."""
    for match in _pattern("broken").finditer(draft.text):
        entity = "&" + match.group().removeprefix("& ")
        after = html.unescape(entity).replace("\xa0", " ")
        yield draft.edit(BROKEN_ENTITY, *match.span(), after, f"left of {entity}", confidence=0.8)


def strip_tags(draft: Draft) -> Iterator[Edit]:
    """Remove tags and comments; what ended a line in the page ends it here. Wrong in a text about HTML."""
    text = draft.text
    for match in _ELEMENT.finditer(text):
        start, end, after = _cut(text, *match.span())
        yield draft.edit(SCRIPT_LINE, start, end, after, "script or style of the page")
    tag_run, block_tag = _pattern("tags"), _pattern("block")
    for match in tag_run.finditer(text):
        start, end, after = _cut(text, *match.span())
        blocks = block_tag.findall(match.group())
        if blocks and text[start - 1 : start] not in {"", "\n"} and text[end : end + 1] not in {"", "\n"}:
            after = "\n" if len(blocks) == 1 and blocks[0].lower() in {"br", "li"} else "\n\n"
            start, end = _spaces_before(text, start), _spaces_after(text, end)
        line = text[max(text.rfind("\n", 0, start), start - 500, 0) : end + 100]
        sure = not _ABOUT_HTML.search(tag_run.sub("", line))
        safety = Safety.FIX if sure else Safety.SUGGEST
        # A little less sure than the whole element these tags may belong to, which then goes as one.
        yield draft.edit(HTML_TAG, start, end, after, "HTML left in the text", confidence=0.99, safety=safety)


def remove_shortcodes(draft: Draft) -> Iterator[Edit]:
    """Remove the brackets of shortcodes, not what stands between them. Wrong for words editors put in brackets."""
    text = draft.text
    table = tables.toml("markup.toml")
    for match in _SHORTCODE.finditer(text):
        name, rest = match["name"], match["rest"] or ""
        if text[match.end() : match.end() + 1] in {"(", "[", ":"}:
            continue  # a Markdown link
        has_values = "=" in rest
        may_be_word = name in table["shortcode_words"]
        if name in table["shortcodes"] or "_" in name or (may_be_word and (match["close"] or has_values)):
            safety = Safety.FIX
        elif match["close"] or (has_values and "-" in name) or (may_be_word and not rest):
            safety = Safety.SUGGEST
        else:
            continue
        start, end, after = _cut(text, *match.span())
        yield draft.edit(SHORTCODE, start, end, after, f"shortcode {name}", safety=safety)


def report_placeholders(draft: Draft) -> Iterator[Edit]:
    """Suggest to remove a placeholder that has a line of its own; flag one that stands for words in a sentence."""
    text = draft.text
    for match in _PLACEHOLDER.finditer(text):
        start, end, after = _cut(text, *match.span())
        if end - start > len(match.group()) and text[start:end].strip(" \t") != match.group():
            yield draft.edit(PLACEHOLDER, start, end, after, "a placeholder on a line of its own", confidence=0.9)
        else:
            yield draft.edit(PLACEHOLDER, *match.span(), None, "words are missing here")


def remove_script_lines(draft: Draft) -> Iterator[Edit]:
    """Remove lines of well-known scripts, suggest to remove what looks like code. Wrong in a text about programs."""
    text = draft.text
    sure, likely = _pattern("sure"), _pattern("likely")
    for match in _MAY_BE_CODE.finditer(text):
        line = match.group().strip()
        if not 2 <= len(line) <= 5000 or not (sure.fullmatch(line) or likely.fullmatch(line)):
            continue
        start, end, after = _cut(text, *match.span())
        safety = Safety.FIX if sure.fullmatch(line) else Safety.SUGGEST
        yield draft.edit(SCRIPT_LINE, start, end, after, "script or style of the page", safety=safety)


def suggest_plain_marks(draft: Draft) -> Iterator[Edit]:
    """Suggest to take out Markdown's marks for bold text and headings."""
    for match in _STARRED.finditer(draft.text):
        yield draft.edit(MARKDOWN_REMNANT, *match.span(), match[1], "Markdown for bold text", confidence=0.8)
    for match in _HASHED.finditer(draft.text):
        yield draft.edit(MARKDOWN_REMNANT, *match.span(), "", "Markdown for a heading", confidence=0.7)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The patterns with long lists of names; most texts need none of them, and compiling all takes 15 ms."""
    table = tables.toml("markup.toml")
    if name in {"entity", "escaped twice"}:
        named = "|".join(sorted((*name2codepoint, "apos"), key=len, reverse=True))
        code = rf"(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|{named});"
        return re.compile(
            rf"{_AMP}(?:{code}|nbsp(?!\w)|#\d{{3,5}}(?![\d;]))" if name == "entity" else rf"&amp;(?:amp;)*{code}"
        )
    block = "|".join(table["block_tags"])
    if name == "tags":
        tag = rf"</?(?i:{block}|{'|'.join(table['inline_tags'])})(?:\s+[^<>=]{{1,200}}=[^<>]{{0,2000}})?\s*/?>"
        return re.compile(rf"(?:(?:{tag}|{_COMMENT})(?:[ \t]+(?=<))?)+")
    if name == "block":
        return re.compile(rf"</?({block})(?=[\s/>])", re.IGNORECASE)
    if name == "broken":
        return re.compile(rf"(?<![&\w#])(?:& )?(?:{'|'.join(table['broken_entities'])});")
    return re.compile("|".join(table[f"{name}_lines"]))


def _at_space(text: str, at: int) -> bool:
    return at < 0 or at >= len(text) or text[at].isspace()


def _spaces_before(text: str, at: int) -> int:
    return len(text[max(at - 100, 0) : at].rstrip(" \t")) + max(at - 100, 0)


def _spaces_after(text: str, at: int) -> int:
    return at + len(text[at : at + 100]) - len(text[at : at + 100].lstrip(" \t"))


def _cut(text: str, start: int, end: int) -> tuple[int, int, str]:
    """Where to cut so that spacing stays right: the stretch, the spaces or line ends it leaves over, and what stays.

    A line that holds nothing else goes whole; the blank lines around it count once.
    """
    left, right = _spaces_before(text, start), _spaces_after(text, end)
    at_start, at_end = left == 0 or text[left - 1] == "\n", right == len(text) or text[right] == "\n"
    if not (at_start and at_end):
        if at_start or at_end:
            return (start if at_start else left), right, ""
        return (left, right, " ") if left < start and right > end else (start, end, "")
    before = left - len(text[max(left - 10, 0) : left].rstrip("\n")) - max(left - 10, 0)
    after = len(text[right : right + 10]) - len(text[right : right + 10].lstrip("\n"))
    if right + after == len(text) and left:
        return left - before, right + after, "\n" if after else ""
    return left, right + (min(before, after) if left else after), ""
