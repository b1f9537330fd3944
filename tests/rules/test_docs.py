"""What the pages about rules and security tell to type works, and what they name exists."""

import json
import re
import secrets
import shlex
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from detomo.auth import service as accounts
from detomo.engine.run import Runner
from detomo.identity import Role
from detomo.rules import service
from detomo.rules.schemas import ACTIONS
from tests.engine.run.databases import admin, made_mysql
from tests.people import person

DOCS = Path(__file__).parents[2] / "docs"
RULES, SECURITY = ((DOCS / name).read_text(encoding="utf-8") for name in ("rules.md", "security.md"))
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", RULES, re.DOTALL) for line in block.splitlines()]
CALLS = re.findall(r"^\| `(GET|POST|PUT|DELETE) (\S+)` \| (?:`(.*)`)? ?\|", RULES, re.MULTILINE)


def test_the_commands_work_one_after_another(app: Flask) -> None:
    person(app, "alice")
    for command in COMMANDS:
        program, *arguments = shlex.split(command)
        done = app.test_cli_runner().invoke(args=arguments)
        assert (program, done.exit_code) == ("flask", 0), (command, done.output)
    with app.app_context():
        assert [rule.id for rule in service.every_rule()] == [1, 2, 4]
        assert service.viewer_of(accounts.account("alice")).attributes["country"] == "Japan"


def test_the_calls_work_one_after_another(app: Flask) -> None:
    admin = person(app, "root", Role.ADMIN)
    person(app, "alice")
    assert len(CALLS) == 6
    for method, path, body in CALLS:
        call = {"GET": admin.get, "DELETE": admin.delete, "POST": admin.post, "PUT": admin.put}[method]
        answer = call(path, **json.loads(body or "{}"))
        assert answer.status_code < 300, (method, path, answer.text)


def statements(language: str, role: str) -> list[str]:
    """The statements of the page about security, for a role and a database of the test's own."""
    (block,) = re.findall(rf"```{language}\n(.*?)```", SECURITY, re.DOTALL)
    written = block.replace("detomo_reader", role).replace("shop.", f"{role}.")
    return [statement for statement in written.split(";\n") if statement.strip()]


def findings_of(url: str) -> list[str]:
    with closing(Runner(url, processes=1)) as runner:
        return [finding.code for finding in runner.probe()]


def test_the_role_for_postgresql_is_found_safe(postgres_url: str) -> None:
    role = f"rulesapp_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        try:
            for statement in statements("postgresql", role):
                server.execute(statement)
            url = make_url(postgres_url).set(username=role, password="choose one")
            assert findings_of(url.render_as_string(hide_password=False)) == []
        finally:
            server.execute(f"DROP OWNED BY {role}")
            server.execute(f"DROP ROLE {role}")


def test_the_role_for_mysql_is_found_safe() -> None:
    role = f"rulesapp_{secrets.token_hex(4)}"
    with made_mysql(f"owner_of_{role}") as database, admin(database) as server:
        try:
            for statement in [f"CREATE DATABASE {role}", *statements("mysql", role)]:
                server.execute(statement)
            url = make_url(database.url).set(username=role, password="choose one", database=role)
            assert findings_of(url.render_as_string(hide_password=False)) == []
        finally:
            server.execute(f"DROP USER IF EXISTS {role}")
            server.execute(f"DROP DATABASE IF EXISTS {role}")


def test_every_action_is_told() -> None:
    assert [action for action in ACTIONS if f"`{action}`" not in RULES] == []


@pytest.mark.parametrize("page", [RULES, SECURITY], ids=["rules", "security"])
def test_every_link_leads_to_a_page(page: str) -> None:
    links = re.findall(r"\]\((\w+\.md)\)", page)
    assert [link for link in links if not (DOCS / link).is_file()] == []


def test_every_reserved_attribute_is_told() -> None:
    assert [name for name in service.RESERVED if f"`{name}`" not in RULES] == []
