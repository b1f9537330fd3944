"""What a caller of the guard gets: the query, or a refusal that says which part and what to do."""

import ast
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.errors import Refused
from detomo.engine.guard import Guard
from detomo.engine.types import Dialect
from tests.engine.guard import shop

REFUSALS = [
    ("sqlite", "", "empty_statement", ""),
    ("sqlite", " ; -- nothing", "empty_statement", ""),
    ("sqlite", "SELECT 1; DROP TABLE customers", "multiple_statements", "; DROP TABLE customers"),
    ("sqlite", "DROP TABLE customers", "not_a_query", "DROP"),
    ("mysql", "SHOW TABLES", "not_a_query", "SHOW"),
    ("postgres", "SELECT FROM WHERE (", "syntax_error", None),
    ("sqlite", "SELECT 'open", "syntax_error", None),
    ("sqlite", "SELECT 1 \x00", "forbidden_character", "U+0000"),
    ("postgres", "SELECT 1 \u200b", "forbidden_character", "U+200B"),
    ("mysql", "SELECT 1 /*!50000 , 2 */", "executable_comment", None),
    ("postgres", "\\copy customers to 'x'", "client_command", "\\copy"),
    ("sqlite", ".shell id", "client_command", ".shell id"),
    ("postgres", "EXPLAIN ANALYZE SELECT 1", "explain_not_allowed", "EXPLAIN ANALYZE SELECT 1"),
    ("sqlite", "SELECT * FROM secrets", "table_not_allowed", "secrets"),
    ("postgres", 'SELECT * FROM "Customers"', "table_not_allowed", '"Customers"'),
    ("duckdb", "SELECT * FROM 'x.csv'", "table_not_allowed", '"x.csv"'),
    ("postgres", "SELECT pg_sleep(1)", "function_not_allowed", "pg_sleep(1)"),
    ("postgres", "SELECT name FROM customers c WHERE c.user = current_user", "function_not_allowed", "CURRENT_USER"),
    ("duckdb", "SELECT * FROM repeat('x', 3)", "function_not_allowed", None),
    ("postgres", "SELECT 'a'::regclass", "type_not_allowed", None),
    ("mysql", "SELECT @@version", "variable_not_allowed", "@@version"),
    ("sqlite", "SELECT * FROM customers WHERE id = ?", "variable_not_allowed", "?"),
    ("postgres", "SELECT * FROM customers FOR UPDATE", "construct_not_allowed", None),
    ("duckdb", "SELECT repeat('x', 99999999)", "too_expensive", None),
    ("sqlite", "SELECT printf('%.*c', 99999999, 'x')", "too_expensive", None),
]


@pytest.mark.parametrize(("dialect", "sql", "code", "part"), REFUSALS, ids=lambda value: repr(value)[:40])
def test_refusal_names_its_reason_and_the_part(
    dialect: Dialect, sql: str, code: str, part: str | None, guards: dict[Dialect, Guard]
) -> None:
    with pytest.raises(Refused) as caught:
        guards[dialect].check(sql)
    assert caught.value.code == code
    assert part is None or caught.value.part == part


def test_refusal_speaks_both_languages(guards: dict[Dialect, Guard]) -> None:
    with pytest.raises(Refused) as caught:
        guards["sqlite"].check("SELECT * FROM custmers")
    error = caught.value
    assert error.hint is not None
    assert (error.message.en, error.hint.en) == (
        "The table does not exist or may not be read: custmers",
        "Did you mean: customers?",
    )
    assert (error.message.ja, error.hint.ja) == (
        "テーブルが存在しないか、読み取りが許可されていません: custmers",
        "もしかして: customers",
    )


def test_refused_function_comes_with_its_portable_alternative(guards: dict[Dialect, Guard]) -> None:
    with pytest.raises(Refused) as caught:
        guards["postgres"].check("SELECT julianday(signed_up) FROM customers")
    assert caught.value.hint is not None
    assert caught.value.hint.en == "Write instead: date_a - date_b"


def test_forbidden_table_is_never_suggested(guards: dict[Dialect, Guard]) -> None:
    with pytest.raises(Refused) as caught:
        guards["sqlite"].check("SELECT * FROM secret")
    assert "secret" not in str(caught.value.hint)


SIZES = [
    ("SELECT " + "1," * 30_000 + "1", "too_long"),
    ("SELECT '" + "x" * 60_000 + "'", "too_long"),
    ("SELECT " + "(" * 200 + "1" + ")" * 200, "too_deep"),
    ("SELECT " + "NOT " * 200 + "1", "too_deep"),
    ("SELECT " + "CASE WHEN " * 200 + "1" + " THEN 1 END" * 200, "too_deep"),
    ("SELECT a" + "[1]" * 3_000, "too_deep"),
    ("SELECT * FROM customers" + " JOIN customers" * 60, "too_deep"),
]


@pytest.mark.parametrize(("sql", "code"), SIZES, ids=lambda value: value[:25])
@pytest.mark.timeout(10)
def test_a_bomb_is_refused_quickly(sql: str, code: str, guards: dict[Dialect, Guard]) -> None:
    with pytest.raises(Refused) as caught:
        guards["duckdb"].check(sql)
    assert caught.value.code == code


def test_safe_query_tells_tables_and_columns(guards: dict[Dialect, Guard]) -> None:
    query = guards["sqlite"].check(
        "WITH o AS (SELECT customer_id, total FROM orders) SELECT c.name, o.total AS paid FROM customers c JOIN o ON 1"
    )
    assert query.tables == {"customers", "orders"}
    assert query.columns == ("name", "paid")
    assert query.dialect == "sqlite"


def test_comments_do_not_reach_the_database(guards: dict[Dialect, Guard]) -> None:
    query = guards["mysql"].check("SELECT /* a */ name # b\nFROM customers -- c\n; -- d")
    assert query.sql == "SELECT name FROM customers"


def test_explain_keeps_its_form(guards: dict[Dialect, Guard]) -> None:
    query = guards["sqlite"].check("-- why\nexplain  query plan\nSELECT 1")
    assert query.sql == "EXPLAIN QUERY PLAN SELECT 1"


def test_values_statement_of_mysql(guards: dict[Dialect, Guard]) -> None:
    assert guards["mysql"].check("VALUES (1, 'a'), (2, 'b')").sql == "VALUES (1, 'a'), (2, 'b')"


SPELLINGS = [
    ("SELECT name FROM CUSTOMERS", "SELECT name FROM customers AS CUSTOMERS"),
    ("SELECT CUSTOMERS.name FROM CUSTOMERS", "SELECT CUSTOMERS.name FROM customers AS CUSTOMERS"),
    ("SELECT c.name FROM Customers c", "SELECT c.name FROM customers AS c"),
    ("WITH Secrets AS (SELECT 1 AS id) SELECT * FROM secrets", None),
]


@pytest.mark.parametrize(("sql", "expected"), SPELLINGS, ids=lambda value: str(value)[:40])
def test_mysql_names_are_spelt_as_they_were_found(sql: str, expected: str | None, guards: dict[Dialect, Guard]) -> None:
    # Where table names are compared with case, `secrets` would be the real table and not the CTE `Secrets`.
    expected = expected or "WITH Secrets AS (SELECT 1 AS id) SELECT * FROM Secrets AS secrets"
    assert guards["mysql"].check(sql).sql == expected


def test_names_that_differ_by_case_alone_stay_apart_in_postgresql() -> None:
    guard = Guard(Catalog("postgres", (Table("Secret", (Column("id"),)), Table("open", (Column("id"),))), "public"))
    assert guard.check('SELECT * FROM "Secret"').tables == {"Secret"}
    for sql in ("SELECT * FROM secret", "SELECT * FROM Secret", 'SELECT * FROM "OPEN"'):
        with pytest.raises(Refused):
            guard.check(sql)


def test_tables_of_other_schemas_need_their_prefix() -> None:
    tables = (Table("sales", (Column("id"),), schema="crm"), Table("sales", (Column("id"),)))
    guard = Guard(Catalog("postgres", tables, "public"))
    assert guard.check("SELECT * FROM crm.sales, sales, public.sales s").tables == {"crm.sales", "sales"}


DOUBLE_QUOTED = [
    ('SELECT name FROM customers WHERE country = "USA"', "SELECT name FROM customers WHERE country = 'USA'"),
    ('SELECT "name" FROM customers', 'SELECT "name" FROM customers'),
    ('SELECT "NAME" FROM customers', 'SELECT "NAME" FROM customers'),
    ('SELECT name AS "n" FROM customers ORDER BY "n"', 'SELECT name AS "n" FROM customers ORDER BY "n"'),
    ('SELECT [USA] FROM customers WHERE "it""s" = 1', None),
    ('SELECT c."USA" FROM customers c', 'SELECT c."USA" FROM customers AS c'),
]


@pytest.mark.parametrize(("sql", "expected"), DOUBLE_QUOTED, ids=lambda value: str(value)[:50])
def test_sqlite_string_in_double_quotes(sql: str, expected: str | None, guards: dict[Dialect, Guard]) -> None:
    expected = expected or "SELECT 'USA' FROM customers WHERE 'it\"s' = 1"
    assert guards["sqlite"].check(sql).sql == expected


def test_table_after_in_is_seen_in_sqlite(guards: dict[Dialect, Guard]) -> None:
    query = guards["sqlite"].check("WITH ids AS (SELECT 1) SELECT name FROM customers WHERE id IN ids")
    assert query.sql.endswith("WHERE id IN (SELECT * FROM ids)")


def test_only_the_guard_makes_a_safe_query() -> None:
    root = Path(__file__).parents[3] / "detomo"
    makers = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "SafeQuery"
    }
    assert makers == {"engine/guard/guard.py", "engine/evaluate/engines.py"}  # the second runs attacks without a guard


def test_allowed_text_runs_where_the_authorizer_denies_the_rest(guards: dict[Dialect, Guard]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        shop.fill(connection.execute)
        connection.execute("PRAGMA query_only = ON")
        rows = connection.execute(guards["sqlite"].check("SELECT COUNT(*) FROM customers").sql).fetchall()
    assert rows == [(5,)]
