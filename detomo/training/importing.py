"""Importing many items: each one checked, what is there already left alone, everything counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from detomo.engine.errors import EngineError, Unavailable
from detomo.training import service
from detomo.training.folder import Entry
from detomo.training.items import NewItem

_BATCH = 50  # items a transaction: an import that dies has taught whole items only


@dataclass(slots=True)
class ImportReport:
    """`refused` are (where, reason). With `force`, items that fail their check are kept and listed in `kept`."""

    added: int = 0
    already_there: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)


def import_entries(
    project_id: int,
    entries: Iterable[Entry],
    check: Callable[[NewItem], None],
    *,
    force: bool = False,
    by: int | None = None,
) -> ImportReport:
    """Teach every entry that passes `check` (which raises `EngineError`).

    Raises `Unavailable` when the target database is away: that says nothing about the items.
    """
    report = ImportReport()
    waiting: list[NewItem] = []
    for entry in entries:
        if entry.item is None:
            report.refused.append((entry.where, entry.problem))
        elif service.is_taught(project_id, entry.item):
            report.already_there += 1
        elif _passes(entry.where, entry.item, check, report, force=force):
            waiting.append(entry.item)
        if len(waiting) >= _BATCH:
            _teach(project_id, waiting, report, by)
    _teach(project_id, waiting, report, by)
    return report


def _passes(where: str, item: NewItem, check: Callable[[NewItem], None], report: ImportReport, *, force: bool) -> bool:
    try:
        check(item)
    except Unavailable:
        raise
    except EngineError as error:
        (report.kept if force else report.refused).append((where, service.why_refused(error)))
        return force
    return True


def _teach(project_id: int, waiting: list[NewItem], report: ImportReport, by: int | None) -> None:
    added = sum(taught.is_new for taught in service.teach(project_id, waiting, by=by))
    report.added += added
    report.already_there += len(waiting) - added
    waiting.clear()
