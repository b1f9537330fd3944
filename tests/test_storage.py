"""Connections of the service's own database"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from detomo import create_app, storage
from detomo.extensions import db
from tests.conftest import settings_for


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 15000), ("synchronous", 1)]
)
def test_sqlite_is_set_up(app: Flask, pragma: str, value: object) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_the_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "new.sqlite"))
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            connection.execute(text("SELECT * FROM users"))
            modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("new.sqlite*")}
        db.engine.dispose()
    assert modes == {"new.sqlite": 0o600, "new.sqlite-wal": 0o600, "new.sqlite-shm": 0o600}


def test_other_sqlite_engines_stay_as_they_are(app: Flask, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/other.sqlite")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "delete"
    engine.dispose()


def test_postgres_connections_are_tested_before_use(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "x.sqlite", APP_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"))
    with app.app_context():
        assert db.engine.pool._pre_ping
        assert db.engine.url.drivername == "postgresql+psycopg"


def test_a_database_that_is_away_is_told_without_its_words(tmp_path: Path) -> None:
    url = "postgresql://nobody:hunter2@127.0.0.1:1/none"
    client = create_app(settings_for(tmp_path / "x.sqlite", APP_DATABASE_URL=url)).test_client()
    answer = client.post("/api/v0/auth/login", json={"username": "alice", "password": "x"})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "app_database_unavailable")
    assert "127.0.0.1" not in answer.text


def test_a_request_leaves_no_connection_behind(app: Flask, client: FlaskClient, auth: dict[str, str]) -> None:
    client.get("/api/v0/auth/me", headers=auth)
    client.post("/api/v0/auth/register", json={})
    client.get("/api/v0/health")
    with app.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_child_process_gets_connections_of_its_own(app: Flask) -> None:
    with app.app_context():
        with db.engine.connect() as connection:
            inherited = connection.connection.dbapi_connection
        storage.forget_connections(app)
        with db.engine.connect() as connection:
            assert connection.connection.dbapi_connection is not inherited
    assert inherited is not None
    inherited.close()


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    create_app(settings_for(tmp_path / "deep" / "down" / "app.sqlite"))
    assert (tmp_path / "deep" / "down").is_dir()


def test_unmigrated_databases_are_told_as_unavailable(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "empty.sqlite"))
    answer = app.test_client().post("/api/v0/auth/login", json={"username": "alice", "password": "x"})
    assert answer.status_code == 503
    with app.app_context():
        db.engine.dispose()


def test_importing_the_package_stays_cheap() -> None:
    import subprocess
    import sys

    code = (
        "import sys, detomo; print([n for n in sys.modules if n.split('.')[0] in ('flask', 'pydantic', 'sqlalchemy')])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=dict(os.environ)
    )
    assert result.stdout.strip() == "[]"


def test_settings_can_be_given_ready_made(tmp_path: Path, make_app: Callable[..., Any]) -> None:
    from config import load_settings

    settings = load_settings(settings_for(tmp_path / "app.sqlite"))
    assert create_app(settings).config["SETTINGS"] is settings
