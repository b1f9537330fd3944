"""Which tables of a large schema a question is about."""

from detomo.engine.catalog import Catalog, Column, ForeignKey, Table
from detomo.engine.catalog.linking import SMALL_SCHEMA, link_tables


def filler(count: int) -> tuple[Table, ...]:
    return tuple(Table(f"archive_{number:04}", (Column("blob"),)) for number in range(count))


def large(*tables: Table) -> Catalog:
    return Catalog("sqlite", (*filler(SMALL_SCHEMA * 5), *tables))


CUSTOMERS = Table("customers", (Column("id"), Column("full_name")))
ORDERS = Table(
    "orders", (Column("id"), Column("customer_id")), foreign_keys=(ForeignKey(("customer_id",), "customers", ("id",)),)
)


def names(tables: tuple[Table, ...]) -> list[str]:
    return [table.name for table in tables]


def test_a_small_schema_is_told_whole() -> None:
    catalog = Catalog("sqlite", filler(SMALL_SCHEMA))
    assert link_tables("anything", catalog) == catalog.tables


def test_a_table_is_found_by_its_name() -> None:
    assert names(link_tables("How many customers?", large(CUSTOMERS))) == ["customers"]


def test_a_table_is_found_by_a_column() -> None:
    assert names(link_tables("list each full name", large(CUSTOMERS))) == ["customers"]


def test_a_table_is_found_by_its_japanese_comment() -> None:
    table = Table("m_cst", (Column("id"),), comment="顧客マスタ")
    assert names(link_tables("顧客は何人いますか", large(table))) == ["m_cst"]


def test_a_table_is_found_through_a_taught_text() -> None:
    assert names(link_tables("買い手は何人？", large(CUSTOMERS), ["SELECT COUNT(*) FROM customers"])) == ["customers"]


def test_the_better_hint_comes_first() -> None:
    hints = ["SELECT 1 FROM orders", "SELECT 1 FROM customers"]
    assert names(link_tables("?", large(CUSTOMERS, ORDERS), hints)) == ["orders", "customers"]


def test_what_a_table_points_at_comes_along() -> None:
    assert names(link_tables("all orders", large(CUSTOMERS, ORDERS))) == ["orders", "customers"]


def test_tables_with_nothing_in_common_stay_out() -> None:
    linked = link_tables("How many customers?", large(CUSTOMERS, ORDERS))
    assert not [table for table in linked if table.name.startswith("archive")]


def test_a_name_without_words_is_no_match_for_every_hint() -> None:
    nameless = Table("___", (Column("id"),))
    assert names(link_tables("?", large(CUSTOMERS, nameless), ["SELECT 1 FROM customers"])) == ["customers"]


def test_a_question_that_fits_nothing_still_gets_some_tables() -> None:
    assert 0 < len(link_tables("天気は？", large(CUSTOMERS))) <= SMALL_SCHEMA
