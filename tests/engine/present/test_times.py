from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from detomo.engine.present.times import time_scale

IN_ORDER: list[tuple[str, str, str, list[Any]]] = [
    ("dates", "x", "day", [date(2023, 12, 31), date(2024, 1, 1)]),
    ("datetimes", "x", "instant", [datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 1, tzinfo=UTC)]),
    ("times", "x", "clock", [time(9), time(10, 30)]),
    ("ISO dates", "x", "day", ["2023-12-31", "2024-01-01"]),
    ("dates with slashes", "x", "day", ["2024/9/30", "2024/10/1"]),
    ("Japanese dates", "x", "day", ["2024年9月30日", "2024年10月1日"]),
    ("ISO datetimes", "x", "instant", ["2024-01-01 09:59:59", "2024-01-01T10:00:00Z"]),
    ("months", "x", "month", ["2023-12", "2024-01"]),
    ("Japanese months", "x", "month", ["2024年9月", "2024年10月"]),
    ("months as numbers", "年月", "month", [202312, 202401]),
    ("quarters", "x", "quarter", ["2023-Q4", "2024Q1"]),
    ("Japanese quarters", "x", "quarter", ["2023年第4四半期", "2024年第1四半期"]),
    ("weeks", "x", "week", ["2024-W09", "2024-W10"]),
    ("years as text", "x", "year", ["1999", "2000"]),
    ("years as numbers", "fiscal_year", "year", [2023, 2024]),
    ("years as decimals", "extract", "year", [Decimal(2023), Decimal(2024)]),
    ("Japanese fiscal years", "x", "year", ["2023年度", "2024年度"]),
    ("Japanese eras", "x", "year", ["平成31年", "令和2年"]),
    ("first year of an era", "x", "year", ["平成30年", "令和元年"]),
    ("month names", "x", "month_name", ["Jan", "February", "sept", "Dec."]),
    ("Japanese month names", "x", "month_name", ["9月", "10月"]),
    ("months of SQLite", "strftime('%m', d)", "month_name", ["01", "12"]),
    ("weekday names", "x", "weekday", ["Mon", "tuesday", "Sun"]),
    ("Japanese weekdays", "x", "weekday", ["月曜日", "火", "日曜"]),
    ("hours", "hour", "hour", [0, 9, 23]),
    ("Japanese hours", "x", "hour", ["9時", "10時"]),
    ("seasons", "x", "season", ["Q1", "Q4"]),
]


@pytest.mark.parametrize(("name", "grain", "values"), [pytest.param(*case[1:], id=case[0]) for case in IN_ORDER])
def test_times_are_recognised_and_ordered(name: str, grain: str, values: list[Any]) -> None:
    scale = time_scale(name, values[::-1])
    assert scale is not None
    assert scale.grain == grain
    assert sorted(scale.keys, key=scale.keys.__getitem__) == values


NO_TIMES: list[tuple[str, str, list[Any]]] = [
    ("nothing", "year", []),
    ("words", "x", ["AC/DC", "Accept"]),
    ("one word among dates", "x", ["2024-01-01", "unknown"]),
    ("product codes", "code", ["1234-5", "1234-6"]),
    ("no such month", "x", ["2024-13-01"]),
    ("no such hour", "x", ["2024-01-01 25:00"]),
    ("numbers without a name that says so", "total", [2023, 2024]),
    ("numbers beyond years", "year", [5, 2024]),
    ("fractions", "year", [2023.5]),
    ("booleans", "hour", [True, False]),
    ("dates mixed with datetimes", "x", [date(2024, 1, 1), datetime(2024, 1, 1)]),
]


@pytest.mark.parametrize(("name", "values"), [pytest.param(*case[1:], id=case[0]) for case in NO_TIMES])
def test_other_values_are_no_times(name: str, values: list[Any]) -> None:
    assert time_scale(name, values) is None
