"""The loss meter: every word that went is counted with its reason, and too many set a document aside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsmend import loss
from newsmend.cli import app
from newsmend.types import Cleaned, Document, Dropped

PROSE = "The mayor of the old town opened a bridge on Sunday, and a hundred people walked over it in the rain.\n"
RELATED = "".join(f"Read more: The story number {n} of this long day\n\n" for n in range(9))
FORM = "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n\n" * 4


def cleaned(*dropped: tuple[str, int]) -> Cleaned:
    document = Document(
        "a", "word " * 50, dropped=tuple(Dropped("gone " * words, reason, 0) for reason, words in dropped)
    )
    return Cleaned(document, document.text)


def test_shares_are_of_all_words_read_and_add_up() -> None:
    one = cleaned(("html/related", 30), ("html/navigation", 15), ("html/related", 5))
    assert loss.lost(one) == {"html/related": 35.0, "html/navigation": 15.0}
    assert loss.total(one) == 50.0
    assert loss.lost(cleaned()) == {} and loss.total(cleaned()) == 0


@pytest.mark.parametrize(
    ("reason", "limit", "said"),
    [
        ("html/related", 50, "boilerplate would take 67% of its words (limit 50%): html/related 67%; look at it"),
        ("survey/repeated-line", 66, "boilerplate would take 67%"),
        ("html/related", 67, ""),
        ("html/related", 0, ""),
        ("html/form", 1, ""),
        ("html/navigation", 1, ""),
        ("boilerplate/comments", 1, ""),
    ],
)
def test_what_is_too_much(reason: str, limit: float, said: str) -> None:
    found = loss.too_much(cleaned((reason, 100)), limit)
    assert found.startswith(said) if said else found == ""


def test_a_large_menu_does_not_hide_a_doubtful_loss() -> None:
    assert "limit 50%" in loss.too_much(cleaned(("html/navigation", 10_000), ("html/related", 60)), 50)


def test_a_run_reports_losses_and_sets_aside(tmp_path: Path) -> None:
    folder, out = tmp_path / "articles", tmp_path / "out"
    folder.mkdir()
    for name, tail in (("good", ""), ("thin", RELATED), ("form", FORM)):
        (folder / f"{name}.txt").write_text(f"{PROSE}\n{tail}")
    records = [{"id": 1, "text": PROSE}, {"id": 2, "text": f"{PROSE}\n{RELATED}"}]
    (folder / "feed.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    result = CliRunner().invoke(app, ["clean", str(folder), "--out", str(out), "--max-loss", "40"])
    assert result.exit_code == 3
    assert result.stderr.count("(limit 40%): boilerplate/related") == 2
    assert not (out / "thin.txt").exists()
    assert (out / "form.txt").read_text() == (out / "good.txt").read_text() == f"{PROSE}\n"
    assert [json.loads(line)["id"] for line in (out / "feed.jsonl").read_text().splitlines()] == [1]
    rows = {
        row["doc"]: row for row in map(json.loads, (out / "_newsmend" / "documents.jsonl").read_text().splitlines())
    }
    assert rows["good.txt"]["lost"] == {}
    assert set(rows["form.txt"]["lost"]) == {"boilerplate/comments"} and rows["form.txt"]["status"] == "cleaned"
    thin = rows["thin.txt"]
    assert thin["status"] == "failed" and thin["words_out"] == 0 and "related" in thin["reason"]
    assert thin["loss"] == pytest.approx(sum(thin["lost"].values()), abs=0.1) and thin["loss"] > 40
    assert "thin.txt" in (out / "_newsmend" / "report.html").read_text()
    assert f'"loss":{rows["form.txt"]["loss"]}' in (out / "_newsmend" / "report.html").read_text()


def test_standard_input_heeds_the_limit() -> None:
    run = CliRunner()
    result = run.invoke(app, ["clean", "-", "--max-loss", "40"], input=f"{PROSE}\n{RELATED}")
    assert result.exit_code == 3 and result.stdout == "" and "limit 40%" in result.stderr
    assert run.invoke(app, ["clean", "-", "--max-loss", "40"], input=f"{PROSE}\n{FORM}").stdout == f"{PROSE}\n"
