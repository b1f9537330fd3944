"""Reading the chain from its beginning to its end, and saying every place where it does not hold."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import Connection, func, select

from detomo.audit.actions import Action
from detomo.audit.chain import address_digest, hash_of, seal_of
from detomo.audit.models import AuditHead, AuditLine
from detomo.audit.service import KEY
from detomo.extensions import db

_LINES, _HEAD = AuditLine.__table__, AuditHead.__table__
_BATCH = 2_000


class Finding(StrEnum):
    CHANGED = "changed"  # content or place of the line is not what its hash was made from
    REMOVED = "removed"  # lines are missing before this one
    FORGED = "forged"  # the hash holds, but the seal is not ours
    CUT_OFF = "cut_off"  # lines are missing at the end
    ADDED = "added"  # lines after the end
    HEAD = "head"  # the head, or the head that was noted, is another than the chain's
    PURGE = "purge"  # lines are missing at the beginning, and no line tells of a purge


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: note it elsewhere, and whatever is removed up to it is found."""

    line_id: int
    hash: str

    def __str__(self) -> str:
        return f"{self.line_id}:{self.hash}"


@dataclass(slots=True)
class Verification:
    """`findings` are (line, what). `foreign_seals` counts the lines before the first seal of the present SECRET_KEY."""

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


def verify(noted: Head | None = None) -> Verification:
    """Check every line up to the present head, and a head that was noted earlier. Lines written meanwhile wait."""
    with db.engine.connect() as connection:
        head = connection.execute(select(_HEAD)).one()
        found = Verification(Head(head.line_id, head.hash))
        walk = _Walk(found, head.purged_id, head.purged_hash, noted)
        for line in _lines(connection, head):
            walk.step(line)
        walk.finish(head)
        found.findings += [(line_id, Finding.ADDED) for line_id in _beyond_the_end(connection)]
    return found


class _Walk:
    """What is known of the chain up to a line."""

    def __init__(self, found: Verification, last_id: int, last_hash: str, noted: Head | None) -> None:
        self._found = found
        self._last_id, self._last_hash = last_id, last_hash
        self._noted = noted
        self._key = current_app.extensions[KEY]
        self._sealed = False
        self._purge: tuple[object, object] = (0, "")

    def step(self, line: Any) -> None:
        if line.id != self._last_id + 1:
            self._say(line.id, Finding.REMOVED)
        elif line.hash != hash_of(self._last_hash, line.id, line._mapping) or not _address_holds(line):
            self._say(line.id, Finding.CHANGED)
        self._check_seal(line)
        self._check_noted(line.id, line.hash)
        if line.action == Action.AUDIT_PURGED:
            self._purge = _purge_of(line.details)
        self._last_id, self._last_hash = line.id, line.hash
        self._found.lines += 1

    def finish(self, head: Any) -> None:
        if self._last_id != head.line_id:
            self._say(self._last_id, Finding.CUT_OFF)
        elif self._last_hash != head.hash:
            self._say(self._last_id, Finding.HEAD)
        if head.purged_id and self._purge != (head.purged_id, head.purged_hash):
            self._say(head.purged_id, Finding.PURGE)
        if self._found.lines and not self._sealed:
            self._say(self._last_id, Finding.FORGED)
        self._check_noted(head.purged_id, head.purged_hash)
        if self._noted and self._noted.line_id > self._last_id:
            self._say(self._last_id, Finding.CUT_OFF)

    def _check_seal(self, line: Any) -> None:
        if line.seal == seal_of(self._key, line.hash):
            self._sealed = True
        elif self._sealed:
            self._say(line.id, Finding.FORGED)
        else:
            self._found.foreign_seals += 1

    def _check_noted(self, line_id: int, line_hash: str) -> None:
        if self._noted and self._noted.line_id == line_id and self._noted.hash != line_hash:
            self._say(line_id, Finding.HEAD)

    def _say(self, line_id: int, finding: Finding) -> None:
        if (line_id, finding) not in self._found.findings[-1:]:
            self._found.findings.append((line_id, finding))


def _lines(connection: Connection, head: Any) -> Iterator[Any]:
    chosen = _LINES.c.id > head.purged_id, _LINES.c.id <= head.line_id
    lines = select(_LINES).where(*chosen).order_by(_LINES.c.id)
    return iter(connection.execution_options(yield_per=_BATCH).execute(lines))


def _beyond_the_end(connection: Connection) -> list[int]:
    """Lines with ids that the head has not given yet: in one statement, so that a line in the making is none."""
    end = select(_HEAD.c.line_id).scalar_subquery()
    first = connection.scalar(select(func.min(_LINES.c.id)).where(_LINES.c.id > end))
    return [] if first is None else [first]


def _address_holds(line: Any) -> bool:
    """An erased address is in order; another one is not."""
    is_erased = not line.address and not line.address_salt
    return is_erased or address_digest(line.address_salt, line.address) == line.address_digest


def _purge_of(details: str) -> tuple[object, object]:
    facts = json.loads(details)
    return facts.get("through"), facts.get("hash")
