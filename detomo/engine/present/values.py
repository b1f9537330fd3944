"""A result as JSON-safe records and columns: what the API, the page and the charts show."""

import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from detomo.engine.present.scalars import BY_TYPE, MAX_SAFE_INTEGER, clock_time, json_value, well_formed
from detomo.engine.types import ColumnType, Result

__all__ = ["column_names", "column_types", "json_columns", "json_value", "records"]


def records(result: Result) -> list[dict[str, Any]]:
    """The rows as JSON-safe dicts, keyed by `column_names`."""
    names = column_names(result)
    if not names:
        return [{} for _ in result.rows]
    return [dict(zip(names, row)) for row in zip(*json_columns(result))]  # noqa: B905 json_columns checked the lengths


def json_columns(result: Result) -> list[Sequence[Any]]:
    """The rows as JSON-safe columns, in the order of `result.columns`; all empty for a result without rows."""
    columns = list(zip(*result.rows, strict=True)) or [()] * len(result.columns)
    return [_convert_column(values, column.type) for values, column in zip(columns, result.columns, strict=True)]


def column_names(result: Result) -> list[str]:
    """Name every column once: a repeated `name` becomes `name_2`, an empty one `column_<position>`."""
    wanted = [
        well_formed(column.name) if column.name.strip() else f"column_{position}"
        for position, column in enumerate(result.columns, 1)
    ]
    unused = set(wanted)
    taken = set(wanted)
    names = []
    for name in wanted:
        names.append(name if name in unused else _next_free(name, taken))
        unused.discard(name)
        taken.add(names[-1])
    return names


def column_types(result: Result) -> list[str]:
    """Each column's type as text. An untyped column (an expression in SQLite) is judged by its values."""
    return [
        str(_type_of_values(row[index] for row in result.rows) if column.type is ColumnType.UNKNOWN else column.type)
        for index, column in enumerate(result.columns)
    ]


def _next_free(name: str, taken: AbstractSet[str]) -> str:
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _convert_column(values: Sequence[Any], declared: ColumnType) -> Sequence[Any]:
    """Look at a column's Python types once; most columns then need no work per value."""
    if declared is ColumnType.TIME:
        values = [clock_time(value) for value in values]
    kinds = set(map(type, values)) - {type(None)}
    special = kinds - {bool}
    if not special or (len(special) == 1 and _needs_nothing(values, *special)):
        return values
    convert = BY_TYPE.get(kinds.pop(), json_value) if len(kinds) == 1 else json_value
    return [None if value is None else convert(value) for value in values]


def _needs_nothing(values: Sequence[Any], kind: type) -> bool:
    """Tell that every value, all of one type or null, is JSON-safe as it stands."""
    if kind is int:
        present = list(filter(None, values))
        return not present or (max(present) <= MAX_SAFE_INTEGER and min(present) >= -MAX_SAFE_INTEGER)
    if kind is float:
        return all(map(math.isfinite, filter(None, values)))
    return kind is str and _encodable(filter(None, values))


def _encodable(texts: Iterable[str]) -> bool:
    try:
        "".join(texts).encode()
    except (UnicodeEncodeError, TypeError):  # TypeError: a boolean among the texts
        return False
    return True


_COLUMN_TYPES: dict[type, ColumnType] = {
    bool: ColumnType.BOOLEAN,
    int: ColumnType.INTEGER,
    float: ColumnType.REAL,
    Decimal: ColumnType.DECIMAL,
    str: ColumnType.TEXT,
    datetime: ColumnType.DATETIME,
    date: ColumnType.DATE,
    time: ColumnType.TIME,
    bytes: ColumnType.BYTES,
    memoryview: ColumnType.BYTES,
    dict: ColumnType.JSON,
    list: ColumnType.JSON,
}
_NUMERIC_ORDER = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL)


def _type_of_values(values: Iterable[Any]) -> ColumnType:
    """The one type that all values share; the wider of two numeric ones; else unknown."""
    kinds = {_COLUMN_TYPES.get(kind, ColumnType.UNKNOWN) for kind in set(map(type, values)) - {type(None)}}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds and kinds.issubset(_NUMERIC_ORDER):
        return max(kinds, key=_NUMERIC_ORDER.index)
    return ColumnType.UNKNOWN
