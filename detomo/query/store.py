"""Questions and results in the application database: the state that steps with an id share between workers.

Every function has a connection of its own and gives it back, so that none is held while a model thinks or a query
runs. The statements are prepared once: they are a good part of what a question costs beside its model. What changes a
question takes the audit's entry of the act along (`told`): both are stored, or neither.
"""

import uuid
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from detomo.audit.service import Entry, append
from detomo.engine.ceiling import Ceiling
from detomo.engine.timing import Stopwatch
from detomo.engine.types import (
    CheckedProposal,
    Clarification,
    Confidence,
    Language,
    Option,
    Proposal,
    Question,
    Source,
)
from detomo.extensions import db
from detomo.identity import Caller
from detomo.projects.service import DEFAULT_PROJECT_ID
from detomo.query.exceptions import IdNotFound, NoSql, NothingToClarify, OptionUnknown, RowsRemoved
from detomo.query.models import AskedQuestion, StoredResult
from detomo.query.results import StoredRows
from detomo.query.under_way import UNDER_WAY, held_tokens
from detomo.quotas.service import take_question
from detomo.usage.service import usage_of

OFFERED = "clarification"  # in the details of a question that was asked back about
_ANSWERED = "answered"
_MEANT = "meant"  # in the details of a question: the readings of it that were chosen


@dataclass(frozen=True, slots=True)
class Asked:
    """A stored question. `details` holds what `views` shows beside the SQL; `status` is how it ended when last read."""

    id: str
    text: str
    language: Language
    sql: str = ""
    source: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    previous_id: str | None = None
    status: str = ""

    @property
    def meant(self) -> tuple[str, ...]:
        """The model's readings of the question that its asker chose."""
        return tuple(self.details.get(_MEANT, ()))


def begin(caller: Caller, question: Question, ceiling: Ceiling, previous_id: str | None = None) -> Asked:
    """Store a question as under way before anything is done for it. Raises `QuotaExceeded`, and then stores nothing."""
    asked = Asked(uuid.uuid4().hex, question.text, question.language, previous_id=previous_id)
    row = {"id": asked.id, "text": asked.text, "language": asked.language, "user_id": caller.id, "status": UNDER_WAY}
    row |= {"previous_id": previous_id}
    with db.engine.begin() as connection:
        take_question(connection, caller, held_tokens(caller, ceiling))
        connection.execute(_BEGIN, row)
    return asked


def owned(caller: Caller, question_id: str) -> Asked:
    """The caller's own question. Raises `IdNotFound` for any other id."""
    with db.engine.connect() as connection:
        row = connection.execute(_OWNED, {"question": question_id, "user": caller.id}).first()
    if row is None:
        raise IdNotFound(id=question_id[:64])
    return _view(row)


def with_sql(asked: Asked, checked: CheckedProposal, watch: Stopwatch | None = None) -> Asked:
    """The question with the SQL that was found for it and what that took; stores nothing."""
    watch = watch or Stopwatch()
    proposal, query = checked.proposal, checked.query
    details = {
        **_confidence(checked.confidence),
        "matched_question": proposal.matched_question,
        "bindings": [asdict(binding) for binding in proposal.bindings],
        "model": proposal.model,
        "assumptions": list(proposal.assumptions),
        "explanation": checked.explanation,
        "warnings": [asdict(warning) for warning in query.warnings],
        "changes": [asdict(change) for change in query.changes],
        "usage": asdict(usage_of(watch.completions)),
    }
    details |= {name: asked.details[name] for name in (OFFERED, _MEANT) if name in asked.details}
    return replace(asked, sql=query.shown, source=proposal.source, details=details, timings=dict(watch.timings))


def save_clarification(asked: Asked, clarification: Clarification, watch: Stopwatch, told: Entry) -> Asked:
    """Keep what a question may mean, so that any worker can go on with the answer to it."""
    options = [_offer(option) for option in clarification.options]
    offered = {"text": asdict(clarification.text), "options": options, _MEANT: list(asked.meant)}
    details = {OFFERED: offered, _MEANT: list(asked.meant), "usage": asdict(usage_of(watch.completions))}
    asking = replace(asked, details=details, timings=dict(watch.timings))
    with db.engine.begin() as connection:
        connection.execute(_UPDATE, _values(asking, "asked_back"))
        append(connection, told)
    return asking


def chosen(asked: Asked, option_id: str) -> tuple[Asked, Proposal | None]:
    """The question as one of the options says, and the SQL that the option stands for, where it does; stores nothing.

    Raises `NothingToClarify` or `OptionUnknown`.
    """
    if OFFERED not in asked.details:
        raise NothingToClarify
    offered = asked.details[OFFERED]
    option = next((one for one in offered["options"] if one["id"] == option_id), None)
    if option is None:
        raise OptionUnknown(option=option_id[:64])
    if "sql" in option:
        return asked, _offered(option)
    meant = [*offered[_MEANT], option["label"][asked.language]]
    return replace(asked, details={**asked.details, _MEANT: meant}), None


def _offered(option: dict[str, Any]) -> Proposal:
    return Proposal(
        option["sql"],
        Source(option["source"]),
        option["confidence"],
        features=option["features"],
        unknown=tuple(option["unknown"]),
    )


def _offer(option: Option) -> dict[str, Any]:
    proposal, said = option.proposal, {"id": option.id, "label": asdict(option.label)}
    if proposal is None:
        return said
    return said | {
        "sql": proposal.sql,
        "source": proposal.source,
        "confidence": proposal.confidence,
        "features": dict(proposal.features),
        "unknown": list(proposal.unknown),
    }


def _confidence(confidence: Confidence) -> dict[str, Any]:
    return {
        "confidence": round(confidence.probability, 4),
        "confidence_level": confidence.level,
        "confidence_reasons": [asdict(reason) for reason in confidence.reasons],
    }


def save_sql(asked: Asked, told: Entry) -> Asked:
    """Keep the SQL of a question; an older result, of other SQL, goes."""
    with db.engine.begin() as connection:
        connection.execute(_UPDATE, _values(asked, "written"))
        connection.execute(_FORGET_RESULT, {"question": asked.id})
        append(connection, told)
    return asked


def save_answer(asked: Asked, rows: StoredRows, told: Entry) -> Asked:
    """Keep the SQL and the rows of a question."""
    result = {"question_id": asked.id, "row_count": rows.row_count, "body": rows.to_json()}
    with db.engine.begin() as connection:
        connection.execute(_UPDATE, _values(asked, _ANSWERED))
        connection.execute(_KEEP_RESULT[connection.dialect.name], result)
        append(connection, told)
    return asked


def save_failure(asked: Asked, code: str, told: Entry) -> None:
    with db.engine.begin() as connection:
        connection.execute(_UPDATE, _values(asked, "failed", code))
        append(connection, told)


def tell(told: Entry) -> None:
    """Audit an act that changes nothing here."""
    with db.engine.begin() as connection:
        append(connection, told)


def owned_with_sql(caller: Caller, question_id: str) -> Asked:
    """The caller's own question, with SQL. Raises `IdNotFound` or `NoSql`."""
    asked = owned(caller, question_id)
    if not asked.sql:
        raise NoSql
    return asked


def result_of(asked: Asked) -> StoredRows | None:
    with db.engine.connect() as connection:
        body = connection.scalar(_RESULT, {"question": asked.id})
    return StoredRows.from_json(body) if body is not None else None


def rows_of(asked: Asked, otherwise: Exception) -> StoredRows:
    """The rows of the question's last run. Raises `RowsRemoved` once they are kept no longer, `otherwise` before."""
    rows = result_of(asked)
    if rows is None:
        raise _without_rows(asked, otherwise)
    return rows


def refuse_without_rows(asked: Asked, otherwise: Exception) -> None:
    """Raises as `rows_of` does, and reads no rows."""
    with db.engine.connect() as connection:
        is_there = connection.scalar(_HAS_RESULT, {"question": asked.id})
    if not is_there:
        raise _without_rows(asked, otherwise)


def _without_rows(asked: Asked, otherwise: Exception) -> Exception:
    return RowsRemoved() if asked.status == _ANSWERED else otherwise


def history(caller: Caller, limit: int, offset: int) -> list[Asked]:
    """The caller's questions, newest first."""
    with db.engine.connect() as connection:
        rows = connection.execute(_HISTORY.limit(limit).offset(offset), {"user": caller.id}).all()
    return [_view(row) for row in rows]


def request_cancel(asked: Asked) -> None:
    with db.engine.begin() as connection:
        connection.execute(_UPDATE, {"question": asked.id, "cancel_requested": True})


def forget_cancel(asked: Asked) -> None:
    """A request to stop what ran before does not stop what runs next."""
    with db.engine.begin() as connection:
        connection.execute(_FORGET_CANCEL, {"question": asked.id})


def cancel_requested(question_id: str) -> bool:
    with db.engine.connect() as connection:
        return bool(connection.scalar(_CANCEL_REQUESTED, {"question": question_id}))


def _values(asked: Asked, status: str, error_code: str = "") -> dict[str, Any]:
    return {
        "question": asked.id,
        "status": status,
        "error_code": error_code,
        "sql": asked.sql,
        "source": asked.source,
        "details": asked.details,
        "timings": asked.timings,
        "cancel_requested": False,
    }


def _view(row: Any) -> Asked:
    return Asked(
        row.id,
        row.text,
        row.language,
        row.sql or "",
        row.source or "",
        row.details or {},
        row.timings or {},
        row.previous_id,
        row.status,
    )


def _keep(insert_into: Any) -> Any:
    """Insert a result, or put it in the place of the question's last one, also when two runs end together."""
    new = insert_into(StoredResult.__table__).values(project_id=DEFAULT_PROJECT_ID)
    changed = {name: new.excluded[name] for name in ("row_count", "body", "updated_at")}
    return new.on_conflict_do_update(index_elements=["question_id"], set_=changed)


_ID: ColumnElement[str] = bindparam("question")
_USER: ColumnElement[int] = bindparam("user")
_QUESTION, _OF_QUESTION = AskedQuestion.id == _ID, StoredResult.question_id == _ID
_BEGIN = insert(AskedQuestion.__table__).values(project_id=DEFAULT_PROJECT_ID)
_UPDATE = update(AskedQuestion.__table__).where(_QUESTION)
_OWNED = select(AskedQuestion.__table__).where(_QUESTION, AskedQuestion.user_id == _USER)
_CANCEL_REQUESTED = select(AskedQuestion.cancel_requested).where(_QUESTION)
_FORGET_CANCEL = _UPDATE.where(AskedQuestion.cancel_requested).values(cancel_requested=False)
_HISTORY = (
    select(AskedQuestion.__table__)
    .where(AskedQuestion.user_id == _USER, AskedQuestion.project_id == DEFAULT_PROJECT_ID)
    .order_by(AskedQuestion.created_at.desc(), AskedQuestion.id)
)
_RESULT = select(StoredResult.body).where(_OF_QUESTION)
_HAS_RESULT = select(exists().where(_OF_QUESTION))
_FORGET_RESULT = delete(StoredResult.__table__).where(_OF_QUESTION)
_KEEP_RESULT = {"sqlite": _keep(sqlite.insert), "postgresql": _keep(postgresql.insert)}
