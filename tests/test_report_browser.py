"""`report.html` in a real browser: it opens, filters, accepts, exports; texts stay texts; axe finds nothing.

Needs Chromium, its driver, selenium and axe-core (extra `dev`); skipped by name where one is missing.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from newsmend.batch import Job, Result, Run, Source
from newsmend.config import Settings
from newsmend.types import Cleaned, Document
from newsmend.writers import report
from newsmend.writers.ledger import document_row
from test_report import HOSTILE, clean

BINARIES = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
MISSING = [name for name, path in BINARIES.items() if path is None]
pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}; run 'make browser'"),
    pytest.mark.xdist_group("browser"),
]
SUGGESTIVE = (
    "Prices rose by 3,4 percent in Lisbon on Monday, the ministry said. Officials officials met in in Cairo , as"
    " planned.\n\n"
    "The bank lent 170,000 million euros to Portugal last year. The new rules cost 99,9 percent more than the old.\n"
)
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1280,900"
).split()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver")
    folder = tmp_path_factory.mktemp("chromium")
    options = webdriver.ChromeOptions()
    options.binary_location = str(BINARIES["chromium"])
    for argument in [*ARGUMENTS, f"--user-data-dir={folder / 'profile'}"]:
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(folder / "downloads")})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(BINARIES["chromedriver"])))
    made.downloads = folder / "downloads"
    yield made
    made.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    (folder / "in").mkdir()
    (folder / "in" / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "in" / "prices.txt").write_text(SUGGESTIVE + "\nSource link\n\nLeave a Reply\n")
    for n in range(60):
        (folder / "in" / f"good-{n:02}.txt").write_text(f"All is well in Cairo, officials said {n} times.\n")
    clean(folder / "in", folder / "out")
    return folder / "out" / "_newsmend" / "report.html"


@pytest.fixture
def opened(driver: Any, page: Path) -> Iterator[Any]:
    """The driver with the report's first view, nothing decided; in the end the console must be silent."""
    driver.get(page.as_uri())
    driver.execute_script("localStorage.clear()")
    driver.get("about:blank")
    driver.get(page.as_uri())
    yield driver
    errors = [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert errors == []


def texts(driver: Any, selector: str) -> list[str]:
    return [element.text for element in driver.find_elements("css selector", selector)]


def one(driver: Any, selector: str) -> Any:
    return driver.find_element("css selector", selector)


def visit(driver: Any, name: str) -> None:
    one(driver, "#search").send_keys(name)
    one(driver, ".articles tbody a").click()


def press(driver: Any, keys: str) -> None:
    driver.switch_to.active_element.send_keys(keys)


def soon(found: Callable[[], Any]) -> Any:
    for _ in range(100):
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError("waited five seconds in vain")


def axe(driver: Any) -> list[str]:
    pytest.importorskip("axe_core_python")
    driver.execute_script(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = driver.execute_async_script("const done = arguments[arguments.length - 1]; axe.run().then(done);")
    assert found["passes"]
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


def test_overview_and_list(opened: Any) -> None:
    assert "62" in texts(opened, ".tile dd")
    assert "1 to 50 of 62 articles" in texts(opened, "#found")
    assert len(texts(opened, ".articles tbody tr")) == 50
    captions = texts(opened, ".chart caption")
    assert {"Edits by safety", "Edits applied, by rule", "Suggestions, by rule", "Dropped words, by family"} <= set(
        captions
    )
    one(opened, ".pages button:last-child").click()
    assert "51 to 62 of 62 articles" in texts(opened, "#found")


def test_filter_and_sort(opened: Any) -> None:
    one(opened, "#search").send_keys("HOST")
    assert texts(opened, "#found") == ["1 to 1 of 1 article"]
    one(opened, "#search").send_keys("\b" * 4)
    one(opened, "#state option[value=suggested]").click()
    assert [name.splitlines()[-1] for name in texts(opened, ".articles tbody th")] == ["prices.txt"]
    one(opened, "#state option[value='']").click()
    one(opened, "[data-sort=suggested]").click()
    assert "prices.txt" in texts(opened, ".articles tbody th")[0]
    assert one(opened, "[data-sort=suggested]").find_element("xpath", "..").get_attribute("aria-sort") == "descending"
    one(opened, "#rule option[value='repetition/doubled-word']").click()
    assert len(texts(opened, ".articles tbody tr")) == 2


def test_hostile_text_stays_text(opened: Any, page: Path) -> None:
    visit(opened, "hostile")
    shown = opened.execute_script(
        "const side = document.querySelector('.after .text').cloneNode(true);"
        "side.querySelectorAll('sup').forEach(sup => sup.remove()); return side.textContent;"
    )
    clean_text = (page.parents[1] / "hostile.txt").read_text(encoding="utf-8")
    assert shown.replace("‸", "") == clean_text
    assert opened.find_elements("css selector", "main img, main script, main b") == []


def test_keys_step_accept_reject_and_what_is_decided_lasts(opened: Any) -> None:
    visit(opened, "prices")
    press(opened, "j")
    first = texts(opened, "#panel .what")[0]
    assert first.startswith("Edit 1 of ")
    press(opened, "j")
    assert texts(opened, "#panel .what")[0].startswith("Edit 2 of ")
    press(opened, "k")
    assert texts(opened, "#panel .what") == [first]
    while "suggested" not in texts(opened, "#panel .what")[0]:
        press(opened, "j")
    before, after = texts(opened, "#panel code")[1:3]
    press(opened, "a")
    assert "accepted by you" in texts(opened, "#panel .what")[0]
    assert texts(opened, ".after mark.current")[0].startswith(after)
    assert texts(opened, ".before mark.current")[0].startswith(before)
    opened.refresh()
    assert len(opened.find_elements("css selector", ".after mark.suggested.accept")) == 1
    assert texts(opened, "#actions span") == ["1 decision"]


def test_buttons_decide_and_decisions_are_exported(opened: Any) -> None:
    visit(opened, "prices")
    one(opened, ".after mark.suggested").click()
    one(opened, "#do-accept").click()
    one(opened, ".after mark.applied").click()
    one(opened, "#do-reject").click()
    assert one(opened, "#do-reject").get_attribute("aria-pressed") == "true"
    one(opened, "#export").click()
    file = opened.downloads / "decisions.json"
    soon(lambda: file.exists() and file.read_bytes().endswith(b"}\n"))
    data = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    assert data["version"] == 1
    assert sorted(each["decision"] for each in data["decisions"]) == ["accept", "reject"]
    assert {each["doc"] for each in data["decisions"]} == {"prices.txt"}
    assert set(data["decisions"][0]) == {"doc", "sha256", "n", "rule", "before", "after", "decision"}


def test_the_way_back_leads_to_the_article_one_came_from(opened: Any) -> None:
    visit(opened, "prices")
    came_from = opened.current_url
    one(opened, ".steps a").click()
    soon(lambda: opened.find_elements("css selector", "#list"))
    assert opened.switch_to.active_element.get_attribute("href") == came_from
    assert one(opened, "#search").get_attribute("value") == "prices"


def test_hovering_shows_the_reason(opened: Any) -> None:
    from selenium.webdriver import ActionChains

    visit(opened, "prices")
    ActionChains(opened).move_to_element(one(opened, ".before mark.applied")).perform()
    said = soon(lambda: " ".join(texts(opened, "#panel p")) if texts(opened, "#panel .what") else "")
    assert "confidence 0.99" in said and "the same word twice" in said


def test_the_places_of_an_edit_stand_side_by_side_and_numbers_stay_with_their_words(opened: Any) -> None:
    visit(opened, "prices")
    opened.execute_script("document.querySelector('.before h3').style.height = '20rem'")  # as dropped blocks would
    tops = "return [...document.querySelectorAll('mark.current')].map(mark => mark.getBoundingClientRect().top)"
    for _ in range(5):
        press(opened, "j")
        places = opened.execute_script(tops)
        assert len(places) >= 2 and max(places) - min(places) < 2
    apart = opened.execute_script(
        "document.querySelector('#sides').style.width = '20rem'; return [...document.querySelectorAll('.join')].map("
        "join => { const range = document.createRange(); range.selectNode(join.firstChild); return Math.abs("
        "range.getBoundingClientRect().top - join.lastChild.getBoundingClientRect().top); });"
    )
    assert apart and max(apart) < 15


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_barriers(opened: Any, scheme: str, width: int) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        assert axe(opened) == []
        visit(opened, "prices")
        press(opened, "j")
        press(opened, "r")
        assert axe(opened) == []
        assert opened.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    finally:
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_five_thousand_articles(driver: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "ROOM", 20_000_000)
    job = Job(Settings(), tmp_path, frozenset({"html"}))
    run = Run(job)
    body = "The council met on Tuesday and agreed on a budget for the harbour. " * 60
    for n in range(5_000):
        cleaned = Cleaned(Document(f"{n:04}.txt", f"{n}. {body}", f"{n:04}.txt", f"Council {n}"), f"{n}. {body}")
        row = document_row(cleaned, f"{n:064x}", 0)
        run.add(Result(Source(tmp_path / "x", row["doc"], "txt", ""), (row,), sections=(report.section(cleaned, row),)))
    folder = run.finish()
    assert (folder / "report.html").stat().st_size > 20_000_000
    driver.get((folder / "report.html").as_uri())
    assert texts(driver, "#found") == ["1 to 50 of 5,000 articles"]
    elements = driver.execute_script("return document.querySelectorAll('main *').length")
    assert elements < 2_000
    spent = driver.execute_script(
        "const start = performance.now(); const input = document.querySelector('#search'); input.value = '4999';"
        "input.dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - start;"
    )
    assert texts(driver, "#found") == ["1 to 1 of 1 article"]
    assert spent < 1_000  # milliseconds; a tenth of that on a laptop
    one(driver, ".articles tbody a").click()
    assert texts(driver, "#title") == ["Council 4999"]
    assert "This report was full" in one(driver, "main").text
    driver.execute_script("location.hash = '#/3'")
    soon(lambda: texts(driver, "#title") == ["Council 2"])
    assert body[:60] in one(driver, ".after .text").text
