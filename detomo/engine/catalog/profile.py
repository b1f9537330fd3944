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
_NAME = re.compile(r"name|title|label|名", re.IGNORECASE)
_MOSTLY = 0.8
_TEMPORAL = {ColumnType.DATE, ColumnType.DATETIME}
_NUMERIC = {ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL}


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """`rows`, `filled` (not null) and `distinct` count the rows looked at; `whole` means that these are all.

    `low` and `high` are the least and greatest of numbers, dates and texts, as text; `samples` some of the distinct
    values, all of them where `all_samples`. `looks` says what the values look like, whatever their type.
    """

    rows: int
    filled: int
    distinct: int
    low: str | None
    high: str | None
    looks: Looks
    whole: bool
    samples: tuple[str, ...] = ()
    all_samples: bool = False
    is_name: bool = False

    @property
    def null_share(self) -> float:
        return 1 - self.filled / self.rows if self.rows else 0.0

    @property
    def is_unique(self) -> bool:
        """Whether no two of the rows looked at share a value."""
        return self.filled > 1 and self.distinct == self.filled


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


def is_name_like(column: Column, looks: Looks) -> bool:
    """Whether people call the row by this column."""
    return looks == "text" and column.type in {ColumnType.TEXT, ColumnType.UNKNOWN} and bool(_NAME.search(column.name))


def _share(values: tuple[str, ...], pattern: re.Pattern[str]) -> float:
    return sum(pattern.fullmatch(value) is not None for value in values) / len(values)
