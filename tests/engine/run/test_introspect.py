"""The schema as the engines tell it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from detomo.engine.catalog import Catalog, Column, ForeignKey
from detomo.engine.run import Runner
from detomo.engine.types import ColumnType
from tests.engine.run.databases import Database, make_duckdb, make_sqlite

Warm = Callable[[str], Runner]
WITH_SCHEMAS = {"duckdb", "postgres"}
WITH_COMMENTS = {"duckdb", "postgres", "mysql"}


@pytest.fixture
def catalog(runner: Runner) -> Catalog:
    return runner.introspect()


def column(catalog: Catalog, table: str, name: str) -> Column:
    found = catalog.table(table)
    assert found is not None
    result = found.column(name)
    assert result is not None
    return result


def test_lists_what_may_be_read(database: Database, catalog: Catalog) -> None:
    expected = {"customers", "orders", "order_totals"}
    if database.dialect in WITH_SCHEMAS:
        expected.add("archive.orders")

    assert {table.full_name for table in catalog} == expected


def test_tables_of_the_default_schema_need_no_prefix(catalog: Catalog) -> None:
    assert catalog.table("orders", catalog.default_schema) is catalog.table("orders")


def test_names_the_server_and_the_database(database: Database, catalog: Catalog) -> None:
    products = {"sqlite": "SQLite 3", "duckdb": "DuckDB v", "postgres": "PostgreSQL 1", "mysql": "M"}

    assert catalog.dialect == database.dialect
    assert catalog.server.startswith(products[database.dialect])
    assert catalog.database


def test_keys(catalog: Catalog) -> None:
    orders = catalog.table("orders")

    assert orders is not None
    assert orders.primary_key == ("id",)
    assert orders.foreign_keys == (ForeignKey(("customer_id",), "customers", ("id",)),)


@pytest.mark.parametrize(("name", "unique"), [("id", True), ("email", True), ("name", False)])
def test_unique_columns(name: str, unique: bool, catalog: Catalog) -> None:
    assert column(catalog, "customers", name).unique is unique


@pytest.mark.parametrize(("name", "nullable"), [("id", False), ("name", False), ("email", True)])
def test_nullable_columns(name: str, nullable: bool, catalog: Catalog) -> None:
    assert column(catalog, "customers", name).nullable is nullable


def test_types(catalog: Catalog) -> None:
    found = {name: column(catalog, "customers", name).type for name in ("id", "name", "active", "born")}

    assert found == {
        "id": ColumnType.INTEGER,
        "name": ColumnType.TEXT,
        "active": ColumnType.BOOLEAN,
        "born": ColumnType.DATE,
    }


def test_columns_keep_their_order_and_declaration(catalog: Catalog) -> None:
    orders = catalog.table("orders")

    assert orders is not None
    assert [entry.name for entry in orders.columns] == ["id", "customer_id", "total", "placed_at", "photo"]
    assert orders.columns[2].declared.lower() in {"numeric(10, 2)", "numeric(10,2)", "decimal(10,2)"}


def test_views_are_told_from_tables(catalog: Catalog) -> None:
    assert {table.name for table in catalog if table.is_view} == {"order_totals"}


def test_comments(database: Database, catalog: Catalog) -> None:
    customers = catalog.table("customers")
    expected = ("people who buy", "day of birth") if database.dialect in WITH_COMMENTS else ("", "")

    assert customers is not None
    assert (customers.comment, column(catalog, "customers", "born").comment) == expected


def test_row_estimates(database: Database, catalog: Catalog) -> None:
    orders = catalog.table("orders")

    assert orders is not None
    assert orders.row_estimate == 3


def test_is_restricted_to_the_tables_asked_for(database: Database, make_runner: Callable[..., Runner]) -> None:
    runner = make_runner(database.url, tables=["Customers"])

    assert [table.name for table in runner.introspect()] == ["customers"]


def test_a_changed_schema_is_seen_and_its_tables_may_be_read(
    tmp_path: Path, make_runner: Callable[..., Runner]
) -> None:
    database = make_sqlite(tmp_path)
    runner = make_runner(database.url, processes=1)
    runner.introspect()

    database.as_admin("CREATE TABLE added (a)")

    assert runner.introspect().table("added") is not None
    assert runner.run(database.query("SELECT a FROM added")).rows == ()


@pytest.mark.parametrize("make", [make_sqlite, make_duckdb], ids=["sqlite", "duckdb"])
def test_a_replaced_file_is_opened_anew(
    make: Callable[[Path], Database], tmp_path: Path, make_runner: Callable[..., Runner]
) -> None:
    database = make(tmp_path)
    runner = make_runner(database.url, processes=1)
    before = runner.run(database.query("SELECT count(*) FROM orders")).rows
    (tmp_path / "next").mkdir()
    replacement = Path(make(tmp_path / "next").admin_url)
    connect = sqlite3.connect if database.dialect == "sqlite" else duckdb.connect
    with closing(connect(str(replacement))) as connection:
        connection.execute("DELETE FROM orders WHERE id = 3")
        connection.commit()

    replacement.replace(database.admin_url)

    after = runner.run(database.query("SELECT count(*) FROM orders")).rows
    assert (before, after) == (((3,),), ((2,),))


@pytest.mark.parametrize(
    ("definition", "keys"),
    [
        ("a INTEGER, b INTEGER, FOREIGN KEY (a, b) REFERENCES p (x, y)", [ForeignKey(("a", "b"), "p", ("x", "y"))]),
        ("a INTEGER REFERENCES p", [ForeignKey(("a",), "p", ("k",))]),
    ],
    ids=["two columns", "no target columns"],
)
def test_foreign_keys_of_sqlite(
    definition: str, keys: list[ForeignKey], tmp_path: Path, make_runner: Callable[..., Runner]
) -> None:
    database = make_sqlite(tmp_path)
    database.as_admin("CREATE TABLE p (k INTEGER PRIMARY KEY, x, y, UNIQUE (x, y))")
    database.as_admin(f"CREATE TABLE c ({definition})")

    table = make_runner(database.url).introspect().table("c")

    assert table is not None
    assert list(table.foreign_keys) == keys
