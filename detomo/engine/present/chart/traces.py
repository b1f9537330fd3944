"""Plotly's `data`: one dict per line, group of bars, pie or cloud of points."""

from collections.abc import Callable
from math import ceil, sqrt
from typing import Any

from detomo.engine.present.chart.points import Points, Trace
from detomo.engine.present.chart.spec import ChartSpec
from detomo.engine.present.chart.theme import Theme

Json = dict[str, Any]
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")  # lines differ by more than colour
_SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "star", "hexagon")
_MARKED_POINTS = 60  # with more points than this, markers hide the line
_MAX_BINS = 40
_Draw = Callable[[ChartSpec, Points, Theme, Trace, int], Json]


def traces_of(spec: ChartSpec, points: Points, theme: Theme) -> list[Json]:
    draw = _DRAW[spec.kind]
    return [draw(spec, points, theme, trace, index) for index, trace in enumerate(points.traces)]


def _bar(spec: ChartSpec, points: Points, theme: Theme, trace: Trace, index: int) -> Json:
    lying = spec.orientation == "horizontal"
    x, y = (trace.y, trace.x) if lying else (trace.x, trace.y)
    return {
        "type": "bar",
        "name": trace.name,
        "orientation": "h" if lying else "v",
        "x": list(x),
        "y": list(y),
        "marker": {"color": _colour(theme, index), "line": {"color": theme.ink, "width": 0.5}},
        "hovertemplate": _hover("%{y}" if lying else "%{x}", "%{x:,}" if lying else "%{y:,}", points, trace),
    }


def _line(spec: ChartSpec, points: Points, theme: Theme, trace: Trace, index: int) -> Json:
    colour = _colour(theme, index)
    figure: Json = {
        "type": "scatter",
        "mode": "lines+markers" if len(trace.x) <= _MARKED_POINTS else "lines",
        "name": trace.name,
        "x": list(trace.x),
        "y": list(trace.y),
        "line": {"color": colour, "width": 2, "dash": _DASHES[index % len(_DASHES)]},
        "marker": {"color": colour, "size": 6, "symbol": _SYMBOLS[index % len(_SYMBOLS)]},
        "hovertemplate": _hover(_dated(points), "%{y:,}", points, trace),
    }
    if spec.kind == "area":
        figure |= {"stackgroup": "all"} if spec.stacked else {"fill": "tozeroy"}
    return figure


def _pie(_: ChartSpec, points: Points, theme: Theme, trace: Trace, __: int) -> Json:
    colours = [theme.rest if label == points.rest else _colour(theme, index) for index, label in enumerate(trace.x)]
    return {
        "type": "pie",
        "name": trace.name,
        "labels": list(trace.x),
        "values": list(trace.y),
        "sort": False,
        "direction": "clockwise",
        "textinfo": "label+percent",
        "textposition": "outside",
        "automargin": True,
        "marker": {"colors": colours, "line": {"color": theme.paper, "width": 1}},
        "hovertemplate": "%{label}<br>%{value:,}<br>%{percent}<extra></extra>",
    }


def _scatter(_: ChartSpec, points: Points, theme: Theme, trace: Trace, index: int) -> Json:
    marker = {
        "color": _colour(theme, index),
        "size": 8,
        "symbol": _SYMBOLS[index % len(_SYMBOLS)],
        "line": {"color": theme.ink, "width": 0.5},
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "name": trace.name,
        "x": list(trace.x),
        "y": list(trace.y),
        "marker": marker,
        "hovertemplate": _hover(_dated(points), "%{y:,}", points, trace),
    }


def _histogram(_: ChartSpec, points: Points, theme: Theme, trace: Trace, index: int) -> Json:
    return {
        "type": "histogram",
        "x": list(trace.x),
        "nbinsx": min(_MAX_BINS, ceil(sqrt(len(trace.x))) + 1),
        "marker": {"color": _colour(theme, index), "line": {"color": theme.ink, "width": 0.5}},
        "hovertemplate": f"%{{x}}<br>{points.y_label}: %{{y:,}}<extra></extra>",
    }


_DRAW: dict[str, _Draw] = {
    "bar": _bar,
    "line": _line,
    "area": _line,
    "pie": _pie,
    "scatter": _scatter,
    "histogram": _histogram,
}


def _hover(place: str, amount: str, points: Points, trace: Trace) -> str:
    series = trace.name if len(points.traces) > 1 else ""
    label = f"{points.y_label}: " if points.y_label else ""
    return f"{place}<br>{label}{amount}<extra>{series}</extra>"


def _dated(points: Points) -> str:
    return f"%{{x|{points.axis.date_format}}}" if points.axis.date_format else "%{x}"


def _colour(theme: Theme, index: int) -> str:
    return theme.palette[index % len(theme.palette)]
