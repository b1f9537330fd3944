"""A chart as data: which columns go where. Nothing in it is ever executed."""

from dataclasses import dataclass
from itertools import chain
from typing import Literal, get_args

from detomo.engine.errors import EngineError
from detomo.engine.present.profile import ColumnProfile, ResultProfile, Role, profile
from detomo.engine.types import Result, Text

Kind = Literal["bar", "line", "area", "pie", "scatter", "histogram"]
Orientation = Literal["vertical", "horizontal"]
Sort = Literal["none", "x", "ascending", "descending"]
MAX_PARTS = 50


class InvalidChart(EngineError):
    """The specification does not fit the result. `part` is the column or the value concerned."""

    status = 422


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Columns are named as `column_names` names them.

    `x`: the labels, times or numbers along the chart; several columns together label a point, joined.
    `y`: the measures; empty for a histogram, which counts `x`.
    `series`: one line or bar group per value of this column.
    `sort`: `x` by time or label, `ascending`/`descending` by the first measure, `none` as the rows come.
    `top`: how many bars, slices or series to show; the rest is left out and said, or a pie's last slice.
    """

    kind: Kind
    x: tuple[str, ...]
    y: tuple[str, ...] = ()
    series: str | None = None
    title: str = ""
    orientation: Orientation = "vertical"
    stacked: bool = False
    sort: Sort = "none"
    top: int | None = None


def validate(spec: ChartSpec, result: Result | ResultProfile) -> None:
    """Check the specification against the result's columns. Raises InvalidChart with the first thing that is wrong."""
    data = profile(result) if isinstance(result, Result) else result
    _check_choices(spec)
    columns = {name: _column(data, name) for name in chain(spec.x, spec.y, [spec.series] if spec.series else [])}
    _check_shape(spec)
    for name in spec.y:
        _check_numeric(columns[name])
    if spec.kind in ("scatter", "histogram"):
        _check_numeric(columns[spec.x[0]], allow_time=True)
    if spec.kind == "pie" and any(value < 0 for value in columns[spec.y[0]].present):
        raise _invalid("negative_share", spec.y[0], "a pie cannot show negative values", "円グラフは負の値を表せません")


def _invalid(code: str, part: str, en: str, ja: str) -> InvalidChart:
    message = Text(f"This chart cannot be drawn: {en} ({part}).", f"このグラフは描けません。{ja}（{part}）。")
    return InvalidChart(code, message, part=part)


def _check_choices(spec: ChartSpec) -> None:
    for key, value, choices in (
        ("kind", spec.kind, get_args(Kind)),
        ("orientation", spec.orientation, get_args(Orientation)),
        ("sort", spec.sort, get_args(Sort)),
    ):
        if value not in choices:
            raise _invalid("unknown_choice", f"{key}={value}", "unknown choice", "選べない値です")
    if spec.top is not None and not 1 <= spec.top <= MAX_PARTS:
        raise _invalid(
            "out_of_range", f"top={spec.top}", f"not within 1 and {MAX_PARTS}", f"1～{MAX_PARTS}の範囲外です"
        )


def _check_shape(spec: ChartSpec) -> None:
    """Check that the kind has the columns it needs and none that it cannot show."""
    names = [*spec.x, *spec.y, *([spec.series] if spec.series else [])]
    counted, single = spec.kind == "histogram", spec.kind in ("scatter", "histogram")
    problems = (
        (not spec.x, "x", "no column given", "列がありません"),
        (len(set(names)) < len(names), "x, y, series", "a column is used twice", "同じ列が二度使われています"),
        (not counted and not spec.y, "y", "no measure given", "数値の列がありません"),
        (counted and bool(spec.y or spec.series), "y", "a histogram only has x", "ヒストグラムはxだけです"),
        (spec.kind in ("pie", "scatter") and len(spec.y) > 1, "y", "only one column fits", "一列だけです"),
        (single and len(spec.x) > 1, "x", "only one column fits", "一列だけです"),
        (spec.kind == "pie" and bool(spec.series), "series", "a pie has no series", "円グラフに系列はありません"),
        (len(spec.y) > 1 and bool(spec.series), "series", "needs a single y", "yが一列のときだけ使えます"),
        (spec.orientation == "horizontal" and spec.kind != "bar", "orientation", "only for bars", "棒グラフだけです"),
        (spec.stacked and spec.kind not in ("bar", "area"), "stacked", "only for bars and areas", "棒と面だけです"),
    )
    for wrong, part, en, ja in problems:
        if wrong:
            raise _invalid("wrong_shape", part, en, ja)


def _column(data: ResultProfile, name: str) -> ColumnProfile:
    column = data.column(name)
    if column is None:
        raise _invalid("unknown_column", name, "the result has no such column", "結果にその列はありません")
    return column


def _check_numeric(column: ColumnProfile, *, allow_time: bool = False) -> None:
    if column.role is Role.MEASURE or (allow_time and column.role is Role.TIME):
        return
    if not column.numeric:
        raise _invalid("not_numeric", column.name, "the column does not hold numbers", "数値の列ではありません")
