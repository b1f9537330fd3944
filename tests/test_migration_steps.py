"""Every migration with a row in every table: nothing is lost upwards, and downwards what was there comes back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, select

from detomo import create_app
from detomo.extensions import db
from detomo.storage import MIGRATIONS
from tests.conftest import settings_for
from tests.filling import fill

STEPS = [script.revision for script in reversed(list(ScriptDirectory(MIGRATIONS).walk_revisions()))]
KEPT = {"alembic_version", "audit_lines", "audit_head"}  # `test_migrated_data.py` has lines of the audit
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def app(empty_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An app in its context, on an empty database."""
    app = create_app(settings_for(tmp_path / "unused.sqlite", APP_DATABASE_URL=empty_url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("app")
@pytest.mark.timeout(120)
def test_each_step_keeps_what_is_there() -> None:
    for number, revision in enumerate(STEPS):
        upgrade(revision=revision)
        _fill()
        before = _rows()
        if number + 1 < len(STEPS):
            upgrade(revision=STEPS[number + 1])
            after = _rows()
            assert {name: len(after.get(name, ())) for name in before} == {name: len(before[name]) for name in before}
            downgrade(revision=revision)
            assert _rows() == before, revision
    downgrade(revision="base")


def _fill() -> None:
    """A row in each table that has none yet; what a later migration changes in it is what it finds."""
    made = {name: rows[0] for name, rows in _rows().items() if rows}
    given = {"users": {"email": "someone@example.com", "email_key": "someone@example.com", "role": "user"}}
    tables = [table for table in _tables().sorted_tables if table.name not in KEPT]
    with db.engine.begin() as connection:
        fill(connection, tables, made, "mark", given)
    assert all(_rows().values())


def _tables() -> MetaData:
    found = MetaData()
    found.reflect(db.engine)
    return found


def _rows() -> Rows:
    """Every row of every table, by the table's name."""
    with db.engine.connect() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in _tables().sorted_tables
            if table.name not in KEPT
        }
