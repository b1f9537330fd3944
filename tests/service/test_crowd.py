"""Many people at once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.fakes.messages_api import last_user_text
from tests.service.conftest import Service

pytestmark = pytest.mark.timeout(180)
PEOPLE = 100
MODEL_SECONDS = 1.0


def test_a_hundred_people_wait_for_the_model_together(serve: Callable[..., Service]) -> None:
    service = serve()
    service.model.delay = MODEL_SECONDS
    service.model.usual = lambda request: f"SELECT {number_in(last_user_text(request))} AS n FROM albums LIMIT 1"
    visitor, start = service.visitor(), threading.Barrier(PEOPLE)

    def ask(number: int) -> object:
        start.wait()
        return visitor.ask(f"Which number is {number:03}?").json()["results"]

    with ThreadPoolExecutor(PEOPLE) as pool:
        begun = time.monotonic()
        answers = list(pool.map(ask, range(PEOPLE)))
    assert answers == [[{"n": number}] for number in range(PEOPLE)]
    assert time.monotonic() - begun < PEOPLE * MODEL_SECONDS / 4


def number_in(text: str) -> int:
    return int(text.rpartition("Which number is ")[2][:3])


def test_who_waits_to_log_in_leaves_threads_to_others(serve: Callable[..., Service]) -> None:
    service = serve(WEB_CONCURRENCY="1", WEB_THREADS="6", BCRYPT_ROUNDS="14", LOG_LEVEL="WARNING")
    with ThreadPoolExecutor(24) as strangers:
        answers = [strangers.submit(log_in, service, f"nobody{number}") for number in range(24)]
        times = [time_of_a_look(service) for _ in range(5)]
        assert not all(answer.done() for answer in answers)  # or nobody waited at all
    assert {answer.result() for answer in answers} == {401, 503}
    assert max(times) < 1.5


def log_in(service: Service, name: str) -> int:
    body = {"username": name, "password": "not the password"}
    return httpx.post(f"{service.server.url}/api/v0/auth/login", json=body, timeout=60).status_code


def time_of_a_look(service: Service) -> float:
    begun = time.monotonic()
    httpx.get(f"{service.server.url}/health/live", timeout=60).raise_for_status()
    return time.monotonic() - begun
