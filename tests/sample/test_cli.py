"""`flask sample build`."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from detomo.sample.build import is_sample
from detomo.sample.cli import sample_cli


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "shop.sqlite"


@pytest.fixture
def runner(target: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskCliRunner:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    app = Flask(__name__)
    app.config["DATABASE_PATH"] = str(target)
    app.cli.add_command(sample_cli)
    return app.test_cli_runner()


def test_it_builds_where_the_settings_say(runner: FlaskCliRunner, target: Path) -> None:
    result = runner.invoke(args=["sample", "build"])
    assert (result.exit_code, result.output) == (0, f"Built the sample database at {target}.\n")
    assert is_sample(target)


def test_a_path_can_be_given(runner: FlaskCliRunner, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite"
    runner.invoke(args=["sample", "build", "--path", str(elsewhere)])
    assert is_sample(elsewhere)


def test_a_file_that_is_there_is_kept(runner: FlaskCliRunner, target: Path) -> None:
    target.write_bytes(b"mine")
    result = runner.invoke(args=["sample", "build"])
    assert result.exit_code == 0
    assert "--force" in result.output
    assert target.read_bytes() == b"mine"


def test_force_builds_again(runner: FlaskCliRunner, target: Path) -> None:
    runner.invoke(args=["sample", "build"])
    before = target.stat().st_ino
    assert runner.invoke(args=["sample", "build", "--force"]).exit_code == 0
    assert target.stat().st_ino != before


def test_force_does_not_replace_another_file(runner: FlaskCliRunner, target: Path) -> None:
    target.write_bytes(b"mine")
    result = runner.invoke(args=["sample", "build", "--force"])
    assert result.exit_code == 1
    assert "is not a sample database" in result.output
    assert target.read_bytes() == b"mine"


def test_messages_follow_the_locale(runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    assert "作成しました" in runner.invoke(args=["sample", "build"]).output
