"""The development secret: generated once, private, the same for processes that start together."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import SettingsError, load_settings
from detomo.settings.secret_key import keep_secret_key


def test_it_is_kept(tmp_path: Path) -> None:
    assert keep_secret_key(tmp_path) == keep_secret_key(tmp_path)


def test_it_is_strong_and_private(tmp_path: Path) -> None:
    assert len(keep_secret_key(tmp_path)) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: keep_secret_key(tmp_path / "instance"), range(64)))
    assert len(found) == 1
    assert [file.name for file in (tmp_path / "instance").iterdir()] == ["secret_key"]


def test_two_folders_have_two_secrets(tmp_path: Path) -> None:
    assert keep_secret_key(tmp_path / "a") != keep_secret_key(tmp_path / "b")


def test_an_unusable_folder_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    with pytest.raises(SettingsError, match=r"SECRET_KEY: .* mend the folder"):
        keep_secret_key(tmp_path / "instance")


def test_development_uses_it(tmp_path: Path) -> None:
    settings = load_settings({"USER_DB_PATH": tmp_path / "app.sqlite"})
    assert settings.secret_key.get_secret_value() == (tmp_path / "secret_key").read_text()
    assert settings.encryption_keys == ((tmp_path / "encryption_key").read_text(),)
