"""Turn a chart specification and its result into Plotly's JSON.

Plain lists, text and finite numbers only, so that any client can read it: no typed arrays, no NaN, no code. Text from
the database is escaped, because Plotly reads a few HTML tags, and `%{…}` in templates.
"""

from typing import Any

from detomo.engine.present.chart.layout import layout_of
from detomo.engine.present.chart.points import points_of
from detomo.engine.present.chart.spec import ChartSpec, validate
from detomo.engine.present.chart.theme import LIGHT, Theme
from detomo.engine.present.chart.traces import traces_of
from detomo.engine.present.profile import profile
from detomo.engine.types import Language, Result


def to_plotly(spec: ChartSpec, result: Result, *, language: Language = "en", theme: Theme = LIGHT) -> dict[str, Any]:
    """The figure `{"data": [...], "layout": {...}}`. Raises InvalidChart if the two do not fit."""
    data = profile(result)
    validate(spec, data)
    points = points_of(spec, data, language)
    return {"data": traces_of(spec, points, theme), "layout": layout_of(spec, points, theme)}
