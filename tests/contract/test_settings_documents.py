"""`docs/settings.md` and `.env.example` say what `config.py` declares."""

import re
from pathlib import Path

import pytest
from flask import Flask

from config import GROUPS, ROOT, Settings, load_settings
from detomo.settings.reference import documents
from tests.conftest import ENCRYPTION_KEY, SECRET


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_the_generated_file_is_current(path: Path) -> None:
    assert path.read_text("utf-8") == documents()[path], "run: flask settings docs"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    assert Settings.model_fields[name].description
    assert sum(name in group.__annotations__ for group in GROUPS) == 1
    assert all(name.upper() in text for text in documents().values())


def test_the_example_file_is_a_working_start(tmp_path: Path) -> None:
    lines = (line.lstrip("#") for line in (ROOT / ".env.example").read_text("utf-8").splitlines() if "=" in line)
    values = dict(line.split("=", 1) for line in lines if line.split("=", 1)[0].isupper())
    given = {name: value for name, value in values.items() if value}
    assert set(values) == {name.upper() for name in Settings.model_fields}
    assert load_settings({**given, "USER_DB_PATH": tmp_path / "app.sqlite"}).bind == "127.0.0.1:8000"


def test_the_settings_for_level_2_are_accepted(tmp_path: Path) -> None:
    (block,) = re.findall(r"```ini\n(.*?)```", (ROOT / "docs" / "security.md").read_text("utf-8"), re.DOTALL)
    named = dict(line.split("=", 1) for line in block.splitlines())
    own = {"SECRET_KEY": SECRET, "ENCRYPTION_KEY": ENCRYPTION_KEY, "USER_DB_PATH": tmp_path / "app.sqlite"}
    settings = load_settings({**named, **own})
    assert (settings.mfa_required, settings.email_verification_required, settings.is_deployed) == (True, True, True)


def test_the_command_finds_current_files(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["settings", "docs", "--check"])
    assert result.exit_code == 0, result.output
