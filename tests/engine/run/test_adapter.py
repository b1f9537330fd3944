"""What the engines share: which texts are queries, and how a query is planned."""

import pytest

from detomo.engine.run.adapter import AdapterError, explained, require_query


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "  select 1",
        "(SELECT 1) UNION (SELECT 2)",
        "((SELECT 1))",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "VALUES (1)",
        "TABLE t",
        "EXPLAIN SELECT 1",
        "\nSELECT\n1",
        "SELECT(1)",
    ],
)
def test_queries_pass(sql: str) -> None:
    require_query(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "DELETE FROM t",
        "/* x */ SELECT 1",
        "/*!50000 DELETE FROM t */",
        "-- x\nDELETE FROM t",
        "SET x = 1",
        "COMMIT",
        "CALL p()",
        "DO 1",
        "SHOW TABLES",
        "SELECTED",
        "1",
        ";SELECT 1",
        "\u200bSELECT 1",
        "ＳＥＬＥＣＴ 1",
    ],
)
def test_everything_else_is_denied(sql: str) -> None:
    with pytest.raises(AdapterError) as caught:
        require_query(sql)

    assert caught.value.code == "query_denied"
    assert not caught.value.touched_rows


@pytest.mark.parametrize(
    ("sql", "planned"),
    [
        ("SELECT 1", "EXPLAIN SELECT 1"),
        ("EXPLAIN SELECT 1", "EXPLAIN SELECT 1"),
        ("  explain QUERY PLAN SELECT 1", "  explain QUERY PLAN SELECT 1"),
        ("SELECT explain FROM t", "EXPLAIN SELECT explain FROM t"),
        ("", "EXPLAIN "),
    ],
)
def test_a_statement_is_planned_once(sql: str, planned: str) -> None:
    assert explained(sql) == planned
