"""`flask role …`"""

import pytest
from click.testing import Result
from flask import Flask


def role(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["role", *arguments])


def test_a_role_from_the_command_line(app: Flask) -> None:
    assert role(app, "create", "auditor", "ask", "read_audit").exit_code == 0
    assert "read_profile manage_own_account ask read_audit" in role(app, "list").output
    assert "teach" in role(app, "set", "auditor", "teach").output
    assert role(app, "remove", "auditor").output == "Removed auditor\n"
    assert "auditor" not in role(app, "list").output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["create", "admin", "ask"], 1, "already a role admin"),
        (["create", "A", "ask"], 2, "lower-case"),
        (["create", "auditor", "everything"], 2, "everything"),
        (["set", "viewer", "teach"], 1, "built in"),
        (["remove", "nobody"], 1, "no role nobody"),
    ],
)
def test_a_wrong_command_says_why(app: Flask, arguments: list[str], exit_code: int, said: str) -> None:
    answer = role(app, *arguments)
    assert (answer.exit_code, said in answer.output) == (exit_code, True)
