"""Accounts: the part of this feature that other features may call."""

from datetime import timedelta

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from detomo import clock
from detomo.audit.service import Action, record
from detomo.auth import attempts, one_time, recovery, second_factor, sessions
from detomo.auth.last_admin import refuse_last_admin
from detomo.auth.lookup import ACCOUNTS, UserUnknown, account_of, caller_from, find, named
from detomo.auth.mails import MailStyle, Notice, notice
from detomo.auth.models import User
from detomo.auth.names import LOCAL_NAME, as_address, name_key
from detomo.auth.one_time import Purpose
from detomo.auth.passwords import UNUSABLE, hash_password, hashing_slot
from detomo.auth.strength import check_strength
from detomo.crypto import blind_index
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller, Role
from detomo.mail.service import send
from detomo.roles.service import hold

__all__ = [
    "MailStyle",
    "UserExists",
    "UserUnknown",
    "account",
    "account_by_id",
    "accounts",
    "add_without_password",
    "close",
    "end_sessions",
    "force_password_reset",
    "local_caller",
    "register",
    "reset_second_factor",
    "send_invitation",
    "set_active",
    "set_password",
    "unlock",
]

send_invitation = recovery.send_invitation


class UserExists(ServiceError):
    code = "user_exists"


def register(
    email: str,
    username: str,
    password: str,
    *,
    rounds: int,
    role: str = Role.ANALYST,
    verified: bool = False,
    password_life: timedelta | None = None,
) -> Caller:
    """Make a user. Raises `UserExists` when the name or the address is taken in any spelling, and `WeakPassword`.

    `verified`: somebody vouches for the address, so that it need not be proved. `password_life`: how long a password
    counts that its owner did not choose.
    """
    taken = named(username, email).with_only_columns(User.id)
    _refuse_taken(taken, username)
    db.session.rollback()  # hashing takes long: the connection goes back to the pool
    with hashing_slot():
        check_strength(password, username, email)
        _refuse_taken(taken, username)  # of many at once for one name, only the first few pay for a hash
        db.session.rollback()
        password_hash = hash_password(password, rounds)
    user = _user(email, username, password_hash, role, verified=verified)
    user.password_expires_at = clock.utcnow() + password_life if password_life else None
    return _add(user, by_owner=not verified)


def _refuse_taken(taken: Select[tuple[int]], username: str) -> None:
    if name_key(username) == LOCAL_NAME or db.session.scalar(taken) is not None:
        raise UserExists


def new_user(email: str, username: str, role: str) -> User:
    """A user, not yet added, whose address and identity somebody else vouches for; no password opens the account."""
    return _user(email, username, UNUSABLE, role, verified=True)


def _user(email: str, username: str, password_hash: str, role: str, *, verified: bool) -> User:
    return User(
        email=as_address(email),
        email_key=blind_index(name_key(email)),
        email_verified_at=clock.utcnow() if verified else None,
        username=username,
        username_key=name_key(username),
        password_hash=password_hash,
        role=role,
    )


def _add(user: User, actor_id: int | None = None, *, by_owner: bool = False) -> Caller:
    db.session.add(user)
    try:
        db.session.flush()
        record_created(user, user.id if by_owner else actor_id)
        db.session.commit()
    except IntegrityError as err:
        db.session.rollback()
        raise UserExists from err
    return account_of(user.id)


def record_created(user: User, actor_id: int | None) -> None:
    """Write to the audit, in the caller's transaction, that a flushed user is new."""
    record(Action.ACCOUNT_CREATED, actor_id=actor_id, target=str(user.id), details={"role": user.role})


def local_caller() -> Caller:
    """The user that everyone is while no token is asked for; made on first need, without a password."""
    query = ACCOUNTS.where(User.username_key == LOCAL_NAME)
    with db.engine.connect() as connection:
        row = connection.execute(query).first()
    if row is not None:
        return caller_from(row)
    try:
        return _add(_user("local@detomo.invalid", LOCAL_NAME, UNUSABLE, Role.ADMIN, verified=True))
    except UserExists:  # another request was first
        return local_caller()


def accounts() -> list[Caller]:
    """Every user, in the order of joining."""
    return [caller_from(row) for row in db.session.execute(ACCOUNTS.order_by(User.id))]


def account(name: str) -> Caller:
    """The account with this user name or e-mail; raises `UserUnknown`."""
    return account_of(find(name).id)


def account_by_id(user_id: int) -> Caller:
    """Raises `UserUnknown`."""
    row = db.session.execute(ACCOUNTS.where(User.id == user_id)).first()
    if row is None:
        raise UserUnknown(name=user_id)
    return caller_from(row)


def has_password(user_id: int) -> bool:
    return db.session.get_one(User, user_id).password_hash != UNUSABLE


def add_without_password(email: str, username: str, *, role: str, actor_id: int | None) -> Caller:
    """Make a user who chooses the password by an invitation. Raises `UserExists`."""
    _refuse_taken(named(username, email).with_only_columns(User.id), username)
    return _add(_user(email, username, UNUSABLE, role, verified=False), actor_id)


def refuse_to_lose_last_admin(user_id: int) -> None:
    """Raise `LastAdmin` if nobody else is an active administrator who stays. Call `roles.service.hold` first."""
    refuse_last_admin(db.session.get_one(User, user_id))


def set_active(name: str, is_active: bool, *, actor_id: int | None = None) -> Caller:
    """Enable or disable a user by name or address; disabling revokes every session. `actor_id`: who does it.

    Raises `LastAdmin`.
    """
    hold()
    user = find(name)
    if not is_active:
        refuse_last_admin(user)
    user.is_active = is_active
    if not is_active:
        sessions.revoke_all(user.id)
    record(Action.ACCOUNT_ENABLED if is_active else Action.ACCOUNT_DISABLED, actor_id=actor_id, target=str(user.id))
    db.session.commit()
    return account_of(user.id)


def close(user_id: int) -> None:
    """Let nobody into an account any more that is about to be erased. The caller commits."""
    user = db.session.get(User, user_id)
    if user is not None:
        user.is_active = False
        sessions.revoke_all(user.id)
        attempts.forgive(user.id, user.username, user.email)
        recovery.forget_mails(user.email)


def set_password(name: str, password: str, *, rounds: int) -> Caller:
    """Give a user another password, as an administrator, and revoke every session. Raises `WeakPassword`."""
    user_id, own = _own_words(name)
    with hashing_slot():
        check_strength(password, *own)
        password_hash = hash_password(password, rounds)
    user = db.session.get_one(User, user_id)
    user.replace_password(password_hash)
    sessions.revoke_all(user.id)
    one_time.withdraw(user.id, Purpose.RESET_PASSWORD, Purpose.INVITATION)
    record(Action.PASSWORD_RESET_FORCED, actor_id=None, target=str(user.id))
    db.session.commit()
    return account_of(user.id)


def _own_words(name: str) -> tuple[int, tuple[str, str]]:
    user = find(name)
    found = user.id, (user.username, user.email)
    db.session.rollback()  # hashing takes long
    return found


def force_password_reset(name: str, style: MailStyle, *, actor_id: int | None = None) -> Caller:
    """Take a user's password away, end their sessions and have a token for another one sent to them."""
    user = find(name)
    user.replace_password(UNUSABLE)
    sessions.revoke_all(user.id)
    one_time.withdraw(user.id, Purpose.INVITATION)
    record(Action.PASSWORD_RESET_FORCED, actor_id=actor_id, target=str(user.id))
    account = account_of(user.id)
    mail = recovery.reset_mail(account, style)
    db.session.commit()
    if account.is_active:
        send(mail)
    return account


def unlock(name: str, *, actor_id: int | None = None) -> Caller:
    """Forget a user's failed attempts, so that no delay holds for them."""
    user = find(name)
    attempts.forgive(user.id, user.username, user.email)
    record(Action.ACCOUNT_UNLOCKED, actor_id=actor_id, target=str(user.id))
    db.session.commit()
    return account_of(user.id)


def end_sessions(name: str, *, actor_id: int | None = None) -> Caller:
    """End every session of a user."""
    user = find(name)
    ended = sessions.revoke_all(user.id)
    record(Action.SESSIONS_ENDED, actor_id=actor_id, target=str(user.id), details={"count": ended})
    db.session.commit()
    return account_of(user.id)


def reset_second_factor(name: str, style: MailStyle, *, actor_id: int | None = None) -> Caller:
    """Switch a user's second factor off, for whoever has lost both app and recovery codes.

    Their sessions end, and they are told by mail: somebody else may have asked in their name.
    """
    user = find(name)
    was_on = second_factor.remove(user.id, actor_id=actor_id)
    sessions.revoke_all(user.id)
    db.session.commit()
    if was_on:
        send(notice(Notice.SECOND_FACTOR_REMOVED, user.email, style))
    return account_of(user.id)
