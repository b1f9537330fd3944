"""Tokens: made from grants, read from requests, checked before every view that is not public."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, request
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException, NoAuthorizationError, WrongTokenError
from jwt.exceptions import DecodeError, ExpiredSignatureError, PyJWTError

from detomo import clock
from detomo.auth import api_keys, cookies, service, sessions
from detomo.auth.attempts import KNOWN_FOR, Device
from detomo.auth.context import lifetimes
from detomo.auth.login import Challenge
from detomo.auth.oidc.configured import configured
from detomo.auth.oidc.login import OpenIdConnect
from detomo.auth.one_time import LIFE, Purpose
from detomo.auth.sessions import Grant
from detomo.exceptions import ServiceError
from detomo.extensions import jwt
from detomo.http import access_of, current_settings, needs_second_factor
from detomo.identity import Caller
from detomo.schemas import is_storable

BEARER = "bearer"


class SecondFactorNeeded(ServiceError):
    status = 403
    code = "second_factor_needed"


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.config["JWT_SECRET_KEY"] = settings.secret_key.get_secret_value()
    app.config["JWT_COOKIE_CSRF_PROTECT"] = False  # `cookies` reads them and checks where they come from
    app.config["JWT_ALGORITHM"] = settings.algorithm
    app.config["JWT_DECODE_ALGORITHMS"] = [settings.algorithm]
    app.config["JWT_ACCESS_TOKEN_EXPIRES"] = timedelta(minutes=settings.access_token_expire_minutes)
    app.config["JWT_REFRESH_TOKEN_EXPIRES"] = timedelta(days=settings.refresh_token_expire_days)
    jwt.init_app(app)
    app.before_request(authenticate)
    cookies.init_app(app)


def authenticate() -> None:
    """Set `g.caller` from the access token or API key, or answer 401, unless the view is marked otherwise."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.method == "OPTIONS" or access_of(view) != "access_token":
        return
    settings = current_settings()
    if not settings.auth_required:
        g.caller = service.local_caller()
        return
    g.caller = _bearer_of()
    if needs_second_factor(view):
        _refuse_without_second_factor(g.caller)


def _bearer_of() -> Caller:
    given = _bearer()
    provider = configured()
    if provider is not None and provider.issued(given):
        return _outside(provider, given)
    return api_keys.caller_of_key(given) if given.startswith(api_keys.MARK) else _caller(read_token({"access"}))


def _outside(provider: OpenIdConnect, token: str) -> Caller:
    try:
        return provider.caller_of_token(token)
    except ExpiredSignatureError as err:
        err.jwt_header, err.jwt_data = {}, {}  # type: ignore[attr-defined] # the extension's handler reads them
        raise
    except (PyJWTError, ArithmeticError, RecursionError, ValueError) as err:
        raise DecodeError("not a token for us") from err


def _refuse_without_second_factor(caller: Caller) -> None:
    settings = current_settings()
    is_needed = settings.mfa_required or (settings.mfa_required_for_admin and caller.administers)
    if is_needed and not caller.has_second_factor:
        raise SecondFactorNeeded


def session_from_request(kinds: set[str], given: str | None) -> dict[str, Any]:
    """Check a token from the header, else `given`, and whether its user and session still count; give its claims."""
    claims = read_token(kinds, given)
    g.caller = _caller(claims)
    return claims


def read_token(kinds: set[str], given: str | None = None) -> dict[str, Any]:
    """Give the claims of a token from the header, else of `given`, else from a cookie.

    Raises the token errors that `errors.py` maps, and `CsrfFailed`.
    """
    token = _bearer() or given
    by_cookie = "" if token else cookies.token_in_cookie(kinds)
    if not token and not by_cookie:
        raise NoAuthorizationError("no token")
    claims = _decode(token or by_cookie)
    if claims["type"] not in kinds:
        raise WrongTokenError("wrong kind")
    if by_cookie:
        cookies.require_own_page(claims["sid"])
    return claims


def _decode(token: str, *, allow_expired: bool = False) -> dict[str, Any]:
    try:
        claims = decode_token(token, allow_expired=allow_expired)
    except (RecursionError, ValueError) as err:  # a header of thousands of brackets, or text that is not ASCII
        raise DecodeError("unreadable") from err
    if not _is_ours(claims):
        raise DecodeError("signed with our key, made by something else")
    return claims


def _is_ours(claims: dict[str, Any]) -> bool:
    """Whether a token has what ours have. They name no audience: one that does is for others (RFC 7519, 4.1.3)."""
    texts = [claims.get(name) for name in _TEXTS]
    are_whole = all(isinstance(text, str) and is_storable(text) for text in texts)
    return are_whole and "exp" in claims and "aud" not in claims


_TEXTS = ("sub", "sid", "jti", "type")


def read_device(token: str | None) -> Device:
    """What a refresh token of an earlier session proves, even one that has ended: that its owner used this device."""
    address = request.remote_addr or ""
    try:
        claims = _decode(token, allow_expired=True) if token else {}
        is_young = claims.get("iat", 0) > (clock.utcnow() - KNOWN_FOR).timestamp()
        if is_young and claims["type"] == "refresh":
            return Device(address, int(claims["sub"]), claims["sid"])
    except (PyJWTError, JWTExtendedException, ValueError):
        pass  # somebody else's key, or none of our tokens: a device that is not known
    return Device(address)


def _caller(claims: dict[str, Any]) -> Caller:
    return sessions.caller_of_session(claims["sub"], claims["sid"], lifetimes())


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == BEARER else ""


def answer(opened: Grant | Challenge, *, as_cookies: bool = False) -> dict[str, object]:
    """The body for what a log-in gave: a pair of tokens, or the way to the second step."""
    if isinstance(opened, Challenge):
        seconds = int(LIFE[Purpose.SECOND_FACTOR].total_seconds())
        return {"mfa_required": True, "mfa_token": opened.token, "expires_in": seconds}
    identity, claims = str(opened.user_id), {"sid": opened.session_id}
    access_life: timedelta = current_app.config["JWT_ACCESS_TOKEN_EXPIRES"]
    body: dict[str, object] = {
        "access_token": create_access_token(identity, additional_claims=claims),
        "refresh_token": create_refresh_token(identity, additional_claims={**claims, "jti": opened.refresh_id}),
        "token_type": BEARER,
        "expires_in": int(access_life.total_seconds()),
    }
    return cookies.instead_of(body, opened.session_id, always=as_cookies)
