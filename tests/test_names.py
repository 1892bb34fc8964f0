"""Gazetteers of a user's own: lists read, indexes written and asked, the commands, and settings that use them."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsmend.cli import app
from newsmend.language import sounds
from newsmend.language.consensus import NameCensus
from newsmend.language.gazetteer import Gazetteer, Index, InMemory, compile_index, open_all
from newsmend.language.lists import as_row, faults, merged, read
from newsmend.language.mentions import is_known_name_at, is_name_at
from newsmend.language.names import Entity, entities
from newsmend.passes.names import Names, Settings
from newsmend.pipeline import clean
from newsmend.policy import Policy
from newsmend.types import ConfigError, Document, Draft, UnreadableError

LISTS = Path(__file__).parent / "lists"
BELINCHUK = Entity("Oksana Belinchuk", "person", ("Oxana Belinchuk",), (), ("mayor", "Poltava"))
KHRAYBA = Entity("Khrayba", "place", (), ("Hraiba",), ("Sinai", "Egypt"))


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize("name", ["own.csv", "own.tsv"])
def test_our_own_lists_say_everything(name: str) -> None:
    assert list(read(LISTS / name)) == [BELINCHUK, KHRAYBA]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "jrc.txt",
            [Entity("Oksana Belinchuk", "person", ("Oxana Belinchuk",)), Entity("Tokusei Denki", "organisation")],
        ),
        ("paranames.tsv", [Entity("Oksana Belinchuk", "person"), Entity("Khrayba", "place")]),
        ("geonames.txt", [Entity("Khrāyba", "place", ("Khrayba",), (), ("Egypt",))]),
        (
            "wikidata.json.bz2",
            [Entity("Oksana Belinchuk", "person", ("Oxana Belinchuk",), (), ("Ukrainian", "politician", "Poltava"))],
        ),
    ],
)
def test_published_lists_give_the_forms_english_writes(name: str, expected: list[Entity]) -> None:
    assert list(read(LISTS / name)) == expected


def test_a_broken_list_names_file_and_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("name,kind\n,person\n")
    with pytest.raises(UnreadableError, match=r"bad.csv: near line"):
        list(read(bad))
    with pytest.raises(UnreadableError, match="no known list"):
        list(read(LISTS / ".." / "README.md"))


def test_an_index_answers_as_memory_does(tmp_path: Path) -> None:
    rows = [BELINCHUK, KHRAYBA]
    assert compile_index(rows, tmp_path / "a.idx") == 2
    index = Index(tmp_path / "a.idx")
    assert list(index) == sorted(rows, key=lambda row: row.name)
    assert index.knows("Oxana")
    assert not index.knows("Hraiba"), "a slip is no right form"
    assert index.bearers("belinchuk") == [BELINCHUK]
    assert [word for word, _ in Gazetteer([index]).near("Belintschuk")] == ["Belinchuk"]


def test_the_same_names_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    compile_index(merged([BELINCHUK, KHRAYBA]), tmp_path / "a.idx")
    compile_index(merged([KHRAYBA, BELINCHUK]), tmp_path / "b.idx")
    assert (tmp_path / "a.idx").read_bytes() == (tmp_path / "b.idx").read_bytes()


def test_an_index_of_something_else_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "x.idx").write_text("no index")
    for path in (tmp_path / "x.idx", tmp_path / "missing.idx"):
        with pytest.raises(ConfigError, match="newsmend names import"):
            open_all((str(path),))


def test_names_of_an_imported_list_are_mended(tmp_path: Path) -> None:
    compile_index([BELINCHUK], tmp_path / "a.idx")
    document = Document("a", "The mayor of Poltava, Oksana Belintschuk, resigned.")
    chain = [Names(Settings(gazetteers=(str(tmp_path / "a.idx"),)))]
    assert clean(document, chain, Policy()).text == "The mayor of Poltava, Oksana Belinchuk, resigned."
    assert clean(document, [Names()], Policy()).text == document.text


def test_import_export_and_explain(tmp_path: Path) -> None:
    assert run("names", "import", LISTS / "own.csv", LISTS / "jrc.txt", "--out", tmp_path / "n.idx")[0] == 0
    code, text = run("names", "export", tmp_path / "n.idx")
    assert code == 0
    assert as_row(BELINCHUK) in text.splitlines()
    assert "Tokusei Denki\torganisation" in text
    code, text = run("names", "explain", "Belintschuk", "--gazetteer", tmp_path / "n.idx")
    assert code == 0
    assert "sounds like Belinchuk" in text
    assert "never" in run("names", "explain", "Kataib Hezbollah")[1]


def test_check_finds_contradictions(tmp_path: Path) -> None:
    assert run("names", "check", LISTS / "own.csv") == (0, "")
    double = [KHRAYBA, Entity("Hraiba", "place", ("Khrayba",), (), ("Libya",)), Entity("Lone", "place")]
    assert len(list(faults(double))) == 3
    file = tmp_path / "double.tsv"
    file.write_text("\n".join(map(as_row, double)) + "\n")
    assert run("names", "check", file)[0] == 1
    assert run("names", "check", tmp_path / "none.tsv")[0] == 2


def test_the_gazetteer_knows_words_of_every_form() -> None:
    known = InMemory(entities())
    assert known.knows("Zelenskyy")
    assert known.knows("hezbollah")
    assert not known.knows("Qatib")


def test_one_place_tells_whether_a_word_is_of_a_name() -> None:
    text = "Yesterday Belintschuk met London traders."
    draft = Draft(text, Document("a", text))
    of_names = [word for word in ("Yesterday", "Belintschuk", "met", "London") if is_name_at(draft, text.index(word))]
    assert of_names == ["Belintschuk", "London"]


def test_a_known_name_is_one_whether_or_not_its_words_have_their_capitals() -> None:
    text = "The Tour de France passed Rio grande and Table mountain. A Tour of the grande hall met haider al-Abadi."
    draft = Draft(text, Document("a", text))
    words = [("Tour de", True), ("grande and", True), ("haider", True), ("al-Abadi", True), ("hall", False)]
    words += [("Tour of", False), ("grande hall", False), ("passed", False)]
    assert [(word, is_known_name_at(draft, text.index(word))) for word, _ in words] == words


def collection(folder: Path) -> Path:
    for number in range(12):
        (folder / f"{number}.txt").write_text(
            f"Mayor Oksana Belinchuk of Poltava in Ukraine opened bridge {number}.\n", encoding="utf-8"
        )
    slip = "Mayor Oksana Belintschuk of Poltava closed a bridge.\n"
    (folder / "slip.txt").write_text(slip, encoding="utf-8")
    return folder


def test_a_survey_finds_the_rare_form_of_a_frequent_name_and_its_list_mends_it(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    code, said = run("survey", collection(articles), "--out", tmp_path / "survey.json")
    assert code == 0, said
    table = tmp_path / "names.tsv"
    assert "# 12 documents, against 1 with the slip" in table.read_text()
    (row,) = read(table)
    assert (row.name, row.slips) == ("Oksana Belinchuk", ("Oksana Belintschuk",))
    text = (articles / "slip.txt").read_text()
    chain = [Names(Settings(gazetteers=(str(table),)))]
    assert clean(Document("a", text), chain, Policy()).text == text.replace("Belintschuk", "Belinchuk")
    table.write_text("# corrected by hand\n")
    run("survey", articles, "--out", tmp_path / "survey.json")
    assert table.read_text() == "# corrected by hand\n"


def test_counting_names_in_parts_gives_the_same() -> None:
    texts = [f"Mayor Oksana Belinchuk met voter {n}." for n in range(11)] + ["Mayor Oksana Belintschuk left."]
    whole, parts = NameCensus(), [NameCensus() for _ in texts]
    for part, text in zip(parts, reversed(texts), strict=True):
        whole.add(text)
        part.add(text)
    joined = NameCensus()
    for part in parts[::-1]:
        joined.merge(part)
    assert joined.findings() == whole.findings()
    assert [finding.entity.slips for finding in whole.findings()] == [("Oksana Belintschuk",)]


def test_the_page_about_names_shows_the_gazetteer_as_it_is() -> None:
    root = Path(__file__).parents[1]
    code = subprocess.run([sys.executable, root / "training" / "names_table.py", "--check"], check=False).returncode
    assert code == 0, "run: python training/names_table.py"


def test_a_limit_spares_work_and_changes_no_distance() -> None:
    rng = random.Random(4)
    words = sorted({sounds.fold(word) for each in entities()[:400] for word in each.name.split()} - {""})
    finite = 0
    for _ in range(3000):
        right = rng.choice(words)
        at = rng.randrange(len(right))
        wrong = rng.choice(
            [right[:at] + right[at + 1 :], right[:at] + rng.choice("aeiksty") + right[at:], rng.choice(words)]
        )
        limit = rng.choice([0.3, 0.7, 1.2, 2.0])
        full = sounds.rewrite_cost(right, wrong, sounds._costs(), 99.0)
        assert sounds.rewrite_cost(right, wrong, sounds._costs(), limit) == (full if full <= limit else sounds.FAR)
        finite += full <= limit
    assert finite > 500
