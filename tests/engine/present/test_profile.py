import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from detomo.engine.present.profile import ColumnProfile, Role, profile
from detomo.engine.types import Result, ResultColumn


def column(name: str, values: list[Any]) -> ColumnProfile:
    return profile(Result((ResultColumn(name),), tuple((value,) for value in values))).columns[0]


ROLES: list[tuple[str, str, list[Any], Role]] = [
    ("integers", "quantity", [1, 2], Role.MEASURE),
    ("decimals and floats", "amount", [Decimal("1.5"), 2.5], Role.MEASURE),
    ("text", "country", ["France", "Japan"], Role.CATEGORY),
    ("booleans", "active", [True, False], Role.CATEGORY),
    ("dates", "day", [date(2024, 1, 1)], Role.TIME),
    ("months as text", "m", ["2024-01"], Role.TIME),
    ("id", "id", [1, 2], Role.IDENTIFIER),
    ("snake case id", "customer_id", [1, 2], Role.IDENTIFIER),
    ("camel case id", "CustomerId", [1, 2], Role.IDENTIFIER),
    ("capital id", "customerID", [1, 2], Role.IDENTIFIER),
    ("ends in id but is none", "paid", [1, 2], Role.MEASURE),
    ("counted ids", "COUNT(CustomerId)", [1, 2], Role.MEASURE),
    ("postal codes", "zip", [75001, 75002], Role.IDENTIFIER),
    ("codes as text", "country_code", ["FR", "JP"], Role.IDENTIFIER),
    ("Japanese numbers of things", "顧客番号", [1, 2], Role.IDENTIFIER),
    ("Japanese counts", "件数", [1, 2], Role.MEASURE),
    ("ranks", "rank", [1, 2], Role.IDENTIFIER),
    ("uuids", "x", [uuid.UUID(int=1)], Role.IDENTIFIER),
    ("long text", "review", ["x" * 80, "y" * 90], Role.TEXT),
    ("text of several lines", "review", ["a\nb"], Role.TEXT),
    ("nulls", "x", [None, None], Role.OTHER),
    ("nothing", "x", [], Role.OTHER),
    ("bytes", "x", [b"a"], Role.OTHER),
    ("arrays", "x", [[1]], Role.OTHER),
    ("numbers among text", "x", [1, "a"], Role.OTHER),
    ("dates among datetimes", "x", [date(2024, 1, 1), datetime(2024, 1, 1)], Role.OTHER),
    ("no finite number", "x", [float("nan"), float("inf")], Role.OTHER),
]


@pytest.mark.parametrize(("name", "values", "role"), [pytest.param(*case[1:], id=case[0]) for case in ROLES])
def test_role(name: str, values: list[Any], role: Role) -> None:
    assert column(name, values).role is role


@pytest.mark.parametrize(
    ("value"),
    [float("nan"), float("-inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("1E+400"), 10**400],
    ids=["nan", "infinity", "decimal nan", "signalling nan", "decimal beyond a double", "integer beyond a double"],
)
def test_numbers_that_cannot_be_drawn_count_as_missing(value: Any) -> None:
    assert column("n", [1, value, 2]).values == (1, None, 2)


ADDITIVE = [
    ("revenue", True),
    ("COUNT(*)", True),
    ("SUM(UnitPrice)", True),
    ("total_price", True),
    ("売上合計", True),
    ("unit_price", False),
    ("AVG(Total)", False),
    ("max_age", False),
    ("conversion_rate", False),
    ("平均単価", False),
    ("解約率", False),
]


@pytest.mark.parametrize(("name", "additive"), ADDITIVE)
def test_what_may_be_added_up(name: str, additive: bool) -> None:
    assert column(name, [1, 2]).additive is additive


@pytest.mark.parametrize(
    ("values", "falling"),
    [([3, 2, 2], True), ([3, 3], False), ([1, 2], False), ([3, None, 1], False), ([3], False)],
    ids=["falls", "constant", "rises", "null", "one row"],
)
def test_falling(values: list[Any], falling: bool) -> None:
    assert column("n", values).falling is falling


def test_null_is_one_of_the_distinct_values() -> None:
    assert column("name", ["a", None, None]).distinct == 2
    assert not column("name", ["a", None, None]).unique
