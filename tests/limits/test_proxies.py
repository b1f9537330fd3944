"""Whose X-Forwarded-* are believed: a table of peers and headers, and the same under a limit."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from detomo.proxies import TrustedProxies

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/forwarded.jsonl").read_text("utf-8").splitlines()]
A_YEAR = "max-age=31536000; includeSubDomains"
OURS = ["10.0.0.5", "10.1.0.0/16", "fd00::/8"]


def seen(proxies: list[str], environ: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def app(environ: dict[str, Any], _start: Any) -> list[bytes]:
        found.update(environ)
        return []

    list(TrustedProxies(app, proxies)({"wsgi.url_scheme": "http", **environ}, None))
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_client(case: dict[str, str]) -> None:
    environ = {"REMOTE_ADDR": case["peer"], "HTTP_X_FORWARDED_FOR": case.get("for", "")}
    environ["HTTP_X_FORWARDED_PROTO"] = case.get("proto", "")
    found = seen(case.get("proxies", OURS), environ)
    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"]) == (case["client"], case.get("scheme", "http"))


@pytest.mark.parametrize("peer", ["10.0.0.5", "192.0.2.9"])
def test_nothing_of_what_was_forwarded_is_passed_on(peer: str) -> None:
    names = ["FORWARDED", *(f"X_FORWARDED_{name}" for name in ("FOR", "HOST", "PORT", "PREFIX", "PROTO", "SSL", "BY"))]
    found = seen(OURS, {"REMOTE_ADDR": peer, **{f"HTTP_{name}": "evil.example.com" for name in names}})
    assert [name for name in found if "FORWARDED" in name] == []


def test_a_forged_address_is_no_way_around_a_limit(make_app: Callable[..., Flask]) -> None:
    client = make_app(RATE_LIMIT_AUTH="3/minute", TRUSTED_PROXIES="10.0.0.5").test_client()

    def log_in(number: int, peer: str) -> int:
        headers = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
        body = {"username": f"nobody{peer}{number}", "password": "wrong password"}  # or a name's own delay answers
        sent = client.post("/api/v0/auth/login", json=body, headers=headers, environ_base={"REMOTE_ADDR": peer})
        return sent.status_code

    assert [log_in(number, "192.0.2.1") for number in range(4)] == [401, 401, 401, 429]
    assert [log_in(number, "10.0.0.5") for number in range(4)] == [401, 401, 401, 429]


@pytest.mark.parametrize(
    ("environment", "scheme", "sent"),
    [("production", "https", A_YEAR), ("production", "http", None), ("testing", "https", None)],
)
def test_hsts_is_promised_by_a_deployed_service_over_https(
    make_app: Callable[..., Flask], environment: str, scheme: str, sent: str | None
) -> None:
    app = make_app(APP_ENV=environment, BCRYPT_ROUNDS=10, TRUSTED_PROXIES="127.0.0.0/8")
    answer = app.test_client().get("/health/live", headers={"X-Forwarded-Proto": scheme})
    assert answer.headers.get("Strict-Transport-Security") == sent


def test_a_direct_caller_cannot_claim_https(make_app: Callable[..., Flask]) -> None:
    client = make_app(APP_ENV="production", BCRYPT_ROUNDS=10).test_client()
    answer = client.get("/health/live", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in answer.headers
