"""What elements are called: class, id and role words that name page furniture and article bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from newsmend import tables

# Their class words name categories and authors of the article, not its place on the page.
NAMED_BY_CONTENT = frozenset({"html", "body", "article", "main", "tr", "tbody"})
CONTAINERS = frozenset("div section article main td body form center span".split())  # what may hold an article
BODY, ARTICLE = "body", "article"  # the rows that name no furniture

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"(?![ ])[\W_]+")
_PART = re.compile(r"[^- ]+")


class Word(NamedTuple):
    """A row of the table. `start`: other words may go on from it; `whole`: it must be a class name by itself."""

    text: str
    family: str
    start: bool
    whole: bool


@lru_cache(maxsize=8192)
def reading(tag: str, classes: str, identity: str, role: str, component: str) -> tuple[str, str, int]:
    """What a tag and its attributes say: the words themselves, family of furniture, strength as article body."""
    words = class_words(" ".join(part for part in (classes, identity, role, component) if part))
    family, named, around = "", False, tag == "article"
    for word in _found(words):
        if word.family == BODY:
            named = True
        elif word.family == ARTICLE:
            around = True
        elif not family:
            family = word.family
    if not family or tag in NAMED_BY_CONTENT:
        family = _tags().get(tag, "")
    if tag not in CONTAINERS or tag == "body":  # whose class words tell the kind of page
        return words, family, 0
    main = tag == "main" or " main " in f" {words} "
    return words, family, 3 if named else 2 if around else int(main)


def class_words(value: str) -> str:
    """Class words: lower case, joined by hyphens, split at capitals.

    >>> class_words("relatedPosts__item wide")
    'related-posts-item wide'
    """
    if not value.islower():
        value = _CAMEL.sub("-", value).lower()
    return _NOT_WORD.sub("-", value)


def _found(words: str) -> Iterator[Word]:
    """The words of the table, in the order they stand in; of those at one place only the first of each kind."""
    for part in _PART.finditer(words):
        kinds = set[str]()
        for word in _beginning(part[0]):
            kind = word.family if word.family in {BODY, ARTICLE} else ""
            if kind not in kinds and _stands(words, part.start(), word):
                kinds.add(kind)
                yield word


def _stands(words: str, at: int, word: Word) -> bool:
    end = at + len(word.text)
    if not words.startswith(word.text, at):
        return False
    if word.whole:
        return words[at - 1 : at] in {"", " "} and words[end : end + 1] in {"", " "}
    return word.start or words[end : end + 1] in {"", " ", "-"}


@lru_cache(maxsize=16384)
def _beginning(part: str) -> tuple[Word, ...]:
    """The rows that may stand where this part of a class name stands."""
    firsts, starts = _table()
    return tuple(
        word for _, word in sorted([*firsts.get(part, ()), *(s for s in starts if part.startswith(s[1].text))])
    )


Index = tuple[dict[str, list[tuple[int, Word]]], list[tuple[int, Word]]]


@lru_cache(maxsize=1)
def _table() -> Index:
    """All words with their number: by their first part, and those that go on within it."""
    firsts: dict[str, list[tuple[int, Word]]] = {}
    starts: list[tuple[int, Word]] = []
    for number, word in enumerate(rows()):
        first = word.text.split("-")[0]
        if word.start and first == word.text:
            starts.append((number, word))
        else:
            firsts.setdefault(first, []).append((number, word))
    return firsts, starts


def rows() -> list[Word]:
    """The words of the table in its order: furniture, then bodies."""
    table = tables.toml("html.toml")
    return [
        Word(text.strip("=*"), family, text.endswith("*"), text.startswith("="))
        for family, words in [*table["drop"].items(), *((kind, table[kind]["words"]) for kind in (BODY, ARTICLE))]
        for text in words
    ]


def _tags() -> dict[str, str]:
    tags: dict[str, str] = tables.toml("html.toml")["drop_tags"]
    return tags
