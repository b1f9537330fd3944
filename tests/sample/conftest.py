"""The sample database, and the real one beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest


@pytest.fixture
def shop(shop_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{shop_path}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.fixture
def chinook(test_data: Path) -> Iterator[sqlite3.Connection]:
    path = test_data / "chinook" / "chinook_2009.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection
