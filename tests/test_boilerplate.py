"""Boilerplate lines: every row's own examples, what is spared, and the laws of taking lines out."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmend import tables
from newsmend.ingest.boilerplate import Line, classify, drop, judge, split_lines
from newsmend.ingest.families import LONGEST, expanded, fold, may_be_boilerplate, rows
from newsmend.ingest.page_words import EDGE, TABLE
from newsmend.types import Document, Span

ROWS = [(f"{family}-{number}", family, row) for number, (family, row) in enumerate(rows())]
VOCABULARIES = [*tables.toml(TABLE)["vocabulary"], *tables.toml(TABLE)["words"]]
SPARED = [line for row in [*(row for _, _, row in ROWS), *VOCABULARIES] for line in row.get("spares", [])]

HEADLINE = "Ferry strike ends after nine days"
FIRST = "The ferries of the northern line sailed again on Friday, after nine days in which the islands had no mail."
SECOND = "The crews had asked for a second cook on every ship, and for a bunk that is longer than a metre and a half."
LAST = "Nobody knows yet who will cook."


def dropped(text: str, title: str = "") -> list[str]:
    return [block.text.strip() for block in drop(text, title)[1]]


def article(*tail: str, middle: str = "") -> str:
    return "\n\n".join([HEADLINE, FIRST, *([middle] if middle else []), SECOND, LAST, *tail]) + "\n"


@pytest.mark.parametrize(("family", "row"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_row_matches_its_examples(family: str, row: dict[str, object]) -> None:
    assert row["matches"], "a row shows what it matches"
    assert set(row) <= {"pattern", "matches", "spares", "position", "weak", "opens", "once", "certain", "named"}
    pattern = expanded(str(row["pattern"]))
    for line in row["matches"]:  # type: ignore[attr-defined]
        assert may_be_boilerplate(line), f"{line!r} is taken for a sentence of the article"
        key = fold(line)
        assert any(re.fullmatch(pattern, each) for each in (key, key[1:-1])), f"{key!r} is not matched by its own row"
        assert classify(line, EDGE) is not None, f"{family}: {line}"


@pytest.mark.parametrize("row", [row[2] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_row_takes_bounded_time(row: dict[str, object]) -> None:
    """Words of a pattern, over and over, with an end it cannot match: what alternatives that overlap are slow at."""
    pattern = re.compile(expanded(str(row["pattern"])))
    words = sorted(set(re.findall(r"[^\W\d_]+", pattern.pattern))) or ["-"]
    first = fold(row["matches"][0])  # type: ignore[index]
    choose = random.Random(1).choice
    lines = [f"{first} {first} " * 10, *(f"{first}{between}" + f"{between}{first}" * 20 for between in " ,&/")]
    lines += [" ".join([first, *(choose(words[k::7] or words) for _ in range(60))]) for k in range(7)]
    start = time.perf_counter()
    for line in lines:
        pattern.fullmatch(line[:LONGEST] + " #;")
    assert time.perf_counter() - start < 1.0


def test_groups_in_patterns_capture_nothing() -> None:
    for _, family, row in ROWS:
        assert re.compile(expanded(row["pattern"])).groups == 0, (family, row["pattern"])


@pytest.mark.parametrize("row", VOCABULARIES, ids=lambda row: row["family"])
def test_words_in_any_order_are_recognised(row: dict[str, list[str]]) -> None:
    for line in row["matches"]:
        found = classify(line, EDGE)
        assert found is not None, line
        assert not found.weak, line


@pytest.mark.parametrize("line", SPARED)
def test_good_lines_are_spared(line: str) -> None:
    found = classify(line, EDGE)
    assert found is None or found.weak, found


def test_there_are_many_families() -> None:
    assert len({family for _, family, _ in ROWS}) >= 20
    assert len(ROWS) >= 120


def test_a_comment_form_falls_from_its_first_line_to_the_end() -> None:
    text = article("Leave a Reply", "Name *", "Some plugin nobody has heard of", "Post Comment")
    assert drop(text)[0] == article()


def test_short_sentences_behind_a_form_stay() -> None:
    assert "The ferry left." in drop(article("Leave a Reply", "The ferry left."))[0]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Also Read: Seven harbours worth a detour",
        "Sign up for our daily newsletter",
        "[ad_2]",
        "Share on Facebook",
        "Continue reading the main story",
    ],
)
def test_certain_lines_fall_between_paragraphs(line: str) -> None:
    text = article(middle=line)
    assert dropped(text) == [line]
    assert drop(text)[0] == article()


@pytest.mark.parametrize(
    "line", ["Health", "World", "Facebook and Twitter", "0", "Thank you,", "Website", "12 June 2021"]
)
def test_weak_lines_between_paragraphs_stay(line: str) -> None:
    assert dropped(article(middle=line)) == []


def test_weak_lines_fall_beside_certain_ones_at_the_end() -> None:
    assert dropped(article("0", "0", "votes", "Article Rating")) == ["0", "0", "votes", "Article Rating"]
    assert dropped(article("Thank you,", "Available payments", "PayPal")) == [
        "Thank you,",
        "Available payments",
        "PayPal",
    ]


def test_a_headline_that_looks_like_a_prompt_stays() -> None:
    assert dropped(f"Read more: a campaign for slow readers\n\n{FIRST}\n\n{SECOND}") == []


def test_a_headline_said_again_falls_once() -> None:
    assert drop(f"{HEADLINE}\n\n{HEADLINE}\n\n{FIRST}\n")[0] == f"{HEADLINE}\n\n{FIRST}\n"
    assert dropped(f"{HEADLINE}\n\n{FIRST}\n", title=HEADLINE) == []
    assert dropped("The ferry is gone\nand the mail\n\nThe ferry is gone\nand the bread\n") == [], "a poem's refrain"


def test_dates_of_a_chronicle_stay() -> None:
    chronicle = f"May 3, 2021\n\n{FIRST}\n\nMay 4, 2021\n\n{SECOND}\n"
    assert dropped(chronicle) == []
    assert dropped(f"May 3, 2021\n\n{FIRST}\n\n{SECOND}\n") == ["May 3, 2021"]


def test_copyright_falls_at_the_end_alone() -> None:
    line = "© 2024 Harbour News. All rights reserved."
    assert dropped(article(line)) == [line]
    assert dropped(article(middle=line)) == []


def test_a_wrapped_sentence_stays_whole() -> None:
    text = "The town could no longer afford to run the\nadvertisement\nthat had made it famous in all the islands.\n"
    assert drop(text) == (text, ())


def test_long_prose_never_falls() -> None:
    line = "Subscribe to our newsletter, the posters said, and " + "people did so for years " * 12
    assert dropped(article(line)) == []


def test_kept_regions_stay() -> None:
    kept = "<!-- newsmend: keep -->\nAdvertisement\n<!-- newsmend: end -->"
    assert dropped(article(middle=kept)) == []
    text = article(middle="Advertisement")
    at = text.index("Advertisement")
    assert drop(text, keep=[Span(at, at + 5)]) == (text, ())


def test_paragraphs_neither_run_together_nor_drift_apart() -> None:
    assert drop(f"{FIRST}\n\nAdvertisement\n{SECOND}")[0] == f"{FIRST}\n\n{SECOND}"
    assert drop(f"{FIRST}\nAdvertisement\n\n{SECOND}")[0] == f"{FIRST}\n\n{SECOND}"
    assert drop(f"{FIRST}\nAdvertisement\n\nShare this:\n{SECOND}")[0] == f"{FIRST}\n\n{SECOND}"
    assert drop(f"\n[ad_1]\n\n{FIRST}\n\nSource link\n")[0] == f"\n{FIRST}\n"
    assert drop(f"{FIRST}\n\nSource link")[0] == FIRST


def test_blocks_of_a_page_are_judged_alike() -> None:
    assert judge([Line(text, gap=True) for text in (HEADLINE, FIRST, SECOND, "Source link", "Website")]) == [
        "", "", "", "source", "comments",
    ]  # fmt: skip


def test_folding_takes_off_what_varies() -> None:
    assert fold("» READ MORE:") == fold("**Read more**") == fold("[Read More](https://example.org/x) →") == "read more"


LINES = st.sampled_from(
    [line for _, _, row in ROWS for line in row["matches"]] + SPARED + [HEADLINE, FIRST, SECOND, LAST, ""]
)
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\n \n", "\n\n\n", "\u2028"])


@given(st.lists(st.tuples(LINES, BREAKS), max_size=14), st.sampled_from(["", HEADLINE]))
def test_what_is_dropped_can_be_put_back_and_nothing_falls_later(rows: list[tuple[str, str]], title: str) -> None:
    text = "".join(line + end for line, end in rows)
    kept, blocks = drop(text, title)
    assert Document("d", kept, dropped=blocks).with_dropped() == text
    assert drop(kept, title) == (kept, ())
    assert all(block.reason.startswith("boilerplate/") for block in blocks)


@given(st.text(alphabet="Share this:\n\r\u2028 0*_.[]()<>é", max_size=200))
def test_any_text_can_be_put_back(text: str) -> None:
    kept, blocks = drop(text)
    assert Document("d", kept, dropped=blocks).with_dropped() == text
    assert drop(kept) == (kept, ())


def test_lines_cover_all_that_is_not_blank() -> None:
    text = "\n a \r\n\r\nb\u2028 \n\tc"
    lines, spans = split_lines(text)
    assert [line.text for line in lines] == [" a ", "b", "\tc"]
    assert [line.gap for line in lines] == [False, True, True]
    assert [text[span.start : span.end] for span in spans] == [" a ", "b", "\tc"]


def test_a_huge_line_and_many_lines_take_bounded_time() -> None:
    many = "\n".join(f"A short line here {number}" for number in range(20_000))
    start = time.perf_counter()
    assert drop("word " * 4_000_000)[1] == ()
    assert drop(many)[1] == ()
    assert time.perf_counter() - start < 20
