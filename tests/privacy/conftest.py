"""Apps on a migrated database of each kind, and moving their time."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from detomo import background, clock
from detomo.privacy import jobs


@pytest.fixture
def app(app_on_each_database: Flask) -> Flask:
    return app_on_each_database


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    now = datetime.now(UTC) + timedelta(**time)
    monkeypatch.setattr(clock, "utcnow", lambda: now)


def run(app: Flask) -> int:
    with app.app_context():
        background.drain()
        return jobs.run_due()
