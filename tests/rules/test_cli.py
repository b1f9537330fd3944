"""`flask rules …`"""

import pytest
from click.testing import Result
from flask import Flask

from detomo.auth import service as accounts
from detomo.rules import service
from tests.people import Person


def rules(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["rules", *arguments])


def test_the_list_is_empty_at_first(app: Flask) -> None:
    assert (rules(app, "list").exit_code, rules(app, "list").output) == (0, "")


ADDED = [
    pytest.param(
        ["add-row", "customers", "Country = :user.country", "--role", "analyst"],
        "customers  rows where Country = :user.country  (analyst)",
        id="row",
    ),
    pytest.param(
        ["add-column", "customers", "Email", "email"], "customers  column Email: email  (every role)", id="column"
    ),
    pytest.param(
        ["add-column", "employees", "BirthDate", "hidden", "--role", "analyst", "--role", "admin"],
        "employees  column BirthDate: hidden  (admin, analyst)",
        id="two roles",
    ),
]


@pytest.mark.parametrize(("arguments", "line"), ADDED)
def test_an_added_rule_is_shown_and_listed(app: Flask, arguments: list[str], line: str) -> None:
    added = rules(app, *arguments)
    assert (added.exit_code, added.output) == (0, f"Added     1  {line}\n")
    assert rules(app, "list").output == f"   1  {line}\n"


REFUSED = [
    pytest.param(["add-row", "clients", "1 = 1"], 1, "no table clients", id="unknown table"),
    pytest.param(["add-row", "customers", "Land = 'x'"], 1, "Land", id="unknown column in predicate"),
    pytest.param(["add-row", "customers", " "], 1, "Give either", id="blank predicate"),
    pytest.param(["add-column", "customers", "Mail", "null"], 1, "no column Mail", id="unknown column"),
    pytest.param(["add-column", "customers", "Email", "blur"], 2, "blur", id="unknown action"),
    pytest.param(["add-row", "customers", "1 = 1", "--role", "boss"], 1, "boss", id="unknown role"),
    pytest.param(["remove", "7"], 1, "Rule not found: 7", id="unknown rule"),
    pytest.param(["remove", "x"], 2, "x", id="no number"),
    pytest.param(["remove", "9" * 30], 2, "9", id="beyond every id"),
    pytest.param(["set-attribute", "nobody", "country", "Japan"], 1, "nobody", id="unknown user"),
    pytest.param(["set-attribute", "bob", "role", "admin"], 1, "role", id="attribute of the account"),
    pytest.param(["set-attribute", "bob", "a b", "1"], 1, "name:", id="attribute name"),
    pytest.param(["set-attribute", "bob", "limit", "NaN"], 1, "value:", id="not a number"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), REFUSED)
def test_a_refusal_says_why_and_fails(app: Flask, bob: Person, arguments: list[str], code: int, said: str) -> None:
    refused = rules(app, *arguments)
    assert (refused.exit_code, said in refused.output) == (code, True), refused.output
    assert "Traceback" not in refused.output
    assert rules(app, "list").output == ""


def test_a_removed_rule_is_gone(app: Flask) -> None:
    rules(app, "add-column", "customers", "Email", "email")
    assert (rules(app, "remove", "1").exit_code, rules(app, "list").output) == (0, "")


VALUES = [("Japan", "Japan"), ("3", 3), ("2.5", 2.5), ("true", True), ("[1]", "[1]"), ('"3"', "3"), ("日本", "日本")]


@pytest.mark.parametrize(("typed", "value"), VALUES, ids=[typed for typed, _ in VALUES])
def test_an_attribute_keeps_its_type(app: Flask, bob: Person, typed: str, value: object) -> None:
    assert rules(app, "set-attribute", "bob", "given", typed).output == "Set given of bob\n"
    assert attributes_of(app, "bob")["given"] == value


def test_an_attribute_is_replaced_and_taken_away(app: Flask, bob: Person) -> None:
    rules(app, "set-attribute", "bob", "country", "Japan")
    rules(app, "set-attribute", "bob", "country", "Brazil")
    assert attributes_of(app, "bob")["country"] == "Brazil"
    assert rules(app, "set-attribute", "bob", "country").output == "Took country from bob\n"
    assert "country" not in attributes_of(app, "bob")


def test_the_account_gives_attributes_of_its_own(app: Flask, bob: Person) -> None:
    own = attributes_of(app, "bob")
    assert (own["username"], own["email"], own["role"]) == ("bob", "bob@example.com", "analyst")


@pytest.mark.parametrize("command", ["list", "add-row", "add-column", "remove", "set-attribute"])
def test_help_shows_an_example(app: Flask, command: str) -> None:
    assert f"flask rules {command}" in rules(app, command, "--help").output


def attributes_of(app: Flask, name: str) -> dict[str, object]:
    with app.app_context():
        return dict(service.viewer_of(accounts.account(name)).attributes)
