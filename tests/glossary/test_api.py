"""`/api/v0/glossary`."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from detomo.http import ENGINE
from tests.people import Person

PATH = "/api/v0/glossary"
REVENUE = {"terms": ["revenue", "売上"], "expression": "SUM(invoices.Total)"}
COUNTRY = {"terms": ["国"], "table": "customers", "column": "Country"}
BRAZIL = {"terms": ["South", "南米"], "table": "customers", "column": "Country", "value": "Brazil"}


def taught_terms(app: Flask) -> set[str]:
    """The terms that the next question's proposers get."""
    with app.app_context():
        return {term for entry in app.extensions[ENGINE].knowledge.glossary().entries for term in entry.terms}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_token_nobody_may(client: FlaskClient, method: str) -> None:
    assert client.open(PATH, method=method, json={}).status_code == 401


@pytest.mark.parametrize("body", [REVENUE, COUNTRY, BRAZIL], ids=["expression", "column", "value"])
def test_a_term_is_kept_and_listed(bob: Person, body: dict[str, Any]) -> None:
    answer = bob.post(PATH, **body)

    assert answer.status_code == 201
    assert body.items() <= answer.get_json().items()
    assert bob.get(PATH).get_json()["entries"] == [answer.get_json()]


def test_a_new_term_counts_from_the_next_question_on(app: Flask, bob: Person) -> None:
    assert taught_terms(app) == set()
    entry = bob.post(PATH, **REVENUE).get_json()
    assert taught_terms(app) == {"revenue", "売上"}
    bob.delete(f"{PATH}/{entry['id']}")
    assert taught_terms(app) == set()


def test_a_changed_term_keeps_its_id(app: Flask, bob: Person) -> None:
    entry = bob.post(PATH, **REVENUE).get_json()
    changed = bob.put(f"{PATH}/{entry['id']}", **{**COUNTRY, "terms": ["nation"]}).get_json()

    assert changed["id"] == entry["id"]
    assert taught_terms(app) == {"nation"}


def test_the_same_term_twice_is_one(bob: Person) -> None:
    assert bob.post(PATH, **REVENUE).get_json() == bob.post(PATH, **REVENUE).get_json()
    assert bob.get(PATH).get_json()["count"] == 1


WRONG = {
    "no meaning": ({"terms": ["x"]}, "glossary_invalid"),
    "two meanings": ({**REVENUE, "table": "customers"}, "glossary_invalid"),
    "a value of no column": ({"terms": ["x"], "table": "customers", "value": "v"}, "glossary_invalid"),
    "unknown table": ({"terms": ["x"], "table": "nowhere"}, "glossary_unknown_name"),
    "unknown column": ({"terms": ["x"], "table": "customers", "column": "Nope"}, "glossary_unknown_name"),
    "unknown name in SQL": ({"terms": ["x"], "expression": "SUM(invoices.Nope)"}, "glossary_unknown_name"),
    "no SQL": ({"terms": ["x"], "expression": "SUM(("}, "glossary_unknown_name"),
    "a statement": ({"terms": ["x"], "expression": "(SELECT 1 FROM customers)"}, "glossary_unknown_name"),
}


@pytest.mark.parametrize(("body", "code"), [pytest.param(*case, id=name) for name, case in WRONG.items()])
def test_a_term_without_one_true_meaning_is_refused(bob: Person, body: dict[str, Any], code: str) -> None:
    answer = bob.post(PATH, **body)

    assert (answer.status_code, answer.get_json()["code"]) == (400, code)
    assert bob.get(PATH).get_json()["count"] == 0


@pytest.mark.parametrize("call", ["put", "delete", "accept"])
def test_an_unknown_id_is_told(bob: Person, call: str) -> None:
    answer = {
        "put": lambda: bob.put(f"{PATH}/nope", **REVENUE),
        "delete": lambda: bob.delete(f"{PATH}/nope"),
        "accept": lambda: bob.post(f"{PATH}/nope/accept"),
    }[call]()

    assert (answer.status_code, answer.get_json()["code"]) == (404, "term_not_found")


def suggestion(bob: Person) -> dict[str, Any]:
    bob.post("/api/v0/train", **{"documentation": "Revenue is SUM(invoices.Total)."})
    (found,) = bob.get(PATH).get_json()["suggestions"]
    return dict(found)


def test_documentation_suggests_a_term_that_does_not_count_yet(app: Flask, bob: Person) -> None:
    found = suggestion(bob)

    assert (found["terms"], found["expression"]) == (["Revenue"], "SUM(invoices.Total)")
    assert bob.get(PATH).get_json()["entries"] == []
    assert taught_terms(app) == set()


def test_an_accepted_suggestion_counts(app: Flask, bob: Person) -> None:
    found = suggestion(bob)

    assert bob.post(f"{PATH}/{found['id']}/accept").get_json() == found
    assert bob.get(PATH).get_json()["suggestions"] == []
    assert taught_terms(app) == {"Revenue"}


def test_a_declined_suggestion_is_not_made_again(app: Flask, bob: Person) -> None:
    found = suggestion(bob)

    assert bob.delete(f"{PATH}/{found['id']}").status_code == 204
    assert bob.get(PATH).get_json() == {"entries": [], "count": 0, "suggestions": []}
    assert taught_terms(app) == set()


def test_terms_about_hidden_columns_do_not_exist(admin: Person, bob: Person) -> None:
    entry = admin.post(PATH, **{"terms": ["post code"], "table": "customers", "column": "PostalCode"}).get_json()
    admin.post("/api/v0/train", **{"documentation": "Mail region is UPPER(customers.PostalCode)."})
    admin.post(
        "/api/v0/rules", **{"table": "customers", "column": "PostalCode", "action": "hidden", "roles": ["analyst"]}
    )
    seen = bob.get(PATH).get_json()

    assert (seen["entries"], seen["suggestions"]) == ([], [])
    assert bob.put(f"{PATH}/{entry['id']}", **REVENUE).status_code == 404
    assert bob.delete(f"{PATH}/{entry['id']}").status_code == 404
    assert bob.post(PATH, **{"terms": ["x"], "table": "customers", "column": "PostalCode"}).status_code == 400
    assert len(admin.get(PATH).get_json()["entries"]) == 1
