"""Dates in figures, written alike in both languages: 2024-03-05, 2024/3/5, 2024-03, Q3 2024, FY2024."""

import re
from datetime import date

from detomo.engine.language.calendar import Days, day_around, months_from, part_of_year, year_of
from detomo.engine.language.periods.found import Calendar, Reckon, Way
from detomo.engine.language.quantity import Grain

YEAR = r"(?P<year>(?:1[89]|20|21)\d\d)"
BEGINS = r"(?<![A-Za-z0-9.,/-])"
ENDS = r"(?![A-Za-z0-9])(?!,\d|\.\d|/\d|-\d)"
_FY = rf"(?:FY|fiscal(?: year)?|financial year)[ ']?{YEAR}"
_MONTH, _DAY, _LATE_DAY = r"(?P<month>\d\d?)", r"(?P<day>\d\d?)", r"(?P<day>1[3-9]|2\d|3[01])"
_QUARTER, _HALF = "Q(?P<number>[1-4])", "H(?P<number>[12])"


def _day(match: re.Match[str], _: Calendar) -> Days:
    return day_around(date(int(match["year"]), int(match["month"]), int(match["day"])))


def _month(match: re.Match[str], _: Calendar) -> Days:
    month = int(match["month"])
    if not 1 <= month <= 12:
        raise ValueError(month)
    return months_from(int(match["year"]), month, 1)


def _quarter(match: re.Match[str], _: Calendar) -> Days:
    return part_of_year(int(match["year"]), int(match["number"]), 4)


def _half(match: re.Match[str], _: Calendar) -> Days:
    return part_of_year(int(match["year"]), int(match["number"]), 2)


def _fiscal_quarter(match: re.Match[str], calendar: Calendar) -> Days:
    return part_of_year(int(match["year"]), int(match["number"]), 4, calendar.fiscal_year_start)


def _fiscal_year(match: re.Match[str], calendar: Calendar) -> Days:
    return year_of(int(match["year"]), calendar.fiscal_year_start)


def _way(pattern: str, grain: Grain, reckon: Reckon) -> Way:
    return Way(re.compile(BEGINS + pattern + ENDS, re.IGNORECASE), grain, reckon)


SHARED = (
    _way(rf"{YEAR}(?P<sign>[-/.]){_MONTH}(?P=sign){_DAY}", "day", _day),
    _way(rf"{YEAR}(?P<month>\d\d)(?P<day>\d\d)", "day", _day),
    # 4/13/2024 and 13/4/2024 can be only one day; 3/5/2024 is two, one on each side of the Atlantic.
    _way(rf"{_MONTH}/{_LATE_DAY}/{YEAR}", "day", _day),
    _way(rf"{_LATE_DAY}/{_MONTH}/{YEAR}", "day", _day),
    _way(rf"{YEAR}[-/]{_MONTH}", "month", _month),
    _way(rf"{_QUARTER}[ /,-]*(?:of |in |の)?{YEAR}(?!年度)", "quarter", _quarter),
    _way(rf"{YEAR}[ /-]?{_QUARTER}", "quarter", _quarter),
    _way(rf"{_HALF}[ /,-]*(?:of |in )?{YEAR}", "half", _half),
    _way(rf"{YEAR}[ /-]?{_HALF}", "half", _half),
    _way(rf"{_QUARTER}[ /,-]*(?:of |in |の)?{_FY}", "quarter", _fiscal_quarter),
    _way(rf"{_FY}[ /-]?の?{_QUARTER}", "quarter", _fiscal_quarter),
    _way(_FY, "year", _fiscal_year),
)
