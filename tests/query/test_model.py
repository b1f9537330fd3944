"""Questions that a model writes SQL for, through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.fakes.messages_api import Failure, MessagesApi, Stall
from tests.people import Person, person
from tests.query.conftest import HOW_MANY

COUNT_TRACKS = "```sql\nSELECT COUNT(*) AS tracks FROM tracks\n```"
UNTAUGHT = "How many tracks are there?"


def test_an_untaught_question_goes_to_the_model(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue(COUNT_TRACKS)
    answer = carol.ask(UNTAUGHT)
    assert (answer["source"], answer["model"], answer["matched_question"]) == ("claude", "claude-sonnet-5-5", None)
    assert answer["results"][0]["tracks"] > 3000
    (request,) = messages_api.requests
    assert "CREATE TABLE tracks" in request["system"][-1]["text"]
    assert UNTAUGHT in request["messages"][0]["content"]


def test_a_taught_question_does_not(carol: Person, messages_api: MessagesApi) -> None:
    carol.teach(HOW_MANY, "SELECT COUNT(*) AS n FROM customers")
    assert carol.ask("how many customers do we have")["source"] == "verified"
    assert messages_api.requests == []


def test_taught_pairs_are_examples_for_the_model(carol: Person, messages_api: MessagesApi) -> None:
    carol.teach(HOW_MANY, "SELECT COUNT(*) AS n FROM customers")
    carol.post("/api/v0/training", documentation="Customers are people.")
    messages_api.queue(COUNT_TRACKS)
    carol.ask("How many customers from Brazil are there?")
    sent = messages_api.requests[0]["messages"][0]["content"]
    assert "SELECT COUNT(*) AS n FROM customers" in sent
    assert "Customers are people." in sent


def test_timings_tell_the_models_time(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue(COUNT_TRACKS)
    messages_api.delay = 0.2
    assert carol.ask(UNTAUGHT)["timings"]["model"] >= 200


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        ("CANNOT: there is no weather", 422, "model_declined"),
        ("I do not know.", 422, "model_no_sql"),
        ("```sql\nDELETE FROM tracks\n```", 422, "not_a_query"),
        (Failure(401), 502, "model_key_refused"),
        (Failure(429), 502, "model_busy"),
        (Stall(30), 502, "model_timeout"),
    ],
    ids=["declined", "prose", "not a query", "wrong key", "busy", "stalled"],
)
def test_what_goes_wrong_has_a_code(
    make_app: Callable[..., Flask], messages_api: MessagesApi, reply: Any, status: int, code: str
) -> None:
    settings = {"ANTHROPIC_API_KEY": "k", "CLAUDE_MAX_RETRIES": 0, "CLAUDE_TIMEOUT_SECONDS": 0.5}
    dave = person(make_app(ANTHROPIC_BASE_URL=messages_api.url, **settings), "dave")
    messages_api.usual = reply
    answer = dave.post("/api/v0/query", question="What is the weather?")
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_plain_text(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue("hello")
    body = {"prompt": "Say hello", "model": "claude-x", "temperature": 0.5, "max_tokens": 9}
    answer = carol.post("/generate", **body)
    assert answer.get_json() == {"text": "hello", "model": "claude-x"}
    sent = messages_api.requests[0]
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("claude-x", 0.5, 9)
    assert sent["messages"] == [{"role": "user", "content": "Say hello"}]


def test_follow_ups_come_from_the_model(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue("1. By genre?\n2. By artist?")
    answer = carol.post("/api/v0/generate_followup_questions", question=UNTAUGHT, sql="SELECT 1")
    assert answer.get_json()["questions"] == ["By genre?", "By artist?"]


def test_follow_ups_go_on_without_the_model(carol: Person, messages_api: MessagesApi) -> None:
    carol.teach(HOW_MANY, "SELECT 1 AS one")
    messages_api.usual = Failure(500)
    answer = carol.post("/api/v0/generate_followup_questions", question="customers?")
    assert answer.get_json()["questions"] == [HOW_MANY]


def test_two_questions_become_one(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue("Revenue by country in 2009")
    query = {"last_question": "revenue by country", "new_question": "only 2009"}
    answer = carol.get("/api/v0/generate_rewritten_question", **query)
    assert answer.get_json()["question"] == "Revenue by country in 2009"


def test_grammar_means_no_model_for_anything(make_app: Callable[..., Flask], messages_api: MessagesApi) -> None:
    app = make_app(ANTHROPIC_BASE_URL=messages_api.url, ANTHROPIC_API_KEY="k", GENERATOR="grammar")
    erin = person(app, "erin")
    assert erin.ask(UNTAUGHT)["source"] == "grammar"
    assert erin.post("/generate", prompt="x").get_json()["code"] == "no_model"
    assert messages_api.requests == []


def test_claude_alone_writes_what_was_taught_as_well(make_app: Callable[..., Flask], messages_api: MessagesApi) -> None:
    app = make_app(ANTHROPIC_BASE_URL=messages_api.url, ANTHROPIC_API_KEY="k", GENERATOR="claude")
    frank = person(app, "frank")
    frank.teach(UNTAUGHT, "SELECT 1 AS one")
    messages_api.queue(COUNT_TRACKS)
    assert frank.ask(UNTAUGHT)["source"] == "claude"
