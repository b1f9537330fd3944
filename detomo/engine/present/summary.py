"""A result in one or two sentences, from its values alone: no model writes them, so no number in them is made up."""

import math
import re
from collections.abc import Sequence
from decimal import Decimal

from detomo.engine.present.chart.case import Case, main_measure, row_labels
from detomo.engine.present.labels import label
from detomo.engine.present.profile import ColumnProfile, ResultProfile, Role, profile
from detomo.engine.present.text import percent_text, value_text
from detomo.engine.types import Language, Result, Text

MAX_FIELDS = 6
MAX_NAMES = 3
_WORD = re.compile(r"\w+")

_EMPTY = Text("No rows match.", "該当するデータはありません。")
_SINGLE = Text("The {label} is {value}.", "{label}は{value}です。")
_SINGLE_MISSING = Text("There is no value for {label}.", "{label}の値はありません。")
_ONE_ROW = Text("One row: {fields}{more}.", "1件：{fields}{more}。")
_FIELD = Text("{label} {value}", "{label} {value}")
_MORE_FIELDS = Text(", and {count} more columns", "ほか{count}列")
_LIST = Text("{rows} rows: {names}{more}.", "{rows}件：{names}{more}。")
_MORE_NAMES = Text(" and {count} more", "ほか{count}件")
_ROWS = Text("{rows} rows.", "{rows}件です。")
_RANGE = Text("{rows} rows, with {label} from {low} to {high}.", "{rows}件で、{label}は{low}から{high}までです。")
_EQUAL = Text("{rows} rows, all with the same {label}: {value}.", "{rows}件で、{label}はすべて{value}です。")
_RANKING = Text(
    "{rows} rows. Highest {label}: {top} with {high}{share}; lowest: {bottom} with {low}.",
    "{rows}件です。{label}は{top}が最大の{high}{share}、{bottom}が最小の{low}です。",
)
_SHARE = Text(" ({share} of the {total} in these rows)", "（表示分の合計{total}の{share}）")
_OTHERS = Text("{name} and {count} more", "{name}ほか{count}件")
_COURSE = Text(
    "{rows} rows from {start} to {end}: {label} went from {first} to {last}{change}. "
    "Highest: {high} ({top}), lowest: {low} ({bottom}).",
    "{start}から{end}までの{rows}件で、{label}は{first}から{last}になりました{change}。"
    "最大は{high}（{top}）、最小は{low}（{bottom}）です。",
)
_CHANGE = Text(" ({change})", "（{change}）")
_TRUNCATED = Text(
    "The result was cut off at a limit after {rows} rows; the figures cover only what is shown.",
    "結果は上限により{rows}件で打ち切られています。数値は表示分だけのものです。",
)
_INCOMPLETE = Text(
    "The database itself may have left something out.", "データベース側で一部が欠けている可能性があります。"
)


def summarize(result: Result, question: str, language: Language) -> str:
    """Say what the rows show: the value, the row, or the extremes, the share and the course over time.

    The question only decides which measure the sentence is about. Cut and incomplete results are called so.
    """
    data = profile(result)
    sentences = [_sentence(data, frozenset(_WORD.findall(question.lower())), language)]
    if result.truncated:
        sentences.append(_TRUNCATED.within(rows=_count(data)).to(language))
    if result.incomplete:
        sentences.append(_INCOMPLETE.to(language))
    return ("" if language == "ja" else " ").join(sentences)


def _sentence(data: ResultProfile, asked: frozenset[str], language: Language) -> str:
    if not data.rows or not data.columns:
        return _EMPTY.to(language)
    if data.rows == 1:
        return _single(data.columns[0], language) if len(data.columns) == 1 else _one_row(data, language)
    case = Case(data, asked, None)
    measures = [column for column in case.measures if column.present]
    labels = row_labels(case)
    if case.listing or not measures:
        return _listing(data, case.categories[:1] if case.listing else labels or case.labels[:1], language)
    measure = main_measure(measures, asked)
    if case.times and case.times[0].unique and len(measure.present) > 1:
        return _over_time(case.times[0], measure, data, language)
    return _compared(labels or (), measure, data, language)


def _single(column: ColumnProfile, language: Language) -> str:
    name = label(column.name, language)
    if column.values[0] is None:
        return _SINGLE_MISSING.within(label=name).to(language)
    return _SINGLE.within(label=name, value=_text(column, 0, language)).to(language)


def _one_row(data: ResultProfile, language: Language) -> str:
    fields = [
        _FIELD.within(label=label(column.name, language), value=_text(column, 0, language)).to(language)
        for column in data.columns[:MAX_FIELDS]
    ]
    hidden = len(data.columns) - len(fields)
    more = _MORE_FIELDS.within(count=hidden).to(language) if hidden else ""
    return _ONE_ROW.within(fields=_listed(fields, language), more=more).to(language)


def _listing(data: ResultProfile, labels: Sequence[ColumnProfile], language: Language) -> str:
    if not labels:
        return _ROWS.within(rows=_count(data)).to(language)
    names = list(dict.fromkeys(_name(labels, row, language) for row in range(min(data.rows, MAX_NAMES))))
    hidden = data.rows - MAX_NAMES
    more = _MORE_NAMES.within(count=f"{hidden:,}").to(language) if hidden > 0 else ""
    return _LIST.within(rows=_count(data), names=_listed(names, language), more=more).to(language)


def _compared(labels: Sequence[ColumnProfile], measure: ColumnProfile, data: ResultProfile, language: Language) -> str:
    """The extremes by name, or the range alone if the rows have no names."""
    low, high = min(measure.present), max(measure.present)
    words = {"rows": _count(data), "label": label(measure.name, language), "low": _number(low), "high": _number(high)}
    if low == high and len(measure.present) == data.rows:
        return _EQUAL.within(**words, value=words["high"]).to(language)
    if not labels or low == high:
        return _RANGE.within(**words).to(language)
    return _RANKING.within(
        **words,
        top=_holders(labels, measure, high, language),
        bottom=_holders(labels, measure, low, language),
        share=_share(measure, high, data, language),
    ).to(language)


def _over_time(time: ColumnProfile, measure: ColumnProfile, data: ResultProfile, language: Language) -> str:
    keys = time.scale.keys if time.scale else {}
    known = [row for row in range(data.rows) if time.values[row] in keys and measure.values[row] is not None]
    known.sort(key=lambda row: keys[time.values[row]])
    if len(known) < 2 or (time.scale and time.scale.cyclic):
        return _compared((time,), measure, data, language)
    first, last = (measure.values[known[0]], measure.values[known[-1]])
    top, bottom = (pick(known, key=lambda row: measure.values[row]) for pick in (max, min))
    start, end, best, worst = (_text(time, row, language) for row in (known[0], known[-1], top, bottom))
    change = ""
    if first > 0 and last >= 0:
        percent = percent_text(float(last) - float(first), float(first))
        change = _CHANGE.within(change=percent if percent.startswith("-") else f"+{percent}").to(language)
    return _COURSE.within(
        rows=_count(data), label=label(measure.name, language), start=start, end=end,
        first=_number(first), last=_number(last), change=change,
        high=_number(measure.values[top]), low=_number(measure.values[bottom]), top=best, bottom=worst,
    ).to(language)  # fmt: skip


def _share(measure: ColumnProfile, high: Decimal, data: ResultProfile, language: Language) -> str:
    """The greatest value's part of the whole, where values add up and none is missing."""
    if not measure.additive or data.truncated or any(value < 0 for value in measure.present):
        return ""
    exact = all(isinstance(value, (int, Decimal)) for value in measure.present)
    total = sum(measure.present) if exact else math.fsum(map(float, measure.present))
    share = percent_text(float(high), float(total))
    return _SHARE.within(share=share, total=_number(total)).to(language)


def _holders(labels: Sequence[ColumnProfile], measure: ColumnProfile, value: Decimal, language: Language) -> str:
    """The name of the row with this value, and how many rows tie with it."""
    rows = [row for row, found in enumerate(measure.values) if found == value]
    name = _name(labels, rows[0], language)
    return _OTHERS.within(name=name, count=f"{len(rows) - 1:,}").to(language) if len(rows) > 1 else name


def _name(labels: Sequence[ColumnProfile], row: int, language: Language) -> str:
    return " ".join(_text(column, row, language) for column in labels)


def _text(column: ColumnProfile, row: int, language: Language) -> str:
    """A cell; years and identifiers without separators between thousands."""
    return value_text(column.values[row], language, grouped=column.role is Role.MEASURE)


def _number(value: int | float | Decimal) -> str:
    return value_text(value, "en")


def _count(data: ResultProfile) -> str:
    return f"{data.rows:,}"


def _listed(parts: Sequence[str], language: Language) -> str:
    return ("、" if language == "ja" else ", ").join(parts)
