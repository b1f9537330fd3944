"""Reading the chain from its beginning to its end, and saying every place where it does not hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import Connection, func, select

from detomo.audit.actions import Action
from detomo.audit.lines import StoredLine, stored_lines
from detomo.audit.models import AuditHead, AuditLine
from detomo.audit.service import KEY
from detomo.extensions import db

_LINES, _HEAD = AuditLine.__table__, AuditHead.__table__


class Finding(StrEnum):
    CHANGED = "changed"  # content or place of the line is not what its hash was made from
    REMOVED = "removed"  # lines are missing before this one
    FORGED = "forged"  # the hash holds, but the seal is not ours, and nobody vouched for a line after it
    CUT_OFF = "cut_off"  # lines are missing at the end
    ADDED = "added"  # lines after the end
    HEAD = "head"  # the head, or the head that was noted, is another than the chain's
    PURGE = "purge"  # lines are missing at the beginning, and no line tells of a purge
    BLANKED = "blanked"  # the address was erased, of somebody whose account is not being erased


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: note it elsewhere, and whatever is removed up to it is found."""

    line_id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.line_id}:{self.hash}"


NO_HEAD = Head(0, "")


@dataclass(slots=True)
class Verification:
    """`findings` are (line, what). `foreign_seals` counts the lines of an earlier SECRET_KEY that were vouched for."""

    head: Head
    lines: int = 0
    foreign_seals: int = 0
    findings: list[tuple[int, Finding]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings


def current_head() -> Head:
    with db.engine.connect() as connection:
        row = connection.execute(select(_HEAD)).one()
    return Head(row.line_id, row.hash)


def verify(noted: Head | None = None, *, vouched: Head = NO_HEAD) -> Verification:
    """Check every line up to the present head, and a head that was noted earlier. Lines written meanwhile wait.

    Up to `vouched`, or what `adopt` has recorded of such a head, lines may be sealed under another key.
    """
    with _snapshot() as connection:
        head = connection.execute(select(_HEAD).where(AuditHead.id == 1)).first()
        if head is None or not isinstance(head.line_id, int) or not isinstance(head.purged_id, int):
            return Verification(NO_HEAD, findings=[(0, Finding.HEAD)])
        found = Verification(Head(head.line_id, head.hash))
        walk = _Walk(found, head, noted, max(vouched, _adopted(connection), key=lambda one: one.line_id))
        for line in stored_lines(connection, _LINES.c.id > head.purged_id, _LINES.c.id <= head.line_id):
            walk.step(line)
        walk.finish(head)
        found.findings += [(line_id, Finding.ADDED) for line_id in _beyond_the_end(connection)]
    return found


class _Walk:
    """What is known of the chain up to a line."""

    def __init__(self, found: Verification, head: Any, noted: Head | None, vouched: Head) -> None:
        self._found = found
        self._last_id, self._last_hash = head.purged_id, head.purged_hash
        self._heads = [one for one in (noted, vouched) if one]
        self._vouched_id = vouched.line_id
        self._key = current_app.extensions[KEY]
        self._purge: tuple[object, object] = (0, "")
        self._blanked: dict[object, int] = {}
        self._erased: set[str] = set()

    def step(self, line: StoredLine) -> None:
        if line.id != self._last_id + 1:
            self._say(line.id, Finding.REMOVED)
        elif not line.follows(self._last_hash):
            self._say(line.id, Finding.CHANGED)
        self._check_seal(line)
        self._check_noted(line.id, line.hash)
        self._learn(line)
        self._last_id, self._last_hash = line.id, line.hash
        self._found.lines += 1

    def finish(self, head: Any) -> None:
        if self._last_id != head.line_id:
            self._say(self._last_id, Finding.CUT_OFF)
        elif self._last_hash != head.hash:
            self._say(self._last_id, Finding.HEAD)
        if head.purged_id and self._purge != (head.purged_id, head.purged_hash):
            self._say(head.purged_id, Finding.PURGE)
        for actor, line_id in self._blanked.items():
            if str(actor) not in self._erased:
                self._say(line_id, Finding.BLANKED)
        self._check_noted(head.purged_id, head.purged_hash)
        if any(noted.line_id > self._last_id for noted in self._heads):
            self._say(self._last_id, Finding.CUT_OFF)

    def _learn(self, line: StoredLine) -> None:
        if line.is_blank:
            self._blanked.setdefault(line.actor_id, line.id)
        if line.action == Action.AUDIT_PURGED:
            self._purge = line.fact("through"), line.fact("hash")
        elif line.action in (Action.DELETION_ASKED, Action.ACCOUNT_DELETED):
            self._erased.add(line.target)
        elif line.action == Action.DELETION_CANCELLED:
            self._erased.discard(line.target)

    def _check_seal(self, line: StoredLine) -> None:
        if line.is_sealed(self._key):
            return
        if line.id <= self._vouched_id:
            self._found.foreign_seals += 1
        else:
            self._say(line.id, Finding.FORGED)

    def _check_noted(self, line_id: int, line_hash: object) -> None:
        if any(noted.line_id == line_id and noted.hash != line_hash for noted in self._heads if noted.hash):
            self._say(line_id, Finding.HEAD)

    def _say(self, line_id: int, finding: Finding) -> None:
        if (line_id, finding) not in self._found.findings[-1:]:
            self._found.findings.append((line_id, finding))


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection that sees one state, so that a purge meanwhile looks like nothing that it is not."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # pysqlite begins none for reading
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _adopted(connection: Connection) -> Head:
    """The last head that a line of the chain, sealed by us, vouches for. The walk finds one that was tampered with."""
    key = current_app.extensions[KEY]
    adopting = stored_lines(connection, _LINES.c.action == Action.AUDIT_ADOPTED)
    heads = [Head(line.fact("through"), line.fact("hash")) for line in adopting if line.is_sealed(key)]
    return max(
        (head for head in heads if isinstance(head.line_id, int)), key=lambda head: head.line_id, default=NO_HEAD
    )


def _beyond_the_end(connection: Connection) -> list[int]:
    """The first line with an id that the head has not given yet."""
    end = select(_HEAD.c.line_id).scalar_subquery()
    first = connection.scalar(select(func.min(_LINES.c.id)).where(_LINES.c.id > end))
    return [] if first is None else [first]
