from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from detomo.engine.errors import Unavailable
from detomo.engine.types import Text
from detomo.health import service

HEALTHY = {"status": "healthy", "service": "Detomo SQL AI", "version": "3.0.0"}
AWAY = "postgresql://nobody@127.0.0.1:1/none"


class Part:
    """A part that gives what it was told to give."""

    name = "target"

    def __init__(self, answer: Mapping[str, Any] | Exception) -> None:
        self.answer = answer

    def check(self) -> Mapping[str, Any]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize("path", ["/health", "/health/live"])
def test_liveness(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.get_json()) == (200, HEALTHY)


@pytest.mark.parametrize("path", ["/api/v0/health", "/health/ready"])
def test_readiness_adds_what_the_parts_know(app: Flask, client: FlaskClient, path: str) -> None:
    service.register(app, Part({"database": "shop - Connected", "training_data_count": 3}))
    answer = client.get(path)
    body = {**HEALTHY, "llm_endpoint": "not configured", "database": "shop - Connected", "training_data_count": 3}
    assert (answer.status_code, answer.get_json()) == (200, body)


FAILURES = [
    ("part away", service.PartAway({"database": "shop - Away"}), "shop - Away"),
    ("engine error", Unavailable("database_unreachable", Text("away", "不在")), "shop.sqlite - Connected"),
]


@pytest.mark.parametrize(("failure", "shown"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES])
def test_a_part_that_is_away_makes_it_unready(
    app: Flask, client: FlaskClient, failure: Exception, shown: str | None
) -> None:
    service.register(app, Part(failure))
    answer = client.get("/api/v0/health")
    body = answer.get_json()
    assert (answer.status_code, body["status"], body["away"]) == (503, "unhealthy", ["target"])
    assert (body["code"], body.get("database")) == ("unhealthy", shown)
    assert body["llm_endpoint"] == "not configured"


def test_the_services_own_database_counts(make_app: Callable[..., Flask]) -> None:
    """What was taught is in it, so that the index is away as well."""
    client = make_app(APP_DATABASE_URL=AWAY).test_client()
    assert client.get("/api/v0/health").get_json()["away"] == ["index", "app_database"]
    assert client.get("/health").status_code == 200


MODELS = [
    ({}, "not configured"),
    ({"ANTHROPIC_API_KEY": "sk-hidden"}, "https://api.anthropic.com"),
    ({"ANTHROPIC_BASE_URL": "http://localhost:9"}, "http://localhost:9"),
    ({"ANTHROPIC_BASE_URL": "http://user:sk-hidden@localhost:9/v1?key=sk-hidden"}, "http://localhost:9/v1"),
    ({"ANTHROPIC_API_KEY": "sk-hidden", "GENERATOR": "grammar"}, "not configured"),
]


@pytest.mark.parametrize(("given", "endpoint"), MODELS)
def test_the_models_server_is_named(make_app: Callable[..., Flask], given: dict[str, str], endpoint: str) -> None:
    answer = make_app(**given).test_client().get("/api/v0/health")
    assert answer.get_json()["llm_endpoint"] == endpoint
    assert "sk-hidden" not in answer.text
