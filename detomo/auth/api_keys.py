"""API keys: a user's long-lived credentials for programs, each with a part of the user's permissions."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.exc import OperationalError

from detomo import clock
from detomo.audit.service import Action, record
from detomo.auth.lookup import ACCOUNTS, caller_from, hold
from detomo.auth.mails import MailStyle, Notice, notice
from detomo.auth.models import ApiKey, User
from detomo.auth.one_time import hash_of
from detomo.auth.second_factor import HAS_FACTOR
from detomo.auth.sessions import USE_IS_EXACT_TO, InactiveUser
from detomo.exceptions import FieldRefused, ServiceError
from detomo.extensions import db
from detomo.identity import Caller, Permission
from detomo.mail.service import send

log = structlog.get_logger(__name__)

MARK = "dtm_"  # by which scanners for leaked secrets find keys, and we tell them from tokens
PREFIX_LENGTH = len(MARK) + 8
MOST_KEYS = 50
NEVER_GIVEN = frozenset({Permission.MANAGE_OWN_ACCOUNT})  # a key makes no keys and changes no passwords


class ApiKeyRefused(ServiceError):
    """Unknown, revoked and expired keys get one answer."""

    status = 401
    code = "api_key_invalid"


class ApiKeyUnknown(ServiceError):
    status = 404
    code = "api_key_unknown"


class TooManyApiKeys(ServiceError):
    status = 409
    code = "too_many_api_keys"


class PermissionNotHeld(FieldRefused):
    code = "permission_not_held"
    field = "permissions"


class ExpiryTooFar(FieldRefused):
    code = "expiry_too_far"
    field = "expires_in_days"


@dataclass(frozen=True, slots=True)
class OwnApiKey:
    """A key as its owner sees it; `key` is its text when it has just been made, and empty ever after."""

    id: int
    name: str
    prefix: str
    permissions: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    key: str = field(default="", repr=False)


def create(
    owner: Caller,
    name: str,
    permissions: Collection[Permission],
    expires_in_days: int,
    *,
    most_days: int,
    style: MailStyle,
) -> OwnApiKey:
    """Make a key; the owner is told by mail. Raises `PermissionNotHeld`, `ExpiryTooFar` or `TooManyApiKeys`."""
    for permission in permissions:
        if permission in NEVER_GIVEN or not owner.may(permission):
            raise PermissionNotHeld(permission=permission)
    if expires_in_days > most_days:
        raise ExpiryTooFar(days=most_days)
    hold(owner.id)
    if sum(key.expires_at > clock.utcnow() for key in keys_of(owner.id)) >= MOST_KEYS:
        db.session.rollback()
        raise TooManyApiKeys(count=MOST_KEYS)
    made = _store(owner.id, name, permissions, clock.utcnow() + timedelta(days=expires_in_days))
    send(notice(Notice.API_KEY_CREATED, owner.email, style))
    return made


def _store(user_id: int, name: str, permissions: Collection[Permission], expires_at: datetime) -> OwnApiKey:
    key = MARK + secrets.token_urlsafe(32)
    row = ApiKey(
        user_id=user_id,
        name=name,
        prefix=key[:PREFIX_LENGTH],
        key_hash=hash_of(key),
        permissions=sorted(set(permissions)),
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    record(Action.API_KEY_CREATED, actor_id=user_id, target=str(row.id))
    db.session.commit()
    return _own(row, key)


def keys_of(user_id: int) -> list[OwnApiKey]:
    """A user's keys that are not revoked, in the order of making."""
    theirs = select(ApiKey).where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
    return [_own(row) for row in db.session.scalars(theirs.order_by(ApiKey.id))]


def _own(row: ApiKey, key: str = "") -> OwnApiKey:
    return OwnApiKey(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        permissions=row.permissions,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        key=key,
    )


def revoke(user_id: int, key_id: int) -> None:
    """Raises `ApiKeyUnknown`, for somebody else's key as for one that never was."""
    own = update(ApiKey).where(ApiKey.id == key_id, ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
    if db.session.scalar(own.values(revoked_at=clock.utcnow()).returning(ApiKey.id)) is None:
        db.session.rollback()
        raise ApiKeyUnknown
    record(Action.API_KEY_REVOKED, actor_id=user_id, target=str(key_id))
    db.session.commit()


def revoke_all(user_id: int) -> None:
    """End every key of a user. The caller commits."""
    theirs = update(ApiKey).where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
    for key_id in db.session.scalars(theirs.values(revoked_at=clock.utcnow()).returning(ApiKey.id)):
        record(Action.API_KEY_REVOKED, actor_id=user_id, target=str(key_id))


ACCOUNT_OF_KEY = (
    ACCOUNTS.add_columns(
        ApiKey.id.label("api_key_id"),
        ApiKey.permissions.label("key_permissions"),
        ApiKey.expires_at,
        ApiKey.revoked_at,
        ApiKey.last_used_at,
        HAS_FACTOR.label("has_second_factor"),
    )
    .join(ApiKey, ApiKey.user_id == User.id)
    .where(ApiKey.key_hash == bindparam("hash"))
)


def caller_of_key(key: str) -> Caller:
    """Find who a key belongs to, in one query; they may do what both they and the key may.

    A key was made after a log-in with a second factor if its owner has one. Raises `ApiKeyRefused` or `InactiveUser`.
    The key counts as used.
    """
    with db.engine.connect() as connection:
        row = connection.execute(ACCOUNT_OF_KEY, {"hash": hash_of(key)}).first()
    now = clock.utcnow()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise ApiKeyRefused
    if not row.is_active:
        raise InactiveUser
    if row.last_used_at is None or now - row.last_used_at > USE_IS_EXACT_TO:
        _touch(row.api_key_id, now)
    caller = caller_from(row, api_key_id=row.api_key_id, has_second_factor=row.has_second_factor)
    return caller.limited_to([Permission.READ_PROFILE, *row.key_permissions])


def _touch(key_id: int, now: datetime) -> None:
    is_stale = or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < now - USE_IS_EXACT_TO)
    try:
        with db.engine.begin() as connection:
            connection.execute(update(ApiKey).where(ApiKey.id == key_id, is_stale).values(last_used_at=now))
    except OperationalError as err:  # the request itself need not fail for it
        log.warning("api_key_use_not_written", error=type(err).__name__)
