"""Where people came from does not lie about for ever: what no longer tells a place as known goes."""

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Integer, bindparam, delete, or_, select, tuple_

from detomo import clock
from detomo.auth.attempts import KNOWN_FOR
from detomo.auth.models import KnownAddress, Session
from detomo.extensions import db
from detomo.orm import UtcDateTime

log = structlog.get_logger(__name__)

BATCH = 500


def remove_old_places() -> int:
    """Remove sessions that ended, and addresses that were last proved, more than `KNOWN_FOR` ago, in short
    transactions; give how many. Several workers may do so at once.
    """
    moment = clock.utcnow() - KNOWN_FOR
    removed = sum(_remove(removal, moment) for removal in _REMOVALS)
    if removed:
        log.info("old_places_removed", places=removed)
    return removed


def _remove(removal: Any, moment: datetime) -> int:
    removed = 0
    while True:
        with db.engine.begin() as connection:
            gone = connection.execute(removal, {"moment": moment, "batch": BATCH}).rowcount
        removed += gone
        if gone < BATCH:
            return removed


def _removal(model: Any, is_old: ColumnElement[bool]) -> Any:
    """A DELETE of the next batch that no other worker holds."""
    key = model.__table__.primary_key.columns
    following = select(*key).where(is_old).limit(bindparam("batch", type_=Integer)).with_for_update(skip_locked=True)
    return delete(model.__table__).where(is_old, tuple_(*key).in_(following))


_MOMENT: ColumnElement[datetime] = bindparam("moment", type_=UtcDateTime())
_REMOVALS = (
    _removal(Session, or_(Session.revoked_at < _MOMENT, Session.expires_at < _MOMENT)),
    _removal(KnownAddress, KnownAddress.last_proof_at < _MOMENT),
)
