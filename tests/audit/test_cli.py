"""`flask audit …`"""

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from detomo.audit.chain import key_of
from detomo.audit.service import KEY, Action, Outcome, record_alone
from detomo.extensions import db


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    app = make_app()
    with app.app_context():
        for number in range(3):
            record_alone(Action.RULE_ADDED, actor_id=7, target=str(number))
    return app


def audit(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *arguments])


def cut_off(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_lines_stay"))
        connection.execute(text("DELETE FROM audit_lines WHERE id = 3"))


def test_verify_tells_that_all_is_in_order(app: Flask) -> None:
    answer = audit(app, "verify")
    assert (answer.exit_code, answer.output.startswith("3 lines, 0 findings. Head 3:")) == (0, True)


def test_verify_fails_and_names_the_line(app: Flask) -> None:
    cut_off(app)
    answer = audit(app, "verify")
    assert (answer.exit_code, "line 2: cut_off" in answer.output) == (1, True)


def test_a_head_can_be_noted_and_checked(app: Flask) -> None:
    head = audit(app, "head").output.strip()
    assert audit(app, "verify", "--head", head).exit_code == 0
    assert audit(app, "verify", "--head", f"2:{head.partition(':')[2]}").exit_code == 1
    assert audit(app, "verify", "--head", "2").exit_code == 2


def test_after_another_secret_key_the_older_lines_are_adopted(app: Flask) -> None:
    head = audit(app, "head").output.strip()
    app.extensions[KEY] = key_of("another secret key of more than 32 characters")
    told = audit(app, "verify")
    assert (told.exit_code, "flask audit adopt" in told.output) == (1, True)
    assert audit(app, "adopt", f"3:{'0' * 64}").exit_code == 1
    assert audit(app, "adopt", head).output.startswith("Adopted 3 lines")
    assert audit(app, "verify").exit_code == 0


def test_list_and_export(app: Flask) -> None:
    assert len(audit(app, "list", "--action", "rule.", "--limit", "2").output.splitlines()) == 2
    lines = audit(app, "export").output.splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["rule.added"] * 3 + ["audit.read", "export.audit"]


def test_purge(app: Flask) -> None:
    assert audit(app, "purge").exit_code == 2
    assert audit(app, "purge", "--before", "2000-01-01").output.startswith("Removed 0 lines")
    assert audit(app, "purge", "--before", "2100-01-01").output.startswith("Removed 3 lines")
    assert audit(app, "verify").exit_code == 0


def test_purge_keeps_the_days_of_the_setting(make_app: Callable[..., Flask]) -> None:
    app = make_app(AUDIT_RETENTION_DAYS=30)
    assert audit(app, "purge").output.startswith("Removed 0 lines")


def test_purge_refuses_a_broken_chain(app: Flask) -> None:
    cut_off(app)
    answer = audit(app, "purge", "--before", "2100-01-01")
    assert (answer.exit_code, "not in order" in answer.output) == (1, True)


FILTERS = [
    ("--action", "rule.", 2),
    ("--action", "answer.verified", 1),
    ("--actor", "8", 1),
    ("--outcome", "denied", 1),
    ("--target", "1", 1),
    ("--address", "192.0.2.1", 0),
    ("--since", "2100-01-01", 0),
    ("--until", "2100-01-01", 3),
]


@pytest.mark.parametrize("command", ["list", "export"])
@pytest.mark.parametrize(("option", "value", "found"), FILTERS, ids=[" ".join(case[:2]) for case in FILTERS])
def test_list_and_export_have_the_same_filters(
    make_app: Callable[..., Flask], command: str, option: str, value: str, found: int
) -> None:
    app = make_app()
    with app.app_context():
        record_alone(Action.RULE_ADDED, actor_id=7, target="1")
        record_alone(Action.RULE_REMOVED, actor_id=7, target="2", outcome=Outcome.DENIED)
        record_alone(Action.ANSWER_VERIFIED, actor_id=8, target="3")
    before = ("--until", "2099-01-01") if option != "--until" else ()
    answer = audit(app, command, option, value, *before)
    lines = [line for line in answer.output.splitlines() if "audit" not in line]
    assert (answer.exit_code, len(lines)) == (0, found)
