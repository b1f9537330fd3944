"""The measurement counts what it should and finds what it is meant to find."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from detomo.engine.evaluate import guard as evaluate
from detomo.engine.evaluate.mutations import mutations

CASES = [
    {"id": "a1", "dialect": "sqlite", "sql": "SELECT token FROM secrets", "must": "reject"},
    {"id": "a2", "dialect": "mysql", "sql": "DROP TABLE customers", "must": "reject"},
    {"id": "b1", "dialect": "duckdb", "sql": "SELECT repeat('x', 99999999)", "must": "bounded"},
    {"id": "h1", "dialect": "postgres", "sql": "SELECT name FROM customers", "must": "allow"},
    {"id": "h2", "dialect": "sqlite", "sql": "SELECT nosuch(name) FROM customers", "must": "allow"},
]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (id, name)")
        connection.execute("CREATE TABLE secrets (id, token)")
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in CASES), encoding="utf-8")
    return path


def test_honest_refusals_are_listed_and_attacks_are_not(sample: Path, corpus: Path) -> None:
    catalogs = evaluate.catalogs_like(sample, ["customers"])
    measurement = evaluate.measure(evaluate.load([corpus]), catalogs)
    assert measurement.mistakes("reject") == []
    assert {(m.case.id, m.refusal) for m in measurement.mistakes("allow")} == {("h2", "function_not_allowed")}
    assert len(measurement.milliseconds) == 2


def test_an_attack_that_gets_through_is_listed(sample: Path, corpus: Path) -> None:
    measurement = evaluate.measure(evaluate.load([corpus]), evaluate.catalogs_like(sample))
    assert {m.case.id for m in measurement.mistakes("reject")} == {"a1"}
    assert "GOT THROUGH a1 (as written): 'SELECT token FROM secrets'" in evaluate.report(measurement)


def test_command_fails_when_the_guard_does(sample: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main([str(corpus), "--sample", str(sample), "--tables", "customers"]) == 1
    assert "refused h2 (as written): function_not_allowed at 'nosuch(name)'" in capsys.readouterr().out


def test_command_succeeds_when_all_is_well(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "good.jsonl"
    corpus.write_text("\n".join(json.dumps(case) for case in CASES[:4]), encoding="utf-8")
    assert evaluate.main([str(corpus), "--sample", str(sample), "--tables", "customers"]) == 0
    assert "p95" in capsys.readouterr().out


def test_published_corpus(test_data: Path) -> None:
    catalogs = evaluate.catalogs_like(test_data / "chinook" / "chinook.sqlite")
    corpus = [test_data / "sql_guard" / name for name in ("attacks.jsonl", "benign.jsonl")]
    measurement = evaluate.measure(evaluate.load(corpus), catalogs)
    honest = sum(tally.total for (_, must), tally in measurement.tallies.items() if must == "allow")
    assert measurement.mistakes("reject") == []
    assert len(measurement.mistakes("allow")) <= 0.01 * honest


SPELLINGS = [
    ("upper case", "SELECT 'a' FROM CUSTOMERS -- x\n;"),
    ("comments", "select  /* x; */ 'a'  /* x; */ from  /* x; */ Customers -- x\n;"),
    ("quoted", "select 'a' from \"customers\" -- x\n;"),
    ("in a subquery", "SELECT * FROM (select 'a' from Customers -- x\n\n) AS wrapped"),
]


@pytest.mark.parametrize(("name", "expected"), SPELLINGS, ids=lambda value: value[:14])
def test_a_mutation_changes_only_the_spelling(name: str, expected: str) -> None:
    assert dict(mutations("select 'a' from Customers -- x\n;", "duckdb", ["customers"]))[name] == expected
