"""Keeping terms, checking what they mean against the schema, and suggesting some from what was taught.

Every change and the knowledge version that tells of it are one transaction.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from detomo.audit.service import Action, record
from detomo.engine.knowledge.definitions import exists, suggested
from detomo.engine.knowledge.glossary import GlossaryEntry
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.pipeline import Pipeline
from detomo.engine.types import Viewer
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.glossary.folder import read_entries, write_entries
from detomo.glossary.models import GlossaryTerm
from detomo.identity import Caller
from detomo.projects.service import default_project_id, raise_knowledge_version
from detomo.rules.service import viewer_of
from detomo.training.service import every_item

Changes = tuple[list[KnowledgeItem], list[str]]  # added, ids of removed


class GlossaryInvalid(ServiceError):
    code = "glossary_invalid"


class GlossaryUnknownName(ServiceError):
    code = "glossary_unknown_name"


class TermNotFound(ServiceError):
    status = 404
    code = "term_not_found"


def listing(pipeline: Pipeline, caller: Caller, limit: int, offset: int) -> dict[str, object]:
    """A page of the entries, and all suggestions; what speaks of names hidden from the caller is left out."""
    project, viewer = default_project_id(), viewer_of(caller)
    rows = db.session.scalars(_living(project).limit(limit).offset(offset))
    entries = [entry for row in rows if not pipeline.hides(entry := row.as_entry(), viewer)]
    return {"entries": entries, "count": count(project), "suggestions": _suggestions(pipeline, caller, project)}


def add(pipeline: Pipeline, caller: Caller, entry: GlossaryEntry) -> GlossaryEntry:
    """Keep an entry; one that is there already stays. Raises `GlossaryInvalid`, `GlossaryUnknownName`."""
    check(pipeline, viewer_of(caller), entry)
    return keep(default_project_id(), [entry], by=caller.id)[0]


def change(pipeline: Pipeline, caller: Caller, entry_id: str, entry: GlossaryEntry) -> GlossaryEntry:
    """Give an entry other terms or another meaning, under its id. Raises `TermNotFound`, and like `add`."""
    _visible_or_raise(pipeline, caller, entry_id)
    check(pipeline, viewer_of(caller), entry)
    version = raise_knowledge_version(default_project_id())
    row = _row_or_raise(entry_id)
    _write(row, entry, version)
    _record(Action.TAUGHT_OTHERWISE, caller.id, entry_id)
    db.session.commit()
    return row.as_entry()


def accept(pipeline: Pipeline, caller: Caller, suggestion_id: str) -> GlossaryEntry:
    """Make an entry of a suggestion. Raises `TermNotFound`."""
    project = default_project_id()
    for entry in _suggestions(pipeline, caller, project):
        if entry.id == suggestion_id:
            return keep(project, [entry], by=caller.id)[0]
    raise TermNotFound(id=suggestion_id[:64])


def remove(pipeline: Pipeline, caller: Caller, entry_id: str) -> None:
    """Forget an entry, or decline a suggestion for good. Raises `TermNotFound`."""
    project = default_project_id()
    suggestion = next((one for one in _suggestions(pipeline, caller, project) if one.id == entry_id), None)
    if suggestion is not None:
        keep(project, [suggestion], by=caller.id)
    else:
        _visible_or_raise(pipeline, caller, entry_id)
    version = raise_knowledge_version(project)
    row = _row_or_raise(entry_id)
    row.removed, row.version = True, version
    _record(Action.FORGOTTEN, caller.id, entry_id)
    db.session.commit()


def keep(project_id: int, entries: Iterable[GlossaryEntry], *, by: int | None = None) -> list[GlossaryEntry]:
    """Add entries, all or none; what is already there stays as it is."""
    wanted = {(entry_id := _id_of(project_id, entry)): replace(entry, id=entry_id) for entry in entries}
    rows = {row.id: row for row in db.session.scalars(select(GlossaryTerm).where(GlossaryTerm.id.in_(wanted)))}
    missing = [entry for entry in wanted.values() if entry.id not in rows or rows[entry.id].removed]
    if missing:
        version = raise_knowledge_version(project_id)
        for entry in missing:
            row = GlossaryTerm(id=entry.id, project_id=project_id, created_by_id=by)
            _write(row, entry, version)
            db.session.merge(row)
            _record(Action.TAUGHT, by, entry.id)
        db.session.commit()
    return list(wanted.values())


def _record(action: Action, by: int | None, entry_id: str) -> None:
    record(action, actor_id=by, target=entry_id, details={"kind": "term"})


def import_path(pipeline: Pipeline, path: Path, viewer: Viewer) -> tuple[int, list[tuple[str, str]]]:
    """Keep the entries of a JSON file or of a folder of them: how many are new, and where one was refused and why."""
    entries: list[GlossaryEntry] = []
    refused: list[tuple[str, str]] = []
    for where, entry, problem in read_entries(path):
        try:
            if entry is not None:
                check(pipeline, viewer, entry)
                entries.append(entry)
        except ServiceError as error:
            problem = error.message.en
        if problem:
            refused.append((where, problem))
    before = count(default_project_id())
    keep(default_project_id(), entries)
    return count(default_project_id()) - before, refused


def export_path(path: Path) -> int:
    """Write all entries to a JSON file, if there are any; returns how many."""
    entries = every_entry(default_project_id())
    if entries:
        write_entries(path, entries)
    return len(entries)


def check(pipeline: Pipeline, viewer: Viewer, entry: GlossaryEntry) -> None:
    """Raise `GlossaryInvalid` for an entry that says nothing, `GlossaryUnknownName` where it names what does not exist
    for the viewer."""
    if not entry.terms or bool(entry.expression) == bool(entry.table) or (entry.value and not entry.column):
        raise GlossaryInvalid
    if not exists(entry, pipeline.catalog(viewer)):
        raise GlossaryUnknownName(name=entry.meaning[:200])


def changes_since(session: Session, project_id: int, version: int, current: int) -> Changes:
    """What became of the entries between two knowledge versions."""
    changed = select(GlossaryTerm).where(
        GlossaryTerm.project_id == project_id, GlossaryTerm.version > version, GlossaryTerm.version <= current
    )
    rows = session.scalars(changed.order_by(GlossaryTerm.version, GlossaryTerm.id)).all()
    return [row.as_entry().as_item() for row in rows if not row.removed], [row.id for row in rows if row.removed]


def every_entry(project_id: int) -> list[GlossaryEntry]:
    return [row.as_entry() for row in db.session.scalars(_living(project_id))]


def count(project_id: int) -> int:
    living = select(func.count()).where(GlossaryTerm.project_id == project_id, ~GlossaryTerm.removed)
    return db.session.scalar(living) or 0


def _suggestions(pipeline: Pipeline, caller: Caller, project_id: int) -> list[GlossaryEntry]:
    """What the documentation suggests and nobody has accepted or declined, and no entry says already."""
    viewer = viewer_of(caller)
    catalog, hidden = pipeline.catalog(viewer), pipeline.hidden_names(viewer)
    known = set(db.session.scalars(select(GlossaryTerm.id).where(GlossaryTerm.project_id == project_id)))
    found: dict[str, GlossaryEntry] = {}
    for item in every_item(project_id):
        if item.kind is ItemKind.DOCUMENTATION and not item.mentions(hidden):
            for entry in suggested(item.content, catalog):
                entry_id = _id_of(project_id, entry)
                found[entry_id] = replace(entry, id=entry_id)
    return [entry for entry_id, entry in found.items() if entry_id not in known]


def _visible_or_raise(pipeline: Pipeline, caller: Caller, entry_id: str) -> None:
    """An entry that speaks of what does not exist for the caller does not exist either."""
    if pipeline.hides(_row_or_raise(entry_id).as_entry(), viewer_of(caller)):
        raise TermNotFound(id=entry_id[:64])


def _row_or_raise(entry_id: str) -> GlossaryTerm:
    row = db.session.scalar(_living(default_project_id()).where(GlossaryTerm.id == entry_id))
    if row is None:
        raise TermNotFound(id=entry_id[:64])
    return row


def _write(row: GlossaryTerm, entry: GlossaryEntry, version: int) -> None:
    row.terms, row.note = list(entry.terms), entry.note
    row.table_name, row.column_name, row.value = entry.table, entry.column, entry.value
    row.expression, row.version, row.removed = entry.expression, version, False


def _id_of(project_id: int, entry: GlossaryEntry) -> str:
    """The same terms with the same meaning have the same id."""
    text = "\0".join((str(project_id), *entry.terms, entry.meaning))
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}-term"


def _living(project_id: int) -> Select[tuple[GlossaryTerm]]:
    return (
        select(GlossaryTerm)
        .where(GlossaryTerm.project_id == project_id, ~GlossaryTerm.removed)
        .order_by(GlossaryTerm.created_at, GlossaryTerm.id)
    )
