"""Nothing tells whether an account exists: neither text nor status nor time"""

import statistics
import time
from collections.abc import Callable

import pytest
from flask import Flask

from tests.auth.visitor import Visitor

ROUNDS = 200
UNKNOWN = "nobody@example.com"


@pytest.fixture
def visitor(make_app: Callable[..., Flask]) -> Visitor:
    return Visitor(make_app()).join()


ASKING = [
    ("login", lambda email: {"username": email, "password": "not the password"}),
    ("forgot-password", lambda email: {"email": email}),
    ("verify-email/send", lambda email: {"email": email}),
]


@pytest.mark.parametrize(("path", "body"), ASKING, ids=[case[0] for case in ASKING])
def test_the_answer_is_the_same(visitor: Visitor, path: str, body: Callable[[str], dict[str, str]]) -> None:
    known, unknown = (visitor.elsewhere("203.0.113.1").post(path, **body(email)) for email in (visitor.email, UNKNOWN))
    assert known.status_code == unknown.status_code
    left, right = known.get_json(silent=True) or {}, unknown.get_json(silent=True) or {}
    assert {**left, "request_id": ""} == {**right, "request_id": ""}


@pytest.mark.usefixtures("time")
def test_many_failures_get_the_same_answers(visitor: Visitor) -> None:
    def statuses(name: str, address: str) -> list[int]:
        who = Visitor(visitor.app, name, address=address)
        return [who.log_in("not the password").status_code for _ in range(9)]

    assert statuses("alice", "203.0.113.1") == statuses("nobody", "203.0.113.2")
    assert statuses("alice", visitor.address) == statuses("nobody2", "203.0.113.3")[-1:] * 9


@pytest.mark.parametrize(("path", "body"), ASKING, ids=[case[0] for case in ASKING])
def test_the_time_is_the_same(make_app: Callable[..., Flask], path: str, body: Callable[[str], dict[str, str]]) -> None:
    """Medians of 200 turns differ by less than the middle half of the turns of one kind do among themselves."""
    visitor = Visitor(make_app(BCRYPT_ROUNDS=7)).join()  # dear enough to be seen in the time of a request
    known: list[float] = []
    unknown: list[float] = []
    for number in range(ROUNDS):
        address = f"10.0.{number // 250}.{number % 250 + 1}"
        for email, times in ((visitor.email, known), (UNKNOWN, unknown)):
            times.append(_seconds(visitor.elsewhere(address), path, body(email)))
    assert abs(statistics.median(known) - statistics.median(unknown)) < max(_spread(known), _spread(unknown))


def _spread(times: list[float]) -> float:
    """Of one kind alone: of both together, it would grow with the very difference that is looked for."""
    quarter, _, three_quarters = statistics.quantiles(times, n=4)
    return three_quarters - quarter


def _seconds(who: Visitor, path: str, body: dict[str, str]) -> float:
    begun = time.thread_time()  # not the clock on the wall: other processes share the machine
    who.post(path, **body)
    return time.thread_time() - begun
