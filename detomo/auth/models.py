from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from detomo.auth.names import name_key
from detomo.crypto import EncryptedText, indexes
from detomo.crypto.columns import INDEX_LENGTH
from detomo.extensions import db
from detomo.identity import Role
from detomo.orm import Timestamps, UtcDateTime


class User(Timestamps, db.Model):
    """`username_key` is the folded form that names are compared by; `email_key` is the blind index of the address's."""

    __tablename__ = "users"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an id is never given to a second person

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(EncryptedText("users.email"))
    email_key: Mapped[str] = mapped_column(String(INDEX_LENGTH), unique=True, info=indexes("email", name_key))
    email_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    username: Mapped[str] = mapped_column(String(50))
    username_key: Mapped[str] = mapped_column(String(200), unique=True)
    password_hash: Mapped[str] = mapped_column(String(128))
    password_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of one that its owner did not choose
    role: Mapped[str] = mapped_column(String(32), default=Role.ANALYST)
    is_active: Mapped[bool] = mapped_column(default=True)

    def replace_password(self, password_hash: str) -> None:
        self.password_hash, self.password_expires_at = password_hash, None


class Session(Timestamps, db.Model):
    """One login and all tokens that follow from it: the refresh-token family of RFC 9700, section 4.14.2.

    `current_jti` is the one refresh token that may be used next; an older one that comes back revokes the row.
    `expires_at` moves with every refresh, up to `ends_at`. `authenticated_at` is when its owner last proved who they
    are; `last_used_at` is exact to a minute.
    """

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    current_jti: Mapped[str] = mapped_column(String(36))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    authenticated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(200))
    has_second_factor: Mapped[bool] = mapped_column(default=False)


class ExternalIdentity(Timestamps, db.Model):
    """Who an outside provider knows a user as; `subject` is unique with its issuer and never given anew."""

    __tablename__ = "external_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(400))
    subject: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class SecondFactor(Timestamps, db.Model):
    """A user's TOTP secret (RFC 6238); it counts once confirmed. No code of `last_step` or before is taken again."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(EncryptedText("second_factors.secret"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(db.Model):
    """A code that stands in for the authenticator once; its row goes with its use."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)


class OneTimeToken(Timestamps, db.Model):
    """A secret sent to somebody, as its hash. `address` is the e-mail address that it proves, where it proves one."""

    __tablename__ = "one_time_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(EncryptedText("one_time_tokens.address"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ApiKey(Timestamps, db.Model):
    """A long-lived key of a user, as its hash; `prefix` is what its owner knows it by."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(16))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    permissions: Mapped[list[str]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginDelay(db.Model):
    """Failed attempts at one thing, and when the next one is looked at. `subject` is what an administrator unlocks.

    Both `key` and `subject` are digests: the names that people type are private.
    """

    __tablename__ = "login_delays"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    failures: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class KnownAddress(db.Model):
    """An address from which a user has proved who they are: strangers' failures do not keep them out there."""

    __tablename__ = "known_addresses"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(45), primary_key=True)
    last_proof_at: Mapped[datetime] = mapped_column(UtcDateTime)
