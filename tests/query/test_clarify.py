"""A question that can be read in several ways: asked back about, and answered by choosing."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from detomo.engine.types import Viewer
from detomo.http import ENGINE
from detomo.rules import service as rules
from tests.people import Person, person

TITLES = {"en": "Show all titles", "ja": "Show all titles"}  # of albums, of employees
CLARIFY = "/api/v0/query/clarify"
ENVELOPE = {"id", "question", "sql", "results", "columns", "visualization", "row_count"}


@pytest.fixture
def dora(app: Flask) -> Person:
    """Somebody whose app was taught nothing and has no model."""
    return person(app, "dora")


def asked(person: Person, language: str = "en") -> dict[str, Any]:
    return person.ask(TITLES[language], language=language)


def chosen(person: Person, question_id: str, option: str) -> Any:
    return person.post(CLARIFY, id=question_id, option=option)


def test_the_question_back_has_the_contracts_keys_and_no_rows(dora: Person) -> None:
    body = asked(dora)
    assert body.keys() >= ENVELOPE
    assert (body["sql"], body["results"], body["row_count"], body["visualization"]) == ("", [], 0, None)
    assert body["clarification"]["text"]
    assert [set(option) for option in body["clarification"]["options"]] == [{"id", "label"}] * 2


def test_it_is_in_the_language_of_the_question(dora: Person) -> None:
    texts = [asked(dora, language)["clarification"] for language in ("en", "ja")]
    assert texts[0]["text"] != texts[1]["text"]
    assert "の" in texts[1]["options"][0]["label"]
    assert [o["id"] for o in texts[0]["options"]] == [o["id"] for o in texts[1]["options"]]


def test_each_option_is_answered_as_a_question_is(dora: Person) -> None:
    body = asked(dora)
    answers = [chosen(dora, body["id"], option["id"]).get_json() for option in body["clarification"]["options"]]
    assert all(answer.keys() == body.keys() and answer["id"] == body["id"] for answer in answers)
    assert len({answer["row_count"] for answer in answers}) == 2
    assert all(answer["sql"] and answer["clarification"] is None for answer in answers)
    assert answers[0]["confidence_reasons"][0]["code"] == "chosen"


def test_another_worker_goes_on_with_it(dora: Person, make_app: Callable[..., Flask]) -> None:
    body = asked(dora)
    elsewhere = dora.on(make_app())
    assert chosen(elsewhere, body["id"], body["clarification"]["options"][0]["id"]).get_json()["row_count"] > 0


def test_the_answer_is_kept_like_any_other(dora: Person) -> None:
    body = asked(dora)
    answer = chosen(dora, body["id"], body["clarification"]["options"][0]["id"]).get_json()
    loaded = dora.post("/api/v0/load_question", id=body["id"]).get_json()
    assert (loaded["sql"], loaded["results"]) == (answer["sql"], answer["results"])
    assert dora.get("/api/v0/get_question_history").get_json()["history"][0]["id"] == body["id"]


def test_there_is_nothing_to_run_before_the_choice(dora: Person) -> None:
    answer = dora.post("/api/v0/run_sql", id=asked(dora)["id"])
    assert (answer.status_code, answer.get_json()["code"]) == (400, "no_sql")


def test_the_first_step_asks_back_too(dora: Person) -> None:
    body = dora.post("/api/v0/generate_sql", question=TITLES["en"]).get_json()
    assert (body["sql"], len(body["clarification"]["options"])) == ("", 2)
    assert chosen(dora, body["id"], body["clarification"]["options"][1]["id"]).status_code == 200


def test_a_stream_asks_back_too(dora: Person) -> None:
    events = dora.post("/api/v0/query/stream", question=TITLES["en"]).get_data(as_text=True)
    names = [line.removeprefix("event: ") for line in events.splitlines() if line.startswith("event: ")]
    assert names[-2:] == ["clarification", "done"]


def test_vannas_page_is_told_in_words(dora: Person) -> None:
    body = dora.get("/api/v0/generate_sql", question=TITLES["en"]).get_json()
    assert (body["type"], body["error"].count("\n")) == ("error", 2)


WRONG = [
    pytest.param("no such option", 400, "option_unknown", id="unknown option"),
    pytest.param("x" * 65, 422, "validation_failed", id="too long"),
]


@pytest.mark.parametrize(("option", "status", "code"), WRONG)
def test_only_what_was_offered_can_be_chosen(dora: Person, option: str, status: int, code: str) -> None:
    answer = chosen(dora, asked(dora)["id"], option)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_a_question_that_was_answered_has_no_options(alice: Person) -> None:
    body = alice.ask("How many customers are there?")
    answer = chosen(alice, body["id"], "1")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "nothing_to_clarify")


def test_somebody_elses_question_is_unknown(dora: Person, bob: Person) -> None:
    body = asked(dora)
    answer = chosen(bob, body["id"], body["clarification"]["options"][0]["id"])
    assert (answer.status_code, answer.get_json()["code"]) == (404, "id_not_found")


def test_a_choice_is_checked_against_the_rules_of_now(app: Flask, dora: Person) -> None:
    body = asked(dora)
    with app.app_context():
        catalog = app.extensions[ENGINE].pipeline.catalog(Viewer())
        for table in ("albums", "employees"):
            rules.add(catalog, None, table=table, column="Title", action="hidden", roles=["analyst"])
    answer = chosen(dora, body["id"], body["clarification"]["options"][0]["id"])
    assert answer.status_code == 422


def test_an_answer_says_how_sure_it_is_and_why(dora: Person) -> None:
    body = dora.ask("How many customers are there?")
    assert 0 < body["confidence"] <= 1
    assert body["confidence_level"] in {"high", "medium"}
    assert body["confidence_reasons"][0].keys() == {"code", "message"}
    assert body["source"] == "grammar"


def test_what_is_not_understood_says_what_to_do(make_app: Callable[..., Flask]) -> None:
    unsure = person(make_app(CONFIDENCE_THRESHOLD=1), "erin")
    unsure.teach("How many employees are there?", "SELECT COUNT(*) FROM employees")
    answer = unsure.post("/api/v0/query", question="How many customers are in Canada?")
    body = answer.get_json()
    assert (answer.status_code, body["code"]) == (422, "not_sure")
    assert body["nearest"] == ["How many employees are there?"]
    assert body["hint"] and "unknown" in body
