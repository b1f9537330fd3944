"""Tokens that must not open anything"""

import base64
import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import SECRET, bearer

ME = "/api/v0/auth/me"


def altered(token: str, **claims: object) -> str:
    """The token with other claims, signed properly."""
    return jwt.encode({**jwt.decode(token, SECRET, algorithms=["HS256"]), **claims}, SECRET, "HS256")


def unsigned(token: str) -> str:
    return jwt.encode(jwt.decode(token, SECRET, algorithms=["HS256"]), None, "none")


def without(token: str, claim: str) -> str:
    claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    return jwt.encode({name: value for name, value in claims.items() if name != claim}, SECRET, "HS256")


def signed(header: str, payload: str) -> str:
    """What PyJWT would refuse to make, properly signed."""
    text = f"{encoded(header)}.{encoded(payload)}"
    mac = hmac.digest(SECRET.encode(), text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def altered_by_hand(token: str, claim: str) -> str:
    """The claim comes last, where it replaces the one before."""
    payload = json.dumps(jwt.decode(token, SECRET, algorithms=["HS256"]))
    return signed('{"alg": "HS256"}', f"{payload[:-1]}, {claim}}}")


def headed_by_hand(token: str, header: str) -> str:
    return signed(header, json.dumps(jwt.decode(token, SECRET, algorithms=["HS256"])))


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def headed(token: str, **header: str) -> str:
    """The token with further header fields, signed properly: what they point to must never be asked for a key."""
    return jwt.encode(jwt.decode(token, SECRET, algorithms=["HS256"]), SECRET, "HS256", headers=header)


def keyed(token: str, key: str, **header: str) -> str:
    """The same claims under a key that an attacker knows, with a header that leads to it."""
    return jwt.encode(jwt.decode(token, SECRET, algorithms=["HS256"]), key, "HS256", headers=header)


def _unsigned_as(token: str, algorithm: str) -> str:
    header = encoded(f'{{"alg": "{algorithm}", "typ": "JWT"}}')
    return f"{header}.{token.split('.')[1]}."


def _forge_with_public_key(token: str) -> str:
    """An HMAC under a public key (CVE-2015-9235), made by hand: PyJWT would refuse to."""
    text = f"{encoded(RS256)}.{token.split('.')[1]}"
    mac = hmac.digest(PUBLIC_KEY.encode(), text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


RS256 = '{"alg": "RS256", "typ": "JWT"}'
PUBLIC_KEY = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n"
PAST = datetime.now(UTC) - timedelta(minutes=1)
BAD: list[tuple[str, Callable[[str], str], str]] = [
    ("expired", lambda token: altered(token, exp=PAST), "token_expired"),
    ("expired a second ago", lambda token: altered(token, exp=int(time.time()) - 1), "token_expired"),
    ("expired this second", lambda token: altered(token, exp=int(time.time())), "token_expired"),
    ("of the future", lambda token: altered(token, nbf=datetime.now(UTC) + timedelta(hours=1)), "token_invalid"),
    ("other audience", lambda token: altered(token, aud="another service"), "token_invalid"),
    ("kid of an empty file", lambda token: keyed(token, "0" * 32, kid="../../dev/null"), "token_invalid"),
    ("kid with SQL", lambda token: keyed(token, "k" * 32, kid="' UNION SELECT 'kkkk"), "token_invalid"),
    ("jku", lambda token: keyed(token, "k" * 32, jku="http://127.0.0.1:9/keys"), "token_invalid"),
    ("key confusion", lambda token: _forge_with_public_key(token), "token_invalid"),
    ("unsigned, spelt otherwise", lambda token: _unsigned_as(token, "nOnE"), "token_invalid"),
    ("tampered", lambda token: token[:-6] + "AAAAAA", "token_invalid"),
    ("unsigned", unsigned, "token_invalid"),
    ("other key", lambda _: jwt.encode({"sub": "1", "type": "access"}, "k" * 64, "HS256"), "token_invalid"),
    ("other algorithm", lambda _: jwt.encode({"sub": "1", "type": "access"}, SECRET * 2, "HS512"), "token_invalid"),
    ("no session", lambda token: without(token, "sid"), "token_invalid"),
    ("no end", lambda token: without(token, "exp"), "token_invalid"),
    ("no id", lambda token: without(token, "jti"), "token_invalid"),
    ("no user", lambda token: without(token, "sub"), "token_invalid"),
    ("kind that is a list", lambda token: altered(token, type=["access"]), "token_invalid"),
    ("session that is half a character", lambda token: altered(token, sid="\ud800"), "token_invalid"),
    ("user that is a list", lambda token: altered_by_hand(token, '"sub": ["1"]'), "token_invalid"),
    ("endless", lambda token: altered_by_hand(token, '"exp": 1e400'), "token_invalid"),
    ("end that is no number", lambda token: altered_by_hand(token, '"exp": NaN'), "token_invalid"),
    ("two algorithms", lambda token: headed_by_hand(token, '{"alg": "HS256", "alg": "none"}'), "token_invalid"),
    ("critical header", lambda token: headed_by_hand(token, '{"alg": "HS256", "crit": ["x"]}'), "token_invalid"),
    ("payload apart", lambda token: headed_by_hand(token, '{"alg": "HS256", "b64": false}'), "token_invalid"),
    ("unknown session", lambda token: altered(token, sid="0" * 32), "token_invalid"),
    ("someone else's session", lambda token: altered(token, sub="999"), "token_invalid"),
    ("user that is no number", lambda token: altered(token, sub="admin"), "token_invalid"),
    ("number of 5000 digits", lambda token: altered(token, sub="9" * 5000), "token_invalid"),
    ("number beyond the database's", lambda token: altered(token, sub="9" * 30), "token_invalid"),
    ("wrong kind", lambda token: altered(token, type="refresh"), "token_wrong_kind"),
    ("not a token", lambda _: "hello", "token_invalid"),
    ("two parts", lambda _: "a.b", "token_invalid"),
    ("deep header", lambda _: f"{encoded('[' * 5000)}.e30.e30", "token_invalid"),
    ("deep payload", lambda _: f"{encoded('{}')}.{encoded('[' * 5000)}.e30", "token_invalid"),
    ("header that is no object", lambda _: f"{encoded('[]')}.e30.e30", "token_invalid"),
    ("not ASCII", lambda _: "töken.é.è", "token_invalid"),
]


@pytest.mark.parametrize(("spoil", "code"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_token_is_refused(
    client: FlaskClient, tokens: dict[str, Any], spoil: Callable[[str], str], code: str
) -> None:
    answer = client.get(ME, headers=bearer(spoil(tokens["access_token"])))
    assert (answer.status_code, answer.get_json()["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", ", ,Bearer x", "Token x", "\x0bBearer", "Bearer\tx"]
)
def test_a_bad_header_is_refused(client: FlaskClient, header: str) -> None:
    assert client.get(ME, environ_overrides={"HTTP_AUTHORIZATION": header}).status_code == 401


@pytest.mark.parametrize("name", ["access_token", "token", "jwt", "api_key", "Authorization"])
def test_a_token_in_the_url_is_not_read(client: FlaskClient, tokens: dict[str, Any], name: str) -> None:
    """URLs end up in histories and in the logs of proxies."""
    answers = [
        client.get(ME, query_string={name: tokens["access_token"]}),
        client.post("/api/v0/auth/refresh", query_string={name: tokens["refresh_token"]}),
    ]
    assert [answer.get_json()["code"] for answer in answers] == ["not_authenticated"] * 2


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_has_no_case(client: FlaskClient, tokens: dict[str, Any], scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {tokens['access_token']}"}
    assert client.get(ME, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["refresh", "logout"])
@pytest.mark.parametrize("body", [{}, {"refresh_token": ""}, {"refresh_token": "hello"}])
def test_a_missing_or_bad_token_in_the_body_is_refused(client: FlaskClient, path: str, body: dict[str, str]) -> None:
    assert client.post(f"/api/v0/auth/{path}", json=body).status_code == 401


def test_an_access_token_does_not_refresh(client: FlaskClient, auth: dict[str, str]) -> None:
    answer = client.post("/api/v0/auth/refresh", headers=auth)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "token_wrong_kind")


def test_a_check_costs_one_query(app: Flask, client: FlaskClient, auth: dict[str, str]) -> None:
    from sqlalchemy import event

    from detomo.extensions import db

    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert client.get(ME, headers=auth).status_code == 200
    assert len(statements) == 1


def test_tokens_use_the_configured_algorithm_and_lives(make_app: Callable[..., Flask], account: dict[str, str]) -> None:
    secret = SECRET * 2
    client = make_app(ALGORITHM="HS512", SECRET_KEY=secret, ACCESS_TOKEN_EXPIRE_MINUTES=5).test_client()
    client.post("/api/v0/auth/register", json=account)
    body = client.post("/api/v0/auth/login", json={"username": "alice", "password": account["password"]}).get_json()
    claims = jwt.decode(body["access_token"], secret, algorithms=["HS512"])
    assert (body["expires_in"], claims["exp"] - claims["iat"]) == (300, 300)
    assert client.get(ME, headers=bearer(body["access_token"])).status_code == 200


def test_without_required_auth_everyone_is_the_local_user(make_app: Callable[..., Flask]) -> None:
    client = make_app(AUTH_REQUIRED=False).test_client()
    first, second = client.get(ME).get_json(), client.get(ME).get_json()
    assert first == second
    assert (first["username"], first["role"]) == ("local", "admin")


def test_nobody_can_log_in_as_the_local_user(make_app: Callable[..., Flask]) -> None:
    client = make_app(AUTH_REQUIRED=False).test_client()
    client.get(ME)
    for password in ("", "!", "local"):
        answer = client.post("/api/v0/auth/login", json={"username": "local", "password": password})
        assert answer.status_code == 401


@pytest.mark.parametrize("kid", ["../../dev/null", "' OR 1=1 --", "http://127.0.0.1:9/key"])
def test_a_header_leads_to_no_other_key(client: FlaskClient, tokens: dict[str, Any], kid: str) -> None:
    """Signed with our own key the token holds, whatever its `kid`: nothing looks at it."""
    assert client.get(ME, headers=bearer(headed(tokens["access_token"], kid=kid))).status_code == 200


ASSIGNED = [("register", {"role": "admin"}), ("register", {"is_active": False}), ("register", {"id": 1})]
ASSIGNED += [("password", {"role": "admin"}), ("email", {"permissions": ["manage_users"]}), ("step-up", {"role": "x"})]


@pytest.mark.parametrize(("path", "more"), ASSIGNED)
def test_no_body_assigns_what_is_not_its_own(
    client: FlaskClient, auth: dict[str, str], path: str, more: dict[str, Any]
) -> None:
    body = {"email": "m@example.com", "username": "mallory", "password": "correct horse 電池", **more}
    answer = client.post(f"/api/v0/auth/{path}", json=body, headers=auth)
    assert answer.status_code == 422
    assert ["body", next(iter(more))] in [found["loc"] for found in answer.get_json()["detail"]]
    assert client.get(ME, headers=auth).get_json()["role"] == "analyst"
