"""Which questions count as taught. A question that is close but means something else must not get a taught answer."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.catalog.values import ValueIndex
from detomo.engine.language import language_of
from detomo.engine.language.periods import Calendar
from detomo.engine.propose import verified
from detomo.engine.types import Proposal, Question, Source
from tests.fakes.taught import Taught, knowledge_of, pair

NO_VALUES = ValueIndex({})
CALENDAR = Calendar(date(2024, 8, 15))
CASES = Path(__file__).with_name("cases")
SHOP = Catalog(
    "sqlite",
    (
        Table("customers", (Column("customer_id"), Column("name"), Column("trades"))),
        Table("tracks", (Column("track_id"), Column("unit_price"))),
    ),
)


def cases(name: str) -> list[Any]:
    lines = (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


def propose(asked: str, *taught: tuple[str, str]) -> Proposal | None:
    source = Taught(pair(question, sql, str(number)) for number, (question, sql) in enumerate(taught))
    return verified.propose(
        Question(asked, language_of(asked)), knowledge_of(source), SHOP, lambda: NO_VALUES, CALENDAR
    )


@pytest.mark.parametrize("case", cases("same"))
def test_the_same_question_gets_the_taught_sql(case: dict[str, str]) -> None:
    proposal = propose(case["asked"], (case["taught"], case["sql"]))
    assert proposal is not None
    assert (proposal.sql, proposal.source, proposal.matched_question) == (case["sql"], Source.VERIFIED, case["taught"])


@pytest.mark.parametrize("case", cases("other"))
def test_another_question_gets_none(case: dict[str, str]) -> None:
    assert propose(case["asked"], (case["taught"], case["sql"])) is None


@pytest.mark.parametrize("case", [case for case in cases("other") if "'" not in case.values[0]["sql"]])
def test_nor_does_the_other_way_round(case: dict[str, str]) -> None:
    assert propose(case["taught"], (case["asked"], case["sql"])) is None


def test_a_slip_is_less_sure_than_the_very_words() -> None:
    taught = ("revenue by country", "SELECT 1")
    exact, slip = propose("revenue by country", taught), propose("revenue by coutnry", taught)
    assert exact is not None
    assert slip is not None
    assert slip.confidence < exact.confidence == 1.0


def test_a_slip_between_two_taught_questions_is_nobodys() -> None:
    assert propose("total of abxde", ("total of abcde", "SELECT 1"), ("total of abyde", "SELECT 2")) is None


def test_a_word_of_the_schema_is_no_slip() -> None:
    assert propose("number of tradez", ("number of trader", "SELECT 1")) is not None
    assert propose("number of trades", ("number of trader", "SELECT 1")) is None


def test_a_word_that_was_taught_elsewhere_is_no_slip() -> None:
    taught = ("revenue by zorble", "SELECT 1")
    assert propose("revenue by zorbla", taught) is not None
    assert propose("revenue by zorbla", taught, ("all the zorbla", "SELECT 2")) is None


def test_the_newest_of_two_equal_questions_wins() -> None:
    proposal = propose("how many customers", ("How many customers?", "SELECT 1"), ("how many customer", "SELECT 2"))
    assert proposal is not None
    assert proposal.sql == "SELECT 2"


def test_the_very_letters_win_over_the_newest() -> None:
    proposal = propose("how many customers", ("how many customers", "SELECT 1"), ("how many customer", "SELECT 2"))
    assert proposal is not None
    assert proposal.sql == "SELECT 1"


def test_a_value_tells_two_taught_questions_apart() -> None:
    one = ("orders of William", "SELECT 1 WHERE name = 'William'")
    two = ("orders of Williams", "SELECT 1 WHERE name = 'Williams'")
    for question, sql in (one, two):
        proposal = propose(question.lower(), one, two)
        assert proposal is not None
        assert proposal.sql == sql
