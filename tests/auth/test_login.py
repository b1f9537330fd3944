"""POST /api/v0/auth/login and GET /me"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from detomo.auth import service as accounts
from detomo.auth.models import User
from detomo.extensions import db
from tests.conftest import PASSWORD, SECRET, bearer

LOGIN = "/api/v0/auth/login"


@pytest.fixture
def registered(client: FlaskClient, account: dict[str, str]) -> dict[str, Any]:
    return client.post("/api/v0/auth/register", json=account).get_json()


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("name", ["alice", "ALICE", "alice@example.com", "Alice@EXAMPLE.com", "ａｌｉｃｅ"])
@pytest.mark.parametrize("form", ["json", "data"])
def test_name_or_address_as_json_or_form(client: FlaskClient, name: str, form: str) -> None:
    answer = client.post(LOGIN, **{form: {"username": name, "password": PASSWORD}})
    body = answer.get_json()
    assert answer.status_code == 200
    assert (body["token_type"], body["expires_in"]) == ("bearer", 1800)
    assert client.get("/api/v0/auth/me", headers=bearer(body["access_token"])).status_code == 200


@pytest.mark.usefixtures("registered")
def test_fields_of_oauth_clients_are_ignored(client: FlaskClient) -> None:
    form = {"username": "alice", "password": PASSWORD, "grant_type": "password", "scope": ""}
    assert client.post(LOGIN, data=form).status_code == 200


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("name", ["alice", "nobody", "nobody@example.com"])
def test_unknown_user_and_wrong_password_get_one_answer(client: FlaskClient, name: str) -> None:
    answer = client.post(LOGIN, json={"username": name, "password": "not the password"})
    assert answer.status_code == 401
    assert answer.get_json()["detail"] == "Incorrect username or password"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_unknown_user_and_wrong_password_take_the_same_time(make_app: Callable[..., Flask]) -> None:
    client = make_app(BCRYPT_ROUNDS=10).test_client()
    account = {"email": "alice@example.com", "username": "alice", "password": PASSWORD}
    client.post("/api/v0/auth/register", json=account)

    def median(name: str) -> float:
        times = []
        for _ in range(7):
            started = time.process_time()  # not the clock on the wall: other processes share the machine
            client.post(LOGIN, json={"username": name, "password": "not the password"})
            times.append(time.process_time() - started)
        return statistics.median(times)

    assert 0.5 < median("alice") / median("nobody") < 2


def test_the_token_holds_what_clients_rely_on(tokens: dict[str, Any]) -> None:
    access = jwt.decode(tokens["access_token"], SECRET, algorithms=["HS256"])
    refresh = jwt.decode(tokens["refresh_token"], SECRET, algorithms=["HS256"])
    assert isinstance(access["sub"], str)
    assert access["exp"] - access["iat"] == 30 * 60
    assert refresh["exp"] - refresh["iat"] == 7 * 24 * 60 * 60


def test_me_is_the_account(client: FlaskClient, auth: dict[str, str]) -> None:
    body = client.get("/api/v0/auth/me", headers=auth).get_json()
    assert (body["username"], body["email"]) == ("alice", "alice@example.com")


@pytest.mark.usefixtures("registered")
def test_a_long_passwords_tail_counts(client: FlaskClient, account: dict[str, str]) -> None:
    long = "長い合言葉" * 20
    client.post("/api/v0/auth/register", json={"email": "b@example.com", "username": "bob", "password": long + "1"})
    statuses = [client.post(LOGIN, json={"username": "bob", "password": long + end}).status_code for end in "12"]
    assert statuses == [200, 401]


@pytest.mark.parametrize("rounds", [5, 4], ids=["dearer", "as it was"])
def test_a_hash_gets_the_cost_that_the_settings_ask_for(make_app: Callable[..., Flask], rounds: int) -> None:
    """Else the time of an answer would tell accounts of earlier settings from unknown names."""
    app = make_app(BCRYPT_ROUNDS=4)
    with app.app_context():
        accounts.register("alice@example.com", "alice", PASSWORD, rounds=4)
    changed = make_app(BCRYPT_ROUNDS=rounds)
    log_in = {"username": "alice", "password": PASSWORD}
    for given in ({**log_in, "password": "wrong"}, log_in, log_in):
        changed.test_client().post(LOGIN, json=given)
    with app.app_context():
        assert db.session.scalar(select(User.password_hash)).startswith(f"$2b${rounds:02}$")
    assert changed.test_client().post(LOGIN, json=log_in).status_code == 200
