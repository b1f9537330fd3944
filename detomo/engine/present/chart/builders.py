"""One function per kind of chart: its specification for a case, or None if the kind does not fit."""

import re

from detomo.engine.present.chart.case import ALL_BARS, Case, comparable, row_labels, tell_apart
from detomo.engine.present.chart.spec import ChartSpec, Kind, Sort
from detomo.engine.present.labels import words
from detomo.engine.present.profile import ColumnProfile
from detomo.engine.present.text import width

TOP_BARS = 20
TOP_SLICES = 7  # and one for the rest: more slices cannot be told apart
TOP_SERIES = 8  # as many colours as the palette holds
MIN_POINTS = 5  # fewer do not show a relationship or a distribution
LONG_LABEL = 12  # longer labels, in half-width characters, need bars that lie
_LINE_WISHES = ("line", "area")
_BAR_WISHES = ("bar", "compare")
_SHARE_WORDS = frozenset(("share", "percent", "percentage", "pct", "ratio", "proportion"))
_SHARE_NAME = re.compile(r"割合|比率?$|構成|シェア|率$")


def over_time(case: Case) -> ChartSpec | None:
    """A line along the first time column; bars for few points and for cycles such as weekdays."""
    if not case.times or case.times[0].distinct < 2:
        return None
    time = case.times[0]
    kind = _kind_over(time, case)
    if time.unique:
        return ChartSpec(kind, (time.name,), comparable(case), sort="x")
    return _split(case, time, kind, "x")


def bars(case: Case) -> ChartSpec | None:
    """A bar per row; beyond `ALL_BARS` only the greatest, and none if the greatest may be among rows cut off."""
    labels = row_labels(case)
    if labels is None:
        return _cross_table(case)
    names = tuple(column.name for column in labels)
    count = case.data.rows
    if count > ALL_BARS:
        if case.data.truncated:
            return None
        return ChartSpec("bar", names, (case.main.name,), orientation="horizontal", sort="descending", top=TOP_BARS)
    lying = count > LONG_LABEL or sum(map(_widest, labels)) > LONG_LABEL
    return ChartSpec("bar", names, comparable(case), orientation="horizontal" if lying else "vertical")


def pie(case: Case) -> ChartSpec | None:
    """Slices must add up to a whole: an additive measure or shares, nothing negative, no row cut off."""
    labels = row_labels(case) or tuple(time for time in case.times[:1] if time.unique)
    measure = case.main
    positive = any(measure.present) and all(value >= 0 for value in measure.present)
    if not labels or case.data.truncated or not positive or not (measure.additive or _is_share(measure)):
        return None
    top = TOP_SLICES if case.data.rows > TOP_SLICES + 1 else None
    return ChartSpec("pie", tuple(column.name for column in labels), (measure.name,), sort="descending", top=top)


def scatter(case: Case) -> ChartSpec | None:
    if len(case.measures) < 2 or case.data.rows < MIN_POINTS:
        return None
    x, y = case.measures[:2]
    groups = [column.name for column in case.categories if 2 <= column.distinct <= min(TOP_SERIES, case.data.rows // 2)]
    return ChartSpec("scatter", (x.name,), (y.name,), groups[0] if groups else None)


def histogram(case: Case) -> ChartSpec | None:
    if case.data.rows < MIN_POINTS or case.main.distinct < 3:
        return None
    return ChartSpec("histogram", (case.main.name,))


def counted(case: Case) -> ChartSpec | None:
    """An amount per whole number, such as orders per rating: the second measure is an aggregate of the first."""
    if len(case.measures) != 2 or case.labels or case.data.rows > ALL_BARS:
        return None
    x, y = case.measures
    if not (x.whole and x.unique and not x.aggregated and y.aggregated):
        return None
    return ChartSpec("bar", (x.name,), (y.name,), sort="x")


def _kind_over(time: ColumnProfile, case: Case) -> Kind:
    if case.wish in _LINE_WISHES:
        return "area" if case.wish == "area" else "line"
    cyclic = time.scale is not None and time.scale.cyclic
    return "bar" if case.wish in _BAR_WISHES or cyclic or time.distinct < 3 else "line"


def _cross_table(case: Case) -> ChartSpec | None:
    """Two categories that cross: the one with more values along the axis, the other as series."""
    categories = sorted(case.categories, key=lambda column: -column.distinct)
    if len(categories) < 2 or categories[0].distinct > ALL_BARS or case.data.truncated:
        return None
    return _split(case, categories[0], "bar", "none")


def _split(case: Case, x: ColumnProfile, kind: Kind, sort: Sort) -> ChartSpec | None:
    """One line or bar group per value of a further column, if it and `x` together tell every row apart."""
    measure = case.main
    for series in case.labels:
        many = series.distinct > TOP_SERIES
        if series is x or not 2 <= series.distinct < len(x.values) or not tell_apart(x, series):
            continue
        if many and not measure.additive:  # the greatest series cannot be told without adding up
            continue
        positive = measure.additive and all(value >= 0 for value in measure.present)
        stacked = kind in ("bar", "area") and positive
        top = TOP_SERIES if many else None
        return ChartSpec(kind, (x.name,), (measure.name,), series.name, stacked=stacked, sort=sort, top=top)
    return None


def _is_share(column: ColumnProfile) -> bool:
    """Percentages or fractions of one whole, by name and by sum."""
    if not (_SHARE_WORDS & set(words(column.name)) or _SHARE_NAME.search(column.name)):
        return False
    total = sum(map(float, column.present))
    return abs(total - 100) < 1 or abs(total - 1) < 0.01


def _widest(column: ColumnProfile) -> int:
    return max((width(str(value)) for value in column.present), default=0)
