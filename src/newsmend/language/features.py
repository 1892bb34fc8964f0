"""What the pipeline in the wheel sees of a word: its form, its ending, its Brown cluster, its inflection, its case.

A spaCy architecture, ``newsmend.WordEmbed.v1``, in place of ``spacy.MultiHashEmbed.v2``. The treebank is small (200,000
words); clusters and inflection tell what words it lacks are like. What depends on case is kept apart from what does
not, so that a false capital changes a part of the picture only. Importing this module imports spaCy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from spacy.lang.lex_attrs import word_shape
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array
from thinc.types import Floats2d

from newsmend import tables
from newsmend.language import lexicon

COLUMNS = ("norm", "prefix", "suffix2", "suffix3", "suffix4", "shape", "cluster", "lower_cluster", "branch", "twig",
           "inflection", "case")  # fmt: skip
_MOST_WORDS = 100_000  # remembered per model; then forgotten all at once
_DIGIT = re.compile(r"\d")
_QUOTES = str.maketrans("‘’“”`´–", "''\"\"''-")


@cache
def clusters() -> dict[str, int]:
    """Return cased word -> its Brown cluster, a path whose first branch is the lowest bit."""
    return {word: int(number) for number, words in tables.rows("clusters.tsv.gz") for word in words.split(" ")}


def _inflection(word: str) -> str:
    kinds = sorted({reading.kind for reading in lexicon.lemma_of_verb(word)})
    nominal = [
        name
        for name, holds in (
            ("noun", lexicon.is_noun(word)),
            ("plural", bool(lexicon.singulars(word))),
            ("adjective", lexicon.is_adjective(word)),
            ("known", lexicon.known(word)),
        )
        if holds
    ]
    return " ".join(kinds + nominal)


def _case(word: str, lower: str) -> str:
    share = lexicon.lower_share(lower)
    form = "lower" if word == lower else "title" if word.istitle() else "upper" if word.isupper() else "mixed"
    return f"{form} {'' if share is None else round(share * 5)}"


def describe(word: str) -> tuple[str, ...]:
    """Return a word's features as strings, in the order of COLUMNS.

    >>> dict(zip(COLUMNS, describe("Bombings"), strict=True))["suffix3"]
    'ngs'
    """
    folded = word.translate(_QUOTES)
    lower = _DIGIT.sub("0", folded.lower())
    table = clusters()
    cluster = table.get(folded, 0)
    lowered = table.get(lower, 0) or table.get(lower.capitalize(), 0)
    either = cluster or lowered
    return (
        lower,
        lower[:3],
        lower[-2:],
        lower[-3:],
        lower[-4:],
        word_shape(folded),
        str(cluster),
        str(lowered),
        str(either & 63),
        str(either & 1023),
        _inflection(lower),
        _case(folded, lower),
    )


def _extract() -> Model[list[Doc], list[Any]]:
    known: dict[str, list[int]] = {}

    def row(word: str) -> list[int]:
        if (found := known.get(word)) is None:
            if len(known) >= _MOST_WORDS:
                known.clear()
            found = known[word] = [
                get_string_id(f"{name}={value}") for name, value in zip(COLUMNS, describe(word), strict=True)
            ]
        return found

    def forward(
        model: Model[list[Doc], list[Any]],
        docs: list[Doc],
        is_train: bool,  # noqa: ARG001 - thinc's signature
    ) -> tuple[list[Any], Callable[[list[Any]], list[Doc]]]:
        rows = ([row(token.text) for token in doc] for doc in docs)
        found: list[Any] = [np.asarray(each, dtype="uint64").reshape(len(each), len(COLUMNS)) for each in rows]
        return [model.ops.asarray(each) for each in found], lambda _: []

    return Model("newsmend_word_features", forward)


@registry.architectures("newsmend.WordEmbed.v1")  # type: ignore[untyped-decorator]
def word_embed(width: int, sizes: dict[str, list[int]]) -> Model[list[Doc], list[Floats2d]]:
    """Embed each feature by hashing and mix them to one vector of `width`; `sizes`: feature -> [rows, width]."""
    parts: list[Any] = [
        HashEmbed(sizes[name][1], sizes[name][0], column=number, seed=number + 7, dropout=0.0)
        for number, name in enumerate(COLUMNS)
    ]
    total = sum(sizes[name][1] for name in COLUMNS)
    mix: Model[Floats2d, Floats2d] = Maxout(width, total, nP=2, dropout=0.0, normalize=True)
    return chain(_extract(), list2ragged(), with_array(concatenate(*parts)), with_array(mix), ragged2list())
