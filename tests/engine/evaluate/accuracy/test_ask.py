"""Asking for a measurement: how each end of a question is told apart."""

from collections.abc import Callable

from detomo.engine.assemble import Engine
from detomo.engine.evaluate.accuracy.ask import ask
from detomo.engine.evaluate.accuracy.reasons import Reason
from detomo.engine.types import Limits, Question, Viewer
from tests.fakes.messages_api import MessagesApi


def test_a_model_that_asks_back_has_not_answered(make_engine: Callable[..., Engine], messages_api: MessagesApi) -> None:
    messages_api.queue({"sql": "", "clarification": "Which ones?", "options": ["all", "some"]})
    attempt = ask(make_engine(api=messages_api).pipeline, Viewer(), Question("customers?", "en"), Limits())
    assert (attempt.answered, attempt.result, attempt.reason) == (False, None, Reason.ASKED_BACK)
