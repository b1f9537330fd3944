"""Builders shared by the tests of presentation."""

from collections.abc import Callable
from typing import Any

import pytest

from detomo.engine.types import ColumnType, Result, ResultColumn

MakeResult = Callable[..., Result]


@pytest.fixture
def result() -> MakeResult:
    """`result("name total:integer", rows)`: columns by name, with an optional type after a colon."""

    def make(columns: str, rows: Any = (), **more: Any) -> Result:
        parts = [column.partition(":") for column in columns.split()]
        typed = tuple(ResultColumn(name, ColumnType(kind or "unknown")) for name, _, kind in parts)
        return Result(typed, tuple(map(tuple, rows)), **more)

    return make
