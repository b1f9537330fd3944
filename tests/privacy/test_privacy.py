"""A copy of all that is stored about somebody, and its deletion; on SQLite and PostgreSQL, also after a crash."""

import io
import json
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from detomo import background
from detomo.audit.search import Filter, search
from detomo.audit.verify import verify
from detomo.auth import service as accounts
from detomo.extensions import db
from detomo.features import PERSONAL
from detomo.identity import Role
from detomo.personal import PersonalRows
from detomo.privacy import jobs, service, ticker
from detomo.privacy.models import PrivacyJob
from tests.people import Person, person
from tests.privacy.conftest import later, run

EXPORT, DELETION = "/api/v0/auth/me/export", "/api/v0/auth/me/deletion"
COUNT = "SELECT COUNT(*) AS n FROM customers"


@pytest.fixture
def kim(app: Flask) -> Person:
    """Somebody who taught and asked something."""
    kim = person(app, "kim")
    kim.teach("How many customers are there?", COUNT)
    kim.ask("How many customers are there?")
    return kim


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


def test_two_who_ask_at_once_have_one_copy_made(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "submit", lambda _: True)
    looked, both = service._latest, Barrier(2)

    def look(*given: Any, **more: Any) -> Any:
        found = looked(*given, **more)
        with suppress(BrokenBarrierError):
            both.wait(1)
        return found

    monkeypatch.setattr(service, "_latest", look)
    with ThreadPoolExecutor(2) as pool:
        assert [answer.status_code for answer in pool.map(lambda _: kim.post(EXPORT), range(2))] == [202, 202]
    with app.app_context():
        assert len(db.session.scalars(select(PrivacyJob)).all()) == 1


WAYS = [("POST", EXPORT), ("GET", EXPORT), ("GET", f"{EXPORT}/download")]
WAYS += [(method, DELETION) for method in ("POST", "GET", "DELETE")]


@pytest.mark.parametrize(("method", "path"), WAYS)
def test_the_shared_account_is_nobodys_to_delete_or_copy(
    make_app: Callable[..., Flask], method: str, path: str
) -> None:
    answer = make_app(AUTH_REQUIRED=False).test_client().open(path, method=method)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "no_own_account")


def test_what_waits_for_an_account_can_be_withdrawn(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "submit", lambda _: True)
    lee, kim_id = person(app, "lee"), kim.get("/api/v0/auth/me").get_json()["id"]
    for path in (EXPORT, DELETION):
        assert (kim.post(path).status_code, lee.post(path).status_code) == (202, 202)
    with app.app_context():
        service.withdraw(kim_id)
        db.session.rollback()
        assert kim.get(DELETION).get_json()["status"] == "waiting"
        service.withdraw(kim_id)
        db.session.commit()
        (line,) = search(Filter(action="account.deletion_cancelled"), limit=2)
    assert line.target == str(kim_id)
    assert [kim.get(path).get_json()["status"] for path in (EXPORT, DELETION)] == ["cancelled", "cancelled"]
    assert [lee.get(path).get_json()["status"] for path in (EXPORT, DELETION)] == ["waiting", "waiting"]
    later(monkeypatch, days=15)
    assert run(app) == 2  # the other one's


def test_the_ticker_outlives_whatever_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        if len(tries) > 1:
            stopped.set()
        raise ValueError

    stopped = Event()
    monkeypatch.setattr(ticker, "run_due", fail)
    monkeypatch.setattr(ticker, "SECONDS", 0)
    ticker._tick(app, stopped)
    assert len(tries) == 2


def test_another_worker_goes_on_where_one_died(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "submit", lambda _: True)
    kim.post(EXPORT)
    monkeypatch.setattr("detomo.personal.BATCH", 1)
    with app.app_context():
        lease = jobs._claim()
        for _ in range(3):
            lease = jobs._step(lease)
        assert jobs.run_due() == 0  # the lease holds
        later(monkeypatch, minutes=5)
        assert jobs.run_due() == 1
        with pytest.raises(jobs.LeaseLost):
            jobs._step(lease)  # of one that was only slow
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


@pytest.mark.parametrize("kind", ["export", "deletion"])
def test_many_workers_do_a_job_once(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(background, "submit", lambda _: True)
    monkeypatch.setattr("detomo.personal.BATCH", 1)
    kim.post(EXPORT if kind == "export" else DELETION)
    later(monkeypatch, days=15 if kind == "deletion" else 0)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: run(app), range(8))) == 1
    with app.app_context():
        wanted = "account.deleted" if kind == "deletion" else "account.export_asked"
        assert [line.action for line in search(Filter(), limit=100)].count(wanted) == 1


def test_the_door_is_closed_before_anything_is_erased(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    kim.post(DELETION)
    later(monkeypatch, days=15)
    with app.app_context():
        jobs._step(jobs._claim())
        assert not accounts.account("kim").is_active
        assert db.session.scalar(text("SELECT COUNT(*) FROM questions")) == 1


def test_asking_and_fetching_are_audited_with_where_from(app: Flask, kim: Person) -> None:
    kim.post(EXPORT)
    run(app)
    copy_of(kim)
    with app.app_context():
        lines = search(Filter(action="account."), limit=2)
    assert [(line.action, line.address) for line in lines] == [
        ("account.exported", "127.0.0.1"),
        ("account.export_asked", "127.0.0.1"),
    ]


def test_the_only_admin_stays(app: Flask) -> None:
    assert person(app, "boss", Role.ADMIN).post(DELETION).get_json()["code"] == "last_admin"


def test_of_admins_who_all_want_to_go_one_stays(app: Flask) -> None:
    admins = [person(app, name, Role.ADMIN) for name in ("one", "two", "six")]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda admin: admin.post(DELETION), admins))
    assert sorted(answer.status_code for answer in answers) == [202, 202, 409]


def test_an_admin_who_is_going_is_not_the_one_who_is_left(app: Flask) -> None:
    one, two = person(app, "one", Role.ADMIN), person(app, "two", Role.ADMIN)
    one.post(DELETION)
    me = two.get("/api/v0/auth/me").get_json()["id"]
    change = two.call("PATCH", f"/api/v0/admin/users/{me}", json={"role": "viewer"})
    assert change.get_json()["code"] == "last_admin"
    one.delete(DELETION)
    assert two.call("PATCH", f"/api/v0/admin/users/{me}", json={"role": "viewer"}).status_code == 200
