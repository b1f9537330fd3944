"""A model that asks back: its readings are a choice, and the model is asked again with the one that was chosen."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from detomo.identity import Role
from detomo.quotas import settings as quotas
from tests.fakes.messages_api import Failure, MessagesApi
from tests.people import Person
from tests.query.test_conversation import told

CLARIFY = "/api/v0/query/clarify"
SQL = "SELECT Country AS country, COUNT(*) AS n FROM customers GROUP BY Country"
ASKS = {
    "en": {"sql": "", "clarification": "Which country?", "options": ["the customer's country", "the billing country"]},
    "ja": {"sql": "", "clarification": "どちらの国ですか？", "options": ["顧客の国", "請求先の国"]},
}
QUESTIONS = {"en": "Count by country", "ja": "国別の件数"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])


def asked(person: Person, model: MessagesApi, language: str = "en") -> dict[str, Any]:
    model.queue({"tables": [], **ASKS[language]})
    return person.ask(QUESTIONS[language])


def choose(person: Person, body: dict[str, Any], option: str, status: int = 200) -> dict[str, Any]:
    answer = person.post(CLARIFY, id=body["id"], option=option)
    assert answer.status_code == status, answer.get_json()
    return dict(answer.get_json())


@LANGUAGES
def test_its_readings_are_the_options(carol: Person, messages_api: MessagesApi, language: str) -> None:
    body = asked(carol, messages_api, language)
    assert (body["sql"], body["results"]) == ("", [])
    assert body["clarification"] == {
        "text": ASKS[language]["clarification"],
        "options": [{"id": str(at), "label": label} for at, label in enumerate(ASKS[language]["options"], start=1)],
    }


@LANGUAGES
def test_the_model_is_asked_again_with_the_chosen_one(carol: Person, messages_api: MessagesApi, language: str) -> None:
    body = asked(carol, messages_api, language)
    messages_api.queue({"sql": SQL})
    answer = choose(carol, body, "2")

    chosen, other = ASKS[language]["options"][1], ASKS[language]["options"][0]
    assert f"Question: {QUESTIONS[language]}\nWhat is meant: {chosen}" in told(messages_api)
    assert other not in told(messages_api)
    assert (answer["id"], answer["source"], answer["clarification"]) == (body["id"], "claude", None)
    assert answer["row_count"] > 0


def test_another_worker_goes_on_with_it(
    carol: Person, messages_api: MessagesApi, make_app: Callable[..., Flask]
) -> None:
    body = asked(carol, messages_api)
    elsewhere = carol.on(make_app(ANTHROPIC_BASE_URL=messages_api.url, ANTHROPIC_API_KEY="k"))
    messages_api.queue({"sql": SQL})
    assert choose(elsewhere, body, "1")["row_count"] > 0
    assert "What is meant: the customer's country" in told(messages_api)


def test_it_may_ask_a_second_time_and_both_choices_hold(carol: Person, messages_api: MessagesApi) -> None:
    body = asked(carol, messages_api)
    messages_api.queue({"sql": "", "clarification": "Of all years?", "options": ["all years", "this year"]})
    again = choose(carol, body, "1")
    assert [option["label"] for option in again["clarification"]["options"]] == ["all years", "this year"]
    messages_api.queue({"sql": SQL})
    choose(carol, again, "1")
    assert "What is meant: the customer's country\nWhat is meant: all years" in told(messages_api)


def test_another_choice_takes_the_place_of_the_first(carol: Person, messages_api: MessagesApi) -> None:
    body = asked(carol, messages_api)
    messages_api.queue({"sql": SQL}, {"sql": SQL})
    choose(carol, body, "1")
    choose(carol, body, "2")
    assert "What is meant: the customer's country" not in told(messages_api)


def test_a_failing_model_leaves_the_choice_open(carol: Person, messages_api: MessagesApi) -> None:
    body = asked(carol, messages_api)
    messages_api.queue(Failure(400), {"sql": SQL})
    assert choose(carol, body, "1", status=502)["code"] == "model_request_refused"
    assert choose(carol, body, "1")["row_count"] > 0
    assert told(messages_api).count("What is meant") == 1


def test_the_parser_does_not_answer_instead_of_what_was_chosen(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue({"tables": [], **ASKS["en"]}, {"cannot": "no such thing"})
    body = carol.ask("How many customers are there?")
    assert choose(carol, body, "1", status=422)["code"] == "model_declined"


def test_what_was_meant_holds_for_mending_too(carol: Person, messages_api: MessagesApi) -> None:
    body = asked(carol, messages_api)
    messages_api.queue({"sql": SQL}, {"sql": SQL})
    choose(carol, body, "2")
    carol.post("/api/v0/fix_sql", id=body["id"], error="it is wrong")
    assert "What is meant: the billing country" in told(messages_api)


@LANGUAGES
def test_the_first_step_asks_back_too(carol: Person, messages_api: MessagesApi, language: str) -> None:
    messages_api.queue({"tables": [], **ASKS[language]}, {"sql": SQL})
    body = carol.post("/api/v0/generate_sql", question=QUESTIONS[language]).get_json()
    assert body["clarification"]["text"] == ASKS[language]["clarification"]
    assert choose(carol, body, "1")["sql"]


def test_nothing_but_one_of_the_readings_can_be_chosen(carol: Person, messages_api: MessagesApi) -> None:
    body = asked(carol, messages_api)
    assert choose(carol, body, "3", status=400)["code"] == "option_unknown"


def test_a_choice_asks_no_model_where_the_tokens_are_spent(carol: Person, messages_api: MessagesApi) -> None:
    body = asked(carol, messages_api)
    with carol.app.app_context():
        quotas.set_for_role(None, Role.ANALYST, tokens_per_month=1)
    assert choose(carol, body, "1", status=429)["code"] == "token_quota_exceeded"
    assert len(messages_api.requests) == 1
