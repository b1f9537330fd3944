"""The log of a whole session: one line a request, nothing that is nobody's business."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.conftest import PASSWORD, SECRET
from tests.fakes.messages_api import Failure
from tests.service.conftest import MODEL_KEY, Service

pytestmark = pytest.mark.timeout(180)
QUESTIONS = ["How many customers are there?", "Where does canary Tanaka live?", "田中カナリアはどこに住んでいますか"]
LISTED = "SELECT Email, Phone FROM customers WHERE Email <> 'canary@value.example' LIMIT 5"


def test_a_session_leaves_one_line_for_each_request_and_no_canary(serve: Callable[..., Service]) -> None:
    service = serve(CLAUDE_MAX_RETRIES=0)
    service.model.usual = LISTED
    visitor = service.visitor("canary.person")
    answers = [visitor.ask(question).json() for question in QUESTIONS]
    with visitor.stream(QUESTIONS[1]) as events:
        list(events)
    visitor.get("/download_csv", id=answers[1]["id"])
    visitor.post("/train", documentation="canary documentation")
    visitor.post("/train", question="canary pair", sql="SELECT canary_column FROM customers")
    visitor.get("/generate_sql", question="canary in a query string")
    visitor.post("/auth/login", username="canary.person", password="canary wrong password")
    visitor.post("/auth/refresh", refresh_token=visitor.tokens["refresh_token"])
    service.model.usual = Failure(400, "canary words of the model service")
    visitor.ask(QUESTIONS[1])
    rows = [str(value) for row in answers[1]["results"] for value in row.values()]
    secrets = [PASSWORD, SECRET, MODEL_KEY, visitor.tokens["access_token"], visitor.tokens["refresh_token"]]
    text = service.server.log.read_text("utf-8")
    assert len(rows) == 10
    assert [word for word in [*rows, *secrets, *QUESTIONS, "canary", "カナリア"] if word in text] == []
    routes = Counter(line["route"] for line in service.server.requests())
    assert routes["/api/v0/query"] == len(QUESTIONS) + 1
    assert routes["/api/v0/query/stream"] == routes["/api/v0/download_csv"] == 1


def test_a_line_says_how_long_each_step_took(serve: Callable[..., Service]) -> None:
    service = serve(CLAUDE_MAX_RETRIES=0)
    service.model.usual = "SELECT COUNT(*) AS n FROM albums"
    visitor = service.visitor()
    visitor.post("/query", question="How big is the collection?", request_id="answered")
    service.model.usual = Failure(401)
    visitor.post("/query", question="How big is the collection?", request_id="failed")
    lines = {line["request_id"]: line for line in service.server.requests()}
    assert {"catalog_ms", "model_ms", "guard_ms", "run_ms", "present_ms"} <= set(lines["answered"])
    assert lines["failed"]["status"] == 502
    assert "model_ms" in lines["failed"]
    assert lines["answered"]["ms"] >= lines["answered"]["model_ms"] + lines["answered"]["run_ms"]
