"""Every error leaves as one body: `detail`, `code`, `request_id`, and `hint` where there is something to do.

ServiceError        raised by services; its texts are in `messages.py`
EngineError         raised by the engine; carries its own texts
HTTPException       werkzeug's and webargs': 404, 405, 413, 415, 422, …
token errors        flask-jwt-extended's, through its seven loaders
database errors     the service's own database is away: 503
anything else       500 with a fixed text: what the exception says never reaches a client
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, jsonify
from flask_jwt_extended.exceptions import WrongTokenError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from detomo.engine.errors import EngineError, NoModel, NotSure, QueryFailed
from detomo.exceptions import ServiceError
from detomo.extensions import db, jwt
from detomo.http import language
from detomo.logs import request_id
from detomo.messages import HINTS, MESSAGES, translate_field

log = structlog.get_logger(__name__)

CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
CODES |= {415: "unsupported_media_type", 500: "internal_error", 503: "busy"}
LOCATIONS = {"json": "body", "form": "body", "files": "body", "querystring": "query", "view_args": "path"}
RETRY = {"Retry-After": "5"}
TOKEN_ERRORS = {
    "expired_token_loader": "token_expired",
    "invalid_token_loader": "token_invalid",
    "unauthorized_loader": "not_authenticated",
    "needs_fresh_token_loader": "token_not_fresh",
    "revoked_token_loader": "token_revoked",
    "user_lookup_error_loader": "token_invalid",
    "token_verification_failed_loader": "token_invalid",
}


def init_app(app: Flask) -> None:
    """Register every handler. Must follow the extensions, whose own handlers these replace."""
    for loader, code in TOKEN_ERRORS.items():
        getattr(jwt, loader)(_token_error(code))
    for kind, handler in {
        WrongTokenError: _token_error("token_wrong_kind"),
        ServiceError: _expected_error,
        EngineError: _expected_error,
        HTTPException: _http_error,
        OperationalError: _database_away,
        InterfaceError: _database_away,
        PoolTimeout: _database_busy,
        Exception: _unknown_error,
    }.items():
        app.register_error_handler(kind, handler)


def error_body(detail: Any, code: str, *, hint: str = "", **extra: object) -> dict[str, Any]:
    """The one body, for responses and for the `error` event of a stream."""
    body: dict[str, Any] = {"detail": detail, "code": code, "request_id": request_id()}
    if hint:
        body["hint"] = hint
    return body | extra


def error_response(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.update(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def describe(error: ServiceError | EngineError) -> dict[str, Any]:
    """The body of an expected error, in the caller's language."""
    spoken = language()
    extra: dict[str, object] = {}
    if getattr(error, "part", ""):
        extra["part"] = error.part  # type: ignore[union-attr]
    if isinstance(error, NoModel | NotSure):
        extra |= {"nearest": list(error.nearest), "unknown": list(error.unknown)}
    if isinstance(error, QueryFailed) and error.diagnosis and not error.touched_rows:  # else it may quote hidden rows
        extra["diagnosis"] = error.diagnosis
    return error_body(error.message.to(spoken), error.code, hint=error.hint.to(spoken) if error.hint else "", **extra)


def said(code: str) -> dict[str, Any]:
    """The body of an error whose texts are in `messages.py`, in the caller's language."""
    spoken = language()
    hint = HINTS[code].to(spoken) if code in HINTS else ""
    return error_body(MESSAGES[code].to(spoken), code, hint=hint)


def _token_error(code: str) -> Any:
    return lambda *_: error_response(HTTPStatus.UNAUTHORIZED, said(code))


def _expected_error(error: ServiceError | EngineError) -> Response:
    log.info("refused", code=error.code)
    headers = RETRY if error.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return error_response(error.status, describe(error), headers)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    messages = getattr(error, "data", {}).get("messages")
    if status == HTTPStatus.UNPROCESSABLE_ENTITY and messages:
        return error_response(status, error_body(list(field_errors(messages)), "validation_failed"))
    code = getattr(error, "detomo_code", None) or CODES.get(status)
    headers = {name: value for name, value in error.get_headers() if name not in {"Content-Type", "Content-Length"}}
    if code is None:
        return error_response(status, error_body(error.name, f"http_{status}"), headers)
    return error_response(status, said(code), headers)


def field_errors(messages: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Flatten marshmallow's `{location: {field: [text]}}`, at any depth, into the contract's list."""
    spoken = language()
    for location, found in messages.items():
        for path, text in _leaves(found, ()):
            kind = "missing" if text.startswith("Missing data") else "value_error"
            kind = "extra_forbidden" if text.startswith("Unknown field") else kind
            yield {
                "loc": [LOCATIONS.get(location, location), *path],
                "msg": translate_field(text, spoken),
                "type": kind,
            }


def _leaves(found: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(found, Mapping):
        for name, inner in found.items():
            yield from _leaves(inner, path if name == "_schema" else (*path, name))
    elif isinstance(found, list):
        for inner in found:
            yield from _leaves(inner, path)
    else:
        yield path, str(found)


def _database_away(error: Exception) -> Response:
    db.session.rollback()
    log.error("app_database_unavailable", error=type(error).__name__, cause=type(error.__cause__).__name__)
    return error_response(HTTPStatus.SERVICE_UNAVAILABLE, said("app_database_unavailable"), RETRY)


def _database_busy(error: Exception) -> Response:
    log.error("app_database_busy", error=type(error).__name__)
    return error_response(HTTPStatus.SERVICE_UNAVAILABLE, said("busy"), RETRY)


def _unknown_error(error: Exception) -> Response:
    db.session.rollback()
    log.error("unknown_error", exc_info=error)
    return error_response(HTTPStatus.INTERNAL_SERVER_ERROR, said("internal_error"))
