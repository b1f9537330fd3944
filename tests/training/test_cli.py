"""`flask training import` and `export`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.people import Person
from tests.training.conftest import COUNT, JAPANESE, write

Command = Callable[..., Any]


def test_an_import_counts_what_it_taught(flask: Command, folder: Path, alice: Person) -> None:
    result = flask("import", folder)
    assert (result.exit_code, result.stdout) == (0, "4 added, 0 already there, 0 refused\n")
    assert alice.ask(COUNT["question"])["source"] == "verified"


def test_progress_goes_to_standard_error(flask: Command, folder: Path) -> None:
    assert "Importing" in flask("import", folder).stderr


def test_an_import_can_be_repeated(flask: Command, folder: Path) -> None:
    flask("import", folder)
    assert flask("import", folder).stdout == "0 added, 4 already there, 0 refused\n"


def test_a_pair_that_comes_twice_is_taught_once(flask: Command, folder: Path) -> None:
    write(folder / "questions" / "again.json", [COUNT, COUNT])
    assert flask("import", folder).stdout == "4 added, 2 already there, 0 refused\n"


REFUSED: dict[str, tuple[str, Any, str]] = {
    "may not run": ("questions/x.json", [{"question": "q", "sql": "DELETE FROM customers"}], "x.json #1: "),
    "does not run": ("questions/x.json", [COUNT, {"question": "q", "sql": "SELECT nix FROM customers"}], "x.json #2: "),
    "no SQL": ("questions/x.json", [{"question": "q"}], "needs a question and a sql"),
    "blank SQL": ("questions/x.json", [{"question": "q", "sql": " "}], "needs a question and a sql"),
    "not text": ("questions/x.json", [{"question": 5, "sql": "SELECT 1"}], "needs a question and a sql"),
    "no pair": ("questions/x.json", ["SELECT 1"], "needs a question and a sql"),
    "no list": ("questions/x.json", '"text"', "must hold a list"),
    "no JSON": ("questions/x.json", "[{", "is not valid JSON"),
    "deep JSON": ("questions/x.json", "[" * 200_000, "is not valid JSON"),
    "not UTF-8": ("documentation/x.md", "売上".encode("shift_jis"), "cannot be read as UTF-8"),
    "empty": ("ddl/x.sql", " \n", "is empty"),
    "nothing but a mark": ("ddl/x.sql", b"\xef\xbb\xbf", "is empty"),
    "NUL": ("documentation/x.md", b"a\0b", "holds a NUL"),
    "NUL in a pair": ("questions/x.json", [{"question": "a\0b", "sql": "SELECT 1"}], "holds a NUL"),
    "surrogate": ("questions/x.json", [{"question": "\ud800", "sql": "SELECT 1"}], "surrogate"),
}


@pytest.mark.parametrize(("path", "content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_with_its_reason(
    flask: Command, folder: Path, path: str, content: Any, reason: str
) -> None:
    write(folder / path, content)
    result = flask("import", folder)
    assert result.exit_code == 1
    assert result.stdout.endswith("1 refused\n")
    assert "refused  x." in result.stderr
    assert reason in result.stderr


def test_force_keeps_what_does_not_run(flask: Command, folder: Path, alice: Person) -> None:
    write(folder / "questions" / "x.json", [{"question": "q", "sql": "SELECT nix FROM customers"}])
    result = flask("import", folder, "--force")
    assert (result.exit_code, result.stdout) == (0, "5 added, 0 already there, 0 refused\n")
    assert "kept although it fails  x.json #1" in result.stderr
    assert alice.post("/api/v0/query", question="q").status_code == 422


def test_files_with_a_byte_order_mark_are_read(flask: Command, tmp_path: Path) -> None:
    write(tmp_path / "in" / "questions" / "x.json", b"\xef\xbb\xbf" + json.dumps([COUNT]).encode())
    write(tmp_path / "in" / "documentation" / "x.md", b"\xef\xbb\xbftext")
    assert flask("import", tmp_path / "in").stdout == "2 added, 0 already there, 0 refused\n"


def test_a_single_pair_needs_no_list(flask: Command, tmp_path: Path) -> None:
    write(tmp_path / "in" / "questions" / "x.json", COUNT)
    assert flask("import", tmp_path / "in").stdout.startswith("1 added")


def test_an_export_can_be_imported(flask: Command, folder: Path, tmp_path: Path, alice: Person) -> None:
    alice.post("/api/v0/training", documentation="lines\r\nof Windows, and 'quotes' \"twice\"")
    flask("import", folder)
    result = flask("export", tmp_path / "out")
    assert (result.exit_code, "5 items" in result.stdout) == (0, True)
    assert flask("import", tmp_path / "out").stdout == "0 added, 5 already there, 0 refused\n"


def test_an_export_has_the_layout_of_an_import(flask: Command, folder: Path, tmp_path: Path) -> None:
    flask("import", folder)
    flask("export", tmp_path / "out")
    names = sorted(str(path.relative_to(tmp_path / "out").parent) for path in (tmp_path / "out").rglob("*.*"))
    assert names == ["ddl", "documentation", "questions", "questions"]


def test_pairs_are_written_as_they_were_taught(flask: Command, folder: Path, tmp_path: Path) -> None:
    flask("import", folder)
    flask("export", tmp_path / "out")
    written = {path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "out" / "questions").iterdir()}
    assert written == {"en": [COUNT], "ja": [JAPANESE]}


def test_an_export_overwrites_nothing(flask: Command, folder: Path) -> None:
    result = flask("export", folder)
    assert result.exit_code == 1
    assert "not empty" in result.stderr


def test_a_folder_that_is_not_there_is_named(flask: Command, tmp_path: Path) -> None:
    assert flask("import", tmp_path / "nowhere").exit_code == 2


def test_while_the_target_is_away_nothing_is_refused(
    make_app: Callable[..., Flask], folder: Path, tmp_path: Path
) -> None:
    app = make_app(TARGET_DATABASE_URL="postgresql://u@127.0.0.1:9/nowhere")
    result = app.test_cli_runner().invoke(args=["training", "import", str(folder)])
    assert result.exit_code == 1
    assert "import again later" in result.stderr
    assert "refused" not in result.stderr


@pytest.mark.parametrize("command", ["import", "export"])
def test_help_has_examples(flask: Command, command: str) -> None:
    assert f"flask training {command} " in flask(command, "--help").output
