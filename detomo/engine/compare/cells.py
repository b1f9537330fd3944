"""Values of different engines and queries made comparable."""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]
Number = int | float

_NUMERAL = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?")  # not 007, 1e5 or an id too long for a float
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00(:00(\.0+)?)?")
_RELATIVE, _ABSOLUTE = 1e-6, 1e-9


def comparable(*results: Sequence[Row]) -> tuple[list[Row], ...]:
    """The rows of several results with equal cells where the values mean the same.

    Whole numbers are equal only to themselves; numbers with a fraction within a millionth of their size. A number
    written as text is that number, a decimal its value, true 1, a date-time at midnight its date.
    """
    plain = [[tuple(_plain(cell) for cell in row) for row in rows] for rows in results]
    nearest = _clusters(cell for rows in plain for row in rows for cell in row if isinstance(cell, int | float))
    return tuple([tuple(_merged(cell, nearest) for cell in row) for row in rows] for rows in plain)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return _number(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, datetime | date | time):
        return _moment(value.isoformat(" ") if isinstance(value, datetime) else value.isoformat())
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    return _text(str(value))


def _decimal(value: Decimal) -> Any:
    if value.is_nan():
        return str(math.nan)
    number = float(value)
    beyond_floats = value.is_finite() and math.isinf(number)
    is_whole = value.is_finite() and value == value.to_integral_value()
    return int(value) if is_whole or beyond_floats else _number(number)


def _text(text: str) -> Any:
    if _NUMERAL.fullmatch(text):
        return _number(float(text)) if "." in text else int(text)
    return _moment(text)


def _moment(text: str) -> str:
    midnight = _MIDNIGHT.fullmatch(text)
    return midnight[1] if midnight else text


def _number(value: float) -> Any:
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() else value


def _clusters(numbers: Iterable[Number]) -> dict[Number, Number]:
    """For each number the one that stands for it and everything within the tolerance above."""
    chosen: dict[Number, Number] = {}
    first: Number | None = None
    for number in sorted(set(numbers)):
        if first is None or not _same(first, number):
            first = number
        chosen[number] = first
    return chosen


def _same(one: Number, other: Number) -> bool:
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    try:
        return math.isclose(one, other, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    except OverflowError:  # a whole number beyond every float
        return False


def _merged(cell: Any, nearest: dict[Number, Number]) -> Any:
    return nearest[cell] if isinstance(cell, int | float) else cell
