"""Finding lines, newest first, and giving all that were found, oldest first, for export."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from detomo.audit.models import AuditLine
from detomo.extensions import db

_BATCH = 1_000
_LINES = AuditLine.__table__


@dataclass(frozen=True, slots=True)
class Filter:
    """What is None holds for every line. An `action` that ends in a dot, such as `rule.`, stands for all below it."""

    actor_id: int | None = None
    action: str | None = None
    outcome: str | None = None
    target: str | None = None
    address: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundLine:
    id: int
    at: datetime
    action: str
    outcome: str
    actor_id: int | None
    target: str
    address: str
    request_id: str
    session_id: str
    details: dict[str, Any]
    hash: str


def search(wanted: Filter, *, limit: int, below: int | None = None) -> list[FoundLine]:
    """The newest lines, of ids below one that an earlier page ended with."""
    chosen = [*_conditions(wanted), *([_LINES.c.id < below] if below is not None else [])]
    return _read(select(_LINES).where(*chosen).order_by(_LINES.c.id.desc()).limit(limit))


def every(wanted: Filter) -> Iterator[list[FoundLine]]:
    """All lines, a batch at a time; no transaction stays open between batches."""
    last_id = 0
    while batch := _read(
        select(_LINES).where(*_conditions(wanted), _LINES.c.id > last_id).order_by(_LINES.c.id).limit(_BATCH)
    ):
        yield batch
        last_id = batch[-1].id


def _read(statement: Any) -> list[FoundLine]:
    with db.engine.connect() as connection:
        return [_line(row) for row in connection.execute(statement)]


def _line(row: Any) -> FoundLine:
    values = {name: row._mapping[name] for name in FoundLine.__slots__}
    return FoundLine(**{**values, "details": _details(row.details)})


def _details(text: str) -> dict[str, Any]:
    """What somebody has changed must not hide the lines beside it."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"unreadable": text}


def _conditions(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    columns = _LINES.c
    equal = [
        columns[name] == value
        for name in ("actor_id", "outcome", "target", "address")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.action is not None:
        below = columns.action.startswith(wanted.action, autoescape=True)
        equal.append(below if wanted.action.endswith(".") else columns.action == wanted.action)
    if wanted.since is not None:
        equal.append(columns.at >= wanted.since)
    if wanted.until is not None:
        equal.append(columns.at < wanted.until)
    return equal
