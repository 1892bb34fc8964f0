"""Clean text in the form its source had, or the one asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from newsmend.ingest.records import value_at, with_value
from newsmend.types import Cleaned, Document

_SURROGATE = re.compile("[\ud800-\udfff]")


def source_text(document: Document) -> str:
    """The text the source held, as far as it was text: front matter, dropped blocks and all."""
    return str(document.metadata.get("front_matter", "")) + document.with_dropped()


def source_offset(document: Document, at: int) -> int:
    """Where a place of `Document.text` stands in `source_text`, in code points."""
    gone = sum(len(block.text) for block in document.dropped if block.at <= at)
    return len(str(document.metadata.get("front_matter", ""))) + gone + at


def plain(cleaned: Cleaned) -> str:
    """The clean text alone."""
    return cleaned.text


def markdown(cleaned: Cleaned) -> str:
    """The clean text behind its front matter."""
    return str(cleaned.document.metadata.get("front_matter", "")) + cleaned.text


def record(cleaned: Cleaned) -> dict[str, Any]:
    """The source's record with its text replaced, every other field as it was; a new record for other sources."""
    document = cleaned.document
    given = document.metadata.get("record")
    if isinstance(given, dict):
        path = str(document.metadata["text_field"])
        # A record may hold its text as a list of paragraphs, and gets it back as one.
        text = cleaned.text.split("\n\n") if isinstance(value_at(given, path), list) else cleaned.text
        return dict(with_value(given, path, text))
    kept = {
        k: v for k, v in document.metadata.items() if isinstance(v, str | list) and k not in {"front_matter", "format"}
    }
    return {"id": document.id, "title": document.title, "lang": document.lang, "text": cleaned.text, **kept}


def json_line(cleaned: Cleaned) -> str:
    """One line of JSON without its line break. An unchanged record keeps the bytes of its source line."""
    line = cleaned.document.metadata.get("record_line")
    if isinstance(line, str) and not cleaned.changed:
        return line
    return _as_json(record(cleaned))


def _as_json(data: Any, indent: int | None = None) -> str:
    """JSON in plain letters; escaped where a field holds half of a pair of surrogates, which no file in UTF-8 can."""
    made = json.dumps(data, ensure_ascii=False, indent=indent)
    return made if made.isascii() or not _SURROGATE.search(made) else json.dumps(data, indent=indent)


def _json_file(cleaned: Sequence[Cleaned]) -> str:
    """A JSON file as its source was, the records' texts replaced where they stood."""
    source = cleaned[0].document.metadata
    if not any(each.changed for each in cleaned):
        return str(source["file_text"])
    made = {id(each.document.metadata["record"]): record(each) for each in cleaned}

    def mended(data: Any) -> Any:
        if id(data) in made:
            return made[id(data)]
        if isinstance(data, list):
            return [mended(item) for item in data]
        return {key: mended(value) for key, value in data.items()} if isinstance(data, dict) else data

    return _as_json(mended(source["file_data"]), indent=2) + "\n"


def render(cleaned: Sequence[Cleaned], form: str) -> str:
    """The documents of one source in one form: txt, md, json or jsonl."""
    if form == "jsonl":
        return "".join(json_line(each) + "\n" for each in cleaned)
    if form == "json":
        return _json_file(cleaned)
    show = markdown if form == "md" else plain
    return "\n".join(show(each) for each in cleaned)
