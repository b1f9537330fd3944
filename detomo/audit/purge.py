"""Retention: old lines go, and the chain can still be verified.

The last line that goes becomes the chain's beginning: its id and hash are kept in the head, and in a line of the chain
itself that tells of the purge. The database lets lines be removed up to there and no further.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from detomo.audit.models import AuditHead, AuditLine
from detomo.audit.service import Action, append, entry
from detomo.audit.verify import verify
from detomo.exceptions import ServiceError
from detomo.extensions import db

_BATCH = 5_000
_LINES, _HEAD = AuditLine.__table__, AuditHead.__table__
_BEGIN_AT = update(_HEAD).values(purged_id=bindparam("through"), purged_hash=bindparam("through_hash"))
_LOCK = update(_HEAD).values(purged_id=_HEAD.c.purged_id).returning(_HEAD)  # of two purges at once one goes first


class ChainBroken(ServiceError):
    """What is not in order is not purged: the evidence would go with it."""

    status = 409
    code = "audit_broken"


@dataclass(frozen=True, slots=True)
class Purged:
    """Lines up to `through` are gone; `lines` of them by this purge."""

    through: int
    lines: int


def purge(before: datetime) -> Purged:
    """Remove all lines older than a moment. Raises `ChainBroken`. One that was interrupted is ended by the next."""
    if not verify().holds:
        raise ChainBroken
    with db.engine.begin() as connection:
        head = connection.execute(_LOCK).one()
        newer = connection.scalar(select(func.min(_LINES.c.id)).where(_LINES.c.at >= before))
        through = head.line_id if newer is None else newer - 1
        if through > head.purged_id:
            through_hash = connection.scalar(select(_LINES.c.hash).where(_LINES.c.id == through))
            connection.execute(_BEGIN_AT, {"through": through, "through_hash": through_hash})
            facts = {"through": through, "hash": through_hash, "lines": through - head.purged_id}
            append(connection, entry(Action.AUDIT_PURGED, actor_id=None, target=str(through), details=facts))
    return Purged(max(through, head.purged_id), _remove_purged())


def _remove_purged() -> int:
    """In short transactions, so that nobody who asks a question waits for it."""
    removed = 0
    old = select(_LINES.c.id).where(_LINES.c.id <= select(_HEAD.c.purged_id).scalar_subquery())
    while True:
        with db.engine.begin() as connection:
            batch = old.order_by(_LINES.c.id).limit(_BATCH)
            gone = connection.execute(delete(_LINES).where(_LINES.c.id.in_(batch))).rowcount
        removed += gone
        if gone < _BATCH:
            return removed
