"""The recipes for Ray and Spark in docs/howto/data-frames.md, run as they stand there, where they are installed."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from newsmend.languagetool import home

PAGE = Path(__file__).resolve().parents[1] / "docs" / "howto" / "data-frames.md"
TEXTS = ["The the port is open.", "All is well."]
CLEAN = ["The port is open.", "All is well."]


def run(title: str, **given: Any) -> dict[str, Any]:
    """What the Python of a section defines, where these names are given."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    code = "\n".join(re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))
    names = dict(given)
    exec(compile(code, f"{PAGE.name}: {title}", "exec"), names)
    return names


def test_ray() -> None:
    ray: Any = pytest.importorskip("ray", reason="the extra ray is not installed")
    data: Any = pytest.importorskip("ray.data", reason="the extra ray is not installed")
    ray.init("local", num_cpus=2, object_store_memory=100 << 20, include_dashboard=False, log_to_driver=False)
    try:
        data.DataContext.get_current().execution_options.preserve_order = True
        dataset = data.from_items([{"text": text} for text in [*TEXTS, None]])
        rows = run("Ray Data", dataset=dataset)["clean"].take_all()
    finally:
        ray.shutdown()
    assert [row["clean"] for row in rows] == [*CLEAN, None]
    assert [row["text"] for row in rows] == [*TEXTS, None]
    assert [edit["rule"] for edit in json.loads(rows[0]["edits"])] == ["repetition/doubled-word"]
    assert json.loads(rows[1]["edits"]) == []


def test_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    sql: Any = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    pytest.importorskip("pandas", reason="pandas is not installed")
    if home.java_release(home.java()) < home.JAVA:
        pytest.skip(f"Spark needs Java {home.JAVA}")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    for name in ("spark.driver.bindAddress", "spark.driver.host"):
        builder = builder.config(name, "127.0.0.1")
    session = builder.getOrCreate()
    try:
        frame = session.createDataFrame(list(enumerate(TEXTS)), "id long, text string")
        rows = run("Spark", frame=frame)["clean"].orderBy("id").collect()
    finally:
        session.stop()
    assert [row["clean"] for row in rows] == CLEAN
