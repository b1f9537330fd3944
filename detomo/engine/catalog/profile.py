"""What a column holds, as far as a bounded look at its table tells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from detomo.engine.catalog.model import Column
from detomo.engine.types import ColumnType

Looks = Literal["text", "number", "year", "date", "code", "free text"]

_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_CODE = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[A-Za-z0-9+/_=-]{40,}", re.IGNORECASE)
_MOSTLY = 0.8
_TEMPORAL = {ColumnType.DATE, ColumnType.DATETIME}
_NUMERIC = {ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL}


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """`looks` says what the values look like, whatever their type; `samples` are some of the distinct values, all of
    them where `all_samples`."""

    looks: Looks
    samples: tuple[str, ...] = ()
    all_samples: bool = False


@dataclass(frozen=True)
class Profiles:
    """Profiles by table (`Table.full_name`) and column, in any case."""

    by_column: Mapping[tuple[str, str], ColumnProfile] = field(default_factory=dict)

    def of(self, table: str, column: str) -> ColumnProfile | None:
        """None for a column that was not looked at: too late, of another type, or under a rule."""
        return self.by_column.get((table.casefold(), column.casefold()))


def looks_like(column: Column, values: tuple[str, ...]) -> Looks:
    """What the values are, from the column's type and, for text, from their letters."""
    if column.type in _TEMPORAL:
        return "date"
    if column.type in _NUMERIC and (not values or _share(values, _NUMBER) > _MOSTLY):
        return "year" if values and _share(values, _YEAR) == 1 else "number"
    kinds: tuple[tuple[Looks, re.Pattern[str]], ...] = (("year", _YEAR), ("date", _DATE), ("code", _CODE))
    for kind, pattern in kinds:
        if values and _share(values, pattern) > _MOSTLY:
            return kind
    return "number" if values and _share(values, _NUMBER) == 1 else "text"


def _share(values: tuple[str, ...], pattern: re.Pattern[str]) -> float:
    return sum(pattern.fullmatch(value) is not None for value in values) / len(values)
