"""A catalog as text for people and models."""

import pytest

from detomo.engine.catalog import Column, ForeignKey, Table
from detomo.engine.catalog.ddl import as_ddl, quoted
from detomo.engine.types import Dialect

ORDERS = Table(
    "orders",
    (
        Column("id", "INTEGER", nullable=False),
        Column("customer_id", "INTEGER", comment="who\nbought */ it"),
        Column("注文日", "DATE"),
    ),
    schema="sales",
    primary_key=("id",),
    foreign_keys=(ForeignKey(("customer_id",), "sales.customers", ("id",)),),
    comment="One\na purchase",
)


def test_a_table_is_shown_with_keys_and_comments() -> None:
    assert as_ddl([ORDERS], "sqlite") == (
        "CREATE TABLE sales.orders ( -- One a purchase\n"
        "  id INTEGER NOT NULL,\n"
        "  customer_id INTEGER /* who bought * / it */,\n"
        '  "注文日" DATE,\n'
        "  PRIMARY KEY (id),\n"
        "  FOREIGN KEY (customer_id) REFERENCES sales.customers (id)\n"
        ")"
    )


def test_a_view_is_called_one() -> None:
    view = Table("totals", (Column("total"),), is_view=True)
    assert as_ddl([view, view], "sqlite").count("CREATE VIEW totals (\n  total\n)") == 2


@pytest.mark.parametrize(
    ("name", "dialect", "written"),
    [
        ("total", "sqlite", "total"),
        ("Total", "sqlite", "Total"),
        ("Total", "postgres", '"Total"'),
        ("order", "sqlite", '"order"'),
        ("order", "mysql", "`order`"),
        ("unit price", "duckdb", '"unit price"'),
        ("unit`price", "mysql", "`unit``price`"),
        ('unit"price', "postgres", '"unit""price"'),
        ("2nd", "sqlite", '"2nd"'),
        ("金額", "postgres", '"金額"'),
    ],
)
def test_names_are_quoted_where_sql_needs_it(name: str, dialect: Dialect, written: str) -> None:
    assert quoted(name, dialect) == written
