import base64
import json
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.present.values import json_value


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    HIGH = 3


class Text(str):
    pass


EXACT: list[tuple[str, Any, Any]] = [
    ("null", None, None),
    ("true", True, True),
    ("text", "東京", "東京"),
    ("text subclass", Text("a"), "a"),
    ("lone surrogate", "a\ud800b", "a\ufffdb"),
    ("split surrogate pair", "\ud83d\ude00", "😀"),
    ("largest safe integer", 2**53 - 1, 2**53 - 1),
    ("smallest safe integer", -(2**53 - 1), -(2**53 - 1)),
    ("integer beyond safe", 2**53, "9007199254740992"),
    ("negative integer beyond safe", -(2**53), "-9007199254740992"),
    ("integer beyond Python's text limit", 10**5000, "1" + "0" * 5000),
    ("float", 0.1, 0.1),
    ("not a number", float("nan"), None),
    ("infinity", float("-inf"), None),
    ("decimal with cents", Decimal("19.90"), 19.9),
    ("integral decimal", Decimal("59"), 59),
    ("long decimal that survives", Decimal("0.30000000000000004"), 0.30000000000000004),
    ("decimal with too many digits", Decimal("0.12345678901234567890"), "0.12345678901234567890"),
    ("decimal beyond safe", Decimal("9007199254740993"), "9007199254740993"),
    ("decimal beyond a double", Decimal("1E+400"), "1E+400"),
    ("decimal with exponent", Decimal("1E+3"), 1000),
    ("decimal not a number", Decimal("NaN"), None),
    ("decimal NaN with payload", Decimal("NaN123"), None),
    ("signalling decimal", Decimal("sNaN"), None),
    ("decimal infinity", Decimal("-Infinity"), None),
    ("date", date(2024, 2, 29), "2024-02-29"),
    ("datetime", datetime(2024, 2, 29, 13, 5, 0, 5000), "2024-02-29T13:05:00.005000"),
    ("datetime with zone", datetime(2024, 2, 29, 13, 5, tzinfo=UTC), "2024-02-29T13:05:00+00:00"),
    ("time", time(9, 30), "09:30:00"),
    ("duration", timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=500), "P1DT2H3M4.5S"),
    ("whole days", timedelta(days=7), "P7D"),
    ("no duration", timedelta(0), "PT0S"),
    ("minutes only", timedelta(minutes=90), "PT1H30M"),
    ("negative duration", timedelta(hours=-1), "-PT1H"),
    ("uuid", uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ("bytes", b"\x00\xff", "AP8="),
    ("bytearray", bytearray(b"a"), "YQ=="),
    ("memoryview", memoryview(b"a"), "YQ=="),
    ("address", IPv4Address("10.0.0.1"), "10.0.0.1"),
    ("enum", Colour.RED, "red"),
    ("integer enum", Level.HIGH, 3),
    ("array", [1, Decimal("0.5"), None], [1, 0.5, None]),
    ("tuple", (1, 2), [1, 2]),
    ("struct", {"a": date(2024, 1, 1), "b": {"c": b"a"}}, {"a": "2024-01-01", "b": {"c": "YQ=="}}),
    ("map with other keys", {1: "x", "\ud800": 2}, {"1": "x", "\ufffd": 2}),
    ("numpy integer", np.int64(3), 3),
    ("numpy float", np.float32(0.5), 0.5),
    ("numpy not a number", np.float64("nan"), None),
    ("numpy boolean", np.bool_(True), True),
    ("numpy array", np.array([1.0, np.nan]), [1.0, None]),
    ("numpy date", np.datetime64("2024-01-02"), "2024-01-02"),
    ("numpy missing date", np.datetime64("NaT"), None),
    ("numpy duration", np.timedelta64(90, "m"), "PT1H30M"),
]


@pytest.mark.parametrize(("value", "expected"), [pytest.param(v, e, id=name) for name, v, e in EXACT])
def test_a_value_becomes(value: Any, expected: Any) -> None:
    converted = json_value(value)
    assert converted == expected
    assert type(converted) is type(expected)


def test_deep_nesting_is_cut_where_encoders_would_fail() -> None:
    deep: list[Any] = []
    for _ in range(2000):
        deep = [deep]
    assert b"\xe2\x80\xa6" in orjson.dumps(json_value(deep))


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(),
    st.text(st.characters(categories=["Cs", "Lu"])),
    st.binary(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(),
    st.uuids(),
)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner))


@given(values)
def test_any_value_can_be_encoded_and_read_back(value: Any) -> None:
    converted = json_value(value)
    assert json.loads(orjson.dumps(converted)) == converted


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_keeps_its_value(value: Decimal) -> None:
    converted = json_value(value)
    assert Decimal(repr(converted) if isinstance(converted, float) else converted) == value


@given(st.binary())
def test_bytes_can_be_decoded_again(value: bytes) -> None:
    assert base64.b64decode(json_value(value)) == value
