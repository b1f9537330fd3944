"""There is always somebody left who can administer."""

from sqlalchemy import func, select

from detomo.auth.models import User
from detomo.auth.names import LOCAL_NAME
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Role


class LastAdmin(ServiceError):
    status = 409
    code = "last_admin"


def refuse_last_admin(user: User) -> None:
    """Raise `LastAdmin` if nobody else is an active administrator. True to the commit behind `roles.service.hold`."""
    if user.role == Role.ADMIN and user.is_active and not _others(user):
        db.session.rollback()
        raise LastAdmin


def _others(user: User) -> int:
    admins = select(func.count()).select_from(User).where(User.role == Role.ADMIN, User.is_active)
    return db.session.scalar(admins.where(User.id != user.id, User.username_key != LOCAL_NAME)) or 0
