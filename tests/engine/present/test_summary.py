from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.present.summary import summarize
from detomo.engine.types import Result, ResultColumn

COUNTRIES = [("France", 60), ("日本", 30), ("Brazil", 10)]
MONTHS = [("2024-03", 15), ("2024-01", 10), ("2024-02", 30)]  # not in order on purpose

SENTENCES: list[tuple[str, str, list[Any], str, str]] = [
    ("no rows", "name", [], "No rows match.", "該当するデータはありません。"),
    ("one value", "COUNT(*)", [(3503,)], "The count is 3,503.", "件数は3,503です。"),
    ("one decimal", "revenue", [(Decimal("49.60"),)], "The revenue is 49.60.", "revenueは49.60です。"),
    ("one year", "founded_year", [(2009,)], "The founded year is 2009.", "founded yearは2009です。"),
    ("one null", "SUM(Total)", [(None,)], "There is no value for sum of total.", "totalの合計の値はありません。"),
    ("one row", "name since", [("Ann", date(2020, 1, 2))],
     "One row: name Ann, since 2020-01-02.", "1件：name Ann、since 2020-01-02。"),
    ("one wide row", "a b c d e f g h", [tuple("ABCDEFGH")],
     "One row: a A, b B, c C, d D, e E, f F, and 2 more columns.", "1件：a A、b B、c C、d D、e E、f Fほか2列。"),
    ("few names", "name", [("Ann",), ("Bob",)], "2 rows: Ann, Bob.", "2件：Ann、Bob。"),
    ("many names", "name", [(c,) for c in "ABCDE"], "5 rows: A, B, C and 2 more.", "5件：A、B、Cほか2件。"),
    ("names in two columns", "first_name last_name", [("Ann", "Lee"), ("Ann", "Poe")],
     "2 rows: Ann Lee, Ann Poe.", "2件：Ann Lee、Ann Poe。"),
    ("nothing to name", "data", [(b"x",), (b"y",)], "2 rows.", "2件です。"),
    ("numbers only", "price", [(1.5,), (0.5,)], "2 rows, with price from 0.5 to 1.5.",
     "2件で、priceは0.5から1.5までです。"),
    ("ranking", "country customers", COUNTRIES,
     "3 rows. Highest customers: France with 60 (60% of the 100 in these rows); lowest: Brazil with 10.",
     "3件です。customersはFranceが最大の60（表示分の合計100の60%）、Brazilが最小の10です。"),
    ("averages have no share", "country avg_age", COUNTRIES,
     "3 rows. Highest avg age: France with 60; lowest: Brazil with 10.",
     "3件です。avg ageはFranceが最大の60、Brazilが最小の10です。"),
    ("ties", "name total", [("A", 2), ("B", 2), ("C", 1), ("D", 1)],
     "4 rows. Highest total: A and 1 more with 2 (33.3% of the 6 in these rows); lowest: C and 1 more with 1.",
     "4件です。totalはAほか1件が最大の2（表示分の合計6の33.3%）、Cほか1件が最小の1です。"),
    ("all equal", "name price", [("A", 1.99), ("B", 1.99)],
     "2 rows, all with the same price: 1.99.", "2件で、priceはすべて1.99です。"),
    ("over time", "month revenue", MONTHS,
     "3 rows from 2024-01 to 2024-03: revenue went from 10 to 15 (+50%). Highest: 30 (2024-02), lowest: 10 (2024-01).",
     "2024-01から2024-03までの3件で、revenueは10から15になりました（+50%）。最大は30（2024-02）、最小は10（2024-01）です。"),
    ("over time from nothing", "month revenue", [("2024-01", 0), ("2024-02", 5)],
     "2 rows from 2024-01 to 2024-02: revenue went from 0 to 5. Highest: 5 (2024-02), lowest: 0 (2024-01).",
     "2024-01から2024-02までの2件で、revenueは0から5になりました。最大は5（2024-02）、最小は0（2024-01）です。"),
    ("cycles have no start", "weekday total", [("Mon", 5), ("Tue", 15)],
     "2 rows. Highest total: Tue with 15 (75% of the 20 in these rows); lowest: Mon with 5.",
     "2件です。totalはTueが最大の15（表示分の合計20の75%）、Monが最小の5です。"),
    ("a list to read", "id name street city price", [(1, "Ann", "a", "b", 5), (2, "Bob", "d", "e", 6)],
     "2 rows: Ann, Bob.", "2件：Ann、Bob。"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "rows", "en", "ja"), [pytest.param(*case[1:], id=case[0]) for case in SENTENCES])
def test_sentence(result: Callable[..., Result], columns: str, rows: list[Any], en: str, ja: str) -> None:
    assert summarize(result(columns, rows), "", "en") == en
    assert summarize(result(columns, rows), "", "ja") == ja


def test_the_question_names_the_measure(result: Callable[..., Result]) -> None:
    table = result("name visits orders", [("A", 1, 20), ("B", 2, 10)])
    assert "Highest visits: B" in summarize(table, "who has most visits", "en")
    assert "Highest orders: A" in summarize(table, "who has most orders", "en")


def test_a_cut_result_is_called_cut_and_gives_no_share(result: Callable[..., Result]) -> None:
    text = summarize(result("country customers", COUNTRIES, truncated=True), "", "en")
    assert "%" not in text
    assert text.endswith("after 3 rows; the figures cover only what is shown.")


def test_an_incomplete_result_is_called_incomplete(result: Callable[..., Result]) -> None:
    assert summarize(result("n", [(1,)], incomplete=True), "", "ja").endswith("一部が欠けている可能性があります。")


cells = (
    st.none() | st.integers() | st.floats() | st.decimals() | st.text(max_size=5) | st.dates() | st.binary(max_size=3)
)


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.tuples(*[cells] * n), max_size=6)))
def test_any_result_has_a_sentence(rows: list[tuple[Any, ...]]) -> None:
    columns = tuple(ResultColumn(f"c{index}") for index in range(len(rows[0]) if rows else 1))
    for language in ("en", "ja"):
        assert summarize(Result(columns, tuple(rows)), "", language)
