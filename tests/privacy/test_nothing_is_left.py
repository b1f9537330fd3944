"""A row in every table that there is: what of it is told to its person, and what is left when they are gone."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Table, select

from detomo.auth import service as accounts
from detomo.auth.attempts import LOGIN
from detomo.auth.delays import counter
from detomo.auth.models import LoginDelay
from detomo.extensions import db
from detomo.features import PERSONAL
from tests.conftest import PASSWORD
from tests.filling import NAMES_OF_OWNERS, fill
from tests.people import Person, person
from tests.privacy.conftest import later, run

MARK = "zqx7"
ME = "/api/v0/auth/me"
AUDIT = {"audit_lines", "audit_head"}  # filled by what is done
GIVEN = {"privacy_jobs": {"kind": "export", "status": "done"}}
NOT_TOLD = {  # secrets and their hashes; what another column tells; what is a team's or the service's
    "users": {"email_key", "username_key", "password_hash", "password_expires_at", "updated_at"},
    "sessions": {"current_jti", "ends_at", "authenticated_at", "has_second_factor", "updated_at"},
    "api_keys": {"id", "key_hash", "revoked_at", "updated_at"},
    "second_factors": {"secret", "last_step", "created_at", "updated_at"},
    "recovery_codes": {"code_hash"},
    "one_time_tokens": {"token_hash", "created_at", "updated_at"},
    "external_identities": {"id", "updated_at"},
    "questions": {"project_id", "error_code", "details", "timings", "cancel_requested", "previous_id", "updated_at"},
    "training_items": {"project_id", "version", "removed", "updated_at"},
    "glossary_terms": {
        *("project_id", "table_name", "column_name", "value", "expression", "note", "version", "removed"),
        *("created_at", "updated_at"),
    },
    "golden_questions": {"project_id", "gold", "language", "difficulty", "updated_at"},
    "user_attributes": {"id", "project_id", "created_at", "updated_at"},
    "access_rules": {"project_id", "predicate", "column_name", "action", "roles", "created_at", "updated_at"},
    "connections": {"url", "password", "version", "findings", "probed_at", "created_at", "updated_at"},
    "model_calls": {
        *("id", "project_id", "question_id", "cache_read_tokens", "cache_write_tokens", "cost_usd", "updated_at")
    },
    "quotas": {"id", "role", "created_at", "updated_at"},
    "privacy_jobs": {"id", "kind", "due_at", "position", "leased_until", "failures", "updated_at"},
    "audit_lines": {
        *("id", "address_salt", "address_digest", "request_id", "session_id", "details", "hash", "seal"),
    },
}


@pytest.fixture
def kim(app: Flask) -> Person:
    kim = person(app, f"{MARK}kim")
    app.test_client().post("/api/v0/auth/login", json={"username": f"{MARK}kim", "password": "wrong"})
    with app.app_context(), db.engine.begin() as connection:
        tables = [table for table in db.metadata.sorted_tables if table.name not in AUDIT]
        fill(connection, tables, {"users": {"id": kim_id()}, "projects": {"id": 1}}, MARK, GIVEN)
    return kim


def kim_id() -> int:
    return accounts.account(f"{MARK}kim").id


def rows() -> Iterator[tuple[Table, dict[str, object]]]:
    """Every row of every table, decrypted."""
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield table, dict(row._mapping)


def names_a_user(table: Table) -> bool:
    """By a key, by a column's name, or as a part of something that does."""
    parents = {key.column.table for key in table.foreign_keys if key.ondelete == "CASCADE"} - {table}
    return bool(owners(table)) or any(names_a_user(parent) for parent in parents)


def owners(table: Table) -> set[str]:
    """The columns that hold a user's id."""
    keys = {key.parent.name for key in table.foreign_keys if key.column.table.name == "users"}
    return keys | {name for name in NAMES_OF_OWNERS if name in table.c}


def test_what_is_left_is_a_teams_and_names_nobody(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        gone = kim_id()
    kim.post(f"{ME}/deletion")
    later(monkeypatch, days=15)
    assert run(app) == 1
    teams = {section.model.__tablename__ for section in PERSONAL if section.erase == "forget"}
    with app.app_context():
        for table, row in rows():
            said = " ".join(map(str, row.values()))
            assert f"{MARK}kim" not in said, table
            if MARK in said:
                assert table.name in teams or not names_a_user(table), table
            assert table.name in {"audit_lines", "privacy_jobs"} or gone not in map(row.get, owners(table)), table
            assert table.name != "audit_lines" or row["address"] in ("", "service")


def test_delays_under_the_name_are_forgotten(app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    kim.post(f"{ME}/deletion")
    later(monkeypatch, days=15)
    with app.app_context():
        of_kim = select(LoginDelay).where(LoginDelay.subject == counter(LOGIN, f"{MARK}kim").subject)
        assert db.session.scalars(of_kim).all()
        db.session.remove()
        run(app)
        assert db.session.scalars(of_kim).all() == []


def test_the_copy_tells_of_every_table(app: Flask, kim: Person) -> None:
    kim.post(f"{ME}/export")
    run(app)
    with zipfile.ZipFile(io.BytesIO(kim.get(f"{ME}/export/download").data)) as file:
        assert file.testzip() is None
        told = {name.removesuffix(".json") for name in file.namelist()}
    assert told == {section.name for section in PERSONAL}


def test_every_column_is_told_or_listed_here() -> None:
    """A new column must be put into its `PersonalRows`, or among those that are not told."""
    for section in PERSONAL:
        columns = {column.name for column in section.model.__table__.columns} - {section.owner.key}
        shown = {column.key for column in section.shown}
        assert columns - shown == NOT_TOLD.get(section.model.__tablename__, set()) - {section.owner.key}, section.name


def test_every_table_that_names_a_person_is_covered() -> None:
    """A new table with somebody's id must say how it is exported and erased."""
    covered = {section.model.__tablename__ for section in PERSONAL}
    assert {table.name for table in db.metadata.sorted_tables if owners(table)} - covered == set()


def test_within_the_grace_period_one_can_log_in_and_stay(
    app: Flask, kim: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim.post(f"{ME}/deletion")
    later(monkeypatch, days=13)
    login = {"username": f"{MARK}kim", "password": PASSWORD}
    assert app.test_client().post("/api/v0/auth/login", json=login).status_code == 200
