"""Without a model: what is understood, asked back, suggested or hinted tells no value that a rule keeps from the asker.

Questions spell the stored values otherwise than they are stored; the spelling as stored gives away where it came from.
"""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from detomo.identity import Role
from tests.conftest import WITH_VALUES
from tests.people import Person, person
from tests.query.test_privacy import add_rule

PATIENTS = ("Zorvaluna", "Marbleholt", "Quillendra")
KEPT_BACK = (*PATIENTS, "Fernwhistle")
RULES = {
    "row rule": {"table": "patients", "predicate": "city = 'nowhere'"},
    "mask": {"table": "patients", "column": "name", "action": "null"},
    "hidden": {"table": "patients", "column": "name", "action": "hidden"},
}
QUESTIONS = [
    pytest.param("How many patients have the name zorvaluna?", id="value"),
    pytest.param("How many patients have the name MARBLEHOLT?", id="capitals"),
    pytest.param("patients named quillendraa", id="misspelt"),
    pytest.param("Show everything about zorvaluna", id="value alone"),
    pytest.param("Show all fernwhistle", id="in two tables"),
    pytest.param("city of the patient ZORVALUNA", id="taught with another value"),
    pytest.param("名前が zorvaluna の患者は何人？", id="Japanese"),
    pytest.param("ＭＡＲＢＬＥＨＯＬＴ の city", id="full width"),
]
DOORS = ("/api/v0/query", "/api/v0/generate_sql")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE patients (id INTEGER PRIMARY KEY, name TEXT, city TEXT)")
        connection.execute("CREATE TABLE nurses (id INTEGER PRIMARY KEY, name TEXT, ward TEXT)")
        rows = [(number, name, "Oslo") for number, name in enumerate(KEPT_BACK)]
        connection.executemany("INSERT INTO patients VALUES (?, ?, ?)", rows)
        connection.executemany("INSERT INTO nurses VALUES (?, ?, ?)", [(1, "Hedgerow", "A"), (2, "Thistledown", "B")])
    return path


@pytest.fixture
def app(make_app: Callable[..., Flask], target: Path) -> Flask:
    return make_app(DATABASE_PATH=target, **WITH_VALUES)


@pytest.fixture
def nora(app: Flask) -> Person:
    """An analyst; taught is a question about a nurse's name and one about a patient's."""
    nora = person(app, "nora")
    nora.teach("city of the patient Nobody", "SELECT city FROM patients WHERE name = 'Nobody'")
    return nora


def told(person: Person, question: str) -> str:
    """All that the asker is told, at every door, with every choice that is offered."""
    answers = [person.post(door, question=question).get_json() for door in DOORS]
    for body in [one for one in answers if one.get("clarification")]:
        for option in body["clarification"]["options"]:
            chosen = {"id": body["id"], "option": option["id"]}
            answers.append(person.post("/api/v0/query/clarify", **chosen).get_json())
    return json.dumps(answers, ensure_ascii=False)


def kept_back_in(text: str) -> list[str]:
    return [value for value in KEPT_BACK if value in text]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_value_is_told_that_a_rule_keeps_back(app: Flask, nora: Person, rule: dict[str, Any], question: str) -> None:
    add_rule(app, rule)
    assert kept_back_in(told(nora, question)) == []


def test_without_a_rule_the_same_questions_tell_them(nora: Person) -> None:
    telling = [question.id for question in QUESTIONS if kept_back_in(told(nora, str(question.values[0])))]
    assert len(telling) > len(QUESTIONS) / 2, telling


@pytest.mark.parametrize("rule", [RULES["hidden"]], ids=["hidden"])
def test_suggested_terms_speak_of_no_hidden_column(app: Flask, nora: Person, rule: dict[str, Any]) -> None:
    admin = person(app, "root", Role.ADMIN)
    nora.post("/api/v0/training", documentation="Headcount is COUNT(patients.name).\nWards are COUNT(nurses.ward).")
    before = json.dumps(nora.get("/api/v0/glossary").get_json())
    add_rule(app, {**rule, "roles": ["analyst"]})
    after = json.dumps(nora.get("/api/v0/glossary").get_json())

    assert "patients.name" in before
    assert "patients.name" not in after
    assert "nurses.ward" in after
    assert "patients.name" in admin.get("/api/v0/glossary").text
