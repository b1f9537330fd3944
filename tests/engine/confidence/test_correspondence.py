"""How far SQL does what the words of its question ask for."""

from pathlib import Path
from typing import Any

import pytest

from detomo.engine.confidence.correspondence import correspondence
from detomo.engine.language import language_of
from detomo.engine.types import Question, SafeQuery
from tests.engine.cases import load


def found(question: str, sql: str) -> dict[str, float]:
    return dict(correspondence(Question(question, language_of(question)), SafeQuery(sql, "sqlite", shown=sql)))


@pytest.mark.parametrize("case", load(Path(__file__).parent / "cases" / "correspondence.jsonl"))
def test_what_speaks_against_sql_is_counted(case: dict[str, Any]) -> None:
    features = found(case["question"], case["sql"])
    assert {name: round(features[name], 2) for name in case["features"]} == case["features"]


def test_sql_that_is_not_read_tells_nothing() -> None:
    assert found("How many?", "SELECT FROM WHERE (") == {}


@pytest.mark.timeout(5)
def test_a_very_long_question_takes_bounded_time() -> None:
    assert found("name " * 2_000, "SELECT name FROM customers")["words"] <= 6
