"""Retention"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from detomo import clock
from detomo.audit import purge as purging
from detomo.audit import verify as verifying
from detomo.audit.purge import ChainBroken, purge
from detomo.audit.service import Action, record_alone
from detomo.audit.verify import Head, verify
from detomo.extensions import db

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ten_days(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line a day, for ten days."""
    for day in range(10):
        monkeypatch.setattr(clock, "utcnow", lambda day=day: START + timedelta(days=day))
        record_alone(Action.ASKED, actor_id=day)


def ids() -> list[int]:
    with db.engine.connect() as connection:
        return list(connection.scalars(text("SELECT id FROM audit_lines ORDER BY id")))


def test_older_lines_go_and_the_rest_holds() -> None:
    done = purge(START + timedelta(days=4))
    assert (done.lines, done.through) == (4, 4)
    assert ids() == [5, 6, 7, 8, 9, 10, 11]
    assert verify().holds


def test_everything_may_go() -> None:
    assert purge(START + timedelta(days=99)).lines == 10
    assert (ids(), verify().holds) == ([11], True)


def test_nothing_to_do_writes_nothing() -> None:
    assert purge(START).lines == 0
    assert len(ids()) == 10


def test_purges_follow_each_other() -> None:
    for day in (2, 5, 30):
        purge(START + timedelta(days=day))
    assert verify().holds
    record_alone(Action.ASKED, actor_id=1)
    assert verify().holds


def test_a_broken_chain_is_left_as_it_is(unguarded: Callable[..., None]) -> None:
    unguarded("UPDATE audit_lines SET actor_id = 99 WHERE id = 2")
    with pytest.raises(ChainBroken):
        purge(START + timedelta(days=4))
    assert len(ids()) == 10


def test_a_purge_while_somebody_verifies_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    adopted = verifying._adopted
    with monkeypatch.context() as patch:

        def purged_meanwhile(connection: Connection) -> Head:
            patch.undo()
            purge(START + timedelta(days=4))
            return adopted(connection)

        patch.setattr(verifying, "_adopted", purged_meanwhile)
        patched = verify()
    assert (patched.findings, patched.lines, ids()[0]) == ([], 10, 5)


def test_an_interrupted_purge_is_ended_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(purging, "_remove_purged", lambda: 0)
        purge(START + timedelta(days=4))
    assert (len(ids()), verify().holds) == (11, True)
    assert purge(START).lines == 4
    assert ids()[0] == 5


def test_what_a_purge_leaves_cannot_be_removed() -> None:
    purge(START + timedelta(days=4))
    with pytest.raises(Exception, match="audit lines cannot be"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_lines WHERE id = 5"))


def test_lines_removed_beyond_the_purge_are_found(unguarded: Callable[..., None]) -> None:
    purge(START + timedelta(days=4))
    unguarded("DELETE FROM audit_lines WHERE id = 5")
    assert not verify().holds
