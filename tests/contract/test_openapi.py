"""The API's description, and the page that shows it."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from detomo.http import access_of


@pytest.fixture
def spec(client: FlaskClient) -> dict[str, Any]:
    return client.get("/openapi.json").get_json()


def test_it_is_valid(spec: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(spec).iter_errors()] == []


def test_it_describes_every_route_of_the_api(app: Flask, spec: dict[str, Any]) -> None:
    rules = {re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert {rule for rule in rules if rule.startswith(("/api/", "/health", "/generate"))} == set(spec["paths"])


def test_it_says_which_operations_need_no_token(app: Flask, spec: dict[str, Any]) -> None:
    for rule in app.url_map.iter_rules():
        operations = spec["paths"].get(rule.rule, {})
        is_open = access_of(app.view_functions[rule.endpoint]) == "public"
        assert all((op.get("security") == []) == is_open for name, op in operations.items() if name != "parameters"), (
            rule
        )


def test_every_operation_is_explained_and_has_the_error_body(spec: dict[str, Any]) -> None:
    shared = "parameters"  # of all operations on a path
    operations = [op for path in spec["paths"].values() for name, op in path.items() if name != shared]
    assert operations
    assert all(operation.get("summary") and "default" in operation["responses"] for operation in operations)
    assert spec["components"]["schemas"]["Error"]["required"] == ["code", "detail", "request_id"]


def test_the_page_loads_only_from_here(client: FlaskClient) -> None:
    with client.get("/docs") as page:
        text = page.text
    links = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert links
    for link in links:
        with client.get(link) as file:
            assert file.status_code == 200
    assert all(link.startswith("/docs/") for link in links)
    assert "<script>" not in text


def test_the_pages_policy_allows_no_other_host(client: FlaskClient) -> None:
    with client.get("/docs") as page:
        policy = page.headers["Content-Security-Policy"]
    allowed = dict(part.split(maxsplit=1) for part in policy.split("; "))
    nothing = dict.fromkeys(("default-src", "base-uri", "form-action", "frame-ancestors"), "'none'")
    assert allowed.items() >= {**nothing, "script-src": "'self'", "connect-src": "'self'"}.items()
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "http" not in policy and "*" not in policy and "unsafe-eval" not in policy
