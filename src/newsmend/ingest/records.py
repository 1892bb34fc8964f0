"""Records, and JSON and JSON lines of them: one document for each, which it keeps whole in its metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Any
from zlib import crc32

from newsmend.ingest.encoding import uniform_newlines
from newsmend.ingest.text import parse_text
from newsmend.types import Document, UnreadableError

# Where articles are found, the likeliest name first; a field of another name must be named in the settings. Names are
# compared without case, spaces and marks: "articleBody", "article_body" and "Article Body" are one.
TEXT_FIELDS = (
    "text articletext articlebody article body fulltext bodytext maintext content story contenttext cleantext "
    "cleanedtext textcleaned rawtext plaintext paragraphs html bodyhtml contenthtml rawhtml document description "
    "summary"
).split()
_TEASERS = {"description", "summary"}  # text only where there is no other
_TITLES = ("title", "headline", "heading", "name")
_IDS = ("id", "_id", "@id", "guid", "uuid", "docid", "articleid", "url", "link", "fingerprint")
_LONGEST_ID = 200
_LANGUAGES = ("lang", "language", "inlanguage", "metalang")
_SOURCES = ("url", "link", "sourceurl", "source", "canonicallink")
_AUTHORS = ("authors", "author", "byline", "creator", "from")
_DATES = (
    "datepublished publishedat publisheddate published publishdate datepublish publicationdate pubdate date "
    "datecreated createdat timestamp"
).split()
_ARTICLE = re.compile(r"Article|Posting|Report|Review")
_NAME_MARKS = re.compile(r"[\s_-]+")
_TAG = re.compile(r"<[^<>]*>")
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
    ids = Ids(id, single)
    for number, record in enumerate(records, 1):
        outcome = outcome_of(record, number, f"record {number}", ids, source, text_field)
        yield _with(outcome, file_text=text, file_data=data)


def read_lines(
    lines: Iterable[tuple[int, str]],
    *,
    id: str,  # noqa: A002
    source: str = "",
    text_field: str = "",
) -> Iterator[Outcome]:
    """The documents of numbered JSON lines; a broken line is reported with its number, and the others go on."""
    ids = Ids(id, single=False)
    for number, line in lines:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            yield UnreadableError(f"{source or id}:{number}: not valid JSON: {reason}; mend this line, or leave it out")
        else:
            outcome = outcome_of(record, number, f"line {number}", ids, source, text_field)
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
    field = find_text_field(data, text_field)
    # The description of a feed stands beside its items, that of an article beside its authors.
    if len(lists) == 1 and (not field or (field in _TEASERS and find_text_field(lists[0][0]) not in {"", *_TEASERS})):
        return lists[0], False
    return [data], True


class Ids:
    """`<file>#<record's own id, or its number>`, each only once; a file that is one object keeps the file's id."""

    def __init__(self, file: str, single: bool) -> None:
        self.file = file
        self.single = single
        self.given: set[str] = set()

    def of(self, record: Mapping[str, Any], number: int) -> str:
        """The id of a record; `number` is its place in the file."""
        if self.single:
            return self.file
        own = next((_shortened(str(value)) for value in _values(record, _IDS) if _is_id(value)), str(number))
        made = f"{self.file}#{own}"
        if made in self.given:
            made = f"{made}-{number}"
        self.given.add(made)
        return made


def _is_id(value: Any) -> bool:
    return (isinstance(value, str) and bool(value)) or (isinstance(value, int) and not isinstance(value, bool))


def _shortened(own: str) -> str:
    """An id of bearable length, the same for the same record wherever it stands."""
    return own if len(own) <= _LONGEST_ID else f"{own[:160]}~{crc32(own.encode('utf-8', 'surrogatepass')):08x}"


def outcome_of(record: Any, number: int, place: str, ids: Ids, source: str, text_field: str) -> Outcome:
    """The document of a record, or why there is none. `place` says where in the file it stands."""
    where = f"{source or ids.file}, {place}"
    if not isinstance(record, dict):
        return UnreadableError(f"{where}: not a JSON object; expected one object for each article")
    field = find_text_field(record, text_field)
    if not field:
        wanted = f"no text in the field {text_field!r}" if text_field else "no field with the article's text"
        return UnreadableError(f"{where}: {wanted}; {names_of_fields(record)}")
    try:
        own = ids.of(_item(record, field), number)
        return document_of(record, field, id=own, number=number, source=source)
    except UnreadableError as error:
        return UnreadableError(f"{where}: {error}")


def names_of_fields(record: Mapping[str, Any]) -> str:
    """What to say to whoever must name the field of the article."""
    names = ", ".join(name[:40] for name in list(record)[:12]) or "none"
    return f'the fields are {names}; name one with text-field = "..."'


def find_text_field(record: Mapping[str, Any], named: str = "") -> str:
    """The path of the article's text: the named one, else that of the first known name with text in it, else "".

    >>> find_text_field({"id": 1, "content": {"rendered": "<p>It rained.</p>"}})
    'content.rendered'
    """
    if named:
        return named if _text_of(value_at(record, named)).strip() else ""
    names = _named(record)
    for name in TEXT_FIELDS:
        if name in names:
            value = record[names[name]]
            path = f"{names[name]}.rendered" if isinstance(value, dict) else names[name]
            if _text_of(value_at(record, path)).strip():
                return path
    graph = record.get("@graph")
    for i, item in enumerate(graph if isinstance(graph, list) else ()):
        if isinstance(item, dict) and _ARTICLE.search(str(item.get("@type"))) and (path := find_text_field(item)):
            return f"@graph.{i}.{path}"
    return ""


def value_at(record: Any, path: str) -> Any:
    """The value of a field, or of one within others, whose names and places dots part; None when there is none.

    >>> value_at({"a": [{"b": 1}]}, "a.0.b"), value_at({"a.b": 2}, "a.b"), value_at({"a": 3}, "a.b")
    (1, 2, None)
    """
    key, rest = _step(record, path)
    return None if key is None else value_at(record[key], rest) if rest else record[key]


def with_value(record: Any, path: str, value: Any) -> Any:
    """A copy of a record with another value at a path that it has.

    >>> with_value({"a": [{"b": 1}], "c": 2}, "a.0.b", 5)
    {'a': [{'b': 5}], 'c': 2}
    """
    key, rest = _step(record, path)
    copy = record.copy()
    copy[key] = with_value(record[key], rest, value) if rest else value
    return copy


def _step(value: Any, path: str) -> tuple[Any, str]:
    """The first key of a path and the rest of it; no key when there is nothing there."""
    if isinstance(value, dict) and path in value:
        return path, ""
    first, _, rest = path.partition(".")
    if isinstance(value, list) and first.isdecimal() and int(first) < len(value):
        return int(first), rest
    return (first, rest) if isinstance(value, dict) and first in value else (None, "")


def _text_of(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    return value if isinstance(value, str) else ""


def document_of(
    record: Mapping[str, Any],
    field: str,
    *,
    id: str,  # noqa: A002
    number: int,
    source: str = "",
    markup: bool | None = None,
) -> Document:
    """A document from one record. HTML in the field is read as HTML; all other fields stay as they are in metadata.

    `markup` says whether the field holds HTML; when it is None, the look of the text tells.
    """
    text, newline = uniform_newlines(_text_of(value_at(record, field)))
    item = _item(record, field)
    metadata: dict[str, Any] = {"record": record, "text_field": field, "record_number": number}
    if newline != "\n":
        metadata["newline"] = newline
    title, lang, address = _first(item, _TITLES), _first(item, _LANGUAGES), _first(item, _SOURCES)
    told = {"authors": _authors(item), "date_published": _first(item, _DATES)}
    told["url"] = address if address.startswith(("http://", "https://")) else ""
    metadata |= {name: value for name, value in told.items() if value}
    place = address or source
    if looks_like_html(text) if markup is None else markup:
        from newsmend.ingest.html import parse_html

        page = parse_html(_with_paragraphs(text), id=id, source=place)
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


def _item(record: Mapping[str, Any], field: str) -> Any:
    """What in a record tells about the article: of a graph the node with the text, else the record."""
    return value_at(record, field.rpartition(".")[0]) if field.startswith("@graph.") else record


def _named(record: Mapping[str, Any]) -> dict[str, str]:
    """A record's names by how they are compared, the first of each."""
    return {_compared(name): name for name in reversed(list(record))}


def _compared(name: str) -> str:
    return "_id" if name == "_id" else _NAME_MARKS.sub("", name).lower()


def _values(record: Mapping[str, Any], names: Iterable[str]) -> Iterator[Any]:
    """What a record has under some names, in the order of the names."""
    own = _named(record)
    return (record[own[name]] for name in names if name in own)


def _first(record: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((said for value in _values(record, names) if (said := _said(value))), "")


def _said(value: Any) -> str:
    """The words of a value: text, HTML that shows as text, something with a name, or the first of several."""
    if isinstance(value, list):
        return _said(value[0]) if value else ""
    if isinstance(value, dict):
        shown = value.get("rendered", value.get("#text"))
        if isinstance(shown, str):
            return unescape(_TAG.sub("", shown)).strip()
        return next((said for name in ("alternateName", "name") if (said := _said(value.get(name)))), "")
    return value if isinstance(value, str) and value.strip() else ""


def _authors(record: Mapping[str, Any]) -> list[str]:
    for value in _values(record, _AUTHORS):
        people = [_said(each) for each in (value if isinstance(value, list) else [value])]
        if people := [name for name in people if name and not name.startswith("http")]:
            return people
    return []


def _with_paragraphs(markup: str) -> str:
    """HTML as content management systems store it, with blank lines for paragraphs, in the form browsers get it."""
    if "\n\n" not in markup or re.search(r"<(?:p|br|div)\b", markup, re.IGNORECASE):
        return markup
    return "".join(f"<p>{part}</p>\n" for part in re.split(r"\n\s*\n", markup) if part.strip())


def looks_like_html(text: str) -> bool:
    """Whether a field holds HTML: an opening block tag early on, and a closing one somewhere.

    >>> looks_like_html("<p>It rained.</p>"), looks_like_html("if a <b and c> d")
    (True, False)
    """
    return _MARKUP.search(text, 0, 5000) is not None and ("</" in text or "<br" in text.lower())
