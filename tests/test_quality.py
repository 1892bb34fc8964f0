"""The figures on the evaluation sets, held against `benchmarks/floor.toml`."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import quality

FLOORS = tomllib.loads(quality.FLOORS.read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(
    not quality.DEFAULT_EVAL.is_dir(), reason="the evaluation sets (../shared/eval) do not stand beside this checkout"
)


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    return quality.figures(quality.DEFAULT_EVAL)


@pytest.mark.xdist_group("quality")
@pytest.mark.parametrize("name", FLOORS["at_least"])
def test_no_figure_falls_below_its_floor(name: str, measured: dict[str, float]) -> None:
    assert measured[name] >= FLOORS["at_least"][name]


@pytest.mark.xdist_group("quality")
@pytest.mark.parametrize("name", FLOORS["at_most"])
def test_no_harm_rises_above_its_bound(name: str, measured: dict[str, float]) -> None:
    assert measured[name] <= FLOORS["at_most"][name]
