"""Asking, in one call or in steps with an id. Every door to the target database goes through here or `download`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from detomo.audit.service import Action
from detomo.engine.ceiling import Ceiling
from detomo.engine.errors import NotSure
from detomo.engine.language import language_of
from detomo.engine.pipeline import Pipeline
from detomo.engine.ports import Completion, LanguageModel, plain_prompt
from detomo.engine.steps import Answer, Status
from detomo.engine.timing import Stopwatch
from detomo.engine.types import CheckedProposal, Language, Proposal, Question
from detomo.identity import Caller
from detomo.logs import add_step
from detomo.query import store
from detomo.query.acts import Act, code_of, told_of_failure
from detomo.query.conversation import in_conversation
from detomo.query.events import Event, event_of
from detomo.query.exceptions import NotRunYet, QuestionMissing
from detomo.query.results import NO_ROWS, StoredRows
from detomo.query.store import Asked, with_sql
from detomo.query.under_way import held_tokens
from detomo.query.views import AnswerView, SqlView, answer_view, clarification_view, sql_view
from detomo.quotas.service import refuse_without_tokens
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
    asked = _begun(pipeline, caller, question, previous_id)
    *_, (asked, rows) = _answered(pipeline, caller, asked, gone)
    return answer_view(asked, rows)


def clarify(pipeline: Pipeline, caller: Caller, question_id: str, option_id: str, gone: ShouldStop) -> AnswerView:
    """Go on with a question that was asked back about, as the chosen option says."""
    asked, chosen = store.chosen(store.owned(caller, question_id), option_id)
    if chosen is None:  # the model is asked
        _refuse_without_tokens(pipeline.ceiling, caller)
    *_, (asked, rows) = _answered(pipeline, caller, asked, gone, chosen)
    return answer_view(asked, rows)


def stream(
    pipeline: Pipeline, caller: Caller, question: Question, gone: ShouldStop, previous_id: str | None = None
) -> Iterator[Event]:
    """The same as events, each as soon as it is known: `status, sql, rows, chart, summary, done`; where the question
    is asked back about, `status, clarification, done`."""
    asked = _begun(pipeline, caller, question, previous_id)
    for step in _answered(pipeline, caller, asked, gone):
        yield event_of(asked.id, step)


def write_sql(pipeline: Pipeline, caller: Caller, question: Question, previous_id: str | None = None) -> SqlView:
    asked = _begun(pipeline, caller, question, previous_id)
    act, watch = Act(Action.SQL_WRITTEN, caller, asked), Stopwatch()
    with _recorded(act, watch) as kept:
        try:
            checked = pipeline.write(_whole(pipeline, caller, asked), viewer_of(caller), watch)
        except NotSure as unsure:
            kept.spend()
            return sql_view(_asked_back(act, unsure, watch))
        kept.spend()
        return sql_view(store.save_sql(with_sql(asked, checked, watch), act.done()))


def run_sql(pipeline: Pipeline, caller: Caller, question_id: str, gone: ShouldStop) -> AnswerView:
    """Run the SQL of a question again through guard and runner, and keep the rows."""
    asked, viewer = store.owned_with_sql(caller, question_id), viewer_of(caller)
    act, rules, watch = Act(Action.SQL_RUN, caller, asked), pipeline.rules_of(viewer), Stopwatch()
    store.forget_cancel(asked)
    with _recorded(act, watch):
        with watch("guard"):
            query = pipeline.check(asked.sql, viewer)
        with watch("run"):
            result = pipeline.run(query, _should_stop(asked.id, gone))
        with watch("present"):
            figure, summary = pipeline.present(result, Question(asked.text, asked.language))
        reasons = pipeline.why_empty(query, result, viewer, watch)
    rows = StoredRows.of(result, figure, summary, reasons, rules)
    answered = store.save_answer(replace(asked, timings=asked.timings | watch.timings), rows, act.answered(rows))
    return answer_view(answered, rows)


def change_sql(pipeline: Pipeline, caller: Caller, question_id: str, sql: str) -> SqlView:
    """Put SQL that a person wrote in place of the question's. Raises `Refused` when the guard says no."""
    asked = store.owned(caller, question_id)
    act = Act(Action.SQL_EDITED, caller, asked)
    with told_of_failure(act):
        checked = pipeline.check_written(sql, Question(asked.text, asked.language), viewer_of(caller))
    return sql_view(store.save_sql(with_sql(asked, checked), act.done()))


def fix_sql(pipeline: Pipeline, caller: Caller, question_id: str, error: str) -> SqlView:
    """Have the model mend a question's SQL, given the error that its user saw."""
    asked = store.owned_with_sql(caller, question_id)
    _refuse_without_tokens(pipeline.ceiling, caller)
    act, watch = Act(Action.SQL_FIXED, caller, asked), Stopwatch()
    with _recorded(act, watch):
        checked = pipeline.fix(_whole(pipeline, caller, asked), asked.sql, error, viewer_of(caller), watch)
    return sql_view(store.save_sql(with_sql(asked, checked, watch), act.done()))


def loaded(pipeline: Pipeline, caller: Caller, question_id: str) -> AnswerView:
    """A question as it was answered. Raises `NotRunYet` before its first run, and once other rules hold than
    then; `RowsRemoved` once its rows are kept no longer."""
    asked = store.owned_with_sql(caller, question_id)
    rows = store.rows_of(asked, NotRunYet())
    if rows.rules != pipeline.rules_of(viewer_of(caller)):
        raise NotRunYet
    return answer_view(asked, rows)


def starters(pipeline: Pipeline, caller: Caller, language: Language) -> list[str]:
    return pipeline.starters(language, viewer_of(caller), SUGGESTIONS)


def follow_ups(pipeline: Pipeline, caller: Caller, question: Question, sql: str) -> list[str]:
    _refuse_without_tokens(pipeline.ceiling, caller)
    watch = Stopwatch()
    questions = pipeline.follow_ups(question, sql, viewer_of(caller), SUGGESTIONS, watch)
    usage.record(watch.completions, caller.id)
    return questions


def history(caller: Caller, limit: int, offset: int) -> list[Asked]:
    return store.history(caller, limit, offset)


def rewrite(pipeline: Pipeline, caller: Caller, last_question: str, new_question: str) -> str:
    if not last_question.strip():
        return new_question
    _refuse_without_tokens(pipeline.ceiling, caller)
    watch = Stopwatch()
    rewritten = pipeline.rewrite(last_question, new_question, watch)
    usage.record(watch.completions, caller.id)
    return rewritten


def complete(writer: LanguageModel, ceiling: Ceiling, caller: Caller, prompt: str, **options: Any) -> Completion:
    """Plain text from the model; `options` are those of `LanguageModel.complete`; `ceiling` is a question's.

    Raises `NoModel` or `ModelFailed`.
    """
    _refuse_without_tokens(ceiling, caller)
    act = Act(Action.TEXT_GENERATED, caller)
    with told_of_failure(act):
        completion = writer.complete(plain_prompt(prompt), **options)
    usage.record([completion], caller.id)
    store.tell(act.done(model=completion.model))
    return completion


def cancel(caller: Caller, question_id: str) -> None:
    """Stop a question's running query, whichever worker runs it."""
    store.request_cancel(store.owned(caller, question_id))


def _answered(
    pipeline: Pipeline, caller: Caller, asked: Asked, gone: ShouldStop, chosen: Proposal | None = None
) -> Iterator[Any]:
    """The pipeline's steps; the last is `(question, rows)`, stored. A question asked back about has no rows."""
    act, watch = Act(Action.ASKED, caller, asked), Stopwatch()
    with _recorded(act, watch) as kept:
        yield Status("asked")
        stop, viewer = _should_stop(asked.id, gone), viewer_of(caller)
        rules = pipeline.rules_of(viewer)  # asked before the rows are read: a rule made meanwhile hides them
        try:
            for step in pipeline.steps(_whole(pipeline, caller, asked), viewer, stop, watch, chosen):
                if isinstance(step, CheckedProposal):
                    kept.asked = with_sql(asked, step, watch)
                    yield sql_view(kept.asked)
                elif isinstance(step, Answer):
                    rows = StoredRows.of(step.result, step.figure, step.summary, step.reasons, rules)
                    kept.spend()
                    answered = store.save_answer(with_sql(asked, step.checked, watch), rows, act.answered(rows))
                    kept.is_stored = True
                    yield answered, rows
                else:
                    yield step
        except NotSure as unsure:
            kept.spend()
            asking = _asked_back(act, unsure, watch)
            kept.is_stored = True
            yield clarification_view(asking)
            yield asking, NO_ROWS


def _asked_back(act: Act, unsure: NotSure, watch: Stopwatch) -> Asked:
    """Store the question back. Raises the error again where there is nothing to choose."""
    if unsure.clarification is None:
        raise unsure
    return store.save_clarification(act.asked, unsure.clarification, watch, act.done(asked_back=True))


def _begun(pipeline: Pipeline, caller: Caller, question: Question, previous_id: str | None) -> Asked:
    if previous_id is not None:
        store.owned(caller, previous_id)
    return store.begin(caller, question, pipeline.ceiling, previous_id)


def _refuse_without_tokens(ceiling: Ceiling, caller: Caller) -> None:
    refuse_without_tokens(caller, held_tokens(caller, ceiling))


def _whole(pipeline: Pipeline, caller: Caller, asked: Asked) -> Question:
    return in_conversation(caller, asked, pipeline.rules_of(viewer_of(caller)) if pipeline.tells_rows else None)


@contextmanager
def _recorded(act: Act, watch: Stopwatch) -> Iterator["_Kept"]:
    """Store how a question failed, with the SQL that was found until then, and what it took of the model; log what
    each step took."""
    kept = _Kept(act.asked, act.caller, watch)
    try:
        yield kept
        kept.spend()
    except BaseException as error:  # GeneratorExit too: the client of a stream has gone
        if not kept.is_stored:
            try:
                kept.spend()
            finally:
                store.save_failure(kept.asked, code_of(error), act.failed(error))
        raise
    finally:
        for step, milliseconds in watch.timings.items():
            add_step(step, milliseconds)


@dataclass(slots=True)
class _Kept:
    asked: Asked
    caller: Caller
    watch: Stopwatch
    is_stored: bool = False
    _is_spent: bool = False

    def spend(self) -> None:
        """Record, once, what the model was asked: before the question's end is stored, which frees what was held."""
        if not self._is_spent:
            usage.record(self.watch.completions, self.caller.id, self.asked.id)
            self._is_spent = True


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
