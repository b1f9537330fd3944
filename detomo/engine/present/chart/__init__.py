"""Charts as data: a specification chosen by rules, checked against the result, drawn by Plotly."""

from detomo.engine.present.chart.choose import choose
from detomo.engine.present.chart.plotly import to_plotly
from detomo.engine.present.chart.spec import ChartSpec, InvalidChart, validate
from detomo.engine.present.chart.theme import DARK, LIGHT, Theme

__all__ = ["DARK", "LIGHT", "ChartSpec", "InvalidChart", "Theme", "choose", "to_plotly", "validate"]
