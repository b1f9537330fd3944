"""Periods in Japanese: 2024年3月5日, 令和7年度, 2024年度下期, 第3四半期, 3月上旬."""

import re
from datetime import date

from detomo.engine.language.calendar import Days, day_around, months_from, part_of_year, year_of
from detomo.engine.language.eras import ERA, INITIAL, gregorian_year
from detomo.engine.language.numerals import kanji_value
from detomo.engine.language.periods.found import Calendar, Reckon, Way, latest_year
from detomo.engine.language.quantity import Grain

N = r"(?:\d{1,2}|[〇一二三四五六七八九十]{1,3})"
_INITIAL = rf"(?<![A-Za-z0-9])[{INITIAL}]"
_YEAR = (
    rf"(?<![\d〇一二三四五六七八九.,])(?:西暦)?(?:(?P<era>{ERA}|{_INITIAL}) ?(?P<era_year>元|{N})"
    r"|(?P<year>[12]\d{3}|[一二][〇零一二三四五六七八九]{3}))"
)
_MONTH = rf"(?<!\d)(?P<month>{N})月(?!曜)"
_DAY = rf"(?P<day>{N})日(?!間|以)"
_FISCAL = "(?P<fiscal>度)?の?"
_STARTS = rf"(?:\((?P<start>{N})月(?:始まり|開始|はじまり|起点)\))?"
QUARTER = "(?:第(?P<number>[1-4一二三四])四半期|(?P<q>[1-4])Q(?![A-Za-z0-9])|(?<![A-Za-z0-9])Q(?P<q2>[1-4])(?!\\d))"
HALF = "(?P<half>上半期|下半期|上期|下期)"
_THIRDS = {"上旬": (1, 11), "中旬": (11, 21), "下旬": (21, None)}


def number_of(text: str) -> int:
    """元 is 1. Raises ValueError where the text is no numeral."""
    value = 1 if text == "元" else kanji_value(text)
    if value is None:
        raise ValueError(text)
    return value


def quarter_number(match: re.Match[str]) -> int:
    return number_of(match["number"] or match["q"] or match["q2"])


def half_number(match: re.Match[str]) -> int:
    return 1 if match["half"].startswith("上") else 2


def _year_number(match: re.Match[str]) -> int:
    if not match["era"]:
        return number_of(match["year"])
    year = gregorian_year(match["era"], number_of(match["era_year"]))
    if year is None:
        raise ValueError(match[0])
    return year


def _month_number(match: re.Match[str]) -> int:
    month = number_of(match["month"])
    if not 1 <= month <= 12:
        raise ValueError(match[0])
    return month


def _year(match: re.Match[str], _: Calendar) -> Days:
    return year_of(_year_number(match))


def _fiscal_year(match: re.Match[str], calendar: Calendar) -> Days:
    start = number_of(match["start"]) if match["start"] else calendar.fiscal_year_start
    return year_of(_year_number(match), start)


def _month(match: re.Match[str], _: Calendar) -> Days:
    return months_from(_year_number(match), _month_number(match), 1)


def _yearless_month(match: re.Match[str], calendar: Calendar) -> Days:
    month = _month_number(match)
    return months_from(latest_year(month, calendar), month, 1)


def _day(match: re.Match[str], _: Calendar) -> Days:
    return day_around(date(_year_number(match), _month_number(match), number_of(match["day"])))


def _yearless_day(match: re.Match[str], calendar: Calendar) -> Days:
    month, day = _month_number(match), number_of(match["day"])
    return day_around(date(latest_year(month, calendar, day), month, day))


def _third_of_month(match: re.Match[str], calendar: Calendar) -> Days:
    first, after = _month(match, calendar)
    begins, ends = _THIRDS[match["third"]]
    return first.replace(day=begins), first.replace(day=ends) if ends else after


def _quarter(match: re.Match[str], calendar: Calendar) -> Days:
    return part_of_year(_year_number(match), quarter_number(match), 4, _begin(match, calendar))


def _half(match: re.Match[str], calendar: Calendar) -> Days:
    return part_of_year(_year_number(match), half_number(match), 2, _begin(match, calendar))


def _begin(match: re.Match[str], calendar: Calendar) -> int:
    return calendar.fiscal_year_start if match["fiscal"] else 1


def _months(match: re.Match[str], _: Calendar) -> Days:
    year, month, until = _year_number(match), _month_number(match), number_of(match["until"])
    if not month < until <= 12:
        raise ValueError(match[0])
    return months_from(year, month, until - month + 1)


def _edge(match: re.Match[str], calendar: Calendar) -> Days:
    """2023年3月末 is the last day of that month, 2023年初め the first of that year."""
    first, after = _month(match, calendar) if match["month"] else _year(match, calendar)
    return day_around(after, -1) if match["edge"] == "末" else day_around(first)


def _decade(match: re.Match[str], _: Calendar) -> Days:
    return months_from(int(match["year"]), 1, 120)


def _way(pattern: str, grain: Grain, reckon: Reckon, **kinds: bool) -> Way:
    return Way(re.compile(pattern, re.IGNORECASE), grain, reckon, **kinds)


JAPANESE = (
    _way(rf"{_YEAR}年の?{_MONTH}の?{_DAY}", "day", _day),
    _way(rf"(?P<era>{_INITIAL})(?P<era_year>\d\d?)([./])(?P<month>\d\d?)\3(?P<day>\d\d?)(?!\d)", "day", _day),
    _way(rf"{_YEAR}年(?:の?{_MONTH}の?)?(?P<edge>末|初め?|始め)", "day", _edge),
    _way(rf"{_YEAR}年の?{_MONTH}(?P<third>[上中下]旬)", "range", _third_of_month),
    _way(rf"{_YEAR}年の?{_MONTH}(?!間)", "month", _month),
    _way(rf"{_YEAR}年の?(?P<month>{N})[~-](?P<until>{N})月(?!間)", "range", _months),
    _way(rf"{_YEAR}年{_FISCAL}{QUARTER}", "quarter", _quarter),
    _way(rf"{_YEAR}年{_FISCAL}{HALF}", "half", _half),
    _way(rf"{_YEAR}(?:年度|会計年度){_STARTS}", "year", _fiscal_year),
    _way(rf"{_YEAR}年(?![間度代前目生次]|以内)", "year", _year),
    _way(r"(?<!\d)(?P<year>(?:1[89]|20)\d0)年代", "decade", _decade),
    _way(rf"{_MONTH}の?{_DAY}", "day", _yearless_day, assumed=True),
    _way(rf"{_MONTH}(?!間|に?(?:始|はじ|開始)|期|[上中下]旬)", "month", _yearless_month, assumed=True),
)
