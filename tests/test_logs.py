"""Log lines: what they hold, and what they never hold"""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response, stream_with_context

from detomo.http import public
from detomo.logs import add_step
from tests.conftest import PASSWORD, bearer


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    """The JSON log lines written since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    app = make_app(LOG_LEVEL="INFO", LOG_FORMAT="json")

    @app.get("/steps/<name>")
    @public
    def steps(name: str) -> str:
        add_step("model", 12.34)
        add_step("model", 1)
        return name

    @app.get("/stream")
    @public
    def stream() -> Response:
        def parts() -> Any:
            yield "a"
            add_step("rows", 5)

        return Response(stream_with_context(parts()))

    @app.get("/fail")
    @public
    def fail() -> None:
        try:
            raise KeyError("row: 4111 1111 1111 1111")
        except KeyError as err:
            raise RuntimeError(PASSWORD) from err

    return app


def test_a_request_is_one_line(app: Flask, lines: Any, auth: dict[str, str]) -> None:
    lines()
    app.test_client().get("/api/v0/auth/me", headers={**auth, "X-Request-ID": "abc-1"})
    (line,) = lines()
    expected = {"event": "request", "request_id": "abc-1", "user_id": 1, "method": "GET", "status": 200}
    assert line.items() >= {**expected, "route": "/api/v0/auth/me", "level": "info"}.items()
    assert line["ms"] >= 0


def test_step_times_are_added_up(app: Flask, lines: Any) -> None:
    app.test_client().get("/steps/secret-name")
    (line,) = lines()
    assert line["model_ms"] == 13.3
    assert line["route"] == "/steps/<name>"


def test_a_stream_is_logged_at_its_end(app: Flask, lines: Any) -> None:
    answer = app.test_client().get("/stream")
    assert lines() == []
    assert answer.text == "a"
    answer.close()
    (line,) = lines()
    assert line.keys() >= {"rows_ms", "ms", "request_id"}


def test_steps_outside_a_request_are_nobodys() -> None:
    add_step("model", 1)


@pytest.mark.parametrize("given", ["abc-1", "A.b_c-9", "x" * 64])
def test_a_request_id_is_taken_over(app: Flask, given: str) -> None:
    assert app.test_client().get("/health", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a;b", "é", "{}", "a\tb"])
def test_a_strange_request_id_is_replaced(app: Flask, given: str) -> None:
    answer = app.test_client().get("/health", environ_overrides={"HTTP_X_REQUEST_ID": given})
    assert len(answer.headers["X-Request-ID"]) == 32


def test_an_unknown_error_is_located_but_not_quoted(app: Flask, lines: Any) -> None:
    app.test_client().get("/fail")
    error = next(line for line in lines() if line["level"] == "error")
    assert "test_logs.py" in error["exception"]
    assert "RuntimeError" in error["exception"] and "KeyError" in error["exception"]
    assert PASSWORD not in json.dumps(error, ensure_ascii=False)
    assert "4111" not in json.dumps(error)


def test_other_libraries_exceptions_are_not_quoted_either(app: Flask, lines: Any) -> None:
    try:
        raise RuntimeError(PASSWORD)
    except RuntimeError:
        logging.getLogger("some.library").exception("it failed")
    (line,) = lines()
    assert (line["event"], PASSWORD in json.dumps(line, ensure_ascii=False)) == ("it failed", False)
    assert "test_logs.py" in line["exception"]


def test_no_secret_of_a_whole_session_is_logged(
    app: Flask, capsys: pytest.CaptureFixture[str], account: dict[str, str], tokens: dict[str, Any]
) -> None:
    client = app.test_client()
    client.get(f"/api/v0/auth/me?access_token={tokens['access_token']}", headers=bearer(tokens["access_token"]))
    client.post("/api/v0/auth/login", json={"username": "alice", "password": "wrong " + PASSWORD})
    client.post("/api/v0/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    client.post("/api/v0/auth/register", json={**account, "password": 3})
    written = capsys.readouterr().err
    secrets = [PASSWORD, tokens["access_token"], tokens["refresh_token"], account["email"], app.config["SECRET_KEY"]]
    assert written
    assert [secret for secret in secrets if secret in written] == []


def test_text_is_for_people(make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]) -> None:
    make_app(LOG_LEVEL="INFO", LOG_FORMAT="text").test_client().get("/health")
    assert "request" in capsys.readouterr().err


def test_the_level_is_respected(make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]) -> None:
    make_app(LOG_LEVEL="ERROR").test_client().get("/health")
    assert capsys.readouterr().err == ""
