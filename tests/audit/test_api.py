"""Reading and exporting the audit by the API"""

import csv
import io
import json

import pytest
from flask import Flask

from detomo.audit.service import Action, Outcome, record_alone
from detomo.identity import Role
from tests.people import Person, person

AUDIT = "/api/v0/admin/audit"


@pytest.fixture
def app(make_app) -> Flask:  # type: ignore[no-untyped-def]
    return make_app()


@pytest.fixture
def admin(app: Flask) -> Person:
    admin = person(app, "root", Role.ADMIN)
    with app.app_context():
        for number in range(5):
            record_alone(Action.RULE_ADDED, actor_id=50 + number % 2, target=str(number), details={"table": "=1+1"})
        record_alone(Action.RULE_REMOVED, outcome=Outcome.FAILURE, actor_id=50, target="=cmd()")
    return admin


@pytest.mark.parametrize(
    ("query", "targets"),
    [
        ({"action": "rule."}, ["=cmd()", "4", "3", "2", "1", "0"]),
        ({"action": "rule.added", "actor_id": 51}, ["3", "1"]),
        ({"action": "rule.added", "limit": 2}, ["4", "3"]),
        ({"outcome": "failure", "actor_id": 50}, ["=cmd()"]),
        ({"target": "3"}, ["3"]),
        ({"action": "rule.", "since": "2000-01-01", "until": "2001-01-01"}, []),
        ({"action": "rule", "actor_id": 50}, []),
        ({"actor_id": 50, "address": "192.0.2.1"}, []),
    ],
)
def test_filters(admin: Person, query: dict[str, object], targets: list[str]) -> None:
    if "since" in query:
        query = {**query, "since": "2000-01-01T00:00:00", "until": "2001-01-01T00:00:00Z"}
    assert [line["target"] for line in admin.get(AUDIT, **query).get_json()["lines"]] == targets


def test_pages_follow_each_other(admin: Person) -> None:
    first = admin.get(AUDIT, action="rule.", limit=4).get_json()
    second = admin.get(AUDIT, action="rule.", limit=4, below=first["next"]).get_json()
    ids = [line["id"] for line in first["lines"] + second["lines"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), second["next"]) == (6, None)


def test_csv_holds_no_formulas(admin: Person) -> None:
    answer = admin.get(f"{AUDIT}/export", action="rule.")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["target"] for row in rows] == ["0", "1", "2", "3", "4", "'=cmd()"]
    assert json.loads(rows[0]["details"]) == {"table": "=1+1"}


def test_json_lines(admin: Person) -> None:
    lines = admin.get(f"{AUDIT}/export", action="rule.", format="jsonl").text.splitlines()
    assert [json.loads(line)["target"] for line in lines] == ["0", "1", "2", "3", "4", "=cmd()"]


def test_an_export_is_audited(admin: Person) -> None:
    admin.get(f"{AUDIT}/export")
    (line,) = admin.get(AUDIT, action="export.audit").get_json()["lines"]
    assert line["details"] == {"format": "csv"}


def test_the_head_is_the_last_line(admin: Person) -> None:
    head, newest = admin.get(f"{AUDIT}/head").get_json(), admin.get(AUDIT, limit=1).get_json()["lines"][0]
    assert head == {"line_id": newest["id"], "hash": newest["hash"]}


@pytest.mark.parametrize(
    "query",
    [
        {"outcome": "maybe"},
        {"limit": 0},
        {"below": 0},
        {"since": "today"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"until": "9999-12-31T23:59:59-12:00"},
    ],
    ids=str,
)
def test_a_wrong_filter_is_refused(admin: Person, query: dict[str, object]) -> None:
    assert admin.get(AUDIT, **query).status_code == 422
