"""Which tables of a schema a question is about, and which come along to join them."""

import time

import pytest

from detomo.engine.catalog import Catalog, Column, ForeignKey, Table
from detomo.engine.catalog.linking import LinkedTable, link
from detomo.engine.catalog.schema_index import SchemaIndex
from detomo.engine.catalog.values import ValueMatch


def table(name: str, *columns: str, comment: str = "", **keys: str) -> Table:
    """A table with an id; `keys` maps a column to the table whose id it holds."""
    return Table(
        name,
        tuple(Column(column) for column in ("id", *columns, *keys)),
        primary_key=("id",),
        foreign_keys=tuple(ForeignKey((column,), target, ("id",)) for column, target in keys.items()),
        comment=comment,
    )


CUSTOMERS = table("customers", "full_name", "country")
ORDERS = table("orders", "ordered_on", customer_id="customers")
LINES = table("order_lines", "quantity", order_id="orders", product_id="products")
PRODUCTS = table("products", "title", "unit_price")
TEACHERS = table("instructors", "surname")
MASTER = table("m_cst", "kbn", comment="取引先マスタ")
RUN_ON = table("airportcode", "runwaylength")
SHOP = (CUSTOMERS, ORDERS, LINES, PRODUCTS, TEACHERS, MASTER, RUN_ON)


@pytest.fixture(scope="module")
def shop() -> SchemaIndex:
    """The shop among many tables that nobody asks about."""
    filler = tuple(table(f"archive_{number:04}", "blob") for number in range(200))
    return SchemaIndex(Catalog("sqlite", (*filler, *SHOP)))


def core(linked: tuple[LinkedTable, ...]) -> list[str]:
    return [one.table.name for one in linked if one.is_core]


CASES = [
    ("How many customers?", ["customers"]),
    ("list each full name", ["customers"]),
    ("顧客は何人いますか", ["customers"]),
    ("取引先は何社ですか", ["m_cst", "customers"]),
    ("how many teachers are there", ["instructors"]),
    ("how many airports have a long runway", ["airportcode"]),
    ("商品の単価", ["products"]),
    ("quantity by customer", ["order_lines", "orders", "customers"]),
    ("which products did each customer buy", ["products", "order_lines", "orders", "customers"]),
    ("顧客が買った商品の名前", ["customers", "orders", "order_lines", "products"]),
]


@pytest.mark.parametrize(("question", "needed"), CASES)
def test_a_question_needs(shop: SchemaIndex, question: str, needed: list[str]) -> None:
    found = core(link(question, shop))

    assert set(needed) <= set(found)
    assert not [name for name in found if name.startswith("archive")]


def test_the_tables_between_two_come_along(shop: SchemaIndex) -> None:
    assert set(core(link("unit price by country", shop))) == {"customers", "orders", "order_lines", "products"}


def test_columns_that_the_question_names_are_told(shop: SchemaIndex) -> None:
    best = link("unit price of each product", shop)[0]

    assert (best.table.name, best.columns) == ("products", {"unit_price"} | ({"product_id"} & best.columns))


def test_a_stored_value_leads_to_its_table(shop: SchemaIndex) -> None:
    value = ValueMatch(0, 6, "customers", "country", "Brazil", 1.0, "exact")
    best = link("ブラジルは?", shop, values=[value])[0]

    assert best.table is CUSTOMERS
    assert "country" in best.columns


@pytest.mark.parametrize("hint", ["SELECT COUNT(*) FROM customers", "A buyer is a row of customers."])
def test_a_taught_text_leads_to_its_tables(shop: SchemaIndex, hint: str) -> None:
    assert link("zzz?", shop, hints=[hint])[0].table is CUSTOMERS


def test_the_better_hint_comes_first(shop: SchemaIndex) -> None:
    linked = link("?", shop, hints=["SELECT 1 FROM orders", "SELECT 1 FROM products"])

    assert [one.table.name for one in linked[:2]] == ["orders", "products"]


def test_a_question_that_fits_nothing_still_gets_tables(shop: SchemaIndex) -> None:
    assert 0 < len(link("天気は？", shop)) <= 100


def test_a_schema_without_tables_gives_none() -> None:
    assert link("How many customers?", SchemaIndex(Catalog("sqlite", ()))) == ()


def test_equal_questions_link_equally(shop: SchemaIndex) -> None:
    assert link("orders of customers", shop) == link("orders of customers", shop)


def test_a_hub_with_many_neighbours_takes_bounded_time() -> None:
    spokes = tuple(table(f"spoke_{number}", "amount", hub_id="hub") for number in range(2_000))
    schema = SchemaIndex(Catalog("sqlite", (table("hub", "label"), *spokes)))
    started = time.perf_counter()
    linked = link("amount of spoke 7 and spoke 1999", schema)

    assert "hub" in core(linked)
    assert time.perf_counter() - started < 1
