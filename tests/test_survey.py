"""The survey: lines a site repeats are learned in any order, and leave articles without a trace in the text."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from newsmend.batch import plan
from newsmend.census import Census, sample
from newsmend.cli import app
from newsmend.config import Settings
from newsmend.engines.local import take_survey
from newsmend.language.unknown import unknown_words
from newsmend.passes.spelling import Spelling
from newsmend.pipeline import clean
from newsmend.policy import Policy
from newsmend.survey import REASON, RepeatedLine, Survey, load, mask, site_of, strip
from newsmend.types import Anchor, Block, ConfigError, Document, Dropped, Span

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
    survey = Survey({"paper": {mask("REPEATED"): RepeatedLine(30, 30, "anywhere", "REPEATED")}})
    stripped = strip(document, survey)
    assert stripped.with_dropped() == document.with_dropped()
    for anchor in stripped.anchors:
        assert anchor.span.end <= len(stripped.text)
    if "prose one" in lines or "prose two" in lines:
        assert "REPEATED" not in stripped.text


# Two syllables make a name, so that no two articles share a line.
SYLLABLES = "bar den fol gim hul jor kes lin mov nar pel rud sil tov wen yar".split()


def line_of(rng: random.Random, words: int = 14) -> str:
    return " ".join("".join(rng.choices(SYLLABLES, k=2)) for _ in range(words)).capitalize() + "."


def articles(count: int, *, site: str = "paper", **at: str) -> list[Document]:
    """Articles of eight paragraphs with lines of their site: `head`, `middle`, `tail`."""
    made = []
    for number in range(count):
        rng = random.Random(f"{site} {number}")
        body = [line_of(rng) for _ in range(8)]
        middle = 2 + number % 5
        lines = [at.get("head", ""), *body[:middle], at.get("middle", ""), *body[middle:], at.get("tail", "")]
        text = "\n\n".join(line.replace("{}", str(number)) for line in lines if line)
        made.append(Document(f"{site}/{number}.txt", text + "\n"))
    return made


def learned(documents: list[Document]) -> dict[str, str]:
    """The lines a survey finds, each with its place."""
    tables = survey_of(documents).sites.values()
    return {entry.example: entry.place for table in tables for entry in table.values()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maria Lopez is a reporter at our desk in Leeds.", "John O'Neill is a reporter at our desk in York."),
        ("Élise Martin writes about gardens", "Jo Ek writes about gardens"),
        ("Posted on March 3, 2021 by Maria Lopez", "Posted on May 14, 2020 by Jo Ek"),
        ("12 comments", "1,340 comments"),
        ("Updated 3:15 on Tuesday", "Updated 11:40 on Sunday"),
    ],
)
def test_near_duplicates_are_one_line(one: str, other: str) -> None:
    assert mask(one) == mask(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Police are looking for two men", "Police are looking for witnesses"),
        ("See our shop", "See our garden"),
        ("Rain is expected", "Snow is expected"),
    ],
)
def test_lines_of_other_words_are_two(one: str, other: str) -> None:
    assert mask(one) != mask(other)


def test_a_line_has_a_place() -> None:
    found = learned(articles(40, head="Harbour News", middle="Story goes on below this advert", tail="See our shop"))
    assert found == {
        "Harbour News": "head",
        "Story goes on below this advert": "anywhere",
        "See our shop": "tail",
    }


@pytest.mark.parametrize("words", ["Background", "What happens next", "Ingredients", "For the sauce"])
def test_a_running_subheading_stays(words: str) -> None:
    documents = articles(40, middle=words, tail="See our shop")
    assert learned(documents) == {"See our shop": "tail"}
    assert words in strip(documents[3], survey_of(documents)).text


def test_a_kicker_stays_where_it_is_a_subheading() -> None:
    survey = survey_of(articles(40, head="Analysis of the day"))
    (inside,) = articles(1, site="paper", middle="Analysis of the day")
    assert strip(inside, survey).text == inside.text


def test_a_paragraph_of_background_in_many_articles_stays() -> None:
    words = "The strike at the port began in spring, after talks on pay between the union and its owner had failed."
    assert learned([*articles(100)[:60], *articles(100, middle=words)[60:]]) == {}


def test_versions_of_one_story_teach_nothing() -> None:
    quote = '"Nobody told us that the bridge would be shut," she said.'
    (story,) = articles(1, site="agency", middle=quote, tail="More to follow on this story")
    versions = [Document(f"paper/v{n}.txt", story.text + "\n" + line_of(random.Random(n)) + "\n") for n in range(30)]
    assert learned([*articles(60), *versions]) == {}
    assert learned([*articles(60, tail="See our shop"), *versions]) == {"See our shop": "tail"}


def test_closing_sentences_of_court_reports_stay_and_a_site_that_always_says_so_is_known() -> None:
    closing = "The trial continues."
    assert learned([*articles(100)[:93], *articles(100, tail=closing)[93:]]) == {}
    plea = "Our paper lives on its readers."
    assert learned(articles(100, tail=plea)) == {plea: "tail"}


def test_forms_filled_in_anew_are_content_until_all_articles_have_them() -> None:
    assert learned([*articles(60)[:50], *articles(60, tail="Attendance: 1{}")[50:]]) == {}
    assert learned(articles(60, tail="{} comments")) == {"0 comments": "tail"}


def test_a_long_line_of_the_page_hides_nothing() -> None:
    consent = "We and our partners use what browsers store to show what you like. " * 6
    assert "See our shop" in learned(articles(40, head=consent, tail="See our shop"))


@pytest.mark.parametrize(
    ("document", "site"),
    [
        (Document("a.txt", "x"), "."),
        (Document("paper/2024/05/a.txt", "x"), "paper"),
        (Document("crawl/www.example.org/05/a.txt", "x"), "example.org"),
        (Document("feed.jsonl#https://example.org/a/b", "x"), "."),
        (Document("paper/feed.jsonl#1/2", "x"), "paper"),
        (Document("p/a", "x", metadata={"url": "https://www.Example.org/a"}), "example.org"),
        (Document("p/a", "x", metadata={"url": "https://m.example.co.uk/a"}), "example.co.uk"),
        (Document("p/a", "x", metadata={"url": "https://m.org/a"}), "m.org"),
        (Document("p/a", "x", metadata={"canonical_url": "https://[broken", "site": "The Paper"}), "The Paper"),
        (Document("p/a", "x", metadata={"url": "not an address"}), "p"),
    ],
)
def test_the_site_of_a_document(document: Document, site: str) -> None:
    assert site_of(document) == site


def test_any_number_of_workers_and_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    for site in ("one", "two"):
        (tmp_path / site).mkdir()
        for document in articles(12, site=site, tail=f"See the shop of {site}, page {{}}"):
            (tmp_path / document.id).write_text(document.text)
    records = [json.dumps({"id": d.id, "text": d.text}) for d in articles(15, site="three", head="Harbour News {}")]
    (tmp_path / "three.jsonl").write_text("\n".join(records))
    sources = plan([tmp_path]).sources
    shuffled = random.Random(2).sample(sources, len(sources))
    surveys = [take_survey(s, Settings(), n).to_json() for s, n in ((sources, 1), (sources, 2), (shuffled, 2))]
    assert surveys[0] == surveys[1] == surveys[2]
    assert set(json.loads(surveys[0])["lines"][0]) == {"site", "line", "count", "documents", "place", "example"}
    assert "page" in surveys[0] and "harbour" in surveys[0]


@given(st.randoms(use_true_random=False), st.integers(1, 4), st.integers(5, 70))
@settings(max_examples=25, deadline=None)
def test_a_census_beyond_its_bound_is_that_of_the_sample(rng: random.Random, parts: int, size: int) -> None:
    documents = articles(60, tail="See our shop")
    whole = Census(size)
    for document in documents:
        whole.add(document)
    rng.shuffle(documents)
    counted = [Census(size) for _ in range(parts)]
    for number, document in enumerate(documents):
        counted[number % parts].add(document)
    merged = Census(size)
    for part in counted:
        merged.merge(part)
    assert len(merged) == min(size, 60)
    assert merged.survey().to_json() == whole.survey().to_json()


def test_a_huge_file_of_records_takes_the_memory_of_the_sample() -> None:
    import tracemalloc

    records = [line_of(random.Random(number)) + "\n\nSee our shop\n" for number in range(2000)]
    for record in records:  # what the lexicon is asked it remembers for all, and it has bounds of its own
        unknown_words(record)

    def held(count: int) -> int:
        tracemalloc.start()
        census = Census(100)
        for number, record in enumerate(records[:count]):
            census.add(Document(f"big.jsonl#{number}", record))
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return size

    assert held(2000) < 1.5 * held(150)


Change = Callable[[dict[str, Any]], object]


def edited(tmp_path: Path, change: Change) -> Path:
    data = json.loads(survey_of(articles(30, head="Harbour News", tail="See our shop")).to_json())
    change(data)
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(data, indent=1))
    return path


def test_a_person_can_take_a_line_out_of_the_file_and_put_one_in(tmp_path: Path) -> None:
    document = articles(1, head="Harbour News", tail="See our shop")[0]
    document = replace(document, text=document.text + "\nBuy 12 apples of us\n")

    def change(data: dict[str, Any]) -> None:
        data["lines"] = [row for row in data["lines"] if row["example"] != "Harbour News"]
        data["lines"].append({"site": "paper", "line": "Buy 30 apples of us", "place": "tail"})

    text = strip(document, load(edited(tmp_path, change))).text
    assert "Harbour News" in text
    assert "shop" not in text and "apples" not in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.update(sites=[]), "unknown key 'sites'; allowed are version, lines"),
        (
            lambda data: data["lines"][1].update(plaec="head"),
            "line 2: unknown key 'plaec'; allowed are site, line",
        ),
        (lambda data: data["lines"][0].update(place="top"), "line 1: place: 'top'; allowed are head, tail"),
        (lambda data: data["lines"][0].update(count="many"), "line 1: count: expected a whole number"),
        (lambda data: data["lines"][0].pop("site"), "line 1: site missing"),
        (lambda data: data.update(version=1), "survey of version 1; run 'newsmend survey' again"),
        (lambda data: data.pop("lines"), "not a survey file"),
        (lambda data: data["lines"].append("x"), "line 3: expected an object"),
    ],
)
def test_a_wrong_file_gives_one_clear_line(tmp_path: Path, change: Change, said: str) -> None:
    path = edited(tmp_path, change)
    with pytest.raises(ConfigError, match=re.escape(said)) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_json_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "survey.json"
    path.write_text('{"version": 2, "lines": [\n{"site": "a", "line": "b"},\n]}\n')
    with pytest.raises(ConfigError, match=r"survey\.json:3: not valid JSON"):
        load(path)


def stories(count: int, *words: str) -> list[Document]:
    """Stories of their own words, the first of which write the given ones."""
    made = []
    for number in range(count):
        topic = TOPICS[number % len(TOPICS)]
        word = words[number] if number < len(words) else "people"
        text = f"On day {number} the {word} of the {topic} came to {number * 37} guests, who stayed for a long time.\n"
        made.append(Document(f"paper/{number}.txt", f"{text}\n{line_of(random.Random(number)).title()}\n"))
    return made


def test_a_small_word_that_several_stories_write_is_the_collections_own() -> None:
    documents = stories(30, *["coaltion"] * 3, *["grobleshank"] * 2)
    survey = survey_of(documents)
    assert survey.words == {"coaltion": 3}
    assert survey_of(documents[::-1]).to_json() == survey.to_json()
    parts = [Census(), Census()]
    for number, document in enumerate(documents):
        parts[number % 2].add(document)
    parts[0].merge(parts[1])
    assert parts[0].survey() == survey
    copies = [replace(documents[3], id=f"paper/copy{number}.txt") for number in range(5)]
    assert survey_of([*documents, *copies]).words == {"coaltion": 3}, "copies of a story are one"


def test_spelling_leaves_alone_what_several_stories_write() -> None:
    text = "The coaltion met in the town on Monday, and its parliment was asked to vote.\n"
    chain = [Spelling()]
    spoken = [
        {entry.edit.before for entry in clean(Document("a", text), chain, Policy(), survey).entries}
        for survey in (None, Survey(), Survey({}, {"coaltion": 3}))
    ]
    assert spoken == [{"coaltion", "parliment"}, {"coaltion", "parliment"}, {"parliment"}]


def test_words_are_read_as_they_were_written_and_a_wrong_table_is_told(tmp_path: Path) -> None:
    survey = survey_of(stories(30, *["coaltion"] * 3))
    path = tmp_path / "survey.json"
    path.write_text(survey.to_json())
    assert load(path) == survey
    path.write_text('{"version": 2, "lines": [], "words": ["coaltion"]}')
    with pytest.raises(ConfigError, match="words: expected words with whole numbers"):
        load(path)


def test_clean_surveys_a_folder_and_the_command_writes_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    for document in distinct(25):
        (folder / Path(document.id).name).write_text(document.text)
    run = CliRunner()
    file, out = tmp_path / "survey.json", tmp_path / "out"
    assert run.invoke(app, ["survey", str(folder), "--out", str(file)]).exit_code == 0
    assert run.invoke(app, ["clean", str(folder), "--out", str(out), "--workers", "2"]).exit_code == 0
    assert "summer issue" not in (out / "3.txt").read_text()
    assert (out / "_newsmend" / "survey.json").read_text() == file.read_text()
    assert run.invoke(app, ["clean", str(folder), "--out", str(out), "--no-survey"]).exit_code == 0
    assert "summer issue" in (out / "3.txt").read_text()
    assert run.invoke(app, ["clean", str(folder), "--out", str(out), "--survey", str(file)]).exit_code == 0
    assert "summer issue" not in (out / "3.txt").read_text()
