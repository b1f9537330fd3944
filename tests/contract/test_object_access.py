"""What belongs to one user is, for another, what does not exist: every route with an id gives the same answer."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from detomo.auth import service as accounts
from detomo.extensions import db
from detomo.http import permission_of
from detomo.identity import Permission, Role
from detomo.query.models import AskedQuestion
from tests.conftest import PASSWORD
from tests.contract.test_access import METHODS
from tests.people import Person, person

UNKNOWN = {str: "0" * 32, int: 2_000_000_000}
SHARED = {Permission.TEACH, Permission.MANAGE_RULES, Permission.MANAGE_USERS, Permission.MANAGE_ROLES}
SHARED |= {Permission.MANAGE_CONNECTIONS}  # whoever has these permissions manages what belongs to nobody
BY_BODY = ("run_sql", "generate_plotly_figure", "load_question", "fix_sql", "update_sql", "cancel", "generate_summary")
BY_BODY += ("generate_followup_questions", "download_csv")


class Things:
    """The ids of what Ann has, by what a path calls them."""

    def __init__(self, app: Flask, ann: Person) -> None:
        asked = "a" * 32
        with app.app_context():
            owner = accounts.account("ann").id
            common = {"language": "en", "status": "answered", "sql": "SELECT 1", "text": "mine"}
            db.session.add(AskedQuestion(id=asked, project_id=1, user_id=owner, **common))
            db.session.commit()
        key = ann.post("/api/v0/auth/api-keys", name="mine", permissions=["ask"]).get_json()
        (session,) = ann.get("/api/v0/auth/sessions").get_json()["sessions"]
        self.of_path: dict[str, Any] = {"question_id": asked, "session_id": session["id"], "key_id": key["id"]}
        self.question = asked


@pytest.fixture
def ann(app: Flask) -> Person:
    return person(app, "ann", Role.ADMIN)


@pytest.fixture
def things(app: Flask, ann: Person) -> Things:
    return Things(app, ann)


@pytest.fixture
def bob(app: Flask, things: Things) -> Person:
    """Somebody else, with the same permissions."""
    return person(app, "bob", Role.ADMIN)


def own_routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, path and variable of every route to something that belongs to a user."""
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        if names and permission_of(app.view_functions[rule.endpoint]) not in {*SHARED, None}:
            assert len(names) == 1, rule
            for method in sorted((rule.methods or set()) & METHODS):
                yield method, rule.rule, names[0]


def test_by_path(app: Flask, things: Things, bob: Person) -> None:
    routes = list(own_routes(app))
    assert len(routes) >= 3
    for method, path, name in routes:
        theirs = things.of_path[name]  # a KeyError: a new kind of thing, to be added above
        assert answer(bob, method, path, theirs) == answer(bob, method, path, UNKNOWN[type(theirs)]), path


def answer(who: Person, method: str, path: str, thing: object) -> tuple[int, str]:
    found = who.call(method, re.sub(r"<[^>]+>", str(thing), path))
    assert found.status_code == 404, path
    return found.status_code, cleaned(found.text, thing)


def cleaned(text: str, thing: object) -> str:
    """Without what differs between any two requests, and without the id that was sent."""
    body = json.loads(text)
    body.pop("request_id", None)
    return json.dumps(body).replace(str(thing), "…")


def by_id(app: Flask) -> Iterator[tuple[str, str]]:
    """Calls that take the id of a question in a body or in the query."""
    for rule in app.url_map.iter_rules():
        if not rule.arguments and rule.rule.rpartition("/")[2] in BY_BODY:
            for method in sorted((rule.methods or set()) & METHODS):
                yield method, rule.rule


def test_by_body_and_query(app: Flask, things: Things, bob: Person) -> None:
    calls = list(by_id(app))
    assert len(calls) >= 15
    for method, path in calls:
        assert named(bob, method, path, things.question) == named(bob, method, path, UNKNOWN[str]), (method, path)


def named(who: Person, method: str, path: str, thing: str) -> tuple[int, str]:
    more = {"error": "x", "sql": "SELECT 1", "question": "How many?"}
    given = {"query_string": {"id": thing}} if method == "GET" else {"json": {"id": thing, **more}}
    if method == "POST" and not path.endswith(("fix_sql", "update_sql")):
        given = {"json": {"id": thing}}
    found = who.call(method, path, **given)
    return found.status_code, cleaned(found.text, thing)


def test_a_follow_up_on_somebody_elses_question(things: Things, bob: Person) -> None:
    for path in ("/api/v0/query", "/api/v0/generate_sql"):
        answers = [
            bob.post(path, question="And in Japan?", previous_id=thing) for thing in (things.question, UNKNOWN[str])
        ]
        assert [found.status_code for found in answers] == [404, 404]


def test_the_owner_is_answered(ann: Person, things: Things) -> None:
    assert ann.post("/api/v0/run_sql", id=things.question).status_code == 200


def test_an_account_is_no_more_found_than_none_without_the_permission(app: Flask) -> None:
    viewer = person(app, "viewer", Role.VIEWER)
    with app.app_context():
        known = accounts.register("z@example.com", "zoe", PASSWORD, rounds=4).id
    for method, tail in [("GET", ""), ("PATCH", ""), ("POST", "/unlock"), ("PUT", "/quota")]:
        found = [viewer.call(method, f"/api/v0/admin/users/{thing}{tail}") for thing in (known, UNKNOWN[int])]
        assert [one.status_code for one in found] == [403, 403]
