"""What verification finds"""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from detomo import clock
from detomo.audit.adopt import adopt
from detomo.audit.chain import GENESIS, hash_of, key_of
from detomo.audit.models import AuditLine
from detomo.audit.purge import ChainBroken, purge
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


@pytest.mark.parametrize("first", [1, 3, LINES])
def test_hashes_made_anew_without_the_key_are_found(unguarded: Callable[..., None], first: int) -> None:
    write_anew(unguarded, first)
    record_alone(Action.LOGGED_IN, actor_id=1)  # a seal of ours after them does not vouch for them
    assert verify().findings == [(line, Finding.FORGED) for line in range(first, LINES + 1)]


def write_anew(unguarded: Callable[..., None], first: int) -> None:
    """Change lines and their hashes, as somebody can who owns the database and not the key."""
    previous, changes = GENESIS, []
    with db.engine.connect() as connection:
        lines = connection.execute(select(AuditLine.__table__).order_by(AuditLine.id)).all()
    for line in lines:
        content = {**line._mapping, "actor_id": 99} if line.id >= first else line._mapping
        previous = hash_of(previous, line.id, content)
        if line.id >= first:
            changes.append(f"UPDATE audit_lines SET actor_id = 99, hash = '{previous}' WHERE id = {line.id}")
    unguarded(*changes, f"UPDATE audit_head SET hash = '{previous}'")


@pytest.fixture
def noted(app: Flask) -> Head:
    """The head before SECRET_KEY was changed, and a line was written under the new one."""
    head = current_head()
    app.extensions[KEY] = key_of("another secret key of more than 32 characters")
    record_alone(Action.KEYS_ROTATED, actor_id=None)
    return head


def test_lines_of_an_earlier_key_hold_once_they_are_adopted(noted: Head) -> None:
    assert verify().findings == [(line, Finding.FORGED) for line in range(1, LINES + 1)]
    adopt(noted)
    assert (verify().holds, verify().foreign_seals) == (True, LINES)


def test_what_is_changed_after_an_adoption_is_found(noted: Head, unguarded: Callable[..., None]) -> None:
    adopt(noted)
    write_anew(unguarded, first=2)
    assert {line_id for line_id, _ in verify().findings} >= set(range(2, LINES + 1))


def test_what_was_changed_before_an_adoption_is_not_adopted(noted: Head, unguarded: Callable[..., None]) -> None:
    write_anew(unguarded, first=2)
    with pytest.raises(ChainBroken):
        adopt(noted)


def test_an_adoption_that_somebody_else_wrote_vouches_for_nothing(app: Flask, noted: Head) -> None:
    ours, app.extensions[KEY] = app.extensions[KEY], key_of("an attacker's guess")
    adopt(Head(LINES + 1, current_head().hash))
    app.extensions[KEY] = ours
    assert (LINES, Finding.FORGED) in verify().findings


def test_an_adopted_chain_can_be_purged(noted: Head) -> None:
    adopt(noted)
    purge(clock.utcnow())
    assert (verify().holds, verify().lines) == (True, 1)


ODD = ("'xx'", "'é'", "5", "NULL", "'[]'", "x'00ff'", "'99999-01-01 00:00:00'")


@pytest.mark.parametrize("column", [column.name for column in AuditLine.__table__.columns if column.name != "id"])
def test_any_value_in_any_column_is_named_with_its_line(unguarded: Callable[..., None], column: str) -> None:
    record_alone(Action.AUDIT_PURGED, actor_id=3, target="0", details={"through": 0})
    for odd in ODD:
        with suppress(DBAPIError):  # the column does not take it
            change(unguarded, column, odd)
            found = {line_id for line_id, _ in verify().findings}
            unguarded(f"UPDATE audit_lines SET {column} = (SELECT {column} FROM kept) WHERE id = 7", "DROP TABLE kept")
            assert 7 in found, odd
            assert verify().holds


def change(unguarded: Callable[..., None], column: str, odd: str) -> None:
    unguarded(
        "CREATE TABLE kept AS SELECT * FROM audit_lines WHERE id = 7",
        f"UPDATE audit_lines SET {column} = {odd} WHERE id = 7",
    )


@pytest.mark.parametrize("row", ["purged_id = -1", "line_id = NULL", "purged_hash = 'x'", "hash = ''"])
def test_any_head_that_is_not_the_chains_is_found(unguarded: Callable[..., None], row: str) -> None:
    with suppress(DBAPIError):  # NULL
        unguarded(f"UPDATE audit_head SET {row}")
        assert not verify().holds


def test_a_head_that_is_gone_is_found(unguarded: Callable[..., None]) -> None:
    unguarded("DELETE FROM audit_head")
    assert verify().findings == [(0, Finding.HEAD)]


def test_only_who_is_being_erased_loses_their_addresses(unguarded: Callable[..., None]) -> None:
    erase = "UPDATE audit_lines SET address = '', address_salt = '' WHERE actor_id = 2"
    unguarded(erase)
    assert verify().findings == [(3, Finding.BLANKED)]
    record_alone(Action.DELETION_ASKED, actor_id=2, target="2")
    assert verify().holds
    record_alone(Action.DELETION_CANCELLED, actor_id=2, target="2")
    assert verify().findings == [(3, Finding.BLANKED)]
    record_alone(Action.ACCOUNT_DELETED, actor_id=2, target="2")
    assert verify().holds


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
