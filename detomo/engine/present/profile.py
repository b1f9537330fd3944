"""What each column of a result is for: a measure, a category to compare it by, a time, an identifier, or text."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any
from uuid import UUID

from detomo.engine.present.labels import words
from detomo.engine.present.times import TimeScale, time_scale
from detomo.engine.present.values import column_names
from detomo.engine.types import Result


class Role(StrEnum):
    MEASURE = "measure"
    CATEGORY = "category"
    TIME = "time"
    IDENTIFIER = "identifier"
    TEXT = "text"  # too long for a label
    OTHER = "other"  # nothing but nulls, bytes, arrays, mixed types


_AGGREGATED = re.compile(r"件数|人数|個数|回数|数$|合計|総|平均|金額|売上|最大|最小|率$|割合")
_AGGREGATE_WORDS = frozenset(
    ("count", "sum", "total", "avg", "average", "mean", "median", "min", "max", "revenue", "sales", "amount", "spent")
) | {"quantity", "qty", "num", "number", "share", "pct", "percent"}
_NOT_ADDITIVE = re.compile(r"平均|率|割合|最大|最小|最高|最低|中央値|単価|年齢|累計|順位")
_NOT_ADDITIVE_WORDS = frozenset(
    ("avg", "average", "mean", "median", "min", "max", "lowest", "highest", "rate", "ratio", "pct", "percent")
) | {"percentage", "share", "age", "score", "cumulative", "running", "price"}
_SUMMING_WORDS = frozenset(("sum", "total", "count"))
_IDENTIFIER = re.compile(r"番号$|コード$|識別子?$|順位$|電話|郵便")
_IDENTIFIER_ENDS = frozenset(("id", "ids", "uuid", "guid", "pk", "key", "code", "no", "rank", "rownum"))
_IDENTIFIER_WORDS = frozenset(
    ("zip", "postal", "postcode", "phone", "fax", "latitude", "longitude", "lat", "lng", "lon")
)
_CALLS = frozenset(("count", "sum", "avg", "min", "max", "total"))
_LONG_TEXT = 60


@dataclass(frozen=True)
class ColumnProfile:
    """One column under its unique name, with its rows' values as the driver gave them."""

    name: str
    values: tuple[Any, ...]
    role: Role
    scale: TimeScale | None = None

    @cached_property
    def present(self) -> tuple[Any, ...]:
        return tuple(value for value in self.values if value is not None)

    @cached_property
    def distinct(self) -> int:
        """Distinct values, null counted as one."""
        return len(set(self.values)) if self.role is not Role.OTHER else 0

    @property
    def unique(self) -> bool:
        return self.distinct == len(self.values)

    @cached_property
    def numeric(self) -> bool:
        return bool(self.present) and all(map(is_number, self.present))

    @cached_property
    def whole(self) -> bool:
        return all(value == int(value) for value in self.present)

    @property
    def aggregated(self) -> bool:
        """The name speaks of a count, a sum, an average and the like."""
        return bool(_AGGREGATE_WORDS & set(words(self.name)) or _AGGREGATED.search(self.name))

    @property
    def additive(self) -> bool:
        """Adding the values up means something: not for averages, rates or extremes."""
        known = words(self.name)
        if known and known[0] in _SUMMING_WORDS:
            return True
        return not (_NOT_ADDITIVE_WORDS & set(known) or _NOT_ADDITIVE.search(self.name))

    @cached_property
    def falling(self) -> bool:
        """Sorted from the greatest to the least and not constant: what the rows were ordered by."""
        values = self.values
        if None in values or len(values) < 2:
            return False
        return values[0] > values[-1] and all(a >= b for a, b in pairwise(values))


@dataclass(frozen=True)
class ResultProfile:
    columns: tuple[ColumnProfile, ...]
    rows: int
    truncated: bool

    def having(self, *roles: Role) -> tuple[ColumnProfile, ...]:
        return tuple(column for column in self.columns if column.role in roles)

    def column(self, name: str) -> ColumnProfile | None:
        return next((column for column in self.columns if column.name == name), None)


def profile(result: Result) -> ResultProfile:
    """Look at every column once. Cost: one pass over the cells and one pattern per distinct text."""
    names = column_names(result)
    columns = list(zip(*result.rows, strict=True)) or [()] * len(names)
    described = tuple(_describe(name, values) for name, values in zip(names, columns, strict=True))
    return ResultProfile(described, len(result.rows), result.truncated or result.incomplete)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _describe(name: str, values: tuple[Any, ...]) -> ColumnProfile:
    kinds = set(map(type, values)) - {type(None)}
    role_of = next((role for kind, role in _ROLES if kinds and all(issubclass(k, kind) for k in kinds)), None)
    if role_of is None:
        return ColumnProfile(name, values, Role.OTHER)
    if role_of is _role_of_numbers:
        values = _finite_only(values)
    distinct = dict.fromkeys(value for value in values if value is not None)
    scale = time_scale(name, distinct) if bool not in kinds else None
    role = Role.TIME if scale else role_of(name, list(distinct))
    return ColumnProfile(name, values, role, scale)


def _finite_only(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Null in place of numbers that a double cannot hold, so that the rest can be compared, added and drawn."""
    if _all_finite(filter(None, values)):
        return values
    return tuple(value if value is None or _all_finite((value,)) else None for value in values)


def _all_finite(values: Iterable[Any]) -> bool:
    try:
        return all(map(math.isfinite, values))
    except (OverflowError, ValueError):  # an integer beyond a double, a signalling NaN
        return False


def _role_of_numbers(name: str, distinct: list[Any]) -> Role:
    if not distinct:
        return Role.OTHER
    return Role.IDENTIFIER if _names_identifier(name) else Role.MEASURE


def _role_of_texts(name: str, distinct: list[str]) -> Role:
    if any("\n" in text for text in distinct) or sum(map(len, distinct)) > _LONG_TEXT * len(distinct):
        return Role.TEXT
    return Role.IDENTIFIER if _names_identifier(name) else Role.CATEGORY


def _names_identifier(name: str) -> bool:
    known = words(name)
    if known and known[0] in _CALLS:
        return False
    ends = bool(known) and known[-1] in _IDENTIFIER_ENDS
    return ends or bool(_IDENTIFIER_WORDS & set(known) or _IDENTIFIER.search(name))


_ROLES: tuple[tuple[type | tuple[type, ...], Callable[[str, list[Any]], Role]], ...] = (
    (bool, lambda *_: Role.CATEGORY),
    ((int, float, Decimal), _role_of_numbers),
    (str, _role_of_texts),
    (UUID, lambda *_: Role.IDENTIFIER),
    ((date, time), lambda *_: Role.OTHER),  # dates that do not compare with each other
)
