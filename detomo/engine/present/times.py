"""Find columns that mean time, also where the engine calls them text or integer, and put their values in order."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from detomo.engine.present.labels import words

Grain = Literal[
    "instant", "day", "week", "month", "quarter", "year", "season", "month_name", "weekday", "hour", "clock"
]
Key = tuple[Any, ...]
CYCLIC: frozenset[Grain] = frozenset({"season", "month_name", "weekday", "hour"})


@dataclass(frozen=True, slots=True)
class TimeScale:
    """`keys` puts each distinct value in time: sorted by key is sorted by time. A season is a yearless quarter."""

    grain: Grain
    keys: Mapping[Any, Key]

    @property
    def cyclic(self) -> bool:
        return self.grain in CYCLIC


_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_MONTHS = (
    *(("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun")),
    *(("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov")),
    ("december", "dec"),
)
_WEEKDAYS = (
    ("monday", "mon", "月曜日", "月曜", "月"),
    ("tuesday", "tue", "火曜日", "火曜", "火"),
    ("wednesday", "wed", "水曜日", "水曜", "水"),
    ("thursday", "thu", "木曜日", "木曜", "木"),
    ("friday", "fri", "金曜日", "金曜", "金"),
    ("saturday", "sat", "土曜日", "土曜", "土"),
    ("sunday", "sun", "日曜日", "日曜", "日"),
)
_NAMED: tuple[tuple[Grain, dict[str, int]], ...] = (
    ("month_name", {name: number for number, names in enumerate(_MONTHS, 1) for name in names}),
    ("weekday", {name: number for number, names in enumerate(_WEEKDAYS, 1) for name in names}),
)
_YEAR = r"(1[5-9]\d\d|2[01]\d\d)"
_MONTH = "(0?[1-9]|1[0-2])"
_DAY = r"(0?[1-9]|[12]\d|3[01])"
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
_PATTERNS: tuple[tuple[Grain, str], ...] = (
    ("day", rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}"),
    ("day", rf"{_YEAR}年{_MONTH}月{_DAY}日"),
    ("instant", rf"{_YEAR}[-/]{_MONTH}[-/]{_DAY}[ T]{_CLOCK}"),
    ("month", rf"{_YEAR}[-/.]{_MONTH}"),
    ("month", rf"{_YEAR}年{_MONTH}月"),
    ("quarter", rf"{_YEAR}[- ]?Q([1-4])"),
    ("quarter", rf"{_YEAR}年度?第?([1-4])四半期"),
    ("week", rf"{_YEAR}-?W(\d{{2}})"),
    ("year", rf"{_YEAR}(?:年度?)?"),
    ("season", r"(?:Q|第)([1-4])(?:四半期)?"),
    ("month_name", r"(1[0-2]|[1-9])月"),
    ("hour", r"([01]?\d|2[0-3])(?:時|:00)"),
)
_ERA_YEAR = re.compile(r"(明治|大正|昭和|平成|令和)(元|\d{1,2})年度?")
_NUMBERS: tuple[tuple[Grain, range, frozenset[str], re.Pattern[str]], ...] = (
    ("year", range(1800, 2201), frozenset({"year", "yr", "fy", "extract"}), re.compile(r"年度?$|%Y|date_part")),
    ("month", range(150001, 220013), frozenset({"month", "yyyymm", "ym"}), re.compile("年月|%Y%m")),
    ("month_name", range(1, 13), frozenset({"month"}), re.compile(r"(?<!年)月$|%m")),
    ("weekday", range(8), frozenset({"weekday", "dow", "dayofweek"}), re.compile(r"曜|%w|day_of_week")),
    ("hour", range(24), frozenset({"hour"}), re.compile(r"時$|時間帯|%H")),
    ("season", range(1, 5), frozenset({"quarter", "qtr"}), re.compile(r"四半期")),
)


def time_scale(name: str, values: Iterable[Any]) -> TimeScale | None:
    """The scale on which all of a column's distinct, non-null values lie; None if one of them is not a time."""
    distinct = list(values)
    if not distinct:
        return None
    if all(isinstance(value, (date, time)) for value in distinct):
        return _typed_scale(distinct)
    if all(isinstance(value, str) for value in distinct):
        return _text_scale(distinct) or _number_scale(name, distinct)
    return _number_scale(name, distinct)


def _typed_scale(values: list[Any]) -> TimeScale | None:
    kinds = {type(value) for value in values}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    grain: Grain = "instant" if issubclass(kind, datetime) else "clock" if issubclass(kind, time) else "day"
    return TimeScale(grain, {value: (value.isoformat(),) for value in values})


def _text_scale(values: list[str]) -> TimeScale | None:
    for grain, table in _NAMED:
        if keys := _keys(values, partial(_lookup, table)):
            return TimeScale(grain, keys)
    for grain, pattern in _PATTERNS:
        if keys := _keys(values, partial(_matched, re.compile(pattern, re.IGNORECASE))):
            return TimeScale(grain, keys)
    keys = _keys(values, _era_key)
    return TimeScale("year", keys) if keys else None


def _keys(values: list[str], key_of: Callable[[str], Key | None]) -> dict[str, Key] | None:
    """Every value's key, or None at the first value that has none."""
    keys: dict[str, Key] = {}
    for value in values:
        key = key_of(value)
        if key is None:
            return None
        keys[value] = key
    return keys


def _lookup(table: Mapping[str, int], text: str) -> Key | None:
    number = table.get(text.strip().rstrip(".").lower())
    return None if number is None else (number,)


def _matched(pattern: re.Pattern[str], text: str) -> Key | None:
    match = pattern.fullmatch(text.strip())
    return tuple(int(group or 0) for group in match.groups()) if match else None


def _era_key(text: str) -> Key | None:
    match = _ERA_YEAR.fullmatch(text.strip())
    return (_ERAS[match[1]] + (1 if match[2] == "元" else int(match[2])),) if match else None


def _number_scale(name: str, values: list[Any]) -> TimeScale | None:
    """Bare numbers are a time only if the column's name says so."""
    known = set(words(name))
    hinted = [(grain, allowed) for grain, allowed, hints, pattern in _NUMBERS if hints & known or pattern.search(name)]
    if not hinted:
        return None
    numbers = {value: _whole(value) for value in values}
    for grain, allowed in hinted:
        if all(number is not None and number in allowed for number in numbers.values()):
            return TimeScale(grain, {value: _number_key(grain, number) for value, number in numbers.items()})
    return None


def _number_key(grain: Grain, number: int | None) -> Key:
    return divmod(number, 100) if number and grain == "month" else (number,)


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if number.is_integer() else None
