"""Words per second of the whole chain with grammar, cold and warm, beside plain language-tool-python on the same text.

    python benchmarks/grammar.py FOLDER [--articles 40]

The peer checks whole articles, as its own examples do, on a server of the same kind; both servers have answered before
the clock runs. Figures are ratios of wall time in one run, of one process each, with nothing else to compare them to.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from language_tool_python import LanguageTool

from newsmend import Settings, clean_text
from newsmend.languagetool import client, server
from newsmend.languagetool.session import session


def seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """The wall time of doing something with every text."""
    started = time.perf_counter()
    for text in texts:
        work(text)
    return time.perf_counter() - started


def asking(where: str, scope: str) -> Settings:
    """The default settings, asking this server."""
    values: dict[str, Any] = {"pass": {"grammar": {"languagetool": where, "scope": scope}}}
    return Settings().with_values("benchmark", **values)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="articles as .txt files")
    parser.add_argument("--articles", type=int, default=40)
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(args.folder.glob("*.txt"))[: args.articles]]
    words = sum(len(text.split()) for text in texts)
    with tempfile.TemporaryDirectory() as work, session(Path(work)) as where:
        url = where if where.startswith("http") else server.ensure(server.Lease.parse(where)).url
        tool = LanguageTool(client.ENGLISH, remote_server=url)
        for text in texts[:5]:
            tool.check(text)
            clean_text(text, Settings())
        peer = seconds(tool.check, texts)
        print(f"{len(texts)} articles, {words:,} words; language-tool-python on whole articles: 1.0")
        without = seconds(partial(clean_text, settings=Settings()), texts)
        print(f"{'newsmend without LanguageTool':<48} {peer / without:6.1f} times its words per second")
        for scope in ("changed", "suspicious", "all"):
            os.environ["XDG_CACHE_HOME"] = str(Path(work) / scope)  # no answer is known yet
            clean = partial(clean_text, settings=asking(where, scope))
            cold, warm = seconds(clean, texts), seconds(clean, texts)
            print(f"{'newsmend, scope ' + scope + ', no answers known':<48} {peer / cold:6.1f}")
            print(f"{'newsmend, scope ' + scope + ', all answers known':<48} {peer / warm:6.1f}")


if __name__ == "__main__":
    main()
