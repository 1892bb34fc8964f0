"""The library as a programmer meets it: its names, its cost, its neighbours."""

from __future__ import annotations

import dataclasses
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import pytest

import newsmend
from newsmend import Draft, Edit, Rule, Safety

LISTING = Path(__file__).with_name("public_names.txt")
ROOT = Path(__file__).resolve().parents[1]
HEAVY = (
    "spacy",
    "bs4",
    "lxml",
    "symspellpy",
    "ftfy",
    "typer",
    "rich",
    "numpy",
    "pyarrow",
    "polars",
    "rensa",
)


def listing() -> str:
    """Every public name with its signature or fields, and the public methods of each class."""
    lines = []
    for name in newsmend.__all__:
        thing = getattr(newsmend, name)
        if not inspect.isclass(thing):
            lines.append(f"{name}{inspect.signature(thing)}")
            continue
        lines.append(f"class {name}({', '.join(base.__name__ for base in thing.__bases__)})")
        if dataclasses.is_dataclass(thing):
            lines += (f"    {field.name}: {field.type}" for field in dataclasses.fields(thing))
        for member, value in sorted(vars(thing).items()):
            if member.startswith("_"):
                continue
            if inspect.isfunction(value):
                lines.append(f"    {member}{inspect.signature(value)}")
            elif isinstance(value, property):
                lines.append(f"    {member}: property")
            elif issubclass(thing, Safety):
                lines.append(f"    {member}")
    return "\n".join(lines) + "\n"


def test_public_names_are_those_listed() -> None:
    assert listing() == LISTING.read_text(), (
        "the public interface changed: write the new listing to tests/public_names.txt, say so in CHANGELOG.md, and "
        "keep old names in newsmend._RENAMED"
    )


def test_renamed_names_warn_and_go_on_working(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(newsmend._RENAMED, "mend_text", "clean_text")
    with pytest.warns(DeprecationWarning, match=r"newsmend.mend_text is now newsmend.clean_text"):
        assert newsmend.mend_text is newsmend.clean_text
    with pytest.raises(AttributeError, match="no attribute 'mend_texts'"):
        newsmend.mend_texts  # noqa: B018


def test_importing_is_quick_and_brings_nothing_heavy() -> None:
    code = f"import sys, newsmend; print([name for name in {HEAVY} if name in sys.modules])"
    took = []
    for _ in range(5):
        command = [sys.executable, "-X", "importtime", "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"
        found = re.search(r"\| +(\d+) \| newsmend$", done.stderr, re.MULTILINE)
        assert found
        took.append(int(found[1]))
    assert min(took) < 60_000, f"import newsmend took {min(took) / 1000} ms"


def test_cleaning_text_brings_no_more_than_it_needs() -> None:
    code = (
        "import sys, newsmend; newsmend.clean_text('Talks resumed in in Cairo .');"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@dataclass(frozen=True)
class HouseStyle:
    rule = Rule("house/per-cent", "Per cent is two words.", Safety.FIX, ("5 percent", "5 per cent"))
    name: ClassVar[str] = "house"
    rules: ClassVar[tuple[Rule, ...]] = (rule,)

    def find(self, draft: Draft) -> Iterator[Edit]:
        for match in re.finditer(r"\bpercent\b", draft.text):
            yield draft.edit(self.rule, *match.span(), "per cent", "house style")


def test_a_pass_of_ones_own_follows_the_chain_and_its_rules_are_policy_s() -> None:
    text = "Prices rose by 5 percent , the the bank said."
    cleaned = newsmend.clean_text(text, passes=[HouseStyle()])
    assert cleaned.text == "Prices rose by 5 per cent, the bank said."
    assert cleaned.of("applied")[-1].edit.rule.id == "house/per-cent"
    kept = newsmend.clean_text("See `5 percent`.", passes=[HouseStyle()])
    assert kept.text == "See `5 percent`."


def test_the_entry_point_for_spacy_is_the_component() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    module, _, name = project["entry-points"]["spacy_factories"]["newsmend"].partition(":")
    assert callable(getattr(import_module(module), name))


def test_the_component_tells_an_unknown_setting() -> None:
    spacy = pytest.importorskip("spacy")
    import newsmend.component

    with pytest.raises(newsmend.NewsmendError, match="unknown key 'safty'"):
        spacy.blank("en").add_pipe("newsmend", config={"settings": {"safty": "fix"}})
