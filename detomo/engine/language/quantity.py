"""What a question says in numbers: values with frozen types, their places in `tidy(text)`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Grain = Literal["day", "week", "month", "quarter", "half", "year", "decade", "range"]
Operator = Literal["=", ">", ">=", "<", "<=", "between"]


@dataclass(frozen=True, slots=True)
class Number:
    """`text[start:end]` says `value`; `unit` is a name of `units.UNITS`, or a Japanese counter as it is written.

    `start` to `end` takes in the unit. An `ordinal` (3rd, 第3) says a place, not an amount.
    """

    start: int
    end: int
    value: int | Decimal
    unit: str | None = None
    ordinal: bool = False

    @property
    def may_be_year(self) -> bool:
        """Four digits with nothing that tells a year from an amount: "sales 2010"."""
        return isinstance(self.value, int) and 1900 <= self.value <= 2100 and self.unit is None and not self.ordinal


@dataclass(frozen=True, slots=True)
class Comparison:
    """ "more than 20", 「10分以上」. `upper` belongs to `between` alone, which takes in both ends."""

    start: int
    end: int
    operator: Operator
    number: Number
    upper: Number | None = None


@dataclass(frozen=True, slots=True)
class TopN:
    """ "top 5", 「下位3件」. `superlative` is None where another word says which end: "5 longest", 「多い順に5件」."""

    start: int
    end: int
    count: int
    superlative: Literal["most", "least"] | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` up to, not including, `after`; None leaves that end open ("since 2010").

    `relative`: it was reckoned from today. `assumed`: part of it was (the year of "in March").
    """

    start: int
    end: int
    first: date | None
    after: date | None
    grain: Grain
    relative: bool = False
    assumed: bool = False


Quantity = Number | Comparison | TopN | Period
