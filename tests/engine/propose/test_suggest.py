"""Questions to offer without a model."""

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.propose.suggest import nearest, starters
from detomo.engine.types import Question
from tests.fakes.taught import Taught, knowledge_of, pair

CATALOG = Catalog(
    "sqlite",
    (
        Table("small", (Column("id"),), row_estimate=1),
        Table("invoice_items", (Column("id"),), row_estimate=1000),
        Table("totals", (Column("id"),), is_view=True, row_estimate=9999),
    ),
)
TAUGHT = Taught([pair("How many customers?", "SELECT 1"), pair("顧客は何人？", "SELECT 1"), pair("Top artists", "S")])


def test_taught_questions_come_first_in_the_callers_language() -> None:
    assert starters(knowledge_of(TAUGHT), CATALOG, "en", 2) == ["How many customers?", "Top artists"]
    assert starters(knowledge_of(TAUGHT), CATALOG, "ja", 2) == ["顧客は何人？", "invoice items は何件ありますか？"]


def test_the_schema_fills_up_largest_tables_first_and_views_last() -> None:
    assert starters(knowledge_of(Taught()), CATALOG, "en", 3) == [
        "How many rows are in invoice items?",
        "How many rows are in small?",
        "How many rows are in totals?",
    ]


def test_many_taught_questions_are_spread_over() -> None:
    many = Taught(pair(f"question {number}", "SELECT 1") for number in range(100))
    assert starters(knowledge_of(many), CATALOG, "en", 4) == [f"question {number}" for number in (0, 25, 50, 75)]


def test_none_asked_for_none_given() -> None:
    assert starters(knowledge_of(TAUGHT), CATALOG, "en", 0) == []


def test_the_nearest_question_is_not_the_question_itself() -> None:
    found = nearest(Question("how many CUSTOMERS?", "en"), knowledge_of(TAUGHT), 5)
    assert "How many customers?" not in found


def test_the_own_language_comes_first() -> None:
    source = Taught([pair("売上 revenue 合計", "S"), pair("revenue by artist", "S")])
    assert nearest(Question("revenue", "en"), knowledge_of(source), 5)[0] == "revenue by artist"
    assert nearest(Question("revenue 売上", "ja"), knowledge_of(source), 5)[0] == "売上 revenue 合計"
