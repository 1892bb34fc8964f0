"""How many of the lines that pages print fall, and that no line of an article does."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from newsmend.ingest.boilerplate import drop

LINES = tomllib.loads((Path(__file__).parent / "boilerplate_lines.toml").read_text("utf-8"))
HEADLINE = "Ferry strike ends after nine days"
FIRST = "The ferries of the northern line sailed again on Friday, after nine days in which the islands had no mail."
SECOND = "The crews had asked for a second cook on every ship, and for a bunk that is longer than a metre and a half."
LAST = "Nobody knows yet who will cook, and the union has asked for a list of names by the end of the week."
PLACES = {
    "head": (HEADLINE, "{}", FIRST, SECOND, LAST),
    "middle": (HEADLINE, FIRST, "{}", SECOND, LAST),
    "tail": (HEADLINE, FIRST, SECOND, LAST, "{}"),
}
# Shares that fell when the figures were last taken, less one line in a hundred. Lines that stay in the head are
# weak: a byline, "Live", "Economy" fall beside a date or a share bar alone.
FLOORS = {
    ("head", "seen"): 0.70,
    ("head", "held_out"): 0.65,
    ("middle", "seen"): 0.96,
    ("middle", "held_out"): 0.90,
    ("tail", "seen"): 0.96,
    ("tail", "held_out"): 0.92,
}


def falls(line: str, place: str) -> bool:
    text = "\n\n".join(PLACES[place]).replace("{}", line)
    return [block.text.strip() for block in drop(text)[1]] == [line]


@pytest.mark.parametrize(("place", "half"), FLOORS)
def test_lines_of_pages_fall(place: str, half: str) -> None:
    lines = LINES[place][half]
    stay = [line for line in lines if not falls(line, place)]
    assert 1 - len(stay) / len(lines) >= FLOORS[place, half], stay


@pytest.mark.parametrize("place", PLACES)
def test_lines_of_articles_stay(place: str) -> None:
    lines = LINES["articles"]["lines"] + (LINES["articles"]["undecided"] if place == "middle" else [])
    assert [line for line in lines if falls(line, place)] == []


@pytest.mark.parametrize("size", [2, 3, 5])
def test_lines_of_articles_stay_in_company(size: int) -> None:
    """Lists, results and dialogue stand between paragraphs in rows."""
    lines = LINES["articles"]["lines"]
    for first in range(0, len(lines), size):
        row = "\n".join(lines[first : first + size])
        text = "\n\n".join([HEADLINE, FIRST, row, SECOND, LAST])
        assert drop(text) == (text, ())


ROUNDS = [name for name in LINES if name.startswith("round_")]
ROUND_FLOOR = 0.85  # the least of the rounds' shares when they were last taken, less two lines in a hundred


@pytest.mark.parametrize("name", ROUNDS)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_blocks_of_pages_fall(name: str, gap: str) -> None:
    """Blocks as they stand on pages: the lines of one help each other."""
    given = fell = 0
    for place, blocks in LINES[name].items():
        for block in blocks:
            text = "\n\n".join(PLACES[place]).replace("{}", gap.join(block))
            lost = "\n".join(each.text for each in drop(text)[1]).split("\n")
            assert not {FIRST, SECOND, LAST} & set(lost)
            given += len(block)
            fell += sum(line in lost for line in block)
    assert fell / given >= ROUND_FLOOR


def test_there_are_enough_lines() -> None:
    assert sum(len(LINES[place][half]) for place, half in FLOORS) >= 400
    assert len(LINES["articles"]["lines"]) >= 400


@pytest.mark.parametrize(
    "block",
    [
        "Facebook\nTwitter\nWhatsApp",
        "On the topic:\nStorm hits the coast\nMayor resigns",
        "You may also like\nStorm hits the coast\n12 March 2022\nMayor resigns\n11 March 2022",
        "Most read\n1\nStorm hits the coast\n2\nMayor resigns",
        "About the author\nAnna Keller\nReporter at Coast Daily",
        "Tags:\nflood\nElbe\nweather",
        "Comments\n3\nAnna\n2 hours ago\nReply",
        "Leave a Reply Cancel reply\nYour email address will not be published.\nName *\nEmail *\nWebsite\nPost Comment",
        "Log in\nUsername\nPassword\nRemember me\nForgot your password?",
        "Support us\nThank you,\nAvailable payments\nPayPal\n€5\n€10\nOther amount\nDonate now",
        "Originally published at coast.example\nSource link",
    ],
)
def test_a_block_at_the_end_falls_whole(block: str) -> None:
    article = "\n\n".join([HEADLINE, FIRST, SECOND, LAST])
    assert drop(f"{article}\n\n{block}\n")[0] == f"{article}\n"


def test_sentences_behind_a_block_stay() -> None:
    text = "\n\n".join([HEADLINE, FIRST, SECOND, LAST, "On the topic:", "Storm hits the coast", "The mayor wept."])
    assert drop(text)[0].endswith("The mayor wept.")
