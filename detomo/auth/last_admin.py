"""There is always somebody left who can administer, also once all who asked to be erased are."""

from sqlalchemy import column, func, select, table

from detomo.auth.models import User
from detomo.auth.names import LOCAL_NAME
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Role

_DELETIONS = table("privacy_jobs", column("user_id"), column("kind"), column("status"))  # of another feature


class LastAdmin(ServiceError):
    status = 409
    code = "last_admin"


def refuse_last_admin(user: User) -> None:
    """Raise `LastAdmin` if nobody else is an active administrator. True to the commit behind `roles.service.hold`."""
    if user.role == Role.ADMIN and user.is_active and not _others(user):
        db.session.rollback()
        raise LastAdmin


def _others(user: User) -> int:
    leaving = select(_DELETIONS.c.user_id).where(_DELETIONS.c.kind == "deletion", _DELETIONS.c.status == "waiting")
    admins = select(func.count()).where(User.role == Role.ADMIN, User.is_active, User.id.not_in(leaving))
    return db.session.scalar(admins.where(User.id != user.id, User.username_key != LOCAL_NAME)) or 0
