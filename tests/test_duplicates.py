"""The same article twice is reported, and two reports of one event are two articles."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from newsmend.cli import app
from newsmend.duplicates import LIKENESS, Duplicate, Duplicates, Signature, likeness, sign

AGENCY = """\
A ferry with 212 people on board ran aground off the island of Norra on Tuesday night after its engines failed in heavy
seas, the coast guard said. All passengers were brought ashore by early morning, and three were treated for bruises.

"We heard a bang, and then the lights went out," said Ingrid Solberg, a teacher who was travelling with her class.

The vessel, built in 1994, had been inspected in March. The operator, Norra Lines, said that it would help
investigators and that tickets for the rest of the week could be returned. Divers are to look at the hull on Thursday.

The island's only other link to the mainland is a small airfield, which was closed for most of Tuesday because of fog.
Shops on the island have food for about ten days, the mayor, Per Lund, told reporters. Schools will stay shut.
"""
OTHER_HAND = """\
Islanders in Norra woke on Wednesday to the sight of their ferry lying on the rocks below the lighthouse, a day after
it lost power in a storm with 212 people on board.

Nobody was badly hurt. Coast guard crews worked until dawn to bring passengers to the harbour in small boats, among
them a school class from the mainland. "We heard a bang, and then the lights went out," said their teacher, Ingrid
Solberg.

It is the second failure this year for Norra Lines, whose managers have been asked by the county to explain why
repairs promised in spring were put off. The company did not answer questions about the engines, and referred to an
inspection that the 30-year-old ship had passed in March.

With the airfield shut by fog, the mayor, Per Lund, called on people to share what they have. He expects a relief ship
before the end of the week, he said, and asked parents to keep their children at home.
"""
FORM = """\
The district court in {town} sentenced a {age}-year-old {trade} to {months} months in prison on {day} for {crime}.
Judge {judge} said that {reason}. The defence had asked for a fine and will appeal. Prosecutors sought {more} months.
The court heard {witnesses} witnesses over {days} days, among them {person}, who told it that {story}. The case goes
back to {origin}, when police in {town} stopped {what}. A first hearing in {first} was broken off after {broken}.
{judge} set the costs at {costs} euros and gave the sides until {until} to object. The next court on the list, in
{next}, is expected to take up the matter of {matter} before {end}, a spokeswoman said.
"""
TAIL = "\nBuses to the harbour will run as on Sundays until the weekend.\n"


def filled(seed: int) -> str:
    rng = random.Random(seed)

    class Words(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return " ".join("".join(rng.choices("abdegiklmnoprstu", k=6)) for _ in range(rng.randint(1, 3)))

    return FORM.format_map(Words())


def linked(texts: list[str]) -> list[Duplicate | None]:
    found = Duplicates()
    return [found.add(str(number), sign(text)) for number, text in enumerate(texts)]


def test_the_same_words_are_an_exact_duplicate_whatever_their_case_and_breaks() -> None:
    assert linked([AGENCY, OTHER_HAND, AGENCY.upper().replace("\n", " "), "Short. ", "short"]) == [
        None,
        None,
        Duplicate("0", 1.0),
        None,
        Duplicate("3", 1.0),
    ]


def test_two_reports_of_one_event_are_two_articles() -> None:
    one, other = sign(AGENCY), sign(OTHER_HAND)
    assert one and other and likeness(one.sketch, other.sketch) < 0.25
    assert linked([AGENCY, OTHER_HAND]) == [None, None]


def test_reports_made_from_one_form_are_articles_of_their_own() -> None:
    assert linked([filled(seed) for seed in range(40)]) == [None] * 40


def test_a_short_notice_that_differs_in_one_word_is_no_duplicate() -> None:
    notice = "The library in {} is closed on Monday. Books can be returned at the town hall from nine to five."
    assert linked([notice.format(town) for town in ("Ely", "Wells", "Ripon")]) == [None, None, None]


@pytest.mark.parametrize(
    "copy",
    [
        "Norra Herald, Wednesday edition\n\n" + AGENCY + "\nYour paper for the islands. Tell us what you think.\n",
        AGENCY.rpartition("Schools")[0],
        AGENCY.replace("travelling", "traveling").replace("212", "more than 200"),
    ],
    ids=["other boilerplate", "last sentence cut", "another house style"],
)
def test_a_syndicated_copy_is_a_near_duplicate(copy: str) -> None:
    _, found = linked([AGENCY, copy])
    assert found is not None and found.doc == "0" and LIKENESS <= found.likeness < 1


def test_a_link_leads_to_an_original_in_one_step() -> None:
    words = AGENCY.split()
    chain = [" ".join([*words[cut:], *(f"new{n}" for n in range(cut))]) for cut in range(0, 100, 9)]
    found = linked(chain)
    originals = {str(number) for number, each in enumerate(found) if each is None}
    assert all(each.doc in originals for each in found if each)
    assert 1 < len(originals) < len(chain)


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=60), st.integers(1, 20))
def test_likeness_is_near_the_true_one(tail: list[str], keep: int) -> None:
    one = [f"w{n}" for n in range(40 * keep)]
    texts = one, [*one, *(f"{word}{n}" for n, word in enumerate(tail))]
    sets = [{tuple(words[at : at + 4]) for at in range(len(words) - 3)} for words in texts]
    true = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
    signed = [sign(" ".join(words)) for words in texts]
    if all(each and each.sketch for each in signed):
        assert signed[0] and signed[1]
        assert abs(likeness(signed[0].sketch, signed[1].sketch) - true) < 0.22  # five standard errors


def test_memory_is_bounded_for_each_document() -> None:
    import tracemalloc

    rng = random.Random(3)
    tracemalloc.start()
    found = Duplicates()
    for number in range(5000):
        signature = Signature(rng.getrandbits(64), tuple(rng.getrandbits(64) for _ in range(8)), rng.randbytes(128))
        assert found.add(f"paper/2024/05/article-{number:06}.txt", signature) is None
    held = tracemalloc.get_traced_memory()[0] / 5000
    for _ in range(5000):
        found.add("again", signature)
    after = tracemalloc.get_traced_memory()[0] / 5000
    tracemalloc.stop()
    assert held < 700
    assert after - held < 1


def test_a_run_reports_duplicates_and_writes_them_all(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(AGENCY)
    (folder / "b.txt").write_text(OTHER_HAND)
    (folder / "c.txt").write_text(AGENCY)
    (folder / "d.jsonl").write_text(
        "".join(
            json.dumps({"id": n, "text": AGENCY + tail}) + "\n" for n, tail in ((1, "\nRead more: Fog\n"), (2, TAIL))
        )
    )
    rows = []
    for workers in ("1", "2"):
        out = tmp_path / f"out{workers}"
        result = CliRunner().invoke(app, ["clean", str(folder), "--out", str(out), "--workers", workers])
        assert result.exit_code == 0, result.output
        assert "3 duplicates (2 exact, 1 near)" in result.output
        own = out / "_newsmend"
        rows.append([json.loads(line) for line in (own / "documents.jsonl").read_text().splitlines()])
        assert json.loads((own / "summary.json").read_text())["duplicates"] == {"exact": 2, "near": 1}
        assert '"duplicates":{"exact":2,"near":1}' in (own / "report.html").read_text()
        assert (out / "c.txt").read_text() == AGENCY
        assert len((out / "d.jsonl").read_text().splitlines()) == 2
    links = {row["doc"]: row["duplicate_of"] for row in rows[0]}
    assert links["a.txt"] is None and links["b.txt"] is None
    assert links["c.txt"] == links["d.jsonl#1"] == {"doc": "a.txt", "likeness": 1.0}
    assert links["d.jsonl#2"]["doc"] == "a.txt"
    assert [row | {"seconds": 0} for row in rows[0]] == [row | {"seconds": 0} for row in rows[1]]


def test_pages_of_two_sites_with_one_agency_report_are_linked(tmp_path: Path) -> None:
    body = "".join(f"<p>{part}</p>" for part in AGENCY.replace("\n\n", "|").replace("\n", " ").split("|"))
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(12))
    pages = {
        "herald.html": f"<nav><ul>{menu}</ul></nav><article><h1>Ferry aground</h1>{body}</article><footer>Us</footer>",
        "gazette.html": f"<h1>Night on the rocks</h1><main>{body}<p>Copy: our agency</p></main>"
        '<aside>Most read <a href="/a">Ten soups for autumn</a></aside><form>Sign up for our letter</form>',
    }
    for name, page in pages.items():
        (tmp_path / name).write_text(f"<!doctype html><html lang=en><title>News</title><body>{page}</body></html>")
    result = CliRunner().invoke(app, ["clean", str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    rows = map(json.loads, (tmp_path / "out" / "_newsmend" / "documents.jsonl").read_text().splitlines())
    links = {row["doc"]: row["duplicate_of"] for row in rows}
    assert links["gazette.html"] is None
    assert links["herald.html"]["doc"] == "gazette.html"
