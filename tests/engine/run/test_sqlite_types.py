"""Types of SQLite's result columns."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from detomo.engine.run.sqlite_types import described_types, typed
from detomo.engine.types import ColumnType as T


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        opened.execute("CREATE TABLE t (id INTEGER, born DATE, price NUMERIC(10, 2))")
        yield opened


@pytest.mark.parametrize(
    ("sql", "types"),
    [
        ("SELECT born, id FROM t", ["DATE", "INTEGER"]),
        ("SELECT x.born FROM (SELECT * FROM t) AS x", ["DATE"]),
        ("WITH c AS (SELECT price AS p FROM t) SELECT p FROM c", ["NUMERIC(10, 2)"]),
        ("SELECT id + 1, born FROM t", ["", "DATE"]),
        ("SELECT born, born FROM t", ["DATE", "DATE"]),
        ("SELECT 1;", [""]),
        ("EXPLAIN SELECT born FROM t", []),
        ("SELECT nope FROM t", []),
        ("SELECT 1; DROP TABLE t", []),
        ("VALUES (1, 2)", ["", ""]),
    ],
)
def test_declared_types_of_a_statement(sql: str, types: list[str], connection: sqlite3.Connection) -> None:
    assert described_types(connection, sql) == types


def test_describing_leaves_nothing_behind(connection: sqlite3.Connection) -> None:
    described_types(connection, "SELECT born FROM t")
    described_types(connection, "SELECT nope FROM t")

    assert connection.execute("SELECT name FROM sqlite_temp_schema").fetchall() == []
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("t",)]


@pytest.mark.parametrize(
    ("declared", "values", "kind"),
    [
        ("DATE", ["2024-01-01", None], T.DATE),
        ("DATE", [45000], T.INTEGER),
        ("DATETIME", ["2024-01-01 10:00:00"], T.DATETIME),
        ("BOOLEAN", [0, 1, None], T.BOOLEAN),
        ("BOOLEAN", [0, 2], T.INTEGER),
        ("NUMERIC(10,2)", [1, 2.5], T.DECIMAL),
        ("NUMERIC(10,2)", ["n/a", 2.5], T.UNKNOWN),
        ("INTEGER", [], T.INTEGER),
        ("INTEGER", ["x"], T.TEXT),
        ("TEXT", [b"x"], T.BYTES),
        ("", [], T.UNKNOWN),
        ("", [1, 2], T.INTEGER),
        ("", [1, 2.5], T.REAL),
        ("", ["a"], T.TEXT),
        ("", ["2024-01-01", "2024-02-01"], T.DATE),
        ("", ["2024-01-01", "soon"], T.TEXT),
        ("", ["2024-01-01T10:00:00Z"], T.DATETIME),
        ("", ["2024-01"], T.TEXT),
        ("", ["a", 1], T.UNKNOWN),
    ],
)
def test_declaration_and_values_together_make_the_type(declared: str, values: list[Any], kind: T) -> None:
    assert typed(declared, values) is kind
