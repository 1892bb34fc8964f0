"""Feeds and exports in XML: RSS, Atom, and WordPress's WXR. Each item is a record; its elements are the fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.entities import name2codepoint
from typing import Any, BinaryIO

from lxml import etree

from newsmend.ingest.records import Ids, Outcome, document_of, names_of_fields, value_at
from newsmend.types import SkippedError, UnreadableError

_ATOM = "http://www.w3.org/2005/Atom"
# Prefixes by what they stand for, so that a field has one name whatever prefix a feed has chosen.
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://wordpress.org/export/": "wp",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/XML/1998/namespace": "xml",
    _ATOM: "",
    "http://purl.org/rss/1.0/": "",
}
_EXPORT = re.compile(r"(http://wordpress\.org/export/)[\d.]+(?:/(\w+))?/?")  # WXR puts its version into its names
_ROOTS = {"rss": "item", "RDF": "item", "feed": "entry"}
# Where an item has its article, the fullest first.
_TEXTS = ("content:encoded", "content", "description", "summary")
_CONTROL = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
_CHUNK = 1 << 16
# XML knows five names of characters, and careless feeds use those of HTML; as numbers both understand them.
_NAMED = re.compile(rb"&([A-Za-z]{2,8}\d{0,2});")
_NUMBERS = {
    name.encode(): f"&#{number};".encode()
    for name, number in name2codepoint.items()
    if name not in {"amp", "lt", "gt", "quot", "apos"}
}
_UNFINISHED = re.compile(rb"&\w{0,10}\Z")


def read_feed(
    stream: BinaryIO,
    *,
    id: str,  # noqa: A002
    source: str = "",
    text_field: str = "",
    limit: int = 1 << 26,
) -> Iterator[Outcome]:
    """The documents of a feed, one item in memory at a time. Pages and attachments of an export are skipped.

    `limit` is the most bytes between the ends of two items. Entities are never expanded and nothing is fetched.
    Raises UnreadableError when the XML breaks, behind the items before that, or when it is no feed.
    """
    where = source or id
    ids = Ids(id, single=False)
    items = 0
    site: dict[str, str] = {}
    try:
        for number, item in _items(stream, where, limit, site):
            items = number
            yield _outcome(item, number, ids, source, text_field, site.get("title", ""))
    except etree.XMLSyntaxError as error:
        behind = f"behind item {items}" if items else "before its first item"
        reason = str(error).partition("\n")[0][:200]
        raise UnreadableError(f"{where}: broken {behind}: {reason}; fetch it again, or leave it out") from None
    if not items:
        raise UnreadableError(f"{where}: a feed without items; leave it out")


def _items(stream: BinaryIO, where: str, limit: int, site: dict[str, str]) -> Iterator[tuple[int, Any]]:
    """The elements of the items with their numbers. Whatever is read is let go, so that a feed may have any length."""
    parser = etree.XMLPullParser(
        ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    root, wanted, number, held = None, "", 0, 0
    for data in _pieces(stream):
        held += len(data)
        if held > limit:
            raise UnreadableError(f"{where}, item {number + 1}: more than {limit >> 20} MB; leave it out")
        parser.feed(data)
        element: Any
        for event, element in parser.read_events():
            if event == "start":
                if root is None:
                    root = element
                    wanted = _wanted(root, where)
                continue
            parent = element.getparent()
            if parent is None or not (parent is root or (parent.getparent() is root and _local(parent) == "channel")):
                continue
            name = _local(element)
            if name == wanted:
                number += 1
                held = 0
                yield number, element
            elif name == "title" and not site:
                site["title"] = "".join(element.itertext()).strip()
            if name != "channel":
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
    parser.close()


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """A stream's bytes, mended where careless sites break the rules of XML."""
    # An XML declaration must come first, and there are sites that put lines before it.
    data = b""
    while not data and (data := stream.read(_CHUNK)):
        data = data.lstrip(b"\n\r\t ")
    plain = not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    rest = b""
    while data:
        if plain:
            data, rest = _plain(rest + data)
        yield data
        data = stream.read(_CHUNK)
    yield rest


def _plain(data: bytes) -> tuple[bytes, bytes]:
    r"""Bytes that XML understands, and the beginning of a character's name at their end, for the next time.

    XML knows no control characters, but exports of old posts have them.

    >>> _plain(b"a&nbsp;b &amp; c\x01 &eacu")
    (b'a&#160;b &amp; c ', b'&eacu')
    """
    data = data.translate(None, _CONTROL)
    end = match.start() if (match := _UNFINISHED.search(data, max(len(data) - 12, 0))) else len(data)
    return _NAMED.sub(lambda match: _NUMBERS.get(match.group(1), match.group()), data[:end]), data[end:]


def _wanted(root: Any, where: str) -> str:
    name = _local(root)
    if name not in _ROOTS:
        hint = "; let its name end in .html" if name.lower() == "html" else "; convert it, or leave it out"
        raise UnreadableError(f"{where}: XML of another kind, <{name[:40]}>, not RSS, Atom or WXR{hint}")
    return _ROOTS[name]


def _outcome(item: Any, number: int, ids: Ids, source: str, text_field: str, site: str) -> Outcome:
    record: dict[str, Any] = _value(item)
    own = ids.of(_told_ids(record), number)
    where = f"{source or ids.file}, item {number} ({own.removeprefix(ids.file + '#')})"
    kind = record.get("wp:post_type", "post")
    if kind != "post":
        return SkippedError(f"{where}: no article; WordPress calls it {str(kind)[:40]!r}")
    field = next((path for name in ((text_field,) if text_field else _TEXTS) if (path := _filled(record, name))), "")
    if not field:
        return UnreadableError(f"{where}: no text in it; {names_of_fields(record)}")
    try:
        page = document_of(record, field, id=own, number=number, source=source, markup=_is_markup(record, field))
    except UnreadableError as error:
        return UnreadableError(f"{where}: {error}")
    address = _address(record)
    told = {"url": address, "site": site, "authors": _people(record), "date_published": _date(record), "format": "xml"}
    return replace(page, source=address or page.source, metadata={**page.metadata, **_filled_only(told)})


def _filled_only(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


def _filled(record: dict[str, Any], name: str) -> str:
    """The path of a field with text in it, which stands beside attributes, when it has some; else ""."""
    for path in (name, f"{name}.#text"):
        value = value_at(record, path)
        if isinstance(value, str) and value.strip():
            return path
    return ""


def _is_markup(record: dict[str, Any], field: str) -> bool | None:
    """Whether a field holds HTML, as far as Atom says so; None when its look must tell."""
    holder = value_at(record, field.removesuffix(".#text"))
    kind = holder.get("@type", "") if isinstance(holder, dict) else ""
    return {"html": True, "xhtml": True, "text/html": True, "text": False, "text/plain": False}.get(kind)


def _told_ids(record: dict[str, Any]) -> dict[str, Any]:
    return {"guid": _words(record.get("guid")) or _words(record.get("id")), "link": _address(record)}


def _address(record: dict[str, Any]) -> str:
    """The page of an item: RSS's link, or the one of Atom's that is no picture, feed or answer."""
    links = record.get("link")
    for link in links if isinstance(links, list) else [links]:
        if isinstance(link, dict) and link.get("@rel", "alternate") != "alternate":
            continue
        address = _words(link) or (link.get("@href", "") if isinstance(link, dict) else "")
        if address.startswith(("http://", "https://")):
            return str(address)
    return ""


def _people(record: dict[str, Any]) -> list[str]:
    for field in ("dc:creator", "author", "itunes:author"):
        found = record.get(field)
        people = [
            _words(each.get("name")) if isinstance(each, dict) and "name" in each else _words(each)
            for each in (found if isinstance(found, list) else [found])
        ]
        if any(people):
            return [name for name in people if name]
    return []


def _date(record: dict[str, Any]) -> str:
    return next(
        (
            said
            for name in ("pubDate", "published", "dc:date", "dcterms:created", "updated")
            if (said := _words(record.get(name)))
        ),
        "",
    )


def _words(value: Any) -> str:
    if isinstance(value, list):
        return _words(value[0]) if value else ""
    if isinstance(value, dict):
        value = value.get("#text")
    return value.strip() if isinstance(value, str) else ""


def _value(element: Any) -> Any:
    """An element as JSON: its text; or, with attributes or elements in it, an object of `@name`, `#text` and names.

    Elements of one name become a list. Of Atom's XHTML the markup is the text.
    """
    made: dict[str, Any] = {f"@{_name(element, key)}": value for key, value in element.attrib.items()}
    if element.get("type") == "xhtml" and element.tag.startswith(f"{{{_ATOM}}}"):
        return {
            **made,
            "#text": "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in element),
        }
    texts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            name, value = _name(child, child.tag), _value(child)
            if name not in made:
                made[name] = value
            elif isinstance(made[name], list):
                made[name].append(value)
            else:
                made[name] = [made[name], value]
        else:
            texts.append(child.text or "")  # an entity that nobody declared, as it was written
        texts.append(child.tail or "")
    text = "".join(texts)
    if not made:
        return text
    return {**made, "#text": text} if text.strip() else made


def _name(element: Any, tag: str) -> str:
    """The name of a field, with its usual prefix: `content:encoded`, `dc:creator`."""
    space, _, local = tag.rpartition("}")
    space = space.removeprefix("{")
    if not space:
        return local
    if found := _EXPORT.fullmatch(space):
        return f"{found[2] or 'wp'}:{local}"
    prefix = _PREFIXES.get(space)
    if prefix is None:
        prefix = next((own for own, name in element.nsmap.items() if own and name == space), "")
    return f"{prefix}:{local}" if prefix else local


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
