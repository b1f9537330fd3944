"""Periods in English: "March 2024", "last quarter", "the past 30 days", "the first half of 2013"."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from detomo.engine.language.calendar import (
    Days,
    day_around,
    last_days,
    month_around,
    months_from,
    part_of_year,
    quarter_around,
    week_around,
    year_of,
)
from detomo.engine.language.numerals import words_value
from detomo.engine.language.periods.found import Calendar, Reckon, Way, latest_year
from detomo.engine.language.periods.shared import BEGINS, ENDS, YEAR
from detomo.engine.language.quantity import Grain

_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_NAME = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH = rf"(?P<month>{_MONTH_NAME})\.?"
# "may" and "march" are verbs, and four digits an amount: by themselves both need a word that leads up to a time.
_LEADS = r"(?:in|during|since|before|after|from|until|till|through|between|for|of)"
_SECOND = r"(?: and | or | to | through | until |, ?| ?[-~] ?)"
_COUNTED = r"(?! (?:[a-z]+s|percent|yen|people)\b|[ -]?(?:[%$]|kg|km|ms|mb)\b)"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_COUNT = r"(?P<count>\d+|[a-z]+(?:-[a-z]+)?)"
_ORDER = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_NUMBER = rf"(?:the )?(?P<number>{'|'.join(_ORDER)}|last)"
_OFFSETS = {"this": 0, "current": 0, "last": -1, "previous": -1, "prior": -1, "next": 1}
_WHICH = rf"(?:the )?(?P<which>{'|'.join(_OFFSETS)})"
_FISCAL = "(?:fiscal|financial) year"


def _month_number(match: re.Match[str]) -> int:
    return _NAMES.index(match["month"][:3].lower()) + 1


def _month_of_year(match: re.Match[str], _: Calendar) -> Days:
    return months_from(int(match["year"]), _month_number(match), 1)


def _month(match: re.Match[str], calendar: Calendar) -> Days:
    month = _month_number(match)
    return months_from(latest_year(month, calendar), month, 1)


def _day_of_year(match: re.Match[str], _: Calendar) -> Days:
    return day_around(date(int(match["year"]), _month_number(match), int(match["day"])))


def _day(match: re.Match[str], calendar: Calendar) -> Days:
    month, day = _month_number(match), int(match["day"])
    return day_around(date(latest_year(month, calendar, day), month, day))


def _part(parts: int, *, fiscal: bool = False) -> Reckon:
    def reckon(match: re.Match[str], calendar: Calendar) -> Days:
        number = _ORDER.get(match["number"].lower(), parts)
        if number > parts:
            raise ValueError(match[0])
        return part_of_year(int(match["year"]), number, parts, calendar.fiscal_year_start if fiscal else 1)

    return reckon


def _year(match: re.Match[str], _: Calendar) -> Days:
    return year_of(int(match["year"]))


def _years(match: re.Match[str], _: Calendar) -> Days:
    """Both years are within the range."""
    year, until = int(match["year"]), int(match["until"])
    if year >= until:
        raise ValueError(match[0])
    return months_from(year, 1, 12 * (until - year + 1))


def _decade(match: re.Match[str], _: Calendar) -> Days:
    return months_from(int(match["year"]), 1, 120)


def _year_around(day: date, offset: int) -> Days:
    return year_of(day.year + offset)


def _around(unit: Grain, around: Callable[[date, int], Days]) -> Way:
    def reckon(match: re.Match[str], calendar: Calendar) -> Days:
        return around(calendar.today, _OFFSETS[match["which"].lower()])

    return _way(rf"{_WHICH} (?:calendar )?{unit}", unit, reckon, relative=True)


def _fiscal_around(match: re.Match[str], calendar: Calendar) -> Days:
    return year_of(calendar.fiscal_year + _OFFSETS[match["which"].lower()], calendar.fiscal_year_start)


def _rolling(match: re.Match[str], calendar: Calendar) -> Days:
    count = int(match["count"]) if match["count"].isdigit() else words_value(match["count"].lower())
    if not count:
        raise ValueError(match[0])
    return last_days(calendar.today, count, match["unit"].lower())


def _to_date(match: re.Match[str], calendar: Calendar) -> Days:
    today = calendar.today
    around = {"y": year_of(today.year), "q": quarter_around(today), "m": month_around(today)}
    return around[match["unit"][0].lower()][0], today + timedelta(days=1)


def _on_day(offset: int, words: str) -> Way:
    return _way(words, "day", lambda _, calendar: day_around(calendar.today, offset), relative=True)


def _way(pattern: str, grain: Grain, reckon: Reckon, **kinds: bool) -> Way:
    return Way(re.compile(BEGINS + pattern + ENDS, re.IGNORECASE), grain, reckon, **kinds)


ENGLISH = (
    _way(rf"{_MONTH} {_DAY},? {YEAR}", "day", _day_of_year),
    _way(rf"{_DAY}(?: of)?[ -]{_MONTH},?[ -]{YEAR}", "day", _day_of_year),
    _way(rf"{_MONTH},?[ -](?:of )?{YEAR}", "month", _month_of_year),
    _way(rf"{_MONTH} {_DAY}", "day", _day, assumed=True),
    _way(rf"(?<=\bon )(?:the )?{_DAY}(?: of)? {_MONTH}", "day", _day, assumed=True),
    _way(rf"{_LEADS} (?:early |late )?(?P<said>{_MONTH})", "month", _month, assumed=True),
    _way(rf"(?P<said>{_MONTH})(?={_SECOND}{_MONTH_NAME}{ENDS})", "month", _month, assumed=True),
    _way(rf"{_MONTH_NAME}{_SECOND}(?P<said>{_MONTH})", "month", _month, assumed=True),
    _way(rf"(?:{_LEADS}|years?|both|as of) (?P<said>{YEAR}){_COUNTED}", "year", _year),
    _way(rf"(?:{_LEADS}|years|both) (?:1[89]|20|21)\d\d{_SECOND}(?P<said>{YEAR}){_COUNTED}", "year", _year),
    _way(rf"{_NUMBER} half of {YEAR}", "half", _part(2)),
    _way(rf"{_NUMBER} quarter of {YEAR}", "quarter", _part(4)),
    _way(rf"{_NUMBER} half of (?:FY|{_FISCAL}) ?{YEAR}", "half", _part(2, fiscal=True)),
    _way(rf"{_NUMBER} quarter of (?:FY|{_FISCAL}) ?{YEAR}", "quarter", _part(4, fiscal=True)),
    _way(
        rf"(?:from )?{YEAR}(?: to | through | until | ?[-~] ?)(?P<until>(?:1[89]|20|21)\d\d){_COUNTED}", "range", _years
    ),
    _way(rf"the year {YEAR}", "year", _year),
    _way(r"(?:the )?(?P<year>(?:1[89]|20)\d0)'?s", "decade", _decade),
    _around("week", week_around),
    _around("month", month_around),
    _around("quarter", quarter_around),
    _around("year", _year_around),
    _way(rf"{_WHICH} {_FISCAL}", "year", _fiscal_around, relative=True),
    _way(
        rf"(?:the |these )?(?:past|last|previous|trailing) {_COUNT} (?P<unit>day|week|month|quarter|year)s?",
        "range",
        _rolling,
        relative=True,
    ),
    _way(r"(?:the )?(?P<unit>year|quarter|month)[- ]to[- ]date", "range", _to_date, relative=True),
    _way(r"(?P<unit>[yqm])td", "range", _to_date, relative=True),
    _on_day(0, "today"),
    _on_day(-1, "yesterday"),
    _on_day(-2, "the day before yesterday"),
    _on_day(1, "tomorrow"),
)
