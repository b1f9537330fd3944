"""Logging in at a provider in a browser"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.auth.oidc.steps import KIM, Make, back_from_provider, log_in, me
from tests.auth.visitor import Visitor
from tests.conftest import bearer
from tests.fakes.identity_provider import CLIENT, IdentityProvider


def test_a_browser_logs_in(client: FlaskClient) -> None:
    answer = log_in(client)
    assert answer.status_code == 200, answer.get_json()
    assert me(client, answer.get_json()["access_token"]).get_json()["email"] == "kim@example.com"


def test_a_browser_is_sent_to_the_page_with_cookies(make: Make) -> None:
    answer = log_in(make(OIDC_RETURN_URL="/app").test_client())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/app")
    kept = {cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")}
    assert {"__Host-detomo_access", "__Host-detomo_refresh"} <= kept
    assert "access_token" not in answer.get_data(as_text=True)


def test_the_request_holds_what_protects_it(client: FlaskClient) -> None:
    answer = client.get("/api/v0/auth/oidc/login")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


def test_a_deployed_service_keeps_its_cookie_to_itself(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other host of its domain can set a cookie with this prefix, to have people log in as somebody else."""
    settings = client.application.config["SETTINGS"].model_copy(update={"app_env": "production"})
    monkeypatch.setitem(client.application.config, "SETTINGS", settings)
    cookie = client.get("/api/v0/auth/oidc/login").headers["Set-Cookie"]
    assert cookie.startswith("__Host-detomo_oidc=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_the_second_factor_of_the_account_is_asked_for(make: Make, provider: IdentityProvider) -> None:
    """Unless the provider has seen two factors itself."""
    app = make()
    kim = Visitor(app, "kim")
    kim.session = log_in(app.test_client(), "?again=true").get_json()
    kim.switch_on_mfa()
    assert kim.authenticator
    asked = log_in(app.test_client()).get_json()
    opened = kim.post("login/mfa", mfa_token=asked["mfa_token"], code=kim.authenticator.code())
    assert ("access_token" in asked, kim.is_in(opened.get_json()["access_token"])) == (False, True)
    provider.claims = {"amr": ["pwd", "otp"]}
    assert "access_token" in log_in(app.test_client()).get_json()


def test_the_page_gets_what_the_second_step_needs(make: Make) -> None:
    app = make(OIDC_RETURN_URL="/app")
    kim = Visitor(app, "kim")
    kim.session = log_in(make().test_client(), "?again=true").get_json()
    kim.switch_on_mfa()
    answer = log_in(app.test_client())
    assert answer.headers["Location"].startswith("/app#mfa_token=")
    assert not any(cookie.startswith("__Host-") for cookie in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("told", [-3600, 3600, None], ids=["an hour ago", "in an hour", "not told"])
def test_a_log_in_at_the_provider_long_ago_is_no_recent_one(
    make: Make, provider: IdentityProvider, told: int | None
) -> None:
    app = make()
    kim = Visitor(app, "kim")
    provider.claims = {} if told is None else {"auth_time": int(time.time()) + told}
    kim.session = log_in(app.test_client()).get_json()
    assert kim.call("POST", "mfa").get_json()["code"] == "login_too_old"
    kim.session = log_in(app.test_client(), "?again=true").get_json()
    assert kim.call("POST", "mfa").status_code == 201


def test_another_browser_cannot_use_the_answer(make: Make) -> None:
    app = make()
    back = back_from_provider(app.test_client())
    victim = app.test_client()
    victim.get("/api/v0/auth/oidc/login")
    assert victim.get(back).get_json()["code"] == "oidc_login_failed"
    assert app.test_client().get(back).get_json()["code"] == "oidc_login_failed"


@pytest.mark.parametrize(
    "change",
    [lambda back: back.replace("state=", "state=x"), lambda back: f"{back}&iss=http://evil.example"],
    ids=["another state", "another issuer"],
)
def test_an_answer_to_another_request_is_refused(client: FlaskClient, change: Callable[[str], str]) -> None:
    assert client.get(change(back_from_provider(client))).get_json()["code"] == "oidc_login_failed"


def test_an_answer_counts_once(client: FlaskClient, provider: IdentityProvider) -> None:
    back = back_from_provider(client)
    assert client.get(back).status_code == 200
    assert client.get(back).status_code == 401
    assert provider.asked.count("/token") == 1  # refused here: the browser's log-in is over


def test_an_expired_id_token_is_refused(client: FlaskClient, provider: IdentityProvider) -> None:
    provider.claims = {"exp": int(time.time()) - 1}
    assert log_in(client).get_json()["code"] == "oidc_login_failed"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"iss": "http://evil.example"},
    ],
    ids=str,
)
def test_an_id_token_for_another_request_or_client_is_refused(
    client: FlaskClient, provider: IdentityProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert log_in(client).get_json()["code"] == "oidc_login_failed"


def test_a_refusal_of_the_provider_is_told(client: FlaskClient) -> None:
    client.get("/api/v0/auth/oidc/login")
    answer = client.get("/api/v0/auth/oidc/callback?error=access_denied&state=x")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "oidc_login_failed")


def test_a_refusal_of_the_provider_leads_back_to_the_page(make: Make) -> None:
    client = make(OIDC_RETURN_URL="/app").test_client()
    client.get("/api/v0/auth/oidc/login")
    answer = client.get("/api/v0/auth/oidc/callback?error=access_denied")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/app#error=oidc_login_failed")


@pytest.mark.parametrize("ahead", [0, 20, 0.5])
def test_a_log_in_just_now_is_recent_by_a_clock_that_is_ahead(
    client: FlaskClient, provider: IdentityProvider, ahead: float
) -> None:
    provider.claims = {"auth_time": time.time() + ahead if ahead == 0.5 else int(time.time()) + ahead}
    kim = Visitor(client.application, "kim")
    kim.session = log_in(client).get_json()
    assert kim.post("api-keys", name="k", permissions=["ask"]).status_code == 201


def test_without_a_provider_there_is_nothing_to_log_in_at(make_app: Callable[..., Flask]) -> None:
    answer = make_app().test_client().get("/api/v0/auth/oidc/login")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "oidc_not_configured")


@pytest.mark.parametrize(
    ("methods", "status"),
    [
        (["pwd"], 403),
        (None, 403),
        (["pwd", "otp"], 200),
        (["mfa"], 200),
        (["face"], 403),
        (["pwd", "pin"], 403),
        ("mfa", 403),
    ],
    ids=str,
)
def test_admins_need_a_second_factor_at_the_provider_too(
    make: Make, provider: IdentityProvider, methods: Any, status: int
) -> None:
    from detomo.auth.models import User
    from detomo.extensions import db

    app = make(MFA_REQUIRED_FOR_ADMIN=True)
    client = app.test_client()
    user_id = me(client, provider.token(**KIM)).get_json()["id"]
    with app.app_context():
        db.session.get_one(User, user_id).role = "admin"
        db.session.commit()
    answer = client.get("/api/v0/rules", headers=bearer(provider.token(amr=methods)))
    assert answer.status_code == status
