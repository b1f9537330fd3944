"""Refresh, logout, revocation"""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from detomo.auth import service
from tests.conftest import PASSWORD, bearer

REFRESH, LOGOUT, ME = "/api/v0/auth/refresh", "/api/v0/auth/logout", "/api/v0/auth/me"


def refresh(client: FlaskClient, token: str) -> Any:
    return client.post(REFRESH, headers=bearer(token))


def log_in_again(client: FlaskClient) -> dict[str, Any]:
    return client.post("/api/v0/auth/login", json={"username": "alice", "password": PASSWORD}).get_json()


def test_refresh_gives_another_pair(client: FlaskClient, tokens: dict[str, Any]) -> None:
    answer = refresh(client, tokens["refresh_token"])
    body = answer.get_json()
    assert answer.status_code == 200
    assert body.keys() == tokens.keys()
    assert body["refresh_token"] != tokens["refresh_token"]
    assert client.get(ME, headers=bearer(body["access_token"])).status_code == 200


def test_refresh_takes_the_token_from_the_body(client: FlaskClient, tokens: dict[str, Any]) -> None:
    assert client.post(REFRESH, json={"refresh_token": tokens["refresh_token"]}).status_code == 200


def test_a_chain_of_refreshes_goes_on(client: FlaskClient, tokens: dict[str, Any]) -> None:
    token = tokens["refresh_token"]
    for _ in range(4):
        token = refresh(client, token).get_json()["refresh_token"]
    assert refresh(client, token).status_code == 200


def test_a_rotated_token_that_comes_back_revokes_the_family(client: FlaskClient, tokens: dict[str, Any]) -> None:
    following = refresh(client, tokens["refresh_token"]).get_json()
    again = refresh(client, tokens["refresh_token"])
    assert (again.status_code, again.get_json()["code"]) == (401, "token_revoked")
    assert refresh(client, following["refresh_token"]).status_code == 401
    assert client.get(ME, headers=bearer(following["access_token"])).status_code == 401


def test_another_login_is_another_family(client: FlaskClient, tokens: dict[str, Any]) -> None:
    other = log_in_again(client)
    refresh(client, tokens["refresh_token"])
    refresh(client, tokens["refresh_token"])
    assert client.get(ME, headers=bearer(other["access_token"])).status_code == 200


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_logout_revokes_the_session(client: FlaskClient, tokens: dict[str, Any], kind: str) -> None:
    answer = client.post(LOGOUT, headers=bearer(tokens[kind]))
    assert (answer.status_code, answer.data) == (204, b"")
    assert client.get(ME, headers=bearer(tokens["access_token"])).get_json()["code"] == "token_revoked"
    assert refresh(client, tokens["refresh_token"]).status_code == 401


def test_logout_takes_the_token_from_the_body(client: FlaskClient, tokens: dict[str, Any]) -> None:
    assert client.post(LOGOUT, json={"refresh_token": tokens["refresh_token"]}).status_code == 204


def test_logout_leaves_other_sessions(client: FlaskClient, tokens: dict[str, Any]) -> None:
    other = log_in_again(client)
    client.post(LOGOUT, headers=bearer(tokens["access_token"]))
    assert client.get(ME, headers=bearer(other["access_token"])).status_code == 200


def test_an_inactive_user_is_told_so(app: Flask, client: FlaskClient, auth: dict[str, str]) -> None:
    with app.app_context():
        service.set_active("alice", False)
    answer = client.get(ME, headers=auth)
    assert (answer.status_code, answer.get_json()["detail"]) == (400, "Inactive user")


def test_an_inactive_user_can_neither_log_in_nor_refresh(
    app: Flask, client: FlaskClient, tokens: dict[str, Any]
) -> None:
    with app.app_context():
        service.set_active("alice", False)
    login = client.post("/api/v0/auth/login", json={"username": "alice", "password": PASSWORD})
    assert (login.status_code, refresh(client, tokens["refresh_token"]).status_code) == (401, 400)


def test_enabling_does_not_bring_sessions_back(app: Flask, client: FlaskClient, auth: dict[str, str]) -> None:
    with app.app_context():
        service.set_active("alice", False)
        service.set_active("alice", True)
    assert client.get(ME, headers=auth).status_code == 401


def test_a_new_password_ends_sessions(app: Flask, client: FlaskClient, auth: dict[str, str]) -> None:
    with app.app_context():
        service.set_password("alice", "another password", rounds=4)
    assert client.get(ME, headers=auth).status_code == 401
