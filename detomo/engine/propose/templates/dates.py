"""How SQL writes a period: its first day, its last, the day after, its year or month alone."""

from collections.abc import Callable
from datetime import date, timedelta

from detomo.engine.language.quantity import Period

_DAY = timedelta(days=1)
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d 00:00:00", "%Y-%m-%dT00:00:00")
_LATE_FORMATS = ("%Y-%m-%d 23:59:59", "%Y-%m-%d 23:59:59.999", "%Y-%m-%dT23:59:59")

Writer = Callable[[date, date], str]  # first day, day after the last → the literal's text


def _day(form: str, which: Callable[[date, date], date]) -> Writer:
    return lambda first, after: which(first, after).strftime(form)


_BOUNDS: tuple[Writer, ...] = (
    *(_day(form, lambda first, after: first) for form in _FORMATS),
    *(_day(form, lambda first, after: after) for form in _FORMATS),
    *(_day(form, lambda first, after: after - _DAY) for form in (*_FORMATS[:3], *_LATE_FORMATS)),
)
_YEAR: tuple[Writer, ...] = (_day("%Y", lambda first, after: first), _day("%Y%%", lambda first, after: first))
_MONTH: tuple[Writer, ...] = (
    _day("%Y-%m", lambda first, after: first),
    _day("%Y%m", lambda first, after: first),
    _day("%Y-%m%%", lambda first, after: first),
)
_MONTH_NUMBER: tuple[Writer, ...] = (
    _day("%m", lambda first, after: first),
    lambda first, after: str(first.month),
)


def writers(text: str, period: Period) -> list[tuple[Writer, bool]]:
    """The ways in which the literal `text` may say the period; True with those that only the same grain allows."""
    first, after = period.first, period.after
    if first is None or after is None:
        return []
    ways = [(writer, False) for writer in _BOUNDS] + [(writer, True) for writer in _parts(first, after)]
    return [(writer, strict) for writer, strict in ways if writer(first, after) == text]


def _parts(first: date, after: date) -> tuple[Writer, ...]:
    if first.day == 1 and after == first.replace(year=first.year + 1):  # of a fiscal year: its name
        return _YEAR
    if first.day == 1 and after == (first + timedelta(days=31)).replace(day=1):
        return (*_MONTH, *_MONTH_NUMBER, _YEAR[0])
    return ()


def looks_like_time(text: str) -> bool:
    """Whether the literal may be a date, a year or a month with its year."""
    digits = text.replace("-", "").replace("/", "").rstrip("%")
    if not digits[:4].isdigit():
        return False
    return 1800 <= int(digits[:4]) <= 2199 and len(digits[:4]) == 4
