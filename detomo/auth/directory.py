"""Looking through all accounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from detomo.auth.lookup import UserUnknown
from detomo.auth.models import Session, User
from detomo.auth.names import LOCAL_NAME, name_key
from detomo.auth.second_factor import HAS_FACTOR
from detomo.crypto import blind_indexes
from detomo.extensions import db

_BATCH = 500
COLUMNS = (User.id, User.email, User.username, User.role, User.is_active, User.created_at, User.email_verified_at)
_LAST_USE = select(func.max(Session.last_used_at)).where(Session.user_id == User.id).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Entry:
    """An account as administrators see it. `last_used_at` is that of the sessions that are still known."""

    id: int
    email: str
    username: str
    role: str
    is_active: bool
    created_at: datetime
    email_verified_at: datetime | None
    has_second_factor: bool
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """None holds for every account. `text` is part of a user name, or a whole e-mail address: those are encrypted."""

    text: str | None = None
    role: str | None = None
    is_active: bool | None = None


def search(wanted: Wanted, *, limit: int, offset: int) -> tuple[list[Entry], int]:
    """One page in the order of joining, and how many there are."""
    conditions = _conditions(wanted)
    total = db.session.scalar(select(func.count()).select_from(User).where(*conditions)) or 0
    return _read(_entries(conditions).limit(limit).offset(offset)), total


def every(wanted: Wanted) -> Iterator[list[Entry]]:
    """All that match, a batch at a time."""
    last_id = 0
    while batch := _read(_entries([*_conditions(wanted), User.id > last_id]).limit(_BATCH)):
        yield batch
        last_id = batch[-1].id


def entry_of(user_id: int) -> Entry:
    """Raises `UserUnknown`."""
    found = _read(_entries([User.id == user_id]))
    if not found:
        raise UserUnknown(name=user_id)
    return found[0]


def _entries(conditions: list[ColumnElement[bool]]) -> Any:
    more = HAS_FACTOR.label("has_second_factor"), _LAST_USE.label("last_used_at")
    return select(*COLUMNS, *more).where(*conditions).order_by(User.id)


def _read(statement: Any) -> list[Entry]:
    return [Entry(**row._mapping) for row in db.session.execute(statement)]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [User.username_key != LOCAL_NAME]
    if wanted.text:
        key = name_key(wanted.text)
        by_name = User.username_key.contains(key, autoescape=True)
        conditions.append(or_(by_name, User.email_key.in_(blind_indexes(key))))
    if wanted.role is not None:
        conditions.append(User.role == wanted.role)
    if wanted.is_active is not None:
        conditions.append(User.is_active == wanted.is_active)
    return conditions
