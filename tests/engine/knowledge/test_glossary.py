"""Terms in questions, and terms that documentation suggests."""

import pytest

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.knowledge.definitions import suggested
from detomo.engine.knowledge.glossary import Glossary, GlossaryEntry
from detomo.engine.language.width import tidy

REVENUE = GlossaryEntry(("revenue", "売上"), expression="SUM(invoices.total)")
ORDER_VALUE = GlossaryEntry(("revenue per order", "客単価"), expression="AVG(invoices.total)")
BRAZIL = GlossaryEntry(("home market",), table="customers", column="country", value="Côte d'Or")
SERVER = GlossaryEntry(("サーバー",), table="servers")
GLOSSARY = Glossary((REVENUE, ORDER_VALUE, BRAZIL, SERVER))
CATALOG = Catalog(
    "sqlite",
    (
        Table("customers", (Column("id"), Column("country"), Column("active"))),
        Table("invoices", (Column("id"), Column("total"))),
    ),
)

FOUND = [
    ("Revenue by country", [("Revenue", REVENUE)]),
    ("revenues in 2012", [("revenues", REVENUE)]),
    ("国別の売上は?", [("売上", REVENUE)]),
    ("revenue per order", [("revenue per order", ORDER_VALUE)]),
    ("home markets", [("home markets", BRAZIL)]),
    ("サーバの数", [("サーバ", SERVER)]),
    ("ｻｰﾊﾞｰの数", [("サーバ", SERVER)]),
    ("irrevenue", []),
    ("", []),
]


@pytest.mark.parametrize(("question", "expected"), FOUND)
def test_terms_are_found(question: str, expected: list[tuple[str, GlossaryEntry]]) -> None:
    found = [(tidy(question)[match.start : match.end], match.entry) for match in GLOSSARY.find(question)]

    assert found == expected


def test_an_entry_survives_as_knowledge() -> None:
    assert [GlossaryEntry.of(entry.as_item()) for entry in GLOSSARY.entries] == list(GLOSSARY.entries)


def test_a_value_is_quoted_in_its_meaning() -> None:
    assert BRAZIL.meaning == "customers.country = 'Côte d''Or'"


@pytest.mark.parametrize("name", ["total", "invoices", "Revenue"])
def test_entries_about_hidden_names_are_left_out(name: str) -> None:
    left = GLOSSARY.without(frozenset({name}))

    assert REVENUE not in left.entries
    assert SERVER in left.entries


SUGGESTED = [
    ("Revenue is SUM(invoices.total).", [(("Revenue",), "SUM(invoices.total)")]),
    ("- **Revenue**: `SUM(invoices.total)`", [(("Revenue",), "SUM(invoices.total)")]),
    ("The turnover is calculated as `SUM(invoices.total)`.", [(("turnover",), "SUM(invoices.total)")]),
    ("「売上」とは SUM(invoices.total) です。", [(("売上",), "SUM(invoices.total)")]),
    ("売上とは、`SUM(invoices.total)` のことです。", [(("売上",), "SUM(invoices.total)")]),
    ("Active customer: `customers.active = 1`", [(("Active customer",), "customers.active = 1")]),
    ("| buyer, client | 顧客 | `customers` |", [(("buyer", "client", "顧客"), "customers")]),
    ("| nation | 国 | `customers.country` |", [(("nation", "国"), "customers.country")]),
    ("| nation | `customers.country`, `invoices.total` |", []),
    ("| --- | --- |", []),
    ("Revenue is important to us.", []),
    ("Revenue is SUM(invoices.nowhere).", []),
    ("Everything is (SELECT total FROM invoices).", []),
    ("Revenue is `DROP TABLE invoices`.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), SUGGESTED)
def test_documentation_suggests(text: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    assert [(entry.terms, entry.meaning) for entry in suggested(text, CATALOG)] == expected
