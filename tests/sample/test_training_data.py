"""The training data runs on the sample and on Chinook, and keeps to one style."""

import json
import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

FOLDER = Path(__file__).parents[2] / "training_data"
PAIRS = [pair for path in sorted((FOLDER / "questions").glob("*.json")) for pair in json.loads(path.read_text("utf-8"))]
DDL = {path.stem: path.read_text("utf-8") for path in sorted((FOLDER / "ddl").glob("*.sql"))}
DOCUMENTS = {path.stem: path.read_text("utf-8") for path in sorted((FOLDER / "documentation").glob("*.md"))}
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

every_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["question"])


def rows(connection: sqlite3.Connection, sql: str) -> list[tuple]:
    return connection.execute(sql).fetchall()


@every_pair
def test_a_pair_answers_on_the_sample(shop: sqlite3.Connection, pair: dict[str, str]) -> None:
    assert rows(shop, pair["sql"])


@every_pair
def test_a_pair_answers_on_chinook(chinook: sqlite3.Connection, pair: dict[str, str]) -> None:
    assert rows(chinook, pair["sql"])


@every_pair
def test_a_pair_gives_no_empty_aggregate(shop: sqlite3.Connection, pair: dict[str, str]) -> None:
    """A single NULL means that a sum or average found nothing: a wrong value in the pair."""
    assert rows(shop, pair["sql"]) != [(None,)]


@every_pair
def test_a_pair_is_marked_with_its_language(pair: dict[str, str]) -> None:
    assert pair.get("language", "en") == ("ja" if JAPANESE.search(pair["question"]) else "en")


@every_pair
def test_a_pair_names_its_columns(pair: dict[str, str]) -> None:
    tree = sqlglot.parse_one(pair["sql"], read="sqlite")
    assert not [star for star in tree.find_all(exp.Star) if not isinstance(star.parent, exp.Count)]
    assert all(select.alias_or_name for select in tree.selects)


@every_pair
def test_a_join_qualifies_its_columns(pair: dict[str, str]) -> None:
    for select in sqlglot.parse_one(pair["sql"], read="sqlite").find_all(exp.Select):
        if select.args.get("joins"):
            aliases = {item.alias for item in select.selects}
            bare = [column.name for column in select.find_all(exp.Column) if not column.table]
            assert set(bare) <= aliases


@every_pair
def test_a_limit_has_an_order_with_a_tie_breaker(pair: dict[str, str]) -> None:
    for limit in sqlglot.parse_one(pair["sql"], read="sqlite").find_all(exp.Limit):
        order = limit.parent.args.get("order")
        assert order is not None
        assert len(order.expressions) > 1


@every_pair
def test_dates_are_compared_by_half_open_ranges(pair: dict[str, str]) -> None:
    assert "BETWEEN" not in pair["sql"].upper()
    assert not re.search(r"Date <= |Date = ", pair["sql"])


def test_there_are_pairs_enough_in_both_languages() -> None:
    japanese = [pair for pair in PAIRS if pair.get("language") == "ja"]
    assert len(PAIRS) >= 80
    assert len(japanese) * 3 >= len(PAIRS)


def test_no_question_comes_twice() -> None:
    counts = Counter(re.sub(r"[\s?？。、,.]+", "", pair["question"]).casefold() for pair in PAIRS)
    assert [question for question, count in counts.items() if count > 1] == []


CONSTRUCTS = {
    "count": r"COUNT\(",
    "average": r"AVG\(",
    "top n": r"LIMIT \d+",
    "null": r"IS (NOT )?NULL",
    "outer join": r"LEFT JOIN",
    "time series": r"strftime\('%Y-%m'",
    "having": r"HAVING",
    "sub-query": r"\(SELECT",
    "anti-join": r"NOT EXISTS",
    "window": r"OVER \(",
    "common table expression": r"^WITH",
    "recursion": r"WITH RECURSIVE",
    "set operation": r"UNION|INTERSECT|EXCEPT",
    "case": r"CASE ",
}


@pytest.mark.parametrize("pattern", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_a_construct_is_taught(pattern: str) -> None:
    assert any(re.search(pattern, pair["sql"]) for pair in PAIRS)


@pytest.mark.parametrize("question", ["How many customers are there?", "顧客は何人いますか？"], ids=["en", "ja"])
def test_the_first_question_is_answered_alike_everywhere(
    shop: sqlite3.Connection, chinook: sqlite3.Connection, question: str
) -> None:
    (sql,) = (pair["sql"] for pair in PAIRS if pair["question"] == question)
    assert rows(shop, sql) == rows(chinook, sql) == [(59,)]


def test_revenue_by_country_can_be_drawn(shop: sqlite3.Connection) -> None:
    (sql,) = (pair["sql"] for pair in PAIRS if pair["question"] == "revenue by country")
    found = rows(shop, sql)
    assert found == sorted(found, key=lambda row: -row[1])
    assert {(type(country), type(revenue)) for country, revenue in found} == {(str, float)}


def described(connection: sqlite3.Connection) -> dict[str, list[tuple]]:
    """Columns of every table: name, type, not null, key position."""
    query = 'SELECT name, type, "notnull", pk FROM pragma_table_info(?)'
    tables = rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {table: rows(connection, query.replace("?", f"'{table}'")) for (table,) in tables}


def test_the_ddl_describes_the_sample(shop: sqlite3.Connection) -> None:
    taught = sqlite3.connect(":memory:")
    for statement in DDL.values():
        taught.execute(statement)
    assert described(taught) == described(shop)
    taught.close()


def test_each_ddl_file_is_named_after_its_table() -> None:
    created = {stem: sqlglot.parse_one(ddl, read="sqlite").find(exp.Table).name for stem, ddl in DDL.items()}
    assert created == {stem: stem for stem in DDL}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_names_only_what_exists(shop: sqlite3.Connection, name: str) -> None:
    known = {table: {column[0] for column in columns} for table, columns in described(shop).items()}
    columns = re.findall(r"\b([a-z_]+)\.([A-Z]\w+)", DOCUMENTS[name])
    tables = re.findall(r"`([a-z_]+)`", DOCUMENTS[name])
    assert columns or tables
    assert [f"{table}.{column}" for table, column in columns if column not in known.get(table, ())] == []
    assert set(tables) <= set(known)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_in_both_languages(name: str) -> None:
    japanese = len(JAPANESE.findall(DOCUMENTS[name]))
    english = len(re.findall(r"\b[A-Za-z]{2,}\b", DOCUMENTS[name]))
    assert japanese > 50
    assert english > 50


def test_every_table_is_documented_and_asked_about() -> None:
    documents = "\n".join(DOCUMENTS.values())
    asked = {
        table.name for pair in PAIRS for table in sqlglot.parse_one(pair["sql"], read="sqlite").find_all(exp.Table)
    }
    assert set(DDL) <= asked
    assert [table for table in DDL if f"`{table}`" not in documents] == []
