from sqlalchemy import select

from detomo.extensions import db
from detomo.projects.models import Project

DEFAULT_SLUG = "default"  # the first migration makes it


def default_knowledge_version() -> int:
    """How often what was taught to the default project has changed; 0: never."""
    return db.session.scalars(select(Project.knowledge_version).where(Project.slug == DEFAULT_SLUG)).one()


def default_project_id() -> int:
    """The id of the one project that always exists."""
    return db.session.scalars(select(Project.id).where(Project.slug == DEFAULT_SLUG)).one()
