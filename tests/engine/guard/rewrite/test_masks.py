"""What each mask shows, on every engine."""

import sqlite3

import pytest
from sqlglot import exp

from detomo.engine.catalog.model import Column
from detomo.engine.evaluate.ruled_databases import Pair
from detomo.engine.guard.rewrite import Action
from detomo.engine.guard.rewrite.masks import can_mask, mask, masked_type
from detomo.engine.types import ColumnType, Dialect

HASHED = "2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90"  # of 'alice', by sha256sum


@pytest.mark.parametrize(
    ("action", "value", "shown"),
    [
        (Action.EMAIL, "'alice@example.com'", "a***@example.com"),
        (Action.EMAIL, "'山田@例え.jp'", "山***@例え.jp"),
        (Action.EMAIL, "'@example.com'", "***@example.com"),
        (Action.EMAIL, "'a@b@c'", "***"),
        (Action.EMAIL, "'alice'", "***"),
        (Action.EMAIL, "''", "***"),
        (Action.EMAIL, "NULL", None),
        (Action.LAST4, "'4111111111111111'", "****1111"),
        (Action.LAST4, "'電話番号０１２３'", "****０１２３"),
        (Action.LAST4, "'1234567'", "****"),
        (Action.LAST4, "'1234'", "****"),
        (Action.LAST4, "NULL", None),
        (Action.HASH, "'alice'", HASHED),
        (Action.HASH, "NULL", None),
        (Action.NULL, "'alice'", None),
    ],
)
def test_mask_of_text(databases: Pair, action: Action, value: str, shown: str | None) -> None:
    column = Column("v", type=ColumnType.TEXT)
    if not can_mask(action, column, databases.dialect):
        assert (action, databases.dialect) == (Action.HASH, "sqlite")
        return
    masked = mask(action, column, exp.column("v", table="t"), databases.dialect).sql(databases.dialect)
    outcome = databases.whole(f"SELECT {masked} AS m FROM (SELECT {value} AS v) AS t")
    assert outcome.rows is not None, outcome.said
    assert list(outcome.rows) == [repr((shown,))]


@pytest.mark.parametrize("value", ["2009-11-30", "0999-01-02", "9999-12-31"])
def test_mask_of_dates_leaves_the_year(databases: Pair, value: str) -> None:
    column = Column("v", type=ColumnType.DATE)
    masked = mask(Action.YEAR, column, exp.column("v", table="t"), databases.dialect).sql(databases.dialect)
    kind = "TEXT" if databases.dialect == "sqlite" else "DATE"
    text = "CHAR" if databases.dialect == "mysql" else "VARCHAR"
    outcome = databases.whole(f"SELECT CAST({masked} AS {text}) AS m FROM (SELECT CAST('{value}' AS {kind}) AS v) AS t")
    assert outcome.rows is not None, outcome.said
    assert list(outcome.rows) == [repr((value[:4] + "-01-01",))]


@pytest.mark.parametrize("value", ["1234567890", "'born 1970'", "''", "NULL", "x'31393730'"])
def test_sqlite_value_that_is_no_date_becomes_null(value: str) -> None:
    masked = mask(Action.YEAR, Column("v", type=ColumnType.DATE), exp.column("v"), "sqlite").sql("sqlite")
    connection = sqlite3.connect(":memory:")
    assert connection.execute(f"SELECT {masked} FROM (SELECT {value} AS v)").fetchone() == (None,)
    connection.close()


@pytest.mark.parametrize(
    ("action", "kind", "dialect", "possible"),
    [
        (Action.EMAIL, ColumnType.TEXT, "postgres", True),
        (Action.EMAIL, ColumnType.INTEGER, "postgres", False),
        (Action.LAST4, ColumnType.INTEGER, "mysql", True),
        (Action.LAST4, ColumnType.BYTES, "mysql", False),
        (Action.YEAR, ColumnType.DATETIME, "duckdb", True),
        (Action.YEAR, ColumnType.TEXT, "duckdb", False),
        (Action.YEAR, ColumnType.TEXT, "sqlite", True),
        (Action.HASH, ColumnType.TEXT, "sqlite", False),
        (Action.HASH, ColumnType.JSON, "postgres", False),
        (Action.NULL, ColumnType.JSON, "postgres", True),
        (Action.HIDDEN, ColumnType.BYTES, "sqlite", True),
    ],
)
def test_mask_is_offered_where_it_can_hold(action: Action, kind: ColumnType, dialect: Dialect, possible: bool) -> None:
    assert can_mask(action, Column("v", type=kind), dialect) is possible


def test_a_masked_number_is_text_and_a_masked_date_stays_one() -> None:
    assert masked_type(Action.LAST4, Column("v", type=ColumnType.INTEGER)) is ColumnType.TEXT
    assert masked_type(Action.YEAR, Column("v", type=ColumnType.DATE)) is ColumnType.DATE
