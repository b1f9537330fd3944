"""API keys"""

from typing import Any

import pytest
from flask import Flask

from detomo.auth import service
from detomo.extensions import db
from detomo.identity import Role
from tests.auth.conftest import Time
from tests.auth.visitor import Visitor

QUERY, TRAIN = "/api/v0/get_question_history", "/api/v0/training"


def make(visitor: Visitor, *permissions: str, **more: Any) -> dict[str, Any]:
    answer = visitor.post("api-keys", name="report", permissions=list(permissions or ("ask",)), **more)
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def test_a_key_is_shown_once(alice: Visitor) -> None:
    made = make(alice)
    (listed,) = alice.call("GET", "api-keys").get_json()["api_keys"]
    assert made["key"].startswith(made["prefix"])
    assert listed == {name: value for name, value in made.items() if name != "key"}


def test_a_key_does_what_it_may_and_no_more(alice: Visitor) -> None:
    key = make(alice, "ask")["key"]
    statuses = [alice.call("GET", path, using=key).status_code for path in ("me", QUERY, TRAIN)]
    assert statuses == [200, 200, 403]


CLOSED = [
    ("POST", "api-keys", {"name": "x", "permissions": ["ask"]}),
    ("GET", "api-keys", {}),
    ("DELETE", "api-keys/1", {}),
    ("POST", "password", {"new_password": "another 合言葉 now"}),
    ("POST", "email", {"email": "new@example.com"}),
    ("POST", "mfa", {}),
    ("DELETE", "mfa", {}),
    ("GET", "sessions", {}),
    ("DELETE", "sessions", {}),
    ("POST", "step-up", {"password": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), CLOSED, ids=[f"{case[0]} {case[1]}" for case in CLOSED])
def test_a_key_does_not_reach_the_account(alice: Visitor, method: str, path: str, body: dict[str, Any]) -> None:
    key = make(alice)["key"]
    assert alice.call(method, path, using=key, json=body).status_code == 403


@pytest.mark.parametrize("path", ["refresh", "logout"])
def test_a_key_is_no_refresh_token(alice: Visitor, path: str) -> None:
    assert alice.call("POST", path, using=make(alice)["key"]).status_code == 401


@pytest.mark.parametrize("permission", ["manage_users", "manage_own_account"])
def test_nobody_gives_what_they_do_not_have(alice: Visitor, permission: str) -> None:
    answer = alice.post("api-keys", name="x", permissions=[permission])
    assert (answer.status_code, answer.get_json()["code"]) == (422, "permission_not_held")
    assert answer.get_json()["detail"][0]["loc"] == ["body", "permissions"]


def test_a_key_loses_what_its_owner_loses(app: Flask, alice: Visitor) -> None:
    key = make(alice, "ask", "teach")["key"]
    assert alice.call("GET", TRAIN, using=key).status_code == 200
    with app.app_context():
        db.session.execute(db.text("UPDATE users SET role = :role"), {"role": Role.VIEWER})
        db.session.commit()
    assert (alice.call("GET", TRAIN, using=key).status_code, alice.call("GET", QUERY, using=key).status_code) == (
        403,
        200,
    )


def test_a_revoked_key_opens_nothing(alice: Visitor) -> None:
    made = make(alice)
    assert alice.call("DELETE", f"api-keys/{made['id']}").status_code == 204
    answer = alice.call("GET", "me", using=made["key"])
    assert (answer.status_code, answer.get_json()["code"]) == (401, "api_key_invalid")


def test_a_key_expires(alice: Visitor, time: Time) -> None:
    key = make(alice, expires_in_days=1)["key"]
    time.passes(hours=23, minutes=59, seconds=59)
    assert alice.is_in(key)
    time.passes(seconds=1)
    assert not alice.is_in(key)


def test_a_disabled_owners_key_opens_nothing(app: Flask, alice: Visitor) -> None:
    key = make(alice)["key"]
    with app.app_context():
        service.set_active("alice", False)
    assert not alice.is_in(key)


def test_a_key_outlives_logging_out(alice: Visitor) -> None:
    key = make(alice)["key"]
    alice.call("DELETE", "sessions")
    assert alice.is_in(key)


def test_use_is_noted(alice: Visitor) -> None:
    assert make(alice)["last_used_at"] is None
    key = make(alice)["key"]
    alice.is_in(key)
    assert alice.call("GET", "api-keys").get_json()["api_keys"][1]["last_used_at"] is not None


def test_somebody_elses_key_is_as_unknown_as_none(alice: Visitor, bob: Visitor) -> None:
    made = make(bob)
    codes = [alice.call("DELETE", f"api-keys/{one}").get_json()["code"] for one in (made["id"], 999)]
    assert (codes, bob.is_in(made["key"])) == (["api_key_unknown"] * 2, True)


def test_a_life_beyond_the_limit_is_refused(alice: Visitor) -> None:
    answer = alice.post("api-keys", name="x", permissions=["ask"], expires_in_days=366)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "expiry_too_far")


def test_making_one_needs_a_recent_log_in(alice: Visitor, time: Time) -> None:
    time.passes(minutes=11)
    assert alice.post("api-keys", name="x", permissions=["ask"]).get_json()["code"] == "login_too_old"


def test_only_a_hash_is_stored(app: Flask, alice: Visitor) -> None:
    key = make(alice)["key"]
    with app.app_context():
        assert key not in str(db.session.execute(db.text("SELECT * FROM api_keys")).all())


@pytest.mark.parametrize("key", ["dtm_", "dtm_x", "dtm_" + "A" * 43, "dtm_" + "é" * 43])
def test_an_unknown_key_is_refused(alice: Visitor, key: str) -> None:
    answer = alice.client.get("/api/v0/auth/me", environ_overrides={"HTTP_AUTHORIZATION": f"Bearer {key}"})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "api_key_invalid")


def test_there_are_not_endless_keys(alice: Visitor) -> None:
    for _ in range(50):
        make(alice)
    assert alice.post("api-keys", name="x", permissions=["ask"]).get_json()["code"] == "too_many_api_keys"


def test_keys_that_have_expired_leave_room_for_others(alice: Visitor, time: Time) -> None:
    for _ in range(50):
        make(alice, expires_in_days=1)
    time.passes(days=1)
    alice.session = alice.log_in().get_json()
    make(alice)
