"""What is chosen for which result: cases/charts.jsonl, where `expect` holds the fields that matter, null no chart."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.present.chart import choose, validate
from detomo.engine.types import Result

FILE = Path(__file__).parent / "cases" / "charts.jsonl"
CASES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_choice(result: Callable[..., Result], case: dict[str, Any]) -> None:
    table = result(case["columns"], case["rows"], truncated=case.get("truncated", False))
    spec = choose(table, case["question"], case.get("language", "en"))
    if case["expect"] is None:
        assert spec is None
        return
    assert spec is not None
    validate(spec, table)
    chosen = json.loads(json.dumps(asdict(spec)))
    assert chosen | case["expect"] == chosen
