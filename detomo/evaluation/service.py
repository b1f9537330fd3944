"""A project's golden questions: keeping them, and asking them as any question is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from detomo.audit.service import Action, record
from detomo.engine.evaluate.accuracy import Examiner, GoldQuestion, Judged, as_json, record_of, report_of
from detomo.engine.language import language_of, mentions
from detomo.engine.pipeline import Pipeline
from detomo.engine.types import Language, Viewer
from detomo.evaluation.models import GoldenQuestion
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.projects.service import default_project_id
from detomo.rules.service import viewer_of


class GoldenNotFound(ServiceError):
    status = 404
    code = "golden_not_found"


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden question as it is listed."""

    id: int
    question: str
    gold_sql: str
    alt_gold_sql: list[str]
    language: Language
    difficulty: str

    @property
    def as_gold(self) -> GoldQuestion:
        return GoldQuestion(
            str(self.id), self.question, (self.gold_sql, *self.alt_gold_sql), "", self.language, self.difficulty
        )


def add(
    pipeline: Pipeline,
    viewer: Viewer,
    *,
    question: str,
    gold_sql: str,
    alt_gold_sql: list[str],
    difficulty: str = "",
    language: Language | None = None,
    by: int | None = None,
) -> Golden:
    """Keep a question. Raises the `EngineError` that says why one of its queries is refused or does not run."""
    gold = [sql.strip() for sql in (gold_sql, *alt_gold_sql)]
    for sql in gold:
        pipeline.run(pipeline.check(sql, viewer))
    row = GoldenQuestion(
        project_id=default_project_id(),
        question=question.strip(),
        gold=gold,
        language=language or language_of(question),
        difficulty=difficulty,
        created_by_id=by,
    )
    db.session.add(row)
    db.session.flush()
    _record(Action.TAUGHT, by, row.id)
    db.session.commit()
    return _listed(row)


def _record(action: Action, by: int | None, golden_id: int) -> None:
    record(action, actor_id=by, target=str(golden_id), details={"kind": "golden_question"})


def remove(golden_id: int, *, by: int | None = None) -> None:
    """Raises `GoldenNotFound` for an unknown id."""
    chosen = GoldenQuestion.id == golden_id, GoldenQuestion.project_id == default_project_id()
    removed = db.session.execute(delete(GoldenQuestion).where(*chosen).returning(GoldenQuestion.id)).scalar()
    if removed is None:
        db.session.rollback()
        raise GoldenNotFound(id=golden_id)
    _record(Action.FORGOTTEN, by, golden_id)
    db.session.commit()


def listing(pipeline: Pipeline, caller: Caller, limit: int, offset: int) -> dict[str, Any]:
    """One page; questions that speak of what does not exist for the caller are left out of it."""
    project_id = default_project_id()
    count = db.session.scalar(select(func.count()).where(GoldenQuestion.project_id == project_id))
    return {"golden_questions": page(pipeline, viewer_of(caller), limit, offset), "count": count}


def page(pipeline: Pipeline, viewer: Viewer, limit: int | None = None, offset: int = 0) -> list[Golden]:
    """In the order of adding, without those that speak of what does not exist for the viewer."""
    chosen = select(GoldenQuestion).where(GoldenQuestion.project_id == default_project_id())
    rows = db.session.scalars(chosen.order_by(GoldenQuestion.id).limit(limit).offset(offset)).all()
    hidden = pipeline.hidden_names(viewer)
    return [_listed(row) for row in rows if not mentions("\n".join((row.question, *row.gold)), hidden)]


def run(
    pipeline: Pipeline, caller: Caller, gone: Callable[[], bool], *, limit: int, offset: int, extra_columns: bool
) -> dict[str, Any]:
    """Ask the questions of a page with the caller's rights and report; stops early when the caller has gone."""
    viewer = viewer_of(caller)
    golden = page(pipeline, viewer, limit, offset)
    db.session.rollback()  # no transaction is held while questions are asked
    judged = []
    for one in golden:
        if gone():
            break
        judged.append(judge(pipeline, viewer, one, extra_columns=extra_columns))
    results = [{**record_of(one), "question": one.asked.text} for one in judged]
    return {**as_json(report_of(judged)), "results": results}


def judge(pipeline: Pipeline, viewer: Viewer, golden: Golden, *, extra_columns: bool) -> Judged:
    return Examiner(pipeline, viewer, extra_columns=extra_columns).judge(golden.as_gold)


def _listed(row: GoldenQuestion) -> Golden:
    first, *others = row.gold
    return Golden(row.id, row.question, first, others, row.language, row.difficulty)  # type: ignore[arg-type]
