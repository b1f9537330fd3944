"""Every route of the URL map asks for a token, except the contract's open list."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.contract.routes import calls

OPEN = {
    "/api/v0/auth/register",
    "/api/v0/auth/login",
    "/api/v0/auth/oidc/login",
    "/api/v0/auth/oidc/callback",
    "/api/v0/auth/login/mfa",
    "/api/v0/auth/forgot-password",
    "/api/v0/auth/reset-password",
    "/api/v0/auth/verify-email",
    "/api/v0/auth/verify-email/send",
    "/health",
    "/health/live",
    "/health/ready",
    "/api/v0/health",
    "/docs",
    "/docs/<name>",
    "/openapi.json",
}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def closed_calls(app: Flask) -> list[tuple[str, str]]:
    return calls(app, METHODS, but_not=OPEN)


def test_every_other_route_answers_401_without_a_token(app: Flask, client: FlaskClient) -> None:
    calls = closed_calls(app)
    answers = {(method, path): client.open(path, method=method).status_code for method, path in calls}
    assert answers
    assert answers == dict.fromkeys(answers, 401)


def test_every_other_route_answers_401_to_a_bad_token(app: Flask, client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer a.b.c"}
    answers = [client.open(path, method=method, headers=headers) for method, path in closed_calls(app)]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.get_json()["code"] for answer in answers} == {"token_invalid"}


def test_the_open_list_holds_only_what_exists(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules()} >= OPEN


@pytest.mark.parametrize("path", sorted(path for path in OPEN if "/auth/" not in path and "<" not in path))
def test_an_open_page_needs_no_token(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code == 200


def test_a_preflight_needs_no_token(app: Flask, client: FlaskClient) -> None:
    assert {client.options(path).status_code for _, path in closed_calls(app)} == {200}
