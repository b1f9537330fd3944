"""Apps on a migrated database of each kind, and moving their time."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_migrate import upgrade

from detomo import background, clock
from detomo.extensions import db
from detomo.privacy import jobs


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    if request.param == "sqlite":
        yield make_app()
        return
    made = make_app(APP_DATABASE_URL=request.getfixturevalue("postgres_url"))
    with made.app_context():
        upgrade()
    yield made
    with made.app_context():
        background.drain()
        db.session.remove()
        db.engine.dispose()


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    now = datetime.now(UTC) + timedelta(**time)
    monkeypatch.setattr(clock, "utcnow", lambda: now)


def run(app: Flask) -> int:
    with app.app_context():
        background.drain()
        return jobs.run_due()
