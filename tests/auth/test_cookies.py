"""Sessions in cookies: their flags, and what a page of another site cannot do with them."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import PASSWORD, SECRET
from tests.people import person
from tests.servers import flask_command, gunicorn

HOST = "https://sql.example.com"
LOGIN, ME, REFRESH = "/api/v0/auth/login", "/api/v0/auth/me", "/api/v0/auth/refresh"
LOGOUT, SESSIONS = "/api/v0/auth/logout", "/api/v0/auth/sessions"
ASK = {"X-Token-Transport": "cookie"}
ACCESS, REFRESHING, CSRF = "__Host-detomo_access", "__Host-detomo_refresh", "__Host-detomo_csrf"
DEVICE = "__Host-detomo_device"
LIVES = {ACCESS: 30 * 60, REFRESHING: 7 * 24 * 3600, CSRF: 7 * 24 * 3600, DEVICE: 90 * 24 * 3600}
FLAGS = {"path": "/", "secure": True, "samesite": "Strict", "domain": ""}


class Browser:
    """A page of the service with a cookie jar; `csrf` is what its script read from the cookie."""

    def __init__(self, app: Flask, name: str) -> None:
        person(app, name)
        self.client: FlaskClient = app.test_client()
        self.login = self.call("POST", LOGIN, {**ASK}, json={"username": name, "password": PASSWORD})
        self.csrf = self.login.get_json()["csrf_token"]

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        return self.client.open(path, method=method, base_url=HOST, headers=headers, **more)

    def cookies(self) -> set[str]:
        return {name for name in (ACCESS, REFRESHING, CSRF) if self.client.get_cookie(name, "sql.example.com")}


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app, "alice")


def test_a_log_in_with_cookies_gives_no_token_to_scripts(browser: Browser) -> None:
    assert set(browser.login.get_json()) == {"token_type", "expires_in", "csrf_token"}
    assert browser.cookies() == {ACCESS, REFRESHING, CSRF}
    assert browser.call("GET", ME).get_json()["username"] == "alice"


def test_without_the_header_there_are_no_cookies(app: Flask) -> None:
    person(app, "alice")
    answer = app.test_client().post(LOGIN, json={"username": "alice", "password": PASSWORD})
    assert ("Set-Cookie" in answer.headers, "access_token" in answer.get_json()) == (False, True)


WRITING = [  # headers of a request that changes something, and whether it may
    ("nothing", {}, False),
    ("its token", {"X-CSRF-Token": "own"}, True),
    ("its token from the own page", {"X-CSRF-Token": "own", "Sec-Fetch-Site": "same-origin", "Origin": HOST}, True),
    ("another session's token", {"X-CSRF-Token": "other"}, False),
    ("an invented token", {"X-CSRF-Token": "0" * 64}, False),
    ("a token that is no text", {"X-CSRF-Token": "電池".encode().decode("latin1")}, False),
    ("the cookie's token twice", {"X-CSRF-Token": "twice"}, False),
    ("another site", {"X-CSRF-Token": "own", "Sec-Fetch-Site": "cross-site"}, False),
    ("a sister site", {"X-CSRF-Token": "own", "Sec-Fetch-Site": "same-site"}, False),
    ("an address bar", {"X-CSRF-Token": "own", "Sec-Fetch-Site": "none"}, False),
    ("another origin", {"X-CSRF-Token": "own", "Origin": "https://evil.example.com"}, False),
    ("another scheme", {"X-CSRF-Token": "own", "Origin": "http://sql.example.com"}, False),
    ("another port", {"X-CSRF-Token": "own", "Origin": f"{HOST}:8443"}, False),
    ("a hidden origin", {"X-CSRF-Token": "own", "Origin": "null"}, False),
]


@pytest.mark.parametrize(("headers", "allowed"), [case[1:] for case in WRITING], ids=[case[0] for case in WRITING])
@pytest.mark.parametrize(("method", "path"), [("POST", REFRESH), ("POST", LOGOUT), ("DELETE", SESSIONS)])
def test_a_request_that_changes_something(
    app: Flask, browser: Browser, method: str, path: str, headers: dict[str, str], allowed: bool
) -> None:
    other = Browser(app, "bob")
    tokens = {"own": browser.csrf, "other": other.csrf, "twice": browser.csrf * 2}
    sent = {name: tokens.get(value, value) for name, value in headers.items()}
    answer = browser.call(method, path, sent)
    assert (answer.status_code < 300) is allowed, answer.get_json()
    if not allowed:
        assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf_failed")
        assert browser.call("GET", ME).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example.com"}, 403),
    ],
    ids=str,
)
def test_reading_needs_no_token_but_the_own_page(browser: Browser, headers: dict[str, str], status: int) -> None:
    assert browser.call("GET", ME, headers).status_code == status


def test_a_refresh_replaces_the_cookies(browser: Browser) -> None:
    before = browser.client.get_cookie(REFRESHING, "sql.example.com")
    answer = browser.call("POST", REFRESH, {"X-CSRF-Token": browser.csrf})
    after = browser.client.get_cookie(REFRESHING, "sql.example.com")
    assert (answer.get_json()["token_type"], before != after) == ("cookie", True)
    assert browser.call("GET", ME).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("POST", LOGOUT), ("DELETE", SESSIONS)])
def test_a_log_out_takes_the_cookies_away(browser: Browser, method: str, path: str) -> None:
    assert browser.call(method, path, {"X-CSRF-Token": browser.csrf}).status_code == 204
    assert browser.cookies() == set()
    assert browser.call("GET", ME).status_code == 401


@pytest.mark.usefixtures("time")
def test_a_browser_is_known_after_the_log_out(app: Flask, browser: Browser) -> None:
    """Strangers behind its address delay each other's log-ins, and not its own."""
    browser.call("POST", LOGOUT, {"X-CSRF-Token": browser.csrf})
    wrong, right = ({"username": "alice", "password": password} for password in ("not the password", PASSWORD))
    stranger = app.test_client()
    while stranger.post(LOGIN, json=wrong).status_code != 429:
        pass
    assert stranger.post(LOGIN, json=right).status_code == 429
    assert browser.call("POST", LOGIN, ASK, json=right).status_code == 200


def test_the_device_cookie_opens_nothing(browser: Browser) -> None:
    device = browser.client.get_cookie(DEVICE, "sql.example.com")
    assert device is not None
    for name in (ACCESS, REFRESHING):
        browser.client.delete_cookie(name, domain="sql.example.com")
    answers = [browser.call("GET", ME), browser.call("POST", REFRESH, {"X-CSRF-Token": browser.csrf})]
    assert [answer.get_json()["code"] for answer in answers] == ["not_authenticated"] * 2


def test_a_bearer_token_needs_no_csrf_token_and_counts_before_a_cookie(app: Flask, browser: Browser) -> None:
    bob = person(app, "bob")
    headers = {**bob._headers, "Sec-Fetch-Site": "cross-site"}
    assert browser.call("GET", ME, headers).get_json()["username"] == "bob"
    assert browser.call("POST", LOGOUT, headers).status_code == 204
    assert browser.call("GET", ME).get_json()["username"] == "alice"


def test_a_cookie_is_no_token_of_another_kind(browser: Browser) -> None:
    refresh = browser.client.get_cookie(REFRESHING, "sql.example.com")
    assert refresh is not None
    browser.client.set_cookie(ACCESS, refresh.value, domain="sql.example.com", secure=True)
    assert browser.call("GET", ME).get_json()["code"] == "token_wrong_kind"


def test_no_page_of_another_origin_may_send_cookies(make_app: Callable[..., Flask]) -> None:
    client = make_app(CORS_ORIGINS="https://app.example.com").test_client()
    answer = client.options(
        LOGIN, headers={"Origin": "https://app.example.com", "Access-Control-Request-Method": "POST"}
    )
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_flags_under_gunicorn(tmp_path: Path) -> None:
    environment = {"APP_ENV": "testing", "SECRET_KEY": SECRET, "USER_DB_PATH": str(tmp_path / "app.sqlite")}
    environment |= {"BCRYPT_ROUNDS": "4", "TRUSTED_PROXIES": "127.0.0.1"}
    assert flask_command("db", "upgrade", environment=environment).returncode == 0
    with (
        gunicorn(environment, tmp_path / "log") as server,
        httpx.Client(base_url=server.url, trust_env=False) as client,
    ):
        account = {"email": "alice@example.com", "username": "alice", "password": PASSWORD}
        assert client.post("/api/v0/auth/register", json=account).status_code == 201
        answer = client.post(LOGIN, headers=ASK, json={"username": "alice", "password": PASSWORD})
        found = {
            morsel.key: morsel
            for text in answer.headers.get_list("set-cookie")
            for morsel in SimpleCookie(text).values()
        }
        assert set(found) == set(LIVES)
        for name, morsel in found.items():
            assert {flag: morsel[flag] for flag in FLAGS} == FLAGS
            assert bool(morsel["httponly"]) is (name != CSRF)
            assert int(morsel["max-age"]) == LIVES[name]
        sent = "; ".join(f"{name}={morsel.value}" for name, morsel in found.items())
        headers = {"Cookie": sent, "X-Forwarded-Proto": "https", "Host": "sql.example.com", "Origin": HOST}
        assert client.post(LOGOUT, headers=headers).status_code == 403
        assert client.post(LOGOUT, headers={**headers, "X-CSRF-Token": found[CSRF].value}).status_code == 204
