"""Rows of answers do not lie about for ever: `RESULT_RETENTION_DAYS` after they were read they go.

Questions and their SQL stay, so that whoever may see the rows today can have them again.
"""

from datetime import timedelta

import structlog

from detomo import clock
from detomo.http import current_settings
from detomo.query.models import StoredResult
from detomo.removal import MOMENT, removal, remove_in_batches

log = structlog.get_logger(__name__)

BATCH = 50  # bodies may be large
_REMOVAL = removal(StoredResult, StoredResult.updated_at < MOMENT)


def remove_old_rows() -> int:
    """Remove what is due, and give the number of answers that lost their rows."""
    days = current_settings().result_retention_days
    removed = remove_in_batches(_REMOVAL, clock.utcnow() - timedelta(days=days), BATCH) if days else 0
    if removed:
        log.info("old_results_removed", results=removed)
    return removed
