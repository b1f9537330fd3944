"""Tokens: made from grants, read from requests, checked before every view that is not public."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, request
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import NoAuthorizationError, WrongTokenError
from jwt.exceptions import DecodeError

from detomo.auth import service
from detomo.extensions import jwt
from detomo.http import access_of, current_settings
from detomo.identity import Caller

BEARER = "bearer"


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.config["JWT_SECRET_KEY"] = settings.secret_key.get_secret_value()
    app.config["JWT_COOKIE_CSRF_PROTECT"] = False  # tokens travel in headers only
    app.config["JWT_ALGORITHM"] = settings.algorithm
    app.config["JWT_DECODE_ALGORITHMS"] = [settings.algorithm]
    app.config["JWT_ACCESS_TOKEN_EXPIRES"] = timedelta(minutes=settings.access_token_expire_minutes)
    app.config["JWT_REFRESH_TOKEN_EXPIRES"] = timedelta(days=settings.refresh_token_expire_days)
    jwt.init_app(app)
    app.before_request(authenticate)


def authenticate() -> None:
    """Set `g.caller` from the access token, or answer 401, unless the view is marked otherwise."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.method == "OPTIONS" or access_of(view) != "access_token":
        return
    if current_settings().auth_required:
        g.caller = _caller(read_token({"access"}))
    else:
        g.caller = service.local_caller()


def session_from_request(kinds: set[str], given: str | None) -> dict[str, Any]:
    """Check a token from the header, else `given`, and whether its user and session still count; give its claims."""
    claims = read_token(kinds, given)
    g.caller = _caller(claims)
    return claims


def read_token(kinds: set[str], given: str | None = None) -> dict[str, Any]:
    """Give the claims of a token from the header, else of `given`. Raises the token errors that `errors.py` maps."""
    token = _bearer() or given
    if not token:
        raise NoAuthorizationError("no token")
    try:
        claims = decode_token(token)
    except (RecursionError, ValueError) as err:  # a header of thousands of brackets, or text that is not ASCII
        raise DecodeError("unreadable") from err
    if claims["type"] not in kinds:
        raise WrongTokenError("wrong kind")
    return claims


def _caller(claims: dict[str, Any]) -> Caller:
    session_id = claims.get("sid")
    if not isinstance(session_id, str):  # signed with our key, made by something else
        raise DecodeError("no session")
    return service.caller_of_session(claims["sub"], session_id)


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == BEARER else ""


def refresh_lifetime() -> timedelta:
    return current_app.config["JWT_REFRESH_TOKEN_EXPIRES"]


def issue(grant: service.Grant) -> dict[str, object]:
    """Make the pair of tokens of a grant, as the contract's body."""
    identity, claims = str(grant.user_id), {"sid": grant.session_id}
    access_life: timedelta = current_app.config["JWT_ACCESS_TOKEN_EXPIRES"]
    return {
        "access_token": create_access_token(identity, additional_claims=claims),
        "refresh_token": create_refresh_token(identity, additional_claims={**claims, "jti": grant.refresh_id}),
        "token_type": BEARER,
        "expires_in": int(access_life.total_seconds()),
    }
