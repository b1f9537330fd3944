"""Accounts by the admin API"""

from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask

from detomo.audit.search import Filter, search
from detomo.auth import administration
from detomo.auth import service as accounts
from detomo.auth.last_admin import LastAdmin
from detomo.background import BACKGROUND
from detomo.extensions import db
from detomo.identity import Role
from tests.audit.conftest import app as app_on_both  # noqa: F401
from tests.conftest import PASSWORD
from tests.people import Person, person

USERS = "/api/v0/admin/users"
ME = "/api/v0/auth/me"


@pytest.fixture
def admin(app: Flask) -> Person:
    return person(app, "root", Role.ADMIN)


def id_of(app: Flask, name: str) -> int:
    with app.app_context():
        return accounts.account(name).id


def delegate(app: Flask, admin: Person, *permissions: str) -> Person:
    admin.post("/api/v0/admin/roles", name="delegate", permissions=list(permissions))
    return person(app, "delegate", "delegate")


def log_in(app: Flask, name: str) -> int:
    body = {"username": name, "password": PASSWORD}
    return app.test_client().post("/api/v0/auth/login", json=body).status_code


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["root", "alice", "山田"]),
        ({"search": "LIC"}, ["alice"]),
        ({"search": "ALICE@example.com"}, ["alice"]),
        ({"search": "example.com"}, []),
        ({"search": "%"}, []),
        ({"role": "admin"}, ["root"]),
        ({"is_active": "false"}, []),
        ({"limit": 1, "offset": 1}, ["alice"]),
    ],
)
def test_search(app: Flask, admin: Person, query: dict[str, object], names: list[str]) -> None:
    person(app, "alice")
    with app.app_context():
        accounts.register("yamada@example.com", "山田", PASSWORD, rounds=4)
    found = admin.get(USERS, **query).get_json()
    assert [user["username"] for user in found["users"]] == names
    assert found["total"] == (3 if "limit" in query else len(names))


def test_a_new_account_is_invited_and_sets_its_password(app: Flask, admin: Person) -> None:
    made = admin.post(USERS, email="new@example.com", username="newcomer", role="viewer")
    assert (made.status_code, made.get_json()["role"]) == (201, "viewer")
    token = token_from_mail(app)
    body = {"token": token, "password": PASSWORD}
    assert app.test_client().post("/api/v0/auth/reset-password", json=body).status_code == 204
    assert log_in(app, "newcomer") == 200


def token_from_mail(app: Flask) -> str:
    assert app.extensions[BACKGROUND].drain(10)
    (file,) = app.config["SETTINGS"].mail_outbox_path.iterdir()
    text = message_from_bytes(file.read_bytes(), policy=default).get_content()
    return text.partition("Token: ")[2].split()[0]


def test_an_account_that_is_taken_is_refused(admin: Person) -> None:
    answer = admin.post(USERS, email="root@example.com", username="other")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "user_exists")


def test_a_role_holds_at_the_next_request(app: Flask, admin: Person) -> None:
    alice = person(app, "alice", Role.VIEWER)
    assert alice.get("/api/v0/training").status_code == 403
    assert admin.call("PATCH", f"{USERS}/{id_of(app, 'alice')}", json={"role": "analyst"}).status_code == 200
    assert alice.get("/api/v0/training").status_code == 200


def test_a_disabled_account_is_out_at_once(app: Flask, admin: Person) -> None:
    alice = person(app, "alice")
    admin.call("PATCH", f"{USERS}/{id_of(app, 'alice')}", json={"is_active": False})
    assert alice.get(ME).status_code == 400
    assert log_in(app, "alice") == 401
    admin.call("PATCH", f"{USERS}/{id_of(app, 'alice')}", json={"is_active": True})
    assert log_in(app, "alice") == 200


@pytest.mark.parametrize("act", ["end-sessions", "reset-password", "reset-mfa"])
def test_an_act_that_ends_sessions(app: Flask, admin: Person, act: str) -> None:
    alice = person(app, "alice")
    assert admin.post(f"{USERS}/{id_of(app, 'alice')}/{act}").status_code == 200
    assert alice.get(ME).status_code == 401
    assert log_in(app, "alice") == (401 if act == "reset-password" else 200)


@pytest.mark.parametrize("act", ["", "/invite", "/unlock", "/end-sessions", "/reset-password", "/reset-mfa"])
def test_an_unknown_account_is_not_found(admin: Person, act: str) -> None:
    answer = admin.post(f"{USERS}/999{act}") if act else admin.get(f"{USERS}/999")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "user_unknown")


CHANGES = [{"role": "viewer"}, {"is_active": False}]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_last_admin_stays(app: Flask, admin: Person, change: dict[str, object]) -> None:
    person(app, "another", Role.ADMIN)
    one, other = (f"{USERS}/{id_of(app, name)}" for name in ("root", "another"))
    assert admin.call("PATCH", other, json=change).status_code == 200
    answer = admin.call("PATCH", one, json=change)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "last_admin")
    assert admin.get(USERS).status_code == 200


def test_the_command_line_keeps_the_last_admin_too(app: Flask, admin: Person) -> None:
    answer = app.test_cli_runner().invoke(args=["user", "disable", "root"])
    assert (answer.exit_code, "last active administrator" in answer.output) == (1, True)


@pytest.mark.timeout(60)
def test_of_admins_who_demote_each_other_at_once_one_is_left(app_on_both: Flask) -> None:  # noqa: F811
    app = app_on_both
    made = [accounts.register(f"a{n}@example.com", f"admin{n}", PASSWORD, rounds=4, role=Role.ADMIN) for n in range(4)]

    def demote(number: int) -> bool:
        with app.app_context():
            try:
                administration.set_role(made[number], made[(number + 1) % 4].id, Role.VIEWER)
            except LastAdmin:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(demote, range(4)))
    db.session.rollback()
    left = [account for account in accounts.accounts() if account.role == Role.ADMIN]
    assert (len(left), sum(done)) == (1, 3)


REACHES = [
    ("PATCH", "", {"is_active": False}),
    ("PATCH", "", {"role": "viewer"}),
    ("POST", "/reset-password", {}),
    ("POST", "/reset-mfa", {}),
    ("POST", "/end-sessions", {}),
    ("PUT", "/quota", {"questions_per_day": 0}),
]


@pytest.mark.parametrize(("method", "path", "body"), REACHES, ids=str)
def test_nobody_reaches_an_account_that_may_do_more(
    app: Flask, admin: Person, method: str, path: str, body: dict[str, object]
) -> None:
    helper = delegate(app, admin, "manage_users", "ask", "export")
    answer = helper.call(method, f"{USERS}/{id_of(app, 'root')}{path}", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "beyond_own_permissions")


@pytest.mark.parametrize("role", ["admin", "analyst"])
def test_nobody_gives_a_role_that_may_do_more(app: Flask, admin: Person, role: str) -> None:
    helper = delegate(app, admin, "manage_users", "ask", "export")
    viewer = person(app, "viewer", Role.VIEWER)
    for user in ("viewer", "delegate"):
        answer = helper.call("PATCH", f"{USERS}/{id_of(app, user)}", json={"role": role})
        assert answer.get_json()["code"] == "beyond_own_permissions"
    made = helper.post(USERS, email="x@example.com", username="another", role=role)
    assert made.get_json()["code"] == "beyond_own_permissions"
    assert viewer.get("/api/v0/training").status_code == 403


@pytest.mark.parametrize("path", ["register", "login", "refresh", "password", "email"])
def test_no_self_service_body_takes_a_role(app: Flask, path: str) -> None:
    alice = person(app, "alice")
    body = {"email": "b@example.com", "username": "bob", "password": PASSWORD, "role": "admin"}
    alice.post(f"/api/v0/auth/{path}", **body)
    with app.app_context():
        assert {account.role for account in accounts.accounts()} == {"analyst"}


def test_what_was_done_is_audited_with_who_did_it(app: Flask, admin: Person) -> None:
    person(app, "alice")
    admin.call("PATCH", f"{USERS}/{id_of(app, 'alice')}", json={"role": "viewer", "is_active": False})
    with app.app_context():
        lines = search(Filter(actor_id=id_of(app, "root"), target=str(id_of(app, "alice"))), limit=9)
    assert [line.action for line in lines] == ["account.disabled", "role.given"]
    assert lines[1].details == {"from": "analyst", "to": "viewer"}
