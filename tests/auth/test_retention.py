"""Old sessions and addresses go; those that still tell a place as known stay. On SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from detomo import clock
from detomo.auth import retention
from detomo.auth.models import KnownAddress, Session
from detomo.extensions import db
from detomo.privacy import jobs
from tests.auth.visitor import Visitor

REFRESH_DAYS = 7  # REFRESH_TOKEN_EXPIRE_DAYS


@pytest.fixture
def app(app_on_each_database: Flask) -> Flask:
    return app_on_each_database


def left_after(app: Flask, monkeypatch: pytest.MonkeyPatch, days: float) -> tuple[int, int]:
    """Sessions and known addresses after a sweep so many days from now."""
    now = datetime.now(UTC) + timedelta(days=days)
    with monkeypatch.context() as later, app.app_context():
        later.setattr(clock, "utcnow", lambda: now)
        jobs.run_due()
        counts = [select(func.count()).select_from(model) for model in (Session, KnownAddress)]
        sessions, addresses = [db.session.scalar(count) or 0 for count in counts]
        return sessions, addresses


def test_places_go_once_they_are_known_no_longer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor(app).join()
    ended = visitor.elsewhere("192.0.2.1")
    ended.session = ended.log_in().get_json()
    assert ended.post("logout").status_code == 204
    assert left_after(app, monkeypatch, 89.9) == (2, 2)
    assert left_after(app, monkeypatch, 90.1) == (1, 0)
    assert left_after(app, monkeypatch, 90 + REFRESH_DAYS - 0.1) == (1, 0)
    assert left_after(app, monkeypatch, 90 + REFRESH_DAYS + 0.1) == (0, 0)


def test_many_go_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    visitor = Visitor(app).join()
    for _ in range(4):
        visitor.log_in()
    assert left_after(app, monkeypatch, 100) == (0, 0)
    assert visitor.log_in().status_code == 200
