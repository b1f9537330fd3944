"""The shared choices."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.sample.draw import apportion, digits, spread, stream, unused

WEIGHTS = st.lists(st.floats(min_value=0.01, max_value=1000), min_size=1, max_size=50)


@given(weights=WEIGHTS, minimum=st.integers(0, 3), extra=st.integers(0, 5000))
def test_apportion_gives_away_exactly_the_total(weights: list[float], minimum: int, extra: int) -> None:
    total = minimum * len(weights) + extra
    parts = apportion(total, weights, minimum)
    assert sum(parts) == total
    assert min(parts) >= minimum


def test_apportion_follows_the_weights() -> None:
    assert apportion(12, [1, 2, 3], minimum=0) == [2, 4, 6]


def test_apportion_gives_a_zero_weight_the_minimum() -> None:
    assert apportion(10, [0, 5]) == [1, 9]


@pytest.mark.parametrize(("total", "weights"), [(1, [1.0, 1.0]), (5, [0.0, 0.0])], ids=["too few", "no weight"])
def test_apportion_refuses_the_impossible(total: int, weights: list[float]) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        apportion(total, weights)


def test_spread_keeps_the_parts_of_apportion() -> None:
    weights = [1.0, 5.0, 9.0, 2.0]
    assert sorted(spread(random.Random(1), 40, weights)) == sorted(apportion(40, weights))


def test_digits_fills_every_gap() -> None:
    assert re.fullmatch(r"\+81 3-0\d{3}-\d{4}", digits(random.Random(1), "+81 3-0###-####"))


def test_unused_numbers_a_name_that_is_taken() -> None:
    taken = {"Echo", "Echo (2)"}
    assert unused("Echo", taken) == "Echo (3)"
    assert "Echo (3)" in taken


def test_streams_of_two_parts_differ() -> None:
    assert stream(1, "music").random() != stream(1, "sales").random()
