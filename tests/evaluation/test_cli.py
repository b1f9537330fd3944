"""`flask eval run` on data of the test's own."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from detomo.engine.evaluate import rules
from detomo.evaluation.cli import PARTS

TABLES = """
CREATE TABLE Artist (ArtistId INTEGER PRIMARY KEY, Name TEXT NOT NULL);
CREATE TABLE Album (AlbumId INTEGER PRIMARY KEY, Title TEXT, ArtistId INTEGER REFERENCES Artist, Tracks INTEGER);
INSERT INTO Artist VALUES (1, 'Abba'), (2, 'Queen');
INSERT INTO Album VALUES (1, 'Arrival', 1, 1976), (2, 'Jazz', 2, 1978);
"""
GOLD = [
    {"id": "g1", "db_id": "music", "question": "Who?", "gold_sql": "SELECT Name FROM Artist WHERE Name = 'Queen'"},
    {"id": "g2", "db_id": "music", "question": "Half?", "gold_sql": "SELECT Tracks / 2 FROM Album WHERE AlbumId = 1"},
]
HONEST = [{"id": "h1", "dialect": "sqlite", "sql": "SELECT Name FROM Artist", "must": "allow", "category": "basic"}]
ATTACKS = [{"id": "a1", "dialect": "sqlite", "sql": "DROP TABLE Artist", "must": "reject", "category": "ddl"}]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders that measurements read, each with next to nothing in it."""
    folder = tmp_path / "data"
    for name in ("spider_dev8/databases", "chinook", "chinook_accuracy20", "sql_guard"):
        (folder / name).mkdir(parents=True)
    for file in ("spider_dev8/databases/music.sqlite", "chinook/music.sqlite", "chinook/chinook.sqlite"):
        with closing(sqlite3.connect(folder / file)) as connection:
            connection.executescript(TABLES)
    lines = {"spider_dev8/questions": GOLD, "chinook_accuracy20/questions": GOLD[:1]}
    lines |= {"sql_guard/benign": HONEST, "sql_guard/attacks": ATTACKS}
    for name, records in lines.items():
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, records)))
    monkeypatch.setenv("DETOMO_TEST_DATA", str(folder))
    return folder


def run(app: Flask, *parts: str) -> Result:
    return app.test_cli_runner().invoke(args=["eval", "run", *(word for part in parts for word in ("--part", part))])


SHOWN = [
    pytest.param("guard", ["dialect   must", "sqlite    allow", "sqlite    reject", "p95"], id="guard"),
    pytest.param("repair", ["mutation", "share", "gold changed: 0 of"], id="repair"),
    pytest.param("lint", ["integer_division", "1 of 3 statements warned about"], id="lint"),
    pytest.param("autopsy", ["poison", "wrong_value", "100.0%"], id="autopsy"),
]


@pytest.mark.parametrize(("part", "shown"), SHOWN)
def test_a_part_prints_its_table(app: Flask, data: Path, part: str, shown: list[str]) -> None:
    result = run(app, part)
    assert result.exit_code == 0, result.output
    assert f"## {part}: {PARTS[part]}" in result.output
    assert [text for text in shown if text not in result.output] == []


def test_rules_are_measured_on_data_of_their_own(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "QUERIES", 5)
    monkeypatch.setattr(rules, "DIALECTS", ("sqlite", "duckdb"))
    result = run(app, "rules")
    assert result.exit_code == 0, result.output
    assert [line.split()[:2] for line in result.output.splitlines() if "duckdb" in line] == [["duckdb", "5"]]


def test_servers_that_are_away_are_left_out(app: Flask, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("TEST_MYSQL_URL", "mysql://nobody@127.0.0.1:1/none")
    (data / "chinook" / "Chinook_PostgreSql.sql").touch()
    (data / "chinook" / "Chinook_MySql.sql").touch()
    result = run(app, "engines")
    assert result.exit_code == 0, result.output
    assert [line.split()[:3] for line in result.output.splitlines() if "left out" in line] == [
        ["postgres", "left", "out:"],
        ["mysql", "left", "out:"],
    ]


def test_several_parts_come_in_the_order_asked_for(app: Flask, data: Path) -> None:
    output = run(app, "lint", "guard").output
    assert 0 < output.index("## lint") < output.index("## guard")


@pytest.mark.parametrize("part", ["guard", "engines", "repair", "lint", "autopsy", "sample", "spider"])
def test_without_data_a_part_is_left_out_and_says_so(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setenv("DETOMO_TEST_DATA", str(tmp_path / "nowhere"))
    result = run(app, part)
    assert (result.exit_code, "left out: no test data at" in result.output) == (0, True), result.output


def test_a_part_whose_files_are_not_all_there_says_which(app: Flask, data: Path) -> None:
    (data / "sql_guard" / "benign.jsonl").unlink()
    assert f"no test data at {data / 'sql_guard' / 'benign.jsonl'}" in run(app, "guard").output.replace("\n", "")


def test_a_hole_fails_the_run(app: Flask, data: Path) -> None:
    harmless = {"id": "a2", "dialect": "sqlite", "sql": "SELECT 1", "must": "reject", "category": "none"}
    (data / "sql_guard" / "attacks.jsonl").write_text(json.dumps(harmless))
    result = run(app, "lint", "guard")
    assert (result.exit_code, "GOT THROUGH a2" in result.output) == (1, True)
    assert "failed: guard" in result.output


def test_an_unknown_part_is_a_usage_error(app: Flask) -> None:
    assert run(app, "speed").exit_code == 2
