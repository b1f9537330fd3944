"""`/api/v0/rules` and `/api/v0/users/<name>/attributes`."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import Person

CALLS = [
    ("GET", "/api/v0/rules"),
    ("POST", "/api/v0/rules"),
    ("DELETE", "/api/v0/rules/1"),
    ("PUT", "/api/v0/users/bob/attributes"),
]
ROW = {"table": "customers", "predicate": "Country = :user.country", "roles": ["analyst"]}
COLUMN = {"table": "customers", "column": "Email", "action": "email"}


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_without_a_token_nobody_may(client: FlaskClient, method: str, path: str) -> None:
    assert client.open(path, method=method, json={}).status_code == 401


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_users_may_not(bob: Person, method: str, path: str) -> None:
    answers = {"GET": bob.get, "POST": bob.post, "DELETE": bob.delete, "PUT": bob.put}
    answer = answers[method](path)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_there_are_no_rules_at_first(admin: Person) -> None:
    assert admin.get("/api/v0/rules").get_json() == {"rules": []}


KINDS = [
    pytest.param(ROW, {**ROW, "column": None, "action": None}, id="row"),
    pytest.param(COLUMN, {**COLUMN, "predicate": None, "roles": None}, id="column"),
    pytest.param(
        {**COLUMN, "roles": ["analyst", "admin", "analyst"]}, {"roles": ["admin", "analyst"]}, id="roles once, in order"
    ),
    pytest.param({**ROW, "predicate": "  Country = 'Japan' "}, {"predicate": "Country = 'Japan'"}, id="spaces"),
]


@pytest.mark.parametrize(("given", "kept"), KINDS)
def test_a_rule_is_added_and_listed(admin: Person, given: dict[str, Any], kept: dict[str, Any]) -> None:
    added = admin.post("/api/v0/rules", **given)
    assert added.status_code == 201
    rule = added.get_json()
    assert set(rule) == {"id", "table", "predicate", "column", "action", "roles"}
    assert kept.items() <= rule.items()
    assert admin.get("/api/v0/rules").get_json() == {"rules": [rule]}


def test_rules_are_listed_in_the_order_of_adding(admin: Person) -> None:
    added = [admin.post("/api/v0/rules", **rule).get_json()["id"] for rule in (ROW, COLUMN, ROW)]
    assert [rule["id"] for rule in admin.get("/api/v0/rules").get_json()["rules"]] == added


INVALID = [
    pytest.param({"table": "customers"}, id="neither kind"),
    pytest.param({**ROW, **COLUMN}, id="both kinds"),
    pytest.param({"table": "customers", "column": "Email"}, id="column without action"),
    pytest.param({"table": "customers", "action": "null"}, id="action without column"),
    pytest.param({"table": "customers", "predicate": "   "}, id="blank predicate"),
]


def test_a_rule_for_an_unknown_role_is_refused(admin: Person) -> None:
    answer = admin.post("/api/v0/rules", **{**ROW, "roles": ["analyst", "boss"]})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "role_unknown")
    assert "boss" in answer.get_json()["detail"]


@pytest.mark.parametrize("rule", INVALID)
def test_a_rule_of_no_kind_is_refused(admin: Person, rule: dict[str, Any]) -> None:
    answer = admin.post("/api/v0/rules", **rule)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "rule_invalid")


UNENFORCEABLE = [
    pytest.param({"table": "clients", "predicate": "1 = 1"}, "table_not_found", "clients", id="unknown table"),
    pytest.param({**COLUMN, "column": "Mail"}, "column_not_found", "Mail", id="unknown column"),
    pytest.param({**ROW, "predicate": "Land = 'x'"}, "rule_not_enforceable", "Land", id="unknown column in predicate"),
    pytest.param(
        {**ROW, "predicate": "CustomerId IN (SELECT CustomerId FROM invoices)"},
        "rule_not_enforceable",
        "SELECT",
        id="subquery",
    ),
    pytest.param({**ROW, "predicate": "COUNT(*) > 1"}, "rule_not_enforceable", "COUNT", id="aggregate"),
    pytest.param(
        {**ROW, "predicate": "load_extension('x') = 1"}, "rule_not_enforceable", "LOAD_EXTENSION", id="function"
    ),
    pytest.param({**ROW, "predicate": "Country"}, "rule_not_enforceable", "Country", id="no condition"),
    pytest.param({**ROW, "predicate": "Country = ) ("}, "rule_not_enforceable", "", id="no SQL"),
    pytest.param({**ROW, "predicate": "1 = 1; DELETE FROM customers"}, "rule_not_enforceable", "", id="two statements"),
    pytest.param({**ROW, "predicate": "Country = :tenant"}, "rule_not_enforceable", "tenant", id="other placeholder"),
]


@pytest.mark.parametrize(("rule", "code", "part"), UNENFORCEABLE)
def test_a_rule_that_cannot_hold_is_refused_with_the_reason(
    admin: Person, rule: dict[str, Any], code: str, part: str
) -> None:
    english = admin.speaking("en").post("/api/v0/rules", **rule)
    japanese = admin.speaking("ja").post("/api/v0/rules", **rule)
    assert (english.status_code, english.get_json()["code"]) == (422, code)
    assert part.casefold() in english.get_json().get("part", "").casefold()
    assert english.get_json()["detail"].isascii()
    assert not japanese.get_json()["detail"].isascii()
    assert admin.get("/api/v0/rules").get_json() == {"rules": []}


MALFORMED = [
    pytest.param({}, "table", id="no table"),
    pytest.param({"table": ""}, "table", id="blank table"),
    pytest.param({**COLUMN, "action": "blur"}, "action", id="unknown action"),
    pytest.param({**ROW, "roles": []}, "roles", id="no roles"),
    pytest.param({**ROW, "predicate": "x" * 4_001}, "predicate", id="too long"),
    pytest.param({**ROW, "project": 1}, "project", id="unknown field"),
]


@pytest.mark.parametrize(("body", "field"), MALFORMED)
def test_a_malformed_rule_names_the_field(admin: Person, body: dict[str, Any], field: str) -> None:
    answer = admin.post("/api/v0/rules", **body)
    assert answer.status_code == 422
    assert answer.get_json()["detail"][0]["loc"][:2] == ["body", field]


def test_a_removed_rule_is_gone(admin: Person) -> None:
    rule = admin.post("/api/v0/rules", **ROW).get_json()
    assert admin.delete(f"/api/v0/rules/{rule['id']}").status_code == 204
    assert admin.get("/api/v0/rules").get_json() == {"rules": []}
    assert admin.delete(f"/api/v0/rules/{rule['id']}").get_json()["code"] == "rule_not_found"


@pytest.mark.parametrize("rule_id", ["7", "x", "-1", "0", "9" * 30, "1.0", "1%20"])
def test_an_unknown_rule_is_not_found(admin: Person, rule_id: str) -> None:
    assert admin.delete(f"/api/v0/rules/{rule_id}").status_code == 404


@pytest.mark.parametrize("value", ["Japan", "日本", "", 3, -1, 2.5, True, False], ids=repr)
def test_an_attribute_is_set(admin: Person, bob: Person, value: Any) -> None:
    assert admin.put("/api/v0/users/bob/attributes", name="country", value=value).status_code == 204


@pytest.mark.parametrize("name", ["bob", "BOB", "bob@example.com"])
def test_a_user_is_known_by_name_or_address(admin: Person, bob: Person, name: str) -> None:
    assert admin.put(f"/api/v0/users/{name}/attributes", name="country", value="Japan").status_code == 204


@pytest.mark.parametrize("name", ["id", "username", "email", "role"])
def test_an_attribute_of_the_account_cannot_be_set(admin: Person, bob: Person, name: str) -> None:
    answer = admin.speaking("ja").put("/api/v0/users/bob/attributes", name=name, value="root")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "attribute_reserved")
    assert name in answer.get_json()["detail"]


def test_an_unknown_user_has_no_attributes(admin: Person) -> None:
    answer = admin.put("/api/v0/users/nobody/attributes", name="country", value="Japan")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "user_unknown")


BAD_ATTRIBUTES = [
    pytest.param({"name": "country"}, "value", id="no value"),
    pytest.param({"value": 1}, "name", id="no name"),
    pytest.param({"name": "a b", "value": 1}, "name", id="name with a space"),
    pytest.param({"name": "国", "value": 1}, "name", id="name outside ASCII"),
    pytest.param({"name": "x" * 65, "value": 1}, "name", id="long name"),
    pytest.param({"name": "country", "value": ["Japan"]}, "value", id="list"),
    pytest.param({"name": "country", "value": {"is": "Japan"}}, "value", id="object"),
    pytest.param({"name": "country", "value": "x" * 4_001}, "value", id="long value"),
    pytest.param({"name": "country", "value": float("nan")}, "value", id="not a number"),
    pytest.param({"name": "country", "value": float("inf")}, "value", id="infinite"),
    pytest.param({"name": "country", "value": 2**70}, "value", id="beyond 64 bits"),
]


@pytest.mark.parametrize(("body", "field"), BAD_ATTRIBUTES)
def test_a_malformed_attribute_names_the_field(admin: Person, bob: Person, body: dict[str, Any], field: str) -> None:
    answer = admin.speaking("ja").put("/api/v0/users/bob/attributes", **body)
    assert answer.status_code == 422
    assert answer.get_json()["detail"][0]["loc"] == ["body", field]
    assert not answer.get_json()["detail"][0]["msg"].isascii()


def test_openapi_describes_the_rules(app: Flask, client: FlaskClient) -> None:
    paths = client.get("/openapi.json").get_json()["paths"]
    assert {"/api/v0/rules", "/api/v0/rules/{rule_id}", "/api/v0/users/{name}/attributes"} <= set(paths)
