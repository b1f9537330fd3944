"""What the patterns of both languages share: a way of writing a period, and how its days are reckoned."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from detomo.engine.language.calendar import Days, fiscal_year
from detomo.engine.language.quantity import Grain, Period


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today, and the month (1 to 12) in which a fiscal year begins."""

    today: date
    fiscal_year_start: int = 1

    @property
    def fiscal_year(self) -> int:
        return fiscal_year(self.today, self.fiscal_year_start)


def utc_calendar() -> Calendar:
    """Today in UTC, with fiscal years as in Japan."""
    return Calendar(datetime.now(UTC).date(), 4)


Reckon = Callable[[re.Match[str], Calendar], Days]


@dataclass(frozen=True, slots=True)
class Way:
    """`reckon` gets the match and the calendar; it raises ValueError where the match is no date (30 February).

    Where the pattern has a group `said`, that is the period, and what stands around it only tells that it is one.
    """

    pattern: re.Pattern[str]
    grain: Grain
    reckon: Reckon
    relative: bool = False
    assumed: bool = False


def find(ways: Sequence[Way], text: str, calendar: Calendar) -> Iterator[Period]:
    """Every match of every way, overlapping ones too."""
    for way in ways:
        for match in way.pattern.finditer(text):
            try:
                first, after = way.reckon(match, calendar)
            except (ValueError, OverflowError):
                continue
            start, end = match.span("said") if "said" in way.pattern.groupindex else match.span()
            yield Period(start, end, first, after, way.grain, way.relative, way.assumed)


def latest_year(month: int, calendar: Calendar, day: int = 1) -> int:
    """The year of a month (and day) without one: the last that has begun by today."""
    today = calendar.today
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1
