"""Which URLs may become connections, and what becomes of a password in one."""

import json
from pathlib import Path
from typing import Any

import pytest

from detomo.connections.policy import FileForbidden, PasswordTwice, permitted_url, split_password, with_password
from detomo.engine.errors import EngineError
from detomo.engine.run.url import parse_url
from detomo.exceptions import ServiceError

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/urls.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder for files; `outside.db` in it is a link that leads out of it."""
    inside = tmp_path / "files"
    inside.mkdir()
    (inside / "shop.db").touch()
    (tmp_path / "shop.db").touch()
    (inside / "outside.db").symlink_to(tmp_path / "shop.db")
    (inside / "loop.db").symlink_to(inside / "loop.db")
    return inside


def refusal(url: str, folder: Path | None) -> str:
    try:
        permitted_url(url, folder)
    except (ServiceError, EngineError) as err:
        assert err.message.ja
        assert err.message.en
        return err.code
    return ""


@pytest.mark.parametrize("case", CASES, ids=[case["url"] for case in CASES])
def test_a_url(folder: Path, case: dict[str, Any]) -> None:
    assert refusal(case["url"], folder) == case.get("code", "")


def test_without_a_folder_no_file_is_a_connection(folder: Path) -> None:
    assert refusal(f"sqlite:///{folder}/shop.db", None) == "connection_file_forbidden"


@pytest.mark.parametrize("name", ["shop.db", "link.db", "hard.db"])
def test_the_services_own_database_is_no_connection(folder: Path, name: str) -> None:
    own = folder / "shop.db"
    (folder / "link.db").symlink_to(own)
    (folder / "hard.db").hardlink_to(own)
    assert permitted_url(name, folder)
    with pytest.raises(FileForbidden):
        permitted_url(name, folder, own)


def test_a_file_is_found_by_its_path_in_the_folder(folder: Path) -> None:
    expected = f"sqlite:///{folder.resolve()}/shop.db"
    assert {permitted_url(url, folder) for url in ("sqlite:///shop.db", f"sqlite:///{folder}/shop.db")} == {expected}


def test_a_name_that_looks_encoded_stays_the_file_that_was_looked_at(folder: Path) -> None:
    odd = folder / "..%2Fshop.db"
    odd.touch()
    url = permitted_url("..%2Fshop.db", folder)
    assert parse_url(url).database == str(odd.resolve())
    assert refusal("sqlite:///..%2Fshop.db", folder) == "connection_file_forbidden"


@pytest.mark.parametrize("password", ["plain", "p@ss/w:rd?#%", "電池", " "])
def test_a_password_leaves_the_url_and_comes_back(password: str) -> None:
    url = with_password("postgresql://u@db.example.com:5433/shop?sslmode=require", password)
    plain, kept = split_password(url, "")
    assert (plain, kept) == ("postgresql://u@db.example.com:5433/shop?sslmode=require", password)
    assert parse_url(with_password(plain, kept)).password == password


def test_a_password_is_given_once() -> None:
    with pytest.raises(PasswordTwice):
        split_password("postgresql://u:one@h/d", "two")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:s3cret@h:port/d",
        "postgresql://u:s3cret/s3cret@h/d",
        "postgresql://u:1/s3cret@h/d",
        "postgresql://u:1/x?s3cret@h/d",
        "mysql://u:1#s3cret@h/d",
        "mysql://u:s3cret@[h/d",
    ],
)
def test_a_url_that_is_none_is_not_quoted(url: str) -> None:
    with pytest.raises(EngineError) as caught:
        split_password(url, "")
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint}"
