"""The engine of an app, made ready ahead of questions"""

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from detomo.http import ENGINE
from detomo.target import warm_up


def test_the_schema_is_read_ahead(app: Flask) -> None:
    warm_up(app)
    assert app.extensions[ENGINE].catalog.age_seconds is not None


def test_a_database_that_is_away_stops_no_worker(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    app = make_app(DATABASE_PATH=tmp_path / "gone.sqlite")
    warm_up(app)
    assert app.extensions[ENGINE].catalog.age_seconds is None
