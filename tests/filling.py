"""A row for every table, made from what the tables say of themselves, so that a new table is filled without a word."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Connection, ForeignKey, Table, insert

Rows = dict[str, dict[str, Any]]
NAMES_OF_OWNERS = ("user_id", "actor_id")  # columns that hold a user's id without a foreign key
_numbers = itertools.count(900_000)


def fill(
    connection: Connection, tables: Iterable[Table], rows: Rows, mark: str, given: Mapping[str, Mapping[str, Any]]
) -> Rows:
    """Insert a row into each table that `rows` has none of yet, parents first; give all rows.

    Texts are the mark, with the name of their column. `given` are values of columns that must mean something.
    """
    rows = dict(rows)
    for table in tables:
        if table.name not in rows:
            values = {column.name: _value(column, rows, mark) for column in table.columns}
            rows[table.name] = {**values, **given.get(table.name, {})}
            connection.execute(insert(table).values(rows[table.name]))
    return rows


def _value(column: Column[Any], rows: Rows, mark: str) -> Any:
    for key in column.foreign_keys:
        return _referred(key, rows)
    if column.name in NAMES_OF_OWNERS:
        return rows["users"]["id"]
    if isinstance(column.type, JSON):
        return [mark]
    kind = getattr(column.type, "impl_instance", column.type).python_type
    if kind is str:
        return f"{mark} {column}"[: getattr(column.type, "length", None)]
    return _BY_KIND[kind]() if kind in _BY_KIND else mark.encode()


def _referred(key: ForeignKey, rows: Rows) -> Any:
    """None where a row refers to its own table."""
    return rows.get(key.column.table.name, {}).get(key.column.name)


_BY_KIND: dict[type, Any] = {
    bool: lambda: True,
    int: lambda: next(_numbers),
    float: lambda: 1.5,
    Decimal: lambda: Decimal("1.5"),
    datetime: lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    date: lambda: date(2026, 1, 2),
}
