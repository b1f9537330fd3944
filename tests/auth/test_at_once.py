"""What another request does while one goes on: between the comparison of a password and the session that it opens"""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from detomo.auth import api_keys, factor_changes, login, one_time, recovery, second_factor, service, sessions
from detomo.auth.login import Challenge, LoginFailed
from detomo.auth.mails import MailStyle
from detomo.auth.models import Session
from detomo.auth.one_time import OneTimeTokenRefused, Purpose
from detomo.auth.sessions import TokenRevoked
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller, Permission
from tests.auth.authenticator import Authenticator, switch_on
from tests.auth.rules import HERE, LIFETIMES, RULES, log_in

STYLE = MailStyle("en")
OTHER = "quite another 合言葉"


@pytest.fixture
def alice(each_app: Flask) -> Caller:
    name = f"alice{uuid.uuid4().hex}"
    return service.register(f"{name}@example.com", name, "long enough", rounds=4)


def caller_in(session_id: str, account: Caller) -> Caller:
    return sessions.caller_of_session(str(account.id), session_id, LIFETIMES)


def reset(account: Caller) -> None:
    token = one_time.issue(account.id, Purpose.RESET_PASSWORD)
    db.session.commit()
    recovery.reset_password(token, OTHER, HERE, rounds=4, style=STYLE)


def switch_off(account: Caller) -> None:
    service.set_active(account.username, False)


def after_hashing(monkeypatch: pytest.MonkeyPatch, module: Any, act: Callable[[], object]) -> None:
    """Have something done, once, where a module's function has just given its place for hashing back."""
    original, waiting = module.hashing_slot, [act]

    @contextmanager
    def then() -> Iterator[None]:
        with original():
            yield
        if waiting:
            waiting.pop()()

    monkeypatch.setattr(module, "hashing_slot", then)


MEANWHILE = [("reset", reset), ("forced reset", lambda a: service.force_password_reset(a.username, STYLE))]
MEANWHILE += [("disabled", switch_off), ("set", lambda a: service.set_password(a.username, OTHER, rounds=4))]


@pytest.mark.parametrize("act", [case[1] for case in MEANWHILE], ids=[case[0] for case in MEANWHILE])
def test_no_session_is_opened_with_a_password_that_was_right_a_moment_ago(
    alice: Caller, monkeypatch: pytest.MonkeyPatch, act: Callable[[Caller], object]
) -> None:
    after_hashing(monkeypatch, login, lambda: act(alice))
    with pytest.raises(LoginFailed):
        log_in(alice.username)
    db.session.rollback()
    assert db.session.query(Session).filter_by(user_id=alice.id, revoked_at=None).count() == 0


def test_a_second_factor_switched_on_meanwhile_is_asked_for(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    after_hashing(monkeypatch, login, lambda: switch_on(alice))
    assert isinstance(login.log_in(alice.username, "long enough", HERE, RULES), Challenge)


ENDED = [*MEANWHILE, ("everywhere", lambda a: sessions.log_out_everywhere(a.id))]


@pytest.mark.parametrize("act", [case[1] for case in ENDED], ids=[case[0] for case in ENDED])
def test_a_log_in_that_waits_for_a_code_ends_with_the_sessions(alice: Caller, act: Callable[[Caller], object]) -> None:
    app, _ = switch_on(alice)
    waiting = login.log_in(alice.username, "long enough", HERE, RULES)
    assert isinstance(waiting, Challenge)
    act(alice)
    with pytest.raises(OneTimeTokenRefused):
        login.finish_log_in(waiting.token, app.code(), HERE, LIFETIMES, STYLE)


def test_a_reset_meanwhile_refuses_a_change_of_password(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    thief = caller_in(log_in(alice.username).session_id, alice)
    after_hashing(monkeypatch, recovery, lambda: reset(alice))
    with pytest.raises(TokenRevoked):
        recovery.change_password(thief, "the thief's own 合言葉", rounds=4, style=STYLE)
    assert log_in(alice.username, OTHER)


def test_a_session_that_was_ended_switches_nothing_on(alice: Caller) -> None:
    thief = caller_in(log_in(alice.username).session_id, alice)
    app = Authenticator(second_factor.enrol(thief).secret)
    reset(alice)
    with pytest.raises(TokenRevoked):
        factor_changes.confirm(thief, app.code(), STYLE)
    assert not second_factor.is_enrolled(alice.id)


def in_thread(app: Flask, act: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Do something in a transaction of its own; gives what came of it."""
    results: list[object] = []

    def run() -> None:
        with app.app_context():
            try:
                results.append(act())
            except ServiceError as err:
                results.append(err)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, results


def test_a_second_factor_confirmed_while_another_is_enrolled_stays_on(
    each_app: Flask, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = caller_in(log_in(alice.username).session_id, alice)
    app = Authenticator(second_factor.enrol(owner).secret)
    started: list[tuple[threading.Thread, list[object]]] = []

    def confirm_elsewhere() -> None:
        started.append(in_thread(each_app, lambda: factor_changes.confirm(owner, app.code(-1), STYLE)))
        started[0][0].join(0.3)  # it has to wait for its turn: what is tried here is that it cannot come in between

    make_secret = second_factor.pyotp.random_base32
    monkeypatch.setattr(second_factor.pyotp, "random_base32", lambda: (make_secret(), confirm_elsewhere())[0])
    second_factor.enrol(owner)
    thread, results = started[0]
    thread.join()
    assert isinstance(results[0], list) is second_factor.is_enrolled(alice.id)


def test_recovery_codes_renewed_at_once_are_one_set(each_app: Flask, alice: Caller) -> None:
    owner = caller_in(log_in(alice.username).session_id, alice)
    switch_on(owner)
    threads = [in_thread(each_app, lambda: factor_changes.renew_recovery_codes(owner, STYLE))[0] for _ in range(6)]
    for thread in threads:
        thread.join()
    assert second_factor.recovery_codes_left(alice.id) == second_factor.RECOVERY_CODES


def test_keys_made_at_once_stay_within_the_limit(
    each_app: Flask, alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_keys, "MOST_KEYS", 2)
    permissions = [Permission.ASK]
    threads = [
        in_thread(each_app, lambda: api_keys.create(alice, "k", permissions, 1, most_days=1, style=STYLE))[0]
        for _ in range(6)
    ]
    for thread in threads:
        thread.join()
    assert len(api_keys.keys_of(alice.id)) == 2
