"""The lexicon knows real words, keeps out common misspellings, and its tables are what their headers say."""

from __future__ import annotations

import gzip
import tomllib
from importlib.resources import files

import pytest

from newsmend.language import lexicon

DATA = files("newsmend") / "data"
TABLES = {"lexicon.tsv.gz": (90_000, 0.7e6), "inflections.tsv.gz": (25_000, 0.4e6)}


def lines_of(name: str) -> list[str]:
    return gzip.decompress((DATA / name).read_bytes()).decode("utf-8").splitlines()


@pytest.mark.parametrize(
    "word",
    [
        *("recieve", "definately", "alot", "seperate", "teh", "occured", "untill", "thier", "becuase", "goverment"),
        *("antirket", "labotory", "mondaythat", "dont", "nt", "", "-", "'s", "anti-", "-election", "informations"),
    ],
)
def test_misspellings_and_scraps_are_unknown(word: str) -> None:
    assert not lexicon.known(word)


@pytest.mark.parametrize(
    "word",
    [
        *("paper's", "papers'", "co-operation", "organise", "organize", "tornadoes", "colour", "color", "travelled"),
        *("can't", "don\N{RIGHT SINGLE QUOTATION MARK}t", "won't", "they'd", "o'clock", "mustn't", "isn't"),
        *(
            "mid-1990s",
            "covid-19",
            "pre-election",
            "20-year-old",
            "state-of-the-art",
            "THE",
            "Parliament",
            "21st",
            "x-rays",
        ),
        *("lockdown", "smartphone", "livestream", "paedophile", "cybersecurity", "website", "Müller", "zig-zag"),
    ],
)
def test_words_of_both_spellings_and_of_today_are_known(word: str) -> None:
    assert lexicon.known(word)


@pytest.mark.parametrize(
    "word", ["Netanyahu", "Biden", "Obama", "London", "Monday", "Americans", "NATO", "Germany", "Covid"]
)
def test_frequent_names_are_known_as_names(word: str) -> None:
    assert lexicon.known(word.lower())
    assert lexicon.is_name(word.lower())


@pytest.mark.parametrize("word", ["where", "government", "march", "apple", "bush", "however", "labotory"])
def test_words_are_no_names(word: str) -> None:
    assert not lexicon.is_name(word)


def test_lower_share_tells_words_from_names() -> None:
    share = {word: lexicon.lower_share(word) for word in ("government", "where", "march", "biden", "labotory")}
    assert share["government"] is not None
    assert share["government"] > 0.9
    assert share["where"] is not None
    assert share["where"] > 0.8
    assert share["march"] is not None
    assert 0.1 < share["march"] < 0.5
    assert share["biden"] is not None
    assert share["biden"] < 0.1
    assert share["labotory"] is None


def test_frequency_is_per_million_words() -> None:
    assert 20_000 < lexicon.frequency("the") < 60_000
    assert lexicon.frequency("labotory") == 0.0


@pytest.mark.parametrize("name", TABLES)
def test_tables_name_their_source_and_licence(name: str) -> None:
    header = [line for line in lines_of(name) if line.startswith("#")]
    assert header == lines_of(name)[: len(header)]
    assert [line.split(":")[0] for line in header] == ["# Source", "# Licence", "# Columns"]
    assert header[1] == "# Licence: MIT"


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_sorted_small_and_reproducible(name: str) -> None:
    rows = [line for line in lines_of(name) if not line.startswith("#")]
    least, most_bytes = TABLES[name]
    data = (DATA / name).read_bytes()
    assert rows == sorted(set(rows))
    assert len(rows) >= least
    assert len(data) <= most_bytes
    assert data[4:8] == bytes(4), "the gzip header must carry no time stamp"


def test_lexicon_rows_are_a_word_and_three_counts() -> None:
    rows = [line.split("\t") for line in lines_of("lexicon.tsv.gz") if not line.startswith("#")]
    assert len({row[0] for row in rows}) == len(rows)
    assert all(len(row) == 4 and row[0] == row[0].lower() and all(n.isdigit() for n in row[1:]) for row in rows)


def test_every_inflected_form_is_known() -> None:
    for line in lines_of("inflections.tsv.gz"):
        if not line.startswith("#"):
            lemma, _kind, *columns = line.split("\t")
            for form in [lemma, *(form for column in columns if column for form in column.split("/"))]:
                assert lexicon.counts(form) is not None, form


def test_closed_class_lists_have_no_doubles_and_head_with_their_licence() -> None:
    text = (DATA / "closed_class.toml").read_text(encoding="utf-8")
    assert text.startswith("# Source:")
    assert text.splitlines()[1] == "# Licence: MIT"
    for name, words in tomllib.loads(text).items():
        assert len(set(words)) == len(words), name


def test_closed_class_holds_function_words_and_no_names() -> None:
    assert {"the", "of", "and", "is", "which", "however", "their", "where"} <= lexicon.CLOSED_CLASS
    assert not {"i", "will", "may", "smith", "monday"} & lexicon.CLOSED_CLASS
    assert all(word == word.lower() for word in lexicon.CLOSED_CLASS)
    assert all(lexicon.known(word) for word in lexicon.CLOSED_CLASS)


def test_fixed_sets_are_as_written() -> None:
    assert {"Mr.", "Dr.", "Gen.", "U.S.", "Inc.", "vs.", "Jan."} <= lexicon.ABBREVIATIONS
    assert {"Mr", "Dr", "Gen", "Prime Minister"} <= lexicon.TITLES
    assert {"km", "kg", "percent", "million"} <= lexicon.UNITS
    assert len(lexicon.MONTHS) == 12
    assert len(lexicon.WEEKDAYS) == 7


def test_verbs_inflect_and_forms_find_their_lemmas() -> None:
    assert lexicon.verb_forms("travel") is not None
    assert ("travel", "past") in lexicon.lemma_of_verb("travelled")
    assert ("be", "past") in lexicon.lemma_of_verb("were")
    assert ("be", "base") in lexicon.lemma_of_verb("are")
    stay, show = lexicon.verb_forms("stay"), lexicon.verb_forms("show")
    assert stay is not None
    assert show is not None
    assert (stay.past_participle, show.past_participle) == ("stayed", "shown")
    assert lexicon.verb_forms("labotory") is None
    assert lexicon.lemma_of_verb("labotory") == ()


@pytest.mark.parametrize(("singular", "expected"), [("child", "children"), ("police", "police"), ("series", "series")])
def test_plurals(singular: str, expected: str) -> None:
    assert lexicon.plural(singular) == expected
    assert singular in lexicon.singulars(expected)


def test_parts_of_speech() -> None:
    assert lexicon.is_noun("governments")
    assert not lexicon.is_noun("quickly")
    assert lexicon.is_verb_base("govern")
    assert not lexicon.is_verb_base("governed")
    assert lexicon.is_adjective("larger")
    assert not lexicon.is_adjective("govern")
