"""One's own sessions, their lives, and proving oneself again"""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from detomo.auth import login, service, sessions
from detomo.auth.devices import device_name
from detomo.extensions import db
from detomo.identity import Role
from tests.auth.conftest import Time
from tests.auth.visitor import Visitor

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
DEVICES = [
    (FIREFOX, "Firefox, Windows"),
    (SAFARI, "Safari, iPhone"),
    (CHROME, "Chrome, Linux"),
    (CHROME + " Edg/142.0", "Edge, Linux"),
    ("curl/8.5.0", "curl/8.5.0"),
    ("python-httpx/0.28", "python-httpx/0.28"),
    ("<script>alert(1)</script>", ""),
    ("", ""),
]


@pytest.mark.parametrize(("user_agent", "name"), DEVICES)
def test_devices_have_short_names(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_the_list_tells_devices_apart(alice: Visitor) -> None:
    alice.client.post(
        "/api/v0/auth/login",
        json={"username": "alice", "password": alice.password},
        headers={"User-Agent": FIREFOX},
        environ_base={"REMOTE_ADDR": "203.0.113.5"},
    )
    sessions = alice.call("GET", "sessions").get_json()["sessions"]
    assert {(one["device"], one["address"], one["is_current"]) for one in sessions} == {
        ("Firefox, Windows", "203.0.113.5", False),
        ("Werkzeug/" + alice.client.get("/health").request.headers["User-Agent"].partition("/")[2], "127.0.0.1", True),
    }


def test_ending_another_session(alice: Visitor) -> None:
    other = alice.log_in().get_json()["access_token"]
    (session_id,) = [one["id"] for one in alice.call("GET", "sessions").get_json()["sessions"] if not one["is_current"]]
    assert alice.call("DELETE", f"sessions/{session_id}").status_code == 204
    assert (alice.is_in(), alice.is_in(other)) == (True, False)
    assert len(alice.call("GET", "sessions").get_json()["sessions"]) == 1


SENSITIVE = ["POST email", "POST mfa", "DELETE mfa", "POST mfa/recovery-codes", "POST api-keys"]
SENSITIVE += ["DELETE sessions", "DELETE sessions/0", "POST me/export", "POST me/deletion"]


@pytest.mark.parametrize("act", SENSITIVE)
def test_a_sensitive_act_needs_a_recent_log_in(alice: Visitor, time: Time, act: str) -> None:
    time.passes(minutes=11)
    answer = alice.call(*act.split())
    assert (answer.status_code, answer.get_json()["code"]) == (403, "login_too_old")
    assert alice.is_in()


def test_somebody_elses_session_is_as_unknown_as_none(alice: Visitor, bob: Visitor) -> None:
    session_id = bob.call("GET", "sessions").get_json()["sessions"][0]["id"]
    answers = [alice.call("DELETE", f"sessions/{one}").get_json() for one in (session_id, "0" * 32)]
    assert [{**answer, "request_id": ""} for answer in answers] == [{**answers[0], "request_id": ""}] * 2
    assert (answers[0]["code"], bob.is_in()) == ("session_unknown", True)


def test_logging_out_everywhere(alice: Visitor, bob: Visitor) -> None:
    other = alice.log_in().get_json()["access_token"]
    assert alice.call("DELETE", "sessions").status_code == 204
    assert (alice.is_in(), alice.is_in(other), bob.is_in()) == (False, False, True)


def test_a_session_that_is_not_used_ends(make_app: Callable[..., Flask], time: Time) -> None:
    alice = Visitor(make_app(SESSION_IDLE_MINUTES=20)).join()
    for _ in range(3):
        time.passes(minutes=15)
        assert alice.is_in()
    time.passes(minutes=21)
    assert not alice.is_in()
    assert alice.post("refresh", using=alice.session["refresh_token"]).status_code == 401


def test_a_session_ends_whatever_its_use(make_app: Callable[..., Flask], time: Time) -> None:
    alice = Visitor(make_app(SESSION_MAX_DAYS=2)).join()
    for _ in range(3):
        time.passes(hours=15)
        alice.session = alice.post("refresh", using=alice.session["refresh_token"]).get_json()
    time.passes(hours=4)
    assert not alice.is_in()


def test_an_admins_session_is_shorter(app: Flask, time: Time) -> None:
    admin = Visitor(app, "admin")
    with app.app_context():
        service.register(admin.email, admin.name, admin.password, rounds=4, role=Role.ADMIN)
    admin.session = admin.log_in().get_json()
    time.passes(hours=24)
    assert not admin.is_in()


def test_who_becomes_an_admin_has_an_admins_session_from_then_on(app: Flask, alice: Visitor, time: Time) -> None:
    """And one that is over does not come back with the former role."""

    def give(role: Role) -> None:
        with app.app_context():
            db.session.execute(db.text("UPDATE users SET role = :role"), {"role": role})
            db.session.commit()

    time.passes(hours=23)
    give(Role.ADMIN)
    assert alice.is_in()
    time.passes(hours=1)
    assert not alice.is_in()
    assert alice.post("refresh", using=alice.session["refresh_token"]).status_code == 401
    give(Role.ANALYST)
    assert not alice.is_in()


def test_use_is_written_once_a_minute(app: Flask, alice: Visitor, time: Time) -> None:
    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    for _ in range(3):
        time.passes(seconds=61)
        assert [alice.is_in() for _ in range(4)] == [True] * 4
    assert sum(statement.startswith("UPDATE sessions") for statement in statements) == 3


def test_stepping_up(alice: Visitor, time: Time) -> None:
    time.passes(minutes=11)
    assert alice.call("POST", "mfa").get_json()["code"] == "login_too_old"
    alice.step_up()
    assert alice.call("POST", "mfa").status_code == 201


def test_stepping_up_ends_the_tokens_before(alice: Visitor) -> None:
    """Who has stolen one gains nothing by the owner's proof."""
    before, other = alice.session, alice.log_in().get_json()
    alice.step_up()
    refreshed = alice.post("refresh", using=before["refresh_token"])
    assert (alice.is_in(before["access_token"]), refreshed.status_code) == (False, 401)
    assert (alice.is_in(), alice.is_in(other["access_token"])) == (True, True)
    assert len(alice.call("GET", "sessions").get_json()["sessions"]) == 2


def test_a_session_that_was_ended_is_not_replaced(app: Flask, alice: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a reset while the password was being compared."""

    def ended_meanwhile(user_id: int) -> bool:
        sessions.revoke_all(user_id)
        return True

    monkeypatch.setattr(login, "hold", ended_meanwhile)
    assert alice.post("step-up", password=alice.password).get_json()["code"] == "token_revoked"


def test_stepping_up_asks_for_the_code_where_there_is_one(alice: Visitor, time: Time) -> None:
    alice.switch_on_mfa()
    assert alice.authenticator
    time.passes(minutes=11)
    assert alice.post("step-up", password=alice.password).get_json()["code"] == "code_refused"
    alice.step_up()
    assert alice.call("GET", "sessions").get_json()["sessions"][0]["has_second_factor"]


def test_a_refresh_is_no_proof(alice: Visitor, time: Time) -> None:
    time.passes(minutes=11)
    alice.session = alice.post("refresh", using=alice.session["refresh_token"]).get_json()
    assert alice.call("POST", "mfa").get_json()["code"] == "login_too_old"


def test_the_local_user_has_no_account_of_their_own(make_app: Callable[..., Flask]) -> None:
    nobody = Visitor(make_app(AUTH_REQUIRED=False))
    answer = nobody.post("password", current_password="x", new_password="another 合言葉 now")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "no_own_account")
