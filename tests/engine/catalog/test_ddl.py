"""A catalog read from CREATE TABLE statements."""

import pytest
from sqlglot.errors import ParseError

from detomo.engine.catalog.model import Column, ForeignKey, Table
from detomo.engine.catalog.parse_ddl import catalog_of
from detomo.engine.types import ColumnType, Dialect


def table(ddl: str, dialect: Dialect = "sqlite") -> Table:
    return catalog_of(ddl, dialect).tables[-1]


def column(definition: str, dialect: Dialect = "sqlite") -> Column:
    return table(f"CREATE TABLE t (x {definition})", dialect).columns[0]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("INTEGER", ColumnType.INTEGER),
        ("BIGINT", ColumnType.INTEGER),
        ("DECIMAL(10, 2)", ColumnType.DECIMAL),
        ("REAL", ColumnType.REAL),
        ("VARCHAR(20)", ColumnType.TEXT),
        ("BOOLEAN", ColumnType.BOOLEAN),
        ("DATE", ColumnType.DATE),
        ("TIME", ColumnType.TIME),
        ("DATETIME", ColumnType.DATETIME),
        ("TIMESTAMP", ColumnType.DATETIME),
        ("JSON", ColumnType.JSON),
        ("", ColumnType.UNKNOWN),
    ],
)
def test_type(declared: str, expected: ColumnType) -> None:
    assert column(declared).type is expected


@pytest.mark.parametrize(
    ("definition", "nullable", "unique"),
    [
        pytest.param("TEXT", True, False, id="plain"),
        pytest.param("TEXT NULL", True, False, id="null"),
        pytest.param("TEXT NOT NULL", False, False, id="not null"),
        pytest.param("TEXT UNIQUE", True, True, id="unique"),
        pytest.param("TEXT PRIMARY KEY", False, True, id="primary key"),
    ],
)
def test_column_constraints(definition: str, nullable: bool, unique: bool) -> None:
    assert (column(definition).nullable, column(definition).unique) == (nullable, unique)


def test_table_constraints() -> None:
    found = table("CREATE TABLE t (a INT, b INT, c INT, PRIMARY KEY (a, b), UNIQUE (c), UNIQUE (a, c))")

    assert found.primary_key == ("a", "b")
    assert [column.unique for column in found.columns] == [False, False, True]


@pytest.mark.parametrize(
    "definition",
    [
        pytest.param("b INT REFERENCES p (id)", id="on the column"),
        pytest.param("b INT REFERENCES p", id="without the target's column"),
        pytest.param("b INT, FOREIGN KEY (b) REFERENCES p (id)", id="on the table"),
    ],
)
def test_foreign_key(definition: str) -> None:
    found = table(f"CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE t ({definition})")

    assert found.foreign_keys == (ForeignKey(("b",), "p", ("id",)),)


def test_schema_is_kept() -> None:
    assert table("CREATE TABLE sales.t (x INT)", "postgres").full_name == "sales.t"


def test_postgres_folds_unquoted_names() -> None:
    found = table('CREATE TABLE Orders (Id INT, "Total" INT)', "postgres")

    assert (found.name, [column.name for column in found.columns]) == ("orders", ["id", "Total"])


def test_other_statements_are_skipped() -> None:
    found = catalog_of("CREATE INDEX i ON t (x); CREATE VIEW v AS SELECT 1; CREATE TABLE t (x INT)", "sqlite")

    assert [table.name for table in found] == ["t"]


def test_text_that_is_no_sql_is_an_error() -> None:
    with pytest.raises(ParseError):
        catalog_of("CREATE TABLE (", "sqlite")
