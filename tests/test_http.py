"""What routes are made of"""

from collections.abc import Callable

import pytest
from flask import Flask

from detomo.auth import service
from detomo.http import requires
from detomo.identity import Permission, Role
from tests.conftest import PASSWORD, bearer


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    app = make_app()

    @app.get("/for-admins")
    @requires(Permission.MANAGE_USERS)
    def for_admins() -> str:
        return "yes"

    @app.get("/for-users")
    @requires(Permission.ASK)
    def for_users() -> str:
        return "yes"

    return app


def token_of(app: Flask, role: Role) -> str:
    with app.app_context():
        service.register(f"{role}@example.com", f"one-{role}", PASSWORD, rounds=4, role=role)
    body = {"username": f"one-{role}", "password": PASSWORD}
    return app.test_client().post("/api/v0/auth/login", json=body).get_json()["access_token"]


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.ANALYST, "/for-users", 200),
        (Role.ANALYST, "/for-admins", 403),
        (Role.ADMIN, "/for-users", 200),
        (Role.ADMIN, "/for-admins", 200),
    ],
)
def test_roles(app: Flask, role: Role, path: str, status: int) -> None:
    answer = app.test_client().get(path, headers=bearer(token_of(app, role)))
    assert answer.status_code == status


def test_a_refused_role_is_told(app: Flask) -> None:
    answer = app.test_client().get("/for-admins", headers=bearer(token_of(app, Role.ANALYST)))
    assert answer.get_json()["code"] == "forbidden"


HEADERS = {  # said here again: what the service forgets to send must not vanish from the test too
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/api/v0/auth/me", 401),
        ("GET", "/nope", 404),
        ("DELETE", "/health", 405),
        ("OPTIONS", "/api/v0/auth/me", 200),
    ],
)
def test_every_response_has_the_security_headers(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


OTHER_ORIGINS = [
    "https://evil.example.com",
    "https://app.example.com.evil.com",
    "https://evil.com/https://app.example.com",
    "https://sub.app.example.com",
    "https://appxexample.com",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com@evil.com",
    "null",
]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("https://app.example.com", "https://app.example.com"), *((origin, None) for origin in OTHER_ORIGINS)],
)
def test_only_named_origins_may_call(make_app: Callable[..., Flask], origin: str, allowed: str | None) -> None:
    client = make_app(CORS_ORIGINS="https://app.example.com").test_client()
    answer = client.options("/api/v0/auth/me", headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
    assert answer.headers.get("Access-Control-Allow-Origin") == allowed


@pytest.mark.parametrize("origin", ["https://app.example.com", "https://evil.example.com", None])
def test_an_answer_for_one_origin_is_not_kept_for_another(make_app: Callable[..., Flask], origin: str | None) -> None:
    client = make_app(CORS_ORIGINS="https://app.example.com").test_client()
    answer = client.get("/health/live", headers={"Origin": origin} if origin else {})
    assert "Origin" in answer.headers.get("Vary", "")
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *[(host, 200) for host in ("localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000")],
        *[
            (host, 421)
            for host in ("evil.example.com", "evil.example.com:8000", "localhost.evil.com", "10.0.0.1", "a@b")
        ],
    ],
)
def test_without_log_ins_no_other_name_is_answered_for(make_app: Callable[..., Flask], host: str, status: int) -> None:
    client = make_app(AUTH_REQUIRED=False).test_client()
    answer = client.get("/api/v0/auth/me", headers={"Host": host})
    assert answer.status_code == status
    assert make_app().test_client().get("/health/live", headers={"Host": host}).status_code == 200


def test_no_origin_may_call_unless_named(app: Flask) -> None:
    answer = app.test_client().get("/health", headers={"Origin": "https://app.example.com"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_errors_reach_pages_on_named_origins(make_app: Callable[..., Flask]) -> None:
    client = make_app(CORS_ORIGINS="https://app.example.com").test_client()
    answer = client.get("/api/v0/auth/me", headers={"Origin": "https://app.example.com"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, "https://app.example.com")
