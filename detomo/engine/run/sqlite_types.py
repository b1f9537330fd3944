"""Types of SQLite's result columns: from the declaration where a column has one, else from the values."""

import re
import sqlite3
from collections.abc import Collection
from typing import Any

from detomo.engine.run.declared import affinity_type
from detomo.engine.types import ColumnType

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_NUMBERS: set[type] = {int, float}
# The Python types that a declared type is believed with; SQLite stores any value in any column.
_BELIEVED: dict[ColumnType, set[type]] = {
    ColumnType.INTEGER: {int},
    ColumnType.DECIMAL: _NUMBERS,
    ColumnType.REAL: _NUMBERS,
    ColumnType.TEXT: {str},
    ColumnType.JSON: {str},
    ColumnType.DATE: {str},
    ColumnType.TIME: {str},
    ColumnType.DATETIME: {str},
    ColumnType.BYTES: {bytes},
    ColumnType.BOOLEAN: {int},
}


def described_types(connection: sqlite3.Connection, sql: str) -> list[str]:
    """The declared types of a statement's output columns; empty texts for expressions, nothing for EXPLAIN.

    Python's driver does not tell them, but SQLite works them out for a view. The view is temporary, in memory, and
    never read.
    """
    try:
        connection.execute(f"CREATE TEMP VIEW _described AS {sql}")
    except (sqlite3.Error, sqlite3.Warning):
        return []
    try:
        return [row[2] for row in connection.execute("PRAGMA temp.table_info(_described)")]
    except sqlite3.Error:
        return []
    finally:
        connection.execute("DROP VIEW temp._described")


def typed(declared: str, values: Collection[Any]) -> ColumnType:
    """The type of a column, given some of its values."""
    kind = affinity_type(declared)
    found = {type(value) for value in values if value is not None}
    if kind is ColumnType.UNKNOWN:
        return _by_values(found, values)
    if not found <= _BELIEVED[kind] or (kind is ColumnType.BOOLEAN and not set(values) <= {0, 1, None}):
        return _by_values(found, ())
    return kind


def _by_values(found: set[type], values: Collection[Any]) -> ColumnType:
    if not found:
        return ColumnType.UNKNOWN
    if found == {int}:
        return ColumnType.INTEGER
    if found <= _NUMBERS:
        return ColumnType.REAL
    if found == {str}:
        return _text_type([value for value in values if value is not None])
    return ColumnType.BYTES if found == {bytes} else ColumnType.UNKNOWN


def _text_type(texts: list[str]) -> ColumnType:
    if texts and all(_DATE.fullmatch(text) for text in texts):
        return ColumnType.DATE
    if texts and all(_DATETIME.fullmatch(text) for text in texts):
        return ColumnType.DATETIME
    return ColumnType.TEXT
