"""`flask user …`"""

import re
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from detomo.auth import service as accounts
from detomo.extensions import db
from tests.auth.authenticator import switch_on
from tests.auth.conftest import Time
from tests.conftest import PASSWORD, bearer


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["user", *arguments], input=typed)


def create(app: Flask, *more: str) -> Result:
    return run(app, "create", "bob", "bob@example.com", "--password-stdin", *more, typed=PASSWORD + "\n")


def log_in(client: FlaskClient, name: str, password: str = PASSWORD) -> int:
    return client.post("/api/v0/auth/login", json={"username": name, "password": password}).status_code


@pytest.mark.parametrize(("more", "role"), [((), "analyst"), (("--admin",), "admin")], ids=["analyst", "admin"])
def test_create(app: Flask, client: FlaskClient, more: tuple[str, ...], role: str) -> None:
    result = create(app, *more)
    assert (result.exit_code, role in result.output) == (0, True)
    assert PASSWORD not in result.output
    assert log_in(client, "bob") == 200


def test_create_asks_for_the_password_twice(app: Flask, client: FlaskClient) -> None:
    result = run(app, "create", "bob", "bob@example.com", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert (result.exit_code, log_in(client, "bob")) == (0, 200)
    assert PASSWORD not in result.output


WRONG = [
    ("short password", ["bob", "bob@example.com"], "short\n", "password"),
    ("bad address", ["bob", "bob"], "long enough\n", "email"),
    ("bad name", ["b", "bob@example.com"], "long enough\n", "username"),
]


@pytest.mark.parametrize(("names", "typed", "field"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_create_has_the_rules_of_the_api(app: Flask, names: list[str], typed: str, field: str) -> None:
    result = run(app, "create", *names, "--password-stdin", typed=typed)
    assert (result.exit_code, f"{field}:" in result.output) == (1, True)


def test_create_refuses_a_taken_name(app: Flask) -> None:
    create(app)
    result = create(app)
    assert (result.exit_code, result.output) == (1, "Error: User already exists\n")


def test_list(app: Flask) -> None:
    run(app, "first-admin")  # the last one cannot be disabled
    create(app, "--admin")
    run(app, "disable", "bob")
    assert re.search(r"admin +disabled +bob +bob@example\.com", run(app, "list").output)


def test_disable_and_enable(app: Flask, client: FlaskClient) -> None:
    create(app)
    assert (run(app, "disable", "bob@example.com").exit_code, log_in(client, "bob")) == (0, 401)
    assert (run(app, "enable", "BOB").exit_code, log_in(client, "bob")) == (0, 200)


def test_set_password(app: Flask, client: FlaskClient) -> None:
    create(app)
    result = run(app, "set-password", "bob", "--password-stdin", typed="another password\n")
    assert (result.exit_code, "another password" in result.output) == (0, False)
    assert (log_in(client, "bob"), log_in(client, "bob", "another password")) == (401, 200)


def test_set_password_refuses_a_short_one(app: Flask) -> None:
    create(app)
    assert run(app, "set-password", "bob", "--password-stdin", typed="short\n").exit_code == 1


KNOWN_ONLY = [("disable",), ("enable",), ("unlock",), ("reset-mfa",), ("end-sessions",)]


@pytest.mark.parametrize("command", [*KNOWN_ONLY, ("set-password", "--password-stdin")])
def test_an_unknown_name_is_told(app: Flask, command: tuple[str, ...]) -> None:
    result = run(app, *command, "nobody", typed="long enough\n")
    assert (result.exit_code, result.output) == (1, "Error: There is no user nobody\n")


def test_first_admin_shows_a_working_password(app: Flask, client: FlaskClient) -> None:
    shown = re.search(r"\): (\S+)$", run(app, "first-admin").output.strip())
    assert shown is not None
    assert log_in(client, "admin", shown[1]) == 200


def test_the_first_admins_password_ends_after_three_days(app: Flask, client: FlaskClient, time: Time) -> None:
    shown = run(app, "first-admin").output.split()[-1]
    time.passes(days=3)
    answer = client.post("/api/v0/auth/login", data={"username": "admin", "password": shown})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "password_expired")
    assert log_in(client, "admin", "wrong " + shown) == 401
    run(app, "set-password", "--password-stdin", "admin", typed="correct horse battery\n")
    assert log_in(client, "admin", "correct horse battery") == 200


def test_a_password_of_ones_own_stays(app: Flask, client: FlaskClient, time: Time) -> None:
    shown = run(app, "first-admin").output.split()[-1]
    token = client.post("/api/v0/auth/login", data={"username": "admin", "password": shown}).get_json()["access_token"]
    change = {"current_password": shown, "new_password": "correct horse battery"}
    assert client.post("/api/v0/auth/password", json=change, headers=bearer(token)).status_code == 204
    time.passes(days=30)
    assert log_in(client, "admin", "correct horse battery") == 200


def test_no_two_first_admins_have_one_password(make_app: Callable[..., Flask]) -> None:
    app, shown = make_app(), set()
    for _ in range(2):
        shown.add(run(app, "first-admin").output)
        with app.app_context():
            db.session.execute(db.text("DELETE FROM users"))
            db.session.commit()
    assert len(shown) == 2


def test_first_admin_does_nothing_where_someone_exists(app: Flask) -> None:
    create(app)
    assert run(app, "first-admin").output == ""


def test_the_shared_account_is_no_first_admin(make_app: Callable[..., Flask]) -> None:
    app = make_app(AUTH_REQUIRED=False)
    app.test_client().get("/api/v0/auth/me")
    assert "First admin: admin" in run(app, "first-admin").output


@pytest.mark.parametrize(
    "command",
    ["create", "list", "disable", "enable", "set-password", "first-admin", "unlock", "reset-mfa", "end-sessions"],
)
def test_help_shows_an_example(app: Flask, command: str) -> None:
    assert f"flask user {command}" in run(app, command, "--help").output


def test_no_command_takes_a_password_as_an_argument(app: Flask) -> None:
    assert run(app, "create", "bob", "bob@example.com", "--password", "x").exit_code == 2


def test_end_sessions(app: Flask, client: FlaskClient) -> None:
    create(app)
    body = client.post("/api/v0/auth/login", json={"username": "bob", "password": PASSWORD}).get_json()
    assert run(app, "end-sessions", "bob").exit_code == 0
    assert client.get("/api/v0/auth/me", headers=bearer(body["access_token"])).status_code == 401


def test_unlock_ends_the_delay(app: Flask, client: FlaskClient) -> None:
    create(app)
    statuses = [log_in(client, "bob", "wrong") for _ in range(8)]
    assert (statuses[-1], log_in(client, "bob")) == (429, 429)
    assert (run(app, "unlock", "bob").exit_code, log_in(client, "bob")) == (0, 200)


def test_reset_mfa(app: Flask, client: FlaskClient) -> None:
    create(app)
    with app.app_context():
        switch_on(accounts.account("bob"))
    assert run(app, "reset-mfa", "bob").exit_code == 0
    answer = client.post("/api/v0/auth/login", json={"username": "bob", "password": PASSWORD})
    assert "access_token" in answer.get_json()
