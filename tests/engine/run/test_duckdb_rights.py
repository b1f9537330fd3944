"""What DuckDB's own parser says of a statement."""

from collections.abc import Iterator

import duckdb
import pytest

from detomo.engine.catalog import Catalog, Table
from detomo.engine.run.adapter import AdapterError
from detomo.engine.run.duckdb_rights import check

CATALOG = Catalog("duckdb", (Table("orders", ()), Table("v", ()), Table("old", (), schema="archive")), "main", "memory")


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    opened = duckdb.connect()
    opened.execute(
        "CREATE TABLE orders (id INT, total INT); CREATE TABLE secrets (id INT, token TEXT);"
        "CREATE VIEW v AS SELECT id FROM secrets; CREATE SCHEMA archive; CREATE TABLE archive.old (id INT)"
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT total FROM orders",
        "FROM Orders",
        "SELECT * FROM main.orders, memory.main.orders, memory.orders, archive.old",
        "SELECT id FROM v",
        "WITH secrets AS (SELECT 1 AS id) SELECT id FROM secrets",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n",
        "SELECT sum(total) OVER (ORDER BY id), list(id), id::VARCHAR || 'x' FROM orders GROUP BY ALL",
        "SELECT x FROM range(3) t(x), unnest([1, 2]) u(y)",
        "SELECT CASE WHEN id IN (1, 2) THEN 'a' LIKE 'b' ELSE NULL END, {'a': id}, [id][1], -id % 2 FROM orders",
        "SELECT count(*) FILTER (total > 1), median(total), strftime(now(), '%Y') FROM orders",
        "EXPLAIN SELECT total FROM orders",
        "SELECT * FROM (VALUES (1), (2)) AS t(a)",
        "SELECT id FROM orders UNION SELECT id FROM archive.old ORDER BY 1 LIMIT 5",
    ],
)
def test_honest_queries_pass(sql: str, connection: duckdb.DuckDBPyConnection) -> None:
    check(connection, sql, CATALOG)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT * FROM secrets", "table secrets"),
        ("SELECT * FROM orders WHERE id IN (SELECT id FROM secrets)", "table secrets"),
        ("SELECT * FROM other.main.orders", "table other.main.orders"),
        ("SELECT * FROM archive.orders", "table archive.orders"),
        ("SELECT (WITH secrets AS (SELECT 1) SELECT 1), (SELECT token FROM secrets)", "secrets"),
        ("SELECT * FROM orders, (WITH secrets AS (SELECT 1 AS a) FROM secrets), secrets", "secrets"),
        ("SELECT * FROM query_table('secrets')", "query_table"),
        ("SELECT * FROM duckdb_secrets()", "duckdb_secrets"),
        ("SELECT * FROM pg_catalog.pg_class", "pg_class"),
        ("SELECT * FROM pg_tables", "pg_tables"),
        ("SELECT getvariable('x')", "getvariable"),
        ("SELECT nextval('s')", "nextval"),
        ("SUMMARIZE orders", "schema"),
        ("SHOW TABLES", "schema"),
        ("PRAGMA database_list", "not a SELECT"),
        ("INSERT INTO orders VALUES (1, 1)", "not a SELECT"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("", "0 statements"),
    ],
)
def test_everything_else_is_denied(sql: str, words: str, connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(AdapterError) as caught:
        check(connection, sql, CATALOG)

    assert caught.value.code == "query_denied"
    assert words in caught.value.diagnosis


@pytest.mark.parametrize("sql", ["SELECT FROM WHERE", "EXPLAIN ANALYZE SELECT 1"])
def test_what_does_not_parse_as_a_query_is_stopped_as_a_failure(
    sql: str, connection: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises((duckdb.ParserException, AdapterError)) as caught:
        check(connection, sql, CATALOG)

    assert getattr(caught.value, "code", "query_failed") == "query_failed"
