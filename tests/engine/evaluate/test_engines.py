"""The measurement of the engines alone: it must see what goes wrong."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from detomo.engine.evaluate.chinook import TOKEN, Setup, duckdb_setup, sqlite_setup
from detomo.engine.evaluate.engines import Attack, load, main, measure


def attack(sql: str, dialect: str = "sqlite") -> Attack:
    return Attack("a", dialect, sql, "class", "reject")


@pytest.fixture
def leaky(tmp_path: Path) -> Setup:
    """A set-up that allows the secret."""
    path = tmp_path / "leaky.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"CREATE TABLE t (token TEXT); INSERT INTO t VALUES ('{TOKEN}')")
    return Setup("sqlite", f"sqlite:///{path}", ("t",), path.read_bytes)


@pytest.mark.parametrize(
    ("sql", "outcome", "detail"),
    [
        ("DELETE FROM t", "stopped", "query_denied"),
        ("SELECT length(token) FROM t", "answered", str(len(TOKEN))),
        ("SELECT token FROM t", "leaked", TOKEN),
        ("SELECT 'root:x:0:0'", "leaked", "root"),
    ],
)
def test_what_came_of_a_statement(sql: str, outcome: str, detail: str, leaky: Setup) -> None:
    (finding,) = measure(leaky, [attack(sql)])

    assert finding.outcome == outcome
    assert detail in finding.detail


def test_a_changed_database_is_seen(leaky: Setup) -> None:
    states: Iterator[int] = iter([1, 2, 2])
    changing = Setup(leaky.dialect, leaky.url, leaky.tables, lambda: next(states))

    (finding,) = measure(changing, [attack("SELECT 1")])

    assert finding.outcome == "wrote"


def test_a_file_that_a_statement_names_is_looked_for(leaky: Setup, tmp_path: Path) -> None:
    (tmp_path / "made").write_text("x")

    (finding,) = measure(leaky, [attack(f"ATTACH '{tmp_path}/made' AS other")])

    assert finding.outcome == ("wrote" if str(tmp_path).startswith("/tmp/") else "stopped")


def test_a_corpus_is_read_line_by_line(tmp_path: Path) -> None:
    lines = [{"id": "1", "dialect": "sqlite", "sql": "SELECT '\u2028'", "category": "c", "must": "reject"}]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n")

    assert [found.sql for found in load(tmp_path / "a.jsonl")] == ["SELECT '\u2028'"]


@pytest.mark.parametrize("make", [sqlite_setup, duckdb_setup], ids=["sqlite", "duckdb"])
def test_the_embedded_set_ups_hide_the_secret(make: object, test_data: Path, tmp_path: Path) -> None:
    with make(test_data, tmp_path) as setup:  # type: ignore[operator]
        findings = list(
            measure(
                setup,
                [
                    attack("SELECT count(*) FROM Track", setup.dialect),
                    attack("SELECT token FROM secrets_internal", setup.dialect),
                    attack("SELECT token FROM v_secret", setup.dialect),
                ],
            )
        )

    assert [finding.outcome for finding in findings] == ["answered", "stopped", "stopped"]
    assert findings[0].detail == "((3503,),)"


def test_servers_that_do_not_answer_are_left_out_and_said(
    tmp_path: Path, test_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEST_POSTGRES_URL", "postgresql://u@127.0.0.1:1/d")
    monkeypatch.setenv("TEST_MYSQL_URL", "mysql://u@127.0.0.1:1/d")
    (tmp_path / "chinook").symlink_to(test_data / "chinook")
    (tmp_path / "sql_guard").mkdir()
    line = {"id": "1", "dialect": "sqlite", "sql": "DROP TABLE Artist", "category": "ddl", "must": "reject"}
    (tmp_path / "sql_guard" / "attacks.jsonl").write_text(json.dumps(line))

    code = main([str(tmp_path), "--each"])

    printed = capsys.readouterr().out
    assert code == 0
    assert printed.count("left out") == 2
