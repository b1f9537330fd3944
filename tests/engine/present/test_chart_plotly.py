import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from time import perf_counter
from typing import Any

import orjson
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.present.chart import DARK, LIGHT, ChartSpec, InvalidChart, choose, to_plotly
from detomo.engine.present.chart.spec import Kind
from detomo.engine.types import Result, ResultColumn

MakeResult = Callable[..., Result]
BAR = ChartSpec("bar", ("name",), ("n",))


def drawn(spec: ChartSpec, table: Result, **more: Any) -> dict[str, Any]:
    """The figure, after Plotly's own schema and a JSON encoder have accepted it."""
    figure = to_plotly(spec, table, **more)
    go.Figure(figure)
    assert json.loads(orjson.dumps(figure)) == figure
    return figure


def test_bars_keep_the_order_of_the_rows(result: MakeResult) -> None:
    figure = drawn(BAR, result("name n", [("b", 1), ("a", Decimal("2.50"))]))
    assert figure["data"][0]["x"] == ["b", "a"]
    assert figure["data"][0]["y"] == [1, 2.5]
    assert figure["layout"]["xaxis"]["categoryarray"] == ["b", "a"]


def test_lying_bars_have_the_first_row_on_top(result: MakeResult) -> None:
    figure = drawn(
        ChartSpec("bar", ("name",), ("n",), orientation="horizontal"), result("name n", [("b", 1), ("a", 2)])
    )
    assert figure["data"][0]["y"] == ["b", "a"]
    assert figure["data"][0]["orientation"] == "h"
    assert figure["layout"]["yaxis"]["autorange"] == "reversed"


def test_repeated_labels_get_their_own_bars(result: MakeResult) -> None:
    figure = drawn(BAR, result("name n", [("a", 1), ("a", 2), (None, 3)]))
    assert figure["data"][0]["x"] == ["a", "a (2)", "(none)"]


def test_top_keeps_the_greatest_and_says_so(result: MakeResult) -> None:
    spec = ChartSpec("bar", ("name",), ("n",), sort="descending", top=2)
    figure = drawn(spec, result("name n", [("a", 1), ("b", None), ("c", 3), ("d", 2)]), language="ja")
    assert figure["data"][0]["x"] == ["c", "d"]
    assert "上位2件（全4件）" in figure["layout"]["title"]["text"]


def test_a_pie_sums_up_the_rest(result: MakeResult) -> None:
    spec = ChartSpec("pie", ("name",), ("n",), sort="descending", top=1)
    figure = drawn(spec, result("name n", [("a", 1), ("b", 5), ("c", 3)]))
    assert figure["data"][0]["labels"] == ["b", "Other"]
    assert figure["data"][0]["values"] == [5, 4]
    assert figure["data"][0]["marker"]["colors"][-1] == LIGHT.rest


def test_a_line_runs_in_time_whatever_the_order_of_the_rows(result: MakeResult) -> None:
    rows = [("2024年3月", 3), ("2024年1月", 1), (None, 9)]
    figure = drawn(ChartSpec("line", ("m",), ("n",), sort="x"), result("m n", rows))
    assert figure["data"][0]["x"] == ["2024-01-01", "2024-03-01"]
    assert figure["layout"]["xaxis"]["type"] == "date"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["2023", "2024"], ["2023-01-01", "2024-01-01"], id="years as text"),
        pytest.param([date(2024, 1, 2)], ["2024-01-02"], id="dates"),
        pytest.param([datetime(2024, 1, 2, 3, 4)], ["2024-01-02T03:04:00"], id="datetimes"),
        pytest.param(["2024-01-02 03:04:05"], ["2024-01-02T03:04:05"], id="datetimes as text"),
        pytest.param(["令和6年"], ["2024-01-01"], id="Japanese eras"),
        pytest.param(["2024Q1"], ["2024Q1"], id="quarters stay labels"),
    ],
)
def test_times_along_a_line(result: MakeResult, values: list[Any], expected: list[str]) -> None:
    figure = drawn(ChartSpec("line", ("t",), ("n",), sort="x"), result("t n", [(value, 1) for value in values]))
    assert figure["data"][0]["x"] == expected


def test_weekdays_stand_in_their_order(result: MakeResult) -> None:
    figure = drawn(ChartSpec("bar", ("d",), ("n",), sort="x"), result("d n", [("Sun", 1), ("Mon", 2), ("Wed", 3)]))
    assert figure["data"][0]["x"] == ["Mon", "Wed", "Sun"]


def test_series_become_traces_that_differ_by_more_than_colour(result: MakeResult) -> None:
    rows = [(2023, "A", 1), (2023, "B", 2), (2024, "A", 3)]
    first, second = drawn(ChartSpec("line", ("year",), ("n",), "c", sort="x"), result("year c n", rows))["data"]
    assert (first["name"], first["y"]) == ("A", [1, 3])
    assert (second["name"], second["y"]) == ("B", [2])
    for key in ("color", "dash"):
        assert first["line"][key] != second["line"][key]


def test_top_series_are_those_with_the_greatest_sums(result: MakeResult) -> None:
    rows = [(2023, "A", 5), (2023, "B", 2), (2024, "A", 5), (2024, "B", 9)]
    figure = drawn(ChartSpec("line", ("year",), ("n",), "c", top=1), result("year c n", rows))
    assert [trace["name"] for trace in figure["data"]] == ["B"]
    assert "top 1 of 2" in figure["layout"]["title"]["text"]


def test_a_cut_result_is_called_cut(result: MakeResult) -> None:
    figure = drawn(BAR, result("name n", [("a", 1)], truncated=True))
    assert "not everything is shown" in figure["layout"]["title"]["text"]


def test_text_from_the_data_is_not_markup(result: MakeResult) -> None:
    hostile = '<a href="javascript:alert(1)">%{x}</a>'
    table = Result((ResultColumn(hostile), ResultColumn("n")), ((hostile, 1),))
    text = json.dumps(drawn(ChartSpec("bar", (hostile,), ("n",), title=hostile), table))
    assert "<a" not in text
    assert "%{x}</a" not in text


def test_a_specification_for_another_result_is_refused(result: MakeResult) -> None:
    with pytest.raises(InvalidChart):
        to_plotly(BAR, result("other", [(1,)]))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_first_colours_and_the_text_stand_out(theme: Any) -> None:
    assert contrast(theme.ink, theme.paper) >= 7  # WCAG 2.2 AAA for text
    assert all(contrast(colour, theme.paper) >= 3 for colour in theme.palette[:3])  # 1.4.11 for graphics


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


names = st.sampled_from(["id", "name", "total", "avg_age", "month", "year", "曜日", "件数", "n", "<b>"])
cells: dict[str, st.SearchStrategy[Any]] = {
    "int": st.none() | st.integers(),
    "small": st.integers(0, 5),
    "year": st.integers(1990, 2030),
    "real": st.none() | st.floats(),
    "decimal": st.none() | st.decimals(),
    "text": st.none() | st.text(st.characters(codec=None), max_size=4),
    "letter": st.sampled_from("ABC"),
    "date": st.none() | st.dates(),
    "datetime": st.datetimes(),
    "month": st.sampled_from(["2024-01", "2024-02", "2023-12"]),
    "mixed": st.integers() | st.text(max_size=2) | st.binary(max_size=2),
}


@st.composite
def results(draw: st.DrawFn) -> Result:
    kinds = draw(st.lists(st.sampled_from(sorted(cells)), min_size=1, max_size=4))
    rows = draw(st.lists(st.tuples(*[cells[kind] for kind in kinds]), max_size=12))
    return Result(tuple(ResultColumn(draw(names)) for _ in kinds), tuple(rows), truncated=draw(st.booleans()))


@given(results(), st.sampled_from(["", "pie", "distribution", "推移", "scatter", "棒グラフ", "chart"]))
def test_whatever_is_chosen_can_be_drawn(table: Result, question: str) -> None:
    spec = choose(table, question, "en")
    if spec:
        drawn(spec, table)


kinds: st.SearchStrategy[Kind] = st.sampled_from(["bar", "line", "area", "pie", "scatter", "histogram"])


@given(results(), kinds, st.data())
def test_whatever_is_valid_can_be_drawn(table: Result, kind: Kind, data: st.DataObject) -> None:
    columns = [column.name for column in table.columns]
    spec = ChartSpec(
        kind,
        tuple(data.draw(st.lists(st.sampled_from(columns), max_size=2))),
        tuple(data.draw(st.lists(st.sampled_from(columns), max_size=2))),
        data.draw(st.none() | st.sampled_from(columns)),
        sort=data.draw(st.sampled_from(["none", "x", "ascending", "descending"])),
        top=data.draw(st.none() | st.integers(1, 3)),
    )
    try:
        to_plotly(spec, table)
    except InvalidChart:
        return
    drawn(spec, table)


def test_a_thousand_rows_are_charted_in_milliseconds(result: MakeResult) -> None:
    table = result("name n", [(f"name {index}", index) for index in range(1000)])
    times = []
    for _ in range(5):
        begun = perf_counter()
        spec = choose(table, "n by name", "en")
        assert spec is not None
        to_plotly(spec, table)
        times.append(perf_counter() - begun)
    assert (
        min(times) < 0.05
    )  # an order of magnitude above what it takes: a guard against quadratic work, not a benchmark
