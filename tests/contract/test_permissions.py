"""Every route declares who may call it, and each role gets exactly what its permissions say."""

from typing import Any

import pytest
from flask import Flask

from detomo.http import access_of, permission_of
from detomo.identity import BUILT_IN, OWN, Permission
from detomo.roles import custom
from tests.contract.routes import calls
from tests.contract.test_access import METHODS, OPEN
from tests.people import person

ENDS_OWN_SESSION = ("DELETE", "/api/v0/auth/sessions")
BY_ANY_TOKEN = {"/api/v0/auth/refresh", "/api/v0/auth/logout"}  # they take the refresh token itself


def declared(app: Flask) -> dict[str, Permission | None]:
    """The permission of every path that is neither public nor called with a token of its own."""
    return {
        rule.rule: permission_of(app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        if access_of(app.view_functions[rule.endpoint]) == "access_token"
    }


def test_every_route_declares_a_permission_or_is_public(app: Flask) -> None:
    assert [path for path, permission in declared(app).items() if permission is None] == []


def test_what_needs_no_permission_is_listed(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules()} - set(declared(app)) == OPEN | BY_ANY_TOKEN


@pytest.mark.parametrize("role", BUILT_IN)
def test_a_role_gets_past_the_check_exactly_where_it_has_the_permission(app: Flask, role: str) -> None:
    person(app, "somebody")  # has the id 1 of the paths
    who, wanted = person(app, "walker", role), permissions_of_calls(app)
    walk = sorted(wanted, key=lambda call: call == ENDS_OWN_SESSION)  # that one last
    statuses = {call: who.call(*call).status_code for call in walk}
    assert 401 not in statuses.values()
    refused = {call for call, status in statuses.items() if status == 403}
    assert refused == {call for call, permission in wanted.items() if permission not in BUILT_IN[role]}


@pytest.mark.parametrize("permission", [permission for permission in Permission if permission not in OWN])
def test_a_custom_role_opens_what_its_one_permission_says(app: Flask, permission: Permission) -> None:
    person(app, "somebody")  # has the id 1 of the paths, and may do more
    with app.app_context():
        custom.create(None, name="single", permissions=[permission])
    who, wanted = person(app, "walker", "single"), permissions_of_calls(app)
    statuses = {call: who.call(*call).status_code for call in wanted if wanted[call] not in OWN}
    refused = {call for call, status in statuses.items() if status == 403}
    beyond = {call for call in statuses if wanted[call] == permission and call in refused}
    assert refused - beyond == {call for call in statuses if wanted[call] != permission}
    assert {who.call(*call).get_json()["code"] for call in beyond} <= {"beyond_own_permissions"}


def permissions_of_calls(app: Flask) -> dict[tuple[str, str], Permission | None]:
    urls = app.url_map.bind("localhost")
    return {
        (method, path): permission_of(app.view_functions[urls.match(path, method=method)[0]])
        for method, path in calls(app, METHODS, but_not=OPEN | BY_ANY_TOKEN)
    }


def test_each_built_in_role_may_do_what_the_one_before_may() -> None:
    sizes = [BUILT_IN[role] for role in ("viewer", "analyst", "admin")]
    assert sizes[0] < sizes[1] < sizes[2] == frozenset(Permission)


def test_the_description_names_the_permission(app: Flask) -> None:
    spec: dict[str, Any] = app.test_client().get("/openapi.json").get_json()["paths"]
    named = {path: op["x-permission"] for path, ops in spec.items() for op in ops.values() if "x-permission" in op}
    assert named["/api/v0/rules"] == "manage_rules"
    assert "Permission: `ask`" in spec["/api/v0/query"]["post"]["description"]
