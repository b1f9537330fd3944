"""What is done leaves a line: who, what, from where, how it ended; and no secret, question or row."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from detomo.audit.search import Filter, FoundLine, search
from detomo.audit.verify import verify
from detomo.auth import service as accounts
from detomo.background import BACKGROUND
from detomo.extensions import db
from detomo.identity import Role
from tests.conftest import PASSWORD
from tests.fakes.messages_api import MessagesApi
from tests.people import Person, person

QUESTION, SQL = "Who are the zqx7 customers?", "SELECT Email AS zqx7 FROM customers LIMIT 3"
PAIR = {"question": QUESTION, "sql": SQL}
TERM = {"terms": ["zqx7"], "table": "customers"}
NEWCOMER = {"email": "zqx7@example.com", "username": "zqx7"}
RULE = {"table": "customers", "column": "Phone", "action": "null"}


@pytest.fixture
def app(make_app: Callable[..., Flask], messages_api: MessagesApi) -> Flask:
    messages_api.usual = "```sql\nDROP TABLE customers\n```"
    return make_app(ANTHROPIC_API_KEY="k", ANTHROPIC_BASE_URL=messages_api.url, CLAUDE_MAX_RETRIES=0)


@pytest.fixture
def admin(app: Flask) -> Person:
    return person(app, "root", Role.ADMIN)


def newest(app: Flask) -> FoundLine:
    with app.app_context():
        return search(Filter(), limit=1)[0]


def asked(who: Person) -> dict[str, str]:
    who.post("/api/v0/train", **PAIR)
    question = {"id": who.post("/api/v0/generate_sql", question=QUESTION).get_json()["id"]}
    who.post("/api/v0/run_sql", **question)
    return question


Act = Callable[[Person], Any]
ACTS: list[tuple[str, str, Act]] = [
    ("question.asked", "success", lambda who: who.post("/api/v0/query", question=QUESTION)),
    ("question.asked", "success", lambda who: who.post("/api/v0/query/stream", question=QUESTION).text),
    ("question.asked", "denied", lambda who: who.post("/api/v0/query", question="Anything else?")),
    ("question.sql_written", "success", lambda who: who.post("/api/v0/generate_sql", question=QUESTION)),
    ("question.sql_run", "success", lambda who: who.post("/api/v0/run_sql", **asked(who))),
    ("question.sql_edited", "success", lambda who: who.post("/api/v0/update_sql", **asked(who), sql="SELECT 1")),
    ("question.sql_edited", "denied", lambda who: who.post("/api/v0/update_sql", **asked(who), sql="DROP TABLE x")),
    ("export.rows", "success", lambda who: who.get("/api/v0/download_csv", **asked(who)).text),
    ("model.text_generated", "success", lambda who: who.post("/generate", prompt=QUESTION)),
    ("training.added", "success", lambda who: who.post("/api/v0/train", documentation="zqx7")),
    ("training.added", "success", lambda who: who.post("/api/v0/glossary", **TERM)),
    ("training.added", "success", lambda who: who.post("/api/v0/golden_questions", question="zqx7?", gold_sql=SQL)),
    ("audit.read", "success", lambda who: who.get("/api/v0/admin/audit")),
    ("export.audit", "success", lambda who: who.get("/api/v0/admin/audit/export").text),
    ("account.export_asked", "success", lambda who: who.post("/api/v0/auth/me/export")),
    ("api_key.created", "success", lambda who: who.post("/api/v0/auth/api-keys", name="zqx7", permissions=["ask"])),
    ("account.invited", "success", lambda who: who.post("/api/v0/admin/users", **NEWCOMER)),
    ("rule.added", "success", lambda who: who.post("/api/v0/rules", **RULE)),
    ("attribute.set", "success", lambda who: who.put("/api/v0/users/root/attributes", name="a", value="zqx7")),
    ("role.created", "success", lambda who: who.post("/api/v0/admin/roles", name="other", permissions=["ask"])),
    ("quota.set", "success", lambda who: who.put("/api/v0/admin/roles/viewer/quota", questions_per_day=9)),
    ("export.users", "success", lambda who: who.get("/api/v0/admin/users/export").text),
]


@pytest.mark.parametrize(("action", "outcome", "act"), ACTS, ids=[f"{a} {o}" for a, o, _ in ACTS])
def test_an_act_leaves_a_line(app: Flask, admin: Person, action: str, outcome: str, act: Act) -> None:
    admin.post("/api/v0/train", **PAIR)
    act(admin)
    line = newest(app)
    assert (line.action, line.outcome, line.address) == (action, outcome, "127.0.0.1")
    with app.app_context():
        assert line.actor_id == accounts.account("root").id
    assert line.request_id and line.session_id


def test_a_removed_item_and_a_removed_rule(app: Flask, admin: Person) -> None:
    item = admin.post("/api/v0/train", documentation="x").get_json()["id"]
    admin.delete(f"/api/v0/training/{item}")
    assert (newest(app).action, newest(app).target) == ("training.removed", item)
    rule = admin.post("/api/v0/rules", **RULE).get_json()["id"]
    admin.delete(f"/api/v0/rules/{rule}")
    assert (newest(app).action, newest(app).target) == ("rule.removed", str(rule))


def test_a_call_without_the_permission(app: Flask) -> None:
    viewer = person(app, "viewer", Role.VIEWER)
    viewer.post("/api/v0/train", documentation="x")
    line = newest(app)
    assert (line.action, line.outcome) == ("permission.denied", "denied")
    assert line.details == {"method": "POST", "permission": "teach"}


def test_a_removed_term_and_a_removed_golden_question(app: Flask, admin: Person) -> None:
    term = admin.post("/api/v0/glossary", **TERM).get_json()["id"]
    admin.put(f"/api/v0/glossary/{term}", **{**TERM, "terms": ["another"]})
    assert (newest(app).action, newest(app).target) == ("training.changed", term)
    admin.delete(f"/api/v0/glossary/{term}")
    assert (newest(app).action, newest(app).target) == ("training.removed", term)
    golden = admin.post("/api/v0/golden_questions", question="Which?", gold_sql=SQL).get_json()["id"]
    admin.delete(f"/api/v0/golden_questions/{golden}")
    assert (newest(app).action, newest(app).details) == ("training.removed", {"kind": "golden_question"})


ESCALATIONS = [
    ("POST", "/api/v0/admin/users", {**NEWCOMER, "role": "admin"}, "manage_roles"),
    ("PATCH", "/api/v0/admin/users/1", {"is_active": False}, "manage_roles"),
    ("PUT", "/api/v0/admin/roles/admin/quota", {"questions_per_day": 0}, "manage_roles"),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "lacking"), ESCALATIONS, ids=[path for _, path, _, _ in ESCALATIONS]
)
def test_who_reaches_beyond_their_permissions(
    app: Flask, admin: Person, method: str, path: str, body: dict[str, Any], lacking: str
) -> None:
    admin.post("/api/v0/admin/roles", name="helper", permissions=["manage_users", "ask"])
    assert person(app, "helper", "helper").call(method, path, json=body).status_code == 403
    line = newest(app)
    assert (line.action, line.outcome) == ("permission.denied", "denied")
    assert lacking in str(line.details["permission"])


COMMANDS = [
    (["user", "create", "newcomer", "new@example.com", "--password-stdin"], "account.created"),
    (["user", "set-role", "newcomer", "viewer"], "role.given"),
    (["user", "disable", "newcomer"], "account.disabled"),
    (["role", "create", "auditor", "read_audit"], "role.created"),
    (["quota", "set", "--role", "viewer", "--questions-per-day", "3"], "quota.set"),
    (["ask", QUESTION], "question.asked"),
    (["audit", "list"], "audit.read"),
    (["audit", "export"], "export.audit"),
]


def test_the_command_line(app: Flask) -> None:
    for arguments, action in COMMANDS:
        app.test_cli_runner().invoke(args=arguments, input=f"{PASSWORD}\n")
        line = newest(app)
        assert (line.action, line.actor_id, line.address) == (action, None, "command line"), arguments


def test_what_follows_in_the_background_tells_where_it_comes_from(app: Flask, admin: Person) -> None:
    app.test_client().post("/api/v0/auth/forgot-password", json={"email": "root@example.com"})
    assert app.extensions[BACKGROUND].drain(10)
    line = newest(app)
    assert (line.action, line.address) == ("password.reset_requested", "127.0.0.1")
    assert line.request_id


def test_log_ins_that_fail_too(app: Flask, admin: Person) -> None:
    body = {"username": "root", "password": "zqx7 wrong"}
    app.test_client().post("/api/v0/auth/login", json=body)
    assert (newest(app).action, newest(app).outcome) == ("login", "failure")


def test_a_log_in_and_a_token_that_comes_back(app: Flask, admin: Person) -> None:
    login = app.test_client().post("/api/v0/auth/login", json={"username": "root", "password": PASSWORD}).get_json()
    assert (newest(app).action, newest(app).outcome) == ("login", "success")
    for expected in ("token.refreshed", "token.replayed"):
        app.test_client().post("/api/v0/auth/refresh", json={"refresh_token": login["refresh_token"]})
        assert newest(app).action == expected
    assert newest(app).outcome == "denied"


def test_the_chain_holds_and_nothing_private_is_in_it(app: Flask, admin: Person) -> None:
    admin.post("/api/v0/train", **PAIR)
    for _, _, act in ACTS:
        act(admin)
    app.test_client().post("/api/v0/auth/login", json={"username": "zqx7", "password": "zqx7"})
    with app.app_context():
        assert verify().holds
        written = "\n".join(everything())
    for private in ("zqx7", PASSWORD, "root@example.com", "Email", "@"):
        assert private not in written


def everything() -> Iterator[str]:
    with db.engine.connect() as connection:
        yield from (str(tuple(row)) for row in connection.execute(text("SELECT * FROM audit_lines")))
