"""Declared type texts."""

import pytest

from detomo.engine.run.declared import affinity_type, column_type
from detomo.engine.types import ColumnType as T


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("INTEGER", T.INTEGER),
        ("int(11) unsigned", T.INTEGER),
        ("bigint", T.INTEGER),
        ("NUMERIC(10,2)", T.DECIMAL),
        ("double precision", T.REAL),
        ("character varying(20)", T.TEXT),
        ("NVARCHAR(160)", T.TEXT),
        ("ENUM('a', 'b')", T.TEXT),
        ("tinyint(1)", T.BOOLEAN),
        ("boolean", T.BOOLEAN),
        ("date", T.DATE),
        ("time without time zone", T.TIME),
        ("TIMESTAMP WITH TIME ZONE", T.DATETIME),
        ("timestamp(6)", T.DATETIME),
        ("bytea", T.BYTES),
        ("jsonb", T.JSON),
        ("STRUCT(x INTEGER)", T.JSON),
        ("integer[]", T.JSON),
        ("int4range", T.UNKNOWN),
        ("", T.UNKNOWN),
    ],
)
def test_column_type(declared: str, kind: T) -> None:
    assert column_type(declared) is kind


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("UNSIGNED BIG INT", T.INTEGER),
        ("NATIVE CHARACTER(70)", T.TEXT),
        ("FLOATING POINT", T.INTEGER),  # SQLite's own rule: the text holds "INT"
        ("DOUBLE TROUBLE", T.REAL),
        ("SOMETHING", T.DECIMAL),
        ("", T.UNKNOWN),
    ],
)
def test_affinity_type(declared: str, kind: T) -> None:
    assert affinity_type(declared) is kind
