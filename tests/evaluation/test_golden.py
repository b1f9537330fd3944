"""`/api/v0/golden_questions`: keeping a project's golden questions and asking them."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from detomo.engine.types import Viewer
from detomo.identity import Role
from detomo.rules import service as rules
from tests.people import Person, person

PATH = "/api/v0/golden_questions"
COUNT = {"question": "How many customers are there?", "gold_sql": "SELECT COUNT(*) FROM customers"}
NAMES = {"question": "顧客の姓", "gold_sql": "SELECT LastName FROM customers", "difficulty": "simple"}


@pytest.mark.parametrize(("method", "tail"), [("GET", ""), ("POST", ""), ("DELETE", "/1"), ("POST", "/run")])
def test_without_a_token_nobody_may(client: FlaskClient, method: str, tail: str) -> None:
    assert client.open(PATH + tail, method=method, json={}).status_code == 401


def test_a_question_is_added_and_listed(alice: Person) -> None:
    added = alice.post(PATH, **COUNT, alt_gold_sql=["SELECT COUNT(CustomerId) FROM customers"])
    assert added.status_code == 201
    golden = added.get_json()
    assert golden == {
        "id": golden["id"],
        **COUNT,
        "alt_gold_sql": ["SELECT COUNT(CustomerId) FROM customers"],
        "language": "en",
        "difficulty": "",
    }
    assert alice.get(PATH).get_json() == {"golden_questions": [golden], "count": 1}


def test_the_language_is_the_questions_own(alice: Person) -> None:
    assert alice.post(PATH, **NAMES).get_json()["language"] == "ja"


def test_lists_come_in_pages(alice: Person) -> None:
    for golden in (COUNT, NAMES):
        alice.post(PATH, **golden)
    body = alice.get(PATH, limit=1, offset=1).get_json()
    assert ([golden["question"] for golden in body["golden_questions"]], body["count"]) == ([NAMES["question"]], 2)


REFUSED = [
    pytest.param({**COUNT, "gold_sql": "DROP TABLE customers"}, "not_a_query", id="no query"),
    pytest.param({**COUNT, "gold_sql": "SELECT x FROM customers"}, "query_failed", id="unknown column"),
    pytest.param({**COUNT, "alt_gold_sql": ["SELECT 1 FROM nothing"]}, "table_not_allowed", id="alternative"),
]


@pytest.mark.parametrize(("body", "code"), REFUSED)
def test_sql_that_may_not_run_is_not_kept(alice: Person, body: dict[str, Any], code: str) -> None:
    answer = alice.post(PATH, **body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert alice.get(PATH).get_json()["count"] == 0


def test_a_question_is_removed(alice: Person) -> None:
    added = alice.post(PATH, **COUNT).get_json()
    assert alice.delete(f"{PATH}/{added['id']}").status_code == 204
    assert alice.get(PATH).get_json()["count"] == 0
    again = alice.delete(f"{PATH}/{added['id']}")
    assert (again.status_code, again.get_json()["code"]) == (404, "golden_not_found")


def test_a_run_reports_as_the_command_does(alice: Person) -> None:
    for golden in (COUNT, NAMES):
        alice.post(PATH, **golden)
    alice.post("/api/v0/training", question=COUNT["question"], sql="SELECT COUNT(*) AS n FROM customers")
    report = alice.post(f"{PATH}/run").get_json()
    assert report.keys() >= {"overall", "groups", "reasons", "curve", "aurc", "calibration_error", "answer_times"}
    assert (report["overall"]["count"], len(report["results"])) == (2, 2)
    counted = report["results"][0]
    assert (counted["match"], counted["source"], counted["question"]) == (True, "verified", COUNT["question"])


def test_a_part_can_be_run(alice: Person) -> None:
    for golden in (COUNT, NAMES):
        alice.post(PATH, **golden)
    report = alice.post(f"{PATH}/run", limit=1, offset=1).get_json()
    assert [result["question"] for result in report["results"]] == [NAMES["question"]]


def test_extra_columns_are_a_choice(alice: Person) -> None:
    alice.post(PATH, **NAMES)
    alice.post("/api/v0/training", question=NAMES["question"], sql="SELECT LastName, Country FROM customers")
    matches = [
        alice.post(f"{PATH}/run", extra_columns=extra).get_json()["results"][0]["match"] for extra in (False, True)
    ]
    assert matches == [False, True]


def test_what_is_hidden_from_the_caller_is_neither_listed_nor_asked(app: Flask, alice: Person) -> None:
    alice.post(PATH, question="Which companies?", gold_sql="SELECT Company FROM customers")
    admin = person(app, "root", Role.ADMIN)
    rule = {"table": "customers", "column": "Company", "action": "hidden", "roles": ["analyst"]}
    assert admin.post("/api/v0/rules", **rule).status_code == 201
    assert alice.get(PATH).get_json()["golden_questions"] == []
    assert alice.post(f"{PATH}/run").get_json()["results"] == []
    assert len(admin.get(PATH).get_json()["golden_questions"]) == 1


def test_a_run_keeps_to_the_callers_rows(app: Flask, alice: Person) -> None:
    alice.post(PATH, **COUNT)
    alice.post("/api/v0/training", question=COUNT["question"], sql=COUNT["gold_sql"])
    with app.app_context():
        catalog = app.extensions["detomo_engine"].pipeline.catalog(Viewer())
        rules.add(catalog, None, table="customers", predicate="1 = 0")
    assert alice.post(f"{PATH}/run").get_json()["results"][0]["match"] is True
    answer = alice.post("/api/v0/query", question=COUNT["question"]).get_json()
    assert [[*row.values()] for row in answer["results"]] == [[0]]
