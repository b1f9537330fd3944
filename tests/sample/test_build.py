"""How the file is written: complete or not at all, and never over somebody else's."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from detomo.sample.build import NotASampleError, build, is_sample, tables


def digest(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def test_the_same_seed_gives_the_same_database(tmp_path: Path) -> None:
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    build(first)
    build(second)
    assert digest(first) == digest(second)


def test_another_seed_gives_other_rows() -> None:
    assert tables(1)["customers"] != tables(2)["customers"]


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "shop.sqlite"
    build(path)
    assert is_sample(path)


def test_an_earlier_sample_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    build(path, seed=1)
    before = digest(path)
    build(path, seed=2)
    assert digest(path) != before


def test_an_empty_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    path.touch()
    build(path)
    assert path.stat().st_size > 0


@pytest.mark.parametrize("content", [b"notes", b"x" * 4096], ids=["short", "long"])
def test_a_foreign_file_is_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "precious.sqlite"
    path.write_bytes(content)
    with pytest.raises(NotASampleError) as caught:
        build(path)
    assert caught.value.path == path
    assert path.read_bytes() == content


def test_a_foreign_database_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "precious.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE ledger (amount INTEGER)")
    with pytest.raises(NotASampleError):
        build(path)


def test_a_failed_build_leaves_the_earlier_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shop.sqlite"
    build(path, seed=1)
    before = path.read_bytes()
    broken = {"genres": [(1, "Rock"), (1, "Jazz")]}
    monkeypatch.setattr("detomo.sample.build.tables", lambda seed: broken)
    with pytest.raises(sqlite3.IntegrityError):
        build(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
