"""All periods of a question: the longest reading at each place, ranges joined, open ends understood."""

import re
from collections.abc import Iterable
from dataclasses import replace

from detomo.engine.language.calendar import with_year
from detomo.engine.language.periods.english import ENGLISH
from detomo.engine.language.periods.found import Calendar, find
from detomo.engine.language.periods.japanese import JAPANESE
from detomo.engine.language.periods.japanese_relative import JAPANESE_RELATIVE
from detomo.engine.language.periods.shared import SHARED
from detomo.engine.language.quantity import Period

_ENGLISH_WAYS = SHARED + ENGLISH
_ALL_WAYS = _ENGLISH_WAYS + JAPANESE + JAPANESE_RELATIVE

_JOINT = re.compile(r" to | through | until | till | ?[-~] ?| ?から ?", re.IGNORECASE)
_AND = re.compile(r" and | ?と ?", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between) $", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
_TILL = re.compile(r" ?(?:まで|にかけて|の?間)")
_AFTER_WORDS = {
    "since": r"(?: or later| and later| and after| onwards?| and onwards?)\b|以降|以後|から",
    "after": r"より(?:も)?後",
    "until": r"(?: or earlier| and earlier| or before| and before)\b|以前|までに?",
    "before": r"より(?:も)?前",
}
_BEFORE_WORDS = {
    "since": r"(?:since|on or after|starting (?:in|from|on)|beginning (?:in|from|on))",
    "after": r"(?:after|later than)",
    "until": r"(?:until|till|through|up to|on or before|no later than)",
    "before": r"(?:before|prior to|earlier than)",
}
_LEADING = {side: re.compile(rf"\b{words} $", re.IGNORECASE) for side, words in _BEFORE_WORDS.items()}
_TRAILING = {side: re.compile(words, re.IGNORECASE) for side, words in _AFTER_WORDS.items()}


def single_periods(text: str, calendar: Calendar) -> list[Period]:
    """Every date and period by itself, in order: "between March and May 2024" holds two. `text` is tidied."""
    return _longest(find(_ENGLISH_WAYS if text.isascii() else _ALL_WAYS, text, calendar))


def periods(text: str, calendar: Calendar) -> list[Period]:
    """Every period of `text` (tidied), in order, with the words that make it a range or leave an end open."""
    return [
        one if one.grain == "range" and not one.relative else _opened(one, text)
        for one in closed_periods(text, calendar)
    ]


def closed_periods(text: str, calendar: Calendar) -> list[Period]:
    """Like `periods`, but "since 2010" is 2010: words that leave an end open are not looked at."""
    joined: list[Period] = []
    for period in single_periods(text, calendar):
        both = _joined(joined[-1], period, text) if joined else None
        if both is None:
            joined.append(period)
        else:
            joined[-1] = both
    return joined


def _longest(found: Iterable[Period]) -> list[Period]:
    kept: list[Period] = []
    for period in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(period.end <= other.start or period.start >= other.end for other in kept):
            kept.append(period)
    return sorted(kept, key=lambda one: one.start)


def _joined(one: Period, other: Period, text: str) -> Period | None:
    """One range of two periods with nothing but a joining word between them."""
    between, before = text[one.end : other.start], text[: one.start]
    till, between_and = _TILL.match(text, other.end), _AND.fullmatch(between)
    if not _JOINT.fullmatch(between) and not (between_and and (_BETWEEN.search(before) or (till and "間" in till[0]))):
        return None
    one, other = _in_one_year(one, other)
    if one.first is None or other.after is None or one.first >= other.after:
        return None
    start = found.start() if (found := _FROM.search(before)) else one.start
    end = till.end() if till else other.end
    assumed, relative = one.assumed and other.assumed, one.relative or other.relative
    return Period(start, end, one.first, other.after, "range", relative, assumed)


def _in_one_year(one: Period, other: Period) -> tuple[Period, Period]:
    """Give the one without a year that of the other: from November to January 2012 begins in 2011."""
    if one.assumed == other.assumed or None in (one.first, one.after, other.first, other.after):
        return one, other
    if one.assumed:
        same = _of_year(one, other.first.year)  # type: ignore[union-attr]
        if same.first < other.after:  # type: ignore[operator]
            return same, other
        return replace(_of_year(one, other.first.year - 1), assumed=True), replace(other, assumed=True)  # type: ignore[union-attr]
    other = _of_year(other, one.first.year)  # type: ignore[union-attr]
    return one, (other if one.first < other.after else _of_year(other, other.first.year + 1))  # type: ignore[operator,union-attr]


def _of_year(period: Period, year: int) -> Period:
    first, after = with_year((period.first, period.after), year)  # type: ignore[arg-type]
    return replace(period, first=first, after=after, assumed=False)


def _opened(period: Period, text: str) -> Period:
    """The period with an open end where a word leaves it open."""
    for side in _LEADING:
        if leading := _LEADING[side].search(text[: period.start]):
            return _with_side(replace(period, start=leading.start()), side)
        if trailing := _TRAILING[side].match(text, period.end):
            return _with_side(replace(period, end=trailing.end()), side)
    return period


def _with_side(period: Period, side: str) -> Period:
    if side == "since":
        return replace(period, after=None)
    if side == "after":
        return replace(period, first=period.after, after=None)
    if side == "until":
        return replace(period, first=None)
    return replace(period, first=None, after=period.first)
