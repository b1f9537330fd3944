from collections.abc import Callable

import pytest

from detomo.engine.present.chart import ChartSpec, InvalidChart, validate
from detomo.engine.types import Result

ROWS = [("A", "2024-01", 1, -2.5, None), ("B", "2024-02", 3, 4.0, None)]

INVALID = [
    pytest.param(ChartSpec("radar", ("name",), ("n",)), "unknown_choice", id="kind"),  # type: ignore[arg-type]
    pytest.param(ChartSpec("bar", ("name",), ("n",), sort="random"), "unknown_choice", id="sort"),  # type: ignore[arg-type]
    pytest.param(ChartSpec("bar", ("name",), ("n",), top=0), "out_of_range", id="top"),
    pytest.param(ChartSpec("bar", ("name",), ("missing",)), "unknown_column", id="y column"),
    pytest.param(ChartSpec("bar", ("name",), ("n",), "missing"), "unknown_column", id="series column"),
    pytest.param(ChartSpec("bar", (), ("n",)), "wrong_shape", id="no x"),
    pytest.param(ChartSpec("bar", ("name",)), "wrong_shape", id="no y"),
    pytest.param(ChartSpec("bar", ("n",), ("n",)), "wrong_shape", id="column twice"),
    pytest.param(ChartSpec("pie", ("name",), ("n", "m")), "wrong_shape", id="pie of two measures"),
    pytest.param(ChartSpec("pie", ("month",), ("n",), "name"), "wrong_shape", id="pie with series"),
    pytest.param(ChartSpec("line", ("month",), ("n", "m"), "name"), "wrong_shape", id="two measures with series"),
    pytest.param(ChartSpec("histogram", ("n",), ("m",)), "wrong_shape", id="histogram with y"),
    pytest.param(ChartSpec("scatter", ("n", "m"), ("m",)), "wrong_shape", id="cloud over two columns"),
    pytest.param(ChartSpec("line", ("month",), ("n",), orientation="horizontal"), "wrong_shape", id="lying line"),
    pytest.param(ChartSpec("line", ("month",), ("n",), stacked=True), "wrong_shape", id="stacked line"),
    pytest.param(ChartSpec("bar", ("month",), ("name",)), "not_numeric", id="text as measure"),
    pytest.param(ChartSpec("bar", ("month",), ("empty",)), "not_numeric", id="nulls as measure"),
    pytest.param(ChartSpec("histogram", ("name",)), "not_numeric", id="histogram of text"),
    pytest.param(ChartSpec("pie", ("name",), ("m",)), "negative_share", id="negative slice"),
]


@pytest.mark.parametrize(("spec", "code"), INVALID)
def test_an_unfitting_specification_is_refused(result: Callable[..., Result], spec: ChartSpec, code: str) -> None:
    with pytest.raises(InvalidChart) as caught:
        validate(spec, result("name month n m empty", ROWS))
    assert caught.value.code == code
    assert caught.value.message.ja


VALID = [
    pytest.param(ChartSpec("bar", ("name", "month"), ("n", "m")), id="bars with a label in two columns"),
    pytest.param(ChartSpec("area", ("month",), ("n",), "name", stacked=True), id="stacked areas"),
    pytest.param(ChartSpec("scatter", ("month",), ("m",)), id="cloud over time"),
    pytest.param(ChartSpec("histogram", ("m",)), id="histogram"),
    pytest.param(ChartSpec("pie", ("name",), ("n",), top=1), id="pie"),
]


@pytest.mark.parametrize("spec", VALID)
def test_a_fitting_specification_passes(result: Callable[..., Result], spec: ChartSpec) -> None:
    validate(spec, result("name month n m empty", ROWS))
