"""Tokens in cookies, for pages that must not keep them where scripts can read them; beside Bearer tokens.

A log-in that asks for it (`X-Token-Transport: cookie`, which no form and no other site can send) gets its tokens as
`__Host-` cookies: no other host can set them, and they go over HTTPS and to this host only. A request whose token comes
from a cookie must come from our own pages, by the browser's word (Fetch Metadata, Origin), and unless it only reads it
must repeat the session's CSRF token in a header: the double submit of OWASP's CSRF cheat sheet, bound to the session.
"""

import hmac
from typing import Any

from flask import Flask, Response, current_app, g, request

from detomo.auth.attempts import KNOWN_FOR
from detomo.crypto.digests import keyed_digest
from detomo.exceptions import ServiceError

TRANSPORT, CSRF_HEADER = "X-Token-Transport", "X-CSRF-Token"
NAMES = {"access": "__Host-detomo_access", "refresh": "__Host-detomo_refresh"}
CSRF_NAME = "__Host-detomo_csrf"
DEVICE_NAME = "__Host-detomo_device"  # the last refresh token: it outlives the session, and proves the device alone
READING = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = {True: frozenset({"same-origin", "none"}), False: frozenset({"same-origin"})}  # by: only reads
_PURPOSE = b"detomo csrf v1"


class CsrfFailed(ServiceError):
    """A request with a cookie did not come from our own page, or could not show the session's CSRF token."""

    status = 403
    code = "csrf_failed"


def init_app(app: Flask) -> None:
    app.after_request(_write)


def token_in_cookie(kinds: set[str]) -> str:
    """The first cookie that holds a token of these kinds; empty where there is none."""
    return next((request.cookies[NAMES[kind]] for kind in sorted(kinds) if NAMES.get(kind) in request.cookies), "")


def device_token() -> str:
    """A refresh token of an earlier session of this browser; empty where there was none."""
    return request.cookies.get(DEVICE_NAME, "")


def require_own_page(session_id: str) -> None:
    """Raise `CsrfFailed` unless a request by cookie comes from our own page. Reading needs no CSRF token."""
    g.by_cookie = True
    reads = request.method in READING
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_own = (site is None or site in OWN_SITES[reads]) and origin in {None, f"{request.scheme}://{request.host}"}
    given = request.headers.get(CSRF_HEADER, "").encode("utf-8", "replace")
    if not is_own or not (reads or hmac.compare_digest(given, _csrf_token(session_id).encode())):
        raise CsrfFailed


def instead_of(body: dict[str, object], session_id: str, *, always: bool = False) -> dict[str, object]:
    """The body of a log-in: as it is, or without its tokens where the caller takes them as cookies, or `always`."""
    if not always and request.headers.get(TRANSPORT, "").lower() != "cookie" and not g.get("by_cookie"):
        return body
    csrf = _csrf_token(session_id)
    g.cookies = {NAMES["access"]: body["access_token"], NAMES["refresh"]: body["refresh_token"], CSRF_NAME: csrf}
    g.cookies[DEVICE_NAME] = body["refresh_token"]
    return {"token_type": "cookie", "expires_in": body["expires_in"], "csrf_token": csrf}


def forget() -> None:
    """Let the response take the session's cookies away from a caller who came with them."""
    if g.get("by_cookie"):
        g.cookies = dict.fromkeys((*NAMES.values(), CSRF_NAME), "")


def _write(response: Response) -> Response:
    lives: dict[str, Any] = {NAMES["access"]: current_app.config["JWT_ACCESS_TOKEN_EXPIRES"], DEVICE_NAME: KNOWN_FOR}
    for name, value in g.get("cookies", {}).items():
        life = lives.get(name, current_app.config["JWT_REFRESH_TOKEN_EXPIRES"]) if value else 0
        readable = name == CSRF_NAME  # our page's script copies it into the header
        response.set_cookie(name, value, max_age=life, path="/", secure=True, httponly=not readable, samesite="Strict")
    return response


def _csrf_token(session_id: str) -> str:
    return keyed_digest(_PURPOSE, session_id.encode())
