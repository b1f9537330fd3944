"""What holds for the responses of every route: text says how it is encoded, and nothing leads elsewhere."""

from collections.abc import Callable

import pytest
from flask import Flask

from detomo.identity import Role
from tests.contract.routes import calls
from tests.contract.test_access import METHODS
from tests.people import Person, person

AUDIT = "/api/v0/admin/audit/export"
TYPES: list[tuple[str, Callable[[Person], object], str]] = [
    ("JSON", lambda who: who.get("/api/v0/auth/me"), "application/json"),
    ("error", lambda who: who.get("/nope"), "application/json"),
    ("rows", lambda who: who.get("/api/v0/download_csv", id=asked(who)), "text/csv; charset=utf-8"),
    ("accounts", lambda who: who.get("/api/v0/admin/users/export"), "text/csv; charset=utf-8"),
    ("audit", lambda who: who.get(AUDIT), "text/csv; charset=utf-8"),
    ("audit as JSON lines", lambda who: who.get(AUDIT, format="jsonl"), "application/jsonl"),
    ("events", lambda who: who.post("/api/v0/query/stream", question="a?"), "text/event-stream; charset=utf-8"),
    ("page", lambda who: who.get("/docs"), "text/html; charset=utf-8"),
    ("script", lambda who: who.get("/docs/swagger-ui-bundle.js"), "text/javascript; charset=utf-8"),
    ("style", lambda who: who.get("/docs/swagger-ui.css"), "text/css; charset=utf-8"),
]


def asked(who: Person) -> str:
    who.post("/api/v0/train", question="How many customers?", sql="SELECT COUNT(*) FROM customers")
    return str(who.post("/api/v0/query", question="How many customers?").get_json()["id"])


@pytest.mark.parametrize(("call", "kind"), [case[1:] for case in TYPES], ids=[case[0] for case in TYPES])
def test_the_content_type_names_the_encoding_of_text(app: Flask, call: Callable[[Person], object], kind: str) -> None:
    with call(person(app, "root", Role.ADMIN)) as answer:  # type: ignore[attr-defined]
        assert answer.headers["Content-Type"] == kind


def test_no_call_over_http_is_led_to_https(make_app: Callable[..., Flask]) -> None:
    """A client that sends its token unencrypted must notice."""
    app = make_app(APP_ENV="production", BCRYPT_ROUNDS=10)
    for method, path in calls(app, METHODS):
        with app.test_client().open(path, method=method) as answer:
            assert not 300 <= answer.status_code < 400, (method, path)
