"""Types of MySQL's result columns, from the protocol's type numbers."""

from collections.abc import Collection
from typing import Any

from pymysql.constants import FIELD_TYPE

from detomo.engine.types import ColumnType

_TYPES = {
    **dict.fromkeys(
        (FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.INT24, FIELD_TYPE.LONG, FIELD_TYPE.LONGLONG, FIELD_TYPE.YEAR),
        ColumnType.INTEGER,
    ),
    **dict.fromkeys((FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL), ColumnType.DECIMAL),
    **dict.fromkeys((FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE), ColumnType.REAL),
    **dict.fromkeys((FIELD_TYPE.DATE, FIELD_TYPE.NEWDATE), ColumnType.DATE),
    **dict.fromkeys((FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP), ColumnType.DATETIME),
    FIELD_TYPE.TIME: ColumnType.TIME,
    FIELD_TYPE.JSON: ColumnType.JSON,
    FIELD_TYPE.BIT: ColumnType.BYTES,
    FIELD_TYPE.GEOMETRY: ColumnType.BYTES,
    FIELD_TYPE.NULL: ColumnType.UNKNOWN,
}


def typed(number: int, length: int, values: Collection[Any]) -> ColumnType:
    """The type of a column; texts and bytes share type numbers, so that some values are needed to tell them apart."""
    if number == FIELD_TYPE.TINY and length == 1 and set(values) <= {0, 1, None}:
        return ColumnType.BOOLEAN
    if number in _TYPES:
        return _TYPES[number]
    return ColumnType.BYTES if any(isinstance(value, bytes) for value in values) else ColumnType.TEXT
