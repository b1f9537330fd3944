from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from detomo.crypto import EncryptedText
from detomo.extensions import db
from detomo.orm import Timestamps, UtcDateTime


class PrivacyJob(Timestamps, db.Model):
    """An export or a deletion. It is due at `due_at` and goes on at `position`, in whichever worker holds the lease.

    `user_id` is no foreign key: a deletion outlives its user, and says of nobody but a number that they are gone.
    """

    __tablename__ = "privacy_jobs"
    __table_args__ = (
        Index("ix_privacy_jobs_user_id_kind", "user_id", "kind"),
        Index("ix_privacy_jobs_status_due_at", "status", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    position: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)


class ExportPart(db.Model):
    """A batch of records of one section, as JSON; encrypted, for it repeats what is encrypted elsewhere."""

    __tablename__ = "export_parts"
    __table_args__ = (UniqueConstraint("job_id", "section", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("privacy_jobs.id", ondelete="CASCADE"))
    section: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(EncryptedText("export_parts.body"))
