"""The limit that each request counts against, and what its response says of it.

Two rates: `RATE_LIMIT_AUTH` for calls that anyone may make to log in or register, and for every request whose token is
refused, by address; `RATE_LIMIT` for everything else, by user, or by address where nobody is logged in. The header
fields are those of draft-ietf-httpapi-ratelimit-headers-10.
"""

import hashlib
from http import HTTPStatus

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItem, parse

from detomo.errors import describe, error_response
from detomo.exceptions import RateLimited
from detomo.http import access_of, current_settings
from detomo.identity import Caller
from detomo.limits.counter import CallCounter, Standing
from detomo.origin import network_of

COUNTER = "detomo_call_counter"
GENERAL, AUTH = "general", "auth"


def init_app(app: Flask) -> None:
    """Must follow whatever sets `g.caller`, so that users are counted as themselves."""
    settings = app.config["SETTINGS"]
    prefix = f"detomo:{hashlib.sha256(app.config['SECRET_KEY'].encode()).hexdigest()[:8]}"
    app.extensions[COUNTER] = CallCounter(settings.redis_url.get_secret_value(), prefix)
    app.config["RATES"] = {GENERAL: parse(settings.rate_limit), AUTH: parse(settings.rate_limit_auth)}
    app.before_request(_count)
    app.after_request(_tell)


def _count() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    is_open = view is not None and access_of(view) != "access_token" and "/auth/" in str(request.url_rule)
    opens = is_open and request.method != "OPTIONS"
    standing = _hit(AUTH, _address()) if opens else _hit(GENERAL, _who())
    if not standing.allowed:
        raise RateLimited(retry_after=standing.seconds)


def _tell(response: Response) -> Response:
    if "standing" not in g:  # refused before it was counted
        refused = response.status_code == HTTPStatus.UNAUTHORIZED
        standing = _hit(AUTH if refused else GENERAL, _address())
        if not standing.allowed:
            error = RateLimited(retry_after=standing.seconds)
            response = error_response(error.status, describe(error), error.headers)
    name, standing = g.standing
    policy = f'"{name}";q={standing.rate.amount};w={standing.rate.get_expiry()}'
    response.headers.add("RateLimit-Policy", policy)  # beside those of a quota
    response.headers.add("RateLimit", f'"{name}";r={standing.remaining};t={standing.seconds}')
    return response


def _hit(name: str, key: tuple[str, str]) -> Standing:
    rate: RateLimitItem = current_app.config["RATES"][name]
    standing: Standing = current_app.extensions[COUNTER].hit(rate, name, *key)
    g.standing = name, standing
    return standing


def _who() -> tuple[str, str]:
    caller: Caller | None = g.get("caller")
    if caller is None or not current_settings().auth_required:  # then everybody is the same user
        return _address()
    return ("user", str(caller.id)) if caller.api_key_id is None else ("key", str(caller.api_key_id))


def _address() -> tuple[str, str]:
    return "address", network_of(request.remote_addr or "") or "local"  # a Unix socket has none
