"""The application database as the engine's `KnowledgeSource`."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from detomo.engine.knowledge.items import KnowledgeChanges
from detomo.engine.knowledge.store import NOTHING_YET
from detomo.extensions import db
from detomo.glossary import service as glossary
from detomo.projects.service import knowledge_state
from detomo.training.models import TrainingItem


class ProjectKnowledge:
    """Reads in short sessions of its own, so that no connection is held while a model thinks. Needs an app context."""

    def __init__(self, project_slug: str) -> None:
        self._slug = project_slug

    def version(self) -> int:
        with db.engine.connect() as connection:
            _, version = knowledge_state(connection, self._slug)
        return version

    def changes_since(self, version: int) -> KnowledgeChanges:
        with Session(db.engine) as session:
            project_id, current = knowledge_state(session.connection(), self._slug)
            changed = select(TrainingItem).where(
                TrainingItem.project_id == project_id,
                TrainingItem.version > version,
                TrainingItem.version <= current,
            )
            if version == NOTHING_YET:
                changed = changed.where(~TrainingItem.removed)
            in_order = changed.order_by(TrainingItem.version, TrainingItem.created_at, TrainingItem.id)
            rows = session.scalars(in_order).all()
            terms, forgotten = glossary.changes_since(session, project_id, version, current)
        return KnowledgeChanges(
            current,
            added=(*(row.as_knowledge() for row in rows if not row.removed), *terms),
            removed=(*(row.id for row in rows if row.removed), *forgotten),
        )
