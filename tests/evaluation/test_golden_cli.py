"""`flask eval golden …`."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from detomo.projects.service import default_project_id
from detomo.training import service as training
from detomo.training.items import NewItem

COUNT = {"question": "How many customers are there?", "gold_sql": "SELECT COUNT(*) FROM customers"}
NAMES = {"question": "顧客の姓", "gold_sql": "SELECT LastName FROM customers"}
WRONG = {"id": "bad", "question": "What is missing?", "gold_sql": "SELECT x FROM customers"}


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["eval", "golden", *arguments])


@pytest.fixture
def imported(app: Flask, tmp_path: Path) -> Result:
    lines = [json.dumps(line) for line in (COUNT, NAMES, WRONG)]
    (tmp_path / "golden.jsonl").write_text("\n".join([*lines, "{"]), encoding="utf-8")
    return run(app, "import", f"{tmp_path}/golden.jsonl")


def test_what_cannot_be_kept_is_told(imported: Result) -> None:
    assert (imported.exit_code, "2 refused: bad, line 4" in imported.stderr) == (1, True)
    assert "refused  line 4: not valid JSON" in imported.stderr


def test_questions_are_listed_and_removed(app: Flask, imported: Result) -> None:
    listed = run(app, "list").stdout
    assert [COUNT["question"] in listed, NAMES["gold_sql"] in listed, "missing" in listed] == [True, True, False]
    assert run(app, "remove", listed.split()[0]).exit_code == 0
    assert COUNT["question"] not in run(app, "list").stdout


def test_an_unknown_number_is_told(app: Flask) -> None:
    result = run(app, "remove", "7")
    assert (result.exit_code, "Golden question not found: 7" in result.stderr) == (1, True)


def test_a_run_prints_misses_and_figures(app: Flask, imported: Result) -> None:
    with app.app_context():
        training.teach(default_project_id(), [NewItem.pair(COUNT["question"], "SELECT COUNT(*) FROM invoices")])
    printed = run(app, "run").stdout
    assert f"wrong_values  1  {COUNT['question']}" in printed
    assert "all                              2" in printed
