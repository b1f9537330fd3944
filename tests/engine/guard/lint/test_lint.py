"""The lint as a whole: what it takes, what it leaves alone, in which order it speaks."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.catalog.model import Catalog
from detomo.engine.evaluate.lint import sqlite_catalog
from detomo.engine.guard.lint import lint
from detomo.engine.guard.scopes import resolve
from detomo.engine.types import Dialect
from tests.engine.guard.lint.corpus import DIALECTS, cases, catalog, codes, parse, warnings


def test_statement_without_a_query_yields_nothing() -> None:
    assert lint(exp.Command(this="SHOW", expression="TABLES"), catalog("shop", "mysql")) == ()


def test_query_inside_another_statement_is_looked_at() -> None:
    tree = exp.Describe(this=parse("SELECT name FROM customers WHERE city = NULL", "sqlite"))

    assert [warning.code for warning in lint(tree, catalog("shop", "sqlite"))] == ["equals_null"]


def test_tree_is_only_read() -> None:
    trees = [(parse(case.sql, case.dialect), case) for case in cases()]
    copies = [tree.copy() for tree, _ in trees]

    for tree, case in trees:
        lint(tree, catalog(case.schema, case.dialect))

    assert [tree for tree, _ in trees] == copies


def test_finding_is_told_once() -> None:
    half = "SELECT name FROM customers WHERE city = NULL"

    assert len(warnings(f"{half} UNION ALL {half}")) == 1


def test_outer_query_comes_first() -> None:
    found = warnings("SELECT name FROM (SELECT name FROM customers WHERE city = NULL) t WHERE name = '%a%'")

    assert [warning.code for warning in found] == ["wildcard_in_equals", "equals_null"]


def test_given_resolution_is_used() -> None:
    tree, schema = parse("SELECT SUM(stock) / COUNT(*) FROM products", "sqlite"), catalog("shop", "sqlite")

    assert lint(tree, schema, resolve(tree, schema)) == lint(tree, schema)


def test_postgres_names_are_tried_without_case() -> None:
    mixed = catalog("hotel", "sqlite")
    tree = parse("SELECT h.Name, h.Stars / 2 FROM Hotel h", "postgres")

    found = lint(tree, replace(mixed, dialect="postgres"))

    assert [warning.code for warning in found] == ["integer_division"]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        pytest.param("SELECT a.x / b.y FROM nowhere a JOIN elsewhere b ON a.id = b.id", [], id="unknown tables"),
        pytest.param("SELECT SUM(nothing) FROM orders JOIN payments ON missing = order_id", [], id="unknown columns"),
        pytest.param("SELECT COUNT(o.id) FROM orders o JOIN orders o ON o.id = o.id", [], id="one name twice"),
        pytest.param(
            "WITH RECURSIVE t(n) AS (SELECT n FROM t UNION ALL SELECT n / n FROM t) SELECT n FROM t", [], id="loop"
        ),
    ],
)
def test_statement_that_cannot_bind_does_not_fail(sql: str, expected: list[str]) -> None:
    assert codes(sql) == expected


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_statement_of_any_dialect_fails(dialect: Dialect) -> None:
    checked = sum(_lint_text(case.sql, catalog(case.schema, dialect)) for case in cases())

    assert checked > len(cases()) // 2


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "corpus",
    [
        "sql_guard/benign.jsonl",
        "sql_guard/attacks.jsonl",
        "spider_dev8/questions.jsonl",
        "chinook_accuracy20/questions.jsonl",
    ],
)
def test_no_statement_of_the_corpora_fails(test_data: Path, corpus: str, dialect: Dialect) -> None:
    schema = replace(sqlite_catalog(test_data / "chinook" / "chinook.sqlite"), dialect=dialect)
    statements = _statements(test_data / corpus)

    checked = sum(_lint_text(sql, schema) for sql in statements)

    assert checked > len(statements) // 3


def _statements(path: Path) -> list[str]:
    records = map(json.loads, path.read_text().splitlines())
    return [record.get("gold_sql") or record["sql"] for record in records]


def _lint_text(sql: str, schema: Catalog) -> bool:
    """Lint what parses; says whether it did."""
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        trees = [tree for tree in sqlglot.parse(sql, dialect=schema.dialect) if tree is not None]
    except (SqlglotError, IndexError):  # DuckDB's parser fails with the latter on a bare SHOW
        return False
    for tree in trees:
        lint(tree, schema)
    return True
