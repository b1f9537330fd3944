"""What is done leaves a line: who, what, from where, how it ended; and no secret, question or row."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from detomo.audit.search import Filter, FoundLine, search
from detomo.audit.verify import verify
from detomo.auth import service as accounts
from detomo.extensions import db
from detomo.identity import Role
from tests.conftest import PASSWORD
from tests.fakes.messages_api import MessagesApi
from tests.people import Person, person

QUESTION, SQL = "Who are the zqx7 customers?", "SELECT Email AS zqx7 FROM customers LIMIT 3"
PAIR = {"question": QUESTION, "sql": SQL}
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
