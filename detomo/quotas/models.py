from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from detomo.extensions import db
from detomo.orm import Timestamps


class Quota(Timestamps, db.Model):
    """Limits of one user or of one role; None: no limit of this kind is set here."""

    __tablename__ = "quotas"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    role: Mapped[str | None] = mapped_column(ForeignKey("roles.name", ondelete="CASCADE"), unique=True)
    questions_per_day: Mapped[int | None]
    tokens_per_month: Mapped[int | None]


class DailyQuestions(db.Model):
    """How many questions a user has asked on the last day (UTC) on which there was one."""

    __tablename__ = "daily_questions"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date]
    questions: Mapped[int]
