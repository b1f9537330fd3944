"""Asking, in one call or in steps with an id. Every door to the target database goes through here."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from detomo.engine.errors import EngineError, NotSure
from detomo.engine.language import language_of
from detomo.engine.pipeline import Pipeline
from detomo.engine.ports import Completion, LanguageModel, plain_prompt
from detomo.engine.present.csv import csv_chunks
from detomo.engine.present.values import column_names
from detomo.engine.steps import Answer, Status
from detomo.engine.timing import Stopwatch
from detomo.engine.types import CheckedProposal, Language, Limits, Proposal, Question, Result
from detomo.identity import Caller
from detomo.logs import add_step
from detomo.query import store
from detomo.query.conversation import in_conversation
from detomo.query.events import Event, event_of
from detomo.query.exceptions import NoResults, NoSql, NotRunYet, QuestionMissing
from detomo.query.results import NO_ROWS, StoredRows
from detomo.query.store import Asked, with_sql
from detomo.query.views import AnswerView, SqlView, answer_view, clarification_view, sql_view
from detomo.rules.service import viewer_of
from detomo.usage import service as usage

SUGGESTIONS = 5
CANCEL_POLL_SECONDS = 0.5

ShouldStop = Callable[[], bool]


def question_of(text: str, language: Language | None) -> Question:
    """Raises `QuestionMissing` for a blank text. Without a language, the text tells."""
    if not text.strip():
        raise QuestionMissing
    return Question(text.strip(), language or language_of(text))


def ask(
    pipeline: Pipeline, caller: Caller, question: Question, gone: ShouldStop, previous_id: str | None = None
) -> AnswerView:
    """SQL, rows, chart and sentence in one call. Raises any `EngineError`, after it was stored with the question.

    `previous_id` names the caller's question that this one may follow up on; raises `IdNotFound`.
    """
    asked = _begun(caller, question, previous_id)
    *_, (asked, rows) = _answered(pipeline, caller, asked, gone)
    return answer_view(asked, rows)


def clarify(pipeline: Pipeline, caller: Caller, question_id: str, option_id: str, gone: ShouldStop) -> AnswerView:
    """Go on with a question that was asked back about, as the chosen option says."""
    asked = store.owned(caller, question_id)
    chosen = store.option_of(asked, option_id)
    *_, (asked, rows) = _answered(pipeline, caller, asked, gone, chosen)
    return answer_view(asked, rows)


def stream(
    pipeline: Pipeline, caller: Caller, question: Question, gone: ShouldStop, previous_id: str | None = None
) -> Iterator[Event]:
    """The same as events, each as soon as it is known: `status, sql, rows, chart, summary, done`; where the question
    is asked back about, `status, clarification, done`."""
    asked = _begun(caller, question, previous_id)
    yield event_of(asked.id, Status("asked"))
    for step in _answered(pipeline, caller, asked, gone):
        yield event_of(asked.id, step)


def write_sql(pipeline: Pipeline, caller: Caller, question: Question, previous_id: str | None = None) -> SqlView:
    asked = _begun(caller, question, previous_id)
    watch = Stopwatch()
    with _recorded(caller, asked, watch):
        try:
            checked = pipeline.write(_whole(pipeline, caller, asked), viewer_of(caller), watch)
        except NotSure as unsure:
            return sql_view(_asked_back(asked, unsure, watch))
    return sql_view(store.save_sql(with_sql(asked, checked, watch)))


def run_sql(pipeline: Pipeline, caller: Caller, question_id: str, gone: ShouldStop) -> AnswerView:
    """Run the SQL of a question again through guard and runner, and keep the rows."""
    asked, viewer = _with_sql(caller, question_id), viewer_of(caller)
    rules, watch = pipeline.rules_of(viewer), Stopwatch()
    store.forget_cancel(asked)
    with _recorded(caller, asked, watch):
        with watch("guard"):
            query = pipeline.check(asked.sql, viewer)
        with watch("run"):
            result = pipeline.run(query, _should_stop(asked.id, gone))
        with watch("present"):
            figure, summary = pipeline.present(result, Question(asked.text, asked.language))
        reasons = pipeline.why_empty(query, result, viewer, watch)
    rows = StoredRows.of(result, figure, summary, reasons, rules)
    answered = store.save_answer(replace(asked, timings=asked.timings | watch.timings), rows)
    return answer_view(answered, rows)


def change_sql(pipeline: Pipeline, caller: Caller, question_id: str, sql: str) -> SqlView:
    """Put SQL that a person wrote in place of the question's. Raises `Refused` when the guard says no."""
    asked = store.owned(caller, question_id)
    checked = pipeline.check_written(sql, Question(asked.text, asked.language), viewer_of(caller))
    return sql_view(store.save_sql(with_sql(asked, checked)))


def fix_sql(pipeline: Pipeline, caller: Caller, question_id: str, error: str) -> SqlView:
    """Have the model mend a question's SQL, given the error that its user saw."""
    asked = _with_sql(caller, question_id)
    watch = Stopwatch()
    with _recorded(caller, asked, watch):
        checked = pipeline.fix(_whole(pipeline, caller, asked), asked.sql, error, viewer_of(caller), watch)
    return sql_view(store.save_sql(with_sql(asked, checked, watch)))


def loaded(pipeline: Pipeline, caller: Caller, question_id: str) -> AnswerView:
    """A question as it was answered. Raises `NotRunYet` before its first run, and once other rules hold than then."""
    asked = _with_sql(caller, question_id)
    rows = _rows_of(asked, NotRunYet())
    if rows.rules != pipeline.rules_of(viewer_of(caller)):
        raise NotRunYet
    return answer_view(asked, rows)


def csv_of(pipeline: Pipeline, caller: Caller, question_id: str, limits: Limits, *, bom: bool) -> Iterator[bytes]:
    """The full result as CSV, run anew and streamed. The first piece is made before this returns, so that a refusal
    is still an error response; a failure after that breaks the stream off."""
    asked = _with_sql(caller, question_id)
    _rows_of(asked, NoResults())
    query = pipeline.check(asked.sql, viewer_of(caller))
    pieces = _csv_pieces(pipeline, query, limits, bom=bom)
    first = next(pieces)
    return _chained(first, pieces)


def starters(pipeline: Pipeline, caller: Caller, language: Language) -> list[str]:
    return pipeline.starters(language, viewer_of(caller), SUGGESTIONS)


def follow_ups(pipeline: Pipeline, caller: Caller, question: Question, sql: str) -> list[str]:
    watch = Stopwatch()
    questions = pipeline.follow_ups(question, sql, viewer_of(caller), SUGGESTIONS, watch)
    usage.record(watch.completions, caller.id)
    return questions


def history(caller: Caller, limit: int, offset: int) -> list[Asked]:
    return store.history(caller, limit, offset)


def rewrite(pipeline: Pipeline, caller: Caller, last_question: str, new_question: str) -> str:
    if not last_question.strip():
        return new_question
    watch = Stopwatch()
    rewritten = pipeline.rewrite(last_question, new_question, watch)
    usage.record(watch.completions, caller.id)
    return rewritten


def complete(writer: LanguageModel, caller: Caller, prompt: str, **options: Any) -> Completion:
    """Plain text from the model; `options` are those of `LanguageModel.complete`. Raises `NoModel` or `ModelFailed`."""
    completion = writer.complete(plain_prompt(prompt), **options)
    usage.record([completion], caller.id)
    return completion


def cancel(caller: Caller, question_id: str) -> None:
    """Stop a question's running query, whichever worker runs it."""
    store.request_cancel(store.owned(caller, question_id))


def _answered(
    pipeline: Pipeline, caller: Caller, asked: Asked, gone: ShouldStop, chosen: Proposal | None = None
) -> Iterator[Any]:
    """The pipeline's steps; the last is `(question, rows)`, stored. A question asked back about has no rows."""
    stop, viewer = _should_stop(asked.id, gone), viewer_of(caller)
    rules = pipeline.rules_of(viewer)  # asked before the rows are read: a rule made meanwhile hides them
    watch = Stopwatch()
    with _recorded(caller, asked, watch) as kept:
        try:
            for step in pipeline.steps(_whole(pipeline, caller, asked), viewer, stop, watch, chosen):
                if isinstance(step, CheckedProposal):
                    kept.asked = with_sql(asked, step, watch)
                    yield sql_view(kept.asked)
                elif isinstance(step, Answer):
                    rows = StoredRows.of(step.result, step.figure, step.summary, step.reasons, rules)
                    yield store.save_answer(with_sql(asked, step.checked, watch), rows), rows
                else:
                    yield step
        except NotSure as unsure:
            asking = _asked_back(asked, unsure, watch)
            yield clarification_view(asking)
            yield asking, NO_ROWS


def _asked_back(asked: Asked, unsure: NotSure, watch: Stopwatch) -> Asked:
    """Store the question back. Raises the error again where there is nothing to choose."""
    if unsure.clarification is None:
        raise unsure
    return store.save_clarification(asked, unsure.clarification, watch)


def _begun(caller: Caller, question: Question, previous_id: str | None) -> Asked:
    if previous_id is not None:
        store.owned(caller, previous_id)
    return store.begin(caller, question, previous_id)


def _whole(pipeline: Pipeline, caller: Caller, asked: Asked) -> Question:
    return in_conversation(caller, asked, pipeline.rules_of(viewer_of(caller)) if pipeline.tells_rows else None)


@contextmanager
def _recorded(caller: Caller, asked: Asked, watch: Stopwatch) -> Iterator["_Kept"]:
    """Store how a question failed, with the SQL that was found until then, and what it took of the model; log what
    each step took."""
    kept = _Kept(asked)
    try:
        yield kept
    except EngineError as error:
        store.save_failure(kept.asked, error.code)
        raise
    finally:
        usage.record(watch.completions, caller.id, asked.id)
        for step, milliseconds in watch.timings.items():
            add_step(step, milliseconds)


@dataclass(slots=True)
class _Kept:
    asked: Asked


def _should_stop(question_id: str, gone: ShouldStop) -> ShouldStop:
    """Watch the client at every call, and the database for a cancel request twice a second."""
    next_look = time.monotonic() + CANCEL_POLL_SECONDS

    def should_stop() -> bool:
        nonlocal next_look
        if time.monotonic() < next_look:
            return gone()
        next_look = time.monotonic() + CANCEL_POLL_SECONDS
        return gone() or store.cancel_requested(question_id)

    return should_stop


def _with_sql(caller: Caller, question_id: str) -> Asked:
    asked = store.owned(caller, question_id)
    if not asked.sql:
        raise NoSql
    return asked


def _rows_of(asked: Asked, otherwise: Exception) -> StoredRows:
    rows = store.result_of(asked)
    if rows is None:
        raise otherwise
    return rows


def _csv_pieces(pipeline: Pipeline, query: Any, limits: Limits, *, bom: bool) -> Iterator[bytes]:
    count = 0

    def counted(batches: Iterable[list[Any]]) -> Iterator[list[Any]]:
        nonlocal count
        for batch in batches:
            count += len(batch)
            yield batch

    with pipeline.stream(query, limits) as rows:
        header = column_names(Result(rows.columns, ()))
        yield from csv_chunks(header, counted(rows), bom=bom)
        if rows.truncated:
            cut = f"after {count} rows" if count >= limits.rows else f"values of over {limits.cell_bytes} bytes"
            yield f"# truncated {cut}\r\n".encode()


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
