from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from detomo.engine.knowledge.glossary import GlossaryEntry
from detomo.extensions import db
from detomo.orm import Timestamps


class GlossaryTerm(Timestamps, db.Model):
    """One entry. `version` is the project's knowledge version at its last change; a removed entry and a declined
    suggestion stay as a mark, so that workers learn of the first and nobody is asked again about the second."""

    __tablename__ = "glossary_terms"
    __table_args__ = (Index("ix_glossary_terms_project_id_version", "project_id", "version"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    terms: Mapped[list[str]] = mapped_column(JSON)
    table_name: Mapped[str] = mapped_column(String(255), default="")
    column_name: Mapped[str] = mapped_column(String(255), default="")
    value: Mapped[str] = mapped_column(Text, default="")
    expression: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int]
    removed: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    def as_entry(self) -> GlossaryEntry:
        return GlossaryEntry(
            tuple(self.terms), self.table_name, self.column_name, self.value, self.expression, self.note, self.id
        )
