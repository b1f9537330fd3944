"""English questions: what the best reading selects is what the expected SQL selects; nonsense is not answered."""

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.catalog.profile import Profiles
from detomo.engine.catalog.values import ValueIndex
from detomo.engine.compare import difference
from detomo.engine.guard import Guard
from detomo.engine.present.readback import explain
from detomo.engine.propose.grammar import readings
from detomo.engine.types import ColumnType, Question
from tests.engine.propose.grammar.japanese.conftest import Database, databases
from tests.engine.propose.grammar.japanese.test_japanese import rows

__all__ = ["databases"]  # a fixture
CASES = [json.loads(line) for line in Path(__file__).with_name("english.jsonl").read_text("utf-8").splitlines()]
TODAY = date(2025, 5, 20)
WORDS = """how many which what the names of directors films rating above average with most without any for each and or
not more than 3 2018 Japan 'River' sorted by highest in descending order top longest between , ? 's whose""".split()


def read(database: Database, question: str):
    return readings(Question(question, "en"), database.catalog, database.values, database.profiles, today=TODAY)


def parameters():
    for case in CASES:
        marks = [pytest.mark.xfail(reason=case["short"], strict=True)] if "short" in case else []
        yield pytest.param(case["question"], case["sql"], id=case["question"], marks=marks)


@pytest.mark.parametrize(("question", "sql"), [*parameters()])
def test_a_question_selects_what_is_meant(databases, question, sql):
    database = databases["festival"]
    reading = read(database, question).readings[0]
    assert difference([rows(database, sql)], rows(database, reading.sql)) is None, reading.sql


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_words_make_guarded_sql_that_runs_or_nothing(databases, words):
    database = databases["festival"]
    guard = Guard(database.catalog)
    for reading in read(database, " ".join(words)).readings:
        assert explain(guard.check(reading.sql).shown, database.catalog, "en")
        database.connection.execute(reading.sql).fetchone()


@pytest.mark.parametrize("question", ["", "?", "the", "blarg fnord wibble", "most", "more than", "for each", "'"])
def test_what_asks_for_nothing_is_not_answered(databases, question):
    assert read(databases["festival"], question).readings == ()


def test_words_not_understood_lower_the_score(databases):
    plain, odd = (
        read(databases["festival"], question).readings[0]
        for question in ("List the titles of films.", "List the frobnicated titles of films.")
    )

    assert odd.unknown == ("frobnicate",)
    assert odd.score < plain.score


def test_a_name_that_is_nowhere_stored_is_not_passed_over_in_silence(databases):
    found = read(databases["festival"], "Show the names of theaters in Springfield.")

    assert found.unknown == ("springfield",)
    assert found.readings[0].coverage < 1


@pytest.mark.parametrize(
    "question", ["What are the longest and shortest films?", "Show the oldest and newest theaters."]
)
def test_of_two_superlatives_none_is_passed_over(databases, question):
    assert read(databases["festival"], question).readings == ()


def test_rows_of_one_name_are_groups_of_their_own(databases):
    database = databases["festival"]
    sql = read(database, "Show the directors with an average rating above 7.").readings[0].sql
    assert "GROUP BY directors.director_id" in sql


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("Number of screenings per theater, descending", "COUNT(*) DESC"),
        ("Number of films per genre in alphabetical order", "genre ASC"),
        ("List the screenings, oldest first", "screening_date ASC"),
        ("List the screenings, newest first", "screening_date DESC"),
    ],
)
def test_an_order_goes_by_what_its_words_speak_of(databases, question, order):
    assert f"ORDER BY {order}" in read(databases["festival"], question).readings[0].sql


@pytest.mark.parametrize("phrase", ["films of ", "rating above 7 and ", "'", "the most ", "not "])
def test_a_question_of_ten_thousand_characters_takes_bounded_time(databases, phrase):
    begun = time.perf_counter()
    read(databases["festival"], "List " + phrase * (10_000 // len(phrase)))
    assert time.perf_counter() - begun < 5


def test_an_empty_schema_has_no_readings():
    ask = Question("How many films are there?", "en")
    found = readings(ask, Catalog("sqlite", ()), ValueIndex({}), Profiles(), today=TODAY)

    assert found.readings == ()


def test_two_thousand_tables_take_bounded_time():
    columns = (Column("id", type=ColumnType.INTEGER, unique=True), Column("name", type=ColumnType.TEXT))
    tables = tuple(Table(f"thing_{number}", columns, primary_key=("id",)) for number in range(2_000))
    catalog = Catalog("sqlite", (*tables, Table("films", columns, primary_key=("id",))))
    ask = Question("What are the names of the films?", "en")
    readings(ask, catalog, ValueIndex({}), Profiles(), today=TODAY)  # indexes the names, once

    begun = time.perf_counter()
    found = readings(ask, catalog, ValueIndex({}), Profiles(), today=TODAY)
    assert time.perf_counter() - begun < 1
    assert found.readings[0].sql == "SELECT name FROM films"
