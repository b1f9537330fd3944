"""Questions that follow up on earlier ones, and what a question took of the model."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.fakes.messages_api import Failure, MessagesApi
from tests.people import Person, person

BY_COUNTRY = "SELECT BillingCountry AS country, SUM(Total) AS revenue FROM invoices GROUP BY 1"


def told(model: MessagesApi, request: int = -1) -> str:
    """The text of a request's messages."""
    return "\n".join(str(message["content"]) for message in model.requests[request]["messages"])


@pytest.mark.parametrize(
    ("first", "second"), [("Revenue by country", "and by month?"), ("国別の売上は？", "月別では？")], ids=["en", "ja"]
)
def test_the_model_is_told_the_question_before_and_its_sql(
    carol: Person, messages_api: MessagesApi, first: str, second: str
) -> None:
    messages_api.queue({"sql": BY_COUNTRY}, {"sql": "SELECT 1 AS one"})
    answer = carol.ask(first)
    carol.ask(second, previous_id=answer["id"])
    assert told(messages_api).index(first) < told(messages_api).index(answer["sql"]) < told(messages_api).index(second)


def test_a_conversation_goes_back_three_questions(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.usual = {"sql": BY_COUNTRY}
    last = None
    for number in range(5):
        last = carol.ask(f"question {number}?", **({"previous_id": last["id"]} if last else {}))
    assert [f"question {number}?" in told(messages_api) for number in range(5)] == [False, True, True, True, True]


def test_a_question_by_itself_tells_nothing_of_others(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.usual = {"sql": BY_COUNTRY}
    carol.ask("Revenue by country")
    carol.ask("and by month?")
    assert "Revenue by country" not in told(messages_api)


def test_questions_that_led_to_no_sql_are_skipped(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue({"sql": BY_COUNTRY}, {"cannot": "no weather"}, {"sql": "SELECT 1 AS one"})
    first = carol.ask("Revenue by country")
    carol.post("/api/v0/query", question="and the weather?", previous_id=first["id"])
    weather = carol.get("/api/v0/get_question_history").get_json()["history"][0]["id"]
    carol.ask("and by month?", previous_id=weather)
    assert "weather" not in told(messages_api)
    assert "Revenue by country" in told(messages_api)


def test_nobody_follows_up_on_another_persons_question(
    carol: Person, messages_api: MessagesApi, make_app: Callable[..., Flask]
) -> None:
    messages_api.usual = {"sql": BY_COUNTRY}
    answer = carol.ask("Revenue by country")
    mallory = person(carol.app, "mallory")
    replies = [
        mallory.post("/api/v0/query", question="and by month?", previous_id=previous)
        for previous in (answer["id"], "0" * 32)
    ]
    assert [reply.status_code for reply in replies] == [404, 404]
    assert [reply.get_json()["code"] for reply in replies] == ["id_not_found", "id_not_found"]
    assert len(messages_api.requests) == 1


def test_assumptions_are_shown(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue({"sql": BY_COUNTRY, "assumptions": ["Revenue is the invoices' total."]})
    assert carol.ask("Revenue?")["assumptions"] == ["Revenue is the invoices' total."]


def test_a_server_that_knows_no_tools_is_asked_in_words(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.refused = frozenset({"tools"})
    messages_api.usual = f"```sql\n{BY_COUNTRY}\n```"
    assert carol.ask("Revenue?")["row_count"] == 24
    assert "tools" not in messages_api.requests[-1]


def test_what_a_question_took_is_in_its_answer(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue({"sql": "SELECT Totl FROM nowhere"}, {"sql": BY_COUNTRY})
    usage = carol.ask("Revenue?")["usage"]
    assert (usage["model_calls"], usage["cost_usd"]) == (2, None)
    assert usage["input_tokens"] > usage["output_tokens"] > 0


def test_prices_give_costs(make_app: Callable[..., Flask], messages_api: MessagesApi) -> None:
    settings = {"ANTHROPIC_BASE_URL": messages_api.url, "ANTHROPIC_API_KEY": "k", "CLAUDE_PRICES": "3,15"}
    messages_api.usual = {"sql": BY_COUNTRY}
    usage = person(make_app(**settings), "dora").ask("Revenue?")["usage"]
    expected = (3 * usage["input_tokens"] + 15 * usage["output_tokens"]) / 1_000_000
    assert usage["cost_usd"] == pytest.approx(expected)


def test_a_taught_answer_takes_nothing_of_the_model(alice: Person) -> None:
    usage = alice.ask("How many customers are there?")["usage"]
    assert usage == {"model_calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": None}


def test_what_a_failed_question_took_is_kept(carol: Person, messages_api: MessagesApi) -> None:
    from sqlalchemy import func, select

    from detomo.extensions import db
    from detomo.usage.models import ModelCall

    messages_api.queue({"cannot": "no weather"}, Failure(401))
    carol.post("/api/v0/query", question="weather?")
    carol.post("/api/v0/query", question="weather again?")
    with carol.app.app_context():
        calls = db.session.execute(select(func.count(), func.sum(ModelCall.output_tokens))).one()
    assert calls[0] == 1
    assert calls[1] > 0
