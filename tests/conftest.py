"""Fixtures shared by every test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy.engine import make_url

from detomo import background, create_app
from detomo.extensions import db
from detomo.http import ENGINE
from detomo.sample.build import build
from tests.fakes.messages_api import MessagesApi
from tests.servers import postgres_database

settings.register_profile("the same every time", derandomize=True)
settings.load_profile("the same every time")
SECRET = "a test secret of more than thirty-two characters"
ENCRYPTION_KEY = "another test secret of more than thirty-two characters"
WITH_VALUES = {"VALUE_INDEX_TTL_SECONDS": 3600}  # half a second an app: for tests of what stored values may change
PASSWORD = "correct horse 電池"


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real databases and corpora, kept outside the repository."""
    folder = Path(os.environ.get("DETOMO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no test data at {folder}: set DETOMO_TEST_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A freshly migrated application database, to be copied."""
    file = tmp_path_factory.mktemp("template") / "app.sqlite"
    app = create_app(settings_for(file))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return file


def settings_for(file: Path, **more: object) -> dict[str, object]:
    """Settings that stand alone: cheap hashes, files beside `file`."""
    base = {
        "APP_ENV": "testing",
        "SECRET_KEY": SECRET,
        "ENCRYPTION_KEY": ENCRYPTION_KEY,
        "BCRYPT_ROUNDS": 4,
        "LOG_LEVEL": "WARNING",
        "USER_DB_PATH": file,
        "MAIL_OUTBOX_PATH": file.parent / "outbox",
        "VALUE_INDEX_TTL_SECONDS": 0,  # see WITH_VALUES
    }
    return {**base, **more}


@pytest.fixture(scope="session")
def shop_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop, built once for the whole run; not to be written to."""
    path = tmp_path_factory.mktemp("sample") / "shop.sqlite"
    build(path)
    return path


@pytest.fixture
def make_app(tmp_path: Path, migrated_file: Path, shop_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make apps on one migrated database that ask the sample shop; keyword arguments are settings."""
    file = tmp_path / "app.sqlite"
    shutil.copy(migrated_file, file)
    made: list[Flask] = []

    def make(**more: object) -> Flask:
        made.append(create_app(settings_for(file, **{"DATABASE_PATH": shop_path, **more})))
        return made[-1]

    yield make
    for app in made:
        app.extensions[ENGINE].close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def account() -> dict[str, str]:
    return {"email": "alice@example.com", "username": "alice", "password": PASSWORD}


@pytest.fixture
def tokens(client: FlaskClient, account: dict[str, str]) -> dict[str, Any]:
    """The body of a login by a registered user."""
    assert client.post("/api/v0/auth/register", json=account).status_code == 201
    answer = client.post("/api/v0/auth/login", json={k: account[k] for k in ("username", "password")})
    return answer.get_json()


@pytest.fixture
def auth(tokens: dict[str, Any]) -> dict[str, str]:
    """Request headers of a logged-in user."""
    return bearer(tokens["access_token"])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    with postgres_database() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a freshly migrated PostgreSQL database, to be copied: the steps take a second, a copy a tenth."""
    with postgres_database() as url:
        app = create_app(settings_for(tmp_path_factory.mktemp("template") / "unused.sqlite", APP_DATABASE_URL=url))
        with app.app_context():
            upgrade()
            db.engine.dispose()
        yield str(make_url(url).database)


@pytest.fixture
def migrated_postgres_url(postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    with postgres_database(postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty SQLite file, and an empty PostgreSQL database."""
    is_postgres = request.param == "postgres"
    return request.getfixturevalue("postgres_url") if is_postgres else f"sqlite:///{tmp_path}/new.sqlite"


@pytest.fixture(params=["sqlite", "postgres"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    """A migrated SQLite file, and a migrated PostgreSQL database."""
    if request.param == "postgres":
        return request.getfixturevalue("migrated_postgres_url")
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'new.sqlite')}"


@pytest.fixture(params=["sqlite", "postgres"])
def app_on_each_database(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An app that stores in a migrated SQLite file, and one that does in PostgreSQL."""
    if request.param == "sqlite":
        yield make_app()
        return
    made = make_app(APP_DATABASE_URL=request.getfixturevalue("migrated_postgres_url"))
    yield made
    with made.app_context():
        background.drain()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def messages_api() -> Iterator[MessagesApi]:
    """A stand-in for the Messages API, for one test: see `tests/fakes/messages_api.py`."""
    with MessagesApi() as api:
        yield api
