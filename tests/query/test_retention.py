"""Rows of old answers go; their questions and SQL stay. On SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from detomo import clock
from detomo.privacy import jobs
from detomo.query import retention
from tests.people import Person, person
from tests.query.conftest import HOW_MANY, TAUGHT

GONE = "The rows of this answer are no longer kept"
WAYS_TO_ROWS = ("load_question", "generate_plotly_figure", "download_csv")


@pytest.fixture
def app(app_on_each_database: Flask) -> Flask:
    return app_on_each_database


@pytest.fixture
def kim(app: Flask) -> Person:
    kim = person(app, "kim")
    kim.teach(HOW_MANY, TAUGHT[HOW_MANY])
    return kim


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Do something so many days from now; tokens stay valid, for only that is done later."""

    def do(days: int, something: Callable[[], object]) -> None:
        now = datetime.now(UTC) + timedelta(days=days)
        with monkeypatch.context() as later:
            later.setattr(clock, "utcnow", lambda: now)
            something()

    return do


def sweep(app: Flask) -> Callable[[], object]:
    def run() -> None:
        with app.app_context():
            jobs.run_due()

    return run


def statuses(kim: Person, question_id: str) -> list[int]:
    method = {"download_csv": kim.get}
    return [method.get(way, kim.post)(f"/api/v0/{way}", id=question_id).status_code for way in WAYS_TO_ROWS]


def test_old_rows_go_and_the_question_stays(app: Flask, kim: Person, after: Callable[..., None]) -> None:
    question_id = kim.ask(HOW_MANY)["id"]
    after(89, sweep(app))
    assert statuses(kim, question_id) == [200, 200, 200]
    after(91, sweep(app))
    assert statuses(kim, question_id) == [410, 410, 410]
    assert kim.get("/api/v0/get_question_history").get_json()["history"] == [{"id": question_id, "question": HOW_MANY}]


def test_it_is_said_why_and_what_to_do(app: Flask, kim: Person, after: Callable[..., None]) -> None:
    question_id = kim.ask(HOW_MANY)["id"]
    after(91, sweep(app))
    said = kim.get("/api/v0/download_csv", id=question_id).get_json()
    assert (said["code"], said["detail"]) == ("rows_removed", GONE)
    assert "run_sql" in said["hint"]
    assert "保存期間" in kim.speaking("ja").get("/api/v0/download_csv", id=question_id).get_json()["detail"]
    assert kim.get("/api/v0/load_question", id=question_id).get_json()["error"] == GONE  # as Vanna's page reads it


def test_its_sql_can_be_run_again(app: Flask, kim: Person, after: Callable[..., None]) -> None:
    question_id = kim.ask(HOW_MANY)["id"]
    after(91, sweep(app))
    assert kim.post("/api/v0/run_sql", id=question_id).get_json()["results"] == [{"customers": 59}]
    assert statuses(kim, question_id) == [200, 200, 200]


def test_rows_count_from_the_last_run(app: Flask, kim: Person, after: Callable[..., None]) -> None:
    question_id = kim.ask(HOW_MANY)["id"]
    after(5, lambda: kim.post("/api/v0/run_sql", id=question_id))
    after(91, sweep(app))
    assert statuses(kim, question_id) == [200, 200, 200]


def test_what_was_never_run_is_not_said_to_be_removed(app: Flask, kim: Person, after: Callable[..., None]) -> None:
    question_id = kim.post("/api/v0/generate_sql", question=HOW_MANY).get_json()["id"]
    after(91, sweep(app))
    assert statuses(kim, question_id) == [400, 400, 400]


def test_zero_days_keep_everything(app: Flask, kim: Person, after: Callable[..., None], keep: None) -> None:
    question_id = kim.ask(HOW_MANY)["id"]

    def remove() -> None:  # and not the other sweeps, which end the session
        with app.app_context():
            assert retention.remove_old_rows() == 0

    after(3650, remove)
    assert statuses(kim, question_id) == [200, 200, 200]


@pytest.fixture
def keep(app: Flask) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"result_retention_days": 0})


def test_all_that_is_due_goes_at_once(
    app: Flask, kim: Person, after: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(3):
        kim.ask(HOW_MANY)
    removed: list[int] = []

    def count() -> None:
        with app.app_context():
            removed.append(retention.remove_old_rows())

    after(91, count)
    after(91, count)
    assert removed == [3, 0]
