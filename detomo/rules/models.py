from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from detomo.extensions import db
from detomo.orm import Timestamps


class AccessRule(Timestamps, db.Model):
    """A row rule (`predicate`) or a column rule (`column_name` and `action`). `roles` null means every role."""

    __tablename__ = "access_rules"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(255))
    predicate: Mapped[str] = mapped_column(Text, default="")
    column_name: Mapped[str] = mapped_column(String(255), default="")
    action: Mapped[str] = mapped_column(String(16), default="")
    roles: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class UserAttribute(Timestamps, db.Model):
    """What `:user.<name>` in a row rule stands for, for one user."""

    __tablename__ = "user_attributes"
    __table_args__ = (UniqueConstraint("project_id", "user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(JSON)
