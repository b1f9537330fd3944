"""Customers and employees."""

import random
import re
import sqlite3

import pytest

from detomo.sample import words
from detomo.sample.people import customers, latin, written

RESERVED_DOMAINS = {"example.com", "example.net", "example.org", "example.jp"}  # RFC 2606 and JPRS


@pytest.mark.parametrize(
    ("name", "shown", "spelled"),
    [
        ("Élodie", "Élodie", "elodie"),
        ("佐々木|sasaki", "佐々木", "sasaki"),
        ("Bjørkum|bjorkum", "Bjørkum", "bjorkum"),
        ("Mac Giolla", "Mac Giolla", "macgiolla"),
    ],
    ids=["accent", "kanji", "letter without a base", "two words"],
)
def test_a_name_is_written_and_spelled(name: str, shown: str, spelled: str) -> None:
    assert (written(name), latin(name)) == (shown, spelled)


def test_every_mail_address_is_plain_and_reserved(shop: sqlite3.Connection) -> None:
    addresses = [row[0] for row in shop.execute("SELECT Email FROM customers UNION ALL SELECT Email FROM employees")]
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        mailbox, _, domain = address.partition("@")
        assert re.fullmatch(r"[a-z]+(\.[a-z]+)?", mailbox), address
        assert domain in RESERVED_DOMAINS


@pytest.mark.parametrize("country", words.read("countries"), ids=lambda country: country["name"])
def test_a_country_has_names_for_its_customers(country: dict) -> None:
    assert len(set(country["given"])) == len(set(country["family"])) == country["customers"]
    assert len(country["companies"]) <= country["customers"]


def test_customers_are_shared_out_among_all_representatives() -> None:
    found = customers(random.Random(1), words.read("countries"), [3, 4, 5])
    counts = [sum(customer.support_rep_id == rep for customer in found) for rep in (3, 4, 5)]
    assert counts == [21, 20, 18]
    assert [customer.id for customer in found] == list(range(1, 60))


def test_patterns_are_filled(shop: sqlite3.Connection) -> None:
    rows = shop.execute("SELECT Address, PostalCode, Phone, Fax FROM customers").fetchall()
    assert not [value for row in rows for value in row if value and re.search(r"[#{}|]", value)]


def test_japanese_names_are_in_japanese_script(shop: sqlite3.Connection) -> None:
    names = shop.execute("SELECT FirstName || LastName FROM customers WHERE Country = 'Japan'").fetchall()
    assert names
    assert all(re.fullmatch(r"[\u3040-\u30ff\u3400-\u9fff々]+", name) for (name,) in names)
