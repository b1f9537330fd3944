from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from detomo.extensions import db
from detomo.orm import UtcDateTime

LineId = BigInteger().with_variant(Integer, "sqlite")


class AuditLine(db.Model):
    """One act. Database triggers refuse every change but erasing the address and its salt, which are a person's, and
    removal beyond what the head says was purged.

    Ids have no gaps. `actor_id` is no foreign key: lines outlive accounts. `hash` and `seal`: see `chain`.
    """

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index("ix_audit_lines_at", "at"),
        Index("ix_audit_lines_actor_id_id", "actor_id", "id"),
        Index("ix_audit_lines_action_id", "action", "id"),
    )

    id: Mapped[int] = mapped_column(LineId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None]
    target: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(64))
    address_salt: Mapped[str] = mapped_column(String(32))
    address_digest: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(64))
    session_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class AuditHead(db.Model):
    """The one row that says where the chain ends and, after a purge, where it begins."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(LineId)
    hash: Mapped[str] = mapped_column(String(64))
    purged_id: Mapped[int] = mapped_column(LineId)
    purged_hash: Mapped[str] = mapped_column(String(64))
