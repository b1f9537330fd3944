"""The calls that earlier clients make, in both forms: keys, statuses and messages."""

import re
from typing import Any

import pytest

from tests.people import Person
from tests.query.conftest import BY_COUNTRY, HOW_MANY, JAPANESE

FORMS = pytest.mark.parametrize("prefix", ["/api/v0", "/api/v0/query"], ids=["flat", "nested"])
ANSWER = {"id", "question", "sql", "results", "columns", "visualization", "row_count"}
UNKNOWN = "0" * 32


def test_asking_gives_everything_at_once(alice: Person) -> None:
    answer = alice.ask(HOW_MANY)
    assert answer.keys() >= ANSWER
    assert (answer["question"], answer["results"]) == (HOW_MANY, [{"customers": 59}])
    assert (answer["columns"], answer["row_count"], answer["truncated"]) == (["customers"], 1, False)
    assert (answer["source"], answer["matched_question"], answer["model"]) == ("verified", HOW_MANY, None)
    assert "customers" in answer["sql"]
    assert answer["visualization"] is None


def test_a_chart_is_plain_plotly_json(alice: Person) -> None:
    figure = alice.ask(BY_COUNTRY)["visualization"]
    assert figure.keys() == {"data", "layout"}
    numbers = [value for trace in figure["data"] for key in ("x", "y") for value in trace.get(key, [])]
    assert numbers
    assert all(isinstance(trace.get("x", []), list) for trace in figure["data"])


@FORMS
def test_the_steps_with_an_id(alice: Person, prefix: str) -> None:
    written = alice.post(f"{prefix}/generate_sql", question=BY_COUNTRY).get_json()
    assert written.keys() >= {"id", "question", "sql"}
    ran = alice.post(f"{prefix}/run_sql", id=written["id"]).get_json()
    assert ran.keys() >= {"id", "results", "columns", "row_count"}
    assert (ran["id"], ran["columns"]) == (written["id"], ["country", "revenue"])
    drawn = alice.post(f"{prefix}/generate_plotly_figure", id=written["id"]).get_json()
    assert drawn.keys() == {"id", "figure"}
    assert drawn["figure"]["data"]
    loaded = alice.post(f"{prefix}/load_question", id=written["id"]).get_json()
    assert loaded.keys() >= {"id", "question", "sql", "results", "columns", "figure", "row_count"}
    assert (loaded["results"], loaded["figure"]) == (ran["results"], drawn["figure"])


@FORMS
def test_suggestions(alice: Person, prefix: str) -> None:
    assert HOW_MANY in alice.get(f"{prefix}/generate_questions").get_json()["questions"]


@FORMS
@pytest.mark.parametrize("language", ["jp", "ja"])
def test_suggestions_in_japanese(alice: Person, prefix: str, language: str) -> None:
    answer = alice.get(f"{prefix}/generate_questions", language=language).get_json()
    assert JAPANESE in answer["questions"]
    assert HOW_MANY not in answer["questions"]


@FORMS
def test_follow_up_questions(alice: Person, prefix: str) -> None:
    body = {"question": HOW_MANY, "sql": "SELECT 1", "df": [{"customers": 59}]}
    answer = alice.post(f"{prefix}/generate_followup_questions", **body)
    assert (answer.status_code, list(answer.get_json())) == (200, ["questions"])
    assert HOW_MANY not in answer.get_json()["questions"]


@FORMS
def test_history_is_newest_first_and_paged(alice: Person, prefix: str) -> None:
    for question in (HOW_MANY, BY_COUNTRY):
        alice.ask(question)
    history = alice.get(f"{prefix}/get_question_history").get_json()["history"]
    assert [entry["question"] for entry in history] == [BY_COUNTRY, HOW_MANY]
    assert [set(entry) for entry in history] == [{"id", "question"}] * 2
    page = alice.get(f"{prefix}/get_question_history", limit=1, offset=1).get_json()["history"]
    assert page == history[1:]


@FORMS
def test_history_is_the_users_own(alice: Person, bob: Person, prefix: str) -> None:
    alice.ask(HOW_MANY)
    assert bob.get(f"{prefix}/get_question_history").get_json()["history"] == []


@pytest.mark.parametrize("language", [None, "en", "ja", "jp"])
def test_languages(alice: Person, language: str | None) -> None:
    answer = alice.ask(JAPANESE, **({"language": language} if language else {}))
    assert answer["language"] == ("en" if language == "en" else "ja")
    assert answer["results"] == [{"顧客数": 59}]


def test_an_unknown_language_is_refused(alice: Person) -> None:
    answer = alice.post("/api/v0/query", question=HOW_MANY, language="fr")
    assert answer.status_code == 422
    assert answer.get_json()["detail"][0]["loc"] == ["body", "language"]


@pytest.mark.parametrize("path", ["query", "query/stream", "generate_sql", "query/generate_sql"])
@pytest.mark.parametrize("question", ["", "   ", "\u3000\n"])
def test_a_blank_question_is_refused(alice: Person, path: str, question: str) -> None:
    answer = alice.post(f"/api/v0/{path}", question=question)
    assert (answer.status_code, answer.get_json()["detail"]) == (400, "Missing or empty 'question' field")


MISSING = {
    "/api/v0/query": "question",
    "/api/v0/query/stream": "question",
    "/api/v0/generate_sql": "question",
    "/api/v0/query/run_sql": "id",
    "/api/v0/generate_plotly_figure": "id",
    "/api/v0/query/generate_followup_questions": "question",
    "/api/v0/load_question": "id",
    "/generate": "prompt",
}


@pytest.mark.parametrize(("path", "field"), MISSING.items(), ids=MISSING)
def test_a_missing_field_is_named(alice: Person, path: str, field: str) -> None:
    answer = alice.post(path)
    assert answer.status_code == 422
    (detail,) = answer.get_json()["detail"]
    assert (detail["loc"], detail["type"]) == (["body", field], "missing")


BY_ID: dict[str, tuple[str, str, dict[str, Any]]] = {
    f"{method} {path}": (method, path, {"json": {"id": "ID"}} if method == "POST" else {})
    for method, path in [
        ("POST", "/api/v0/run_sql"),
        ("POST", "/api/v0/query/run_sql"),
        ("POST", "/api/v0/generate_plotly_figure"),
        ("POST", "/api/v0/query/generate_plotly_figure"),
        ("POST", "/api/v0/load_question"),
        ("POST", "/api/v0/query/load_question"),
        ("POST", "/api/v0/query/cancel"),
        ("GET", "/api/v0/download_csv?id=ID"),
        ("GET", "/api/v0/query/download_csv/ID"),
    ]
}


def by_id(person: Person, call: tuple[str, str, dict[str, Any]], question_id: str) -> tuple[int, str]:
    method, path, options = call
    send = person.get if method == "GET" else person.post
    answer = send(path.replace("ID", question_id), **({"id": question_id} if options else {}))
    return answer.status_code, answer.get_json()["detail"]


@pytest.mark.parametrize("call", BY_ID.values(), ids=BY_ID)
def test_an_unknown_id_is_named(alice: Person, call: tuple[str, str, dict[str, Any]]) -> None:
    assert by_id(alice, call, UNKNOWN) == (404, f"Cache ID not found: {UNKNOWN}")


@pytest.mark.parametrize("call", BY_ID.values(), ids=BY_ID)
def test_someone_elses_id_answers_as_an_unknown_one(
    alice: Person, bob: Person, call: tuple[str, str, dict[str, Any]]
) -> None:
    question_id = alice.ask(HOW_MANY)["id"]
    assert by_id(bob, call, question_id) == (404, f"Cache ID not found: {question_id}")


@pytest.mark.parametrize("path", ["generate_plotly_figure", "load_question", "query/load_question"])
def test_a_chart_before_the_run_is_refused(alice: Person, path: str) -> None:
    question_id = alice.post("/api/v0/generate_sql", question=HOW_MANY).get_json()["id"]
    answer = alice.post(f"/api/v0/{path}", id=question_id)
    detail = "Missing cached data. Make sure to call generate_sql and run_sql first."
    assert (answer.status_code, answer.get_json()["detail"]) == (400, detail)


@pytest.mark.parametrize("path", ["download_csv?id={}", "query/download_csv/{}"])
def test_csv_before_the_run_is_refused(alice: Person, path: str) -> None:
    question_id = alice.post("/api/v0/generate_sql", question=HOW_MANY).get_json()["id"]
    answer = alice.get(f"/api/v0/{path.format(question_id)}")
    assert (answer.status_code, answer.get_json()["detail"]) == (400, "No results found in cache for this ID")


def test_a_question_without_sql_is_refused(alice: Person) -> None:
    assert alice.post("/api/v0/query", question="Who is the oldest artist?").status_code == 503
    question_id = alice.get("/api/v0/get_question_history").get_json()["history"][0]["id"]
    answer = alice.post("/api/v0/run_sql", id=question_id)
    assert (answer.status_code, answer.get_json()["detail"]) == (400, "No SQL found in cache for this ID")


def test_without_a_model_the_nearest_questions_are_offered(alice: Person) -> None:
    answer = alice.post("/api/v0/query", question="Which wumpuses are there?")
    body = answer.get_json()
    assert (answer.status_code, body["code"]) == (503, "no_model")
    assert (HOW_MANY in body["nearest"], body["unknown"]) == (True, ["wumpuses"])
    assert "ANTHROPIC_API_KEY" in body["hint"]


def test_errors_speak_the_questions_language(alice: Person) -> None:
    answer = alice.post("/api/v0/query", question="ブラジルの天気は？").get_json()
    assert re.search("[ぁ-ん]", answer["detail"])


def test_errors_speak_the_callers_language(alice: Person) -> None:
    answer = alice.speaking("ja").post("/api/v0/run_sql", id=UNKNOWN).get_json()
    assert answer["detail"] == f"ID が見つかりません: {UNKNOWN}"


def test_plain_text_needs_a_model(alice: Person) -> None:
    answer = alice.post("/generate", prompt="Say hello")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "no_model")


@pytest.mark.parametrize(
    "wrong",
    [{"prompt": ""}, {"prompt": "x", "temperature": 1.5}, {"prompt": "x", "max_tokens": 0}, {"prompt": 5}],
    ids=["empty", "too hot", "no tokens", "not text"],
)
def test_plain_text_options_are_checked(alice: Person, wrong: dict[str, Any]) -> None:
    assert alice.post("/generate", **wrong).status_code == 422
