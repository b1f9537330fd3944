"""What reaches the model: in no mode more than the mode says, whatever is asked, fails or is followed up."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import WITH_VALUES
from tests.fakes.messages_api import MessagesApi
from tests.people import Person, person

CANARY = "canary-71c4"
TABLES = ("people", "visits", "notes")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A database whose every value is a canary of its own table and column."""
    path = tmp_path / "canaries.sqlite"
    with sqlite3.connect(path) as connection:
        for table in TABLES:
            connection.execute(f"CREATE TABLE {table} (code TEXT PRIMARY KEY, name TEXT, amount TEXT)")
            for row in range(3):
                values = [f"{CANARY}-{table}-{column}-{row}" for column in ("code", "name", "amount")]
                connection.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", values)
    return path


@pytest.fixture
def asker(make_app: Callable[..., Flask], messages_api: MessagesApi, target: Path) -> Callable[[str], Person]:
    def make(mode: str) -> Person:
        model = {"ANTHROPIC_BASE_URL": messages_api.url, "ANTHROPIC_API_KEY": "k", "CLAUDE_MAX_RETRIES": 0}
        return person(make_app(DATABASE_PATH=target, PRIVACY_MODE=mode, **model, **WITH_VALUES), "grace")

    return make


def go_through_every_door(person: Person, model: MessagesApi) -> None:
    """Answers, empty results, failures over stored values, repairs, follow-ups, rewording, summaries."""
    every = "SELECT code, name, amount FROM people"
    model.usual = lambda request: {"sql": every, "tables": ["people"]} if request.get("tools") else "more?"
    answer = person.ask("Show all people")
    assert CANARY in json.dumps(answer["results"])
    person.ask("and their names?", previous_id=answer["id"])
    model.queue({"sql": f"{every} WHERE name = 'CANARY-71C4-people-name-1'"})
    person.ask("Who is called like that?")
    for failing in ("SELECT json(name) AS n FROM people", "SELECT name, abs('x', 1) AS a FROM people"):
        model.queue({"sql": failing}, {"sql": failing})
        person.post("/api/v0/query", question="Show something else")
    failed = person.post("/api/v0/generate_sql", question="Show the notes").get_json()
    person.post("/api/v0/run_sql", id=failed["id"])
    person.post("/api/v0/fix_sql", id=failed["id"], error="it fails")
    for path in ("generate_summary", "generate_followup_questions", "generate_plotly_figure", "load_question"):
        person.get(f"/api/v0/{path}", id=answer["id"])
    person.post("/api/v0/generate_followup_questions", question="people?", sql=every, df=answer["results"])
    words = {"last_question": "Show all people", "new_question": "only three"}
    person.get("/api/v0/generate_rewritten_question", **words)
    person.get("/api/v0/generate_questions")


def everything_sent(model: MessagesApi) -> str:
    return json.dumps(model.requests, ensure_ascii=False)


def test_no_stored_value_reaches_the_model_in_schema_mode(
    asker: Callable[[str], Person], messages_api: MessagesApi
) -> None:
    go_through_every_door(asker("schema"), messages_api)
    assert len(messages_api.requests) > 10
    assert "CREATE TABLE people" in everything_sent(messages_api)
    assert CANARY not in everything_sent(messages_api)


def test_no_row_reaches_the_model_in_samples_mode(asker: Callable[[str], Person], messages_api: MessagesApi) -> None:
    person = asker("samples")
    go_through_every_door(person, messages_api)
    assert "First rows" not in everything_sent(messages_api)
    assert not any("rows" in kinds for kinds in sent_kinds(person))


def test_stored_values_reach_it_by_column_in_samples_mode(
    asker: Callable[[str], Person], messages_api: MessagesApi
) -> None:
    go_through_every_door(asker("samples"), messages_api)
    assert f"people.name: '{CANARY}-people-name-0'" in everything_sent(messages_api)


TOUCHED = {
    "row rule": ({"table": "visits", "predicate": "amount = 'none'"}, f"{CANARY}-visits"),
    "mask": ({"table": "visits", "column": "name", "action": "null"}, f"{CANARY}-visits-name"),
    "hidden": ({"table": "visits", "column": "name", "action": "hidden"}, f"{CANARY}-visits-name"),
}


@pytest.mark.parametrize(("rule", "forbidden"), TOUCHED.values(), ids=TOUCHED)
@pytest.mark.parametrize("mode", ["samples", "rows"])
def test_no_value_that_a_rule_touches_reaches_it_in_any_mode(
    asker: Callable[[str], Person], messages_api: MessagesApi, mode: str, rule: dict[str, Any], forbidden: str
) -> None:
    person = asker(mode)
    add_rule(person.app, rule)
    messages_api.usual = {"sql": "SELECT code, amount FROM visits"}
    first = person.ask("Show the visits with their names")
    person.ask(f"and {CANARY}-visits-nam-1?", previous_id=first["id"])
    assert "CREATE TABLE visits" in everything_sent(messages_api)
    assert forbidden not in everything_sent(messages_api).replace(f"{CANARY}-visits-nam-1", "")


def add_rule(app: Flask, rule: dict[str, Any]) -> None:
    from detomo.engine.types import Viewer
    from detomo.http import ENGINE
    from detomo.rules import service as rules

    with app.app_context():
        rules.add(app.extensions[ENGINE].pipeline.catalog(Viewer()), None, **rule)


def test_rows_of_the_conversation_reach_it_in_rows_mode(
    asker: Callable[[str], Person], messages_api: MessagesApi
) -> None:
    go_through_every_door(asker("rows"), messages_api)
    assert f"{CANARY}-people-name-1" in everything_sent(messages_api)


def test_what_was_sent_is_recorded(asker: Callable[[str], Person], messages_api: MessagesApi) -> None:
    person = asker("rows")
    messages_api.usual = {"sql": "SELECT name FROM people"}
    first = person.ask("Show the names")
    person.ask("and then?", previous_id=first["id"])
    assert sent_kinds(person) == [
        ["question", "samples", "schema", "task"],
        ["question", "rows", "samples", "schema", "task"],
    ]


def sent_kinds(person: Person) -> list[Any]:
    from sqlalchemy import select

    from detomo.extensions import db
    from detomo.usage.models import ModelCall

    with person.app.app_context():
        return list(db.session.scalars(select(ModelCall.sent).order_by(ModelCall.id)))
