"""Writing lines. A line belongs to the transaction of the act that it tells of: both are stored, or neither.

The chain has one end, so its writers take turns. They do for the last step of a transaction only: lines wait until the
session commits, and only then is the head's row locked.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import bindparam, event, insert, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from detomo import clock
from detomo.audit.actions import Action, Outcome
from detomo.audit.chain import address_digest, hash_of, key_of, seal_of
from detomo.audit.models import AuditHead, AuditLine
from detomo.extensions import db
from detomo.origin import Origin, current_origin

__all__ = ["Action", "Entry", "Outcome", "append", "entry", "record", "record_alone"]

Fact = str | int | bool
KEY, _WAITING = "detomo_audit_key", "audit"
_LONGEST = {"target": 200, "address": 64, "request_id": 64, "session_id": 64}
_NEXT = update(AuditHead.__table__).values(line_id=AuditHead.line_id + bindparam("count"))
_NEXT = _NEXT.returning(AuditHead.line_id, AuditHead.hash)
_APPEND = insert(AuditLine.__table__)
_MOVE = update(AuditHead.__table__).values(hash=bindparam("new_hash"))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line will say; its moment is that of its writing."""

    action: Action
    outcome: Outcome
    actor_id: int | None
    target: str
    details: str
    origin: Origin


def init_app(app: Flask) -> None:
    app.extensions[KEY] = key_of(app.config["SETTINGS"].secret_key.get_secret_value())


def entry(
    action: Action,
    *,
    outcome: Outcome = Outcome.SUCCESS,
    actor_id: int | None,
    target: str = "",
    details: Mapping[str, Fact] | None = None,
) -> Entry:
    """An entry for `append`, with where it comes from. Never put a secret, a question's rows or a name into it."""
    text = json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Entry(action, outcome, actor_id, target, text, current_origin())


def record(
    action: Action,
    *,
    outcome: Outcome = Outcome.SUCCESS,
    actor_id: int | None,
    target: str = "",
    details: Mapping[str, Fact] | None = None,
) -> None:
    """Add a line to the current transaction of `db.session`; the caller commits."""
    session = db.session()
    if not session.in_transaction():
        session.begin()  # so that a rollback forgets the line
    made = entry(action, outcome=outcome, actor_id=actor_id, target=target, details=details)
    session.info.setdefault(_WAITING, []).append(made)


def record_alone(action: Action, *, actor_id: int | None, **what: Any) -> None:
    """Store a line in a transaction of its own: of an act that failed there is nothing else to commit."""
    with db.engine.begin() as connection:
        append(connection, entry(action, actor_id=actor_id, **what))


def append(connection: Connection, *entries: Entry) -> None:
    """Write lines as the last step of the connection's transaction: the chain is locked until that ends."""
    last_id, previous = connection.execute(_NEXT, {"count": len(entries)}).one()
    key, lines = current_app.extensions[KEY], []
    for line_id, made in enumerate(entries, last_id - len(entries) + 1):
        line = _line(made)
        previous = hash_of(previous, line_id, line)
        lines.append({**line, "id": line_id, "hash": previous, "seal": seal_of(key, previous)})
    connection.execute(_APPEND, lines)
    connection.execute(_MOVE, {"new_hash": previous})


def _line(made: Entry) -> dict[str, Any]:
    values = {"action": str(made.action), "outcome": str(made.outcome), "actor_id": made.actor_id}
    texts = {"target": made.target, **asdict(made.origin)}
    cut = {name: text[: _LONGEST[name]] for name, text in texts.items()}
    salt = secrets.token_hex(16)
    known = {"address_salt": salt, "address_digest": address_digest(salt, cut["address"])}
    return {**values, **cut, **known, "details": made.details, "at": clock.utcnow()}


def _write_waiting(session: Session) -> None:
    waiting: Sequence[Entry] = session.info.get(_WAITING, ())
    if waiting and not session.in_nested_transaction():
        session.flush()  # everything else first: the head stays locked from here to the commit
        append(session.connection(), *waiting)
        session.info.pop(_WAITING)


def _forget_waiting(session: Session) -> None:
    session.info.pop(_WAITING, None)


event.listen(db.session, "before_commit", _write_waiting)
event.listen(db.session, "after_rollback", _forget_waiting)
