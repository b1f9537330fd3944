"""An administrator, and real databases to connect to: each with one customer table of its own size."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from detomo.http import ENGINES
from tests.engine.run.databases import Database, made_mysql, made_postgres, make_sqlite
from tests.people import Person, person


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for CONNECTION_FILES_PATH with `shop.db` in it."""
    folder = tmp_path_factory.mktemp("files")
    make_sqlite(folder)
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    with made_postgres(f"detomo_con_{secrets.token_hex(4)}") as database:
        yield database


@pytest.fixture(scope="session")
def mysql() -> Iterator[Database]:
    with made_mysql(f"detomo_con_{secrets.token_hex(4)}") as database:
        yield database


@pytest.fixture
def make_worker(make_app: Callable[..., Flask], files: Path) -> Iterator[Callable[..., Flask]]:
    """Make apps that share one application database, as workers do; private networks are allowed unless said."""
    made: list[Flask] = []

    def make(**more: object) -> Flask:
        known = {"ALLOW_PRIVATE_CONNECTIONS": True, "CONNECTION_FILES_PATH": files}
        made.append(make_app(**{**known, **more}))
        return made[-1]

    yield make
    for app in made:
        app.extensions[ENGINES].close()


@pytest.fixture
def app(make_worker: Callable[..., Flask]) -> Flask:
    return make_worker()


@pytest.fixture
def admin(app: Flask) -> Person:
    return person(app, "root", "admin")
