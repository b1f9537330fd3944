"""Apps on a migrated database of each kind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from detomo import create_app
from detomo.extensions import db
from detomo.http import ENGINE
from tests.conftest import settings_for


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app in its context."""
    if request.param == "sqlite":
        make: Callable[[], Flask] = request.getfixturevalue("make_app")
        made = make()
    else:
        url = request.getfixturevalue("migrated_postgres_url")
        made = create_app(settings_for(tmp_path / "unused.sqlite", APP_DATABASE_URL=url))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
    made.extensions[ENGINE].close()


@pytest.fixture
def unguarded(app: Flask) -> Callable[..., None]:
    """Do what an attacker who owns the database can: take the triggers away, then run statements."""

    def run(*statements: str) -> None:
        with db.engine.begin() as connection:
            for name in ("audit_lines_keep", "audit_lines_stay"):
                of_table = " ON audit_lines" if connection.dialect.name == "postgresql" else ""
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{of_table}")
            for statement in statements:
                connection.exec_driver_sql(statement)

    return run
