"""Accounts and sessions. A session is one login; its row is the truth that every worker asks for every request."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from detomo import clock
from detomo.auth.models import Session, User
from detomo.auth.names import name_key
from detomo.auth.passwords import UNUSABLE, dummy_hash, hash_password, hashing_slot, matches
from detomo.crypto import blind_index, blind_indexes
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller, Role
from detomo.roles.service import permissions_of, with_permissions

LOCAL_NAME = "local"  # the user of AUTH_REQUIRED=false; nobody can register it


class UserExists(ServiceError):
    code = "user_exists"


class UserUnknown(ServiceError):
    status = 404
    code = "user_unknown"


class LoginFailed(ServiceError):
    status = 401
    code = "login_failed"


class InactiveUser(ServiceError):
    code = "inactive_user"


class TokenRevoked(ServiceError):
    status = 401
    code = "token_revoked"


class TokenUnknown(ServiceError):
    status = 401
    code = "token_invalid"


@dataclass(frozen=True, slots=True)
class Grant:
    """What tokens are made from: `refresh_id` is the id (`jti`) of the one refresh token that counts."""

    user_id: int
    session_id: str
    refresh_id: str


def register(email: str, username: str, password: str, *, rounds: int, role: str = Role.ANALYST) -> Caller:
    """Make a user; raise `UserExists` when the name or the address is taken in any spelling."""
    taken = _named(username, email).with_only_columns(User.id)
    _refuse_taken(taken, username)
    with hashing_slot():
        _refuse_taken(taken, username)  # of many at once for one name, only the first few pay for a hash
        password_hash = hash_password(password, rounds)
    return _add(_user(email, username, password_hash, role))


def _refuse_taken(taken: Select[tuple[int]], username: str) -> None:
    if name_key(username) == LOCAL_NAME or db.session.scalar(taken) is not None:
        raise UserExists
    db.session.rollback()  # hashing takes long: the connection goes back to the pool


def _user(email: str, username: str, password_hash: str, role: str) -> User:
    return User(
        email=email,
        email_key=blind_index(name_key(email)),
        username=username,
        username_key=name_key(username),
        password_hash=password_hash,
        role=role,
    )


def _add(user: User) -> Caller:
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError as err:
        db.session.rollback()
        raise UserExists from err
    return _account(user)


def log_in(username: str, password: str, *, rounds: int, lifetime: timedelta) -> Grant:
    """Open a session. Unknown, inactive and mistaken users get the same answer after the same work."""
    row = db.session.execute(_named(username).with_only_columns(User.id, User.password_hash, User.is_active))
    user_id, stored, is_active = row.first() or (0, UNUSABLE, False)
    db.session.rollback()
    usable = stored != UNUSABLE
    with hashing_slot():
        right = matches(password, stored if usable else dummy_hash(rounds))
    if not (right and usable and is_active):
        raise LoginFailed
    return _open_session(user_id, clock.utcnow() + lifetime)


def _open_session(user_id: int, expires_at: datetime) -> Grant:
    grant = Grant(user_id, session_id=uuid.uuid4().hex, refresh_id=uuid.uuid4().hex)
    db.session.execute(delete(Session).where(Session.user_id == user_id, Session.expires_at < clock.utcnow()))
    db.session.add(Session(id=grant.session_id, user_id=user_id, current_jti=grant.refresh_id, expires_at=expires_at))
    db.session.commit()
    return grant


def refresh(session_id: str, refresh_id: str, *, lifetime: timedelta) -> Grant:
    """Exchange the current refresh token for the next one.

    Of two exchanges of one token at most one succeeds; the other, like any old token that comes back, revokes the
    session (RFC 9700, section 4.14.2).
    """
    following = uuid.uuid4().hex
    rotated = db.session.execute(
        update(Session)
        .where(Session.id == session_id, Session.current_jti == refresh_id, Session.revoked_at.is_(None))
        .values(current_jti=following, expires_at=clock.utcnow() + lifetime)
        .returning(Session.user_id)
    ).first()
    if rotated is None:
        revoke_session(session_id)
        raise TokenRevoked
    db.session.commit()
    return Grant(rotated.user_id, session_id, following)


def revoke_session(session_id: str) -> None:
    db.session.execute(
        update(Session).where(Session.id == session_id, Session.revoked_at.is_(None)).values(revoked_at=clock.utcnow())
    )
    db.session.commit()


def caller_of_session(user_id: str, session_id: str) -> Caller:
    """Find who a token belongs to, in one query on a connection of its own, which is free again at once."""
    with db.engine.connect() as connection:
        row = connection.execute(ACCOUNT_OF_SESSION, {"session": session_id}).first()
    if row is None or str(row.id) != user_id:
        raise TokenUnknown
    if not row.is_active:
        raise InactiveUser
    if row.revoked_at is not None:
        raise TokenRevoked
    return _caller(row, session_id)


ACCOUNT_COLUMNS = (User.id, User.email, User.username, User.role, User.is_active, User.created_at)
ACCOUNTS = with_permissions(select(*ACCOUNT_COLUMNS), User.role)
ACCOUNT_OF_SESSION = (
    ACCOUNTS.add_columns(Session.revoked_at)
    .join(Session, Session.user_id == User.id)
    .where(Session.id == bindparam("session"))
)


def _caller(row: Any, session_id: str = "") -> Caller:
    """From a row of `ACCOUNTS`."""
    values = {column.key: getattr(row, column.key) for column in ACCOUNT_COLUMNS}
    permissions = permissions_of(row.role, row.role_permissions)
    return Caller(**values, session_id=session_id, permissions=permissions)


def _account(user: User) -> Caller:
    return _caller(db.session.execute(ACCOUNTS.where(User.id == user.id)).one())


def local_caller() -> Caller:
    """The user that everyone is while no token is asked for; made on first need, without a password."""
    query = ACCOUNTS.where(User.username_key == LOCAL_NAME)
    with db.engine.connect() as connection:
        row = connection.execute(query).first()
    if row is not None:
        return _caller(row)
    try:
        return _add(_user("local@detomo.invalid", LOCAL_NAME, UNUSABLE, Role.ADMIN))
    except UserExists:  # another request was first
        return local_caller()


def accounts() -> list[Caller]:
    """Every user, in the order of joining."""
    return [_caller(row) for row in db.session.execute(ACCOUNTS.order_by(User.id))]


def account(name: str) -> Caller:
    """The account with this user name or e-mail; raises `UserUnknown`."""
    return _account(_find(name))


def set_active(name: str, is_active: bool) -> Caller:
    """Enable or disable a user by name or address; disabling revokes every session."""
    user = _find(name)
    user.is_active = is_active
    if not is_active:
        _revoke_all(user)
    db.session.commit()
    return _account(user)


def set_password(name: str, password: str, *, rounds: int) -> Caller:
    """Give a user another password and revoke every session."""
    with hashing_slot():
        password_hash = hash_password(password, rounds)
    user = _find(name)
    user.password_hash = password_hash
    _revoke_all(user)
    db.session.commit()
    return _account(user)


def _find(name: str) -> User:
    user = db.session.scalars(_named(name)).first()
    if user is None:
        raise UserUnknown(name=name)
    return user


def _named(*names: str) -> Select[tuple[User]]:
    """The users that one of the names, in any spelling, is the user name or the e-mail address of."""
    keys = [name_key(name) for name in names]
    addresses = [index for key in keys for index in blind_indexes(key)]
    return select(User).where(or_(User.username_key.in_(keys), User.email_key.in_(addresses)))


def _revoke_all(user: User) -> None:
    db.session.execute(
        update(Session)
        .where(Session.user_id == user.id, Session.revoked_at.is_(None))
        .values(revoked_at=clock.utcnow())
    )
