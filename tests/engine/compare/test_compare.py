"""Rows against gold rows: what counts as the same, and what a miss is called."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.compare import Difference, Rows, difference
from tests.engine.cases import load

CASES = load(Path(__file__).parent / "cases" / "differences.jsonl")


def rows(values: list[Any], *, ordered: bool = False) -> Rows:
    return Rows([tuple(row) for row in values], len(values[0]) if values else 0, ordered)


@pytest.mark.parametrize("case", CASES)
def test_a_difference_has_one_name(case: dict[str, Any]) -> None:
    gold = rows(case["gold"], ordered=case.get("ordered", False))
    found = difference([gold], rows(case["answer"]), extra_columns=case.get("extra_columns", False))
    assert found == case["reason"]


SAME = [
    pytest.param(Decimal("1.50"), 1.5, id="decimal"),
    pytest.param(Decimal("12"), 12, id="whole decimal"),
    pytest.param(datetime.date(2009, 1, 1), "2009-01-01", id="date"),
    pytest.param(datetime.datetime(2009, 1, 1), datetime.date(2009, 1, 1), id="midnight"),
    pytest.param(datetime.datetime(2009, 1, 1, 8, 30), "2009-01-01 08:30:00", id="moment"),
    pytest.param(True, 1, id="boolean"),
    pytest.param(b"abc", "abc", id="bytes"),
    pytest.param(float("nan"), float("nan"), id="not a number"),
    pytest.param(Decimal("nan"), float("nan"), id="no decimal number"),
    pytest.param(Decimal("snan"), Decimal("nan"), id="no decimal number that signals"),
    pytest.param(Decimal("-Infinity"), float("-inf"), id="infinity"),
    pytest.param(Decimal("1E+30"), 10**30, id="whole decimal beyond its context"),
    pytest.param(Decimal(f"{10**30}.5"), 1e30, id="decimal with a fraction beyond its context"),
    pytest.param(Decimal("1E+400"), 10**400, id="whole decimal beyond every float"),
    pytest.param(Decimal("1E-400"), 0, id="tiny decimal"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_types_of_different_engines_mean_the_same(one: Any, other: Any) -> None:
    assert difference([rows([[one]])], rows([[other]])) is None


DIFFERENT = [
    pytest.param(Decimal("Infinity"), Decimal("-Infinity"), id="infinities"),
    pytest.param(Decimal(f"{10**400}.5"), Decimal(f"{10**401}.5"), id="decimals beyond every float"),
    pytest.param(10**400, 1.5, id="a whole number beyond every float"),
    pytest.param(Decimal("1E+30"), 10**30 + 1, id="large whole numbers"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_numbers_of_any_size_are_told_apart(one: Any, other: Any) -> None:
    assert difference([rows([[one]])], rows([[other]])) is not None


def test_any_gold_query_will_do() -> None:
    assert difference([rows([["a"]]), rows([["b"]])], rows([["b"]])) is None


def test_the_nearest_gold_query_names_the_miss() -> None:
    golds = [rows([["x", 1]]), rows([["a"], ["b"]]), rows([[7]])]
    assert difference(golds, rows([["a"], ["b"], ["c"]])) is Difference.EXTRA_ROWS


@pytest.mark.timeout(10)
def test_many_columns_that_are_all_alike_take_bounded_time() -> None:
    values = [[number, *([1] * 30)] for number in range(200)]
    mixed = [[1] * 30 + [number] for number in reversed(range(200))]
    assert difference([rows(values)], rows(mixed)) is None
    assert difference([rows(values, ordered=True)], rows(mixed)) is Difference.WRONG_ORDER


@pytest.mark.timeout(10)
@pytest.mark.parametrize("shift", [0, 1], ids=["in another pairing", "in other values"])
def test_what_differs_beside_many_empty_columns_is_found_soon(shift: int) -> None:
    count = 20_000
    values = [[*([None] * 15), number, number] for number in range(count)]
    mixed = [[*([None] * 15), number, count - 1 - number + shift] for number in range(count)]
    assert difference([rows(values)], rows(mixed)) is Difference.WRONG_VALUES


def test_columns_in_another_order_are_the_same() -> None:
    assert difference([rows([[1, 1, 2, "a"], [1, 1, 3, "b"]])], rows([["b", 1, 3, 1], ["a", 1, 2, 1]])) is None


@pytest.mark.timeout(10)
def test_permuted_columns_that_only_differ_together_take_bounded_time() -> None:
    gold = [[(row * column) % 11 for column in range(1, 11)] for row in range(11)]
    answer = [[*reversed(row)] for row in gold]
    swapped = [[*row[:-1], gold[-1 - number][-1]] for number, row in enumerate(gold)]
    assert difference([rows(gold)], rows(answer)) is None
    assert difference([rows(gold)], rows(swapped)) is Difference.WRONG_VALUES
