"""The LanguageTool of one run: which server its workers are told of, and that ours ends with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsmend.languagetool import home, server

AUTO, OFF = "auto", "off"


def available() -> str:
    """Why grammar cannot be checked with LanguageTool here and what to do, in one line; "" when it can."""
    lacks = home.lacking()
    return f"grammar is checked without LanguageTool: {lacks[0]}; {lacks[1]}" if lacks else ""


@contextmanager
def session(folder: Path) -> Iterator[str]:
    """What to tell workers: the address of the warm server if one runs, else a lease on one that ends with this run.

    The server of a lease is started by the first worker that has something to ask. Its log is in `folder`.
    """
    warm = server.address(server.warm().folder)
    if warm is not None and server.answers(warm.url):
        yield warm.url
        return
    place = folder / "languagetool"
    shutil.rmtree(place, ignore_errors=True)  # what an earlier run left
    try:
        yield str(server.Lease(place.resolve(), owner=os.getpid()))
    finally:
        server.stop(place)
