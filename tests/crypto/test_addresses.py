"""E-mail addresses on both databases: encrypted where they are stored, migrated both ways, under changing keys."""

import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from detomo import clock, create_app
from detomo.auth import service
from detomo.auth.models import User
from detomo.connections.models import Connection
from detomo.connections.service import assigned
from detomo.crypto import rotation
from detomo.extensions import db
from detomo.projects.service import assign_connection
from tests.conftest import ENCRYPTION_KEY, SECRET, settings_for
from tests.servers import gunicorn

OTHER_KEY = "one more test secret of more than thirty-two characters"
ADDRESSES = ["Alice@Example.com", "ＢＯＢ@example.com", "ユーザー@例え.jp", "x" * 60 + "@" + "y" * 60 + ".example.com"]
STORED = [unicodedata.normalize("NFKC", address) for address in ADDRESSES]
BEFORE = "0007"


class Service:
    """Apps on one database, each with keys of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self.apps: list[Flask] = []

    def with_keys(self, *keys: str) -> Flask:
        settings = settings_for(self._folder / "unused", APP_DATABASE_URL=self._url, ENCRYPTION_KEY=",".join(keys))
        self.apps.append(create_app(settings))
        return self.apps[-1]


@pytest.fixture
def served(migrated_url: str, tmp_path: Path) -> Iterator[Service]:
    made = Service(migrated_url, tmp_path)
    yield made
    for app in made.apps:
        with app.app_context():
            db.engine.dispose()


def register_all() -> None:
    for number, address in enumerate(ADDRESSES):
        service.register(address, f"user{number}", "long enough", rounds=4)
    db.session.remove()  # an open transaction would stop a migration


def stored() -> list[str]:
    with db.engine.connect() as connection:
        return [f"{row.email} {row.email_key}" for row in connection.execute(text("SELECT * FROM users ORDER BY id"))]


def test_no_address_is_stored_readably(served: Service) -> None:
    with served.with_keys(ENCRYPTION_KEY).app_context():
        register_all()
        assert all(row.startswith("v1.") and "@" not in row and "example" not in row for row in stored())
        assert [account.email for account in service.accounts()] == STORED
        assert service.account("alice@EXAMPLE.com").username == "user0"
        with pytest.raises(service.UserUnknown):
            service.account("alice@example.co")
        with pytest.raises(service.UserExists):
            service.register("bob@example.com", "another", "long enough", rounds=4)


def test_the_migration_goes_down_and_up_with_addresses_in_it(served: Service) -> None:
    with served.with_keys(ENCRYPTION_KEY).app_context():
        register_all()
        downgrade(revision=BEFORE)
        assert [row.partition(" ")[0] for row in stored()] == STORED
        assert "bob@example.com" in stored()[1]
        upgrade()
        assert all(row.startswith("v1.") and "@" not in row for row in stored())
        assert service.account("bob@example.com").email == STORED[1]


def test_the_migration_goes_down_with_a_connection_in_use(served: Service) -> None:
    with served.with_keys(ENCRYPTION_KEY).app_context():
        row = Connection(name="shop", url="sqlite:///x", password="x", findings=[], probed_at=clock.utcnow())
        db.session.add(row)
        db.session.flush()
        assign_connection(row.id)
        db.session.commit()
        downgrade(revision=BEFORE)
        upgrade()
        assert (db.session.scalar(db.select(Connection)), assigned()) == (None, None)


def test_the_migration_forgets_no_id(served: Service) -> None:
    with served.with_keys(ENCRYPTION_KEY).app_context():
        register_all()
        db.session.execute(text("DELETE FROM users"))
        db.session.commit()
        downgrade(revision=BEFORE)
        upgrade()
        assert service.register("new@example.com", "new", "long enough", rounds=4).id == len(ADDRESSES) + 1


def test_a_rotation_keeps_everyone_while_both_keys_are_known(served: Service) -> None:
    with served.with_keys(ENCRYPTION_KEY).app_context():
        register_all()
        before = stored()
    both = served.with_keys(OTHER_KEY, ENCRYPTION_KEY)
    with both.app_context():
        assert service.account("alice@example.com").username == "user0"  # found by the earlier key's index
        with pytest.raises(service.UserExists):
            service.register("ALICE@example.com", "another", "long enough", rounds=4)
    assert rotate(both) == (0, f"{len(ADDRESSES)} rows of users\nEvery stored value is encrypted with the first key.\n")
    assert rotate(both) == (0, "Every stored value is encrypted with the first key.\n")
    with served.with_keys(OTHER_KEY).app_context():
        assert not set(before) & set(stored())
        assert [service.account(address).email for address in ADDRESSES] == STORED


def test_a_stopped_rotation_goes_on_where_it_was(served: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH_ROWS", 1)
    with served.with_keys(ENCRYPTION_KEY).app_context():
        register_all()
    with served.with_keys(OTHER_KEY, ENCRYPTION_KEY).app_context():
        begun = rotation.rotate()
        next(begun)
        begun.close()
        assert sorted(rotation.keys_in_use().values()) == [1, len(ADDRESSES) - 1]
        assert len(list(rotation.rotate())) == len(ADDRESSES) - 1
        assert list(rotation.keys_in_use().values()) == [len(ADDRESSES)]


def test_a_rotation_leaves_what_is_changed_meanwhile(served: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with served.with_keys(ENCRYPTION_KEY).app_context():
        register_all()
    with served.with_keys(OTHER_KEY, ENCRYPTION_KEY).app_context():
        rotate_row = rotation._rotate_row

        def change_first(table: object, key: object, columns: object, row: dict[str, int]) -> int:
            db.session.execute(db.update(User).where(User.id == row["id"]).values(email="changed@example.com"))
            return rotate_row(table, key, columns, row)

        monkeypatch.setattr(rotation, "_rotate_row", change_first)
        assert [done.rows for done in rotation.rotate()] == [0]
        assert {account.email for account in service.accounts()} == {"changed@example.com"}


def test_a_wrong_key_is_told_and_nothing_is_shown(served: Service) -> None:
    with served.with_keys(ENCRYPTION_KEY).app_context():
        register_all()
    wrong = served.with_keys(OTHER_KEY)
    status = wrong.test_cli_runner().invoke(args=["keys", "status"])
    assert (status.exit_code, status.output.count("MISSING")) == (1, 1)
    listed = wrong.test_cli_runner().invoke(args=["user", "list"])
    assert listed.exit_code != 0
    assert "@" not in listed.output
    with pytest.raises(SystemExit, match="ENCRYPTION_KEY: stored values need further keys"):
        rotation.refuse_missing_keys(wrong)
    code, output = rotate(wrong)
    assert (code, "its encryption key is not configured" in output) == (1, True)


def rotate(app: Flask) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["keys", "rotate"])
    return result.exit_code, result.output


def test_a_service_with_a_wrong_key_does_not_start(tmp_path: Path, migrated_file: Path) -> None:
    file = shutil.copy(migrated_file, tmp_path / "app.sqlite")
    environment = {"APP_ENV": "testing", "SECRET_KEY": SECRET, "USER_DB_PATH": str(file)}
    with create_app(settings_for(file)).app_context():
        register_all()
        db.engine.dispose()
    sentence = "ENCRYPTION_KEY: stored values need further keys"
    started = gunicorn(environment | {"ENCRYPTION_KEY": OTHER_KEY}, tmp_path / "log")
    with pytest.raises(AssertionError, match=sentence) as caught, started:
        pass
    assert "Traceback" not in str(caught.value)
