"""Teaching, listing and removing through the API, in both forms."""

import json
from typing import Any

import pytest
from flask import Flask

from detomo.projects.service import default_project_id
from detomo.training import service
from detomo.training.items import NewItem
from tests.people import Person
from tests.training.conftest import COUNT

TRAIN = pytest.mark.parametrize("path", ["/api/v0/train", "/api/v0/training"], ids=["flat", "nested"])
LIST = pytest.mark.parametrize("path", ["/api/v0/get_training_data", "/api/v0/training"], ids=["flat", "nested"])
INVALID = "Invalid training data format. Provide 'ddl', 'documentation', or ('question' + 'sql')"


@TRAIN
@pytest.mark.parametrize(
    ("body", "kind", "begins"),
    [
        ({"ddl": "CREATE TABLE t (x INTEGER)"}, "ddl", "DDL"),
        ({"documentation": "Revenue excludes tax."}, "documentation", "Documentation"),
        (COUNT, "sql", "Q&A pair"),
        ({**COUNT, "ddl": None, "documentation": None}, "sql", "Q&A pair"),
    ],
    ids=["ddl", "documentation", "pair", "pair as Vanna's page sends it"],
)
def test_each_kind_can_be_taught(alice: Person, path: str, body: dict[str, Any], kind: str, begins: str) -> None:
    taught = alice.post(path, **body)
    assert taught.status_code == 200
    assert taught.get_json().keys() == {"status", "message", "id"}
    assert (taught.get_json()["status"], taught.get_json()["message"].startswith(begins)) == ("success", True)
    (item,) = alice.get("/api/v0/training").get_json()["training_data"]
    assert (item["id"], item["training_data_type"]) == (taught.get_json()["id"], kind)


@LIST
def test_a_list_has_the_keys_of_both_clients(alice: Person, path: str) -> None:
    alice.post("/api/v0/training", **COUNT)
    body = alice.get(path).get_json()
    assert (body["type"], body["id"], body["count"]) == ("df", "training_data", 1)
    assert body["training_data"] == json.loads(body["df"])
    assert body["training_data"][0] == {
        "id": body["training_data"][0]["id"],
        "training_data_type": "sql",
        "question": COUNT["question"],
        "content": COUNT["sql"],
    }


def test_only_pairs_have_a_question(alice: Person) -> None:
    alice.post("/api/v0/training", ddl="CREATE TABLE t (x INTEGER)")
    assert alice.get("/api/v0/training").get_json()["training_data"][0]["question"] is None


def test_the_same_item_is_taught_once(alice: Person) -> None:
    first, again = (alice.post("/api/v0/train", **COUNT).get_json() for _ in range(2))
    assert first["id"] == again["id"]
    assert alice.get("/api/v0/training").get_json()["count"] == 1


@pytest.mark.parametrize("around", ["\ufeff{}", " {}\n", "{}\r\n", "\u3000{}"])
def test_what_stands_around_a_text_does_not_make_it_another(alice: Person, around: str) -> None:
    first = alice.post("/api/v0/train", documentation="line\nline").get_json()
    again = alice.post("/api/v0/train", documentation=around.format("line\r\nline")).get_json()
    assert first["id"] == again["id"]


@TRAIN
@pytest.mark.parametrize(
    "body",
    [{}, {"question": "x"}, {"sql": "SELECT 1"}, {"ddl": " "}, {"question": " ", "sql": "SELECT 1"}, {"ddl": "\ufeff"}],
    ids=["nothing", "no sql", "no question", "blank ddl", "blank question", "nothing but a mark"],
)
def test_what_is_no_item_is_refused(alice: Person, path: str, body: dict[str, str]) -> None:
    answer = alice.post(path, **body)
    assert (answer.status_code, answer.get_json()["detail"]) == (400, INVALID)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DROP TABLE customers", "not_a_query"),
        ("SELECT 1; SELECT 2", "multiple_statements"),
        ("SELECT x FROM nowhere", "table_not_allowed"),
        ("SELECT abs(-9223372036854775807 - 1) FROM customers", "query_failed"),
    ],
)
def test_a_pair_whose_sql_may_not_or_does_not_run_is_refused(alice: Person, sql: str, code: str) -> None:
    answer = alice.post("/api/v0/training", question="anything", sql=sql)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert alice.get("/api/v0/training").get_json()["count"] == 0


def test_v2_removes_and_does_not_mind_the_unknown(alice: Person) -> None:
    item = alice.teach(**COUNT)
    for _ in range(2):
        answer = alice.post("/api/v0/remove_training_data", id=item)
        assert (answer.status_code, answer.get_json()["status"]) == (200, "success")
        assert answer.get_json()["success"] is True
    assert alice.get("/api/v0/training").get_json()["count"] == 0


def test_v3_removes_and_names_the_unknown(alice: Person) -> None:
    item = alice.teach(**COUNT)
    assert alice.delete(f"/api/v0/training/{item}").get_json()["status"] == "success"
    answer = alice.delete(f"/api/v0/training/{item}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "item_not_found")


def test_a_removed_item_can_be_taught_again(alice: Person) -> None:
    item = alice.teach(**COUNT)
    alice.delete(f"/api/v0/training/{item}")
    assert alice.ask(COUNT["question"])["source"] == "grammar"
    assert alice.teach(**COUNT) == item
    assert alice.ask(COUNT["question"])["source"] == "verified"


def test_lists_go_on_beyond_a_thousand(app: Flask, alice: Person) -> None:
    with app.app_context():
        service.teach(default_project_id(), [NewItem.documentation(f"note {number}") for number in range(1203)])
    first = alice.get("/api/v0/training").get_json()
    rest = alice.get("/api/v0/training?limit=500&offset=1000").get_json()
    assert (len(first["training_data"]), len(rest["training_data"]), first["count"]) == (1000, 203, 1203)
    assert len({item["id"] for page in (first, rest) for item in page["training_data"]}) == 1203
    with app.app_context():
        assert len(list(service.every_item(default_project_id()))) == 1203


def test_errors_speak_japanese_too(alice: Person) -> None:
    answer = alice.speaking("ja").post("/api/v0/training")
    assert "学習データの形式" in answer.get_json()["detail"]


@pytest.mark.parametrize("text", [r"a\u0000b", r"\ud800"], ids=["NUL", "surrogate"])
def test_text_that_no_database_stores_is_refused(alice: Person, text: str) -> None:
    body = f'{{"documentation": "{text}"}}'
    assert alice.call("POST", "/api/v0/training", data=body, content_type="application/json").status_code == 422
