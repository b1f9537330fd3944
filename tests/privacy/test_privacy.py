"""A copy of all that is stored about somebody, and its deletion; on SQLite and PostgreSQL, also after a crash."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from detomo import background, clock
from detomo.audit.verify import verify
from detomo.extensions import db
from detomo.features import PERSONAL
from detomo.personal import PersonalRows
from detomo.privacy import jobs
from detomo.privacy.models import PrivacyJob
from tests.people import Person, person

EXPORT, DELETION = "/api/v0/auth/me/export", "/api/v0/auth/me/deletion"
COUNT = "SELECT COUNT(*) AS n FROM customers"


@pytest.fixture
def app(app_on_each_database: Flask) -> Flask:
    return app_on_each_database


@pytest.fixture
def kim(app: Flask) -> Person:
    """Somebody who taught and asked something."""
    kim = person(app, "kim")
    kim.teach("How many customers are there?", COUNT)
    kim.ask("How many customers are there?")
    return kim


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    now = datetime.now(UTC) + timedelta(**time)
    monkeypatch.setattr(clock, "utcnow", lambda: now)


def run(app: Flask) -> int:
    with app.app_context():
        background.drain()
        return jobs.run_due()


def copy_of(person: Person) -> dict[str, Any]:
    answer = person.get(f"{EXPORT}/download")
    assert answer.status_code == 200, answer.get_json()
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return {name.removesuffix(".json"): json.loads(file.read(name)) for name in file.namelist()}


def test_the_copy_holds_what_one_did(app: Flask, kim: Person) -> None:
    assert kim.post(EXPORT).status_code == 202
    run(app)
    found = copy_of(kim)
    assert found["account"][0]["email"] == "kim@example.com"
    assert [question["text"] for question in found["questions"]] == ["How many customers are there?"]
    assert found["taught"][0]["content"] == COUNT
    assert {"sessions", "audit"} <= found.keys()


def test_the_copy_holds_no_secret_and_nobody_elses_data(app: Flask, kim: Person) -> None:
    person(app, "lee").ask("How many customers are there?")
    kim.post(EXPORT)
    run(app)
    said = json.dumps(copy_of(kim))
    assert "lee" not in said
    assert not any(word in said for word in ("password", "hash", "secret", "jti"))


def test_a_copy_that_is_being_made_is_not_ready(kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "submit", lambda _: True)
    assert kim.get(EXPORT).get_json()["code"] == "privacy_nothing_asked"
    first, again = kim.post(EXPORT).get_json(), kim.post(EXPORT).get_json()
    assert first["asked_at"] == again["asked_at"]
    assert kim.get(f"{EXPORT}/download").get_json()["code"] == "privacy_export_not_ready"


def test_another_worker_goes_on_where_one_died(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "submit", lambda _: True)
    kim.post(EXPORT)
    monkeypatch.setattr("detomo.personal.BATCH", 1)
    with app.app_context():
        job_id = jobs._claim()
        for _ in range(3):
            jobs._step(db.session.get_one(PrivacyJob, job_id))
        assert jobs.run_due() == 0  # the lease holds
        later(monkeypatch, minutes=5)
        assert jobs.run_due() == 1
    monkeypatch.undo()
    assert [question["text"] for question in copy_of(kim)["questions"]] == ["How many customers are there?"]


def test_a_failure_is_tried_again_and_at_last_told(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(background, "submit", lambda _: True)
    kim.post(EXPORT)
    monkeypatch.setattr(PersonalRows, "export", fail)
    for tries in range(jobs.MOST_FAILURES):
        later(monkeypatch, hours=tries)
        assert run(app) == 0
    monkeypatch.undo()
    assert kim.get(EXPORT).get_json()["status"] == "failed"
    assert kim.get(f"{EXPORT}/download").get_json()["code"] == "privacy_export_failed"


def test_old_copies_are_dropped(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    kim.post(EXPORT)
    run(app)
    later(monkeypatch, days=8)
    run(app)
    with app.app_context():
        assert db.session.scalars(select(PrivacyJob)).all() == []


def test_nothing_is_deleted_within_the_grace_period(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    kim.post(DELETION)
    later(monkeypatch, days=13)
    assert run(app) == 0


def test_a_wish_to_be_deleted_can_be_taken_back(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    kim.post(DELETION)
    assert kim.delete(DELETION).status_code == 204
    assert kim.delete(DELETION).get_json()["code"] == "privacy_nothing_asked"
    later(monkeypatch, days=15)
    assert run(app) == 0


def test_after_the_grace_period_nothing_personal_is_left(
    app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim.post(EXPORT)
    run(app)
    kim_id = kim.get("/api/v0/auth/me").get_json()["id"]
    kim.post(DELETION)
    later(monkeypatch, days=15)
    assert run(app) == 1
    with app.app_context():
        left = {section.name: section.export(kim_id, None)[0] for section in PERSONAL}
        audit = left.pop("audit")
        assert [name for name, records in left.items() if records] == []
        assert {line["address"] for line in audit if line["action"] != "account.deleted"} == {""}
        assert verify().holds
        assert db.session.scalar(text("SELECT COUNT(*) FROM training_items")) == 1  # the team's
    assert kim.get("/api/v0/auth/me").status_code == 401


def test_every_table_that_names_a_person_is_covered(app: Flask) -> None:
    """A new table with somebody's id must say how it is exported and erased."""
    covered = {section.model.__tablename__ for section in PERSONAL}
    with app.app_context():
        found = inspect(db.engine)
        naming = {
            table
            for table in found.get_table_names()
            if any(key["referred_table"] == "users" for key in found.get_foreign_keys(table))
            or {"user_id", "actor_id"} & {column["name"] for column in found.get_columns(table)}
        }
    assert naming - covered == set()


def test_the_only_admin_stays(app: Flask) -> None:
    from detomo.auth.models import User

    boss = person(app, "boss")
    with app.app_context():
        db.session.scalars(select(User).where(User.username == "boss")).one().role = "admin"
        db.session.commit()
    assert boss.post(DELETION).get_json()["code"] == "last_admin"
