"""Custom roles by the API"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from detomo.auth import service as accounts
from detomo.auth.models import User
from detomo.extensions import db
from detomo.identity import OWN, Permission, Role
from detomo.rules import service as rules
from tests.people import Person, person

ROLES = "/api/v0/admin/roles"
AUDITOR = {"name": "auditor", "permissions": ["ask", "read_audit"], "description": "Reads the audit"}


@pytest.fixture
def admin(app: Flask) -> Person:
    return person(app, "root", Role.ADMIN)


def give(app: Flask, name: str, role: str) -> None:
    with app.app_context():
        user = db.session.get_one(User, accounts.account(name).id)
        user.role = role
        db.session.commit()


def delegate(app: Flask, admin: Person, *permissions: str) -> Person:
    """Somebody with a custom role of these permissions."""
    assert admin.post(ROLES, name="delegate", permissions=list(permissions)).status_code == 201
    return person(app, "delegate", "delegate")


def test_a_role_is_made_listed_and_removed(admin: Person) -> None:
    made = admin.post(ROLES, **AUDITOR)
    assert made.status_code == 201
    assert made.get_json()["permissions"] == ["read_profile", "manage_own_account", "ask", "read_audit"]
    names = [role["name"] for role in admin.get(ROLES).get_json()["roles"]]
    assert names == ["viewer", "analyst", "admin", "auditor"]
    assert admin.delete(f"{ROLES}/auditor").status_code == 204
    assert len(admin.get(ROLES).get_json()["roles"]) == 3


def test_it_allows_what_it_says_and_nothing_else(app: Flask, admin: Person) -> None:
    auditor = delegate(app, admin, "read_audit")
    assert auditor.get("/api/v0/admin/audit").status_code == 200
    assert auditor.get("/api/v0/auth/me").status_code == 200
    assert auditor.get("/api/v0/get_question_history").status_code == 403
    assert auditor.get("/api/v0/rules").status_code == 403


def test_a_change_holds_at_the_next_request_in_every_worker(
    app: Flask, make_app: Callable[..., Flask], admin: Person
) -> None:
    somebody, other_worker = delegate(app, admin, "ask"), make_app()
    assert somebody.on(other_worker).get("/api/v0/admin/audit").status_code == 403
    admin.call("PATCH", f"{ROLES}/delegate", json={"permissions": ["read_audit"]})
    assert somebody.on(other_worker).get("/api/v0/admin/audit").status_code == 200
    assert somebody.on(other_worker).get("/api/v0/get_question_history").status_code == 403


REFUSED: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("POST", "", {**AUDITOR, "name": "admin"}, 409, "role_exists"),
    ("PATCH", "/viewer", {"permissions": ["teach"]}, 409, "role_built_in"),
    ("DELETE", "/admin", {}, 409, "role_built_in"),
    ("PATCH", "/nobody", {"permissions": []}, 400, "role_unknown"),
    ("DELETE", "/nobody", {}, 400, "role_unknown"),
    ("POST", "", {**AUDITOR, "name": "Auditor"}, 422, "validation_failed"),
    ("POST", "", {**AUDITOR, "permissions": ["everything"]}, 422, "validation_failed"),
    ("POST", "", {**AUDITOR, "based_on": "admin"}, 422, "validation_failed"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), REFUSED)
def test_what_cannot_be_is_refused(
    admin: Person, method: str, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    answer = admin.call(method, ROLES + path, json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_a_role_in_use_stays(app: Flask, admin: Person) -> None:
    delegate(app, admin, "ask")
    assert admin.delete(f"{ROLES}/delegate").get_json()["code"] == "role_in_use"


def test_nobody_gives_what_they_do_not_have(app: Flask, admin: Person) -> None:
    somebody = delegate(app, admin, "manage_roles", "ask", "export")
    assert somebody.post(ROLES, name="more", permissions=["read_audit"]).get_json()["code"] == "beyond_own_permissions"
    assert somebody.post(ROLES, name="less", permissions=["ask"]).status_code == 201
    own = somebody.call("PATCH", f"{ROLES}/delegate", json={"permissions": [str(p) for p in Permission]})
    assert own.get_json()["code"] == "beyond_own_permissions"


def test_nobody_takes_what_they_do_not_have(app: Flask, admin: Person) -> None:
    admin.post(ROLES, **AUDITOR)
    somebody = delegate(app, admin, "manage_roles")
    assert somebody.delete(f"{ROLES}/auditor").get_json()["code"] == "beyond_own_permissions"


def test_a_role_that_is_gone_leaves_the_own_account_only(app: Flask) -> None:
    person(app, "alice")
    give(app, "alice", "never-made")
    with app.app_context():
        assert accounts.account("alice").permissions == OWN


def test_rules_hold_for_the_roles_that_are_based_on_theirs(app: Flask, admin: Person) -> None:
    rule = {"table": "customers", "column": "Email", "action": "hidden"}
    admin.post("/api/v0/rules", **rule, roles=["viewer"])
    admin.post(ROLES, **AUDITOR)
    admin.post(ROLES, name="writer", permissions=["ask"], based_on="analyst")
    with app.app_context():
        (kept,) = rules.current_rules().columns
    assert kept.roles == {"viewer", "auditor"}


def test_changes_are_audited(admin: Person) -> None:
    admin.post(ROLES, **AUDITOR)
    admin.call("PATCH", f"{ROLES}/auditor", json={"description": "Other"})
    admin.delete(f"{ROLES}/auditor")
    lines = admin.get("/api/v0/admin/audit", action="role.").get_json()["lines"]
    assert [line["action"] for line in lines] == ["role.removed", "role.changed", "role.created"]
    assert {line["target"] for line in lines} == {"auditor"}
