"""Server-sent events through gunicorn: each as soon as it is known."""

import threading
from collections.abc import Callable

import pytest

from tests.fakes.messages_api import Failure
from tests.service.conftest import Service

pytestmark = pytest.mark.timeout(180)


def test_events_come_one_by_one(serve: Callable[..., Service]) -> None:
    service = serve()
    may_answer = threading.Event()

    def answer(_: object) -> str:
        may_answer.wait(30)
        return "SELECT COUNT(*) AS n FROM albums"

    service.model.usual = answer
    with service.visitor().stream("How big is the collection?") as events:
        before = [next(events) for _ in range(2)]  # the model has not answered, and these are here
        may_answer.set()
        after = list(events)
    assert [(name, data["step"]) for name, data in before] == [("status", "asked"), ("status", "thinking")]
    assert [name for name, _ in after] == ["sql", "status", "rows", "chart", "summary", "done"]
    assert after[-1][1]["results"] == after[2][1]["results"]


def test_a_failure_is_the_last_event(serve: Callable[..., Service]) -> None:
    service = serve(CLAUDE_MAX_RETRIES=0)
    service.model.usual = Failure(401, "canary of the model service")
    with service.visitor().stream("How big is the collection?") as events:
        *_, (name, body) = events
    assert (name, body["code"]) == ("error", "model_key_refused")
    assert {"detail", "request_id", "hint"} & set(body) >= {"detail", "request_id"}
    assert "canary" not in str(body)
