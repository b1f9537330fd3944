from collections.abc import Callable
from typing import Any

import pytest

from detomo.engine.present.chart import DARK, ChartSpec, to_plotly
from detomo.engine.types import Result

MakeResult = Callable[..., Result]
BAR = ChartSpec("bar", ("name",), ("n",), title="Orders")


def layout(spec: ChartSpec, table: Result, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = to_plotly(spec, table, **more)["layout"]
    return found


def test_axes_are_named_after_the_columns(result: MakeResult) -> None:
    found = layout(ChartSpec("bar", ("city",), ("total_spent",)), result("city total_spent", [("a", 1)]))
    assert found["xaxis"]["title"]["text"] == "City"
    assert found["yaxis"]["title"]["text"] == "Total spent"


def test_the_title_is_the_specification_s(result: MakeResult) -> None:
    assert layout(BAR, result("name n", [("a", 1)]))["title"]["text"] == "Orders"


def test_bars_begin_at_zero(result: MakeResult) -> None:
    assert layout(BAR, result("name n", [("a", 100), ("b", 101)]))["yaxis"]["rangemode"] == "tozero"


def test_many_lying_bars_get_height(result: MakeResult) -> None:
    spec = ChartSpec("bar", ("name",), ("n",), orientation="horizontal")
    few, many = (layout(spec, result("name n", [(f"n{i}", i) for i in range(rows)])) for rows in (5, 30))
    assert "height" not in few
    assert many["height"] > 30 * 20


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["2023", "2024"], {"tickformat": "%Y", "dtick": "M12"}, id="years"),
        pytest.param(["2024-01", "2024-02"], {"tickformat": "%Y-%m", "dtick": "M1"}, id="months"),
        pytest.param(
            [f"{year}" for year in range(1990, 2020)], {"tickformat": "%Y"}, id="too many years for a tick each"
        ),
        pytest.param(["2024-01-01", "2024-01-02"], {"tickformat": "%Y-%m-%d"}, id="days"),
    ],
)
def test_ticks_of_a_time_axis(result: MakeResult, values: list[str], expected: dict[str, str]) -> None:
    axis = layout(ChartSpec("line", ("t",), ("n",)), result("t n", [(value, 1) for value in values]))["xaxis"]
    assert {key: axis[key] for key in ("tickformat", "dtick") if key in axis} == expected


@pytest.mark.parametrize(("stacked", "mode"), [(True, "stack"), (False, "group")])
def test_bars_stack_or_stand_side_by_side(result: MakeResult, stacked: bool, mode: str) -> None:
    spec = ChartSpec("bar", ("name",), ("n",), "kind", stacked=stacked)
    found = layout(spec, result("name kind n", [("a", "x", 1), ("a", "y", 2)]))
    assert found["barmode"] == mode
    assert found["showlegend"] is True
    assert found["legend"]["title"]["text"] == "Kind"


def test_one_trace_needs_no_legend(result: MakeResult) -> None:
    assert layout(BAR, result("name n", [("a", 1)]))["showlegend"] is False


def test_a_pie_has_no_axes(result: MakeResult) -> None:
    assert "xaxis" not in layout(ChartSpec("pie", ("name",), ("n",)), result("name n", [("a", 1)]))


def test_fonts_for_japanese_are_named(result: MakeResult) -> None:
    family = layout(BAR, result("name n", [("a", 1)]))["font"]["family"]
    for font in ("Hiragino Sans", "Yu Gothic", "Meiryo", "Noto Sans CJK JP"):  # macOS, Windows, Windows, Linux
        assert font in family


def test_a_theme_colours_everything(result: MakeResult) -> None:
    figure = to_plotly(BAR, result("name n", [("a", 1)]), theme=DARK)
    assert figure["layout"]["paper_bgcolor"] == DARK.paper
    assert figure["layout"]["font"]["color"] == DARK.ink
    assert figure["data"][0]["marker"]["color"] == DARK.palette[0]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("none", ["b", "a", "(none)"]),
        ("x", ["a", "b", "(none)"]),
        ("ascending", ["a", "(none)", "b"]),
        ("descending", ["b", "(none)", "a"]),
    ],
)
def test_sorting(result: MakeResult, sort: Any, expected: list[str]) -> None:
    spec = ChartSpec("bar", ("name",), ("n",), sort=sort)
    assert layout(spec, result("name n", [("b", 3), ("a", 1), (None, 2)]))["xaxis"]["categoryarray"] == expected


def test_numbers_as_labels_sort_as_numbers(result: MakeResult) -> None:
    spec = ChartSpec("bar", ("rating",), ("n",), sort="x")
    found = layout(spec, result("rating n", [(10, 1), (9, 1), (100, 1)]))
    assert found["xaxis"]["categoryarray"] == ["9", "10", "100"]
