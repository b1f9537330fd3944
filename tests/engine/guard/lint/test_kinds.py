"""Types of expressions, as each dialect computes them."""

import pytest

from detomo.engine.guard.lint.kinds import type_of
from detomo.engine.guard.lint.statement import Statement
from detomo.engine.guard.scopes import resolve
from detomo.engine.types import ColumnType, Dialect
from tests.engine.guard.lint.corpus import DIALECTS, catalog, parse


def kind_of(expression: str, dialect: Dialect = "sqlite", source: str = "products") -> ColumnType:
    found = catalog("shop", dialect)
    block = Statement(resolve(parse(f"SELECT {expression} FROM {source}", dialect), found), found).blocks[0]
    return type_of(block.projections[0].unalias(), block)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("stock", ColumnType.INTEGER),
        ("price", ColumnType.DECIMAL),
        ("name", ColumnType.TEXT),
        ("'text'", ColumnType.TEXT),
        ("7", ColumnType.INTEGER),
        ("7.5", ColumnType.DECIMAL),
        ("-(stock)", ColumnType.INTEGER),
        ("stock + 1", ColumnType.INTEGER),
        ("stock * price", ColumnType.DECIMAL),
        ("stock * 1.0", ColumnType.DECIMAL),
        ("COUNT(*)", ColumnType.INTEGER),
        ("SUM(stock)", ColumnType.INTEGER),
        ("SUM(price)", ColumnType.DECIMAL),
        ("AVG(stock)", ColumnType.REAL),
        ("MAX(name)", ColumnType.TEXT),
        ("COALESCE(stock, 0)", ColumnType.INTEGER),
        ("CASE WHEN price > 1 THEN 1 ELSE 0 END", ColumnType.INTEGER),
        ("CASE WHEN price > 1 THEN 1 END", ColumnType.INTEGER),
        ("CASE WHEN price > 1 THEN 1 ELSE 'no' END", ColumnType.UNKNOWN),
        ("CAST(stock AS REAL)", ColumnType.REAL),
        ("CAST(price AS INTEGER)", ColumnType.INTEGER),
        ("name || 'x'", ColumnType.TEXT),
        ("strftime('%Y', discontinued_on)", ColumnType.TEXT),
        ("(SELECT COUNT(*) FROM orders)", ColumnType.INTEGER),
        ("(SELECT total FROM orders)", ColumnType.DECIMAL),
        ("SUM(stock) OVER ()", ColumnType.INTEGER),
        ("missing", ColumnType.UNKNOWN),
        ('"no column"', ColumnType.TEXT),
    ],
)
def test_type_of_expression(expression: str, expected: ColumnType) -> None:
    assert kind_of(expression) is expected


@pytest.mark.parametrize("dialect", DIALECTS)
def test_quotient_of_integers_is_an_integer_where_the_dialect_truncates(dialect: Dialect) -> None:
    expected = ColumnType.INTEGER if dialect in ("sqlite", "postgres") else ColumnType.DECIMAL

    assert kind_of("stock / 2", dialect) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param("SUM(stock)", ColumnType.INTEGER, id="of integer is bigint"),
        pytest.param("SUM(n)", ColumnType.DECIMAL, id="of bigint is numeric"),
    ],
)
def test_postgres_sum(expression: str, expected: ColumnType) -> None:
    source = "products, (SELECT COUNT(*) AS n FROM orders GROUP BY status) t"

    assert kind_of(expression, "postgres", source) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("(SELECT stock AS x FROM products) t", ColumnType.INTEGER, id="derived table"),
        pytest.param("(SELECT * FROM (SELECT price AS x FROM products) u) t", ColumnType.DECIMAL, id="through a star"),
        pytest.param("(SELECT stock FROM products) t(x)", ColumnType.INTEGER, id="renamed"),
        pytest.param("(SELECT stock AS x FROM products UNION SELECT 1) t", ColumnType.INTEGER, id="set operation"),
    ],
)
def test_type_follows_a_column_to_its_table(source: str, expected: ColumnType) -> None:
    assert kind_of("x", "postgres", source) is expected
