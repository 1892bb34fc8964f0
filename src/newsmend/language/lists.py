"""Lists of names in the forms they are published in, read as entities, line by line.

Forms: our own TSV and CSV; JRC-Names (`id, type, language, Name+Surname`); ParaNames (`wikidata_id, eng, label,
language, type`); GeoNames (19 columns without a header); Wikidata JSON dumps (one entity a line). Each may be packed
(.gz, .bz2).
Only names English writes are taken: labels of other languages and scripts are no accepted English spellings.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, TextIO

from newsmend import tables
from newsmend.language.names import Entity
from newsmend.types import UnreadableError

COLUMNS = ("name", "kind", "variants", "slips", "context")
_ENGLISH = frozenset(("en", "eng", "u"))
_JRC_KINDS = {"P": "person", "O": "organisation", "T": "organisation"}
_PARANAMES_KINDS = {"PER": "person", "LOC": "place", "ORG": "organisation"}
_WIKIDATA_KINDS = {
    "Q5": "person",
    "Q515": "place",
    "Q3957": "place",
    "Q532": "place",
    "Q486972": "place",
    "Q6256": "country",
    "Q4830453": "company",
    "Q7278": "party",
    "Q11032": "media",
    "Q43229": "organisation",
}
_CONTEXT = re.compile(
    r"[A-Z][\w-]+|\b(?:president|minister|general|judge|politician|footballer|city|town|river|party)\b"
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ0-9 .,'’&/()–-]+")


def read(path: Path, form: str = "") -> Iterator[Entity]:
    """The entities of a file, in its order. Raises UnreadableError that names file, line and what was expected.

    `form` is one of FORMS; empty finds it out from the first line.
    """
    with _open(path) as lines:
        numbered = enumerate(lines, 1)
        head = list(islice(numbered, 20))
        first = next((line for _, line in head if line.strip() and not line.startswith("#")), "")
        name = form or guess(first)
        if name not in FORMS:
            raise UnreadableError(f"{path}: no known list of names; --format says which: {', '.join(FORMS)}")
        number = 0
        try:
            for number, entity in FORMS[name](chain(head, numbered)):  # noqa: B007 - named in the error below
                yield entity
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise UnreadableError(f"{path}: near line {number + 1}: not in the form {name}: {error}") from None


def _open(path: Path) -> TextIO:
    openers: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open}
    try:
        opened: TextIO = openers.get(path.suffix, open)(path, "rt", encoding="utf-8", errors="replace")
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read: {error.strerror or error}") from None
    return opened


def guess(line: str) -> str:
    r"""The form a list's first line speaks of, or an empty string.

    >>> guess("1\tP\tu\tBill+Clinton"), guess("name,kind,variants"), guess('{"id": "Q5"}')
    ('jrc', 'csv', 'wikidata')
    """
    cells = line.rstrip("\n").split("\t")
    if line.lstrip().startswith(("[", "{")):
        return "wikidata"
    if cells[0] == "wikidata_id":
        return "paranames"
    if len(cells) == 19:
        return "geonames"
    if len(cells) == 4 and len(cells[1]) == 1:
        return "jrc"
    if len(cells) == len(COLUMNS) or cells[0] == "name":
        return "tsv"
    return "csv" if "name" in line.strip().lower().split(",") else ""


Lines = Iterable[tuple[int, str]]
Found = Iterator[tuple[int, Entity]]


def _values(cell: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in cell.split("|") if value.strip())


def _tsv(lines: Lines) -> Found:
    for number, line in lines:
        cells = line.rstrip("\n").split("\t")
        if not line.strip() or line.startswith("#") or cells[0] == "name":
            continue
        if not cells[0] or len(cells) > len(COLUMNS):
            raise ValueError(f"expected up to {len(COLUMNS)} columns ({', '.join(COLUMNS)}), found {len(cells)}")
        cells += [""] * (len(COLUMNS) - len(cells))
        yield number, Entity(cells[0], cells[1] or "other", *map(_values, cells[2:]))


def _csv(lines: Lines) -> Found:
    number = 0

    def text() -> Iterator[str]:
        nonlocal number
        for number, line in lines:  # noqa: B007 - the reader's place, for the caller
            if not line.startswith("#"):
                yield line

    for row in csv.DictReader(text()):
        name = (row.get("name") or "").strip()
        if not name:
            raise ValueError("a row without a name")
        columns = (_values(row.get(column) or "") for column in COLUMNS[2:])
        yield number, Entity(name, (row.get("kind") or "other").strip(), *columns)


def _jrc(lines: Lines) -> Found:
    rows = ((number, line.rstrip("\n").split("\t")) for number, line in lines if line.strip() and line[0] != "#")
    for _, group in groupby(rows, key=lambda row: row[1][0]):
        kind, forms, number = "", [], 0
        for number, (_, kind, language, name) in group:  # noqa: B007 - the last of the group
            form = name.replace("+", " ")
            if language in _ENGLISH and _LATIN.fullmatch(form) and form not in forms:
                forms.append(form)
        if forms:
            yield number, Entity(forms[0], _JRC_KINDS.get(kind, "other"), tuple(forms[1:]))


def _paranames(lines: Lines) -> Found:
    rows = ((number, line.rstrip("\n").split("\t")) for number, line in lines)
    body = ((number, cells) for number, cells in rows if cells[0] not in {"", "wikidata_id"})
    for _, group in groupby(body, key=lambda row: row[1][0]):
        kind, forms, number = "", [], 0
        for number, cells in group:  # noqa: B007 - the last of the group
            english, label, language, kind = cells[1:5]
            forms += [english] if english and english not in forms else []
            forms += [label] if language in _ENGLISH and label not in forms else []
        if forms and _LATIN.fullmatch(forms[0]):
            yield number, Entity(forms[0], _PARANAMES_KINDS.get(kind.split("-")[0], "other"), tuple(forms[1:]))


@cache
def _countries() -> dict[str, str]:
    return {row[3]: row[0] for row in tables.rows("countries.tsv") if row[3]}


def _geonames(lines: Lines) -> Found:
    for number, line in lines:
        cells = line.rstrip("\n").split("\t")
        if len(cells) != 19:
            raise ValueError(f"expected 19 columns, found {len(cells)}")
        name, plain, country = cells[1], cells[2], _countries().get(cells[8], "")
        if _LATIN.fullmatch(name):
            variants = (plain,) if plain and plain != name else ()
            yield number, Entity(name, "place", variants, (), (country,) if country else ())


def _wikidata(lines: Lines) -> Found:
    for number, line in lines:
        text = line.strip().rstrip(",")
        if text in {"[", "]", ""}:
            continue
        item = json.loads(text)
        label = item.get("labels", {}).get("en", {}).get("value", "")
        if not label or not label[0].isupper() or not _LATIN.fullmatch(label):
            continue
        aliases = [alias["value"] for alias in item.get("aliases", {}).get("en", []) if alias["value"][:1].isupper()]
        said = item.get("descriptions", {}).get("en", {}).get("value", "")
        variants = tuple(dict.fromkeys(alias for alias in aliases if alias != label and _LATIN.fullmatch(alias)))
        yield number, Entity(label, _wikidata_kind(item), variants, (), tuple(dict.fromkeys(_CONTEXT.findall(said))))


def _wikidata_kind(item: dict[str, object]) -> str:
    claims = item.get("claims")
    for claim in claims.get("P31", []) if isinstance(claims, dict) else []:
        value = claim.get("mainsnak", {}).get("datavalue", {}).get("value", {})
        if isinstance(value, dict) and value.get("id") in _WIKIDATA_KINDS:
            return _WIKIDATA_KINDS[value["id"]]
    return "other"


FORMS: dict[str, Callable[[Lines], Found]] = {
    "tsv": _tsv,
    "csv": _csv,
    "jrc": _jrc,
    "paranames": _paranames,
    "geonames": _geonames,
    "wikidata": _wikidata,
}


def merged(rows: Iterable[Entity]) -> Iterator[Entity]:
    """Entities of one name and kind made one, sorted by name; so the same names give the same file."""
    together: dict[tuple[str, str], Entity] = {}
    for row in rows:
        key = row.name, row.kind
        old = together.get(key)
        if old is None:
            together[key] = row
        else:
            pairs = ((old.variants, row.variants), (old.slips, row.slips), (old.context, row.context))
            together[key] = Entity(*key, *(tuple(dict.fromkeys((*one, *other))) for one, other in pairs))
    yield from (together[key] for key in sorted(together))


def as_row(entity: Entity) -> str:
    """An entity as a line of our own TSV."""
    return "\t".join(
        (entity.name, entity.kind, *("|".join(v) for v in (entity.variants, entity.slips, entity.context)))
    )


def faults(rows: Iterable[Entity]) -> Iterator[str]:
    """What is wrong with a list: forms claimed twice, slips that are right forms, names nothing speaks for."""
    right: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for row in rows:
        for form in row.forms:
            if form in right:
                yield f"{row.name}: “{form}” is also a form of {right[form]}"
            right.setdefault(form, row.name)
        for slip in row.slips:
            if slip in wrong:
                yield f"{row.name}: “{slip}” is also a slip of {wrong[slip]}"
            wrong.setdefault(slip, row.name)
        if not row.context:
            yield f"{row.name}: no context words; without them nothing near it can speak for it"
    for slip in sorted(set(right) & set(wrong)):
        yield f"{wrong[slip]}: the slip “{slip}” is a right form of {right[slip]}"
