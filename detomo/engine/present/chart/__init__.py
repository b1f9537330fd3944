"""Charts as data: a specification chosen by rules or read from JSON, checked against the result, drawn by Plotly."""

from detomo.engine.present.chart.choose import choose
from detomo.engine.present.chart.plotly import to_plotly
from detomo.engine.present.chart.spec import ChartSpec, InvalidChart, parse_spec, validate
from detomo.engine.present.chart.theme import DARK, LIGHT, Theme

__all__ = ["DARK", "LIGHT", "ChartSpec", "InvalidChart", "Theme", "choose", "parse_spec", "to_plotly", "validate"]
