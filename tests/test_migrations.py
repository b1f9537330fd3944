"""Migrations on SQLite and PostgreSQL: up, down, equal to the models, and two processes at once."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from detomo import create_app
from detomo.extensions import db
from tests.conftest import SECRET, settings_for
from tests.servers import flask_command


@pytest.fixture
def app(empty_url: str, tmp_path: Path) -> Iterator[Flask]:
    with _app(empty_url, tmp_path) as app:
        yield app


@pytest.fixture
def migrated_app(migrated_url: str, tmp_path: Path) -> Iterator[Flask]:
    with _app(migrated_url, tmp_path) as app:
        yield app


@contextmanager
def _app(url: str, folder: Path) -> Iterator[Flask]:
    """An app in its context."""
    app = create_app(settings_for(folder / "unused.sqlite", APP_DATABASE_URL=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("app")
def test_the_migrated_schema_is_the_models() -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, db.metadata) == []


@pytest.mark.usefixtures("app")
def test_down_leaves_nothing_and_up_works_again() -> None:
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert {"users", "sessions", "projects"} <= set(inspect(db.engine).get_table_names())


@pytest.mark.usefixtures("migrated_app")
def test_no_account_exists() -> None:
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM users")) == 0


@pytest.mark.usefixtures("migrated_app")
def test_one_default_project_exists() -> None:
    from detomo.projects.service import default_knowledge_version, default_project_id

    upgrade()
    assert (default_project_id(), default_knowledge_version()) == (1, 0)


@pytest.mark.usefixtures("app")
def test_a_failed_migration_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(op, "create_index", fail)
    with pytest.raises(ArithmeticError):
        upgrade()
    assert inspect(db.engine).get_table_names() == []


@pytest.mark.timeout(180)
def test_processes_that_migrate_at_once_take_turns(empty_url: str, tmp_path: Path) -> None:
    environment = {"APP_ENV": "testing", "SECRET_KEY": SECRET, "APP_DATABASE_URL": empty_url}

    def migrate(_: int) -> subprocess.CompletedProcess[str]:
        return flask_command("db", "upgrade", environment=environment)

    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(migrate, range(3)))
    assert [result.returncode for result in results] == [0, 0, 0], [result.stderr for result in results]
    assert sum("Running upgrade" in result.stderr for result in results) == 1


@pytest.mark.usefixtures("migrated_app")
def test_moments_keep_their_time_zone() -> None:
    from detomo import clock
    from detomo.auth import service

    before = clock.utcnow()
    account = service.register("a@example.com", "alice", "long enough", rounds=4)
    db.session.expire_all()
    (found,) = service.accounts()
    assert found == account
    assert before <= found.created_at <= clock.utcnow()


@pytest.mark.usefixtures("migrated_app")
def test_an_account_and_its_sessions_work_the_same() -> None:
    from detomo.auth import service, sessions
    from tests.auth.rules import LIFETIMES, log_in

    service.register("a@example.com", "Alice", "long enough", rounds=4)
    with pytest.raises(service.UserExists):
        service.register("A@EXAMPLE.COM", "other", "long enough", rounds=4)
    grant = log_in("ALICE")
    following = sessions.refresh(grant.session_id, grant.refresh_id, LIFETIMES)
    assert sessions.caller_of_session(str(grant.user_id), following.session_id, LIFETIMES).username == "Alice"
    with pytest.raises(sessions.TokenRevoked):
        sessions.refresh(grant.session_id, grant.refresh_id, LIFETIMES)


@pytest.mark.usefixtures("migrated_app")
def test_foreign_keys_are_checked() -> None:
    from sqlalchemy.exc import IntegrityError

    statement = text(
        "INSERT INTO sessions (id, user_id, current_jti, expires_at, created_at, updated_at) "
        "VALUES ('s', 999, 'j', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(statement)


@pytest.mark.usefixtures("app")
def test_sessions_of_before_0006_go_on_and_come_back() -> None:
    from detomo.auth import sessions
    from tests.auth.rules import LIFETIMES

    upgrade(revision="0003")
    moment = "2099-01-01 00:00:00.000000"
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO users (id, email, email_key, username, username_key, password_hash, role, is_active,"
                " created_at, updated_at) VALUES (7, 'a@example.com', 'a@example.com', 'Alice', 'alice', '!', 'user',"
                " true, :moment, :moment)"
            ),
            {"moment": moment},
        )
        connection.execute(
            text(
                "INSERT INTO sessions (id, user_id, current_jti, expires_at, created_at, updated_at)"
                " VALUES ('s', 7, 'j', :moment, :moment, :moment)"
            ),
            {"moment": moment},
        )
    upgrade()
    caller = sessions.caller_of_session("7", "s", LIFETIMES)
    assert (caller.username, caller.has_second_factor) == ("Alice", False)
    db.session.remove()
    downgrade(revision="0003")
    assert [column["name"] for column in inspect(db.engine).get_columns("sessions")] == OLD_SESSION
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT user_id, current_jti FROM sessions")).all() == [(7, "j")]


OLD_SESSION = ["id", "user_id", "current_jti", "expires_at", "revoked_at", "created_at", "updated_at"]
