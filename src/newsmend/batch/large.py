"""Files of records of any size: read, cleaned and written a part at a time, the rows on the disk.

What is in memory is PART documents and what they make, whatever the size of the file.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from newsmend import ingest, storage
from newsmend.batch.sources import SCRATCH, Source
from newsmend.batch.work import (
    Cleaner,
    Job,
    Result,
    Spill,
    clean_whole,
    extracted_diff,
    failed,
    packed,
    without_documents,
)
from newsmend.writers.files import own_name
from newsmend.writers.text import render

LARGE = 1 << 21  # bytes: some hundred articles, at most some ten thousand short notices
PART = 500  # documents
STREAMED = ingest.RECORDS - {"json"}  # formats read record by record; a JSON file is one value
_RATIO = 10  # bytes that one byte of a packed file may become


def clean_source(source: Source, job: Job, beat: Callable[[], None] = lambda: None) -> Result:
    """Read, clean and write one source. Bad input gives a failed row, never an exception.

    `beat` is called before each of its documents. Of a file of records beyond LARGE bytes the result's rows are on the
    disk, to be read with `Result.parts`.
    """
    try:
        # A store's objects are written whole: there, all of a file is in memory.
        large = not source.member and not storage.is_remote(job.out) and is_large(source.path)
    except OSError:
        large = False  # it is gone; reading it will say so
    return _clean_large(source, job, beat) if large else clean_whole(source, job, beat)


def is_large(path: Path) -> bool:
    """Whether a file is one of records, and too large to hold with all that is made of it. Raises OSError."""
    ratio = _RATIO if ingest.packing_of(path.name) else 1
    return ingest.format_of(path.name) in STREAMED and path.stat().st_size * ratio > LARGE


def _clean_large(source: Source, job: Job, beat: Callable[[], None]) -> Result:
    try:
        sha256 = _hash(source.path)
    except OSError as error:
        return failed(source, f"cannot be read: {error.strerror or error}")
    scratch, target = job.out / SCRATCH, job.out / source.target
    name = f"{own_name()}-{hashlib.sha256(source.id.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    output, results = scratch / f"{name}.part", scratch / f"{name}.results"
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        made = _write_parts(source, job, Cleaner(source, job, sha256, beat), output, results)
        if _is_changed(source.path, sha256):
            made = failed(source, "it changed while it was read; run again")
        elif made.output_sha256:
            _put(output, target)
    except OSError as error:
        made = failed(source, f"{target}: cannot be written: {error.strerror or error}", sha256)
    output.unlink(missing_ok=True)
    if made.spill is None:
        results.unlink(missing_ok=True)
    return made


def _write_parts(source: Source, job: Job, cleaner: Cleaner, output: Path, results: Path) -> Result:
    """Clean a source part by part, and write texts and rows; returns the result that says where they are."""
    documents = iter(ingest.read(source.path, source.id, job.settings.text_field))
    sizes: list[int] = []
    made, whole, written = Result(source), True, hashlib.sha256()
    with output.open("wb") as texts, results.open("wb") as rows:
        while True:
            made, done = cleaner.clean(islice(documents, PART))
            if not made.documents:
                break
            data = render(done, source.form).encode("utf-8", "surrogatepass")
            texts.write(data)
            written.update(data)
            whole = whole and made.whole
            part = packed(replace(made, extracted=extracted_diff(done) if "diff" in job.reports else ""))
            rows.write(part)
            sizes.append(len(part))
        wrote = texts.tell() > 0
    if not sizes:
        return without_documents(source, made.sha256)
    return Result(
        source,
        sha256=made.sha256,
        output_sha256=written.hexdigest() if wrote else "",
        spill=Spill(str(results), tuple(sizes), whole),
        **cleaner.depends,
    )


def _put(part: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:  # a folder below the output is another file system
            raise
        beside = target.with_name(f".{target.name}.{own_name()}.part")
        shutil.copyfile(part, beside)
        beside.replace(target)


def _is_changed(path: Path, sha256: str) -> bool:
    try:
        return _hash(path) != sha256
    except OSError:
        return True


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
