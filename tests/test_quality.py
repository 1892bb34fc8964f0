"""The quality figures, held against `benchmarks/floor.toml`."""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import quality

FLOORS = tomllib.loads(quality.FLOORS.read_text(encoding="utf-8"))
OWN, SHARED = "own", "shared"


@cache
def figures(sets: str) -> dict[str, float]:
    return quality.own_figures() if sets == OWN else quality.figures(quality.DEFAULT_EVAL)


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> dict[str, float]:
    return figures(request.param)


def held(floors: dict[str, float]) -> list[object]:
    """Each floor with the sets it is of: the project's own, or those beside the checkout, skipped without them."""
    missing = pytest.mark.skipif(not quality.DEFAULT_EVAL.is_dir(), reason="no evaluation sets (../shared/eval) here")
    return [
        pytest.param(name, OWN, marks=pytest.mark.xdist_group("own"), id=name)
        if name.startswith("own.")
        else pytest.param(name, SHARED, marks=[missing, pytest.mark.xdist_group("quality")], id=name)
        for name in floors
    ]


@pytest.mark.parametrize(("name", "measured"), held(FLOORS["at_least"]), indirect=["measured"])
def test_no_figure_falls_below_its_floor(name: str, measured: dict[str, float]) -> None:
    assert measured[name] >= FLOORS["at_least"][name]


@pytest.mark.parametrize(("name", "measured"), held(FLOORS["at_most"]), indirect=["measured"])
def test_no_harm_rises_above_its_bound(name: str, measured: dict[str, float]) -> None:
    assert measured[name] <= FLOORS["at_most"][name]
