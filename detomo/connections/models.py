from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from detomo.crypto import EncryptedText
from detomo.extensions import db
from detomo.orm import Timestamps, UtcDateTime


class Connection(Timestamps, db.Model):
    """A target database. `url` holds no password. `version` grows with every change to what is connected to.

    `findings`: what the last look at its rights found, as objects of `code`, `severity`, `en` and `ja`.
    """

    __tablename__ = "connections"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an engine is known by its connection's id

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    url: Mapped[str] = mapped_column(Text)
    password: Mapped[str] = mapped_column(EncryptedText("connections.password"))
    version: Mapped[int] = mapped_column(default=1)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    probed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
