"""Gold questions put to one engine, each judged by its rows."""

from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.compare import Difference, Rows, difference, rows_of
from detomo.engine.errors import EngineError
from detomo.engine.evaluate.accuracy.ask import Attempt, ask
from detomo.engine.evaluate.accuracy.questions import GoldQuestion
from detomo.engine.evaluate.accuracy.reasons import Reason
from detomo.engine.pipeline import Pipeline
from detomo.engine.types import Dialect, Limits, Viewer

_WHOLE = Limits(rows=100_000, result_bytes=256_000_000)  # comparing needs all rows, not an answer's first thousand


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what came of it, and why its rows are not gold's; `reason` None means that they are."""

    asked: GoldQuestion
    attempt: Attempt
    reason: Reason | Difference | None

    @property
    def match(self) -> bool:
        return self.reason is None


class Examiner:
    """Asks as `viewer`; gold queries go through the same viewer's guard."""

    def __init__(
        self,
        pipeline: Pipeline,
        viewer: Viewer,
        *,
        extra_columns: bool = False,
        limits: Limits = _WHOLE,
    ) -> None:
        self._pipeline = pipeline
        self._viewer = viewer
        self._extra_columns = extra_columns
        self._limits = limits

    def judge(self, asked: GoldQuestion) -> Judged:
        """Never raises."""
        if asked.problem:
            return Judged(asked, Attempt(detail=asked.problem), Reason.UNREADABLE)
        attempt = ask(self._pipeline, self._viewer, asked.question, self._limits)
        return Judged(asked, attempt, self._reason(asked, attempt))

    def _reason(self, asked: GoldQuestion, attempt: Attempt) -> Reason | Difference | None:
        if attempt.result is None:
            return attempt.reason
        golds = [rows for sql in asked.gold if (rows := self._gold_rows(sql)) is not None]
        if not golds:
            return Reason.GOLD_FAILED
        return difference(golds, rows_of(attempt.result), extra_columns=self._extra_columns)

    def _gold_rows(self, sql: str) -> Rows | None:
        try:
            result = self._pipeline.run(self._pipeline.check(sql, self._viewer), limits=self._limits)
        except EngineError:
            return None
        return rows_of(result, ordered=asks_for_order(sql, self._pipeline.dialect))


def record_of(judged: Judged) -> dict[str, Any]:
    """One line of the output: JSON-safe. `sql` and `match` are also there for what was too unsure to be answered."""
    asked, attempt = judged.asked, judged.attempt
    return {
        "id": asked.id,
        "sql": attempt.sql,
        "answered": attempt.answered,
        "confidence": round(attempt.confidence, 4),
        "source": attempt.source or None,
        "match": judged.match,
        "ms": attempt.ms,
        "reason": judged.reason,
        "detail": attempt.detail,
        "db_id": asked.db_id,
        "language": asked.language,
        "difficulty": asked.difficulty,
        "timings": dict(attempt.timings),
    }


def asks_for_order(sql: str, dialect: Dialect) -> bool:
    """Whether the order of the rows is a part of what a statement says: only its outermost ORDER BY counts."""
    try:
        tree = sqlglot.parse_one(sql, read=dialect)
    except SqlglotError:
        return "order by" in " ".join(sql.lower().split())
    while isinstance(tree, exp.Subquery) and not tree.args.get("order"):
        tree = tree.this
    return bool(tree.args.get("order"))
