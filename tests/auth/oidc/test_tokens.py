"""Access tokens of an outside provider, and the keys that it publishes"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from flask.testing import FlaskClient

from detomo.auth.oidc.documents import ProviderAway
from detomo.auth.oidc.provider import LONGEST_KEPT_SECONDS, Provider
from tests.auth.oidc.steps import KIM, Make, me
from tests.fakes.identity_provider import IdentityProvider


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
    parts = [{"alg": algorithm, "kid": provider.key_id, "typ": "at+jwt"}, body]
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
    "an ID token without a nonce": lambda p: p.token(header={"typ": "JWT"}, **KIM),
    "an ID token that calls itself otherwise": lambda p: p.token(at_hash="h", **KIM),
    "no signature": lambda p: by_hand(p, "none", b""),
    "signed with the public key as a secret": lambda p: by_hand(p, "HS256", public_pem(p)),
    "the other key's id": lambda p: p.token(header={"kid": f"{p.key_id}-ec"}, **KIM),
    "a key id that is a path": lambda p: p.token(header={"kid": "../../dev/null"}, **KIM),
    "another algorithm of the key": lambda p: p.token(algorithm="RS512", **KIM),
    "somebody else's key": lambda p: p.token(key=_stranger(), **KIM),
    "a log-out token": lambda p: p.token(header={"typ": "logout+jwt"}, **KIM),
    "a subject that is a list": lambda p: p.token(sub=["u-1"], **KIM),
    "an endless life": lambda p: p.token(exp=float("inf"), **KIM),
    "an end that is no number": lambda p: p.token(exp=float("nan"), **KIM),
    "issued in the future": lambda p: p.token(iat=int(time.time()) + 60, **KIM),
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


GRANTED = [{"scope": "openid detomo.ask"}, {"scp": "detomo.ask"}, {"scp": ["openid", "detomo.ask"]}]
NOT_GRANTED = [
    {},
    {"scope": "openid"},
    {"scope": "detomo.askmore"},
    {"scope": "", "scp": "detomo.ask"},
    {"scope": 5},
    {"scp": {"detomo.ask": 1}},
]


@pytest.mark.parametrize(
    ("granted", "status"), [*((each, 200) for each in GRANTED), *((each, 403) for each in NOT_GRANTED)], ids=str
)
def test_a_token_needs_the_scope_that_is_required(
    make: Make, provider: IdentityProvider, granted: dict[str, Any], status: int
) -> None:
    answer = me(make(OIDC_REQUIRED_SCOPE="detomo.ask").test_client(), provider.token(**KIM, **granted))
    assert (answer.status_code, answer.get_json().get("code")) == (
        status,
        "oidc_scope_missing" if status == 403 else None,
    )


@pytest.mark.parametrize("type_", ["JWT", "at+jwt", "application/at+jwt"])
def test_an_audience_of_its_own_tells_access_tokens_from_id_tokens(
    make: Make, provider: IdentityProvider, type_: str
) -> None:
    client = make(OIDC_AUDIENCE="https://sql.example.com").test_client()
    token = provider.token(aud="https://sql.example.com", header={"typ": type_}, **KIM)
    assert me(client, token).status_code == 200


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_a_provider_whose_clock_is_ahead_is_understood(
    client: FlaskClient, provider: IdentityProvider, name: str
) -> None:
    assert me(client, provider.token(**{name: int(time.time()) + 20}, **KIM)).status_code == 200


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


def test_metadata_of_another_issuer_is_refused(
    client: FlaskClient, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = provider.answer

    def lying(method: str, path: str, query: dict[str, str]) -> tuple[int, Any]:
        status, body = answer(method, path, query)
        return status, {**body, "issuer": "http://evil.example"} if "issuer" in body else body

    monkeypatch.setattr(provider, "answer", lying)  # all else is true: keys and end points are reached
    assert me(client, provider.token(**KIM)).get_json()["code"] == "oidc_provider_unavailable"


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
        now[0] = LONGEST_KEPT_SECONDS - 1
        assert known.key(provider.key_id)
        now[0] += 1
        with pytest.raises(ProviderAway):
            known.key(provider.key_id)


DOCUMENTS: list[tuple[str, Any]] = [
    ("/keys", {"keys": 5}),
    ("/keys", []),
    ("/keys", "http://127.0.0.1:9/elsewhere"),
    ("/keys", {"keys": [], "padding": "x" * 600_000}),
    ("/.well-known/openid-configuration", "http://127.0.0.1:9/elsewhere"),
    ("/.well-known/openid-configuration", {"issuer": 5}),
]


@pytest.mark.parametrize(
    ("path", "document"), DOCUMENTS, ids=["number", "list", "redirect", "huge", "moved", "no address"]
)
def test_a_provider_that_answers_oddly_is_told_each_time(
    client: FlaskClient, provider: IdentityProvider, path: str, document: Any
) -> None:
    provider.documents[path] = document
    codes = [me(client, provider.token(**KIM)).get_json()["code"] for _ in range(2)]
    assert (codes, provider.asked.count(path)) == (["oidc_provider_unavailable"] * 2, 1)


ODD_KEYS = [{"kty": "RSA"}, {"kty": "RSA", "alg": ["RS256"]}, {"kty": "oct", "k": "AAAA"}, {"kty": 5}, 5, None]
ODD_KEYS += [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "alg": "none"}, {"kty": "EC", "crv": "P-999", "kid": 5}]


def test_keys_that_cannot_be_read_do_not_spoil_the_others(client: FlaskClient, provider: IdentityProvider) -> None:
    own = provider.answer("GET", "/keys", {})[1]["keys"]
    odd = [{"kid": provider.key_id, **key} if isinstance(key, dict) else key for key in ODD_KEYS]
    provider.documents["/keys"] = {"keys": [*odd, *own]}
    assert me(client, provider.token(**KIM)).status_code == 200


def test_known_keys_outlast_an_outage(client: FlaskClient, provider: IdentityProvider) -> None:
    assert me(client, provider.token(**KIM)).status_code == 200
    provider.down = True
    assert me(client, provider.token(**KIM)).status_code == 200
