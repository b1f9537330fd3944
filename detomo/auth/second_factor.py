"""A second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost."""

import base64
import secrets
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

import pyotp
import segno
from sqlalchemy import CursorResult, delete, exists, func, select, update

from detomo import clock
from detomo.audit.service import Action, record
from detomo.auth import sessions
from detomo.auth.lookup import hold
from detomo.auth.models import RecoveryCode, SecondFactor, User
from detomo.auth.one_time import hash_of
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller

STEP_SECONDS = 30
SKEW_STEPS = 1  # RFC 6238, section 5.2
RECOVERY_CODES = 10
RECOVERY_BYTES = 15  # 120 bits: enough for a plain hash (ASVS 5.0, 6.5.2)
ISSUER = "Detomo SQL AI"


class CodeKind(StrEnum):
    APP = "app"
    RECOVERY = "recovery"


class AlreadyEnrolled(ServiceError):
    status = 409
    code = "second_factor_exists"


class NotEnrolled(ServiceError):
    status = 409
    code = "second_factor_missing"


class CodeRefused(ServiceError):
    status = 401
    code = "code_refused"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs, shown once: the secret, the same as a URI, and that as a QR code."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    qr_code: str = field(repr=False)


def is_enrolled(user_id: int) -> bool:
    return bool(db.session.scalar(_CONFIRMED.where(SecondFactor.user_id == user_id)))


HAS_FACTOR = exists().where(SecondFactor.user_id == User.id, SecondFactor.confirmed_at.is_not(None))  # in `users`
_CONFIRMED = select(func.count()).select_from(SecondFactor).where(SecondFactor.confirmed_at.is_not(None))


def enrol(account: Caller) -> Enrolment:
    """Make a secret, which counts once `confirm` has seen a code of it. Raises `AlreadyEnrolled`."""
    hold(account.id)
    if is_enrolled(account.id):
        db.session.rollback()
        raise AlreadyEnrolled
    secret = pyotp.random_base32()
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == account.id))
    db.session.add(SecondFactor(user_id=account.id, secret=secret))
    db.session.commit()
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)
    return Enrolment(secret, uri, segno.make(uri, error="m").svg_data_uri(scale=4))


def confirm(user_id: int, code: str) -> list[str]:
    """Switch the second factor on; give the recovery codes, which are shown only now. The caller holds and commits.

    Raises `NotEnrolled` where there is nothing to confirm, and `CodeRefused`.
    """
    if is_enrolled(user_id):
        raise AlreadyEnrolled
    if db.session.get(SecondFactor, user_id) is None:
        raise NotEnrolled
    if not _take_totp(user_id, code):
        raise CodeRefused
    db.session.execute(update(SecondFactor).where(SecondFactor.user_id == user_id).values(confirmed_at=clock.utcnow()))
    record(Action.MFA_ENABLED, actor_id=user_id, target=str(user_id))
    return _make_recovery_codes(user_id)


def take(user_id: int, code: str) -> CodeKind | None:
    """Tell which kind of right code this is, if it is one, and use it up. The caller commits."""
    if _take_totp(user_id, code):
        return CodeKind.APP
    return CodeKind.RECOVERY if _take_recovery(user_id, code) else None


def _take_totp(user_id: int, code: str) -> bool:
    """Of two uses of one code, by whatever workers, one succeeds: the row's step only moves forward."""
    step = _step_of(user_id, code)
    if step is None:
        return False
    unused = update(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
    return _changed_one(db.session.execute(unused.values(last_step=step)))


def _step_of(user_id: int, code: str) -> int | None:
    secret = db.session.scalar(select(SecondFactor.secret).where(SecondFactor.user_id == user_id))
    if secret is None:
        return None
    now = int(clock.utcnow().timestamp()) // STEP_SECONDS
    totp, given = pyotp.TOTP(secret), _plain(code).encode("utf-8", "surrogatepass")
    steps = range(now - SKEW_STEPS, now + SKEW_STEPS + 1)
    right = [step for step in steps if secrets.compare_digest(totp.generate_otp(step).encode(), given)]
    return right[0] if right else None


def _take_recovery(user_id: int, code: str) -> bool:
    used = delete(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.code_hash == hash_of(_plain(code)))
    return _changed_one(db.session.execute(used))


def _changed_one(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1


def renew_recovery_codes(user_id: int) -> list[str]:
    """Replace all recovery codes. Raises `NotEnrolled`. The caller holds and commits."""
    if not is_enrolled(user_id):
        db.session.rollback()
        raise NotEnrolled
    record(Action.RECOVERY_CODES_MADE, actor_id=user_id, target=str(user_id))
    return _make_recovery_codes(user_id)


def recovery_codes_left(user_id: int) -> int:
    theirs = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)
    return db.session.scalar(theirs) or 0


def _make_recovery_codes(user_id: int) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    plain = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user_id, code_hash=hash_of(code)) for code in plain)
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in plain]


def _plain(code: str) -> str:
    """Without what people add for reading, and without the full width that a Japanese keyboard may give."""
    return "".join(unicodedata.normalize("NFKC", code).split()).replace("-", "").lower()


def remove(user_id: int, *, actor_id: int | None) -> bool:
    """Switch the second factor off, with its recovery codes: no session counts as opened with it any more.

    Tell whether there was one. The caller commits.
    """
    was_on = is_enrolled(user_id)
    sessions.forget_second_factor(user_id)
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    if was_on:
        record(Action.MFA_DISABLED, actor_id=actor_id, target=str(user_id))
    return was_on
