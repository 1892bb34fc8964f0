"""E-mail newsletters: the HTML of a message, else its plain text; the subject is the title."""

from __future__ import annotations

import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Any

from newsmend.ingest.encoding import decode, uniform_newlines
from newsmend.ingest.text import parse_text
from newsmend.types import Document, Dropped, UnreadableError

_PASSED_ON = re.compile(r"^(?:(?:fwd?|wg|tr|rv|i|re|aw)\s*:\s*)+", re.IGNORECASE)
# What mail programs write above a message that is passed on: a rule, then its headers, up to a blank line.
_FORWARDED = re.compile(
    r"""
    ^[-_ ]{2,20}[ ]?(?:Forwarded|Original|Begin[ ]forwarded)[ ]message[ ]?[-_ ]{0,20}:?\s*?\n
    (?:[ \t]*\n)? (?:\*?(?:From|Date|Sent|Subject|To|Cc|Reply-To)\*?:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,12} (?:[ \t]*\n)*
    | ^Begin[ ]forwarded[ ]message:\s*?\n
    (?:[ \t]*\n)* (?:\*?(?:From|Date|Sent|Subject|To|Cc|Reply-To)\*?:[^\n]*\n(?:[ \t]*\n)?){2,12} (?:[ \t]*\n)*
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_COVER_NOTE = 600  # characters somebody may write above what they pass on


def parse_mail(data: bytes, *, id: str, source: str = "") -> Document:  # noqa: A002
    """The article of a message, or of the one it passes on. Raises UnreadableError when it holds no text."""
    message = _innermost(BytesParser(policy=policy.default).parsebytes(data))
    subject = _PASSED_ON.sub("", _header(message, "subject"))
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
        return _plain(text, id, source, subject, metadata)
    raise UnreadableError(f"{source or id}: {reason}; leave it out")


def _innermost(message: EmailMessage) -> EmailMessage:
    """The message itself, or one attached to it that has far more to say: a newsletter that was passed on."""
    for _ in range(3):
        inner = next((part for part in message.iter_attachments() if part.get_content_type() == "message/rfc822"), None)
        attached = inner.get_payload(0) if inner is not None and inner.is_multipart() else None
        if not isinstance(attached, EmailMessage):
            break
        own = message.get_body(("plain", "html"))
        if own is not None and len(_text(own).strip()) > _COVER_NOTE:
            break
        message = attached
    return message


def _plain(text: str, name: str, source: str, subject: str, metadata: dict[str, Any]) -> Document:
    text, _ = uniform_newlines(text)
    head = _FORWARDED.search(text, 0, 4000)
    if head is None or head.start() > _COVER_NOTE or not text[head.end() :].strip():
        return parse_text(text, id=name, source=source, title=subject, metadata=metadata)
    page = parse_text(text[head.end() :], id=name, source=source, title=subject, metadata=metadata)
    return replace(page, dropped=(Dropped(text[: head.end()], "mail/forwarded", 0), *page.dropped))


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
