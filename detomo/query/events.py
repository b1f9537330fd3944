"""A streamed answer as server-sent events: `status, sql, rows, chart, summary, done`, or a `clarification`."""

from dataclasses import dataclass
from typing import Any

from detomo.engine.steps import Figure, Status, Summary
from detomo.engine.types import Result
from detomo.query.results import StoredRows
from detomo.query.store import Asked
from detomo.query.views import ClarificationView, SqlView, answer_view


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    data: Any


StreamStep = Status | SqlView | ClarificationView | Result | Figure | Summary | tuple[Asked, StoredRows]


def event_of(question_id: str, step: StreamStep) -> Event:
    if isinstance(step, Status):
        return Event("status", {"id": question_id, "step": step.step})
    if isinstance(step, SqlView):
        return Event("sql", step)
    if isinstance(step, ClarificationView):
        return Event("clarification", step)
    if isinstance(step, Result):
        return Event("rows", {"id": question_id, **_rows(StoredRows.of(step))})
    if isinstance(step, Figure):
        return Event("chart", {"id": question_id, "figure": step.figure})
    if isinstance(step, Summary):
        return Event("summary", {"id": question_id, "summary": step.text})
    return Event("done", answer_view(*step))


def _rows(rows: StoredRows) -> dict[str, Any]:
    return {
        "results": rows.records(),
        "columns": rows.columns,
        "column_types": rows.column_types,
        "row_count": rows.row_count,
        "truncated": rows.truncated,
        "incomplete": rows.incomplete,
        "notes": rows.notes,
    }
