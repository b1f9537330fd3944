"""Teaching, listing and forgetting. Every change and the knowledge version that tells of it are one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import Select, func, select

from detomo.engine.errors import EngineError
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.pipeline import Pipeline
from detomo.engine.types import Viewer
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.projects.service import default_project_id, raise_knowledge_version
from detomo.rules.service import viewer_of
from detomo.training.folder import read_folder
from detomo.training.items import NewItem
from detomo.training.models import TrainingItem

_BATCH = 1_000


REMOVED = {"success": True, "status": "success", "message": "Training data removed successfully"}
_SPOKEN_KINDS = {ItemKind.DDL: "DDL", ItemKind.DOCUMENTATION: "Documentation", ItemKind.SQL: "Q&A pair"}


class TrainingInvalid(ServiceError):
    code = "training_invalid"


class ItemNotFound(ServiceError):
    status = 404
    code = "item_not_found"


@dataclass(frozen=True, slots=True)
class Taught:
    id: str
    is_new: bool


def new_item(ddl: str = "", documentation: str = "", question: str = "", sql: str = "") -> NewItem:
    """The one item that a request describes. Raises `TrainingInvalid` when it describes none."""
    for item in (NewItem.ddl(ddl), NewItem.documentation(documentation), NewItem.pair(question, sql)):
        if item.is_complete:
            return item
    raise TrainingInvalid


def teach_one(pipeline: Pipeline, item: NewItem, caller: Caller) -> dict[str, str]:
    """Check and teach one item. Raises the `EngineError` that says why a pair's SQL is refused."""
    check_pair(pipeline, item, viewer_of(caller))
    taught = teach(default_project_id(), [item], by=caller.id)[0]
    outcome = "added successfully" if taught.is_new else "was already there"
    return {"status": "success", "message": f"{_SPOKEN_KINDS[item.kind]} {outcome}", "id": taught.id}


def teach(project_id: int, items: Iterable[NewItem], *, by: int | None = None) -> list[Taught]:
    """Add items, all or none; what is already there stays as it is. An item that comes twice is told of once."""
    wanted = {item.id_in(project_id): item for item in items}
    missing = wanted.keys() - _living_ids(wanted)
    if missing:
        version = raise_knowledge_version(project_id)
        missing -= _living_ids(missing)  # again, behind the version's lock
        for item_id in filter(missing.__contains__, wanted):
            db.session.merge(_row(item_id, wanted[item_id], project_id, version, by))
        db.session.commit()
    return [Taught(item_id, item_id in missing) for item_id in wanted]


def forget(project_id: int, item_id: str) -> bool:
    """Remove an item; False when there is none of this id."""
    if _living(project_id, item_id) is None:
        return False
    version = raise_knowledge_version(project_id)
    item = _living(project_id, item_id)
    if item is not None:
        item.removed, item.version = True, version
    db.session.commit()
    return item is not None


def is_taught(project_id: int, item: NewItem) -> bool:
    return bool(_living_ids([item.id_in(project_id)]))


def forget_known(project_id: int, item_id: str) -> dict[str, object]:
    """Remove an item; raises `ItemNotFound` when there is none of this id."""
    if not forget(project_id, item_id):
        raise ItemNotFound(id=item_id[:64])
    return REMOVED


def listing(pipeline: Pipeline, project_id: int, caller: Caller, limit: int, offset: int) -> dict[str, object]:
    """One page; items that speak of what does not exist for the caller are left out of it."""
    hidden = pipeline.hidden_names(viewer_of(caller))
    items = [item for item in page(project_id, limit, offset) if not item.mentions(hidden)]
    rows = [
        {"id": i.id, "training_data_type": i.kind, "question": i.question or None, "content": i.content} for i in items
    ]
    frame = orjson.dumps(rows).decode()
    return {"training_data": items, "count": count(project_id), "type": "df", "id": "training_data", "df": frame}


def check_pair(pipeline: Pipeline, item: NewItem, viewer: Viewer) -> None:
    """Raise the `EngineError` that says why a pair's SQL may not run or does not run on the target database."""
    if item.kind is ItemKind.SQL:
        pipeline.run(pipeline.check(item.content, viewer))


def page(project_id: int, limit: int, offset: int) -> list[KnowledgeItem]:
    rows = db.session.scalars(_all_living(project_id).limit(limit).offset(offset))
    return [row.as_knowledge() for row in rows]


def every_item(project_id: int) -> Iterator[KnowledgeItem]:
    """All items in the order in which they were taught, a thousand at a time."""
    offset = 0
    while batch := page(project_id, _BATCH, offset):
        yield from batch
        offset += len(batch)


def count(project_id: int) -> int:
    living = select(func.count()).where(TrainingItem.project_id == project_id, ~TrainingItem.removed)
    return db.session.scalar(living) or 0


def items_in(folder: Path) -> list[KnowledgeItem]:
    """What a folder of training data holds, taught to nobody; what cannot be read is left out."""
    items = [entry.item for entry in read_folder(folder) if entry.item]
    return [KnowledgeItem(item.id_in(0), item.kind, item.content, item.question) for item in items]


def why_refused(error: EngineError) -> str:
    return " ".join(filter(None, (error.message.en, getattr(error, "diagnosis", ""), error.part)))


def _row(item_id: str, item: NewItem, project_id: int, version: int, by: int | None) -> TrainingItem:
    return TrainingItem(
        id=item_id,
        project_id=project_id,
        kind=item.kind,
        question=item.question,
        content=item.content,
        version=version,
        removed=False,
        created_by_id=by,
    )


def _living(project_id: int, item_id: str) -> TrainingItem | None:
    db.session.expire_all()
    return db.session.scalar(_all_living(project_id).where(TrainingItem.id == item_id))


def _living_ids(wanted: Iterable[str]) -> set[str]:
    found: set[str] = set()
    ids = list(wanted)
    for start in range(0, len(ids), _BATCH):
        chosen = TrainingItem.id.in_(ids[start : start + _BATCH])
        living = select(TrainingItem.id).where(chosen, ~TrainingItem.removed)
        found.update(db.session.scalars(living))
    return found


def _all_living(project_id: int) -> Select[tuple[TrainingItem]]:
    return (
        select(TrainingItem)
        .where(TrainingItem.project_id == project_id, ~TrainingItem.removed)
        .order_by(TrainingItem.created_at, TrainingItem.id)
    )
