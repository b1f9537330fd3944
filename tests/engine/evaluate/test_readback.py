"""Measuring read-back: what counts as told in words."""

import sqlite3
from pathlib import Path

import pytest

from detomo.engine.evaluate.readback import readings
from detomo.engine.evaluate.samples import Database, Gold


@pytest.fixture
def database(tmp_path: Path) -> Database:
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        connection.execute("CREATE TABLE shops (name TEXT, area INTEGER)")
    return Database(tmp_path / "shop.sqlite")


@pytest.mark.parametrize(
    ("sql", "is_whole"),
    [
        pytest.param("SELECT name FROM shops WHERE area > (SELECT AVG(area) FROM shops)", True, id="in words"),
        pytest.param("SELECT GROUP_CONCAT(name, '+') FROM shops", False, id="quoted"),
    ],
)
def test_what_is_quoted_is_not_told(database: Database, sql: str, is_whole: bool) -> None:
    told = list(readings([Gold("1", "", sql, database)]))
    assert [(one.language, one.is_whole) for one in told] == [("en", is_whole), ("ja", is_whole)]


def test_what_may_not_run_is_left_out(database: Database) -> None:
    assert list(readings([Gold("1", "", "DELETE FROM shops", database)])) == []
