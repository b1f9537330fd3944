"""Quotas by the API, and counting under load"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from detomo import clock
from detomo.auth import service as accounts
from detomo.engine.ceiling import Ceiling
from detomo.engine.ports import Completion
from detomo.engine.types import Question
from detomo.extensions import db
from detomo.identity import Role
from detomo.query import store
from detomo.quotas import settings
from detomo.quotas.service import QuotaExceeded, take_question
from detomo.usage import service as usage
from tests.audit.conftest import app as app_on_both  # noqa: F401
from tests.conftest import PASSWORD
from tests.people import Person, person

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
ADMIN = "/api/v0/admin"


@pytest.fixture
def admin(app: Flask) -> Person:
    return person(app, "root", Role.ADMIN)


@pytest.fixture
def alice(app: Flask) -> Person:
    return person(app, "alice")


def ask(who: Person) -> int:
    return who.post("/api/v0/generate_sql", question="How many customers are there?").status_code


def test_nothing_is_limited_at_first(alice: Person) -> None:
    assert {ask(alice) for _ in range(5)} == {200}
    standing = {"questions_per_day": None, "questions_today": 5, "tokens_per_month": None, "tokens_this_month": 0}
    assert alice.get("/api/v0/quota").get_json() == standing


def test_a_used_up_quota_says_so_and_until_when(admin: Person, alice: Person) -> None:
    admin.put(f"{ADMIN}/roles/analyst/quota", questions_per_day=2)
    ask(alice), ask(alice)
    answer = alice.post("/api/v0/query", question="How many?")
    assert (answer.status_code, answer.get_json()["code"]) == (429, "question_quota_exceeded")
    assert 0 < int(answer.headers["Retry-After"]) <= 86_400
    assert answer.headers["RateLimit-Policy"] == '"questions";q=2;w=86400'
    assert answer.headers["RateLimit"].startswith('"questions";r=0;t=')


def test_a_refused_question_is_not_stored(admin: Person, alice: Person) -> None:
    admin.put(f"{ADMIN}/roles/analyst/quota", questions_per_day=0)
    assert ask(alice) == 429
    assert alice.get("/api/v0/get_question_history").get_json()["history"] == []


def test_a_users_own_limit_goes_before_the_roles(app: Flask, admin: Person, alice: Person) -> None:
    with app.app_context():
        alice_id = accounts.account("alice").id
    admin.put(f"{ADMIN}/roles/analyst/quota", questions_per_day=0, tokens_per_month=7)
    admin.put(f"{ADMIN}/users/{alice_id}/quota", questions_per_day=1)
    assert [ask(alice), ask(alice)] == [200, 429]
    assert alice.get("/api/v0/quota").get_json()["tokens_per_month"] == 7
    assert len(admin.get(f"{ADMIN}/quotas").get_json()["quotas"]) == 2
    admin.put(f"{ADMIN}/users/{alice_id}/quota")
    assert len(admin.get(f"{ADMIN}/quotas").get_json()["quotas"]) == 1


@pytest.mark.parametrize("path", ["roles/nobody/quota", "users/999/quota"])
def test_a_quota_of_nobody_is_refused(admin: Person, path: str) -> None:
    answer = admin.put(f"{ADMIN}/{path}", questions_per_day=1)
    assert answer.get_json()["code"] in {"role_unknown", "user_unknown"}


def test_a_day_ends_at_midnight_utc(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        alice = accounts.register("a@example.com", "alice", PASSWORD, rounds=4)
        settings.set_for_user(None, alice.id, questions_per_day=1)
        for moment, taken in [(NOON, True), (NOON + timedelta(hours=11), False), (NOON + timedelta(hours=12), True)]:
            monkeypatch.setattr(clock, "utcnow", lambda moment=moment: moment)
            assert took_one(alice) is taken


def took_one(caller: accounts.Caller) -> bool:
    try:
        with db.engine.begin() as connection:
            take_question(connection, caller, lambda _: 0)
    except QuotaExceeded:
        return False
    return True


def test_spent_tokens_stop_every_door_to_the_model(app: Flask, admin: Person, alice: Person) -> None:
    admin.put(f"{ADMIN}/roles/analyst/quota", tokens_per_month=100)
    with app.app_context():
        alice_id = accounts.account("alice").id
        usage.record([Completion("x", "m", input_tokens=60, output_tokens=39)], alice_id)
        assert ask(alice) == 200
        usage.record([Completion("x", "m", input_tokens=1, output_tokens=0)], alice_id)
    answer = alice.post("/generate", prompt="hi")
    assert (answer.status_code, answer.get_json()["code"]) == (429, "token_quota_exceeded")
    assert ask(alice) == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 31 * 86_400


def test_last_months_tokens_do_not_count(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        alice = accounts.register("a@example.com", "alice", PASSWORD, rounds=4)
        settings.set_for_user(None, alice.id, tokens_per_month=10)
        monkeypatch.setattr(clock, "utcnow", lambda: datetime(2026, 4, 30, 23, 59, tzinfo=UTC))
        usage.record([Completion("x", "m", input_tokens=60, output_tokens=40)], alice.id)
        assert not took_one(alice)
        monkeypatch.setattr(clock, "utcnow", lambda: datetime(2026, 5, 1, tzinfo=UTC))
        assert took_one(alice)


@pytest.mark.timeout(60)
def test_of_many_at_once_exactly_the_quota_begins(app_on_both: Flask) -> None:  # noqa: F811
    alice = accounts.register("a@example.com", "alice", PASSWORD, rounds=4)
    settings.set_for_user(None, alice.id, questions_per_day=25)

    def begin(_: int) -> bool:
        with app_on_both.app_context():
            try:
                store.begin(alice, Question("How many?", "en"), Ceiling())
            except QuotaExceeded:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(begin, range(60))) == 25
    assert len(store.history(alice, 100, 0)) == 25


@pytest.mark.timeout(60)
def test_many_who_set_one_quota_at_once_leave_one(app_on_both: Flask) -> None:  # noqa: F811
    def set_one(limit: int) -> None:
        with app_on_both.app_context():
            settings.set_for_role(None, Role.VIEWER, questions_per_day=limit)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(set_one, range(1, 25)))
    (quota,) = settings.every_quota()
    assert (quota.role, quota.tokens_per_month) == ("viewer", None)
    settings.set_for_role(None, Role.VIEWER, tokens_per_month=5)
    db.session.expire_all()
    assert [(q.questions_per_day, q.tokens_per_month) for q in settings.every_quota()] == [(None, 5)]


def test_the_command_line(app: Flask, alice: Person) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["quota", "set", "--user", "alice", "--questions-per-day", "3"]).output == "Set.\n"
    assert "questions/day 3" in run(args=["quota", "list"]).output
    assert run(args=["quota", "set"]).exit_code == 2
    assert "no role boss" in run(args=["quota", "set", "--role", "boss"]).output


def test_cached_tokens_count_once(app: Flask, alice: Person) -> None:
    completion = Completion("x", "m", input_tokens=100, output_tokens=10, cache_read_tokens=60, cache_write_tokens=30)
    with app.app_context():
        usage.record([completion], accounts.account("alice").id)
    assert alice.get("/api/v0/quota").get_json()["tokens_this_month"] == 110
