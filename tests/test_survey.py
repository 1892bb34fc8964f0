"""The survey: lines a site repeats are learned in any order, and leave articles without a trace in the text."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from newsmend.cli import app
from newsmend.survey import REASON, Census, Survey, load, mask, sample, strip
from newsmend.types import Anchor, Block, Document, Dropped, Span

TOPICS = "harbour museum orchard railway theatre glacier vineyard stadium archive lighthouse".split()


def article(number: int, line: str = "Our readers in the valley keep this paper alive, since {} years.") -> Document:
    topic = TOPICS[number % len(TOPICS)]
    body = f"The {topic} opened on day {number}, and number {number} came first of all in the {topic}.\n\n"
    body += f"Nobody in {topic} town had expected visitor {number * 7919} to stay for {number % 13} nights."
    return Document(f"paper/{number}.txt", f"{body}\n\n{line.format(number)}\n")


def survey_of(documents: list[Document]) -> Survey:
    census = Census()
    for document in documents:
        census.add(document)
    return census.survey()


def distinct(count: int) -> list[Document]:
    """Articles whose prose differs by more than what the mask hides."""
    rng = random.Random(4)
    words = "river bridge winter letter window garden market silver candle basket thunder meadow".split()
    made = []
    for number in range(count):
        prose = " ".join(rng.choices(words, k=14)) + "."
        made.append(Document(f"paper/{number}.txt", f"{prose}\n\nMore of this in our summer issue, page {number}\n"))
    return made


def test_a_line_under_many_articles_is_learned_whatever_its_numbers() -> None:
    documents = distinct(30)
    survey = survey_of(documents)
    (key,) = survey.sites["paper"]
    assert key == mask("More of this in our summer issue, page 5")
    stripped = strip(documents[3], survey)
    assert "summer issue" not in stripped.text
    assert stripped.with_dropped() == documents[3].text
    assert [block.reason for block in stripped.dropped] == [REASON]


def test_order_does_not_matter() -> None:
    documents = distinct(40)
    backwards = survey_of(documents[::-1])
    assert backwards.to_json() == survey_of(documents).to_json()
    assert sample(["a", "b", "c"], 2) == sample(["c", "b", "a"], 2)


def test_the_same_article_many_times_teaches_nothing() -> None:
    assert survey_of([article(3) for _ in range(50)]).sites == {}


def test_a_few_articles_teach_nothing() -> None:
    assert survey_of(distinct(4)).sites == {}


def test_a_survey_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    survey = survey_of(distinct(30))
    path = tmp_path / "survey.json"
    path.write_text(survey.to_json())
    assert load(path) == survey


@given(st.lists(st.sampled_from(["prose one", "REPEATED", "prose two"]), min_size=1, max_size=6), st.data())
def test_stripping_restores_and_keeps_anchors(lines: list[str], data: st.DataObject) -> None:
    text = "\n\n".join(lines) + "\n"
    at = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    document = Document(
        "paper/x.txt",
        text,
        anchors=(Anchor(Span(start, end)),),
        blocks=(Block(Span(0, len(text))),),
        dropped=(Dropped("OLD", "html/page", at),),
    )
    survey = survey_of([])
    survey = Survey({"paper": {mask("REPEATED"): next(iter(survey_of(distinct(30)).sites["paper"].values()))}})
    stripped = strip(document, survey)
    assert stripped.with_dropped() == document.with_dropped()
    for anchor in stripped.anchors:
        assert anchor.span.end <= len(stripped.text)
    if "prose one" in lines or "prose two" in lines:
        assert "REPEATED" not in stripped.text


def test_clean_surveys_a_folder_and_the_command_writes_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    for document in distinct(25):
        (folder / Path(document.id).name).write_text(document.text)
    run = CliRunner()
    file, out = tmp_path / "survey.json", tmp_path / "out"
    assert run.invoke(app, ["survey", str(folder), "--out", str(file)]).exit_code == 0
    assert run.invoke(app, ["clean", str(folder), "--out", str(out)]).exit_code == 0
    assert "summer issue" not in (out / "3.txt").read_text()
    assert (out / "_newsmend" / "survey.json").read_text() == file.read_text()
    assert run.invoke(app, ["clean", str(folder), "--out", str(out), "--no-survey"]).exit_code == 0
    assert "summer issue" in (out / "3.txt").read_text()
    assert run.invoke(app, ["clean", str(folder), "--out", str(out), "--survey", str(file)]).exit_code == 0
    assert "summer issue" not in (out / "3.txt").read_text()
