"""`flask glossary …`, and glossaries within folders of training data."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

TERMS = [
    {"terms": ["revenue", "売上"], "expression": "SUM(invoices.Total)"},
    {"terms": ["国"], "table": "customers", "column": "Country", "note": "where they live"},
]
Command = Callable[..., Any]


@pytest.fixture
def flask(app: Flask) -> Command:
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "taught" / "glossary" / "terms.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(TERMS), encoding="utf-8")
    return path


def test_a_file_is_imported_and_listed(flask: Command, file: Path) -> None:
    assert flask("glossary", "import", file).stdout == "2 added, 0 refused\n"
    assert "revenue, 売上: SUM(invoices.Total)" in flask("glossary", "list").stdout
    assert "国: customers.Country (where they live)" in flask("glossary", "list").stdout


def test_what_is_exported_can_be_imported(flask: Command, file: Path, tmp_path: Path) -> None:
    flask("glossary", "import", file)
    flask("glossary", "export", tmp_path / "out.json")

    assert sorted(json.loads((tmp_path / "out.json").read_text("utf-8")), key=str) == sorted(TERMS, key=str)


def test_a_wrong_entry_is_refused_and_the_rest_kept(flask: Command, file: Path) -> None:
    wrong = [{"terms": []}, {"terms": ["x"], "table": "nowhere"}, 7]
    file.write_text(json.dumps([*TERMS, *wrong]), encoding="utf-8")
    result = flask("glossary", "import", file)

    assert (result.exit_code, result.stdout) == (1, "2 added, 3 refused\n")
    assert [line.split(":")[0] for line in result.stderr.splitlines()[:3]] == [
        f"refused  terms.json #{number}" for number in (3, 4, 5)
    ]


def test_a_file_that_is_no_json_is_refused(flask: Command, file: Path) -> None:
    file.write_text("{", encoding="utf-8")

    assert flask("glossary", "import", file).exit_code == 1


def test_a_training_folder_brings_its_glossary(flask: Command, file: Path, tmp_path: Path) -> None:
    assert "2 added" in flask("training", "import", file.parents[1]).stdout
    assert "Exported 2 items" in flask("training", "export", tmp_path / "again").stdout
    assert (tmp_path / "again" / "glossary" / "terms.json").exists()
