"""Delays after failures: they stop guessing, and keep no owner out"""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from detomo.auth import delays, service
from detomo.auth.delays import counter
from detomo.auth.models import LoginDelay
from detomo.auth.passwords import SLOTS, Slots
from detomo.extensions import db
from tests.auth.conftest import Time
from tests.auth.visitor import Visitor

STRANGER, OTHER_STRANGER = "203.0.113.66", "198.51.100.66"


def fail(visitor: Visitor, times: int = 1) -> list[int]:
    return [visitor.log_in("not the password").status_code for _ in range(times)]


def waits_after_failures(time: Time, count: int) -> list[int]:
    """How long the next attempt must wait after each of so many failures."""
    counted, waits = counter("test", uuid.uuid4()), []
    for _ in range(count):
        delays.claim(counted)
        row = select(LoginDelay.next_at).where(LoginDelay.key == counted.key)
        wait = max(0, int((db.session.scalars(row).one() - time.now()).total_seconds()))
        waits.append(wait)
        time.passes(seconds=wait)
    return waits


@pytest.mark.usefixtures("each_app")
def test_what_fails_later_waits_longer(time: Time) -> None:
    assert waits_after_failures(time, 18) == [0] * 5 + [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


@pytest.mark.usefixtures("each_app")
def test_an_hour_without_failures_is_forgotten(time: Time) -> None:
    counted = counter("test", uuid.uuid4())
    for _ in range(6):
        delays.claim(counted)
    time.passes(hours=1, seconds=2)
    assert [delays.claim(counted) for _ in range(5)] == [0] * 5


def test_attempts_at_once_all_count(each_app: Flask) -> None:
    counted = counter("test", uuid.uuid4())

    def claim(_: int) -> bool:
        with each_app.app_context():
            return delays.claim(counted) == 0

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(claim, range(48))) in {6, 7}  # 5 are free; 1 second of waiting may pass meanwhile


@pytest.mark.usefixtures("each_app")
def test_a_worker_whose_clock_is_behind_need_not_wait(time: Time) -> None:
    counted = counter("test", uuid.uuid4())
    delays.claim(counted)
    time.passes(seconds=-1)
    assert delays.claim(counted) == 0


def test_a_stranger_has_to_wait(alice: Visitor, time: Time) -> None:
    stranger = alice.elsewhere(STRANGER)
    assert fail(stranger, 8) == [401] * 6 + [429] * 2
    answer = stranger.log_in()
    assert (answer.status_code, answer.get_json()["code"]) == (429, "too_many_attempts")
    time.passes(seconds=int(answer.headers["Retry-After"]))
    assert stranger.log_in().status_code == 200


def test_a_right_password_during_a_delay_is_told_the_same(alice: Visitor, time: Time) -> None:
    stranger = alice.elsewhere(STRANGER)
    fail(stranger, 8)
    answers = [stranger.log_in(password) for password in (alice.password, "not the password")]
    assert [plain(answer) for answer in answers] == [plain(answers[0])] * 2


def plain(answer: Any) -> tuple[Any, ...]:
    return answer.status_code, {**answer.get_json(), "request_id": ""}, answer.headers.get("Retry-After")


@pytest.mark.usefixtures("time")
def test_strangers_do_not_keep_the_owner_out(alice: Visitor) -> None:
    for number in range(40):
        fail(alice.elsewhere(f"203.0.113.{number}"), 2)
    assert alice.elsewhere(STRANGER).log_in().status_code == 429
    assert alice.log_in().status_code == 200


@pytest.mark.usefixtures("time")
def test_a_colleague_behind_the_same_address_does_not_either(alice: Visitor) -> None:
    """The device proves itself by a token of an earlier session, even of one that has ended."""
    fail(alice, 60)
    assert alice.log_in().status_code == 429
    alice.call("DELETE", "sessions")
    assert alice.log_in(device_token=alice.session["refresh_token"]).status_code == 200


@pytest.mark.usefixtures("time")
def test_somebody_elses_device_proves_nothing(alice: Visitor, bob: Visitor) -> None:
    fail(alice.elsewhere(STRANGER), 8)
    answers = [
        alice.elsewhere(STRANGER).log_in(device_token=token)
        for token in (bob.session["refresh_token"], alice.session["access_token"], "nonsense")
    ]
    assert [answer.status_code for answer in answers] == [429] * 3


@pytest.mark.usefixtures("time")
def test_a_device_is_delayed_itself(alice: Visitor) -> None:
    token = alice.session["refresh_token"]
    for _ in range(8):
        alice.log_in("not the password", device_token=token)
    assert alice.log_in(device_token=token).status_code == 429


@pytest.mark.usefixtures("time")
def test_one_address_cannot_try_many_names(app: Flask) -> None:
    statuses = [Visitor(app, f"nobody{number}", address=STRANGER).log_in().status_code for number in range(33)]
    assert (statuses[:31], statuses[-2:]) == ([401] * 31, [429] * 2)


@pytest.mark.usefixtures("time")
def test_an_address_of_ipv6_is_its_network(app: Flask) -> None:
    statuses = [
        Visitor(app, f"nobody{number}", address=f"2001:db8::{number:x}").log_in().status_code for number in range(33)
    ]
    assert statuses[-1] == 429
    assert Visitor(app, "nobody", address="2001:db8:1::1").log_in().status_code == 401


@pytest.mark.usefixtures("time")
def test_own_log_ins_do_not_reset_the_address(alice: Visitor, bob: Visitor) -> None:
    """Somebody with an account of their own guesses other people's passwords in between."""
    guesser = bob.elsewhere(STRANGER)
    statuses = []
    for number in range(40):
        guesser.log_in()
        statuses.append(Visitor(alice.app, f"nobody{number}", address=STRANGER).log_in().status_code)
    assert statuses[-1] == 429


@pytest.mark.usefixtures("time")
def test_a_log_in_forgets_the_owners_slips(alice: Visitor) -> None:
    for _ in range(4):
        assert fail(alice, 4) == [401] * 4
        assert alice.log_in().status_code == 200


def test_no_typed_name_is_stored(app: Flask, alice: Visitor) -> None:
    Visitor(app, "my password by mistake").log_in()
    with app.app_context():
        stored = str(db.session.execute(select(LoginDelay.__table__)).all())
    assert "my password" not in stored


@pytest.mark.usefixtures("each_app")
def test_what_counts_no_more_is_removed(time: Time) -> None:
    counters = [counter("test", uuid.uuid4()) for _ in range(3)]
    for one in counters:
        delays.claim(one)
    time.passes(hours=2)
    delays.clear_away()
    left = select(func.count()).where(LoginDelay.key.in_([one.key for one in counters]))
    assert db.session.scalar(left) == 0


@pytest.mark.usefixtures("time")
def test_an_administrator_lifts_delays(app: Flask, alice: Visitor) -> None:
    stranger = alice.elsewhere(OTHER_STRANGER)
    fail(stranger, 8)
    with app.app_context():
        service.unlock("alice")
    assert stranger.log_in().status_code == 200


@pytest.mark.usefixtures("time")
def test_the_password_alone_makes_no_place_known(alice: Visitor) -> None:
    alice.switch_on_mfa()
    thief = alice.elsewhere(STRANGER)
    assert thief.log_in().get_json()["mfa_required"]
    for number in range(8):
        fail(alice.elsewhere(f"198.51.100.{number}"))
    assert thief.log_in().status_code == 429


@pytest.mark.parametrize("path", ["login", "step-up"])
def test_who_found_no_place_for_hashing_has_not_failed(app: Flask, alice: Visitor, path: str) -> None:
    slots = app.extensions[SLOTS] = Slots(working=1, waiting=0)
    alice.address = STRANGER
    body = {"password": alice.password} | ({"username": alice.name} if path == "login" else {})
    with slots.take():
        answers = [alice.post(path, **body) for _ in range(10)]
    assert {(answer.status_code, answer.headers.get("Retry-After")) for answer in answers} == {(503, "5")}
    assert alice.post(path, **body).status_code in {200, 204}
