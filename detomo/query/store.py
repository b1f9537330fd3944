"""Questions and results in the application database: the state that steps with an id share between workers.

Every function ends its transaction, so that no connection is held while a model thinks or a query runs.
"""

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from detomo.engine.types import CheckedProposal, Language, Question
from detomo.extensions import db
from detomo.identity import Caller
from detomo.projects.service import default_project_id
from detomo.query.exceptions import IdNotFound
from detomo.query.models import AskedQuestion, StoredResult
from detomo.query.results import StoredRows


@dataclass(frozen=True, slots=True)
class Asked:
    """A stored question. `details` holds `confidence`, `matched_question`, `model`, `warnings`, `changes`."""

    id: str
    text: str
    language: Language
    sql: str = ""
    source: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        return Question(self.text, self.language)


def begin(caller: Caller, question: Question) -> Asked:
    row = AskedQuestion(
        id=uuid.uuid4().hex,
        project_id=default_project_id(),
        user_id=caller.id,
        text=question.text,
        language=question.language,
        status="asked",
    )
    asked = _view(row)
    db.session.add(row)
    db.session.commit()
    return asked


def owned(caller: Caller, question_id: str) -> Asked:
    """The caller's own question. Raises `IdNotFound` for any other id."""
    mine = select(AskedQuestion).where(AskedQuestion.id == question_id, AskedQuestion.user_id == caller.id)
    row = db.session.scalar(mine)
    found = _view(row) if row else None
    db.session.rollback()
    if found is None:
        raise IdNotFound(id=question_id[:64])
    return found


def save_sql(asked: Asked, checked: CheckedProposal, timings: dict[str, float]) -> Asked:
    """Keep the SQL of a question; an older result of another SQL goes."""
    details = _details(checked)
    _update(
        asked.id,
        sql=checked.query.sql,
        source=checked.proposal.source,
        details=details,
        timings=timings,
        status="written",
        error_code="",
    )
    db.session.query(StoredResult).filter_by(question_id=asked.id).delete()
    db.session.commit()
    return Asked(asked.id, asked.text, asked.language, checked.query.sql, checked.proposal.source, details, timings)


def save_result(asked: Asked, rows: StoredRows, timings: dict[str, float]) -> None:
    _update(asked.id, status="answered", error_code="", timings=timings, cancel_requested=False)
    result = StoredResult(
        question_id=asked.id, project_id=default_project_id(), row_count=rows.row_count, body=rows.to_json()
    )
    db.session.merge(result)
    db.session.commit()


def save_failure(asked: Asked, code: str, timings: dict[str, float]) -> None:
    db.session.rollback()
    _update(asked.id, status="failed", error_code=code, timings=timings, cancel_requested=False)
    db.session.commit()


def result_of(asked: Asked) -> StoredRows | None:
    body = db.session.scalar(select(StoredResult.body).where(StoredResult.question_id == asked.id))
    db.session.rollback()
    return StoredRows.from_json(body) if body is not None else None


def history(caller: Caller, limit: int, offset: int) -> list[Asked]:
    """The caller's questions, newest first."""
    mine = (
        select(AskedQuestion)
        .where(AskedQuestion.user_id == caller.id, AskedQuestion.project_id == default_project_id())
        .order_by(AskedQuestion.created_at.desc(), AskedQuestion.id)
    )
    return [_view(row) for row in db.session.scalars(mine.limit(limit).offset(offset))]


def request_cancel(asked: Asked) -> None:
    _update(asked.id, cancel_requested=True)
    db.session.commit()


def cancel_requested(question_id: str) -> bool:
    """Looks in a session of its own: it is asked while another statement of this request waits."""
    with Session(db.engine) as session:
        return bool(session.scalar(select(AskedQuestion.cancel_requested).where(AskedQuestion.id == question_id)))


def _update(question_id: str, **values: Any) -> None:
    db.session.execute(update(AskedQuestion).where(AskedQuestion.id == question_id).values(**values))


def _view(row: AskedQuestion) -> Asked:
    return Asked(row.id, row.text, row.language, row.sql or "", row.source or "", row.details or {}, row.timings or {})


def _details(checked: CheckedProposal) -> dict[str, Any]:
    proposal, query = checked.proposal, checked.query
    return {
        "confidence": proposal.confidence,
        "matched_question": proposal.matched_question,
        "model": proposal.model,
        "warnings": [asdict(warning) for warning in query.warnings],
        "changes": [asdict(change) for change in query.changes],
    }
