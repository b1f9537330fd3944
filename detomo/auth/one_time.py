"""Tokens that work once: sent by mail, or given between two steps of a log-in. Only their hashes are stored."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from detomo import clock
from detomo.auth.models import OneTimeToken
from detomo.exceptions import ServiceError
from detomo.extensions import db


class Purpose(StrEnum):
    VERIFY_EMAIL = "verify-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105
    INVITATION = "invitation"
    SECOND_FACTOR = "second-factor"


LIFE = {
    Purpose.VERIFY_EMAIL: timedelta(hours=24),
    Purpose.RESET_PASSWORD: timedelta(minutes=10),
    Purpose.INVITATION: timedelta(hours=72),
    Purpose.SECOND_FACTOR: timedelta(minutes=5),
}


class OneTimeTokenRefused(ServiceError):
    """Unknown, used, replaced and expired tokens get one answer."""

    code = "one_time_token_invalid"


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody proved who had the token."""

    user_id: int
    address: str | None


def hash_of(secret: str) -> str:
    """SHA-256: the secrets are random and long, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def issue(user_id: int, purpose: Purpose, *, address: str | None = None) -> str:
    """Make a token of 256 random bits; of those sent by mail, earlier ones of the purpose end. The caller commits."""
    now, token = clock.utcnow(), secrets.token_urlsafe(32)
    db.session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < now))
    if purpose != Purpose.SECOND_FACTOR:  # two devices may log in at once
        withdraw(user_id, purpose)
    db.session.add(
        OneTimeToken(
            token_hash=hash_of(token),
            user_id=user_id,
            purpose=purpose,
            address=address,
            expires_at=now + LIFE[purpose],
        )
    )
    return token


def withdraw(user_id: int, *purposes: Purpose) -> None:
    """End a user's tokens of these purposes. The caller commits."""
    theirs = delete(OneTimeToken).where(OneTimeToken.user_id == user_id, OneTimeToken.purpose.in_(purposes))
    db.session.execute(theirs)


def look_at(token: str, purpose: Purpose) -> Proof:
    """What a token would prove, without using it. Raises `OneTimeTokenRefused`."""
    return _proof(db.session.execute(select(*PROOF).where(*_is(token, purpose))).first())


def use(token: str, purpose: Purpose) -> Proof:
    """Use a token up; of two at once, one succeeds. Raises `OneTimeTokenRefused`. The caller commits."""
    return _proof(db.session.execute(delete(OneTimeToken).where(*_is(token, purpose)).returning(*PROOF)).first())


PROOF = (OneTimeToken.user_id, OneTimeToken.address)


def _is(token: str, purpose: Purpose) -> tuple[object, ...]:
    return (
        OneTimeToken.token_hash == hash_of(token),
        OneTimeToken.purpose == purpose,
        OneTimeToken.expires_at > clock.utcnow(),
    )


def _proof(row: object) -> Proof:
    if row is None:
        db.session.rollback()
        raise OneTimeTokenRefused
    return Proof(*row)  # type: ignore[misc]
