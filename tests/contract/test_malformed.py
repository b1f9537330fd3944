"""Malformed requests get a clear error on every route that reads a body."""

import gzip
import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.routes import calls

DEEP = b'{"a":' * 50_000
JSON = "application/json"
CASES: list[tuple[str, bytes, str, int]] = [
    ("broken JSON", b'{"email": ', JSON, 400),
    ("broken UTF-8", b'{"email": "\xff\xfe"}', JSON, 400),
    ("deep JSON", DEEP, JSON, 400),
    ("deep and complete JSON", b'{"email":' + b"[" * 500 + b"]" * 500 + b"}", JSON, 400),
    ("number of 5000 digits", b'{"email": ' + b"9" * 5000 + b"}", JSON, 400),
    ("no body", b"", JSON, 422),
    ("no body, no type", b"", "", 422),
    ("list", b"[1, 2]", JSON, 422),
    ("string", b'"hello"', JSON, 422),
    ("null", b"null", JSON, 422),
    ("NaN", b'{"email": NaN}', JSON, 422),
    ("infinity", b'{"email": [-Infinity]}', JSON, 422),
    ("a name twice", b'{"email": "a@example.com", "\\u0065mail": "b@example.com"}', JSON, 400),
    ("a name twice, deep inside", b'{"email": [{"a": 1, "a": 2}]}', JSON, 400),
    ("byte order mark", b'\xef\xbb\xbf{"email": 1}', JSON, 400),
    ("UTF-16", '{"email": 1}'.encode("utf-16"), JSON, 400),
    ("compressed", gzip.compress(b'{"email": 1}'), JSON, 400),
    ("NUL in a value", b'{"email": "a\\u0000b"}', JSON, 422),
    ("NUL in a name", b'{"em\\u0000ail": 1}', JSON, 422),
    ("NUL deep inside", b'{"email": [{"a": "\\u0000"}]}', JSON, 422),
    ("half a surrogate pair", b'{"email": "\\ud800"}', JSON, 422),
    ("half a surrogate pair in a name", b'{"\\udfff": 1}', JSON, 422),
    ("wrong types", b'{"email": {"a": 1}, "username": [], "password": false}', JSON, 422),
    ("text", b"email=a", "text/plain", 415),
    ("XML", b"<email/>", "application/xml", 415),
    ("form", b"email=a", "application/x-www-form-urlencoded", 415),
]


@pytest.mark.parametrize(("body", "kind"), [case[1:3] for case in CASES], ids=[case[0] for case in CASES])
def test_no_route_fails_on_a_malformed_body(make_app: Callable[..., Flask], body: bytes, kind: str) -> None:
    app = make_app(AUTH_REQUIRED=False)
    for method, path in calls(app, {"POST", "PUT", "PATCH", "DELETE"}):
        answer = app.test_client().open(path, method=method, data=body, content_type=kind or None)
        assert answer.status_code < 500, (method, path)
        if answer.status_code >= 400:
            assert {"detail", "code", "request_id"} <= set(answer.get_json()), (method, path)


@pytest.mark.parametrize(("body", "kind", "status"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_malformed_body_is_a_clear_error(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    answer = client.post("/api/v0/auth/register", data=body, content_type=kind or None)
    assert answer.status_code == status
    assert {"detail", "code", "request_id"} <= set(answer.get_json())
    answer.data.decode("utf-8")


@pytest.mark.parametrize("known_length", [True, False], ids=["with length", "chunked"])
def test_a_body_beyond_the_limit_is_refused(make_app: Callable[..., Flask], known_length: bool) -> None:
    client = make_app(MAX_BODY_BYTES=1000).test_client()
    body = json.dumps({"email": "a" * 2000}).encode()
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.post(
        "/api/v0/auth/register", data=body, content_type=JSON, environ_overrides={} if known_length else chunked
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("path", ["/api/v0/auth/me%00", "/%00", "/docs/%00"])
def test_a_path_with_nul_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/docs/..%2f..%2fconfig.py", "/docs/%2e%2e/routes.py", "/docs//etc/passwd"])
def test_documents_serve_only_their_own_files(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_no_bytes_make_an_internal_error(client: FlaskClient, body: bytes) -> None:
    assert client.post("/api/v0/auth/login", data=body, content_type=JSON).status_code in {400, 401, 422}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(email=values, username=values, more=st.dictionaries(st.text(max_size=5), values, max_size=2))
def test_no_values_make_an_internal_error(client: FlaskClient, email: object, username: object, more: dict) -> None:  # type: ignore[type-arg]
    body = json.dumps({**more, "email": email, "username": username})
    answer = client.post("/api/v0/auth/register", data=body, content_type=JSON)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed")
