"""`newsmend clean -`: standard input to standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from newsmend.commands.options import INCOMPLETE, note, stop

if TYPE_CHECKING:
    from newsmend.config import Settings


def clean_stdin(settings: Settings, name: str, out: Path | None) -> None:
    """Clean what comes in as if it were the file `name`; to standard output, or into the folder `out`."""
    from newsmend import api, ingest, loss
    from newsmend.batch import IN_PLACE
    from newsmend.types import SkippedError, UnreadableError
    from newsmend.writers.files import write_atomic
    from newsmend.writers.text import render

    form = ingest.format_of(name)
    if not form:
        stop(f"--stdin-filename {name}: unknown kind of file; names end in {', '.join(ingest.FORMATS)}")
    cleaned = []
    bad = 0
    for document in ingest.read_bytes(sys.stdin.buffer.read(), form, name, text_field=settings.text_field):
        if isinstance(document, UnreadableError):
            note(str(document))
            bad += not isinstance(document, SkippedError)
            continue
        done = api.clean_document(document, settings)
        if reason := loss.too_much(done, settings.max_loss):
            note(f"{document.id}: {reason}")
            bad += 1
        else:
            cleaned.append(done)
    shape = form if form in IN_PLACE else "jsonl" if form in ingest.RECORDS else "txt"
    text = render(cleaned, shape) if cleaned else ""
    if out is None:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    else:
        write_atomic(out / name, text.encode("utf-8", "surrogatepass"))
    if bad:
        raise typer.Exit(INCOMPLETE)
