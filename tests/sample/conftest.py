"""The sample database, built once for the whole run."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from detomo.sample.build import build


@pytest.fixture(scope="session")
def shop_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "shop.sqlite"
    build(path)
    return path


@pytest.fixture
def shop(shop_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{shop_path}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.fixture
def chinook(test_data: Path) -> Iterator[sqlite3.Connection]:
    path = test_data / "chinook" / "chinook_2009.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection
