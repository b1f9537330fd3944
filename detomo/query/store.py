"""Questions and results in the application database: the state that steps with an id share between workers.

Every function ends its transaction, so that no connection is held while a model thinks or a query runs.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import delete, select, update
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
    """A stored question. `details` holds what `views` shows beside the SQL."""

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


def with_sql(asked: Asked, checked: CheckedProposal, timings: Mapping[str, float] | None = None) -> Asked:
    """The question with the SQL that was found for it; stores nothing."""
    proposal, query = checked.proposal, checked.query
    details = {
        "confidence": proposal.confidence,
        "matched_question": proposal.matched_question,
        "model": proposal.model,
        "explanation": checked.explanation,
        "warnings": [asdict(warning) for warning in query.warnings],
        "changes": [asdict(change) for change in query.changes],
    }
    return replace(asked, sql=query.shown, source=proposal.source, details=details, timings=dict(timings or {}))


def save_sql(asked: Asked) -> Asked:
    """Keep the SQL of a question; an older result, of other SQL, goes."""
    _update(asked, "written")
    db.session.execute(delete(StoredResult).where(StoredResult.question_id == asked.id))
    db.session.commit()
    return asked


def save_answer(asked: Asked, rows: StoredRows) -> Asked:
    """Keep the SQL and the rows of a question."""
    _update(asked, "answered")
    db.session.merge(
        StoredResult(
            question_id=asked.id, project_id=default_project_id(), row_count=rows.row_count, body=rows.to_json()
        )
    )
    db.session.commit()
    return asked


def save_failure(asked: Asked, code: str) -> None:
    db.session.rollback()
    _update(asked, "failed", code)
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
    db.session.execute(update(AskedQuestion).where(AskedQuestion.id == asked.id).values(cancel_requested=True))
    db.session.commit()


def forget_cancel(asked: Asked) -> None:
    """A request to stop what ran before does not stop what runs next."""
    asked_for = update(AskedQuestion).where(AskedQuestion.id == asked.id, AskedQuestion.cancel_requested)
    db.session.execute(asked_for.values(cancel_requested=False))
    db.session.commit()


def cancel_requested(question_id: str) -> bool:
    """Looks in a session of its own: it is asked while another statement of this request waits."""
    with Session(db.engine) as session:
        return bool(session.scalar(select(AskedQuestion.cancel_requested).where(AskedQuestion.id == question_id)))


def _update(asked: Asked, status: str, error_code: str = "") -> None:
    values = {
        "status": status,
        "error_code": error_code,
        "sql": asked.sql,
        "source": asked.source,
        "details": asked.details,
        "timings": asked.timings,
        "cancel_requested": False,
    }
    db.session.execute(update(AskedQuestion).where(AskedQuestion.id == asked.id).values(values))


def _view(row: AskedQuestion) -> Asked:
    return Asked(row.id, row.text, row.language, row.sql or "", row.source or "", row.details or {}, row.timings or {})
