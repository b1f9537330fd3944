from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from detomo.extensions import db
from detomo.orm import Timestamps

LONGEST_MODEL_NAME = 100


class ModelCall(Timestamps, db.Model):
    """One completion. `sent` are the kinds of text that left for the model; `cost_usd` is None without known prices.

    It outlives its question and its user, without them: what was spent stays spent.
    """

    __tablename__ = "model_calls"
    __table_args__ = (
        Index("ix_model_calls_user_id_created_at", "user_id", "created_at"),
        Index("ix_model_calls_question_id", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"))
    model: Mapped[str] = mapped_column(String(LONGEST_MODEL_NAME))
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    cache_read_tokens: Mapped[int]
    cache_write_tokens: Mapped[int]
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(14, 8))
    sent: Mapped[list[str]] = mapped_column(JSON)
