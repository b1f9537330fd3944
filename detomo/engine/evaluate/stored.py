"""Stored values of a SQLite file, for measurements."""

import sqlite3
from collections.abc import Sequence

from detomo.engine.evaluate.samples import Database
from detomo.engine.guard.likeness import nearest_values


class SqliteValues:
    """The `StoredValues` port over one file; knows columns with at most `most` distinct values."""

    def __init__(self, database: Database, most: int = 5_000) -> None:
        self._database = database
        self._most = most
        self._known: dict[tuple[str, str], list[str] | None] = {}

    def lookup(self, table: str, column: str, text: str) -> Sequence[str] | None:
        key = (table.casefold(), column.casefold())
        if key not in self._known:
            self._known[key] = self._distinct(table, column)
        stored = self._known[key]
        if stored is None:
            return None
        return nearest_values(text, stored)

    def _distinct(self, table: str, column: str) -> list[str] | None:
        names = [f"[{name}]" for name in (column, table)]  # an unknown name in double quotes would be a string
        sql = f"SELECT DISTINCT {names[0]} FROM {names[1]} WHERE {names[0]} IS NOT NULL LIMIT {self._most + 1}"  # noqa: S608
        try:
            values = [str(row[0]) for row in self._database.run(sql)]
        except sqlite3.Error:
            return None
        return values if len(values) <= self._most else None
