"""`data/raw` and `data/clean`: the committed output is what the code makes, and the laws hold for every article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsmend import ingest
from newsmend.api import clean_document
from newsmend.batch import Job, Run, plan
from newsmend.config import read
from newsmend.engines import local
from newsmend.ledger import replay
from newsmend.types import APPLIED, Document

ROOT = Path(__file__).parents[1]
RAW, CLEAN = ROOT / "data" / "raw", ROOT / "data" / "clean"
SETTINGS = read(ROOT / "configs" / "example.toml")
SAME_EVERY_RUN = ("edits.jsonl", "changes.diff", "extracted.diff", "summary.json", "report.html")


def cleaned_into(out: Path, workers: int) -> dict[str, bytes]:
    job = Job(SETTINGS, out)
    run = Run(job)
    for result in local.run(plan([RAW], out).sources, job, workers):
        run.add(result)
    run.finish()
    made = {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
    rows = [json.loads(line) for line in made.pop("_newsmend/documents.jsonl").decode().splitlines()]
    timeless = [{key: row[key] for key in row if key not in {"seconds", "source"}} for row in rows]
    made["documents"] = json.dumps(timeless).encode()
    return made


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return cleaned_into(tmp_path_factory.mktemp("one"), 1)


def test_committed_output_is_fresh(fresh: dict[str, bytes]) -> None:
    stale = "data/clean is stale: run 'make run' and commit what changed"
    for name, data in fresh.items():
        if name != "documents":
            assert (CLEAN / name).read_bytes() == data, f"{stale} ({name})"
    own = ("_newsmend/state/", "_newsmend/manifest.json", "_newsmend/documents.jsonl")
    committed = {p.relative_to(CLEAN).as_posix() for p in CLEAN.rglob("*") if p.is_file()}
    committed = {name for name in committed if not name.startswith(own)}
    assert committed == set(fresh) - {"documents"}, stale


def test_two_workers_give_the_same_bytes(fresh: dict[str, bytes], tmp_path: Path) -> None:
    assert cleaned_into(tmp_path, 2) == fresh


def documents() -> list[Document]:
    found = []
    for source in plan([RAW]).sources:
        found += [doc for doc in ingest.read(source.path, id=source.id) if isinstance(doc, Document)]
    return found


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.id)
def test_laws_hold_for_every_article(document: Document) -> None:
    cleaned = clean_document(document, SETTINGS)
    assert not cleaned.failures
    assert replay(document.text, [entry.edit for entry in cleaned.of(APPLIED)]) == cleaned.text
    again = ingest.read_text(
        cleaned.text, str(document.metadata.get("format", "txt")).replace("html", "txt"), id="again"
    )
    assert clean_document(again, SETTINGS).text == cleaned.text


@pytest.mark.parametrize("path", sorted(RAW.glob("clean-*")), ids=lambda path: path.name)
def test_good_articles_come_out_unchanged(path: Path, fresh: dict[str, bytes]) -> None:
    assert fresh[path.name] == path.read_bytes()
