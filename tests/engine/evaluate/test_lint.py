"""How often the lint warns about SQL that is held to be right."""

import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from detomo.engine.evaluate.lint import lint_file, main, report, sqlite_catalog


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two questions over one small database; the second one's SQL is doubtful."""
    with sqlite3.connect(tmp_path / "zoo.sqlite") as connection:
        connection.execute("CREATE TABLE animals (id INTEGER PRIMARY KEY, name TEXT NOT NULL, legs INTEGER)")
    connection.close()
    records = [
        {"db_id": "zoo", "question": "How many animals?", "gold_sql": "SELECT COUNT(*) FROM animals"},
        {"db_id": "zoo", "question": "Half the legs?", "sql": "SELECT legs / 2 FROM animals", "alt_gold_sql": None},
        {"db_id": "zoo", "question": "Broken", "sql": "SELECT FROM WHERE"},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, records)))
    return path


def test_statements_are_linted_against_their_database(gold: Path) -> None:
    found = [(linted.question, [w.code for w in linted.warnings]) for linted in lint_file(gold, gold.parent)]

    assert found == [("How many animals?", []), ("Half the legs?", ["integer_division"])]


def test_alternatives_are_linted_too(gold: Path) -> None:
    gold.write_text(json.dumps({"db_id": "zoo", "sql": "SELECT 1", "alt_gold_sql": ["SELECT 2", "SELECT 3"]}))

    assert [linted.sql for linted in lint_file(gold, gold.parent)] == ["SELECT 1", "SELECT 2", "SELECT 3"]


def test_report_counts_by_rule_and_names_the_rate(gold: Path) -> None:
    text = "\n".join(report(list(lint_file(gold, gold.parent))))

    assert "    1  integer_division" in text
    assert "1 of 2 statements warned about (50.0%)" in text


def test_report_of_nothing() -> None:
    assert list(report([])) == ["0 of 0 statements warned about (0.0%)"]


def test_command_prints_the_report(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(gold)]) == 0
    assert "legs / 2" in capsys.readouterr().out


def test_catalog_of_a_file(gold: Path) -> None:
    assert [table.name for table in sqlite_catalog(gold.parent / "zoo.sqlite")] == ["animals"]


@pytest.mark.parametrize(
    ("questions", "databases", "allowed"),
    [
        pytest.param("spider_dev8/questions.jsonl", "spider_dev8/databases", 0.02, id="spider"),
        pytest.param("chinook_accuracy20/questions.jsonl", "chinook", 0.06, id="chinook"),
    ],
)
def test_gold_queries_are_seldom_warned_about(test_data: Path, questions: str, databases: str, allowed: float) -> None:
    results = list(lint_file(test_data / questions, test_data / databases))
    warned = Counter(bool(result.warnings) for result in results)

    assert warned[True] <= allowed * len(results)
