"""SQL in words: cases/readback.jsonl holds statements with their English and Japanese reading."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.present.readback import explain
from detomo.engine.types import Dialect, Language


def table(name: str, columns: str, key: str = "", comment: str = "") -> Table:
    return Table(name, tuple(map(Column, columns.split())), primary_key=(key,) if key else (), comment=comment)


CATALOG = Catalog(
    "sqlite",
    (
        table("customers", "id name first_name last_name city age visits email phone referrer_id", "id", "顧客"),
        Table(
            "orders", (*map(Column, ("id", "customer_id", "order_id", "ordered_on")), Column("amount", comment="金額"))
        ),
        table("lines", "order_id note quantity price a b c", comment="order lines"),
    ),
)


def catalog(dialect: Dialect) -> Catalog:
    return replace(CATALOG, dialect=dialect)


FILE = Path(__file__).parent / "cases" / "readback.jsonl"
CASES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_reading(case: dict[str, Any], language: Language) -> None:
    assert explain(case["sql"], catalog(case["dialect"]), language) == case[language]


@pytest.mark.parametrize(
    ("dialect", "sql", "part"),
    [
        pytest.param(
            "postgres", "SELECT DISTINCT ON (city) name FROM customers", "DISTINCT ON (city)", id="distinct on"
        ),
        pytest.param("postgres", "SELECT a FROM lines GROUP BY ROLLUP (a)", "ROLLUP (a)", id="rollup"),
        pytest.param("postgres", "SELECT a FROM lines ORDER BY a FETCH FIRST 3 ROWS WITH TIES", "WITH TIES", id="ties"),
        pytest.param("postgres", "SELECT STRING_AGG(a, ',') FROM lines", "STRING_AGG(a, ',')", id="aggregate"),
        pytest.param("postgres", "SELECT a FROM lines TABLESAMPLE BERNOULLI (1)", "TABLESAMPLE", id="sample"),
        pytest.param("postgres", "SELECT a FROM lines FOR UPDATE", "FOR UPDATE", id="lock"),
        pytest.param("postgres", "SELECT a FROM lines, LATERAL (SELECT 1) AS t", "LATERAL", id="lateral"),
        pytest.param(
            "duckdb", "SELECT a FROM lines QUALIFY ROW_NUMBER() OVER (ORDER BY b) = 1", "QUALIFY", id="qualify"
        ),
        pytest.param("duckdb", "SELECT a FROM lines SEMI JOIN orders USING (order_id)", "SEMI JOIN", id="semi join"),
    ],
)
def test_what_has_no_words_is_quoted(dialect: Dialect, sql: str, part: str) -> None:
    reading = explain(sql, catalog(dialect), "en")
    assert part in reading[reading.index("`") :]


def test_a_tree_reads_as_its_text_does() -> None:
    sql = "SELECT city, COUNT(*) AS n FROM customers GROUP BY city HAVING n > 1 ORDER BY n"
    tree = sqlglot.parse_one(sql, read="sqlite")
    before = tree.copy()
    assert explain(tree, CATALOG, "en") == explain(sql, CATALOG, "en")
    assert tree == before


def test_every_real_query_is_read_with_all_its_tables(test_data: Path) -> None:
    """No question's SQL is without words, and no table it reads goes unsaid."""
    lines = (test_data / "spider_dev8" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for sql in {json.loads(line)["gold_sql"] for line in lines}:
        reading = explain(sql, Catalog("sqlite", ()), "en").casefold()
        assert reading.startswith("shows ")
        for found in sqlglot.parse_one(sql, read="sqlite").find_all(exp.Table):
            assert found.name.casefold().replace("_", " ") in reading.replace("_", " ")


@pytest.mark.parametrize("corpus", ["benign", "attacks"])
def test_any_statement_has_a_reading(test_data: Path, corpus: str) -> None:
    lines = (test_data / "sql_guard" / f"{corpus}.jsonl").read_text(encoding="utf-8").splitlines()
    for case in map(json.loads, lines):
        assert explain(case["sql"], catalog(case["dialect"]), "ja")
