"""`flask setup`: a first start"""

from pathlib import Path

import click
import pytest
from flask import Flask
from flask.cli import AppGroup

from detomo import create_app
from detomo.extensions import db
from detomo.projects.models import Project
from tests.conftest import settings_for


class Calls:
    """Stands for the commands that setup runs, and remembers them."""

    def __init__(self, app: Flask) -> None:
        self.made: list[str] = []
        sample, training = AppGroup("sample"), AppGroup("training")
        sample.command("build")(lambda: self.made.append("sample build"))
        training.command("import")(click.argument("folder")(lambda folder: self.made.append(f"training {folder}")))
        app.cli.add_command(sample)
        app.cli.add_command(training)


@pytest.fixture
def taught(tmp_path: Path) -> Path:
    folder = tmp_path / "taught"
    folder.mkdir()
    return folder


def run(tmp_path: Path, **more: object) -> tuple[Calls, str, Flask]:
    app = create_app(settings_for(tmp_path / "new.sqlite", **more))
    calls = Calls(app)
    result = app.test_cli_runner().invoke(args=["setup"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        db.engine.dispose()
    return calls, result.output, app


def test_it_migrates_and_makes_a_first_admin(tmp_path: Path) -> None:
    _, output, app = run(tmp_path)
    assert "First admin: admin" in output
    assert app.test_client().post("/api/v0/auth/login", json={"username": "a", "password": "b"}).status_code == 401


def test_a_second_run_makes_no_second_admin(tmp_path: Path) -> None:
    run(tmp_path)
    assert "First admin" not in run(tmp_path)[1]


def test_a_database_of_ones_own_needs_no_sample(tmp_path: Path) -> None:
    shop = tmp_path / "shop.sqlite"
    shop.touch()
    assert run(tmp_path, DATABASE_PATH=shop)[0].made == []


def test_a_configured_folder_is_taught(tmp_path: Path, taught: Path) -> None:
    shop = tmp_path / "shop.sqlite"
    shop.touch()
    assert run(tmp_path, DATABASE_PATH=shop, TRAINING_DATA_PATH=taught)[0].made == [f"training {taught}"]


def test_what_was_taught_before_stays_as_it_is(tmp_path: Path, taught: Path) -> None:
    shop = tmp_path / "shop.sqlite"
    shop.touch()
    _, _, app = run(tmp_path, DATABASE_PATH=shop)
    with app.app_context():
        db.session.query(Project).update({"knowledge_version": 4})
        db.session.commit()
    assert run(tmp_path, DATABASE_PATH=shop, TRAINING_DATA_PATH=taught)[0].made == []


def test_the_sample_is_built_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import config

    monkeypatch.setattr(config, "ROOT", tmp_path)
    monkeypatch.setattr("detomo.setup_cli.ROOT", tmp_path)
    calls, _, _ = run(tmp_path, DATABASE_PATH="instance/sample.sqlite")
    assert calls.made == ["sample build", f"training {tmp_path / 'training_data'}"]
