"""A taught pair for other numbers, periods and stored values: only where each has one certain place in the SQL."""

import json
from datetime import date
from pathlib import Path

import pytest

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.catalog.values import ValueIndex
from detomo.engine.evaluate.verified import CORPORA, measure
from detomo.engine.language import language_of
from detomo.engine.language.equivalents import equivalents
from detomo.engine.language.periods import Calendar
from detomo.engine.propose import verified
from detomo.engine.types import Proposal, Question
from tests.engine.cases import load
from tests.fakes.taught import Taught, knowledge_of, pair

CATALOG = Catalog(
    "sqlite",
    (
        Table("orders", tuple(map(Column, ("id", "city", "country", "state", "status", "total", "ordered_on")))),
        Table("people", tuple(map(Column, ("id", "name", "city")))),
    ),
)
VALUES = ValueIndex(
    {
        ("orders", "city"): ["Paris", "Rome", "Georgia", "rome"],
        ("orders", "country"): ["France", "Italy", "Georgia", "Brazil", "Japan"],
        ("orders", "state"): ["Georgia", "Texas"],
        ("orders", "status"): ["paid", "open"],
        ("people", "name"): ["Rome", "Mori"],
    },
    translate=equivalents,
)
CASES = Path(__file__).with_name("cases")
LINES = (CORPORA / "questions.jsonl").read_text("utf-8").splitlines()
CALENDAR = Calendar(date(2024, 8, 15), 4)
YEAR = "SELECT SUM(total) FROM orders WHERE ordered_on >= '2012-01-01' AND ordered_on < '2013-01-01'"


def propose(asked: str, question: str, sql: str) -> Proposal | None:
    knowledge = knowledge_of(Taught([pair(question, sql)]))
    return verified.propose(Question(asked, language_of(asked)), knowledge, CATALOG, lambda: VALUES, CALENDAR)


@pytest.mark.parametrize("case", load(CASES / "bound.jsonl"))
def test_a_parameter_is_put_where_the_old_one_stood(case: dict[str, str]) -> None:
    proposal = propose(case["asked"], case["taught"], case["sql"])
    assert proposal is not None
    assert case["expected"] in proposal.sql
    assert proposal.matched_question == case["taught"]
    assert 0 < proposal.confidence < 1


@pytest.mark.parametrize("case", load(CASES / "unbound.jsonl"))
def test_what_is_not_certain_is_not_bound(case: dict[str, str]) -> None:
    assert propose(case["asked"], case["taught"], case["sql"]) is None


def test_bindings_say_what_was_put_in_place_of_what() -> None:
    proposal = propose("top 3 orders in 2010", "top 5 orders in 2012", YEAR + " LIMIT 5")
    assert proposal is not None
    assert [(one.taught, one.asked) for one in proposal.bindings] == [("5", "3"), ("2012", "2010")]


def test_values_that_a_viewer_may_not_know_are_not_bound() -> None:
    knowledge = knowledge_of(Taught([pair("orders from France", "SELECT id FROM orders WHERE country = 'France'")]))
    hidden = VALUES.restricted_to([("orders", "city")])
    question = Question("orders from Italy", "en")
    assert verified.propose(question, knowledge, CATALOG, lambda: hidden, CALENDAR) is None


def test_two_taught_pairs_that_differ_answer_nothing_new() -> None:
    net = "SELECT SUM(net) FROM orders WHERE ordered_on >= '2011-01-01' AND ordered_on < '2012-01-01'"
    knowledge = knowledge_of(Taught([pair("sales in 2012", YEAR), pair("sales in 2011", net)]))
    assert verified.propose(Question("sales in 2010", "en"), knowledge, CATALOG, lambda: VALUES, CALENDAR) is None


def test_no_near_miss_of_the_corpus_is_answered() -> None:
    report = measure([line for line in map(json.loads, LINES) if line["schema"] == "freight"])
    assert [one.asked for one in report.outcomes if one.given is not None and not one.is_right] == []
    answerable = report.of(None, near_misses=False)
    assert sum(one.is_right for one in answerable) / len(answerable) > 0.9
