"""The protocol of Vanna's stock web page: GET forms, and errors as bodies with status 200."""

import json
from typing import Any

import pytest

from tests.fakes.messages_api import MessagesApi
from tests.people import Person
from tests.query.conftest import BY_COUNTRY, HOW_MANY

UNKNOWN = "0" * 32


def asked(person: Person, question: str = BY_COUNTRY) -> str:
    """Ask as the page does; give the id."""
    written = person.get("/api/v0/generate_sql", question=question).get_json()
    assert person.get(f"/api/v0/run_sql?id={written['id']}").get_json()["type"] == "df"
    return str(written["id"])


def body(person: Person, path: str, **query: str) -> dict[str, Any]:
    answer = person.get(f"/api/v0/{path}", **query)
    assert answer.status_code == 200
    return dict(answer.get_json())


def test_sql(alice: Person) -> None:
    answer = body(alice, "generate_sql", question=HOW_MANY)
    assert answer.keys() == {"type", "id", "text"}
    assert (answer["type"], answer["text"]) == ("sql", "SELECT COUNT(*) AS customers FROM customers")


def test_rows_are_text_of_json(alice: Person) -> None:
    answer = body(alice, "run_sql", id=asked(alice))
    assert answer.keys() == {"type", "id", "df", "should_generate_chart"}
    assert (answer["type"], answer["should_generate_chart"]) == ("df", True)
    assert json.loads(answer["df"])[0].keys() == {"country", "revenue"}


def test_a_figure_is_text_of_json(alice: Person) -> None:
    answer = body(alice, "generate_plotly_figure", id=asked(alice), chart_instructions="in red")
    assert answer.keys() == {"type", "id", "fig"}
    assert json.loads(answer["fig"])["data"]


def test_a_single_value_has_an_empty_figure(alice: Person) -> None:
    question_id = asked(alice, HOW_MANY)
    assert json.loads(body(alice, "generate_plotly_figure", id=question_id)["fig"]) == {"data": [], "layout": {}}


def test_follow_ups(alice: Person) -> None:
    answer = body(alice, "generate_followup_questions", id=asked(alice))
    assert answer.keys() == {"type", "id", "questions", "header"}
    assert answer["type"] == "question_list"


def test_the_summary(alice: Person) -> None:
    answer = body(alice, "generate_summary", id=asked(alice, HOW_MANY))
    assert (answer["type"], "59" in answer["text"]) == ("text", True)


def test_rewriting_without_a_model_keeps_the_new_question(alice: Person) -> None:
    answer = body(alice, "generate_rewritten_question", last_question="revenue", new_question="by country")
    assert answer == {"type": "rewritten_question", "question": "by country"}


def test_a_question_is_loaded(alice: Person) -> None:
    question_id = asked(alice)
    answer = body(alice, "load_question", id=question_id)
    assert answer.keys() == {"type", "id", "question", "sql", "df", "fig", "summary"}
    assert (answer["type"], answer["id"], answer["question"]) == ("question_cache", question_id, BY_COUNTRY)


def test_the_configuration(alice: Person) -> None:
    answer = body(alice, "get_config")
    assert (answer["type"], answer["config"]["allow_llm_to_see_data"]) == ("config", False)


def test_shared_calls_carry_both_sets_of_keys(alice: Person) -> None:
    question_id = asked(alice)
    assert body(alice, "generate_questions").keys() >= {"type", "questions", "header"}
    history = body(alice, "get_question_history")
    assert (history["type"], history["questions"]) == ("question_history", history["history"])
    assert history["questions"][0] == {"id": question_id, "question": BY_COUNTRY}


def test_edited_sql_takes_the_place_of_the_old(alice: Person) -> None:
    question_id = asked(alice)
    sql = "SELECT COUNT(*) AS n FROM tracks"
    answer = alice.post("/api/v0/update_sql", id=question_id, sql=sql).get_json()
    assert answer == {"type": "sql", "id": question_id, "text": sql}
    assert body(alice, "load_question", id=question_id)["type"] == "error"  # the old rows are not this SQL's
    assert json.loads(body(alice, "run_sql", id=question_id)["df"])[0].keys() == {"n"}


@pytest.mark.parametrize(
    ("sql", "code"),
    [("DELETE FROM customers", "not_a_query"), ("SELECT 1; DROP TABLE customers", "multiple_statements")],
)
def test_edited_sql_passes_the_guard(alice: Person, sql: str, code: str) -> None:
    question_id = asked(alice)
    answer = alice.post("/api/v0/update_sql", id=question_id, sql=sql)
    assert (answer.status_code, answer.get_json()["type"], answer.get_json()["code"]) == (200, "error", code)
    assert body(alice, "load_question", id=question_id)["type"] == "question_cache"


def test_a_query_that_fails_is_an_sql_error(alice: Person) -> None:
    question_id = asked(alice)
    sql = "SELECT abs(-9223372036854775807 - 1) FROM tracks"  # overflows in SQLite
    assert alice.post("/api/v0/update_sql", id=question_id, sql=sql).get_json()["type"] == "sql"
    assert body(alice, "run_sql", id=question_id)["type"] == "sql_error"


def test_the_model_mends_sql(carol: Person, messages_api: MessagesApi) -> None:
    messages_api.queue("```sql\nSELECT 1 AS one\n```", "```sql\nSELECT 2 AS two\n```")
    question_id = body(carol, "generate_sql", question="the second number")["id"]
    answer = carol.post("/api/v0/fix_sql", id=question_id, error="wrong number").get_json()
    assert answer == {"type": "sql", "id": question_id, "text": "SELECT 2 AS two"}
    assert "wrong number" in messages_api.requests[-1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "path", ["run_sql", "generate_plotly_figure", "generate_followup_questions", "generate_summary", "load_question"]
)
def test_someone_elses_question_is_unknown(alice: Person, bob: Person, path: str) -> None:
    question_id = asked(alice)
    answers = [body(bob, path, id=name) for name in (question_id, UNKNOWN)]
    assert {(answer["type"], answer["code"]) for answer in answers} == {("error", "id_not_found")}
    assert answers[0]["error"] == f"Cache ID not found: {question_id}"


@pytest.mark.parametrize("path", ["fix_sql", "update_sql"])
def test_someone_elses_sql_cannot_be_changed(alice: Person, bob: Person, path: str) -> None:
    question_id = asked(alice)
    answer = bob.post(f"/api/v0/{path}", id=question_id, sql="SELECT 1", error="x").get_json()
    assert answer["error"] == f"Cache ID not found: {question_id}"


def test_a_question_must_be_given(alice: Person) -> None:
    assert body(alice, "generate_sql")["error"] == "Missing or empty 'question' field"


def test_errors_speak_the_questions_language(alice: Person) -> None:
    assert "言語モデル" in body(alice, "generate_sql", question="天気は？")["error"]
