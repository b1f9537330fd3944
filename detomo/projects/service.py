from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection

from detomo.extensions import db
from detomo.projects.models import Project

DEFAULT_SLUG = "default"  # the first migration makes it
DEFAULT_PROJECT_ID = select(Project.id).where(Project.slug == DEFAULT_SLUG).scalar_subquery()  # inside other statements
DEFAULT_CONNECTION_ID = select(Project.connection_id).where(Project.slug == DEFAULT_SLUG).scalar_subquery()
_STATE = select(Project.id, Project.knowledge_version).where(Project.slug == bindparam("slug"))


def default_knowledge_version() -> int:
    """How often what was taught to the default project has changed; 0: never."""
    return db.session.scalars(select(Project.knowledge_version).where(Project.slug == DEFAULT_SLUG)).one()


def default_project_id() -> int:
    """The id of the one project that always exists."""
    return db.session.scalars(select(Project.id).where(Project.slug == DEFAULT_SLUG)).one()


def knowledge_state(connection: Connection, slug: str) -> tuple[int, int]:
    """The id and the knowledge version of a project."""
    row = connection.execute(_STATE, {"slug": slug}).one()
    return row.id, row.knowledge_version


def raise_knowledge_version(project_id: int) -> int:
    """Give the next knowledge version. The project's row stays locked to the commit: versions appear in order."""
    raised = update(Project).where(Project.id == project_id).values(knowledge_version=Project.knowledge_version + 1)
    return db.session.scalars(raised.returning(Project.knowledge_version)).one()


def assign_connection(connection_id: int | None) -> None:
    """Let the default project's questions be about another database; the caller commits."""
    db.session.execute(update(Project).where(Project.slug == DEFAULT_SLUG).values(connection_id=connection_id))


def projects_with(connection_id: int) -> int:
    """How many projects use a connection."""
    return db.session.scalar(select(func.count()).where(Project.connection_id == connection_id)) or 0
