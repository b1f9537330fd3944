"""Results of small queries, on every engine."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from detomo.engine.errors import QueryFailed
from detomo.engine.run import Runner
from detomo.engine.types import ColumnType, Limits
from tests.engine.run.databases import Database, cases

Shop = Callable[[str], Database]
Warm = Callable[[str], Runner]


def test_rows_come_in_order_with_their_names(database: Database, runner: Runner) -> None:
    result = runner.run(database.query("SELECT name, id AS number FROM customers ORDER BY id DESC"))

    assert [column.name for column in result.columns] == ["name", "number"]
    assert result.rows == (("花子", 2), ("Ada", 1))
    assert (result.truncated, result.incomplete, result.notes) == (False, False, ())


def test_columns_are_typed(database: Database, runner: Runner) -> None:
    columns = "o.id, c.name, o.total, c.active, c.born, o.placed_at, o.photo"
    sql = f"SELECT {columns} FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id"

    result = runner.run(database.query(sql))

    assert [column.type for column in result.columns] == [
        ColumnType.INTEGER,
        ColumnType.TEXT,
        ColumnType.DECIMAL,
        ColumnType.BOOLEAN,
        ColumnType.DATE,
        ColumnType.DATETIME,
        ColumnType.BYTES,
    ]


def test_values_are_the_drivers(shop: Shop, warm: Warm) -> None:
    expected = (Decimal("12.50"), date(1990, 12, 10), datetime(2024, 5, 1, 10, 0), b"\x01\x02")
    columns = "o.total, c.born, o.placed_at, o.photo"
    sql = f"SELECT {columns} FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = 1"

    rows = {name: warm(name).run(shop(name).query(sql)).rows for name in ("duckdb", "postgres", "mysql")}

    assert rows == dict.fromkeys(("duckdb", "postgres", "mysql"), (expected,))


def test_no_rows_still_have_columns(database: Database, runner: Runner) -> None:
    result = runner.run(database.query("SELECT id, name FROM customers WHERE id > 99"))

    assert [column.name for column in result.columns] == ["id", "name"]
    assert result.rows == ()


def test_a_view_is_read_though_its_tables_need_not_be_named(database: Database, runner: Runner) -> None:
    result = runner.run(database.query("SELECT customer_id, total FROM order_totals ORDER BY customer_id"))

    assert [(row[0], float(row[1])) for row in result.rows] == [(1, 19.75), (2, 100.0)]


def test_more_rows_than_the_cap_are_cut_and_said(database: Database, runner: Runner) -> None:
    result = runner.run(database.query("SELECT id FROM orders ORDER BY id"), limits=Limits(rows=2))

    assert result.rows == ((1,), (2,))
    assert result.truncated


def test_as_many_rows_as_the_cap_are_not_called_cut(database: Database, runner: Runner) -> None:
    result = runner.run(database.query("SELECT id FROM orders ORDER BY id"), limits=Limits(rows=3))

    assert len(result.rows) == 3
    assert not result.truncated


def test_the_next_statement_works_after_a_cut_one(database: Database, runner: Runner) -> None:
    runner.run(
        database.query("SELECT a.id FROM orders a, orders b, orders c, orders d LIMIT 80"), limits=Limits(rows=1)
    )

    assert runner.run(database.query("SELECT count(*) FROM orders")).rows == ((3,),)


def test_explain_runs(database: Database, runner: Runner) -> None:
    assert runner.run(database.query("EXPLAIN SELECT id FROM orders")).rows


@pytest.mark.parametrize("case", cases("typed"))
def test_special_values(case: dict[str, Any], shop: Shop, warm: Warm) -> None:
    result = warm(case["dialect"]).run(shop(case["dialect"]).query(case["sql"]))

    assert [str(column.type) for column in result.columns] == case["types"]
    assert [str(value) for value in result.rows[0]] == case["values"]


@pytest.mark.parametrize("case", cases("incomplete"))
def test_what_the_engine_left_out_is_said(case: dict[str, Any], shop: Shop, warm: Warm) -> None:
    result = warm(case["dialect"]).run(shop(case["dialect"]).query(case["sql"]))

    assert result.incomplete
    assert case["note"] in " ".join(result.notes)


def test_a_failure_tells_the_databases_words(database: Database, runner: Runner) -> None:
    with pytest.raises(QueryFailed) as caught:
        runner.run(database.query("SELECT wrong_name FROM orders"))

    assert caught.value.code == "query_failed"
    assert "wrong_name" in caught.value.diagnosis
    assert caught.value.message.ja


@pytest.mark.parametrize("sql", ["SELECT '\ud800'", "SELECT", "", ")", "SELECT 1 FROM"])
def test_broken_text_is_a_failure_like_any_other(sql: str, database: Database, runner: Runner) -> None:
    with pytest.raises(QueryFailed):
        runner.run(database.query(sql))

    assert runner.run(database.query("SELECT 1")).rows == ((1,),)


def test_only_checked_statements_are_taken(runner: Runner) -> None:
    with pytest.raises(TypeError):
        runner.run("SELECT 1")  # type: ignore[arg-type]


def test_a_statement_of_another_dialect_is_not_taken(shop: Shop, warm: Warm) -> None:
    with pytest.raises(ValueError, match="mysql"):
        warm("sqlite").run(Database("mysql", "").query("SELECT 1"))


class TestDryRun:
    def test_passes_what_would_run(self, database: Database, runner: Runner) -> None:
        runner.dry_run(database.query("SELECT name FROM customers WHERE id = 1"))

    def test_passes_an_explanation(self, database: Database, runner: Runner) -> None:
        runner.dry_run(database.query("EXPLAIN SELECT name FROM customers"))

    def test_names_what_is_wrong_and_has_touched_no_rows(self, database: Database, runner: Runner) -> None:
        with pytest.raises(QueryFailed) as caught:
            runner.dry_run(database.query("SELECT wrong_name FROM orders"))

        assert "wrong_name" in caught.value.diagnosis
        assert not caught.value.touched_rows

    def test_runs_nothing(self, shop: Shop, warm: Warm) -> None:
        sql = {"sqlite": "SELECT hex(hex(hex(name))) FROM customers", "postgres": "SELECT pg_sleep(60) FROM customers"}

        for dialect, text in sql.items():
            warm(dialect).dry_run(shop(dialect).query(text))
