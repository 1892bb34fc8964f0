"""The pool of processes: a source that kills its worker costs itself only, for cleaning and for the survey alike."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from newsmend.batch import Source
from newsmend.engines.local import _each


def name_of(source: Source) -> str:
    if source.id == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return source.id


def test_only_the_source_that_kills_its_worker_is_lost() -> None:
    names = ["a", "b", "deadly", "c", "d", "e", "f", "g"]
    sources = [Source(Path(name), name, "txt", name) for name in names]
    found = list(_each(sources, name_of, 2, lambda source: f"dead: {source.id}"))
    assert found == ["a", "b", "dead: deadly", "c", "d", "e", "f", "g"]
