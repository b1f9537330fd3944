"""What it costs to present a result: records, chart, summary and the SQL in words.

Run: python -m benchmarks.presentation
"""

import timeit
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import orjson

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.present.chart import choose, to_plotly
from detomo.engine.present.readback import explain
from detomo.engine.present.summary import summarize
from detomo.engine.present.values import records
from detomo.engine.types import Result, ResultColumn

SQL = """SELECT c.name, SUM(o.amount) AS total FROM customers c JOIN orders o ON o.customer_id = c.id
WHERE o.ordered_on >= '2024-01-01' GROUP BY c.id ORDER BY total DESC LIMIT 10"""
CATALOG = Catalog(
    "sqlite",
    (
        Table("customers", (Column("id"), Column("name")), primary_key=("id",)),
        Table("orders", (Column("id"), Column("customer_id"), Column("amount"), Column("ordered_on"))),
    ),
)


def table(columns: str, rows: int, row: Callable[[int], tuple[Any, ...]]) -> Result:
    return Result(tuple(map(ResultColumn, columns.split())), tuple(map(row, range(rows))))


def simple(n: int) -> tuple[Any, ...]:
    return n, f"name {n}", f"東京 {n}", n * 1.5, n % 7, None


def mixed(n: int) -> tuple[Any, ...]:
    return n, f"name {n}", n * 1.5, Decimal(n) / 100, date(2020, 1, 1) + timedelta(days=n % 900), n % 2 == 0


def chart(result: Result) -> None:
    spec = choose(result, "total by name", "en")
    if spec is None:
        raise RuntimeError("no chart was chosen")
    to_plotly(spec, result)


def report(name: str, work: Callable[[], Any]) -> None:
    print(f"{name:<58}{1000 * min(timeit.repeat(work, number=1, repeat=9)):8.2f} ms")


def main() -> None:
    plain, typed = table("a b c d e f", 10_000, simple), table("a b c d e f", 10_000, mixed)
    bars = table("name total", 1_000, lambda n: (f"name {n}", n * 1.5))
    days = table("day total", 1_000, lambda n: (date(2020, 1, 1) + timedelta(days=n), n * 1.5))
    report("records, 10,000 × 6, numbers and text", lambda: records(plain))
    report("records, 10,000 × 6, with decimals and dates", lambda: records(typed))
    report("the same, with orjson", lambda: orjson.dumps(records(typed)))
    report("chart chosen and drawn, 1,000 names", lambda: chart(bars))
    report("chart chosen and drawn, 1,000 days", lambda: chart(days))
    report("summary, 1,000 rows", lambda: summarize(bars, "total by name", "en"))
    report("SQL in words, parsing included", lambda: explain(SQL, CATALOG, "ja"))


if __name__ == "__main__":
    main()
