"""One question asked of the engine, whatever comes of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from detomo.engine.confidence import features_of
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
from detomo.engine.steps import Answer
from detomo.engine.timing import Stopwatch
from detomo.engine.types import CheckedProposal, Limits, Question, Result, Viewer

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
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def sql(self) -> str:
        return self.checked.query.shown if self.checked else ""

    @property
    def source(self) -> str:
        return self.checked.proposal.source if self.checked else ""

    @property
    def confidence(self) -> float:
        return self.checked.confidence.probability if self.checked else 0.0

    def features(self, question: Question) -> Mapping[str, float]:
        """What confidence is estimated from."""
        return features_of(question, self.checked.proposal, self.checked.query) if self.checked else {}


def ask(pipeline: Pipeline, viewer: Viewer, question: Question, limits: Limits) -> Attempt:
    """Never raises: a fault of ours is an attempt that crashed."""
    watch, begun = Stopwatch(), time.perf_counter()
    try:
        attempt = _answered(pipeline, viewer, question, watch)
    except NotSure as unsure:
        attempt = Attempt(unsure.best, detail=unsure.code)
    except Exception as error:
        attempt = failure(error)
    attempt = replace(
        attempt,
        ms=round((time.perf_counter() - begun) * 1000, 3),
        timings=dict(watch.timings),
        input_tokens=sum(one.input_tokens for one in watch.completions),
        output_tokens=sum(one.output_tokens for one in watch.completions),
    )
    return _with_all_rows(pipeline, attempt, limits)


def failure(error: Exception) -> Attempt:
    """The attempt that ended with this error."""
    reason = next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.CRASHED)
    return Attempt(reason=reason, detail=error.code if isinstance(error, EngineError) else type(error).__name__)


def _answered(pipeline: Pipeline, viewer: Viewer, question: Question, watch: Stopwatch) -> Attempt:
    *_, answer = pipeline.steps(question, viewer, None, watch)
    assert isinstance(answer, Answer)  # noqa: S101 (tells the type checker what `steps` promises)
    return Attempt(answer.checked, answer.result, answered=True)


def _with_all_rows(pipeline: Pipeline, attempt: Attempt, limits: Limits) -> Attempt:
    """Run what was too unsure to be answered, and what was answered with its first rows only."""
    if attempt.checked is None or (attempt.result is not None and not attempt.result.truncated):
        return attempt
    try:
        return replace(attempt, result=pipeline.run(attempt.checked.query, limits=limits))
    except EngineError as error:
        return attempt if attempt.answered else replace(attempt, reason=Reason.ASKED_BACK, detail=error.code)
