"""The values along a chart: labels in their order, dates, or numbers, escaped for Plotly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from detomo.engine.present.chart.spec import ChartSpec
from detomo.engine.present.labels import heading
from detomo.engine.present.profile import ColumnProfile, is_number
from detomo.engine.present.scalars import MAX_SAFE_INTEGER, json_value, well_formed
from detomo.engine.present.text import clip, value_text
from detomo.engine.present.times import Grain, Key
from detomo.engine.types import Language, Text

Number = int | float | None
_NONE = Text("(none)", "（なし）")
_LONGEST_LABEL = 60
_DATE_FORMATS: dict[Grain, str] = {
    "year": "%Y",
    "month": "%Y-%m",
    "day": "%Y-%m-%d",
    "instant": "%Y-%m-%d %H:%M",
}  # of d3, which Plotly uses


@dataclass(frozen=True, slots=True)
class Axis:
    """`values` holds one entry per row. `date_format` is empty unless `kind` is date."""

    kind: Literal["category", "date", "number"]
    label: str
    values: tuple[Any, ...]
    date_format: str = ""

    @property
    def categories(self) -> list[str]:
        return list(dict.fromkeys(self.values))


def axis_of(spec: ChartSpec, columns: Sequence[ColumnProfile], rows: Sequence[int], language: Language) -> Axis:
    """The axis for the chosen rows. Labels that repeat get a number, unless series share them."""
    title = " · ".join(escape(heading(column.name, language)) for column in columns)
    first = columns[0]
    if spec.kind not in ("bar", "pie") and first.scale and first.scale.grain in _DATE_FORMATS:
        dates = {value: _iso_date(key) for value, key in first.scale.keys.items()}
        values = tuple(dates.get(first.values[row]) for row in rows)
        return Axis("date", title, values, _DATE_FORMATS[first.scale.grain])
    if spec.kind in ("scatter", "histogram"):
        return Axis("number", title, tuple(number(first.values[row]) for row in rows))
    labels = tuple(" · ".join(axis_label(column.values[row], language) for column in columns) for row in rows)
    axis = Axis("category", title, labels)
    return axis if spec.series else replace(axis, values=_told_apart(labels))


def axis_label(value: Any, language: Language) -> str:
    """One value as a label; numbers with all their digits and no separators, as years and codes want it."""
    if value is None:
        return _NONE.to(language)
    text = str(json_value(value)) if is_number(value) else value_text(value, language)
    return escape(clip(text, _LONGEST_LABEL))


def escape(text: str) -> str:
    """Keep Plotly from reading tags and template marks in text that comes from data."""
    return well_formed(text).replace("<", "&lt;").replace("%{", "%&#123;")


def number(value: Any) -> Number:
    """A number that JSON and Plotly can hold. A chart needs no more digits than a double has."""
    if value is None or (isinstance(value, int) and abs(value) <= MAX_SAFE_INTEGER):
        return value
    return float(value)


def _told_apart(labels: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    apart = []
    for label in labels:
        seen[label] += 1
        apart.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return tuple(apart)


def _iso_date(key: Key) -> str:
    if isinstance(key[0], str):
        return key[0]
    year, month, day, *clock = key if len(key) > 2 else (*key, 1, 1)[:3]
    time = "T" + ":".join(f"{part:02}" for part in clock) if clock else ""
    return f"{year:04}-{month:02}-{day:02}{time}"
