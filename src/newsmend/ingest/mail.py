"""E-mail newsletters: the HTML of a message, else its plain text; the subject is the title."""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Any

from newsmend.ingest.encoding import decode
from newsmend.ingest.text import parse_text
from newsmend.types import Document, UnreadableError


def parse_mail(data: bytes, *, id: str, source: str = "") -> Document:  # noqa: A002
    """The article of a message. Raises UnreadableError when it holds no text, or is no message."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    subject = _header(message, "subject")
    told: dict[str, Any] = {
        "authors": [name] if (name := _sender(message)) else [],
        "date_published": _date(message),
        "from": _header(message, "from"),
        "message_id": _header(message, "message-id"),
        "list_id": _header(message, "list-id"),
    }
    metadata = {"format": "eml", **{key: value for key, value in told.items() if value}}
    if not message.keys():
        raise UnreadableError(f"{source or id}: not an e-mail message; leave it out")
    reason = "no text in it"
    html = message.get_body(("html",))
    if html is not None and (text := _text(html)).strip():
        from newsmend.ingest.html import parse_html

        try:
            page = parse_html(text, id=id, source=source)
        except UnreadableError as error:
            reason = str(error)
        else:
            return replace(page, title=subject or page.title, metadata={**page.metadata, **metadata})
    plain = message.get_body(("plain",))
    if plain is not None and (text := _text(plain)).strip():
        return parse_text(text, id=id, source=source, title=subject, metadata=metadata)
    raise UnreadableError(f"{source or id}: {reason}; leave it out")


def _text(part: Any) -> str:
    """The text of a part, whatever charset it claims."""
    data = part.get_payload(decode=True)
    charset = part.get_content_charset("")
    return decode(data, markup=True, declared=charset).text if isinstance(data, bytes) else ""


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, AttributeError, TypeError):
        # The library's parser of headers trips over some broken ones; such a header tells nothing.
        return ""


def _sender(message: EmailMessage) -> str:
    return _header(message, "from").partition("<")[0].strip(' "')


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_header(message, "date")).isoformat()
    except (ValueError, TypeError):
        return ""
