"""Rows of answers do not lie about for ever: `RESULT_RETENTION_DAYS` after they were read they go.

Questions and their SQL stay, so that whoever may see the rows today can have them again.
"""

from datetime import timedelta

import structlog
from sqlalchemy import Integer, bindparam, delete, select

from detomo import clock
from detomo.extensions import db
from detomo.http import current_settings
from detomo.query.models import StoredResult

log = structlog.get_logger(__name__)

BATCH = 50  # bodies may be large, and SQLite lets nobody else write meanwhile
_IS_OLD = StoredResult.updated_at < bindparam("moment")
_NEXT = (
    select(StoredResult.question_id)
    .where(_IS_OLD)
    .limit(bindparam("batch", type_=Integer))
    .with_for_update(skip_locked=True)
)
_REMOVE = delete(StoredResult.__table__).where(_IS_OLD, StoredResult.question_id.in_(_NEXT))


def remove_old_rows() -> int:
    """Remove what is due, in short transactions, and give the number of answers that lost their rows.

    Several workers may do so at once: each takes what no other holds.
    """
    days = current_settings().result_retention_days
    removed = _remove(timedelta(days=days)) if days else 0
    if removed:
        log.info("old_results_removed", results=removed)
    return removed


def _remove(kept: timedelta) -> int:
    moment, removed = clock.utcnow() - kept, 0
    while True:
        with db.engine.begin() as connection:
            gone = connection.execute(_REMOVE, {"moment": moment, "batch": BATCH}).rowcount
        removed += gone
        if gone < BATCH:
            return removed
