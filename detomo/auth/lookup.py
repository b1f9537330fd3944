"""Finding accounts, and giving them as the `Caller` that crosses into other features."""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update

from detomo.auth.models import User
from detomo.auth.names import name_key
from detomo.crypto import blind_indexes
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.roles.service import permissions_of, with_permissions

ACCOUNT_COLUMNS = (User.id, User.email, User.username, User.role, User.is_active, User.created_at)
ACCOUNTS = with_permissions(select(*ACCOUNT_COLUMNS), User.role)


class UserUnknown(ServiceError):
    status = 404
    code = "user_unknown"


def named(*names: str) -> Select[tuple[User]]:
    """The users that one of the names, in any spelling, is the user name or the e-mail address of."""
    keys = [name_key(name) for name in names]
    addresses = [index for key in keys for index in blind_indexes(key)]
    return select(User).where(or_(User.username_key.in_(keys), User.email_key.in_(addresses)))


def with_address(address: str) -> Select[tuple[User]]:
    """The user with this e-mail address, in any spelling."""
    return select(User).where(User.email_key.in_(blind_indexes(name_key(address))))


def find(name: str) -> User:
    """Raises `UserUnknown`."""
    user = db.session.scalars(named(name)).first()
    if user is None:
        raise UserUnknown(name=name)
    return user


def account_of(user_id: int) -> Caller:
    """The account with this id, which must exist."""
    return caller_from(db.session.execute(ACCOUNTS.where(User.id == user_id)).one())


def hold(user_id: int, *unchanged: ColumnElement[bool]) -> bool:
    """Let nobody else change this account until this transaction of `db.session` ends: log-ins, resets and the rest
    take turns. Tell whether it is active, and whether what was read of it before is `unchanged`.
    """
    held = update(User).where(User.id == user_id, User.is_active, *unchanged).values(updated_at=User.updated_at)
    return db.session.scalar(held.returning(User.id)) is not None


def caller_from(row: Any, **more: Any) -> Caller:
    """From a row of `ACCOUNTS`, with `more` of the caller's fields."""
    values = {column.key: getattr(row, column.key) for column in ACCOUNT_COLUMNS}
    return Caller(**values, permissions=permissions_of(row.role, row.role_permissions), **more)
