"""Access tokens of an outside provider, and logging in there in a browser."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from detomo.auth.oidc.provider import KEPT_SECONDS, Provider, ProviderAway
from tests.conftest import PASSWORD, bearer
from tests.fakes.identity_provider import CLIENT, IdentityProvider

CALLBACK = "http://localhost/api/v0/auth/oidc/callback"
ME = "/api/v0/auth/me"
KIM = {"email": "kim@example.com", "email_verified": True}
Make = Callable[..., Flask]


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as provider:
        yield provider


@pytest.fixture
def make(make_app: Callable[..., Flask], provider: IdentityProvider) -> Make:
    def make(**settings: Any) -> Flask:
        ours = {"OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_REDIRECT_URL": CALLBACK}
        return make_app(**{**ours, **settings})

    return make


@pytest.fixture
def client(make: Make) -> FlaskClient:
    return make().test_client()


def me(client: FlaskClient, token: str) -> TestResponse:
    return client.get(ME, headers=bearer(token))


def test_a_token_of_the_provider_is_its_subjects_account(client: FlaskClient, provider: IdentityProvider) -> None:
    first, second = (me(client, provider.token(**claims)).get_json() for claims in (KIM, {}))
    assert first["email"] == "kim@example.com"
    assert second["id"] == first["id"]


def test_an_elliptic_key_signs_as_well(client: FlaskClient, provider: IdentityProvider) -> None:
    header = {"kid": f"{provider.key_id}-ec"}
    assert me(client, provider.token(key=provider.ec, algorithm="ES256", header=header, **KIM)).status_code == 200


def public_pem(provider: IdentityProvider) -> bytes:
    kind = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return provider.rsa.public_key().public_bytes(*kind)


def by_hand(provider: IdentityProvider, algorithm: str, key: bytes) -> str:
    """A token that PyJWT would refuse to make."""
    body = jwt.decode(provider.token(**KIM), options={"verify_signature": False})
    parts = [{"alg": algorithm, "kid": provider.key_id}, body]
    said = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    signature = hmac.digest(key, said, hashlib.sha256) if key else b""
    return (said + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


REFUSED: dict[str, Callable[[IdentityProvider], str]] = {
    "another audience": lambda p: p.token(aud="another", **KIM),
    "no audience": lambda p: p.token(aud=None, **KIM),
    "expired a second ago": lambda p: p.token(exp=int(time.time()) - 1, **KIM),
    "without an end": lambda p: p.token(exp=None, **KIM),
    "not yet": lambda p: p.token(nbf=int(time.time()) + 60, **KIM),
    "without a subject": lambda p: p.token(sub=None, **KIM),
    "an ID token": lambda p: p.token(nonce="n", **KIM),
    "no signature": lambda p: by_hand(p, "none", b""),
    "signed with the public key as a secret": lambda p: by_hand(p, "HS256", public_pem(p)),
    "the other key's id": lambda p: p.token(header={"kid": f"{p.key_id}-ec"}, **KIM),
    "a key id that is a path": lambda p: p.token(header={"kid": "../../dev/null"}, **KIM),
    "another algorithm of the key": lambda p: p.token(algorithm="RS512", **KIM),
    "somebody else's key": lambda p: p.token(key=_stranger(), **KIM),
    "a critical header": lambda p: p.token(header={"crit": ["x"], "x": 1}, **KIM),
}


def _stranger() -> Any:
    with IdentityProvider() as other:
        return other.rsa


@pytest.mark.parametrize("make_token", REFUSED.values(), ids=REFUSED)
def test_other_tokens_are_refused(
    client: FlaskClient, provider: IdentityProvider, make_token: Callable[[IdentityProvider], str]
) -> None:
    answer = me(client, make_token(provider))
    assert answer.status_code == 401
    assert answer.get_json()["code"] in {"token_invalid", "token_expired"}


def test_a_token_of_another_issuer_is_none_of_ours(client: FlaskClient, provider: IdentityProvider) -> None:
    assert me(client, provider.token(iss="http://evil.example", **KIM)).status_code == 401


def test_new_keys_are_read_when_a_token_names_one(
    make: Make, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detomo.auth.oidc import provider as reading

    monkeypatch.setattr(reading, "PAUSE_SECONDS", 0.0)
    client = make().test_client()
    old = provider.token(**KIM)
    assert me(client, old).status_code == 200
    provider.rotate()
    assert me(client, provider.token(**KIM)).status_code == 200
    assert me(client, old).status_code == 401


def test_unknown_key_ids_do_not_make_it_ask_each_time(client: FlaskClient, provider: IdentityProvider) -> None:
    for number in range(5):
        me(client, provider.token(header={"kid": f"k{number}"}, **KIM))
    assert provider.asked.count("/keys") == 1


def test_a_provider_that_is_down_is_told(client: FlaskClient, provider: IdentityProvider) -> None:
    provider.down = True
    answer = me(client, provider.token(**KIM))
    assert (answer.status_code, answer.get_json()["code"]) == (503, "oidc_provider_unavailable")


@pytest.mark.parametrize("uptime", [0.0, 1e6], ids=["just started", "long up"])
def test_without_ever_having_read_keys_every_token_is_told_so(provider: IdentityProvider, uptime: float) -> None:
    provider.down = True
    with httpx2.Client() as http:
        unread = Provider(provider.issuer, http, clock=lambda: uptime)
        for _ in range(2):  # the second falls into the pause between two readings
            with pytest.raises(ProviderAway):
                unread.key(provider.key_id)


def test_keys_end_some_time_after_the_provider_went_away(provider: IdentityProvider) -> None:
    now = [0.0]
    with httpx2.Client() as http:
        known = Provider(provider.issuer, http, clock=lambda: now[0])
        assert known.key(provider.key_id)
        provider.down = True
        now[0] = 2 * KEPT_SECONDS - 1
        assert known.key(provider.key_id)
        now[0] += 1
        with pytest.raises(ProviderAway):
            known.key(provider.key_id)


def test_metadata_of_another_issuer_is_refused(
    client: FlaskClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = provider.answer

    def lying(method: str, path: str, query: dict[str, str]) -> tuple[int, Any]:
        status, body = answer(method, path, query)
        return status, {**body, "issuer": "http://evil.example"} if "issuer" in body else body

    monkeypatch.setattr(provider, "answer", lying)  # all else is true: keys and end points are reached
    assert me(client, provider.token(**KIM)).get_json()["code"] == "oidc_provider_unavailable"


def test_known_keys_outlast_an_outage(client: FlaskClient, provider: IdentityProvider) -> None:
    assert me(client, provider.token(**KIM)).status_code == 200
    provider.down = True
    assert me(client, provider.token(**KIM)).status_code == 200


@pytest.mark.parametrize(
    "claims", [{}, {"email": "kim@example.com"}, {"email": "kim@example.com", "email_verified": "true"}]
)
def test_an_unproved_address_makes_no_account(
    client: FlaskClient, provider: IdentityProvider, claims: dict[str, Any]
) -> None:
    answer = me(client, provider.token(**claims))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "oidc_identity_unknown")


def register(client: FlaskClient, name: str) -> int:
    body = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
    return int(client.post("/api/v0/auth/register", json=body).get_json()["id"])


def test_nobody_gets_into_an_account_by_its_address(client: FlaskClient, provider: IdentityProvider) -> None:
    register(client, "kim")
    answer = me(client, provider.token(**KIM))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "oidc_address_taken")


def test_a_subject_of_another_provider_is_somebody_else(make: Make, provider: IdentityProvider) -> None:
    first = me(make().test_client(), provider.token(**KIM)).get_json()["id"]
    with IdentityProvider() as other:
        client = make(OIDC_ISSUER=other.issuer).test_client()
        token = other.token(email="lee@example.com", email_verified=True)
        second = me(client, token).get_json()["id"]
    assert first != second


def test_a_trusted_provider_links_a_verified_address(make: Make, provider: IdentityProvider) -> None:
    client = make(OIDC_LINK_VERIFIED_EMAIL=True).test_client()
    account = register(client, "kim")
    assert me(client, provider.token(**KIM)).get_json()["id"] == account


def test_accounts_may_be_made_by_admins_alone(make: Make, provider: IdentityProvider) -> None:
    client = make(OIDC_CREATE_ACCOUNTS=False).test_client()
    assert me(client, provider.token(**KIM)).get_json()["code"] == "oidc_identity_unknown"


def test_a_role_in_the_token_is_not_taken(client: FlaskClient, provider: IdentityProvider) -> None:
    assert me(client, provider.token(role="admin", roles=["admin"], **KIM)).get_json()["role"] == "analyst"


def test_a_disabled_account_stays_out(make: Make, provider: IdentityProvider) -> None:
    from detomo.auth import service

    app = make()
    client = app.test_client()
    name = me(client, provider.token(**KIM)).get_json()["username"]
    with app.app_context():
        service.set_active(name, False)
    assert me(client, provider.token(**KIM)).get_json()["code"] == "inactive_user"


def log_in(client: FlaskClient) -> TestResponse:
    """Follow the browser to the provider and back."""
    return client.get(back_from_provider(client))


def back_from_provider(client: FlaskClient) -> str:
    page = client.get("/api/v0/auth/oidc/login").headers["Location"]
    with httpx2.Client() as browser:
        return str(browser.get(page).headers["Location"])


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


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"iss": "http://evil.example"},
        {"exp": int(time.time()) - 1},
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


def test_without_a_provider_there_is_nothing_to_log_in_at(make_app: Callable[..., Flask]) -> None:
    answer = make_app().test_client().get("/api/v0/auth/oidc/login")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "oidc_not_configured")


@pytest.mark.parametrize(
    ("methods", "status"), [(["pwd"], 403), (None, 403), (["pwd", "otp"], 200)], ids=["password", "not told", "two"]
)
def test_admins_need_a_second_factor_at_the_provider_too(
    make: Make, provider: IdentityProvider, methods: list[str] | None, status: int
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
