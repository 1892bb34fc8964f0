"""Tables: CSV and TSV, and Parquet with the extra `parquet`. Each row is a record; the first line names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from newsmend.ingest.records import Ids, Outcome, find_text_field, outcome_of
from newsmend.types import UnreadableError

_DELIMITERS = ",\t;|"  # the likeliest first


def read_csv(
    lines: Iterable[tuple[int, str]],
    *,
    id: str,  # noqa: A002
    source: str = "",
    text_field: str = "",
    limit: int = 1 << 26,
) -> Iterator[Outcome]:
    """The documents of numbered lines; a broken row is reported with its line, and the others go on.

    `limit` is the most characters a cell may have. Raises UnreadableError when no column can hold the article.
    """
    # The csv module knows no other place for this limit than one for the whole process; it is only ever raised here.
    csv.field_size_limit(max(limit, csv.field_size_limit()))
    where = source or id
    texts = (line for _, line in lines)
    first = next((line for line in texts if line.strip()), "")
    if not first:
        raise UnreadableError(f"{where}: empty file; leave it out")
    delimiter = _delimiter(first)
    if first.lower().startswith("sep="):  # a spreadsheet's note on its delimiter
        delimiter = first.strip()[4:5] or delimiter
        first = next(texts, "")
    rows = _rows(_chained(first, texts), delimiter, where)
    columns: list[str] = []
    ids = Ids(id, single=False)
    number = 0
    for line, row in rows:
        if not columns:
            if isinstance(row, UnreadableError):
                raise row
            columns = _columns(row)
            _check_columns(columns, where, text_field)
            continue
        number += 1
        if isinstance(row, UnreadableError):
            yield row
        elif len(row) < len(columns) or any(row[len(columns) :]):
            yield UnreadableError(
                f"{where}, row {number} (ends in line {line}): {len(row)} cells for {len(columns)} columns; "
                "mend its quotation marks, or leave it out"
            )
        else:
            record = dict(zip(columns, row, strict=False))
            yield outcome_of(record, number, f"row {number} (ends in line {line})", ids, source, text_field)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _rows(lines: Iterator[str], delimiter: str, where: str) -> Iterator[tuple[int, list[str] | UnreadableError]]:
    # Strict, for a quotation mark that is never closed would swallow all rows behind it without a word.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num, UnreadableError(f"{where}:{reader.line_num}: not a row of a table: {error}")
        else:
            if row:
                yield reader.line_num, row


def _delimiter(head: str) -> str:
    r"""What parts the cells of a header.

    >>> _delimiter("id;title;text"), _delimiter("id\ttitle, or none\ttext"), _delimiter("text")
    (';', '\t', ',')
    """
    line = (head.splitlines() or [""])[0]
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark))))


def _columns(row: list[str]) -> list[str]:
    """The names of the columns: those without one are called by their place, and none is given twice."""
    names: list[str] = []
    for place, cell in enumerate(row, 1):
        name = cell.strip() or f"column {place}"
        names.append(name if name not in names else f"{name} {place}")
    return names


def _check_columns(columns: list[str], where: str, text_field: str) -> None:
    if not find_text_field(dict.fromkeys(columns, "x"), text_field):
        wanted = f"no column {text_field!r}" if text_field else "no column known to hold articles"
        names = ", ".join(name[:40] for name in columns[:12])
        raise UnreadableError(f'{where}: {wanted}; the columns are {names}; name one with text-field = "..."')


def read_parquet(stream: BinaryIO, *, id: str, source: str = "", text_field: str = "") -> Iterator[Outcome]:  # noqa: A002
    """The documents of a Parquet file, some rows in memory at a time.

    Raises UnreadableError when the file is broken, or pyarrow is not there.
    """
    where = source or id
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UnreadableError(f"{where}: Parquet needs pyarrow; pip install 'newsmend[parquet]'") from None
    ids = Ids(id, single=False)
    number = 0
    try:
        file = parquet.ParquetFile(stream)
        _check_columns(list(file.schema_arrow.names), where, text_field)
        for batch in file.iter_batches(batch_size=64):
            for record in batch.to_pylist():
                number += 1
                yield outcome_of(_plain(record), number, f"row {number}", ids, source, text_field)
    except (pyarrow.ArrowException, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise UnreadableError(f"{where}: broken Parquet file: {reason}; fetch it again, or leave it out") from None


def _plain(value: Any) -> Any:
    """A value as JSON has it: dates in ISO form, bytes as text, other kinds as their words."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if value is None or isinstance(value, str | int | float):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
