"""With rules for role `user`, no door lets out what they forbid: not to the user, not to the model."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from detomo import create_app
from detomo.extensions import db
from detomo.http import ENGINE
from detomo.identity import Role
from tests.conftest import WITH_VALUES, settings_for
from tests.contract import vault
from tests.fakes.messages_api import MessagesApi
from tests.people import Person, person

VISIBLE = [
    {"id": 1, "name": "Ann", "email": "a***@example.com", "joined": "2020-01-05"},
    {"id": 2, "name": "Bert", "email": "b***@example.com", "joined": "2021-02-06"},
    {"id": 3, "name": "Yuki 東", "email": None, "joined": "2022-03-07"},
]


@pytest.fixture(scope="module")
def api() -> Iterator[MessagesApi]:
    with MessagesApi() as running:
        yield running


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, api: MessagesApi) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("vault")
    shutil.copy(migrated_file, folder / "app.sqlite")
    vault.build(folder / "register.sqlite")
    more = {"ANTHROPIC_API_KEY": "any", "ANTHROPIC_BASE_URL": api.url, **WITH_VALUES}
    made = create_app(settings_for(folder / "app.sqlite", DATABASE_PATH=folder / "register.sqlite", **more))
    vault.teach(made)
    vault.add_rules(made)
    yield made
    made.extensions[ENGINE].close()
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def eve(app: Flask) -> Person:
    return vault.person_of_region(app, "eve", "east")


@pytest.fixture(scope="module")
def admin(app: Flask) -> Person:
    return person(app, "root", Role.ADMIN)


@pytest.fixture(autouse=True)
def fresh(api: MessagesApi) -> None:
    api.requests.clear()
    api.usual = "```sql\nSELECT 1\n```"


def forbidden_in(text: str) -> list[str]:
    plain = text.encode().decode("unicode_escape", "ignore").casefold() + text.casefold()
    return [mark for mark in vault.FORBIDDEN if mark in plain]


@pytest.mark.parametrize("probe", vault.probes(), ids=[probe["id"] for probe in vault.probes()])
def test_no_door_lets_forbidden_values_out(eve: Person, api: MessagesApi, probe: dict[str, str]) -> None:
    leaks = {door: text for door, text in vault.through_every_door(eve, api, probe["sql"]) if forbidden_in(text)}
    assert leaks == {}
    assert [request for request in api.requests if forbidden_in(json.dumps(request))] == []


def test_the_probes_reach_the_forbidden_values_without_rules(admin: Person, api: MessagesApi) -> None:
    harmless = [
        probe["id"]
        for probe in vault.probes()
        if not any(forbidden_in(text) for _, text in vault.through_every_door(admin, api, probe["sql"]))
    ]
    assert len(harmless) <= len(vault.probes()) / 3, harmless


def test_standing_doors_neither_show_values_nor_hidden_names(eve: Person, api: MessagesApi) -> None:
    api.usual = "And in which region?"
    texts = dict(vault.standing_doors(eve))
    assert {door for door, text in texts.items() if forbidden_in(text)} == set()
    assert {door for door, text in texts.items() if mentions_hidden(text)} == set()


def test_the_model_hears_of_no_hidden_name(eve: Person, api: MessagesApi) -> None:
    for _ in vault.through_every_door(eve, api, "SELECT name FROM clients ORDER BY id"):
        pass
    assert api.requests
    assert [request for request in api.requests if mentions_hidden(json.dumps(request, ensure_ascii=False))] == []
    assert any("belongs to one region" in json.dumps(request) for request in api.requests)  # the rest is told


def test_the_model_hears_everything_for_an_admin(admin: Person, api: MessagesApi) -> None:
    admin.post("/api/v0/query", question=vault.QUESTION)
    assert mentions_hidden(json.dumps(api.requests[0]))


@pytest.mark.parametrize("question", ["Which card numbers are in the register?", "Which codes are in the register?"])
def test_a_taught_answer_about_hidden_names_is_as_if_never_taught(
    eve: Person, admin: Person, api: MessagesApi, question: str
) -> None:
    api.usual = "CANNOT: there is no such thing"
    assert eve.post("/api/v0/query", question=question).get_json()["code"] == "model_declined"
    assert not any("SELECT CardNumber" in json.dumps(request) for request in api.requests)
    assert admin.post("/api/v0/query", question=question).get_json()["source"] == "verified"


def test_rows_are_those_under_the_rules(eve: Person, api: MessagesApi) -> None:
    api.usual = "```sql\nSELECT id, name, email, joined FROM clients ORDER BY id\n```"
    answer = eve.post("/api/v0/query", question=vault.QUESTION).get_json()
    assert answer["results"] == VISIBLE
    assert eve.post("/api/v0/run_sql", id=answer["id"]).get_json()["results"] == VISIBLE
    assert "Ann,a***@example.com" in eve.get("/api/v0/download_csv", id=answer["id"]).text


def test_the_sql_shown_is_the_sql_without_rules(eve: Person, api: MessagesApi) -> None:
    api.usual = "```sql\nSELECT name, email FROM clients ORDER BY id\n```"
    answer = eve.post("/api/v0/query", question=vault.QUESTION).get_json()
    loaded = eve.post("/api/v0/load_question", id=answer["id"]).get_json()
    assert {answer["sql"], loaded["sql"]} == {"SELECT name, email FROM clients ORDER BY id"}


def test_two_people_see_their_own_rows(app: Flask, eve: Person, api: MessagesApi) -> None:
    nowhere = vault.person_of_region(app, "otto", "north")
    api.usual = "```sql\nSELECT COUNT(*) AS n FROM clients\n```"
    counts = [who.post("/api/v0/query", question=vault.QUESTION).get_json()["results"] for who in (eve, nowhere, eve)]
    assert counts == [[{"n": 3}], [{"n": 0}], [{"n": 3}]]


def test_reasons_speak_of_the_rows_under_the_rules(eve: Person, api: MessagesApi) -> None:
    api.usual = "```sql\nSELECT name FROM clients WHERE joined > '2050-01-01'\n```"
    reasons = eve.post("/api/v0/query", question=vault.QUESTION).get_json()["reasons"]
    assert [(found["low"], found["high"]) for found in reasons[0]["suggestions"]] == [("2020-01-05", "2022-03-07")]


def test_values_are_respelt_from_the_rows_under_the_rules(eve: Person, api: MessagesApi) -> None:
    api.usual = "```sql\nSELECT region FROM clients WHERE name = 'ANN'\n```"
    answer = eve.post("/api/v0/query", question=vault.QUESTION).get_json()
    assert (answer["results"], answer["changes"][0]["after"]) == ([{"region": "east"}], "'Ann'")


def test_the_command_line_asks_as_an_admin(app: Flask, api: MessagesApi) -> None:
    api.usual = "```sql\nSELECT COUNT(*) AS n FROM clients\n```"
    asked = app.test_cli_runner().invoke(args=["ask", vault.QUESTION])
    assert (asked.exit_code, "n: 6" in asked.output) == (0, True)


def mentions_hidden(text: str) -> bool:
    return any(name in text.casefold() for name in vault.HIDDEN)
