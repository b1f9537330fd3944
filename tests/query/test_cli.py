"""`flask ask` on the command line."""

import json

import pytest
from flask import Flask

from tests.people import Person
from tests.query.conftest import BY_COUNTRY, HOW_MANY, JAPANESE


def test_sql_source_rows_and_sentence_are_shown(app: Flask, alice: Person) -> None:
    result = app.test_cli_runner().invoke(args=["ask", HOW_MANY])
    assert result.exit_code == 0, result.output
    assert "SELECT COUNT(*)" in result.output
    assert "verified" in result.output
    assert "customers: 59" in result.output


def test_only_the_first_rows_are_shown(app: Flask, alice: Person) -> None:
    output = app.test_cli_runner().invoke(args=["ask", BY_COUNTRY]).output
    assert output.count("country: ") == 20
    assert "…" in output


def test_json_holds_all_rows(app: Flask, alice: Person) -> None:
    result = app.test_cli_runner().invoke(args=["ask", JAPANESE, "--json"])
    body = json.loads(result.stdout)
    assert body["results"] == [{"顧客数": 59}]
    assert body.keys() >= {"question", "sql", "source", "results", "truncated", "summary"}


def test_nothing_is_kept_in_a_history(app: Flask, alice: Person) -> None:
    app.test_cli_runner().invoke(args=["ask", HOW_MANY])
    assert alice.get("/api/v0/get_question_history").get_json()["history"] == []


@pytest.mark.parametrize(("question", "said"), [("Who is oldest?", "No language model"), ("天気は？", "言語モデル")])
def test_an_error_is_said_in_the_questions_language(app: Flask, alice: Person, question: str, said: str) -> None:
    result = app.test_cli_runner().invoke(args=["ask", question])
    assert result.exit_code == 1
    assert said in result.output
    assert "ANTHROPIC_API_KEY" in result.output


def test_help_has_examples(app: Flask) -> None:
    assert 'flask ask "' in app.test_cli_runner().invoke(args=["ask", "--help"]).output
