"""Plotly's `layout`: title, axes, legend, fonts and colours."""

from typing import Any

from detomo.engine.present.chart.axis import Axis, escape
from detomo.engine.present.chart.points import Points
from detomo.engine.present.chart.spec import ChartSpec
from detomo.engine.present.chart.theme import Theme

Json = dict[str, Any]
_EVERY_TICK = 12  # up to here each year or month has its own tick
_BAR_PIXELS = 26
_FRAME_PIXELS = 150
_USUAL_BARS = 10  # fit Plotly's usual height
_SPACINGS = {"%Y": "M12", "%Y-%m": "M1"}


def layout_of(spec: ChartSpec, points: Points, theme: Theme) -> Json:
    layout: Json = {
        "title": {"text": _title(spec, points), "x": 0.02, "xanchor": "left"},
        "font": {"family": theme.font_family, "size": 13, "color": theme.ink},
        "colorway": list(theme.palette),
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": theme.paper,
        "margin": {"l": 64, "r": 24, "t": 72, "b": 56},
        "showlegend": len(points.traces) > 1,
        "legend": {"title": {"text": points.legend}},
        "hovermode": "closest",
    }
    if spec.kind != "pie":
        layout |= _axes(spec, points, theme)
    if spec.kind == "bar":
        layout |= _bars(spec, points)
    return layout


def _title(spec: ChartSpec, points: Points) -> str:
    title = escape(spec.title)
    return f"{title}<br><sub>{points.note}</sub>" if points.note else title


def _bars(spec: ChartSpec, points: Points) -> Json:
    layout: Json = {"barmode": "stack" if spec.stacked else "group", "bargap": 0.25}
    rows = len(points.axis.categories) * (1 if spec.stacked else len(points.traces))
    if spec.orientation == "horizontal" and rows > _USUAL_BARS:
        layout["height"] = _FRAME_PIXELS + _BAR_PIXELS * rows
    return layout


def _axes(spec: ChartSpec, points: Points, theme: Theme) -> Json:
    along = _along(points.axis, theme)
    up = _axis(points.y_label, theme) | {"separatethousands": True}
    if spec.kind in ("bar", "area"):
        up["rangemode"] = "tozero"
    if spec.orientation == "horizontal":
        return {"xaxis": up, "yaxis": along | {"autorange": "reversed"}}  # the first row on top
    return {"xaxis": along, "yaxis": up}


def _along(axis: Axis, theme: Theme) -> Json:
    layout = _axis(axis.label, theme) | {"type": {"number": "linear"}.get(axis.kind, axis.kind)}
    if axis.kind == "category":
        layout |= {"categoryorder": "array", "categoryarray": axis.categories, "showgrid": False}
    if axis.kind == "number":
        layout["separatethousands"] = True
    if axis.kind == "date":
        layout["tickformat"] = axis.date_format
        if axis.date_format in _SPACINGS and len(set(axis.values)) <= _EVERY_TICK:
            layout["dtick"] = _SPACINGS[axis.date_format]
    return layout


def _axis(label: str, theme: Theme) -> Json:
    return {
        "title": {"text": label},
        "automargin": True,
        "gridcolor": theme.grid,
        "linecolor": theme.ink,
        "zerolinecolor": theme.ink,
    }
