"""The engine of an app, made ready ahead of questions"""

from collections.abc import Callable

import pytest
from flask import Flask

from detomo.engine.run import Runner
from detomo.http import ENGINE
from detomo.target import warm_up


def test_the_schema_is_read_ahead(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up(app)
    monkeypatch.delattr(Runner, "introspect")
    assert "customers" in {table.name for table in app.extensions[ENGINE].catalog.current()}


def test_a_database_that_is_away_stops_no_worker(make_app: Callable[..., Flask]) -> None:
    app = make_app(TARGET_DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    warm_up(app)
    assert app.extensions[ENGINE].catalog.problem is not None
