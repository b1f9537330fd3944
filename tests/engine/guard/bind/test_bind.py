"""What bind says about names, and where it keeps quiet."""

from typing import Any

import pytest
from sqlglot import exp

from detomo.engine.guard.bind import Code, Problem, bind
from detomo.engine.guard.parse import parse
from detomo.engine.types import Dialect
from tests.engine import library


def problems(sql: str, dialect: Dialect = "sqlite") -> tuple[Problem, ...]:
    tree = parse(sql, dialect).tree
    assert isinstance(tree, exp.Expression)
    return bind(tree, library.catalog(dialect))


@pytest.mark.parametrize(
    ("sql", "code", "part", "nearest"),
    [
        ("SELECT 1 FROM bok", Code.UNKNOWN_TABLE, "bok", ("book",)),
        ("SELECT 1 FROM other.book", Code.UNKNOWN_TABLE, "other.book", ("book",)),
        ("SELECT b.titel FROM book AS b", Code.UNKNOWN_COLUMN, "b.titel", ("title",)),
        ("SELECT zzz FROM book", Code.UNKNOWN_COLUMN, "zzz", ()),
        (
            "SELECT b.name FROM book AS b JOIN author AS a ON b.author_id = a.author_id",
            Code.COLUMN_OF_OTHER_TABLE,
            "b.name",
            ("a",),
        ),
        (
            "SELECT author_id FROM book AS b JOIN author AS a ON b.author_id = a.author_id",
            Code.AMBIGUOUS_COLUMN,
            "author_id",
            ("b", "a"),
        ),
        ("SELECT x.title FROM book AS b", Code.UNKNOWN_QUALIFIER, "x.title", ("b",)),
        ("SELECT author.name FROM book", Code.TABLE_NOT_JOINED, "author.name", ()),
        ("SELECT YEAR(birth_date) FROM author", Code.UNKNOWN_FUNCTION, "YEAR(birth_date)", ()),
        (
            "SELECT 1 FROM book AS b JOIN author AS a ON a.author_id = a.author_id",
            Code.SELF_COMPARISON,
            "a.author_id = a.author_id",
            (),
        ),
        ("SELECT 1 FROM book HAVING COUNT(*) > '3'", Code.NUMBER_AS_TEXT, "COUNT(*) > '3'", ()),
    ],
    ids=lambda value: str(value) if isinstance(value, Code) else "",
)
def test_a_problem_names_the_part_and_what_is_near(sql: str, code: Code, part: str, nearest: tuple[str, ...]) -> None:
    (problem,) = problems(sql)

    assert (problem.code, problem.part, problem.nearest) == (code, part, nearest)
    assert part in problem.message.en
    assert part in problem.message.ja


def test_problems_are_equal_by_what_they_say() -> None:
    assert problems("SELECT zzz FROM book") == problems("SELECT zzz  FROM  book")


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("SELECT title FROM book WHERE page_count = '3'", "postgres"),
        ("SELECT COUNT(*) FROM book HAVING COUNT(*) > '3'", "postgres"),
        ("SELECT COUNT(*) FROM book HAVING COUNT(*) > '3'", "mysql"),
        ("SELECT COUNT(*) FROM book HAVING COUNT(*) > '3'", "duckdb"),
        ("SELECT ctid FROM book", "postgres"),
        ("SELECT b FROM book AS b", "postgres"),
        ("SELECT l.x FROM book, LATERAL (SELECT book.title AS x) AS l", "postgres"),
        ("SELECT g FROM generate_series(1, 3) AS g", "postgres"),
        ("SELECT page_count AS p, p * 2 FROM book", "duckdb"),
        ("SELECT * EXCLUDE (title) FROM book", "duckdb"),
        ("SELECT [x * 2 FOR x IN [1, 2] IF x > 1] FROM book", "duckdb"),
        ("SELECT t.a FROM (SELECT title AS A FROM book) AS t", "postgres"),
        ("SELECT title AS t FROM book GROUP BY t HAVING t <> ''", "mysql"),
    ],
    ids=str,
)
def test_what_a_dialect_allows_is_no_problem(sql: str, dialect: Dialect) -> None:
    assert problems(sql, dialect) == ()


def test_a_text_column_compared_with_a_number_fails_in_postgres_only() -> None:
    sql = "SELECT 1 FROM shelf WHERE shelf_code = 1"

    assert [problem.code for problem in problems(sql, "postgres")] == [Code.TEXT_AS_NUMBER]
    assert problems(sql, "mysql") == ()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT nothing FROM nowhere",
        "SELECT n.a, b FROM nowhere AS n JOIN book ON n.x = book.book_id",
        "SELECT a FROM (SELECT * FROM nowhere) AS t",
    ],
)
def test_columns_of_an_unknown_table_are_not_judged(sql: str) -> None:
    assert {problem.code for problem in problems(sql)} == {Code.UNKNOWN_TABLE}


def test_a_derived_table_does_not_see_its_neighbours() -> None:
    (problem,) = problems("SELECT 1 FROM book AS b, (SELECT b.title AS t) AS d")

    assert problem.code is Code.UNKNOWN_QUALIFIER


def test_every_frame_of_a_statement_is_looked_at() -> None:
    found = problems(
        "WITH c AS (SELECT aaa FROM book) SELECT 1 FROM c WHERE EXISTS (SELECT bbb FROM author)"
        " UNION ALL SELECT ccc FROM member"
    )

    assert {problem.part for problem in found} == {"aaa", "bbb", "ccc"}


@pytest.mark.parametrize("given", [{}, {"index": None}])
def test_an_index_may_be_left_out(given: dict[str, Any]) -> None:
    tree = parse("SELECT title FROM book", "sqlite").tree
    assert isinstance(tree, exp.Expression)

    assert bind(tree, library.catalog(), **given) == ()
