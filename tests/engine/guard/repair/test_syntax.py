"""Statements that only another dialect can read."""

import pytest

from detomo.engine.guard.repair import native_syntax
from detomo.engine.types import Dialect
from tests.engine import library


@pytest.mark.parametrize(
    ("sql", "dialect", "native"),
    [
        ("SELECT TOP 2 title FROM book ORDER BY title", "sqlite", "SELECT title FROM book ORDER BY title LIMIT 2"),
        ("SELECT TOP (2) title FROM book", "postgres", "SELECT title FROM book LIMIT 2"),
        ("SELECT `title` FROM `book`", "postgres", 'SELECT "title" FROM "book"'),
        ("SELECT [title] FROM [book]", "postgres", 'SELECT "title" FROM "book"'),
        ("SELECT GROUP_CONCAT(title SEPARATOR ', ') FROM book", "sqlite", "SELECT GROUP_CONCAT(title, ', ') FROM book"),
        ("SELECT title FROM book LIMIT 1, 2", "postgres", "SELECT title FROM book LIMIT 2 OFFSET 1"),
    ],
)
def test_another_dialect_is_understood(sql: str, dialect: Dialect, native: str) -> None:
    assert native_syntax(sql, dialect) == native


def test_what_is_understood_runs() -> None:
    sql = native_syntax("SELECT TOP 2 title FROM book ORDER BY page_count DESC", "sqlite")

    assert sql is not None
    assert library.sqlite_run()(sql) == [("Emma",), ("Sanshirō",)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELEC title FROM",
        "",
        "DROP TABLE book",
        "SELECT TOP 1 title FROM book; DELETE FROM book",
        "SELECT TOP 1 title FROM book -- x",
        "SELECT TOP 1 title FROM book /*! UNION SELECT 1 */",
        r"SELECT TOP 1 '\'; DROP TABLE book; -- '",
        "SELECT database()",
        "EXEC sp_who",
        "(((",
        f"SELECT TOP 1 {'x' * 6000}",
    ],
)
def test_anything_but_one_query_is_not_offered(sql: str) -> None:
    assert native_syntax(sql, "sqlite") is None
