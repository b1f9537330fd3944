"""A rule, a removal or an attribute that one worker takes holds in every worker from the next question on."""

from collections.abc import Callable

import pytest
from flask import Flask

from detomo.identity import Role
from detomo.projects.service import default_project_id
from detomo.training import service as training
from detomo.training.items import NewItem
from tests.conftest import WITH_VALUES
from tests.people import Person, person

QUESTION = "Which countries do the Japanese and Brazilian customers come from?"
SQL = "SELECT DISTINCT Country FROM customers WHERE Country IN ('Brazil', 'Japan') ORDER BY Country"
BOTH = ["Brazil", "Japan"]
ROW = {"table": "customers", "predicate": "Country = :user.country", "roles": ["analyst"]}
HIDDEN = {"table": "customers", "column": "Country", "action": "null", "roles": ["analyst"]}


@pytest.fixture(params=["sqlite", "postgres"])
def workers(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> list[Flask]:
    """Two apps on one application database, as two workers are."""
    is_postgres = request.param == "postgres"
    stored = {"APP_DATABASE_URL": request.getfixturevalue("migrated_postgres_url")} if is_postgres else {}
    apps = [make_app(**stored, **WITH_VALUES) for _ in range(2)]
    with apps[0].app_context():
        training.teach(default_project_id(), [NewItem.pair(QUESTION, SQL)])
    return apps


@pytest.fixture
def admin(workers: list[Flask]) -> Person:
    return person(workers[0], "root", Role.ADMIN)


@pytest.fixture
def bob(workers: list[Flask]) -> Person:
    return person(workers[0], "bob")


def countries(who: Person) -> list[str]:
    answer = who.post("/api/v0/query", question=QUESTION)
    assert answer.status_code == 200, answer.text
    return [row["Country"] for row in answer.get_json()["results"]]


def test_a_rule_holds_everywhere_at_the_next_question(workers: list[Flask], admin: Person, bob: Person) -> None:
    there, here = admin.on(workers[1]), [bob, bob.on(workers[1])]
    assert [countries(one) for one in here] == [BOTH, BOTH]
    rule = there.post("/api/v0/rules", **ROW).get_json()
    assert [countries(one) for one in here] == [[], []]
    there.put("/api/v0/users/bob/attributes", name="country", value="Japan")
    assert [countries(one) for one in here] == [["Japan"], ["Japan"]]
    there.put("/api/v0/users/bob/attributes", name="country", value="Brazil")
    assert [countries(one) for one in here] == [["Brazil"], ["Brazil"]]
    there.put("/api/v0/users/bob/attributes", name="country", value=None)
    assert [countries(one) for one in here] == [[], []]
    there.delete(f"/api/v0/rules/{rule['id']}")
    assert [countries(one) for one in here] == [BOTH, BOTH]


def test_a_rule_for_users_is_none_for_admins(workers: list[Flask], admin: Person) -> None:
    admin.post("/api/v0/rules", **ROW)
    assert countries(admin.on(workers[1])) == BOTH


def test_a_rule_without_roles_is_for_admins_too(workers: list[Flask], admin: Person) -> None:
    admin.post("/api/v0/rules", table="customers", predicate="Country = 'Japan'")
    assert countries(admin.on(workers[1])) == ["Japan"]


CHANGES = [
    pytest.param(lambda admin: admin.post("/api/v0/rules", **ROW), id="row rule"),
    pytest.param(lambda admin: admin.post("/api/v0/rules", **HIDDEN), id="column rule"),
    pytest.param(lambda admin: admin.delete("/api/v0/rules/1"), id="removed rule"),
    pytest.param(
        lambda admin: admin.put("/api/v0/users/bob/attributes", name="country", value="Brazil"), id="attribute"
    ),
]


@pytest.mark.parametrize("change", CHANGES)
def test_rows_of_before_a_change_are_not_shown_again(
    workers: list[Flask], admin: Person, bob: Person, change: Callable[[Person], object]
) -> None:
    admin.post("/api/v0/rules", **ROW)
    admin.put("/api/v0/users/bob/attributes", name="country", value="Japan")
    asked = {"id": bob.post("/api/v0/query", question=QUESTION).get_json()["id"]}
    change(admin)
    elsewhere = bob.on(workers[1])
    for step in ("load_question", "generate_plotly_figure"):
        answer = elsewhere.post(f"/api/v0/{step}", **asked)
        assert (answer.status_code, answer.get_json()["code"]) == (400, "not_run_yet")
    for step in ("load_question", "generate_summary", "generate_plotly_figure", "generate_followup_questions"):
        assert elsewhere.get(f"/api/v0/{step}", **asked).get_json()["code"] == "not_run_yet"
    assert "Japan" not in elsewhere.get("/api/v0/load_question", **asked).text


def test_rows_are_shown_again_once_they_are_read_anew(workers: list[Flask], admin: Person, bob: Person) -> None:
    asked = {"id": bob.post("/api/v0/query", question=QUESTION).get_json()["id"]}
    admin.post("/api/v0/rules", **ROW)
    elsewhere = bob.on(workers[1])
    assert elsewhere.post("/api/v0/run_sql", **asked).get_json()["results"] == []
    assert elsewhere.post("/api/v0/load_question", **asked).get_json()["results"] == []


def test_rules_of_others_leave_stored_rows_alone(admin: Person, bob: Person) -> None:
    asked = {"id": bob.post("/api/v0/query", question=QUESTION).get_json()["id"]}
    admin.post("/api/v0/rules", **{**ROW, "roles": ["admin"]})
    assert bob.post("/api/v0/load_question", **asked).status_code == 200


def test_csv_is_read_under_the_rules_of_now(workers: list[Flask], admin: Person, bob: Person) -> None:
    asked = bob.post("/api/v0/query", question=QUESTION).get_json()["id"]
    admin.post("/api/v0/rules", table="customers", predicate="Country = 'Brazil'", roles=["analyst"])
    assert bob.on(workers[1]).get("/api/v0/download_csv", id=asked).text == "Country\r\nBrazil\r\n"


def test_sql_that_names_a_column_hidden_since_is_refused(workers: list[Flask], admin: Person, bob: Person) -> None:
    asked = {"id": bob.post("/api/v0/query", question=QUESTION).get_json()["id"]}
    admin.post("/api/v0/rules", **{**HIDDEN, "action": "hidden"})
    for path in ("run_sql", "query/run_sql"):
        answer = bob.on(workers[1]).post(f"/api/v0/{path}", **asked)
        assert (answer.status_code, answer.get_json()["code"]) == (422, "column_not_found")
