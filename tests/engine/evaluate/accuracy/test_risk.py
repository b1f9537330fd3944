"""The risk–coverage curve and the calibration error, against values worked out by hand."""

import pytest

from detomo.engine.evaluate.accuracy.risk import Graded, Point, area, calibration_error, curve


def graded(*pairs: tuple[float, int]) -> list[Graded]:
    return [Graded(confidence, bool(right)) for confidence, right in pairs]


def test_a_point_for_each_confidence() -> None:
    found = curve(graded((0.9, 1), (0.5, 0), (0.5, 1), (0.1, 0)))
    assert found == [Point(0.9, 0.25, 0.0), Point(0.5, 0.75, pytest.approx(1 / 3)), Point(0.1, 1.0, 0.5)]


AREAS = [
    pytest.param(graded((0.9, 1), (0.8, 1)), 0.0, id="all right"),
    pytest.param(graded((0.9, 0), (0.8, 0)), 1.0, id="all wrong"),
    pytest.param(graded((0.9, 1), (0.8, 0)), 0.25, id="the miss is the less sure"),
    pytest.param(graded((0.9, 0), (0.8, 1)), 0.75, id="the miss is the surer"),
    pytest.param(graded((0.5, 0), (0.5, 1)), 0.5, id="a tie is the mean of both orders"),
    pytest.param([], 0.0, id="nothing"),
]


@pytest.mark.parametrize(("found", "expected"), AREAS)
def test_the_area_under_the_curve(found: list[Graded], expected: float) -> None:
    assert area(found) == pytest.approx(expected)


ERRORS = [
    pytest.param(graded((1.0, 1), (1.0, 1)), 0.0, id="sure and right"),
    pytest.param(graded((1.0, 0)), 1.0, id="sure and wrong"),
    pytest.param(graded((0.55, 1), (0.55, 0)), 0.05, id="half right at 0.55"),
    pytest.param(graded((0.95, 1), (0.15, 1)), 0.45, id="bins weigh by their size"),
    pytest.param([], 0.0, id="nothing"),
]


@pytest.mark.parametrize(("found", "expected"), ERRORS)
def test_the_calibration_error(found: list[Graded], expected: float) -> None:
    assert calibration_error(found) == pytest.approx(expected)
