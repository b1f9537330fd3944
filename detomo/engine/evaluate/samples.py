"""SQLite databases and gold questions on disk, read for measurements: no guard, no service, read-only."""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.types import ColumnType

Rows = list[tuple[Any, ...]]

_AFFINITIES = (  # https://www.sqlite.org/datatype3.html, section 3.1, and the dates that applications declare
    (("DATETIME", "TIMESTAMP"), ColumnType.DATETIME),
    (("DATE",), ColumnType.DATE),
    (("BOOL",), ColumnType.BOOLEAN),
    (("INT",), ColumnType.INTEGER),
    (("CHAR", "CLOB", "TEXT"), ColumnType.TEXT),
    (("REAL", "FLOA", "DOUB"), ColumnType.REAL),
    (("NUMERIC", "DECIMAL"), ColumnType.DECIMAL),
    (("BLOB",), ColumnType.BYTES),
)


@dataclass(frozen=True)
class Database:
    """One SQLite file. `run` raises `sqlite3.Error`, also when `seconds` are over."""

    path: Path
    seconds: float = 5.0

    @cached_property
    def catalog(self) -> Catalog:
        with closing(self._connect()) as connection:
            names = connection.execute(
                "SELECT name, type = 'view' FROM sqlite_schema"
                " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
            ).fetchall()
            tables = tuple(_table(connection, name, bool(is_view)) for name, is_view in names)
        return Catalog("sqlite", tables, default_schema="main", database=self.path.stem)

    def run(self, sql: str, limit: int = 10_000) -> Rows:
        with closing(self._connect()) as connection:
            end = time.monotonic() + self.seconds
            connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
            return connection.execute(sql).fetchmany(limit)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)


def _table(connection: sqlite3.Connection, name: str, is_view: bool) -> Table:
    info = connection.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,)).fetchall()
    key = tuple(row[0] for row in sorted((row for row in info if row[3]), key=lambda row: row[3]))
    columns = tuple(
        Column(column, declared, _column_type(declared), nullable=not notnull, unique=key == (column,))
        for column, declared, notnull, _ in info
    )
    return Table(name, columns, primary_key=key, foreign_keys=_foreign_keys(connection, name), is_view=is_view)


def _foreign_keys(connection: sqlite3.Connection, name: str) -> tuple[ForeignKey, ...]:
    keys: dict[int, list[tuple[Any, ...]]] = {}
    for row in connection.execute('SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?)', (name,)):
        keys.setdefault(row[0], []).append(row)
    return tuple(
        ForeignKey(tuple(row[2] for row in rows), rows[0][1], tuple(row[3] or row[2] for row in rows))
        for rows in keys.values()
    )


def _column_type(declared: str) -> ColumnType:
    upper = declared.upper()
    return next((kind for marks, kind in _AFFINITIES if any(mark in upper for mark in marks)), ColumnType.UNKNOWN)


@dataclass(frozen=True)
class Gold:
    id: str
    question: str
    sql: str
    database: Database


class NoTestData(SystemExit):
    """Something that a measurement reads is not there. Ends a program with its sentence."""


def data_folder() -> Path:
    """The folder named by DETOMO_TEST_DATA, else `../shared/data` beside the project. Raises `NoTestData`."""
    beside = Path(__file__).parents[4] / "shared" / "data"
    return _there(Path(os.environ.get("DETOMO_TEST_DATA", beside)).resolve())


def data_file(*parts: str) -> Path:
    """A file or folder of the test data. Raises `NoTestData`."""
    return _there(data_folder().joinpath(*parts))


def _there(path: Path) -> Path:
    if not path.exists():
        raise NoTestData(f"no test data at {path}: set DETOMO_TEST_DATA to its folder")
    return path


def gold_questions(folder: Path) -> Iterator[Gold]:
    """The gold of every question set in the folder that has SQLite databases."""
    spider = folder / "spider_dev8"
    databases = {path.stem: Database(path) for path in sorted((spider / "databases").glob("*.sqlite"))}
    databases |= {path.stem: Database(path) for path in sorted((folder / "chinook").glob("*.sqlite"))}
    for name in ("spider_dev8", "chinook_accuracy20"):
        for row in read_jsonl(_there(folder / name / "questions.jsonl")):
            yield Gold(row["id"], row["question"], row["gold_sql"], databases[row["db_id"]])


def honest_statements(folder: Path) -> Iterator[Gold]:
    """The allowed SQLite statements of the guard's corpus, over Chinook."""
    database = Database(folder / "chinook" / "chinook.sqlite")
    for row in read_jsonl(_there(folder / "sql_guard" / "benign.jsonl")):
        if row["dialect"] == "sqlite":
            yield Gold(row["id"], "", row["sql"], database)


def read_jsonl(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def same_rows(left: Rows, right: Rows, ordered: bool) -> bool:
    """Compare values; the order counts only where the statement asks for one."""
    return left == right if ordered else sorted(left, key=repr) == sorted(right, key=repr)
