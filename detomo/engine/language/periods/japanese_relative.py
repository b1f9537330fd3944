"""Periods in Japanese that are reckoned from today: 先月, 前年同月, 今年度, 上期, 直近30日, 月末."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from detomo.engine.language.calendar import (
    Days,
    day_around,
    last_days,
    month_around,
    part_of_year,
    quarter_around,
    shifted,
    week_around,
    year_of,
)
from detomo.engine.language.periods.found import Calendar, Reckon, Way
from detomo.engine.language.periods.japanese import HALF, QUARTER, half_number, number_of, quarter_number
from detomo.engine.language.quantity import Grain

_FISCAL_YEARS = {
    "今年度": 0,
    "本年度": 0,
    "当年度": 0,
    "昨年度": -1,
    "前年度": -1,
    "去年度": -1,
    "一昨年度": -2,
    "来年度": 1,
}
_YEARS = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "昨年": -1, "前年": -1, "一昨年": -2, "おととし": -2, "来年": 1}
_MONTHS = {"今月": 0, "当月": 0, "先月": -1, "前月": -1, "先々月": -2, "来月": 1, "翌月": 1}
_WEEKS = {"今週": 0, "先週": -1, "前週": -1, "先々週": -2, "来週": 1}
_DAYS = {"今日": 0, "本日": 0, "昨日": -1, "一昨日": -2, "おととい": -2, "前日": -1, "明日": 1}
_QUARTERS = {"今四半期": 0, "当四半期": 0, "前四半期": -1, "先四半期": -1, "来四半期": 1}
_ROLLED = {"日": "day", "週": "week", "月": "month", "年": "year", "四半期": "quarter"}


def _any_of(words: Mapping[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _year_around(day: date, offset: int) -> Days:
    return year_of(day.year + offset)


def _fiscal_year(match: re.Match[str], calendar: Calendar) -> Days:
    return year_of(_fiscal_number(match, calendar), calendar.fiscal_year_start)


def _fiscal_number(match: re.Match[str], calendar: Calendar) -> int:
    return calendar.fiscal_year + (_FISCAL_YEARS[match["which"]] if match["which"] else 0)


def _quarter(match: re.Match[str], calendar: Calendar) -> Days:
    return part_of_year(_fiscal_number(match, calendar), quarter_number(match), 4, calendar.fiscal_year_start)


def _half(match: re.Match[str], calendar: Calendar) -> Days:
    return part_of_year(_fiscal_number(match, calendar), half_number(match), 2, calendar.fiscal_year_start)


def _same_of_last_year(unit: str, grain: Grain, around: Callable[[date], Days]) -> Way:
    return _way(f"(?:前年|昨年|去年)の?同じ?{unit}", grain, lambda _, calendar: around(shifted(calendar.today, -12)))


def _rolling(match: re.Match[str], calendar: Calendar) -> Days:
    count = number_of(match["count"])
    if not count:
        raise ValueError(match[0])
    unit = next(unit for sign, unit in _ROLLED.items() if sign in match["unit"])
    return last_days(calendar.today, count, unit)


def _year_to_date(_: re.Match[str], calendar: Calendar) -> Days:
    return calendar.today.replace(month=1, day=1), calendar.today + timedelta(days=1)


def _relative(words: Mapping[str, int], grain: Grain, around: Callable[[date, int], Days], unless: str = "比") -> Way:
    def reckon(match: re.Match[str], calendar: Calendar) -> Days:
        return around(calendar.today, words[match["which"]])

    return _way(f"(?P<which>{_any_of(words)})(?!{unless})", grain, reckon)


def _edges(words: Mapping[str, int], unit: str, around: Callable[[date, int], Days]) -> Way:
    """月初 is the first day of a month, 先月末 the last of the one before."""

    def reckon(match: re.Match[str], calendar: Calendar) -> Days:
        first, after = around(calendar.today, words[match["which"]] if match["which"] else 0)
        return day_around(after, -1) if match["edge"] == "末" else day_around(first)

    return _way(
        rf"(?:(?P<which>{_any_of(words)})の?|(?<![\d〇一二三四五六七八九十年]){unit})(?P<edge>初め?|始め|はじめ|末)",
        "day",
        reckon,
    )


def _way(pattern: str, grain: Grain, reckon: Reckon) -> Way:
    return Way(re.compile(pattern, re.IGNORECASE), grain, reckon, relative=True)


_WHICH = f"(?:(?P<which>{_any_of(_FISCAL_YEARS)})の?)?"
JAPANESE_RELATIVE = (
    _way(_WHICH + QUARTER, "quarter", _quarter),
    _way(_WHICH + HALF, "half", _half),
    _same_of_last_year("月", "month", month_around),
    _same_of_last_year("日", "day", day_around),
    _same_of_last_year("四半期", "quarter", quarter_around),
    _way(
        r"(?:直近|過去|最近|ここ|この)の?(?P<count>\d+|[一二三四五六七八九十]+)"
        r"(?P<unit>日|週|[かカヶケヵ箇]月|年|四半期)間?(?!度)",
        "range",
        _rolling,
    ),
    _way("年初来", "range", _year_to_date),
    _way(f"(?P<which>{_any_of(_FISCAL_YEARS)})", "year", _fiscal_year),
    _relative(_YEARS, "year", _year_around, "度|比|同"),
    _relative(_MONTHS, "month", month_around),
    _relative(_WEEKS, "week", week_around),
    _relative(_DAYS, "day", day_around),
    _relative(_QUARTERS, "quarter", quarter_around),
    _edges(_MONTHS, "月", month_around),
    _edges(_YEARS, "年", _year_around),
    _edges(_WEEKS, "週", week_around),
)
