"""One error body for every status, whoever raises it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from flask_jwt_extended import exceptions as jwt_errors
from jwt import exceptions as pyjwt_errors
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from detomo.engine.errors import EngineError, ModelFailed, NoModel, QueryFailed, QueryStopped, Refused, Unavailable
from detomo.engine.types import Text
from detomo.exceptions import Busy
from detomo.http import public

BODY = {"detail", "code", "request_id"}
SAID = Text("No such column", "そのような列はありません")
HINT = Text("Did you mean name?", "name のことですか？")
SECRET_WORDS = "password=hunter2"

RAISED: list[tuple[str, Exception, int, str]] = [
    ("engine", EngineError("odd", SAID), 500, "odd"),
    ("refused", Refused("unknown_column", SAID, hint=HINT, part="nam"), 422, "unknown_column"),
    ("no model", NoModel("no_model", SAID, nearest=("How many?",)), 503, "no_model"),
    ("model failed", ModelFailed("model_timeout", SAID), 502, "model_timeout"),
    ("query failed", QueryFailed("query_failed", SAID, diagnosis=SECRET_WORDS), 422, "query_failed"),
    ("query stopped", QueryStopped("query_timeout", SAID), 422, "query_timeout"),
    ("unavailable", Unavailable("busy", SAID), 503, "busy"),
    ("busy", Busy(), 503, "busy"),
    ("unknown", RuntimeError(SECRET_WORDS), 500, "internal_error"),
    ("database away", OperationalError("SELECT", {}, Exception(SECRET_WORDS)), 503, "app_database_unavailable"),
    ("driver away", InterfaceError("SELECT", {}, Exception(SECRET_WORDS)), 503, "app_database_unavailable"),
    ("pool empty", PoolTimeout(SECRET_WORDS), 503, "busy"),
    ("constraint", IntegrityError("INSERT", {}, Exception(SECRET_WORDS)), 500, "internal_error"),
    ("token expired", pyjwt_errors.ExpiredSignatureError(), 401, "token_expired"),
    ("token broken", pyjwt_errors.DecodeError(), 401, "token_invalid"),
    ("no token", jwt_errors.NoAuthorizationError(), 401, "not_authenticated"),
    ("token not fresh", jwt_errors.FreshTokenRequired("", {}, {}), 401, "token_not_fresh"),
    ("token revoked", jwt_errors.RevokedTokenError({}, {}), 401, "token_revoked"),
    ("token without user", jwt_errors.UserLookupError("", {}, {}), 401, "token_invalid"),
    ("token not verified", jwt_errors.UserClaimsVerificationError("", {}, {}), 401, "token_invalid"),
    ("token of the wrong kind", jwt_errors.WrongTokenError(), 401, "token_wrong_kind"),
    ("deep recursion", RecursionError(), 500, "internal_error"),
]


@pytest.fixture
def raising(make_app: Callable[..., Flask]) -> Callable[[Exception | int], FlaskClient]:
    """Make a client of an app whose `/raise` raises."""

    def make(error: Exception | int) -> FlaskClient:
        app = make_app()
        if isinstance(error, PyJwtExpired):
            error.jwt_header, error.jwt_data = {}, {}  # type: ignore[attr-defined]

        @app.get("/raise")
        @public
        def fail() -> None:
            if isinstance(error, int):
                abort(error)
            raise error

        return app.test_client()

    return make


PyJwtExpired = pyjwt_errors.ExpiredSignatureError


@pytest.mark.parametrize(("error", "status", "code"), [c[1:] for c in RAISED], ids=[c[0] for c in RAISED])
def test_an_exception_becomes_the_one_body(raising: Any, error: Exception, status: int, code: str) -> None:
    answer = raising(error).get("/raise")
    body = answer.get_json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert set(body) >= BODY
    assert next(iter(body)) == "detail"
    assert isinstance(body["detail"], str)
    assert SECRET_WORDS not in answer.text
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert ("Retry-After" in answer.headers) == (status == 503)


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 418, 422, 429, 500, 501, 502, 503]
)
def test_an_http_status_becomes_the_one_body(raising: Any, status: int) -> None:
    answer = raising(status).get("/raise")
    assert answer.status_code == status
    assert set(answer.get_json()) >= BODY
    assert answer.get_json()["request_id"] == answer.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("accepts", "detail", "hint"),
    [
        *[(accepts, SAID.en, HINT.en) for accepts in ("", "fr", "en", "*", "en-GB,ja;q=0.5", "\xff;;q=x")],
        *[(accepts, SAID.ja, HINT.ja) for accepts in ("ja", "ja-JP,ja;q=0.9,en;q=0.8", "en;q=0.1,ja")],
    ],
)
def test_engine_errors_speak_the_callers_language(raising: Any, accepts: str, detail: str, hint: str) -> None:
    body = raising(Refused("x", SAID, hint=HINT, part="nam")).get("/raise", headers={"Accept-Language": accepts})
    assert body.get_json() | {"request_id": ""} == {
        "detail": detail,
        "code": "x",
        "request_id": "",
        "hint": hint,
        "part": "nam",
    }


def test_a_missing_model_names_the_nearest_questions(raising: Any) -> None:
    body = raising(NoModel("no_model", SAID, nearest=("a?", "b?"))).get("/raise").get_json()
    assert body["nearest"] == ["a?", "b?"]


def test_the_default_language_serves_callers_without_one(make_app: Callable[..., Flask]) -> None:
    client = make_app(DEFAULT_LANGUAGE="ja").test_client()
    assert client.get("/nope").get_json()["detail"] == "見つかりません"
    assert client.get("/nope", headers={"Accept-Language": "en"}).get_json()["detail"] == "Not found"


def test_field_errors_are_told_in_japanese(client: FlaskClient) -> None:
    answer = client.post("/api/v0/auth/register", json={"username": "a", "x": 1}, headers={"Accept-Language": "ja"})
    texts = [found["msg"] for found in answer.get_json()["detail"]]
    assert sorted(texts) == sorted(
        ["必須項目です", "3 文字以上 50 文字以下で指定してください", "必須項目です", "不明な項目です"]
    )


def test_405_says_what_is_allowed(client: FlaskClient) -> None:
    answer = client.delete("/api/v0/auth/register")
    assert (answer.status_code, answer.get_json()["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_an_unknown_error_answers_the_same_in_debug_mode(make_app: Callable[..., Flask]) -> None:
    app = make_app(APP_ENV="development")
    app.debug = True

    @app.get("/raise")
    @public
    def fail() -> None:
        raise RuntimeError(SECRET_WORDS)

    answer = app.test_client().get("/raise")
    assert (answer.status_code, answer.get_json()["code"]) == (500, "internal_error")
    assert SECRET_WORDS not in answer.text
