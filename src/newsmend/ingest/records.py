"""JSON and JSON lines: one document for each record, which it keeps whole in its metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from newsmend.ingest.encoding import uniform_newlines
from newsmend.ingest.text import parse_text
from newsmend.types import Document, UnreadableError

# Where articles are found, the likeliest name first; a field of another name must be named in the settings.
TEXT_FIELDS = (
    "text article_text articleText article_body articleBody article body full_text fullText fulltext body_text "
    "bodyText maintext main_text content story content_text clean_text cleaned_text raw_text plain_text paragraphs "
    "html body_html content_html raw_html document description summary"
).split()
_TITLES = ("title", "headline", "heading", "name")
_IDS = ("id", "_id", "guid", "uuid", "doc_id", "article_id", "url")
_LANGUAGES = ("lang", "language", "inLanguage")
_SOURCES = ("url", "link", "source_url", "sourceUrl", "source")
_MARKUP = re.compile(
    r"<(?:p|br|div|article|html|body|section|h[1-6]|ul|ol|blockquote|figure|table|span|a|img)\b[^>]*>", re.IGNORECASE
)

Outcome = Document | UnreadableError


def read_json(text: str, *, id: str, source: str = "", text_field: str = "") -> Iterator[Outcome]:  # noqa: A002
    """The documents of a JSON file: an object, a list of objects, or an object that holds one such list.

    Raises UnreadableError when it is no JSON or holds no records.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{source or id}: not valid JSON: {error}; mend the file, or leave it out") from None
    records, single = _records(data, text_field)
    if records is None:
        raise UnreadableError(f"{source or id}: no JSON object in it; expected one, or a list of them")
    ids = _Ids(id, single)
    for number, record in enumerate(records, 1):
        outcome = _outcome(record, number, f"record {number}", ids, source, text_field)
        yield _with(outcome, file_text=text, file_data=data)


def read_lines(
    lines: Iterable[tuple[int, str]],
    *,
    id: str,  # noqa: A002
    source: str = "",
    text_field: str = "",
) -> Iterator[Outcome]:
    """The documents of numbered JSON lines; a broken line is reported with its number, and the others go on."""
    ids = _Ids(id, single=False)
    for number, line in lines:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            yield UnreadableError(f"{source or id}:{number}: not valid JSON: {reason}; mend this line, or leave it out")
        else:
            outcome = _outcome(record, number, f"line {number}", ids, source, text_field)
            yield _with(outcome, record_line=line.rstrip("\r\n"))


def _with(outcome: Outcome, **metadata: Any) -> Outcome:
    """A document with what its writer needs to leave everything else in the file as it was."""
    if isinstance(outcome, UnreadableError):
        return outcome
    return replace(outcome, metadata={**outcome.metadata, **metadata})


def _records(data: Any, text_field: str) -> tuple[list[Any] | None, bool]:
    """The records of a file, and whether it is one object."""
    if isinstance(data, list):
        return data, False
    if not isinstance(data, dict):
        return None, False
    lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    if len(lists) == 1 and not find_text_field(data, text_field):
        return lists[0], False
    return [data], True


class _Ids:
    """`<file>#<record's own id, or its number>`, each only once; a file that is one object keeps the file's id."""

    def __init__(self, file: str, single: bool) -> None:
        self.file = file
        self.single = single
        self.given: set[str] = set()

    def of(self, record: Mapping[str, Any], number: int) -> str:
        if self.single:
            return self.file
        own = next((str(record[name]) for name in _IDS if _is_id(record.get(name))), str(number))
        made = f"{self.file}#{own}"
        if made in self.given:
            made = f"{made}-{number}"
        self.given.add(made)
        return made


def _is_id(value: Any) -> bool:
    return (isinstance(value, str) and 0 < len(value) <= 200) or (
        isinstance(value, int) and not isinstance(value, bool)
    )


def _outcome(record: Any, number: int, place: str, ids: _Ids, source: str, text_field: str) -> Outcome:
    where = f"{source or ids.file}, {place}"
    if not isinstance(record, dict):
        return UnreadableError(f"{where}: not a JSON object; expected one object for each article")
    field = find_text_field(record, text_field)
    if not field:
        wanted = f"no text in the field {text_field!r}" if text_field else "no field with the article's text"
        names = ", ".join(list(record)[:12]) or "none"
        return UnreadableError(f'{where}: {wanted}; the fields are {names}; name one with text-field = "..."')
    try:
        return document_of(record, field, id=ids.of(record, number), number=number, source=source)
    except UnreadableError as error:
        return UnreadableError(f"{where}: {error}")


def find_text_field(record: Mapping[str, Any], named: str = "") -> str:
    """The field that holds the article: the named one, else the first of the known names with text in it, else ""."""
    if named:
        return named if _text_of(record.get(named)).strip() else ""
    return next((name for name in TEXT_FIELDS if _text_of(record.get(name)).strip()), "")


def _text_of(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    return value if isinstance(value, str) else ""


def document_of(record: Mapping[str, Any], field: str, *, id: str, number: int, source: str = "") -> Document:  # noqa: A002
    """A document from one record. HTML in the field is read as HTML; all other fields stay as they are in metadata."""
    text, newline = uniform_newlines(_text_of(record[field]))
    metadata: dict[str, Any] = {"record": record, "text_field": field, "record_number": number}
    if newline != "\n":
        metadata["newline"] = newline
    title, lang = _first(record, _TITLES), _first(record, _LANGUAGES)
    place = _first(record, _SOURCES) or source
    if looks_like_html(text):
        from newsmend.ingest.html import parse_html

        page = parse_html(text, id=id, source=place)
    else:
        page = parse_text(text, id=id, source=place, title=title)
    return Document(
        id,
        page.text,
        place,
        title or page.title,
        lang or page.lang,
        {**page.metadata, **metadata},
        page.blocks,
        page.anchors,
        page.dropped,
    )


def _first(record: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((value for name in names if isinstance(value := record.get(name), str) and value.strip()), "")


def looks_like_html(text: str) -> bool:
    """Whether a field holds HTML: an opening block tag early on, and a closing one somewhere.

    >>> looks_like_html("<p>It rained.</p>"), looks_like_html("if a <b and c> d")
    (True, False)
    """
    return _MARKUP.search(text, 0, 5000) is not None and ("</" in text or "<br" in text.lower())
