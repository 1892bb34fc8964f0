"""What tests share: one LanguageTool server for those marked `languagetool`; all others run as if there were none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsmend.languagetool import home, server

LACKS = home.lacking()


@pytest.fixture(autouse=True)
def _without_languagetool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if request.node.get_closest_marker("languagetool") is None:
        monkeypatch.setenv("LTP_PATH", str(tmp_path / "no-languagetool"))


@pytest.fixture(scope="session")
def languagetool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A lease on a server, started by the first question; skips where LanguageTool cannot be had."""
    if LACKS:
        pytest.skip(f"LanguageTool: {LACKS[0]}; {LACKS[1]}")
    folder: Path = tmp_path_factory.mktemp("languagetool")
    yield str(server.Lease(folder, owner=os.getpid()))
    server.stop(folder)
