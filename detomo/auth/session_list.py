"""A user's own sessions, as they see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from detomo import clock
from detomo.auth.devices import device_name
from detomo.auth.models import Session
from detomo.auth.sessions import is_alive
from detomo.extensions import db


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its owner sees it."""

    id: str
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    has_second_factor: bool
    is_current: bool


def sessions_of(user_id: int, current_id: str, idle: timedelta) -> list[OwnSession]:
    """The living sessions of a user, the last used first."""
    now = clock.utcnow()
    alive = select(Session).where(Session.user_id == user_id, *is_alive(now, idle))
    return [_own(row, current_id) for row in db.session.scalars(alive.order_by(Session.last_used_at.desc()))]


def _own(row: Session, current_id: str) -> OwnSession:
    return OwnSession(
        id=row.id,
        device=device_name(row.user_agent),
        address=row.address,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        has_second_factor=row.has_second_factor,
        is_current=row.id == current_id,
    )
