from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.present.values import column_names, column_types, json_value, records
from detomo.engine.types import Result, ResultColumn

NAMES = [
    pytest.param(["a", "b"], ["a", "b"], id="unique"),
    pytest.param(["name", "name", "name"], ["name", "name_2", "name_3"], id="repeated"),
    pytest.param(["name", "name", "name_2"], ["name", "name_3", "name_2"], id="suffix is a column's own name"),
    pytest.param(["", " "], ["column_1", "column_2"], id="empty"),
    pytest.param(["", "column_1"], ["column_1", "column_1_2"], id="empty beside its own stand-in"),
    pytest.param(["Name", "name"], ["Name", "name"], id="case differs"),
    pytest.param(["合計", "合計"], ["合計", "合計_2"], id="Japanese"),
    pytest.param(["a\ud800"], ["a\ufffd"], id="lone surrogate"),
]


@pytest.mark.parametrize(("given_names", "expected"), NAMES)
def test_columns_are_named_once(given_names: list[str], expected: list[str]) -> None:
    assert column_names(Result(tuple(map(ResultColumn, given_names)), ())) == expected


@given(st.lists(st.sampled_from(["", "a", "a_2", "a_3", "column_1", "column_2_2"]), max_size=8))
def test_names_never_collide(names: list[str]) -> None:
    assert len(set(column_names(Result(tuple(map(ResultColumn, names)), ())))) == len(names)


def test_records_hold_every_cell_of_repeated_columns(result: Callable[..., Result]) -> None:
    assert records(result("id name name", [(1, "a", "b")])) == [{"id": 1, "name": "a", "name_2": "b"}]


@pytest.mark.parametrize(
    ("columns", "rows", "expected"),
    [
        pytest.param("a", [], [], id="no rows"),
        pytest.param("", [(), ()], [{}, {}], id="no columns"),
        pytest.param("at:time", [(timedelta(hours=9),), (None,)], [{"at": "09:00:00"}, {"at": None}], id="MySQL time"),
        pytest.param("at:time", [(timedelta(hours=30),)], [{"at": "P1DT6H"}], id="MySQL time beyond a day"),
    ],
)
def test_records_of(result: Callable[..., Result], columns: str, rows: Any, expected: Any) -> None:
    assert records(result(columns, rows)) == expected


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(st.characters()),
    st.binary(),
    st.dates(),
)


@given(st.lists(st.tuples(cells, cells)))
def test_a_column_converts_as_its_values_do(rows: list[tuple[Any, Any]]) -> None:
    converted = records(Result((ResultColumn("a"), ResultColumn("b")), tuple(rows)))
    assert converted == [{"a": json_value(a), "b": json_value(b)} for a, b in rows]
    orjson.dumps(converted)


@pytest.mark.parametrize("strategy", [st.integers(), st.floats(), st.text(st.characters(codec=None)), st.decimals()])
def test_a_column_of_one_type_is_encodable(strategy: st.SearchStrategy[Any]) -> None:
    @given(st.lists(st.none() | strategy))
    def check(values: list[Any]) -> None:
        orjson.dumps(records(Result((ResultColumn("a"),), tuple((value,) for value in values))))

    check()


TYPES = [
    pytest.param("a:date", [("2024-01-01",)], "date", id="declared wins"),
    pytest.param("a", [(1,), (None,)], "integer", id="integers"),
    pytest.param("a", [(1,), (0.5,)], "real", id="integers and floats"),
    pytest.param("a", [(1,), (Decimal("0.5"),)], "decimal", id="integers and decimals"),
    pytest.param("a", [(True,)], "boolean", id="booleans"),
    pytest.param("a", [("x",)], "text", id="text"),
    pytest.param("a", [(b"x",)], "bytes", id="bytes"),
    pytest.param("a", [(date(2024, 1, 1),)], "date", id="dates"),
    pytest.param("a", [(datetime(2024, 1, 1),)], "datetime", id="datetimes"),
    pytest.param("a", [(time(1),)], "time", id="times"),
    pytest.param("a", [({"k": 1},), ([1],)], "json", id="objects and arrays"),
    pytest.param("a", [("x",), (1,)], "unknown", id="mixed"),
    pytest.param("a", [(None,)], "unknown", id="nulls only"),
]


@pytest.mark.parametrize(("columns", "rows", "expected"), TYPES)
def test_column_type(result: Callable[..., Result], columns: str, rows: Any, expected: str) -> None:
    assert column_types(result(columns, rows)) == [expected]
