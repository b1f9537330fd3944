"""What verification finds"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from detomo.audit.chain import GENESIS, hash_of, key_of
from detomo.audit.models import AuditLine
from detomo.audit.service import KEY, Action, Outcome, record_alone
from detomo.audit.verify import Finding, Head, current_head, verify
from detomo.extensions import db

CASES = [json.loads(line) for line in Path(__file__).with_name("cases.jsonl").read_text("utf-8").splitlines()]
LINES = 6


@pytest.fixture(autouse=True)
def written(app: Flask) -> None:
    for number in range(LINES):
        details = {"number": number, "text": "監査 é"}
        record_alone(Action.LOGGED_IN, outcome=Outcome.FAILURE, actor_id=number or None, details=details)


def test_an_untouched_chain_holds() -> None:
    found = verify()
    assert (found.holds, found.lines, found.foreign_seals) == (True, LINES, 0)
    assert found.head == current_head() and found.head.line_id == LINES


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_was_done_is_found(unguarded: Callable[..., None], case: dict[str, Any]) -> None:
    unguarded(*case["sql"])
    assert [list(finding) for finding in verify().findings] == case["found"]


def test_a_tail_cut_off_with_its_head_is_found_by_a_head_noted_before(unguarded: Callable[..., None]) -> None:
    noted = current_head()
    unguarded(
        "DELETE FROM audit_lines WHERE id > 4",
        "UPDATE audit_head SET line_id = 4, hash = (SELECT hash FROM audit_lines WHERE id = 4)",
    )
    assert verify().holds
    assert verify(noted).findings == [(4, Finding.CUT_OFF)]


def test_a_chain_written_anew_is_found_by_a_head_noted_before() -> None:
    assert verify(Head(3, GENESIS)).findings == [(3, Finding.HEAD)]


def test_hashes_made_anew_without_the_key_are_found(unguarded: Callable[..., None]) -> None:
    previous, changes = GENESIS, []
    with db.engine.connect() as connection:
        lines = connection.execute(select(AuditLine.__table__).order_by(AuditLine.id)).all()
    for line in lines:
        content = {**line._mapping, "actor_id": 99} if line.id >= 3 else line._mapping
        previous = hash_of(previous, line.id, content)
        if line.id >= 3:
            changes.append(f"UPDATE audit_lines SET actor_id = 99, hash = '{previous}' WHERE id = {line.id}")
    unguarded(*changes, f"UPDATE audit_head SET hash = '{previous}'")
    assert verify().findings == [(line, Finding.FORGED) for line in range(3, LINES + 1)]


def test_after_another_secret_key_the_older_lines_hold_by_their_hashes(app: Flask) -> None:
    app.extensions[KEY] = key_of("another secret key of more than 32 characters")
    record_alone(Action.KEYS_ROTATED, actor_id=None)
    assert (verify().holds, verify().foreign_seals) == (True, LINES)


def test_a_chain_without_one_seal_of_ours_does_not_hold(app: Flask) -> None:
    app.extensions[KEY] = key_of("another secret key of more than 32 characters")
    assert verify().findings == [(LINES, Finding.FORGED)]


FORBIDDEN = [
    "UPDATE audit_lines SET outcome = 'success'",
    "DELETE FROM audit_lines WHERE id = 1",
    "DELETE FROM audit_lines",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_refuses_changes(statement: str) -> None:
    with pytest.raises(Exception, match="audit lines cannot be"), db.engine.begin() as connection:
        connection.execute(text(statement))
    assert verify().holds


def test_postgres_refuses_truncate(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(Exception, match="audit lines cannot be"), db.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit_lines"))
