"""Teaching the configured folder at the first start, before the service answers."""

from pathlib import Path

import structlog
from sqlalchemy.exc import NoResultFound, OperationalError, ProgrammingError

from detomo.engine.errors import EngineError, Unavailable
from detomo.engine.pipeline import Pipeline
from detomo.engine.types import Viewer
from detomo.extensions import db
from detomo.glossary import service as glossary
from detomo.identity import Role
from detomo.projects.service import default_knowledge_version, default_project_id
from detomo.training import service
from detomo.training.folder import Entry, read_folder
from detomo.training.items import NewItem

log = structlog.get_logger(__name__)


def teach_first(pipeline: Pipeline, folder: Path) -> int:
    """Teach everything in `folder` that runs, if nothing was ever taught; give the number of items.

    All of it in one transaction: of hosts that start at once one teaches, and one that dies has taught nothing. What
    is refused is logged. While the databases are away or not migrated nothing happens: the next start tries again.
    """
    if not _never_taught():
        return 0
    try:
        items = [item for entry in read_folder(folder) if (item := _that_runs(pipeline, entry))]
    except Unavailable as error:
        log.warning("first_training_put_off", code=error.code)
        return 0
    added = sum(taught.is_new for taught in service.teach(default_project_id(), items))
    added += _teach_terms(pipeline, folder / "glossary")
    log.info("first_training", folder=str(folder), added=added)
    return added


def _teach_terms(pipeline: Pipeline, folder: Path) -> int:
    added, refused = glossary.import_path(pipeline, folder, Viewer(role=Role.ADMIN))
    for where, problem in refused:
        log.warning("first_training_refused", where=where, problem=problem)
    return added


def _never_taught() -> bool:
    try:
        return default_knowledge_version() == 0
    except (OperationalError, ProgrammingError, NoResultFound) as error:
        log.warning("first_training_put_off", cause=type(error).__name__)
        return False
    finally:
        db.session.rollback()


def _that_runs(pipeline: Pipeline, entry: Entry) -> NewItem | None:
    if entry.item is None:
        log.warning("first_training_refused", where=entry.where, problem=entry.problem)
        return None
    try:
        service.check_pair(pipeline, entry.item, Viewer(role=Role.ADMIN))
    except Unavailable:
        raise
    except EngineError as error:
        log.warning("first_training_refused", where=entry.where, code=error.code)
        return None
    return entry.item
