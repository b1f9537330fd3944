"""Logging in: a password, then a second factor where there is one. And proving oneself again in a session."""

from dataclasses import dataclass, field
from typing import NoReturn

from detomo import clock
from detomo.audit.service import Action, Outcome, record_alone
from detomo.auth import attempts, delays, one_time, second_factor, sessions
from detomo.auth.attempts import Attempt, Device
from detomo.auth.delays import TooManyAttempts, counter
from detomo.auth.lookup import account_of, hold, named
from detomo.auth.mails import MailStyle, Notice, notice
from detomo.auth.models import User
from detomo.auth.one_time import Purpose
from detomo.auth.passwords import UNUSABLE, dummy_hash, hash_password, hashing_slot, is_of_cost, matches
from detomo.auth.second_factor import CodeKind, CodeRefused
from detomo.auth.sessions import Client, Grant, Lifetimes
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.mail.service import send


class LoginFailed(ServiceError):
    status = 401
    code = "login_failed"


class EmailUnverified(ServiceError):
    status = 403
    code = "email_unverified"


class PasswordExpired(ServiceError):
    """A generated password was not replaced in time; told only to who knows it."""

    status = 403
    code = "password_expired"


class PasswordWrong(ServiceError):
    status = 403
    code = "password_wrong"


@dataclass(frozen=True, slots=True)
class LoginRules:
    """What the settings ask of a log-in. `rounds` is the cost of hashes."""

    rounds: int
    lifetimes: Lifetimes
    verified_only: bool = False


@dataclass(frozen=True, slots=True)
class Challenge:
    """The password was right; the token and a code open the session."""

    token: str = field(repr=False)


def log_in(
    username: str, password: str, client: Client, rules: LoginRules, device: Device | None = None
) -> Grant | Challenge:
    """Open a session, or ask for the second factor.

    Unknown, inactive and mistaken users get the same answer after the same work: `LoginFailed`, or `TooManyAttempts`.
    """
    row = db.session.execute(named(username).with_only_columns(*_LOGIN_COLUMNS)).first()
    user_id, stored, is_active, verified_at, expires_at = row or (0, UNUSABLE, False, None, None)
    db.session.rollback()
    with hashing_slot():  # first: what waits for it is not counted yet, and a burst is no row of failures
        attempt = attempts.begin(username, user_id, device or Device(client.address))
        passes = _is_right(password, stored, rules.rounds) and is_active and attempt.may_pass
        renewed = hash_password(password, rules.rounds) if passes and not is_of_cost(stored, rules.rounds) else stored
    if not passes:
        _fail(attempt, user_id, LoginFailed())
    attempts.succeeded(attempt)
    is_expired = expires_at is not None and expires_at <= clock.utcnow()
    if is_expired or (rules.verified_only and verified_at is None):
        _record_failure(user_id)
        raise PasswordExpired if is_expired else EmailUnverified
    if not hold(user_id, User.password_hash == stored):  # replaced while this one was being compared
        db.session.rollback()
        _record_failure(user_id)
        raise LoginFailed
    if renewed != stored:  # else the time would tell older accounts from unknown names
        db.session.get_one(User, user_id).password_hash = renewed
    if second_factor.is_enrolled(user_id):
        return challenge(user_id)  # who has the password alone makes no place known
    attempts.remember(user_id, client.address)
    return sessions.open_session(account_of(user_id), client, rules.lifetimes)


_LOGIN_COLUMNS = (
    User.id,
    User.password_hash,
    User.is_active,
    User.email_verified_at,
    User.password_expires_at,
)


def _is_right(password: str, stored: str, rounds: int) -> bool:
    is_usable = stored != UNUSABLE
    return matches(password, stored if is_usable else dummy_hash(rounds)) and is_usable


def _fail(attempt: Attempt, user_id: int, error: ServiceError) -> NoReturn:
    _record_failure(user_id)
    attempts.refuse(attempt, error)


def _record_failure(user_id: int) -> None:
    record_alone(Action.LOGGED_IN, outcome=Outcome.FAILURE, actor_id=user_id or None)


def challenge(user_id: int) -> Challenge:
    """Ask for the second factor of somebody who has shown the first. Commits."""
    token = one_time.issue(user_id, Purpose.SECOND_FACTOR)
    db.session.commit()
    return Challenge(token)


def finish_log_in(
    token: str, code: str, client: Client, lifetimes: Lifetimes, style: MailStyle, device: Device | None = None
) -> Grant:
    """The second step; the owner is told by mail of the use of a recovery code. The token stays until it succeeds.

    Raises `OneTimeTokenRefused`, `CodeRefused` or `TooManyAttempts`.
    """
    user_id = one_time.look_at(token, Purpose.SECOND_FACTOR).user_id
    db.session.rollback()
    attempt = attempts.begin(str(user_id), user_id, device or Device(client.address), kind=attempts.CODE)
    is_active = hold(user_id)
    kind = second_factor.take(user_id, code) if attempt.may_pass else None
    if kind is None:
        db.session.rollback()
        _fail(attempt, user_id, CodeRefused())
    one_time.use(token, Purpose.SECOND_FACTOR)
    if not is_active:
        db.session.rollback()
        _record_failure(user_id)
        raise LoginFailed
    account = account_of(user_id)
    attempts.remember(user_id, client.address)
    grant = sessions.open_session(account, client, lifetimes, has_second_factor=True)
    attempts.succeeded(attempt)
    _tell_of(kind, account, style)
    return grant


def _tell_of(kind: CodeKind | None, account: Caller, style: MailStyle) -> None:
    if kind == CodeKind.RECOVERY:
        send(notice(Notice.RECOVERY_CODE_USED, account.email, style))


def step_up(caller: Caller, password: str, code: str, client: Client, lifetimes: Lifetimes, style: MailStyle) -> Grant:
    """Prove again who one is, for what `requires_recent_login` protects: by password, and code where there is one.

    A new session takes the place of the caller's, whose tokens end (ASVS 5.0, 7.2.4). Raises `PasswordWrong`,
    `CodeRefused`, `TooManyAttempts`, and `TokenRevoked` if the session was ended meanwhile.
    """
    check_password(caller, password)
    kind = _check_code(caller, code) if second_factor.is_enrolled(caller.id) else None
    hold(caller.id)
    has_second_factor = kind is not None or caller.has_second_factor
    grant = sessions.replace_session(caller, client, lifetimes, has_second_factor=has_second_factor)
    _tell_of(kind, caller, style)
    return grant


def check_password(caller: Caller, password: str) -> None:
    """Raise `PasswordWrong` or, after several wrong ones in a session, `TooManyAttempts`. Commits."""
    stored = db.session.get_one(User, caller.id).password_hash
    db.session.rollback()
    of_session = counter("step up", caller.session_id)
    with hashing_slot():
        _refuse_waiting(delays.claim(of_session))
        right = matches(password, stored)
    if not right:
        record_alone(Action.STEPPED_UP, outcome=Outcome.FAILURE, actor_id=caller.id)
        raise PasswordWrong
    delays.forget(of_session)
    db.session.commit()


def _check_code(caller: Caller, code: str) -> CodeKind:
    of_session = counter("step up code", caller.session_id)
    _refuse_waiting(delays.claim(of_session))
    kind = second_factor.take(caller.id, code)
    if kind is None:
        db.session.rollback()
        record_alone(Action.STEPPED_UP, outcome=Outcome.FAILURE, actor_id=caller.id)
        raise CodeRefused
    delays.forget(of_session)
    return kind


def _refuse_waiting(wait: int) -> None:
    if wait:
        raise TooManyAttempts(retry_after=wait)
