"""Numbers, comparisons, ranks and periods of questions in both languages."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.language.detect import language_of
from detomo.engine.language.numerals import kanji_value, numerals, words_value
from detomo.engine.language.quantities import quantities
from detomo.engine.language.quantity import Comparison, Number, Period, Quantity, TopN
from detomo.engine.language.units import converted
from detomo.engine.language.width import tidy

TODAY = date(2024, 8, 15)
LINES = Path(__file__).with_name("cases").joinpath("quantities.jsonl").read_text("utf-8").splitlines()
CASES = [pytest.param(case, id=case["text"]) for case in map(json.loads, LINES)]
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = st.sampled_from(
    "top 5 2010 last month between and March 2024 more than at least half the first quarter of FY H1 Q3 "
    "since dozen "
    "上位 10件 令和7年 先月 から まで 以上 二十 億 年度 第3四半期 直近 30日 以降 月末 R7 年 月 日 "
    "1.5 million % $ ¥ , . - 〜 ３ 2024/2/30".split()
)


def said(quantity: Quantity) -> str:
    """One line for one quantity."""
    match quantity:
        case Number(value=value, unit=unit, ordinal=ordinal):
            return " ".join(filter(None, [str(value), unit, "ordinal" if ordinal else ""]))
        case Comparison(operator=operator, number=number, upper=upper):
            return " ".join(filter(None, [operator, said(number), said(upper) if upper else ""]))
        case TopN(count=count, superlative=superlative):
            return f"top {count} {superlative or '?'}"
        case Period(first=first, after=after, grain=grain):
            return f"{first or ''}..{after or ''} {grain}"


@pytest.mark.parametrize("case", CASES)
def test_a_question_says_these_quantities(case: dict[str, object]) -> None:
    text = tidy(str(case["text"]))
    found = quantities(text, language_of(text), today=TODAY, fiscal_year_start=4)
    assert [[text[one.start : one.end], said(one)] for one in found] == case["found"]


@given(
    st.lists(WORDS, max_size=12),
    st.sampled_from(["", " "]),
    st.integers(1, 12),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
def test_whatever_is_asked_places_hold_and_ranges_are_not_empty(
    words: list[str], between: str, fiscal_year_start: int, today: date
) -> None:
    text = tidy(between.join(words))
    last = 0
    for one in quantities(text, language_of(text), today=today, fiscal_year_start=fiscal_year_start):
        assert last <= one.start < one.end <= len(text)
        last = one.end
        if isinstance(one, Period):
            assert one.first or one.after
            assert not (one.first and one.after) or one.first < one.after


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    for one in quantities(text, language_of(text), today=TODAY):
        assert tidy(text)[one.start : one.end]


def in_kanji(number: int) -> str:
    text = ""
    for myriad, sign in ((10**8, "億"), (10**4, "万"), (1, "")):
        part = number // myriad % 10**4
        digits = [(part // scale % 10, name) for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, ""))]
        written = "".join(
            ("" if one == 1 and name else "〇一二三四五六七八九"[one]) + name for one, name in digits if one
        )
        text += written + sign if part else ""
    return text.replace("千万", "一千万") if text.startswith("千万") else text


def in_english(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    for scale, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = f" {in_english(number % scale)}" if number % scale else ""
            return f"{in_english(number // scale)} {name}{rest}"
    raise AssertionError(number)


@given(st.integers(1, 10**12 - 1))
def test_kanji_are_read_as_they_are_written(number: int) -> None:
    assert kanji_value(in_kanji(number)) == number


@given(st.integers(0, 10**12 - 1))
def test_english_words_are_read_as_they_are_written(number: int) -> None:
    assert words_value(in_english(number)) == number
    (found,) = numerals(f"about {in_english(number)} orders")
    assert found.value == number


@given(st.integers(0, 10**12))
def test_figures_are_read_with_and_without_commas(number: int) -> None:
    assert [one.value for one in numerals(f"over {number:,} or {number}")] == [number, number]


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (10, "minute", "millisecond", 600_000),
        (3, "kilometre", "metre", 3000),
        (5, "USD", "JPY", None),
        (2, "year", "month", 24),
    ],
)
def test_units_of_one_kind_convert(value: int, unit: str, to: str, expected: int | None) -> None:
    assert converted(value, unit, to) == expected
