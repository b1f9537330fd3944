"""Stopping what runs: a client that hangs up, a cancel through another worker."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest

from tests.servers import is_alive, wait_until
from tests.service.conftest import Service
from tests.service.visitor import Visitor

pytestmark = pytest.mark.timeout(180)
ENDLESS = "SELECT COUNT(*) AS n FROM tracks AS a, tracks AS b, tracks AS c, tracks AS d WHERE a.Name <> d.Name"
SECONDS_TO_STOP = 2.0


@pytest.fixture
def service(serve: Callable[..., Service]) -> Service:
    service = serve(QUERY_PROCESSES=1, QUERY_TIMEOUT_SECONDS=60)
    service.model.usual = ENDLESS
    assert wait_until(lambda: len(service.server.query_processes()) == 2)  # each worker's first, made ahead
    return service


@contextmanager
def endless_question(service: Service, visitor: Visitor) -> Iterator[tuple[Any, str, int]]:
    """Events of a question whose query runs, its id, and the process that runs it."""
    with visitor.stream("How many pairs are there?") as events:
        for name, data in events:
            if (name, data.get("step")) == ("status", "running"):
                break
        yield events, data["id"], service.server.busiest_query_process()


def both_workers_answer(visitor: Visitor) -> bool:
    answers = [visitor.ask("How many customers are there?").status_code for _ in range(10)]
    return answers == [200] * 10


def test_hanging_up_on_a_stream_stops_its_query(service: Service) -> None:
    visitor = service.visitor()
    with endless_question(service, visitor) as (_, _, process):
        pass
    assert wait_until(lambda: not is_alive(process), SECONDS_TO_STOP)
    assert both_workers_answer(visitor)


def test_hanging_up_on_an_answer_stops_its_query(service: Service) -> None:
    visitor = service.visitor()

    def ask_and_give_up() -> None:
        with suppress(httpx.ReadTimeout):
            visitor.ask("How many pairs are there?", timeout=5)

    asking = threading.Thread(target=ask_and_give_up)
    asking.start()
    process = service.server.busiest_query_process()
    asking.join()
    assert wait_until(lambda: not is_alive(process), SECONDS_TO_STOP)
    assert both_workers_answer(visitor)


def test_a_cancel_reaches_the_worker_that_runs_the_query(service: Service) -> None:
    visitor = service.visitor()
    for number in range(20):
        with endless_question(service, visitor) as (events, question, process):
            assert visitor.post("/query/cancel", id=question, request_id=f"cancel-{number}").status_code == 204
            asked_at = time.monotonic()
            assert [(name, data["code"]) for name, data in events] == [("error", "query_cancelled")]
        assert time.monotonic() - asked_at < SECONDS_TO_STOP
        assert not is_alive(process)
        assert wait_until(lambda n=number: len(streams(service)) > n)
        (cancelled,) = (line for line in service.server.requests() if line["request_id"] == f"cancel-{number}")
        if streams(service)[-1]["worker"] != cancelled["worker"]:
            return
    pytest.fail("every cancel went to the worker that ran the query")


def streams(service: Service) -> list[dict[str, Any]]:
    """The log's lines of streams that ended."""
    return [line for line in service.server.requests() if line["route"].endswith("/stream")]
