"""Questions across workers and time: state in the database, cancelling, failures that are kept."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from detomo.extensions import db
from detomo.query import service
from detomo.query.models import AskedQuestion
from tests.people import Person, person
from tests.query.conftest import BY_COUNTRY, HOW_MANY

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT MAX(i) FROM n"


def test_another_worker_goes_on_with_a_question(make_app: Callable[..., Flask]) -> None:
    one = person(make_app(), "grace")
    two = one.on(make_app())
    one.teach(BY_COUNTRY, "SELECT Country, COUNT(*) AS n FROM customers GROUP BY 1 ORDER BY 2 DESC, 1")
    question_id = one.post("/api/v0/generate_sql", question=BY_COUNTRY).get_json()["id"]
    ran = two.post("/api/v0/run_sql", id=question_id).get_json()
    assert one.post("/api/v0/load_question", id=question_id).get_json()["results"] == ran["results"]


def test_a_restart_forgets_nothing(make_app: Callable[..., Flask]) -> None:
    before = person(make_app(), "heidi")
    before.teach(HOW_MANY, "SELECT COUNT(*) AS n FROM customers")
    question_id = before.ask(HOW_MANY)["id"]
    after = before.on(make_app())
    assert after.post("/api/v0/load_question", id=question_id).get_json()["results"] == [{"n": 59}]


def test_runs_that_end_together_keep_one_result(alice: Person) -> None:
    question_id = alice.ask(BY_COUNTRY)["id"]
    with ThreadPoolExecutor(8) as pool:
        ran = list(pool.map(lambda _: alice.post("/api/v0/run_sql", id=question_id).status_code, range(16)))
    assert ran == [200] * 16
    assert alice.post("/api/v0/load_question", id=question_id).get_json()["row_count"] == 24


def test_a_failure_is_kept_with_its_code(app: Flask, alice: Person) -> None:
    assert alice.post("/api/v0/query", question="Who is the oldest artist?").status_code == 503
    with app.app_context():
        kept = db.session.scalars(select(AskedQuestion)).one()
    assert (kept.text, kept.status, kept.error_code) == ("Who is the oldest artist?", "failed", "no_model")


@pytest.fixture
def slow(alice: Person) -> str:
    """The id of a question whose SQL does not end."""
    question_id = alice.post("/api/v0/generate_sql", question=HOW_MANY).get_json()["id"]
    assert alice.post("/api/v0/update_sql", id=question_id, sql=ENDLESS).get_json()["type"] == "sql"
    return str(question_id)


def test_a_running_query_is_cancelled(
    make_app: Callable[..., Flask], alice: Person, slow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "CANCEL_POLL_SECONDS", 0.05)
    other_worker = alice.on(make_app())
    answers = []
    running = threading.Thread(target=lambda: answers.append(alice.post("/api/v0/run_sql", id=slow)))
    running.start()
    time.sleep(0.5)
    assert other_worker.post("/api/v0/query/cancel", id=slow).status_code == 204
    running.join(10)
    assert [answer.get_json()["code"] for answer in answers] == ["query_cancelled"]


def test_cancelling_what_does_not_run_stops_nothing_later(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "CANCEL_POLL_SECONDS", 0.0)
    question_id = alice.ask(HOW_MANY)["id"]
    assert alice.post("/api/v0/query/cancel", id=question_id).status_code == 204
    assert alice.post("/api/v0/run_sql", id=question_id).status_code == 200


def test_a_query_that_takes_too_long_is_stopped(make_app: Callable[..., Flask]) -> None:
    ivan = person(make_app(QUERY_TIMEOUT_SECONDS=0.5), "ivan")
    answer = ivan.post("/api/v0/training", question="endless", sql=ENDLESS)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "query_timeout")
