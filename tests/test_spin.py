"""The spin score is near 0 for clean articles, high for mangled ones, and says what made it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsmend import clean_text
from newsmend.batch import Job, Run, plan
from newsmend.config import Settings
from newsmend.engines import local
from newsmend.passes import PASSES
from newsmend.spin import _WEIGHTS, spin, weight

RAW = Path(__file__).parents[1] / "data" / "raw"
SPUN = (
    "In his every day tackle the high minister stated that the dying toll keeps rising. Two guys pleaded responsible "
    "last week, the Related Press reported reported. Leaders of the Republican birthday celebration came lower back on "
    "Monday and met in the the Foreign workplace. They told the Washington Put up that local weather change is real."
)


def test_a_spun_text_scores_high_and_says_why() -> None:
    made = spin(clean_text(SPUN))
    assert made.score > 0.7
    assert max(made.evidence, key=lambda name: made.evidence[name]) == "wording"


@pytest.mark.parametrize("path", sorted(RAW.glob("clean-*")), ids=lambda path: path.name)
def test_a_good_article_scores_near_nothing(path: Path) -> None:
    assert spin(clean_text(path.read_text(encoding="utf-8"))).score < 0.2


def test_boilerplate_and_mojibake_are_no_spin() -> None:
    assert weight("boilerplate/social") == weight("encoding/mojibake") == 0
    assert weight("wording/spun-phrase") > weight("wording/calque") > weight("typography/quotes")


def test_every_pass_has_a_weight() -> None:
    assert {each.name for each in PASSES} <= set(_WEIGHTS)


def test_another_language_has_no_score() -> None:
    text = "Der Ministerpräsident sagte am Montag, dass die Regierung das Gesetz nicht ändern werde. " * 8
    cleaned = clean_text(text)
    assert cleaned.skipped
    assert spin(cleaned).score == 0


def test_a_run_reports_the_score(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "spun.txt").write_text(SPUN, encoding="utf-8")
    run = Run(job := Job(Settings(), tmp_path / "out"))
    for result in local.run(plan([tmp_path / "in"], job.out).sources, job, 1):
        run.add(result)
    folder = run.finish()
    row = json.loads((folder / "documents.jsonl").read_text(encoding="utf-8"))
    assert row["spin"] > 0.7
    assert row["spin_evidence"]["wording"] > 10
    assert sum(json.loads((folder / "summary.json").read_text())["spin"].values()) == 1
    assert f'"spin":{row["spin"]}' in (folder / "report.html").read_text(encoding="utf-8")
