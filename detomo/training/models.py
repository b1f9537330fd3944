from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.extensions import db
from detomo.orm import Timestamps


class TrainingItem(Timestamps, db.Model):
    """One taught item. `version` is the project's knowledge version at its last change; a removed item stays as a
    mark, so that every worker's index learns of the removal."""

    __tablename__ = "training_items"
    __table_args__ = (Index("ix_training_items_project_id_version", "project_id", "version"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(16))
    question: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    removed: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    def as_knowledge(self) -> KnowledgeItem:
        return KnowledgeItem(self.id, ItemKind(self.kind), self.content, self.question)
