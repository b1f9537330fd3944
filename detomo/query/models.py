from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from detomo.extensions import db
from detomo.orm import Timestamps


class AskedQuestion(Timestamps, db.Model):
    """One question of one user, with the SQL that was found for it and how it ended (`status`, `error_code`).

    `previous_id` is the question of the same user that it may follow up on.
    """

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_project_id_user_id_created_at", "project_id", "user_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(16))
    error_code: Mapped[str] = mapped_column(String(64), default="")
    sql: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(16), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    timings: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    previous_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"), index=True)


class StoredResult(Timestamps, db.Model):
    """The rows of a question's last run, as JSON-safe values. `body` is the JSON of a `ResultBody`."""

    __tablename__ = "results"
    __table_args__ = (Index("ix_results_updated_at", "updated_at"),)

    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    row_count: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
