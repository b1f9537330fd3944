"""Over every route: bad fields and bad tokens are refused, and a refused request leaves nothing behind."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from detomo.extensions import db
from tests.conftest import PASSWORD, SECRET, bearer
from tests.contract.test_access import closed_calls
from tests.contract.test_malformed import CASES

MEGABYTE = "長" * 350_000
WRONG: dict[str, tuple[Any, ...]] = {
    "string": (1, 1.5, True, [], {}, ["a"], {"a": "b"}, "a\0b"),
    "integer": ("1", 1.5, True, [], {}, None, -1, 10**30),
    "number": ("a", True, [], {}, -1, 10**30, "NaN"),
    "array": ("a", 1, True, {}, [1], [[]]),
}
VALID: dict[str, Any] = {
    "connection_id": 9999,
    "email": "new@example.com",
    "username": "newcomer",
    "password": PASSWORD,
    "new_password": PASSWORD,
    "permissions": ["ask"],
    "terms": ["word"],
}
PAST = datetime.now(UTC) - timedelta(minutes=1)


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, SECRET, algorithms=["HS256"])


BAD_TOKENS: list[tuple[str, Callable[[dict[str, Any]], str], str]] = [
    ("expired", lambda t: jwt.encode({**claims_of(t["access_token"]), "exp": PAST}, SECRET), "token_expired"),
    ("tampered", lambda t: t["access_token"][:-6] + "AAAAAA", "token_invalid"),
    ("other key", lambda t: jwt.encode(claims_of(t["access_token"]), "k" * 40), "token_invalid"),
    ("unsigned", lambda t: jwt.encode(claims_of(t["access_token"]), None, "none"), "token_invalid"),
    ("wrong kind", lambda t: t["refresh_token"], "token_wrong_kind"),
]
TAKES_MORE = {  # what OAuth 2 clients and Vanna's page add
    "/api/v0/auth/login",
    "/api/v0/fix_sql",
    "/api/v0/update_sql",
}
TAKES_REFRESH = {"/api/v0/auth/refresh", "/api/v0/auth/logout"}


def stored(app: Flask) -> dict[str, int]:
    """How many rows each table of the service's own database holds."""
    with app.app_context(), db.engine.connect() as connection:
        tables = db.metadata.sorted_tables
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.fixture
def open_app(make_app: Callable[..., Flask]) -> Flask:
    """An app that asks for no token, and already has the user that everyone is then."""
    app = make_app(AUTH_REQUIRED=False)
    app.test_client().get("/api/v0/auth/me")
    return app


def bodies(app: Flask) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and the schema of the body of every call that reads one."""
    spec = app.test_client().get("/openapi.json").get_json()
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {}) if method != "parameters" else {}
            if "application/json" in content:
                name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
                yield method, re.sub(r"{[^}]+}", "9999", path), spec["components"]["schemas"][name]


def complete(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: VALID.get(name, "word") for name in schema.get("required", ())}


def refused_fields(client: FlaskClient, method: str, path: str, body: dict[str, Any]) -> set[str]:
    """The fields that a 422 names."""
    answer = client.open(path, method=method, json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed"), (path, str(body)[:80])
    return {found["loc"][1] for found in answer.get_json()["detail"]}


def test_a_missing_field_is_named_on_every_route(open_app: Flask) -> None:
    before = stored(open_app)
    seen = 0
    for method, path, schema in bodies(open_app):
        for name in schema.get("required", ()):
            body = {key: value for key, value in complete(schema).items() if key != name}
            assert refused_fields(open_app.test_client(), method, path, body) == {name}
            seen += 1
    assert seen > 20
    assert stored(open_app) == before


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_value_is_named_on_every_route(open_app: Flask, kind: str) -> None:
    before, client = stored(open_app), open_app.test_client()
    fields = [
        (method, path, complete(schema), name, WRONG[kind])
        for method, path, schema in bodies(open_app)
        for name, described in schema["properties"].items()
        if described.get("type") == kind
    ]
    assert fields
    for method, path, body, name, values in fields:
        for value in values:
            assert refused_fields(client, method, path, {**body, name: value}) == {name}
    assert stored(open_app) == before


def test_a_text_of_a_megabyte_is_refused_on_every_route(open_app: Flask) -> None:
    before, client = stored(open_app), open_app.test_client()
    for method, path, schema in bodies(open_app):
        for name in (name for name, described in schema["properties"].items() if described.get("type") == "string"):
            answer = client.open(path, method=method, json={**complete(schema), name: MEGABYTE})
            assert answer.status_code in {401, 422}, (path, name)
            assert {"detail", "code", "request_id"} <= set(answer.get_json())
            assert len(answer.data) < 10_000
    assert stored(open_app) == before


def test_an_unknown_field_is_named_on_every_route(open_app: Flask) -> None:
    for method, path, schema in bodies(open_app):
        if path not in TAKES_MORE:
            body = {**complete(schema), "unknown": 1}
            assert refused_fields(open_app.test_client(), method, path, body) == {"unknown"}


@pytest.mark.parametrize(("body", "kind"), [case[1:3] for case in CASES], ids=[case[0] for case in CASES])
def test_a_malformed_body_leaves_nothing_behind(open_app: Flask, body: bytes, kind: str) -> None:
    before = stored(open_app)
    for method, path, _ in bodies(open_app):
        open_app.test_client().open(path, method=method, data=body, content_type=kind or None)
    assert stored(open_app) == before


@pytest.mark.parametrize(("spoil", "code"), [case[1:] for case in BAD_TOKENS], ids=[case[0] for case in BAD_TOKENS])
def test_every_route_refuses_a_bad_token(
    app: Flask, client: FlaskClient, tokens: dict[str, Any], spoil: Callable[[dict[str, Any]], str], code: str
) -> None:
    before, headers = stored(app), bearer(spoil(tokens))
    for method, path in closed_calls(app):
        if code != "token_wrong_kind" or path not in TAKES_REFRESH:
            answer = client.open(path, method=method, headers=headers)
            assert (answer.status_code, answer.get_json()["code"]) == (401, code), path
    assert stored(app) == before


def test_every_route_refuses_a_token_of_a_closed_session(
    app: Flask, client: FlaskClient, tokens: dict[str, Any]
) -> None:
    headers = bearer(tokens["access_token"])
    assert client.post("/api/v0/auth/logout", headers=headers).status_code == 204
    for method, path in closed_calls(app):
        if path not in TAKES_REFRESH:
            answer = client.open(path, method=method, headers=headers)
            assert (answer.status_code, answer.get_json()["code"]) == (401, "token_revoked"), path


@pytest.mark.parametrize("query", ["id=\0", f"id={'a' * 65}", "question=%00", f"question={'a' * 5000}"])
def test_a_bad_query_string_is_refused_on_every_route(open_app: Flask, query: str) -> None:
    before, client = stored(open_app), open_app.test_client()
    for rule in open_app.url_map.iter_rules():
        is_download = rule.rule.endswith("/export")  # no JSON, and audited
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.rule.startswith("/api/") and not is_download:
            answer = client.get(f"{rule.rule}?{query}")
            assert answer.status_code < 500, rule.rule
            json.loads(answer.data)
    assert {**stored(open_app), "audit_lines": 0} == {**before, "audit_lines": 0}  # looks into the audit are audited
