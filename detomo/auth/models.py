from datetime import datetime

from sqlalchemy import ForeignKey, String
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
    username: Mapped[str] = mapped_column(String(50))
    username_key: Mapped[str] = mapped_column(String(200), unique=True)
    password_hash: Mapped[str] = mapped_column(String(128))
    role: Mapped[str] = mapped_column(String(32), default=Role.ANALYST)
    is_active: Mapped[bool] = mapped_column(default=True)


class Session(Timestamps, db.Model):
    """One login and all tokens that follow from it: the refresh-token family of RFC 9700, section 4.14.2.

    `current_jti` is the one refresh token that may be used next; an older one that comes back revokes the row.
    """

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    current_jti: Mapped[str] = mapped_column(String(36))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
