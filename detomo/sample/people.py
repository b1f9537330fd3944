"""Employees and customers."""

import random
import unicodedata
from collections.abc import Iterator
from typing import Any

from detomo.sample.draw import apportion, digits
from detomo.sample.rows import Customer, Employee

FAX_SHARE = 0.25
REP_WEIGHTS = (21, 20, 18)


def employees(entries: list[dict[str, Any]]) -> list[Employee]:
    return [Employee(id=number, **entry) for number, entry in enumerate(entries, start=1)]


def customers(rng: random.Random, countries: list[dict[str, Any]], reps: list[int]) -> list[Customer]:
    """Every country's customers in a mixed order, shared out among the support representatives `reps`."""
    drafts = [draft for country in countries for draft in _of_country(rng, country)]
    rng.shuffle(drafts)
    shares = apportion(len(drafts), REP_WEIGHTS)
    assigned = [rep for rep, share in zip(reps, shares, strict=True) for _ in range(share)]
    rng.shuffle(assigned)
    return [
        draft._replace(id=number, support_rep_id=rep)
        for number, (draft, rep) in enumerate(zip(drafts, assigned, strict=True), start=1)
    ]


def _of_country(rng: random.Random, country: dict[str, Any]) -> Iterator[Customer]:
    total = country["customers"]
    companies = country["companies"] + [None] * (total - len(country["companies"]))
    places = [country["places"][index % len(country["places"])] for index in range(total)]
    people = zip(
        *(rng.sample(values, total) for values in (country["given"], country["family"], companies)), strict=True
    )
    for place, (given, family, company) in zip(places, people, strict=True):
        yield _customer(rng, country, place, (given, family), company)


def _customer(
    rng: random.Random, country: dict[str, Any], place: dict[str, str], person: tuple[str, str], company: str | None
) -> Customer:
    given, family = person
    phone = place.get("phone")
    return Customer(
        id=0,
        first_name=written(given),
        last_name=written(family),
        company=company,
        address=_street(rng, country["streets"]),
        city=place["city"],
        state=place.get("state"),
        country=country["name"],
        postal_code=digits(rng, place["postal"]) if "postal" in place else None,
        phone=digits(rng, phone) if phone else None,
        fax=digits(rng, phone) if phone and rng.random() < FAX_SHARE else None,
        email=_email(rng, country["name"], given, family),
        support_rep_id=0,
    )


def _street(rng: random.Random, streets: list[str]) -> str:
    pattern = rng.choice(streets)
    while "{d}" in pattern:  # Japanese block numbers: every part its own
        pattern = pattern.replace("{d}", str(rng.randint(1, 19)), 1)
    return pattern.replace("{n}", str(rng.randint(1, 480)))


def written(name: str) -> str:
    """The name as its owner writes it: word lists hold `written` or `written|latin`."""
    return name.partition("|")[0]


def latin(name: str) -> str:
    """The name in lower-case ASCII letters, for an e-mail address."""
    spelled = name.partition("|")[2] or name
    plain = unicodedata.normalize("NFKD", spelled.lower()).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain if letter.isalpha())


def _email(rng: random.Random, country: str, given: str, family: str) -> str:
    """Only domains that are reserved for examples, so that no real mailbox is ever named."""
    domain = "example.jp" if country == "Japan" else rng.choice(("example.com", "example.net", "example.org"))
    return f"{latin(given)}.{latin(family)}@{domain}"
