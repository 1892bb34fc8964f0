"""The tools newsmend is measured beside, each wrapped in its best reasonable setting, and newsmend itself.

    python benchmarks/peers.py NAME IN.jsonl OUT.jsonl

runs one of them over the texts of a file (`id`, `text`, and `html` where the article was found as a page) in a process
of its own, and writes their texts, its version, and what it cost: CPU seconds to start and to run, of it and of the
servers and programs it starts, and its peak memory. A tool that cannot be had says why, and is named as missing.
"""

from __future__ import annotations

import html
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
HARPER = HERE.parent / "build" / "node" / "node_modules" / "harper.js"
_WORD = re.compile(r"\b[a-z]{4,}\b")


class Text(NamedTuple):
    """What a tool is given: the broken text, and the page it stood on if it was found as one."""

    id: str
    text: str
    html: str = ""


Clean = Callable[[Sequence[Text]], list[str]]


class Run(ExitStack):
    """What a tool needs while it runs, and what it asks for its work in US dollars (None: nothing)."""

    cost: Callable[[], float | None] = staticmethod(lambda: None)


class MissingError(Exception):
    """A tool cannot be had here; the message says why."""


def each(edit: Callable[[str], str]) -> Clean:
    """A tool that edits one text at a time, and reads no HTML."""
    return lambda texts: [edit(text.text) for text in texts]


# --- newsmend ---------------------------------------------------------------------------------------------------------


def newsmend(stack: Run, safety: str = "fix") -> Clean:
    """What `newsmend clean --no-survey` writes; no grammar server."""
    del stack
    from newsmend import Settings
    from newsmend.api import clean_document
    from newsmend.ingest import read_text
    from newsmend.ingest.html import parse_html

    settings = Settings().with_values(safety=safety)

    def clean(text: Text) -> str:
        read = parse_html(text.html, id=text.id) if text.html else read_text(text.text, "txt", id=text.id)
        return clean_document(read, settings).text

    clean(Text("warm", "He said that that was all , yes. The bridge Was shut."))
    return lambda texts: [clean(text) for text in texts]


# --- tools that edit text ---------------------------------------------------------------------------------------------


def language_tool(stack: Run, *, spelling: bool = True) -> Clean:
    """`correct` of language-tool-python: the first suggestion of every finding. American English, own server."""
    return each(_language_tool(stack, spelling=spelling))


def _language_tool(stack: Run, *, spelling: bool) -> Callable[[str], str]:
    from newsmend.languagetool import home, server

    if lacks := home.lacking():
        raise MissingError(": ".join(lacks))
    import language_tool_python

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    lease = server.Lease(folder.resolve(), owner=os.getpid())
    stack.callback(server.stop, lease.folder)
    tool = language_tool_python.LanguageTool("en-US", remote_server=server.ensure(lease).url)
    if not spelling:
        tool.disabled_categories = {"TYPOS"}
    tool.correct("A warm-up.")

    def correct(text: str) -> str:
        return str(tool.correct(text))

    return correct


def harper(stack: Run) -> Clean:
    """The first suggestion of every lint, from the end of the text; harper.js in node."""
    package = HARPER / "dist"
    if not package.is_dir():
        raise MissingError(f"npm install --prefix {HARPER.parents[1].name} harper.js")
    command = ["node", str(HERE / "harper.mjs"), str(package)]
    child = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    questions, answers = child.stdin, child.stdout
    assert questions is not None
    assert answers is not None
    stack.callback(questions.close)

    def ask(text: str) -> str:
        print(json.dumps(text), file=questions, flush=True)
        return str(json.loads(answers.readline()))

    ask("A warm-up.")
    return each(ask)


def _over_files(command: Sequence[str], texts: Sequence[Text]) -> list[str]:
    """What a program that edits files in place makes of the texts."""
    with tempfile.TemporaryDirectory() as work:
        paths = [Path(work, f"{number:06}.txt") for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text.text, encoding="utf-8")
        subprocess.run([*command, work], capture_output=True, check=False)
        return [path.read_text(encoding="utf-8") for path in paths]


def codespell(stack: Run) -> Clean:
    """`codespell -w`: it writes what has one candidate."""
    del stack
    return partial(_over_files, [_program("codespell"), "-w"])


def typos(stack: Run) -> Clean:
    """`typos --write-changes`, for prose: no hidden configuration."""
    del stack
    return partial(_over_files, [_program("typos"), "--write-changes", "--isolated"])


def _program(name: str) -> str:
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        raise MissingError(f"pip install {name}")
    return str(found)


def _symspell() -> Any:
    from importlib.resources import files

    from symspellpy import SymSpell

    speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    data = files("symspellpy")
    speller.load_dictionary(str(data / "frequency_dictionary_en_82_765.txt"), 0, 1)
    speller.load_bigram_dictionary(str(data / "frequency_bigramdictionary_en_243_342.txt"), 0, 2)
    return speller


def symspell_compound(stack: Run) -> Clean:
    """`lookup_compound` line by line, casing carried over, words with digits left alone."""
    del stack
    speller = _symspell()

    def line(text: str) -> str:
        found = speller.lookup_compound(
            text, 2, transfer_casing=True, ignore_non_words=True, ignore_term_with_digits=True
        )
        return str(found[0].term)

    return each(lambda text: "\n".join(line(part) if part.strip() else part for part in text.split("\n")))


def symspell_word(stack: Run) -> Clean:
    """The nearest word for every lower-case word of four letters or more."""
    del stack
    from symspellpy import Verbosity

    speller = _symspell()

    def word(match: re.Match[str]) -> str:
        return str(speller.lookup(match[0], Verbosity.TOP, 2, include_unknown=True)[0].term)

    return each(lambda text: _WORD.sub(word, text))


def autocorrect(stack: Run) -> Clean:
    del stack
    from autocorrect import Speller

    return each(Speller("en"))


def ftfy(stack: Run) -> Clean:
    """`fix_text` with curly quotes kept."""
    del stack
    return each(_ftfy())


def _ftfy() -> Callable[[str], str]:
    from ftfy import fix_text

    return partial(fix_text, uncurl_quotes=False)


# --- tools that find an article's text, and pipelines -----------------------------------------------------------------


def as_page(text: Text) -> str:
    """The page an article was found on; of a plain text, a page that has each of its lines as a paragraph."""
    if text.html:
        return text.html
    lines = (f"<p>{html.escape(line)}</p>" for line in text.text.split("\n") if line.strip())
    return "<html lang='en'><body><article>" + "\n".join(lines) + "</article></body></html>"


def extractor(stack: Run, name: str) -> Clean:
    """A main-text extractor of `extraction.py`, over pages and over texts made into pages."""
    del stack
    from extraction import EXTRACTORS

    extract = EXTRACTORS[name][1]()
    return lambda texts: [extract(as_page(text)) for text in texts]


def pipeline(stack: Run) -> Clean:
    """Runs trafilatura where there is a page, then ftfy, then LanguageTool without its spelling."""
    from extraction import EXTRACTORS

    extract, repair, correct = EXTRACTORS["trafilatura"][1](), _ftfy(), _language_tool(stack, spelling=False)
    return lambda texts: [correct(repair(extract(text.html) if text.html else text.text)) for text in texts]


def language_model(stack: Run) -> Clean:
    """A language model behind an OpenAI-compatible endpoint; runs where `NEWSMEND_LLM_URL` names one."""
    from editor import Editor

    if not (url := os.environ.get("NEWSMEND_LLM_URL")):
        raise MissingError("no endpoint in NEWSMEND_LLM_URL; not run")
    editor = Editor(url, os.environ.get("NEWSMEND_LLM_MODEL", ""), os.environ.get("NEWSMEND_LLM_KEY", ""))
    stack.cost = editor.dollars
    return each(editor.edit)


@dataclass(frozen=True, slots=True)
class Peer:
    """A row of the table: the package whose version is printed, how it is made, and whether it repairs text at all."""

    package: str
    make: Callable[[Run], Clean]
    edits: bool = True


PEERS: Mapping[str, Peer] = {
    "newsmend": Peer("newsmend", newsmend),
    "newsmend, suggestions applied": Peer("newsmend", partial(newsmend, safety="suggest")),
    "LanguageTool": Peer("language_tool_python", language_tool),
    "LanguageTool, spelling off": Peer("language_tool_python", partial(language_tool, spelling=False)),
    "harper": Peer("harper.js", harper),
    "codespell": Peer("codespell", codespell),
    "typos": Peer("typos", typos),
    "symspellpy, compound": Peer("symspellpy", symspell_compound),
    "symspellpy, word": Peer("symspellpy", symspell_word),
    "autocorrect": Peer("autocorrect", autocorrect),
    "ftfy": Peer("ftfy", ftfy),
    "trafilatura": Peer("trafilatura", partial(extractor, name="trafilatura"), edits=False),
    "jusText": Peer("jusText", partial(extractor, name="jusText"), edits=False),
    "trafilatura + ftfy + LanguageTool": Peer("trafilatura", pipeline),
    "language model": Peer("editor", language_model),
}


def version_of(package: str) -> str:
    """The version that is installed, for the record."""
    if package == "harper.js":
        return str(json.loads((HARPER / "package.json").read_text(encoding="utf-8"))["version"])
    if package == "editor":
        return os.environ.get("NEWSMEND_LLM_MODEL", "")
    if package == "language_tool_python":
        from newsmend.languagetool import home

        return f"{version(package)}, server {home.VERSION}"
    return version(package)


def read(path: Path) -> Iterator[Text]:
    """The texts of a file of JSON lines."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Text(**json.loads(line))


@contextmanager
def _spent(into: dict[str, float], name: str) -> Iterator[None]:
    start = _cpu()
    yield
    into[name] = _cpu() - start


def _cpu() -> float:
    """CPU seconds of this process and of all below it, running or ended."""
    import psutil

    own = psutil.Process()
    total = float(sum(own.cpu_times()[:4]))
    for child in own.children(recursive=True):
        try:
            total += sum(child.cpu_times()[:4])
        except psutil.Error:
            continue
    return total


def _memory() -> float:
    """Megabytes: the peak of this process, and what the programs it started hold now or held at their peak."""
    import psutil

    below = float(sum(child.memory_info().rss for child in psutil.Process().children(recursive=True))) / 2**20
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return own + max(below, ended)


def main() -> None:
    name, given, made = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    peer, cost = PEERS[name], dict[str, float]()
    texts = list(read(given))
    with Run() as stack:
        try:
            began = time.process_time()
            with _spent(cost, "start"):
                clean = peer.make(stack)
            cost["start"] += began
            release = version_of(peer.package)
        except (MissingError, ImportError) as error:
            made.write_text(json.dumps({"missing": str(error)}) + "\n", encoding="utf-8")
            return
        with _spent(cost, "run"):
            outputs = clean(texts)
        cost["memory"] = _memory()
        if (dollars := stack.cost()) is not None:
            cost["dollars"] = dollars
    lines: list[dict[str, Any]] = [{"version": release, **cost}]
    lines += [{"id": text.id, "text": output} for text, output in zip(texts, outputs, strict=True)]
    made.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
