"""`flask sql check` and `flask sql run`."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from detomo.query.sql_cli import sql_cli

Invoke = Callable[..., tuple[Result, list[dict[str, Any]]]]


@pytest.fixture
def database(tmp_path: Path) -> str:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.executescript(
            "CREATE TABLE orders (id INTEGER, total REAL, photo BLOB);"
            "CREATE TABLE secrets (token TEXT);"
            "INSERT INTO orders VALUES (1, 2.5, x'ff'), (2, 9e999, NULL);"
        )
    return f"sqlite:///{tmp_path}/shop.db"


@pytest.fixture
def invoke(tmp_path: Path, database: str) -> Invoke:
    """Run a command over lines, given as values or as raw bytes; returns its result and the lines it wrote."""

    def call(command: str, lines: list[Any] | bytes, *options: str) -> tuple[Result, list[dict[str, Any]]]:
        raw = lines if isinstance(lines, bytes) else b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_bytes(raw)
        arguments = [command, "--database", database, "--file", str(source), "--out", str(out), *options]
        result = CliRunner().invoke(sql_cli, arguments)
        text = out.read_text("utf-8") if out.exists() else ""
        return result, [json.loads(line) for line in text.splitlines()]

    return call


def test_check_gives_a_verdict_for_every_statement(invoke: Invoke) -> None:
    result, answers = invoke(
        "check", [{"id": "a", "sql": "SELECT id FROM orders -- note"}, {"id": 2, "sql": "DROP TABLE orders"}]
    )

    assert result.exit_code == 0
    assert answers[0] == {"id": "a", "verdict": "allow", "code": "", "sql": answers[0]["sql"]}
    assert "note" not in answers[0]["sql"]
    assert (answers[1]["id"], answers[1]["verdict"], answers[1]["sql"]) == (2, "refuse", "DROP TABLE orders")
    assert answers[1]["code"]


def test_tables_that_are_not_listed_are_refused(invoke: Invoke) -> None:
    _, answers = invoke("check", [{"id": 1, "sql": "SELECT token FROM secrets"}], "--tables", "orders")

    assert answers[0]["code"] == "table_not_allowed"


def test_run_gives_rows_that_json_can_hold(invoke: Invoke) -> None:
    result, answers = invoke("run", [{"id": 1, "sql": "SELECT id, total, photo FROM orders ORDER BY id"}])

    assert result.exit_code == 0
    assert answers[0]["columns"] == ["id", "total", "photo"]
    assert answers[0]["rows"] == [[1, 2.5, "/w=="], [2, None, None]]
    assert (answers[0]["truncated"], answers[0]["incomplete"], answers[0]["error"]) == (False, False, None)
    assert answers[0]["ms"] > 0


def test_run_does_not_run_what_is_refused(invoke: Invoke) -> None:
    _, answers = invoke(
        "run", [{"id": 1, "sql": "DELETE FROM orders"}, {"id": 2, "sql": "SELECT count(*) FROM orders"}]
    )

    assert (answers[0]["verdict"], answers[0]["rows"]) == ("refuse", [])
    assert answers[1]["rows"] == [[2]]


def test_run_goes_on_after_a_failure(invoke: Invoke) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    _, answers = invoke(
        "run", [{"id": 1, "sql": endless}, {"id": 2, "sql": "SELECT count(*) FROM orders"}], "--timeout", "0.3"
    )

    assert [answer["error"] for answer in answers] == ["query_timeout", None]


def test_max_rows(invoke: Invoke) -> None:
    _, answers = invoke("run", [{"id": 1, "sql": "SELECT id FROM orders ORDER BY id"}], "--max-rows", "1")

    assert (answers[0]["rows"], answers[0]["truncated"]) == ([[1]], True)


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'{"sql": "SELECT 1"}',
        b'{"id": true, "sql": "SELECT 1"}',
        b'{"id": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
    ids=["json", "array", "no id", "id", "no sql", "utf8", "deep"],
)
def test_a_bad_line_is_reported_and_the_others_answered(line: bytes, invoke: Invoke) -> None:
    good = b'{"id": 9, "sql": "SELECT 1"}'

    result, answers = invoke("check", b"\n".join([good, line, b"", good]))

    assert result.exit_code == 3
    assert "line 2: " in result.stderr
    assert [answer["id"] for answer in answers] == [9, 9]


def test_a_byte_order_mark_is_no_part_of_the_first_line(invoke: Invoke) -> None:
    result, answers = invoke("check", b'\xef\xbb\xbf{"id": 1, "sql": "SELECT 1"}')

    assert (result.exit_code, len(answers)) == (0, 1)


def test_a_line_separator_inside_a_text_is_no_end_of_line(invoke: Invoke) -> None:
    result, answers = invoke("run", '{"id": 1, "sql": "SELECT \'a\u2028b\'"}\n'.encode())

    assert (result.exit_code, answers[0]["rows"]) == (0, [["a\u2028b"]])


def test_text_that_has_no_utf8_is_answered(invoke: Invoke) -> None:
    result, answers = invoke("run", b'{"id": 1, "sql": "SELECT \'\\ud800\'"}\n{"id": 2, "sql": "SELECT 1"}\n')

    assert (result.exit_code, [answer["id"] for answer in answers]) == (0, [1, 2])


def test_refusals_can_fail_the_command(invoke: Invoke) -> None:
    result, _ = invoke("check", [{"id": 1, "sql": "DELETE FROM orders"}], "--fail-on-refusal")

    assert result.exit_code == 1


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/none.db", "oracle://u:s3kr1t@h/d", "mysql://u:s3kr1t@127.0.0.1:1/d"]
)
def test_a_database_that_cannot_be_used(url: str, invoke: Invoke) -> None:
    result, _ = invoke("check", [{"id": 1, "sql": "SELECT 1"}], "--database", url)

    assert result.exit_code == 4
    assert "Error: " in result.stderr
    assert "s3kr1t" not in result.output


@pytest.mark.parametrize("command", ["check", "run"])
def test_the_help_shows_examples_and_exit_codes(command: str) -> None:
    text = CliRunner().invoke(sql_cli, [command, "--help"]).output

    assert f"flask sql {command} --database" in text
    assert "Exit codes:" in text
