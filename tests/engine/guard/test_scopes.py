"""Names are resolved as the engines resolve them."""

import pytest
from sqlglot import exp, parse_one

from detomo.engine.guard.scopes import Resolution, resolve
from detomo.engine.types import Dialect
from tests.engine.guard import shop


def _resolve(dialect: Dialect, sql: str) -> Resolution:
    return resolve(parse_one(sql, dialect=dialect), shop.catalog(dialect))


def _kinds(resolution: Resolution) -> list[str]:
    return [f"{source.node.name}:{source.kind}" for source in resolution.table_references()]


REFERENCES = [
    ("sqlite", "SELECT * FROM customers", ["customers:table"]),
    ("sqlite", "SELECT * FROM main.Customers, other.customers", ["Customers:table", "customers:unknown"]),
    ("postgres", 'SELECT * FROM Customers, "Customers"', ["Customers:table", "Customers:unknown"]),
    ("duckdb", "SELECT * FROM shop.main.customers, x.main.customers", ["customers:table", "customers:unknown"]),
    ("sqlite", "WITH customers AS (SELECT 1) SELECT * FROM customers", ["customers:cte"]),
    ("sqlite", "WITH customers AS (SELECT 1) SELECT * FROM main.customers", ["customers:table"]),
    ("postgres", "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", ["b:unknown", "a:cte"]),
    ("postgres", "WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", ["b:cte", "a:cte"]),
    ("sqlite", "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", ["b:cte", "a:cte"]),
    ("duckdb", "WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a", ["b:unknown", "a:cte"]),
    ("duckdb", "WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT * FROM r) SELECT * FROM r", ["r:cte", "r:cte"]),
    ("duckdb", "WITH RECURSIVE r AS (SELECT * FROM r) SELECT * FROM r", ["r:unknown", "r:cte"]),
    ("mysql", "WITH RECURSIVE r AS (SELECT * FROM r UNION SELECT 1) SELECT 1", ["r:unknown"]),
    ("postgres", "SELECT * FROM (WITH q AS (SELECT 1) SELECT * FROM q) x, q", ["q:cte", "q:unknown"]),
    ("postgres", "WITH q AS (SELECT 1) SELECT (SELECT * FROM q) UNION SELECT * FROM q", ["q:cte", "q:cte"]),
    ("postgres", "SELECT * FROM customers AS q WHERE EXISTS (SELECT 1 FROM q)", ["customers:table", "q:unknown"]),
    ("sqlite", "SELECT * FROM json_each('[]')", [":function"]),
    ("postgres", "SELECT * FROM generate_series(1, 2) g, LATERAL (SELECT * FROM x) l", [":function", "x:unknown"]),
    (
        "mysql",
        "SELECT * FROM customers c LEFT JOIN (orders o, x) ON 1",
        ["customers:table", "orders:table", "x:unknown"],
    ),
    ("sqlite", "SELECT * FROM customers INDEXED BY i", ["customers:table", "i:unknown"]),
    ("duckdb", "PIVOT x ON y", ["x:unknown"]),
    ("duckdb", "SELECT list_transform([1], lambda a: (SELECT 1 FROM x))", ["x:unknown"]),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), REFERENCES, ids=lambda value: str(value)[:60])
def test_every_table_reference_is_accounted_for(dialect: Dialect, sql: str, expected: list[str]) -> None:
    resolution = _resolve(dialect, sql)
    kinds = [kind if not kind.startswith("generate") else ":function" for kind in _kinds(resolution)]
    kinds = [":function" if kind.endswith(":function") else kind for kind in kinds]
    assert sorted(kinds) == sorted(expected)
    assert len(resolution.references) == len(list(resolution.tree.find_all(exp.Table)))


BINDINGS = [
    ("sqlite", "SELECT name FROM customers", "name", ("column", 0)),
    ("sqlite", "SELECT (SELECT name FROM orders) FROM customers", "name", ("column", 1)),
    ("sqlite", "SELECT c.nothing FROM customers c", "c.nothing", ("unknown", 0)),
    ("sqlite", "SELECT id FROM customers, orders", "id", ("ambiguous", 0)),
    ("sqlite", "SELECT id FROM customers JOIN orders USING (id)", "id", ("column", 0)),
    ("sqlite", "SELECT id FROM customers NATURAL JOIN orders", "id", ("column", 0)),
    ("sqlite", "SELECT COUNT(*) AS n FROM orders ORDER BY n", "n", ("alias", 0)),
    ("sqlite", "SELECT id + 1 AS n, n FROM orders", "n", ("unknown", 0)),
    ("duckdb", "SELECT id + 1 AS n, n FROM orders", "n", ("alias", 0)),
    ("sqlite", "SELECT 1 AS n UNION SELECT 2 ORDER BY n", "n", ("alias", 0)),
    ("postgres", "SELECT c FROM customers c", "c", ("row", 0)),
    ("sqlite", "SELECT rowid FROM customers", "rowid", ("column", 0)),
    ("sqlite", "SELECT rowid FROM (SELECT 1 AS x)", "rowid", ("unknown", 0)),
    ("sqlite", "SELECT key FROM json_each('[]')", "key", ("possible", 0)),
    ("duckdb", "SELECT l.n FROM customers c, (SELECT c.id AS n) l", "c.id", ("column", 1)),
    ("postgres", "SELECT l.n FROM customers c, (SELECT c.id AS n) l", "c.id", ("unknown", 0)),
    ("postgres", "SELECT l.n FROM customers c, LATERAL (SELECT c.id AS n) l", "c.id", ("column", 1)),
    ("duckdb", "SELECT * FROM (SELECT x) w", "x", ("unknown", 0)),
    ("sqlite", "WITH t(a) AS (SELECT id FROM orders) SELECT id FROM t", "id", ("unknown", 0)),
    ("sqlite", "WITH t(a) AS (SELECT id FROM orders) SELECT a FROM t", "a", ("column", 0)),
    ("sqlite", "WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM t) SELECT 1", "a", ("column", 0)),
    ("postgres", 'SELECT "Name" FROM customers', '"Name"', ("unknown", 0)),
    ("duckdb", 'SELECT "Name" FROM customers', '"Name"', ("column", 0)),
]


@pytest.mark.parametrize(("dialect", "sql", "column", "expected"), BINDINGS, ids=lambda value: str(value)[:60])
def test_column_binds_to_the_innermost_source_that_has_it(
    dialect: Dialect, sql: str, column: str, expected: tuple[str, int]
) -> None:
    resolution = _resolve(dialect, sql)
    found = next(c for c in resolution.tree.find_all(exp.Column) if c.sql(dialect) == column)
    binding = resolution.bind(found)
    assert (binding.kind.value, binding.outer) == expected


OUTPUTS = [
    ("sqlite", "SELECT id, name AS n, 1 FROM customers", ("id", "n", "")),
    ("sqlite", "SELECT * FROM order_items", ("order_id", "product_id", "quantity", "unit_price")),
    ("sqlite", "SELECT o.*, 1 AS x FROM order_items o", ("order_id", "product_id", "quantity", "unit_price", "x")),
    ("postgres", "SELECT * FROM (SELECT 1 AS a, 2 AS b) t(x) JOIN (SELECT 3 AS b) u USING (b)", ("x", "b")),
    ("duckdb", "SELECT * EXCLUDE (email) FROM customers", ("id", "name", "country", "signed_up", "active")),
    ("sqlite", "SELECT id FROM customers UNION SELECT customer_id FROM orders", ("id",)),
    ("duckdb", "VALUES (1, 2)", ("col0", "col1")),
    ("postgres", "SELECT * FROM (VALUES (1, 2)) AS v(a, b)", ("a", "b")),
    ("sqlite", "SELECT * FROM json_each('[]')", None),
    ("duckdb", "SELECT COLUMNS('x') FROM customers", None),
    (
        "duckdb",
        "SELECT * FROM customers SEMI JOIN order_items ON true",
        ("id", "name", "email", "country", "signed_up", "active"),
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), OUTPUTS, ids=lambda value: str(value)[:60])
def test_output_columns_are_those_the_text_tells(dialect: Dialect, sql: str, expected: tuple[str, ...] | None) -> None:
    root = _resolve(dialect, sql).root
    assert (None if root.open else root.columns) == expected


JOINS = [
    ("SELECT 1 FROM orders a JOIN orders b ON 1", "inner"),
    ("SELECT 1 FROM orders a INNER JOIN orders b USING (id)", "inner"),
    ("SELECT 1 FROM orders a LEFT OUTER JOIN orders b ON 1", "left"),
    ("SELECT 1 FROM orders a RIGHT JOIN orders b ON 1", "right"),
    ("SELECT 1 FROM orders a FULL JOIN orders b ON 1", "full"),
    ("SELECT 1 FROM orders a CROSS JOIN orders b", "cross"),
    ("SELECT 1 FROM orders a, orders b", "cross"),
    ("SELECT 1 FROM orders a NATURAL JOIN orders b", "inner"),
]


@pytest.mark.parametrize(("sql", "kind"), JOINS, ids=lambda value: value[24:])
def test_kind_of_join(sql: str, kind: str) -> None:
    assert [source.join_kind for source in _resolve("sqlite", sql).root.sources] == ["", kind]
