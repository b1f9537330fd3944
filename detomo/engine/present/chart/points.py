"""The numbers of a chart: rows read by a specification, put in order and cut to its top part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from detomo.engine.present.chart.axis import Axis, Number, axis_label, axis_of, escape, number
from detomo.engine.present.chart.spec import ChartSpec
from detomo.engine.present.labels import heading
from detomo.engine.present.profile import ColumnProfile, ResultProfile, is_number
from detomo.engine.types import Language, Text

_REST = Text("Other", "その他")
_COUNT = Text("Count", "件数")
_TOP = Text("top {shown} of {total}", "上位{shown}件（全{total}件）")
_CUT = Text("the result was cut off: not everything is shown", "結果は途中までで、全体ではありません")


@dataclass(frozen=True, slots=True)
class Trace:
    """`x` and `y` have the same length; a histogram's `y` is empty."""

    name: str
    x: Sequence[Any]
    y: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Points:
    """`note` says what is not shown. `rest` is the label of the slice that sums up what the top left out."""

    traces: tuple[Trace, ...]
    axis: Axis
    y_label: str
    legend: str = ""
    note: str = ""
    rest: str = ""


def points_of(spec: ChartSpec, data: ResultProfile, language: Language) -> Points:
    """Read the columns of a specification that `validate` accepted."""
    columns = [_named(data, name) for name in spec.x]
    measures = [_named(data, name) for name in spec.y]
    rows = _in_order(spec, columns[0], measures)
    if not measures:
        axis = axis_of(spec, columns, rows, language)
        points = Points((Trace("", axis.values, ()),), axis, _COUNT.to(language))
    elif spec.series:
        points = _by_series(spec, columns, measures[0], _named(data, spec.series), rows, language)
    else:
        points = _by_measure(spec, columns, measures, rows, language)
    return _with_cut(points, language) if data.truncated else points


def _named(data: ResultProfile, name: str) -> ColumnProfile:
    column = data.column(name)
    if column is None:
        raise LookupError(name)  # validate() comes first
    return column


def _in_order(spec: ChartSpec, x: ColumnProfile, measures: Sequence[ColumnProfile]) -> list[int]:
    """Row numbers in the order of the chart; rows without a time have no place along a time axis."""
    rows = list(range(len(x.values)))
    if x.scale and spec.kind != "pie":
        keys = x.scale.keys
        rows = [row for row in rows if x.values[row] in keys]
        return sorted(rows, key=lambda row: keys[x.values[row]]) if spec.sort == "x" else rows
    if spec.sort == "x":
        return sorted(rows, key=lambda row: _sortable(x.values[row]))
    if spec.sort == "none" or not measures:
        return rows
    sign = 1 if spec.sort == "ascending" else -1
    values = measures[0].values
    return sorted(rows, key=lambda row: (values[row] is None, sign * (number(values[row]) or 0)))


def _sortable(value: Any) -> tuple[int, float, str]:
    """Numbers before text, nulls last."""
    if value is None:
        return (2, 0.0, "")
    return (0, float(value), "") if is_number(value) else (1, 0.0, str(value))


def _by_measure(
    spec: ChartSpec,
    columns: Sequence[ColumnProfile],
    measures: Sequence[ColumnProfile],
    rows: list[int],
    language: Language,
) -> Points:
    shown, left_out = (rows[: spec.top], rows[spec.top :]) if spec.top else (rows, [])
    axis = axis_of(spec, columns, shown, language)
    headings = [escape(heading(measure.name, language)) for measure in measures]
    traces = tuple(
        Trace(name, axis.values, [number(measure.values[row]) for row in shown])
        for name, measure in zip(headings, measures, strict=True)
    )
    points = Points(traces, axis, headings[0] if len(headings) == 1 else "")
    if not left_out:
        return points
    if spec.kind == "pie":
        return _with_rest(points, sum(number(measures[0].values[row]) or 0 for row in left_out), language)
    return replace(points, note=_TOP.within(shown=f"{len(shown):,}", total=f"{len(rows):,}").to(language))


def _by_series(
    spec: ChartSpec,
    columns: Sequence[ColumnProfile],
    measure: ColumnProfile,
    series: ColumnProfile,
    rows: list[int],
    language: Language,
) -> Points:
    """One trace per value of the series, in the order of their first rows; with a top, those of the greatest sums."""
    members: dict[Any, list[int]] = {}
    for row in rows:
        members.setdefault(series.values[row], []).append(row)
    shown = set(members)
    if spec.top and len(members) > spec.top:
        sums = {value: sum(number(measure.values[row]) or 0 for row in group) for value, group in members.items()}
        shown = set(sorted(members, key=lambda value: -sums[value])[: spec.top])
    axis = axis_of(spec, columns, rows, language)
    place = dict(zip(rows, axis.values, strict=True))
    traces = tuple(
        Trace(
            axis_label(value, language), [place[row] for row in group], [number(measure.values[row]) for row in group]
        )
        for value, group in members.items()
        if value in shown
    )
    note = ""
    if len(shown) < len(members):
        note = _TOP.within(shown=len(shown), total=len(members)).to(language)
    legend = escape(heading(series.name, language))
    return Points(traces, axis, escape(heading(measure.name, language)), legend, note)


def _with_rest(points: Points, rest: int | float, language: Language) -> Points:
    label = _REST.to(language)
    trace = points.traces[0]
    slices = Trace(trace.name, [*trace.x, label], [*trace.y, number(rest)])
    return replace(points, traces=(slices,), rest=label)


def _with_cut(points: Points, language: Language) -> Points:
    note = _CUT.to(language)
    return replace(points, note=f"{points.note} · {note}" if points.note else note)
