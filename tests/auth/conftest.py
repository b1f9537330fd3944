"""Fixtures of accounts"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from detomo import clock
from detomo.extensions import db
from detomo.http import ENGINE
from tests.auth.visitor import Visitor
from tests.conftest import settings_for
from tests.servers import postgres_database


class Time:
    """The clock of the service, which stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = clock.utcnow()

    def now(self) -> datetime:
        return self._now

    def passes(self, **how_long: float) -> None:
        self._now += timedelta(**how_long)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    moved = Time()
    monkeypatch.setattr(clock, "utcnow", moved.now)
    return moved


@pytest.fixture
def alice(app: Flask) -> Visitor:
    return Visitor(app).join()


@pytest.fixture
def bob(app: Flask) -> Visitor:
    return Visitor(app, "bob").join()


@pytest.fixture(scope="module")
def postgres_app(tmp_path_factory: pytest.TempPathFactory, postgres_template: str) -> Iterator[Flask]:
    """An app on PostgreSQL for a file of tests: each takes names of its own."""
    from detomo import create_app

    with postgres_database(postgres_template) as url:
        file = tmp_path_factory.mktemp("postgres") / "unused.sqlite"
        app = create_app(settings_for(file, APP_DATABASE_URL=url))
        yield app
        app.extensions[ENGINE].close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def each_app(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An app on each database, with its context."""
    app = make_app() if request.param == "sqlite" else request.getfixturevalue("postgres_app")
    with app.app_context():
        yield app
        db.session.remove()
