"""What the migrations do to data that is there, up and down, on both databases"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from detomo import create_app
from detomo.extensions import db
from tests.conftest import settings_for

BEFORE, AFTER = "0003", "head"


@pytest.fixture
def app(empty_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An app in its context, on a database as it was before there were roles, with two users and three rules."""
    app = create_app(settings_for(tmp_path / "unused.sqlite", APP_DATABASE_URL=empty_url))
    with app.app_context():
        upgrade(revision=BEFORE)
        _fill()
        yield app
        db.session.remove()
        db.engine.dispose()


def _fill() -> None:
    times = "CURRENT_TIMESTAMP, CURRENT_TIMESTAMP"
    with db.engine.begin() as connection:
        for user_id, name, role in ((1, "root", "admin"), (2, "alice", "user"), (3, "gone", "user")):
            values = f"{user_id}, '{name}@example.com', '{name}@example.com', '{name}', '{name}', '!', '{role}', true"
            connection.execute(text(f"INSERT INTO users VALUES ({values}, {times})"))
        connection.execute(text("DELETE FROM users WHERE id = 3"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT setval('users_id_seq', 3)"))
        rules = [
            (1, "country = 'JP' OR :user.role = 'user'", ["user"]),
            (2, "kind = 'user'", ["admin", "user"]),
            (3, "x = 1", None),
        ]
        for rule_id, predicate, roles in rules:
            given = {"id": rule_id, "predicate": predicate, "roles": json.dumps(roles) if roles else None}
            statement = f"INSERT INTO access_rules VALUES (:id, 1, 't', :predicate, '', '', :roles, NULL, {times})"
            connection.execute(text(statement), given)


def roles_of_users() -> dict[str, str]:
    with db.engine.connect() as connection:
        return dict(connection.execute(text("SELECT username, role FROM users")).all())  # type: ignore[arg-type]


def rules() -> list[tuple[str, list[str] | None]]:
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT predicate, roles FROM access_rules ORDER BY id")).all()
    return [(row.predicate, json.loads(row.roles) if isinstance(row.roles, str) else row.roles) for row in rows]


@pytest.mark.usefixtures("app")
def test_users_become_analysts_and_come_back() -> None:
    upgrade(revision=AFTER)
    assert roles_of_users() == {"root": "admin", "alice": "analyst"}
    downgrade(revision=BEFORE)
    assert roles_of_users() == {"root": "admin", "alice": "user"}


@pytest.mark.usefixtures("app")
def test_rules_go_on_limiting_whom_they_limited() -> None:
    upgrade(revision=AFTER)
    assert rules() == [
        ("country = 'JP' OR :user.role = 'analyst'", ["analyst", "viewer"]),
        ("kind = 'user'", ["admin", "analyst", "viewer"]),
        ("x = 1", None),
    ]
    downgrade(revision=BEFORE)
    assert rules() == [
        ("country = 'JP' OR :user.role = 'user'", ["user"]),
        ("kind = 'user'", ["admin", "user"]),
        ("x = 1", None),
    ]


@pytest.mark.usefixtures("app")
def test_what_the_migration_brought_goes_with_it() -> None:
    from detomo.audit.service import Action, record_alone
    from detomo.roles import custom

    upgrade(revision=AFTER)
    custom.create(None, name="auditor", permissions=["read_audit"])
    record_alone(Action.ASKED, actor_id=1)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE users SET role = 'auditor' WHERE username = 'alice'"))
    db.session.remove()
    downgrade(revision=BEFORE)
    assert roles_of_users()["alice"] == "user"
    upgrade(revision=AFTER)


@pytest.mark.usefixtures("app")
def test_no_id_is_given_again() -> None:
    from detomo.auth import service

    upgrade(revision=AFTER)
    assert service.register("new@example.com", "newcomer", "correct horse battery", rounds=4).id == 4
