"""An app over a small database with rules for users, and every door through which one of them can ask."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask

from detomo.auth import service as accounts
from detomo.http import current_engine
from detomo.projects.service import default_project_id
from detomo.rules import service as rules
from detomo.training import service as training
from detomo.training.items import NewItem
from tests.fakes.messages_api import MessagesApi
from tests.people import Person, person

CASES = Path(__file__).with_name("cases")
FORBIDDEN = ("zqx7", "700000")  # in every value that role user may not learn, and in the rules themselves
HIDDEN = ("cardnumber", "card number", "vault", "secret_code")
QUESTION = "Which clients are there in the register?"

RULES: tuple[dict[str, Any], ...] = (
    {"table": "clients", "predicate": "region = :user.region AND status <> 'zqx7 closed' AND CardNumber IS NOT NULL"},
    {"table": "payments", "predicate": "amount < 7000000"},
    {"table": "clients", "column": "CardNumber", "action": "hidden"},
    {"table": "vault", "column": "secret_code", "action": "hidden"},
    {"table": "clients", "column": "email", "action": "email"},
    {"table": "payments", "column": "memo", "action": "null"},
)
TAUGHT = (
    NewItem.documentation("The CardNumber of a client is kept in full: zqx7."),
    NewItem.documentation("顧客のCardNumberは機密です（zqx7）。clientsの登録。"),
    NewItem.documentation("Clients in the register have card numbers, zqx7, and a region."),
    NewItem.documentation("The table vault of the register holds zqx7 codes of clients."),
    NewItem.ddl("CREATE TABLE clients (id INTEGER, name TEXT, CardNumber TEXT) -- zqx7 register"),
    NewItem.pair("Which card numbers are in the register?", "SELECT CardNumber FROM clients"),
    NewItem.pair("Which codes are in the register?", "SELECT secret_code FROM vault"),
    NewItem.pair("Which regions are in the register?", "SELECT DISTINCT region FROM clients ORDER BY region"),
    NewItem.documentation("A client in the register belongs to one region."),
)


def build(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((CASES / "vault.sql").read_text(encoding="utf-8"))


def probes() -> list[dict[str, str]]:
    lines = (CASES / "rules_probes.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def teach(app: Flask) -> None:
    with app.app_context():
        training.teach(default_project_id(), TAUGHT)


def add_rules(app: Flask) -> None:
    with app.app_context():
        for rule in RULES:
            rules.add(current_engine().catalog.current(), None, roles=["analyst"], **rule)


def person_of_region(app: Flask, name: str, region: str) -> Person:
    made = person(app, name)
    with app.app_context():
        rules.set_attribute(accounts.account(name).id, "region", region, None)
    return made


def through_every_door(who: Person, api: MessagesApi, sql: str) -> Iterator[tuple[str, str]]:
    """What each door answers when the model, or the person, writes `sql`."""
    api.usual = f"```sql\n{sql}\n```"
    yield "query", who.post("/api/v0/query", question=QUESTION).text
    yield "stream", who.post("/api/v0/query/stream", question=QUESTION).text
    for form in ("/api/v0", "/api/v0/query"):
        yield from _steps(who, form)
    yield from _page(who, sql)
    yield "train", who.post("/api/v0/train", question="Which clients?", sql=sql).text
    yield "follow-ups", who.post("/api/v0/generate_followup_questions", question=QUESTION, sql=sql).text


def standing_doors(who: Person) -> Iterator[tuple[str, str]]:
    """What the doors that take no SQL answer."""
    for path in ("generate_questions", "get_question_history", "get_training_data"):
        yield path, who.get(f"/api/v0/{path}").text
    yield "generate_questions ja", who.get("/api/v0/generate_questions", language="ja").text
    rewritten = {"last_question": QUESTION, "new_question": "And in the east?"}
    yield "rewritten", who.get("/api/v0/generate_rewritten_question", **rewritten).text
    yield "health", who.get("/api/v0/health").text


def _steps(who: Person, form: str) -> Iterator[tuple[str, str]]:
    written = who.post(f"{form}/generate_sql", question=QUESTION)
    asked = {"id": written.get_json().get("id", "none")}
    yield f"{form} generate_sql", written.text
    for step in ("run_sql", "generate_plotly_figure", "load_question"):
        yield f"{form} {step}", who.post(f"{form}/{step}", **asked).text
    csv = ("/api/v0/download_csv", asked) if form == "/api/v0" else (f"{form}/download_csv/{asked['id']}", {})
    yield f"{form} CSV", who.get(csv[0], **csv[1]).text


def _page(who: Person, sql: str) -> Iterator[tuple[str, str]]:
    asked = who.get("/api/v0/generate_sql", question="Which regions are in the register?")
    question_id = asked.get_json()["id"]
    yield "update_sql", who.post("/api/v0/update_sql", id=question_id, sql=sql).text
    for step in ("run_sql", "generate_plotly_figure", "generate_summary", "load_question"):
        yield f"page {step}", who.get(f"/api/v0/{step}", id=question_id).text
    yield "page follow-ups", who.get("/api/v0/generate_followup_questions", id=question_id).text
    yield "page CSV", who.get("/api/v0/download_csv", id=question_id).text
    yield "fix_sql", who.post("/api/v0/fix_sql", id=question_id, error="it fails").text
    yield "run of the fixed", who.get("/api/v0/run_sql", id=question_id).text
