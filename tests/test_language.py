"""The pipeline in the wheel: loaded late, shared by paragraph, honest about what is missing, flat in memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsmend.config import Settings, read
from newsmend.language import analysis, pipeline
from newsmend.types import Block, ConfigError, Document, Draft, Span

GOOD = "The council met on Tuesday and agreed the budget. Nobody spoke against it, and the mayor thanked the members."
TWO = "The minister resigned on Monday.\n\nHer party had lost three seats in the north.\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that reach the model during a test, in order."""
    analysis.forget()
    texts: list[str] = []
    run = analysis._run

    def spy(name: str, parts: list[str], disable: tuple[str, ...] = ()) -> list[tuple[analysis.Token, ...]]:
        texts.extend(parts)
        return run(name, parts, disable)

    monkeypatch.setattr(analysis, "_run", spy)
    return texts


def draft(text: str, spacy: str = "") -> Draft:
    return Draft(text, Document("a", text), spacy=spacy)


def test_good_text_never_loads_spacy() -> None:
    code = f"import sys, newsmend; newsmend.clean_text({GOOD!r}); print('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_tags_lemmas_and_sentences_of_a_plain_paragraph() -> None:
    text = "The ministers were told to leave. They went to Cairo."
    tagged = analysis.tagged(draft(text), 0)
    found = {token.text: (token.tag, token.pos, token.lemma) for token in tagged.tokens}
    assert found["ministers"] == ("NNS", "NOUN", "minister")
    assert found["told"] == ("VBN", "VERB", "tell")
    assert found["went"] == ("VBD", "VERB", "go")
    assert found["Cairo"][:2] == ("NNP", "PROPN")
    assert [sentence[0].text for sentence in tagged.sentences()] == ["The", "They"]


def test_only_the_paragraph_asked_about_is_tagged(asked: list[str]) -> None:
    place = TWO.index("party")
    token = analysis.tagged(draft(TWO), place).at(place)
    assert token is not None and token.text == "party" and TWO[token.start : token.end] == "party"
    assert asked == ["Her party had lost three seats in the north."]


def test_a_paragraph_is_tagged_once_for_all_passes_and_rounds(asked: list[str]) -> None:
    one = draft(TWO)
    assert analysis.tagged(one, 0) is analysis.tagged(one, 5)
    analysis.tagged(draft(TWO), 0)
    assert len(asked) == 1


def test_offsets_follow_an_edit_and_only_the_changed_paragraph_is_tagged_again(asked: list[str]) -> None:
    analysis.tagged(draft(TWO), 0), analysis.tagged(draft(TWO), TWO.index("party"))
    changed = TWO.replace("resigned", "had resigned")
    after = draft(changed)
    for place in (0, changed.index("party")):
        tagged = analysis.tagged(after, place)
        assert [changed[token.start : token.end] for token in tagged.tokens] == [token.text for token in tagged.tokens]
    assert asked[2:] == ["The minister had resigned on Monday."]


def test_a_repair_is_compared_in_the_sentences_around_it_alone(asked: list[str]) -> None:
    text = "The mayor left. She signed the plan. For the harbour on Monday. Nobody objected.\n\nIt rained."
    stop = text.index(". For")
    here, there = analysis.compared(draft(text), stop, stop + len(". For"), " for")
    assert asked == [
        " She signed the plan. For the harbour on Monday.",
        " She signed the plan for the harbour on Monday.",
    ]
    repaired = text.replace(". For", " for")
    assert [text[token.start : token.end] for token in here.tokens] == [token.text for token in here.tokens]
    assert [repaired[token.start : token.end] for token in there.tokens] == [token.text for token in there.tokens]
    tags = {token.text: (token.tag, token.opens) for token in there.tokens}
    assert tags["for"] == ("IN", False) and tags["signed"][0] == "VBD"
    analysis.compared(draft(text), stop, stop + len(". For"), " for")
    assert len(asked) == 2
    assert analysis.compared(draft(text, pipeline.OFF), stop, stop + 5, " for")[0].tokens == ()


def test_a_block_over_two_lines_is_one_paragraph() -> None:
    text = "The minister resigned\non Monday.  Nobody\twas surprised.\nAnother line."
    blocks = (Block(Span(0, text.index("\nAnother"))), Block(Span(text.index("Another"), len(text))))
    tagged = analysis.tagged(Draft(text, Document("a", text), blocks), 3)
    assert tagged.span == blocks[0].span
    assert [text[token.start : token.end] for token in tagged.tokens][2:5] == ["resigned", "on", "Monday"]
    assert all(token.text.strip() for token in tagged.tokens)
    assert tagged.at(text.index("\n")) is None


def test_a_long_paragraph_is_cut_and_no_word_is_lost() -> None:
    text = "The minister resigned on Monday. " * 700
    tagged = analysis.tagged(draft(text), 0)
    assert len(tagged.tokens) == 6 * 700
    assert all(text[token.start : token.end] == token.text for token in tagged.tokens)


def test_a_thousand_texts_leave_nothing_in_the_string_store() -> None:
    nlp = pipeline.load()
    analysis.tagged(draft("A first paragraph, so that all that is loaded late is loaded."), 0)
    before = len(nlp.vocab.strings), len(nlp.vocab)
    for number in range(1_000):
        analysis.tagged(draft(f"Qaz{number}ir paid wug{number} to Blim{number}ton."), 0)
    assert (len(nlp.vocab.strings), len(nlp.vocab)) == before
    assert analysis.remembered() <= analysis.REMEMBERED


def test_the_shipped_weights_are_small_and_licensed() -> None:
    folder = pipeline.folder()
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 6_000_000
    assert "CC BY-SA 4.0" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_a_missing_pipeline_is_one_line_with_the_command_that_installs_it(tmp_path: Path) -> None:
    file = tmp_path / "newsmend.toml"
    file.write_text('spacy = "en_nowhere_sm"\n')
    with pytest.raises(
        ConfigError, match=r"newsmend\.toml: spacy: en_nowhere_sm: .*spacy download en_nowhere_sm"
    ) as error:
        read(file)
    assert "\n" not in str(error.value)
    with pytest.raises(ConfigError, match="not installed"):
        Settings(spacy="en_nowhere_sm")
    with pytest.raises(ConfigError, match=r"no config\.cfg"):
        Settings(spacy=str(tmp_path))


def test_a_pipeline_without_what_passes_need_says_what_is_missing(tmp_path: Path) -> None:
    import spacy

    bare = spacy.blank("en")
    bare.add_pipe("sentencizer")
    bare.to_disk(tmp_path / "bare")
    with pytest.raises(ConfigError, match="fine-grained tags") as error:
        Settings(spacy=str(tmp_path / "bare"))
    assert "sentence borders" not in str(error.value)


def test_another_pipeline_is_used_by_its_path(tmp_path: Path) -> None:
    import spacy

    other = spacy.blank("en")
    tagger = other.add_pipe("tagger")
    tagger.add_label("XX")  # type: ignore[attr-defined]
    other.add_pipe("attribute_ruler")
    other.add_pipe("sentencizer")
    other.initialize()
    other.to_disk(tmp_path / "other")
    settings = Settings(spacy=str(tmp_path / "other"))
    tagged = analysis.tagged(draft("It rained. We left.", settings.spacy), 0)
    assert {token.tag for token in tagged.tokens} == {"XX"}
    assert [token.text for token in tagged.tokens if token.opens] == ["It", "We"]
