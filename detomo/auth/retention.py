"""Where people came from does not lie about for ever: what no longer tells a place as known goes."""

import structlog
from sqlalchemy import or_

from detomo import clock
from detomo.auth.attempts import KNOWN_FOR
from detomo.auth.models import KnownAddress, Session
from detomo.removal import MOMENT, removal, remove_in_batches

log = structlog.get_logger(__name__)

BATCH = 500
_REMOVALS = (
    removal(Session, or_(Session.revoked_at < MOMENT, Session.expires_at < MOMENT)),
    removal(KnownAddress, KnownAddress.last_proof_at < MOMENT),
)


def remove_old_places() -> int:
    """Remove sessions that ended, and addresses that were last proved, more than `KNOWN_FOR` ago; give how many."""
    moment = clock.utcnow() - KNOWN_FOR
    removed = sum(remove_in_batches(each, moment, BATCH) for each in _REMOVALS)
    if removed:
        log.info("old_places_removed", places=removed)
    return removed
