"""What a page says of itself: title, language, authors, dates, site, from JSON-LD, meta elements and headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag

# A JSON-LD type that describes the article itself; "@graph" and lists hold several things.
_ARTICLE = re.compile(r"Article|Posting|Report|Review|WebPage", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+(?:[|·•»]|-|–|—|::)\s+")
_SPACE = re.compile(r"\s+")
_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)
_MAX_NODES = 5_000  # JSON-LD objects looked at on one page
_META: dict[str, Sequence[str]] = {
    "title": ("og:title", "twitter:title", "dc.title", "headline"),
    "description": ("og:description", "description", "twitter:description", "dc.description"),
    "site": ("og:site_name", "application-name", "dc.publisher"),
    "url": ("og:url", "twitter:url"),
    "lang": ("og:locale", "dc.language", "language", "content-language"),
    "date_published": (
        "article:published_time datepublished dc.date.issued dc.date dcterms.created pubdate publishdate publish-date"
        " parsely-pub-date sailthru.date date og:pubdate"
    ).split(),
    "date_modified": (
        "article:modified_time og:updated_time datemodified dcterms.modified lastmod last-modified".split()
    ),
}
_NAMES = ("property", "name", "itemprop", "http-equiv")
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl")
_TAGS = ("article:tag", "keywords", "news_keywords")


@dataclass(slots=True)
class About:
    """A page's account of itself. `body` is the JSON-LD article text, often cut or stale: evidence, never text.

    `declared` says that the title was found in metadata, not in the page as it is shown.
    """

    title: str = ""
    lang: str = ""
    body: str = ""
    titles: tuple[str, ...] = ()
    declared: bool = False
    values: dict[str, Any] = field(default_factory=dict)


def read(soup: BeautifulSoup, linked_data: list[str], headings: list[str], dates: Sequence[str] = ()) -> About:
    """Gather the metadata: JSON-LD is trusted before meta elements, these before the page.

    `headings` are the page's <h1> texts, `dates` its <time> elements that give a date of publication.
    """
    meta = _meta(soup)
    article, named = _article(linked_data)
    root = soup.html
    page_title = _clean(soup.title.get_text()) if soup.title else ""
    site = _name(article.get("publisher"), named) or _first(meta, "site")
    declared = [_text(article.get("headline")), _first(meta, "title")]
    told = [*declared, *headings[:2], page_title]
    titles = tuple(dict.fromkeys(cut for each in told if each and (cut := without_site(each, site, headings))))
    values: dict[str, Any] = {
        "format": "html",
        "authors": _authors(article.get("author") or article.get("creator"), named) or _people(meta),
        "date_published": _text(article.get("datePublished"))
        or _first(meta, "date_published")
        or next(iter(dates), ""),
        "date_modified": _text(article.get("dateModified")) or _first(meta, "date_modified"),
        "site": site,
        "url": _canonical(soup) or _text(article.get("url")) or _first(meta, "url") or _page_of(article),
        "description": _text(article.get("description")) or _first(meta, "description"),
        "tags": _keywords(article.get("keywords")) or _keywords([v for name in _TAGS for v in meta.get(name, ())]),
    }
    lang = str(root.attrs.get("lang", "")) if root else ""
    lang = lang or _text(article.get("inLanguage")) or _first(meta, "lang")
    return About(
        titles[0] if titles else "",
        lang.replace("_", "-").split(",")[0].strip()[:20],
        _text(article.get("articleBody")),
        titles,
        any(declared),
        {key: value for key, value in values.items() if value},
    )


def without_site(title: str, site: str, headings: list[str]) -> str:
    """A title without the name of the site behind it.

    >>> without_site("Strike ends - Gulf News", "Gulf News", [])
    'Strike ends'
    >>> without_site("Pensions: the day after | The Morning | World", "", ["Pensions: the day after"])
    'Pensions: the day after'
    """
    title = _clean(title)
    for heading in headings:
        if heading and title.startswith(heading) and _SUFFIX.match(title, len(heading)):
            return heading
    if site and title.endswith(site):
        cut = title[: -len(site)].rstrip(" |-–—·•»:")
        return cut or title
    return title


def _meta(soup: BeautifulSoup) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        name = (
            tag.attrs.get("property")
            or tag.attrs.get("name")
            or tag.attrs.get("itemprop")
            or tag.attrs.get("http-equiv")
        )
        content = _clean(str(tag.attrs.get("content", "")))
        if name and content:
            found.setdefault(str(name).lower(), []).append(content)
    return found


def _first(meta: Mapping[str, list[str]], key: str) -> str:
    return next((meta[name][0] for name in _META[key] if name in meta), "")


def _article(linked_data: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The JSON-LD object that describes the article, the one with the most to say; and the names of others by `@id`."""
    best: dict[str, Any] = {}
    named: dict[str, str] = {}
    for text in linked_data:
        try:
            data = json.loads(_WRAPPER.sub("", text), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            if isinstance(item.get("@id"), str) and isinstance(item.get("name"), str):
                named.setdefault(item["@id"], _text(item["name"]))
            kind = item.get("@type")
            names = " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
            if _ARTICLE.search(names) and (item.get("headline") or item.get("articleBody")):
                worth = ("articleBody" in item, len(item))
                if not best or worth > ("articleBody" in best, len(best)):
                    best = item
    return best, named


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    open_items = [data]
    for _ in range(_MAX_NODES):
        if not open_items:
            return
        item = open_items.pop()
        if isinstance(item, list):
            open_items += reversed(item)
        elif isinstance(item, dict):
            yield item
            open_items += [item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item]


def _authors(value: Any, named: Mapping[str, str]) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(name for item in items if (name := _name(item, named)) and not name.startswith("http")))


def _name(value: Any, named: Mapping[str, str]) -> str:
    """The name of a person or an organisation, which may stand elsewhere under its `@id`."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, dict):
        return _text(value)
    name = value.get("name")
    return _text(name[0] if isinstance(name, list) and name else name) or named.get(str(value.get("@id")), "")


def _page_of(article: Mapping[str, Any]) -> str:
    page = article.get("mainEntityOfPage")
    address = _text(page.get("@id") if isinstance(page, dict) else page)
    return address if address.startswith("http") else ""


def _people(meta: Mapping[str, list[str]]) -> list[str]:
    for name in _AUTHORS:
        people = [value.removeprefix("By ") for value in meta.get(name, ()) if not value.startswith("http")]
        if people:
            return list(dict.fromkeys(people))
    return []


def _keywords(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    words = [_clean(word) for item in items if isinstance(item, str) for word in item.split(",")]
    return list(dict.fromkeys(word for word in words if word))[:50]


def _canonical(soup: BeautifulSoup) -> str:
    link = soup.find("link", rel="canonical")
    return str(link.attrs.get("href", "")) if isinstance(link, Tag) else ""


def _text(value: Any) -> str:
    return _clean(unescape(value)) if isinstance(value, str) else ""


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
