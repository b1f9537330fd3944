"""Tokens of a month while questions are under way: what these may still take is held for them."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from detomo import clock
from detomo.auth import service as accounts
from detomo.engine.ceiling import MODEL_CALLS, Ceiling
from detomo.engine.types import Question
from detomo.extensions import db
from detomo.http import ENGINE
from detomo.query import store
from detomo.query.under_way import UNDER_WAY
from detomo.quotas import settings
from detomo.usage import service as usage
from tests.fakes.messages_api import Failure, MessagesApi
from tests.people import Person, person

SQL = "SELECT Country AS country, COUNT(*) AS n FROM customers GROUP BY Country"
NO_COLUMN = "SELECT Nothing AS n FROM customers"
OVERFLOWS = "SELECT abs(-9223372036854775807 - CustomerId) AS n FROM customers"  # known once it runs
ASKS_BACK = {"tables": [], "sql": "", "clarification": "Which country?", "options": ["the one", "the other"]}
QUESTION = "Count by country"
AT_ONCE = 8

Ask = Callable[[Person], Any]


@pytest.fixture
def app(app_on_each_database: Flask, make_app: Callable[..., Flask], messages_api: MessagesApi) -> Iterator[Flask]:
    """An app with a model that writes good SQL."""
    messages_api.usual = {"tables": ["customers"], "sql": SQL}
    url = app_on_each_database.config["SQLALCHEMY_DATABASE_URI"].render_as_string(hide_password=False)
    asking = {"ANTHROPIC_BASE_URL": messages_api.url, "ANTHROPIC_API_KEY": "k", "CLAUDE_MAX_RETRIES": 0}
    made = make_app(APP_DATABASE_URL=url, **asking)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def carol(app: Flask) -> Person:
    return person(app, "carol")


@pytest.fixture
def ceiling(app: Flask) -> Ceiling:
    found: Ceiling = app.extensions[ENGINE].pipeline.ceiling
    return found


def limit_to(tokens: int) -> accounts.Caller:
    carol = accounts.account("carol")
    settings.set_for_user(None, carol.id, tokens_per_month=tokens)
    return carol


def ask(who: Person) -> Any:
    return who.post("/api/v0/query", question=QUESTION)


def stream(who: Person) -> Any:
    answer = who.post("/api/v0/query/stream", question=QUESTION)
    answer.get_data()
    return answer


def leave(who: Person) -> None:
    """Close a stream behind its first event."""
    answer = who.post("/api/v0/query/stream", question=QUESTION)
    next(answer.response)
    answer.close()


def write(who: Person) -> Any:
    return who.post("/api/v0/generate_sql", question=QUESTION)


def spent(who: Person) -> int:
    return int(who.get("/api/v0/quota").get_json()["tokens_this_month"])


@pytest.mark.timeout(60)
@pytest.mark.parametrize("begin", [1, 3])
def test_of_many_at_once_no_more_begin_than_the_tokens_may_pay(
    app: Flask, carol: Person, ceiling: Ceiling, messages_api: MessagesApi, begin: int
) -> None:
    limit_to((begin - 1) * ceiling.tokens + 1)
    others_refused = threading.Event()

    def think(_: Any) -> Any:
        others_refused.wait(20)
        return {"tables": ["customers"], "sql": SQL}

    messages_api.usual = think
    answers = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in as_completed([pool.submit(ask, carol.on(app)) for _ in range(AT_ONCE)]):
            answers.append(done.result())
            if len(answers) == AT_ONCE - begin:
                others_refused.set()
    refused = [answer.get_json()["code"] for answer in answers if answer.status_code == 429]
    assert refused == ["tokens_held"] * (AT_ONCE - begin)
    assert [answer.status_code for answer in answers].count(200) == begin
    assert 0 < spent(carol) <= begin * ceiling.tokens


@pytest.mark.parametrize("ask", [ask, write], ids=["ask", "generate_sql"])
def test_a_question_alone_begins_while_anything_is_left(carol: Person, ask: Ask) -> None:
    limit_to(1)
    assert ask(carol).status_code == 200
    refused = ask(carol)
    assert (refused.status_code, refused.get_json()["code"]) == (429, "token_quota_exceeded")


def test_what_is_held_is_told_with_a_short_wait(carol: Person, ceiling: Ceiling) -> None:
    store.begin(limit_to(ceiling.tokens), Question(QUESTION, "en"), ceiling)
    refused = ask(carol)
    assert (refused.status_code, refused.get_json()["code"]) == (429, "tokens_held")
    assert refused.headers["Retry-After"] == "5"
    assert carol.post("/generate", prompt="hi").get_json()["code"] == "tokens_held"
    assert len(store.history(accounts.account("carol"), 10, 0)) == 1


def test_a_question_lost_with_its_process_holds_nothing_for_long(
    carol: Person, ceiling: Ceiling, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.utcnow()
    with monkeypatch.context() as before:
        before.setattr(clock, "utcnow", lambda: now - timedelta(seconds=ceiling.seconds + 1))
        store.begin(limit_to(1), Question(QUESTION, "en"), ceiling)
    assert ask(carol).status_code == 200


def test_a_question_holds_nothing_of_somebody_else(app: Flask, carol: Person, ceiling: Ceiling) -> None:
    dave = person(app, "dave")
    store.begin(limit_to(1), Question(QUESTION, "en"), ceiling)
    settings.set_for_user(None, accounts.account("dave").id, tokens_per_month=1)
    assert ask(dave).status_code == 200


@pytest.mark.parametrize("end", [ask, write, stream, leave])
def test_a_question_that_failed_holds_nothing(carol: Person, messages_api: MessagesApi, end: Ask) -> None:
    limit_to(1)
    messages_api.queue(*([] if end is leave else [Failure(400)]))
    end(carol)
    assert ask(carol).status_code == 200


@pytest.mark.parametrize("ask", [ask, write, stream])
@pytest.mark.parametrize("lost", [(usage, "record"), (store, "save_sql"), (store, "save_answer")])
def test_a_question_whose_end_cannot_be_stored_as_it_was_holds_nothing(
    carol: Person, monkeypatch: pytest.MonkeyPatch, ask: Ask, lost: tuple[Any, str]
) -> None:
    limit_to(10**9)

    def fail(*_: Any) -> None:
        raise OperationalError("", {}, Exception("disk full"))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(*lost, fail)
        with suppress(OperationalError):
            ask(carol)
    (asked,) = store.history(accounts.account("carol"), 10, 0)
    assert asked.status != UNDER_WAY


@pytest.mark.parametrize("ask", [ask, write, stream])
@pytest.mark.parametrize("reply", [{"sql": SQL}, {"cannot": "no"}, ASKS_BACK], ids=["answered", "failed", "asks back"])
def test_what_it_took_is_recorded_before_its_end(
    carol: Person, messages_api: MessagesApi, ask: Ask, reply: dict[str, Any]
) -> None:
    messages_api.queue({"tables": [], **reply})
    told: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_: told.append(statement))
    ask(carol)
    (taken,) = (at for at, statement in enumerate(told) if statement.startswith("INSERT INTO model_calls"))
    (ended,) = (at for at, statement in enumerate(told) if statement.startswith("UPDATE questions"))
    assert taken < ended


def test_no_question_takes_more_than_is_held_for_it(carol: Person, ceiling: Ceiling, messages_api: MessagesApi) -> None:
    replies = [NO_COLUMN, NO_COLUMN, OVERFLOWS, NO_COLUMN, NO_COLUMN, NO_COLUMN]
    messages_api.queue(*({"tables": [], "sql": sql} for sql in replies))
    ask(carol)
    assert len(messages_api.requests) == MODEL_CALLS
    assert 0 < spent(carol) <= ceiling.tokens
