"""Logging in at the provider in a browser: the authorization code flow with PKCE (RFC 7636) and state (RFC 9700, 4.7).

What ties the answer to the browser that asked travels in a cookie of that browser, signed with our key: any worker can
read it, and no other browser has it.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx2
import jwt
from itsdangerous import BadData, URLSafeTimedSerializer

from detomo.auth.oidc.claims import id_claims
from detomo.auth.oidc.documents import fetch
from detomo.auth.oidc.provider import Provider
from detomo.exceptions import ServiceError

LIFE_SECONDS = 600
_SALT = "oidc log-in"


class BrowserLoginFailed(ServiceError):
    """The provider refused, or its answer is not one to the request that this browser made."""

    status = 401
    code = "oidc_login_failed"


@dataclass(frozen=True, slots=True)
class Client:
    """What we are to the provider. `secret` is empty for a public client."""

    id: str
    secret: str = field(repr=False)
    redirect_url: str
    scopes: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A log-in that a browser has begun."""

    state: str
    nonce: str
    verifier: str


def begin(provider: Provider, client: Client, *, again: bool) -> tuple[str, Pending]:
    """The provider's page to send the browser to, and what to keep until it comes back.

    `again`: who has a session at the provider proves there anew who they are. Raises `ProviderAway`.
    """
    pending = Pending(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64))
    query = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": client.redirect_url,
        "scope": client.scopes,
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": _challenge(pending.verifier),
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if again else {}),
    }
    page = provider.metadata().authorization_endpoint
    return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}", pending


def finish(
    provider: Provider, client: Client, http: httpx2.Client, pending: Pending, answer: Mapping[str, str]
) -> dict[str, Any]:
    """The checked claims of who logged in, from what the provider sent the browser back with.

    Raises `BrowserLoginFailed` or `ProviderAway`.
    """
    state = answer.get("state", "")
    if not hmac.compare_digest(state.encode(), pending.state.encode()) or not answer.get("code"):
        raise BrowserLoginFailed
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: another provider's answer
        raise BrowserLoginFailed
    token = _id_token(provider, client, http, answer["code"], pending.verifier)
    try:
        return id_claims(token, provider, client.id, pending.nonce)
    except (jwt.PyJWTError, ArithmeticError, RecursionError, ValueError) as err:
        raise BrowserLoginFailed from err


def sealed(pending: Pending, key: str) -> str:
    """For the cookie."""
    return URLSafeTimedSerializer(key, salt=_SALT).dumps(asdict(pending))


def unsealed(cookie: str, key: str) -> Pending:
    """From the cookie. Raises `BrowserLoginFailed` for one that is not ours, or older than `LIFE_SECONDS`."""
    try:
        return Pending(**URLSafeTimedSerializer(key, salt=_SALT).loads(cookie, max_age=LIFE_SECONDS))
    except (BadData, TypeError) as err:
        raise BrowserLoginFailed from err


def _id_token(provider: Provider, client: Client, http: httpx2.Client, code: str, verifier: str) -> str:
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_url,
        "client_id": client.id,
        "code_verifier": verifier,
    }
    auth = httpx2.BasicAuth(client.id, client.secret) if client.secret else None
    status, found = fetch(http, "POST", provider.metadata().token_endpoint, data=body, auth=auth)
    token = found.get("id_token")
    if status != httpx2.codes.OK or not isinstance(token, str):
        raise BrowserLoginFailed
    return token


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
