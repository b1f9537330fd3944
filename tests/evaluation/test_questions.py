"""`flask eval run --questions`: gold questions from the command line."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.engine import library

QUESTIONS = [
    {"id": "q1", "question": "Who wrote books?", "gold_sql": "SELECT name FROM author", "difficulty": "simple"},
    {"id": "q2", "question": "How many?", "gold_sql": "SELECT COUNT(*) FROM book", "difficulty": "hard"},
    {"id": "q3", "question": "著者は誰ですか？", "gold_sql": "SELECT name FROM author", "language": "ja"},
]
PAIRS = [
    {"question": "Who wrote books?", "sql": "SELECT author_id, name FROM author"},
    {"question": "著者は誰ですか？", "sql": "SELECT name FROM author"},
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """`questions.jsonl`, `databases/` and `training/`."""
    for name in ("databases", "training/questions"):
        (tmp_path / name).mkdir(parents=True)
    with closing(sqlite3.connect(tmp_path / "databases" / "library.sqlite")) as connection, connection:
        library.fill(connection.execute)
    lines = [json.dumps({**question, "db_id": "library"}) for question in QUESTIONS]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "training" / "questions" / "all.json").write_text(json.dumps(PAIRS), encoding="utf-8")
    return tmp_path


def run(app: Flask, files: Path, *more: str) -> Result:
    asked = ("--questions", f"{files}/questions.jsonl", "--databases", f"{files}/databases", "--generator", "verified")
    return app.test_cli_runner().invoke(args=["eval", "run", *asked, *more])


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_question_becomes_a_line(app: Flask, files: Path) -> None:
    out = files / "new" / "out.jsonl"
    result = run(app, files, "--train", f"{files}/training", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert [(line["id"], line["answered"], line["match"]) for line in written(out)] == [
        ("q1", True, False),
        ("q2", False, False),
        ("q3", True, True),
    ]
    assert written(out)[0].keys() >= {"id", "sql", "answered", "confidence", "source", "match", "ms"}


def test_the_figures_are_printed_and_progress_goes_elsewhere(app: Flask, files: Path) -> None:
    result = run(app, files, "--train", f"{files}/training")
    assert "all                              3     33.3%     66.7%     50.0%" in result.stdout
    assert "misses: extra_columns 1, no_answer 1" in result.stdout
    assert ("3 of 3, 1 right" in result.stderr, "3 of 3" in result.stdout) == (True, False)


def test_extra_columns_can_be_accepted(app: Flask, files: Path) -> None:
    assert "66.7%     66.7%    100.0%" in run(app, files, "--train", f"{files}/training", "--extra-columns").stdout


def test_without_training_data_nothing_is_taught(app: Flask, files: Path) -> None:
    assert "no_answer 3" in run(app, files).stdout


@pytest.mark.parametrize(("option", "ids"), [(("--language", "ja"), ["q3"]), (("--limit", "2"), ["q1", "q2"])])
def test_a_part_of_the_questions_can_be_chosen(
    app: Flask, files: Path, option: tuple[str, str], ids: list[str]
) -> None:
    run(app, files, *option, "--out", f"{files}/out.jsonl")
    assert [line["id"] for line in written(files / "out.jsonl")] == ids


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(["--out", "x.jsonl"], id="no questions"),
        pytest.param(["--questions", "questions.jsonl"], id="no databases"),
        pytest.param(["--questions", "questions.jsonl", "--databases", ".", "--part", "lint"], id="both kinds"),
    ],
)
def test_options_that_do_not_go_together_are_a_usage_error(
    app: Flask, files: Path, monkeypatch: pytest.MonkeyPatch, given: list[str]
) -> None:
    monkeypatch.chdir(files)
    assert app.test_cli_runner().invoke(args=["eval", "run", *given]).exit_code == 2


def test_the_parsers_confidence_can_be_fitted(app: Flask, files: Path) -> None:
    for name in ("one", "two"):
        (files / "databases" / f"{name}.sqlite").write_bytes((files / "databases" / "library.sqlite").read_bytes())
    asked = [
        {"question": "How many books are there?", "gold_sql": "SELECT COUNT(*) FROM book"},
        {"question": "How many authors are there?", "gold_sql": "SELECT 7"},
    ]
    lines = [json.dumps({**one, "db_id": name}) for name in ("one", "two") for one in asked]
    (files / "fit.jsonl").write_text("\n".join(lines), encoding="utf-8")
    arguments = ("--questions", f"{files}/fit.jsonl", "--databases", f"{files}/databases")
    result = app.test_cli_runner().invoke(args=["eval", "calibrate", *arguments])
    assert result.exit_code == 0, result.output
    assert "calibration error" in result.stdout


def test_too_little_to_fit_is_told(app: Flask, files: Path) -> None:
    arguments = ("--questions", f"{files}/questions.jsonl", "--databases", f"{files}/databases")
    result = app.test_cli_runner().invoke(args=["eval", "calibrate", *arguments])
    assert (result.exit_code, "on two databases" in result.stderr) == (1, True)
