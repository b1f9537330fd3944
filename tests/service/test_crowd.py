"""A hundred people at once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

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
