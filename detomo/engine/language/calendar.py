"""Stretches of the calendar as half-open ranges: months, quarters, halves, fiscal years, weeks, rolling windows."""

from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]  # the first day, and the day after the last one

_DAY = timedelta(days=1)


def months_from(year: int, month: int, count: int) -> Days:
    """`count` months from one on; `month` may lie outside 1 to 12. Raises ValueError outside the calendar."""
    return _first_of(year, month), _first_of(year, month + count)


def year_of(year: int, fiscal_year_start: int = 1) -> Days:
    """A year that begins in the given month; a fiscal year has the name of the year in which it begins."""
    return months_from(year, fiscal_year_start, 12)


def part_of_year(year: int, number: int, parts: int, fiscal_year_start: int = 1) -> Days:
    """The `number`th (from 1) of equal parts: 4 for quarters, 2 for halves."""
    length = 12 // parts
    return months_from(year, fiscal_year_start + (number - 1) * length, length)


def fiscal_year(day: date, fiscal_year_start: int) -> int:
    return day.year if day.month >= fiscal_year_start else day.year - 1


def month_around(day: date, offset: int = 0) -> Days:
    return months_from(day.year, day.month + offset, 1)


def quarter_around(day: date, offset: int = 0) -> Days:
    return months_from(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * offset, 3)


def week_around(day: date, offset: int = 0) -> Days:
    """Weeks begin on Monday (ISO 8601)."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
    return monday, monday + timedelta(weeks=1)


def day_around(day: date, offset: int = 0) -> Days:
    first = day + timedelta(days=offset)
    return first, first + _DAY


def last_days(today: date, count: int, unit: str) -> Days:
    """The `count` days, weeks, months, quarters or years that end with today, today taken in."""
    after = today + _DAY
    if unit in {"day", "week"}:
        return after - timedelta(days=count * (7 if unit == "week" else 1)), after
    return shifted(after, -count * {"month": 1, "quarter": 3, "year": 12}[unit]), after


def shifted(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    first = _first_of(day.year, day.month + months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def with_year(days: Days, year: int) -> Days:
    """The same days of another year; they must be one day, or whole months."""
    first, after = days
    return shifted(first, 12 * (year - first.year)), shifted(after, 12 * (year - first.year))


def _first_of(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
