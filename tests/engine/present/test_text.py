from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from detomo.engine.present.labels import heading, label, words
from detomo.engine.present.text import clip, number_text, percent_text, value_text, width

NUMBERS: list[tuple[str, Any, str]] = [
    ("thousands", 1234567, "1,234,567"),
    ("negative", -1234, "-1,234"),
    ("two decimals", 1234.567, "1,234.57"),
    ("noise of a float", 2328.6000000000004, "2,328.6"),
    ("decimal keeps its zeros", Decimal("1234.50"), "1,234.50"),
    ("decimal with many digits", Decimal("2.718281828"), "2.72"),
    ("decimal with an exponent", Decimal("1E+3"), "1,000"),
    ("below one", 0.012345, "0.0123"),
    ("zero", 0.0, "0"),
    ("very large", 1.5e20, "1.5e+20"),
    ("huge integer", 10**400, f"{10**400:,}"),
    ("infinity", float("inf"), "inf"),
]


@pytest.mark.parametrize(("value", "text"), [pytest.param(*case[1:], id=case[0]) for case in NUMBERS])
def test_numbers_for_people(value: Any, text: str) -> None:
    assert number_text(value) == text


VALUES: list[tuple[str, Any, str, str]] = [
    ("null", None, "no value", "値なし"),
    ("true", True, "yes", "はい"),
    ("datetime", datetime(2024, 1, 2, 3, 4), "2024-01-02 03:04:00", "2024-01-02 03:04:00"),
    ("MySQL time", timedelta(hours=9), "09:00:00", "09:00:00"),
    ("bytes", b"\xff", "/w==", "/w=="),
    ("lines", "a\n  b", "a b", "a b"),
    ("long text", "x" * 100, "x" * 59 + "…", "x" * 59 + "…"),
]


@pytest.mark.parametrize(("value", "en", "ja"), [pytest.param(*case[1:], id=case[0]) for case in VALUES])
def test_values_for_people(value: Any, en: str, ja: str) -> None:
    assert (value_text(value, "en"), value_text(value, "ja")) == (en, ja)


def test_years_have_no_separators() -> None:
    assert value_text(2024, "en", grouped=False) == "2024"


@pytest.mark.parametrize(("part", "whole", "text"), [(1, 3, "33.3%"), (1, 2, "50%"), (-1, 4, "-25%"), (0, 4, "0%")])
def test_percentages(part: float, whole: float, text: str) -> None:
    assert percent_text(part, whole) == text


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("東京", 4), ("ｱ", 1), ("é", 1)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_clipped_text_fits() -> None:
    assert clip("abcdef", 4) == "abc…"


LABELS = [
    ("total_spent", "total spent", "total spent"),
    ("FirstName", "first name", "first name"),
    ("customerID", "customer ID", "customer ID"),
    ("売上合計", "売上合計", "売上合計"),
    ("COUNT(*)", "count", "件数"),
    ("count(1)", "count", "件数"),
    ("COUNT(DISTINCT c.CustomerId)", "customer count", "customerの件数"),
    ("SUM(i.Total)", "sum of total", "totalの合計"),
    ('AVG("Unit Price")', "average unit price", "unit priceの平均"),
    ("ROUND(SUM(Total), 2)", "sum of total", "totalの合計"),
    ("strftime('%Y-%m', InvoiceDate)", "month", "年月"),
    ("strftime('%j', d)", "strftime('%j', d)", "strftime('%j', d)"),
    ("a.b + 1", "a.b + 1", "a.b + 1"),
]


@pytest.mark.parametrize(("name", "en", "ja"), LABELS, ids=[case[0] for case in LABELS])
def test_labels(name: str, en: str, ja: str) -> None:
    assert (label(name, "en"), label(name, "ja")) == (en, ja)


def test_a_heading_begins_with_a_capital() -> None:
    assert heading("total_spent", "en") == "Total spent"


def test_long_sql_is_cut() -> None:
    assert len(label("a + " * 100, "en")) == 60


def test_words_of_a_name() -> None:
    assert words("COUNT(c.CustomerId) net_salesUSD") == ("count", "c", "customer", "id", "net", "sales", "usd")
