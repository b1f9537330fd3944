"""What belongs to one user is, for another, what does not exist: every call with an id gives the same whole answer.

The calls are read from the API's own description, so that a new one with an id fails here until it has its case.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from detomo.auth import service as accounts
from detomo.identity import Permission, Role
from tests.conftest import PASSWORD
from tests.people import Person, person

UNKNOWN = {str: "0" * 32, int: 2_000_000_000}
SHARED = {  # what belongs to nobody: the permission that manages it, and what ids of it are called
    Permission.TEACH: {"id", "item_id", "term_id", "golden_id"},
    Permission.MANAGE_RULES: {"rule_id", "name"},
    Permission.MANAGE_USERS: {"user_id", "name"},
    Permission.MANAGE_ROLES: {"name"},
    Permission.MANAGE_CONNECTIONS: {"connection_id"},
    Permission.READ_USAGE: {"user_id"},
    Permission.READ_AUDIT: {"actor_id"},
}
UNREAD = {
    "/api/v0/get_config",
    "/api/v0/generate_sql",
    "/api/v0/generate_rewritten_question",
}  # Vanna's page may send one
VARYING = {"X-Request-ID", "RateLimit", "Content-Length"}  # the length: of the id that is told back
MORE = {"question": "How many?", "sql": "SELECT 1", "error": "x", "option": "0", "language": "en"}


@dataclass(frozen=True)
class Call:
    """An operation that takes an id: in `path`, `query` or `body`, as `name`."""

    method: str
    path: str
    where: str
    name: str
    fields: tuple[str, ...]
    permission: Permission

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.where}:{self.name}"

    def made_by(self, who: Person, thing: object) -> Any:
        more = {name: MORE[name] for name in self.fields if name in MORE}
        if self.where == "path":
            return who.call(self.method, self.path.replace(f"{{{self.name}}}", str(thing)))
        where = "query_string" if self.where == "query" else "json"
        return who.call(self.method, self.path, **{where: {**more, self.name: thing}})


def calls_with_ids(app: Flask) -> Iterator[Call]:
    spec = app.test_client().get("/openapi.json").get_json()
    for path, operations in spec["paths"].items():
        of_path = operations.get("parameters", [])
        for method, operation in operations.items():
            if method != "parameters" and "x-permission" in operation:
                permission = Permission(operation["x-permission"])
                for where, name, fields in ids_of(spec, [*of_path, *operation.get("parameters", [])], operation):
                    yield Call(method.upper(), path, where, name, fields, permission)


def ids_of(
    spec: dict[str, Any], parameters: list[dict[str, Any]], operation: dict[str, Any]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Place, name and the other fields there, of everything that is an id; a variable of a path always is."""
    queried = [found["name"] for found in parameters if found["in"] == "query"]
    content = operation.get("requestBody", {}).get("content", {})
    named = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    body = list(spec["components"]["schemas"].get(named, {}).get("properties", ()))
    yield from (("path", found["name"], ()) for found in parameters if found["in"] == "path")
    for where, names in (("query", queried), ("body", body)):
        yield from ((where, name, tuple(names)) for name in names if name == "id" or name.endswith("_id"))


class Things:
    """The ids of what Ann has, by what a call names them."""

    def __init__(self, ann: Person) -> None:
        ann.post("/api/v0/train", question="How many customers?", sql="SELECT COUNT(*) FROM customers")
        answer = ann.post("/api/v0/query", question="How many customers?").get_json()
        key = ann.post("/api/v0/auth/api-keys", name="mine", permissions=["ask"]).get_json()
        (session,) = ann.get("/api/v0/auth/sessions").get_json()["sessions"]
        self.question: str = answer["id"]
        self.of: dict[str, Any] = {"session_id": session["id"], "key_id": key["id"]}
        self.of |= dict.fromkeys(("id", "question_id", "previous_id"), self.question)


@pytest.fixture
def ann(app: Flask) -> Person:
    return person(app, "ann", Role.ADMIN)


@pytest.fixture
def things(ann: Person) -> Things:
    return Things(ann)


@pytest.fixture
def bob(app: Flask, things: Things) -> Person:
    """Somebody else, with the same permissions."""
    return person(app, "bob", Role.ADMIN)


def test_every_call_with_an_id_answers_as_for_an_unknown_one(
    app: Flask, ann: Person, things: Things, bob: Person
) -> None:
    before = belongings(ann, things)
    own = [call for call in calls_with_ids(app) if call.permission not in SHARED and not is_unread(call)]
    assert {call.where for call in own} == {"path", "query", "body"}
    for call in own:
        theirs = things.of[call.name]  # a KeyError: a new kind of thing, to be added above
        assert answer(bob, call, theirs) == answer(bob, call, UNKNOWN[type(theirs)]), str(call)
    assert belongings(ann, things) == before


def answer(who: Person, call: Call, thing: object) -> tuple[int, dict[str, str], str]:
    """The whole answer, without what differs between any two requests and without the id that was sent."""
    found = call.made_by(who, thing)
    headers = {name: value for name, value in found.headers if name not in VARYING}
    assert found.status_code == 404 or '"code":"id_not_found"' in found.text, (str(call), found.text)
    text = re.sub(r'"request_id":"\w+"', "", found.text).replace(str(thing), "…")
    return found.status_code, headers, text


def is_unread(call: Call) -> bool:
    return (call.method, call.where) == ("GET", "query") and call.path in UNREAD


def belongings(owner: Person, things: Things) -> list[Any]:
    loaded = owner.post("/api/v0/load_question", id=things.question)
    assert loaded.status_code == 200
    sessions = [one["id"] for one in owner.get("/api/v0/auth/sessions").get_json()["sessions"]]
    return [loaded.get_json(), sessions, owner.get("/api/v0/auth/api-keys").get_json()]


def test_what_belongs_to_nobody_is_named(app: Flask) -> None:
    """A further kind of id under one of these permissions is somebody's, until it is listed above."""
    found: dict[Permission, set[str]] = {}
    for call in calls_with_ids(app):
        if call.permission in SHARED:
            found.setdefault(call.permission, set()).add(call.name)
    assert found == SHARED


def test_an_account_is_no_more_found_than_none_without_the_permission(app: Flask) -> None:
    viewer = person(app, "viewer", Role.VIEWER)
    with app.app_context():
        known = accounts.register("z@example.com", "zoe", PASSWORD, rounds=4).id
    for method, tail in [("GET", ""), ("PATCH", ""), ("POST", "/unlock"), ("PUT", "/quota")]:
        found = [viewer.call(method, f"/api/v0/admin/users/{thing}{tail}") for thing in (known, UNKNOWN[int])]
        assert [one.status_code for one in found] == [403, 403]
