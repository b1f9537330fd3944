"""One question asked of the engine, whatever comes of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from detomo.engine.errors import (
    EngineError,
    NoAnswer,
    NotSure,
    QueryFailed,
    QueryStopped,
    Refused,
    Unavailable,
)
from detomo.engine.evaluate.accuracy.reasons import Reason
from detomo.engine.pipeline import Pipeline
from detomo.engine.types import CheckedProposal, Limits, Question, Result, Usage, Viewer

_REASONS: tuple[tuple[type[EngineError], Reason], ...] = (  # the first that fits
    (NoAnswer, Reason.NO_ANSWER),
    (Refused, Reason.REFUSED),
    (QueryStopped, Reason.STOPPED),
    (QueryFailed, Reason.FAILED),
    (Unavailable, Reason.UNAVAILABLE),
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a question. `answered` is false also where SQL was found, run here, but held too unsure to answer
    with. `result` None has its `reason`, and in `detail` the error's code. `ms` is the time until the whole answer."""

    checked: CheckedProposal | None = None
    result: Result | None = None
    answered: bool = False
    reason: Reason | None = None
    detail: str = ""
    ms: float = 0.0
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        return self.checked.query.shown if self.checked else ""

    @property
    def source(self) -> str:
        return self.checked.proposal.source if self.checked else ""

    @property
    def confidence(self) -> float:
        return self.checked.proposal.confidence if self.checked else 0.0

    @property
    def usage(self) -> Usage:
        return self.checked.proposal.usage if self.checked else Usage()


def ask(pipeline: Pipeline, viewer: Viewer, question: Question, limits: Limits) -> Attempt:
    """Never raises: a fault of ours is an attempt that crashed."""
    begun = time.perf_counter()
    try:
        answer = pipeline.answer(question, viewer)
    except NotSure as unsure:
        return _unsure(pipeline, unsure, limits, _since(begun))
    except Exception as error:
        return replace(failure(error), ms=_since(begun))
    attempt = Attempt(answer.checked, answer.result, answered=True, ms=_since(begun), timings=answer.timings)
    return _whole(pipeline, attempt, limits)


def failure(error: Exception) -> Attempt:
    """The attempt that ended with this error."""
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.CRASHED)
    return Attempt(reason=reason, detail=error.code if isinstance(error, EngineError) else type(error).__name__)


def _unsure(pipeline: Pipeline, unsure: NotSure, limits: Limits, ms: float) -> Attempt:
    try:
        result = pipeline.run(unsure.best.query, limits=limits)
    except EngineError as error:
        return Attempt(unsure.best, reason=Reason.ASKED_BACK, detail=error.code, ms=ms)
    return Attempt(unsure.best, result, detail=unsure.code, ms=ms)


def _whole(pipeline: Pipeline, attempt: Attempt, limits: Limits) -> Attempt:
    """With all rows, where the answer showed the first ones only."""
    if attempt.checked is None or attempt.result is None or not attempt.result.truncated:
        return attempt
    try:
        return replace(attempt, result=pipeline.run(attempt.checked.query, limits=limits))
    except EngineError:
        return attempt


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 3)
