"""Sessions. One is a login with all its tokens; its row is the truth that every worker asks for every request."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, bindparam, case, delete, select, update
from sqlalchemy.exc import OperationalError

from detomo import clock
from detomo.audit.service import Action, Outcome, record
from detomo.auth import one_time
from detomo.auth.lookup import ACCOUNTS, caller_from
from detomo.auth.models import Session, User
from detomo.auth.one_time import Purpose
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller

log = structlog.get_logger(__name__)

USE_IS_EXACT_TO = timedelta(minutes=1)


class InactiveUser(ServiceError):
    code = "inactive_user"


class TokenRevoked(ServiceError):
    status = 401
    code = "token_revoked"


class TokenUnknown(ServiceError):
    status = 401
    code = "token_invalid"


class SessionUnknown(ServiceError):
    status = 404
    code = "session_unknown"


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request comes from."""

    address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lasts without a refresh, without any request, and at most; the last by kind of account."""

    refresh: timedelta
    idle: timedelta
    longest: timedelta
    longest_of_admins: timedelta

    def longest_of(self, account: Caller) -> timedelta:
        return self.longest_of_admins if account.administers else self.longest


@dataclass(frozen=True, slots=True)
class Grant:
    """What tokens are made from: `refresh_id` is the id (`jti`) of the one refresh token that counts."""

    user_id: int
    session_id: str
    refresh_id: str


def open_session(
    account: Caller,
    client: Client,
    lifetimes: Lifetimes,
    *,
    has_second_factor: bool = False,
    authenticated_at: datetime | None = None,
    opened_by: Action = Action.LOGGED_IN,
) -> Grant:
    """Open a session for somebody who has proved who they are, just now or at a given moment.

    Their sessions that ended are cleared away. Commits.
    """
    now = clock.utcnow()
    grant = Grant(account.id, session_id=uuid.uuid4().hex, refresh_id=uuid.uuid4().hex)
    ends_at = now + lifetimes.longest_of(account)
    db.session.execute(delete(Session).where(Session.user_id == account.id, Session.expires_at < now))
    db.session.add(
        Session(
            id=grant.session_id,
            user_id=account.id,
            current_jti=grant.refresh_id,
            expires_at=min(now + lifetimes.refresh, ends_at),
            ends_at=ends_at,
            authenticated_at=authenticated_at or now,
            last_used_at=now,
            address=client.address[:45],
            user_agent=client.user_agent[:200],
            has_second_factor=has_second_factor,
        )
    )
    facts = {"second_factor": has_second_factor}
    record(opened_by, actor_id=account.id, target=grant.session_id, details=facts)
    db.session.commit()
    return grant


def replace_session(caller: Caller, client: Client, lifetimes: Lifetimes, *, has_second_factor: bool) -> Grant:
    """End the caller's session and open another, for somebody who has just proved again who they are. Commits.

    Raises `TokenRevoked` if the session was ended meanwhile.
    """
    refuse_revoked(caller.session_id)
    _revoke(Session.id == caller.session_id)
    proof = {"has_second_factor": has_second_factor, "opened_by": Action.STEPPED_UP}
    return open_session(caller, client, lifetimes, **proof)


def refresh(session_id: str, refresh_id: str, lifetimes: Lifetimes) -> Grant:
    """Exchange the current refresh token for the next one.

    Of two exchanges of one token at most one succeeds; the other, like any old token that comes back, revokes the
    session (RFC 9700, section 4.14.2). So does one that comes after the session has ended.
    """
    now, following = clock.utcnow(), uuid.uuid4().hex
    longer = now + lifetimes.refresh
    rotated = db.session.execute(
        update(Session)
        .where(Session.id == session_id, Session.current_jti == refresh_id, *is_alive(now, lifetimes.idle))
        .values(
            current_jti=following,
            expires_at=case((Session.ends_at < longer, Session.ends_at), else_=longer),
            last_used_at=now,
        )
        .returning(Session.user_id)
    ).first()
    if rotated is None:
        db.session.rollback()
        _revoke_replayed(session_id)
        raise TokenRevoked
    record(Action.TOKEN_REFRESHED, actor_id=rotated.user_id, target=session_id)
    db.session.commit()
    return Grant(rotated.user_id, session_id, following)


def is_alive(now: datetime, idle: timedelta) -> tuple[object, ...]:
    """Conditions on rows of `sessions`: neither ended nor run out."""
    return Session.revoked_at.is_(None), Session.expires_at > now, Session.last_used_at > now - idle


def _revoke_replayed(session_id: str) -> None:
    user_id = _revoke(Session.id == session_id)
    if user_id:
        record(Action.TOKEN_REPLAYED, outcome=Outcome.DENIED, actor_id=user_id[0], target=session_id)
    db.session.commit()


def revoke_session(session_id: str) -> None:
    """End a session, whoever it belongs to; one that has ended stays as it is."""
    for user_id in _revoke(Session.id == session_id):
        record(Action.SESSION_ENDED, actor_id=user_id, target=session_id)
    db.session.commit()


def revoke_own(user_id: int, session_id: str) -> None:
    """End a session of this user; raises `SessionUnknown`, for somebody else's as for one that never was."""
    if not _revoke(Session.id == session_id, Session.user_id == user_id):
        db.session.rollback()
        raise SessionUnknown
    record(Action.SESSION_ENDED, actor_id=user_id, target=session_id)
    db.session.commit()


def log_out_everywhere(user_id: int) -> None:
    """End every session of a user."""
    record(Action.SESSIONS_ENDED, actor_id=user_id, target=str(user_id), details={"count": revoke_all(user_id)})
    db.session.commit()


def revoke_all(user_id: int, *, but: str = "") -> int:
    """End every session of a user, but one, and what was begun in them: log-ins that wait for a code, and another
    address that waits to be proved. Give the sessions' number. The caller commits.
    """
    one_time.withdraw(user_id, Purpose.SECOND_FACTOR, Purpose.VERIFY_EMAIL)
    return len(_revoke(Session.user_id == user_id, Session.id != but))


def refuse_revoked(session_id: str) -> None:
    """Raise `TokenRevoked` if a session was ended while a request in it went on. True to the commit behind `hold`."""
    if db.session.scalar(select(Session.id).where(Session.id == session_id, Session.revoked_at.is_(None))) is None:
        db.session.rollback()
        raise TokenRevoked


def _revoke(*which: object) -> list[int]:
    ended = update(Session).where(*which, Session.revoked_at.is_(None)).values(revoked_at=clock.utcnow())
    return list(db.session.scalars(ended.returning(Session.user_id)))


def prove_second_factor(session_id: str) -> None:
    """Note that the session's owner has just shown a second factor. The caller commits."""
    values = {"authenticated_at": clock.utcnow(), "has_second_factor": True}
    db.session.execute(update(Session).where(Session.id == session_id).values(values))


def forget_second_factor(user_id: int) -> None:
    """Let none of a user's sessions count as opened with a second factor. The caller commits."""
    theirs = update(Session).where(Session.user_id == user_id, Session.has_second_factor)
    db.session.execute(theirs.values(has_second_factor=False))


ACCOUNT_OF_SESSION = (
    ACCOUNTS.add_columns(
        Session.created_at.label("opened_at"),
        Session.revoked_at,
        Session.expires_at,
        Session.last_used_at,
        Session.authenticated_at,
        Session.has_second_factor,
    )
    .join(Session, Session.user_id == User.id)
    .where(Session.id == bindparam("session"))
)


def caller_of_session(user_id: str, session_id: str, lifetimes: Lifetimes) -> Caller:
    """Find who a token belongs to, in one query on a connection of its own, which is free again at once.

    How long a session may last is asked anew: its owner may administer by now. The session counts as used.
    Raises `TokenUnknown`, `InactiveUser` or `TokenRevoked`.
    """
    with db.engine.connect() as connection:
        row = connection.execute(ACCOUNT_OF_SESSION, {"session": session_id}).first()
    if row is None or str(row.id) != user_id:
        raise TokenUnknown
    if not row.is_active:
        raise InactiveUser
    now = clock.utcnow()
    proof = {"authenticated_at": row.authenticated_at, "has_second_factor": row.has_second_factor}
    caller = caller_from(row, session_id=session_id, **proof)
    unused_since, opened_since = now - lifetimes.idle, now - lifetimes.longest_of(caller)
    if row.revoked_at is not None or row.expires_at <= now or row.last_used_at <= unused_since:
        raise TokenRevoked
    if row.opened_at <= opened_since:
        _write(Session.id == session_id, revoked_at=now)  # it stays over when its owner administers no more
        raise TokenRevoked
    if now - row.last_used_at > USE_IS_EXACT_TO:
        _touch(session_id, now)
    return caller


def _touch(session_id: str, now: datetime) -> None:
    """Write a use down, once a minute whatever the number of requests and workers."""
    _write(Session.id == session_id, Session.last_used_at < now - USE_IS_EXACT_TO, last_used_at=now)


def _write(*which: ColumnElement[bool], **values: datetime) -> None:
    try:
        with db.engine.begin() as connection:
            connection.execute(update(Session).where(*which).values(**values))
    except OperationalError as err:  # the request itself need not fail for it
        log.warning("session_not_written", error=type(err).__name__)
