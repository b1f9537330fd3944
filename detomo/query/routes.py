"""The contract's calls for asking. The flat (v2) and the nested (v3) paths are two rules of one view."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, stream_with_context

from detomo.engine.ports import Completion
from detomo.http import Blueprint, client_gone, current_caller, current_engine, current_settings, requires, speak
from detomo.identity import Permission
from detomo.query import service
from detomo.query.download import csv_of
from detomo.query.headings import HEADINGS
from detomo.query.schemas import (
    AnswerSchema,
    ClarifySchema,
    CompletionSchema,
    CsvByIdSchema,
    CsvSchema,
    FigureSchema,
    FollowUpsSchema,
    HistorySchema,
    LanguageSchema,
    PromptSchema,
    QuestionSchema,
    QuestionsSchema,
    RowsSchema,
    SqlSchema,
)
from detomo.query.sse import event_stream
from detomo.query.views import AnswerView, SqlView
from detomo.schemas import IdSchema, PageSchema

blueprint = Blueprint("query", __name__, description="Asking questions")


def both_forms(name: str, method: str, tail: str = "") -> Callable[[Any], Any]:
    """Serve a view under `/api/v0/<name>` and `/api/v0/query/<name>`."""

    def decorate(view: Any) -> Any:
        flat = blueprint.route(f"/api/v0/{name}{tail}", methods=[method])
        nested = blueprint.route(f"/api/v0/query/{name}{tail}", methods=[method])
        return nested(flat(view))

    return decorate


@blueprint.route("/api/v0/query", methods=["POST"])
@requires(Permission.ASK)
@blueprint.arguments(QuestionSchema)
@blueprint.response(200, AnswerSchema)
def ask(body: dict[str, Any]) -> AnswerView:
    """Ask, and get SQL, rows, chart and sentence"""
    question = service.question_of(body["question"], body.get("language"))
    speak(question.language)
    return service.ask(current_engine().pipeline, current_caller(), question, client_gone(), body.get("previous_id"))


@blueprint.route("/api/v0/query/stream", methods=["POST"])
@requires(Permission.ASK)
@blueprint.arguments(QuestionSchema)
@blueprint.response(200, content_type="text/event-stream", description="Server-sent events")
def ask_stream(body: dict[str, Any]) -> Response:
    """Ask, and get server-sent events: status, sql, rows, chart, summary (or clarification), then done or error"""
    question = service.question_of(body["question"], body.get("language"))
    speak(question.language)
    events = service.stream(
        current_engine().pipeline, current_caller(), question, client_gone(), body.get("previous_id")
    )
    return event_stream(events)


@blueprint.route("/api/v0/query/clarify", methods=["POST"])
@requires(Permission.ASK)
@blueprint.arguments(ClarifySchema)
@blueprint.response(200, AnswerSchema)
def clarify(body: dict[str, Any]) -> AnswerView:
    """Say which option was meant, and get SQL, rows, chart and sentence"""
    return service.clarify(current_engine().pipeline, current_caller(), body["id"], body["option"], client_gone())


@blueprint.route("/api/v0/query/cancel", methods=["POST"])
@requires(Permission.ASK)
@blueprint.arguments(IdSchema)
@blueprint.response(204)
def cancel(body: dict[str, Any]) -> None:
    """Stop the running query of a question"""
    service.cancel(current_caller(), body["id"])


@both_forms("generate_questions", "GET")
@requires(Permission.ASK)
@blueprint.arguments(LanguageSchema, location="query")
@blueprint.response(200, QuestionsSchema)
def generate_questions(query: dict[str, Any]) -> dict[str, Any]:
    """Questions to begin with"""
    spoken = speak(query.get("language"))
    questions = service.starters(current_engine().pipeline, current_caller(), spoken)
    return {"type": "question_list", "questions": questions, "header": HEADINGS["starters"].to(spoken)}


@both_forms("generate_sql", "POST")
@requires(Permission.ASK)
@blueprint.arguments(QuestionSchema)
@blueprint.response(200, SqlSchema)
def generate_sql(body: dict[str, Any]) -> SqlView:
    """Step 1: SQL for a question"""
    question = service.question_of(body["question"], body.get("language"))
    speak(question.language)
    return service.write_sql(current_engine().pipeline, current_caller(), question, body.get("previous_id"))


@both_forms("run_sql", "POST")
@requires(Permission.ASK)
@blueprint.arguments(IdSchema)
@blueprint.response(200, RowsSchema)
def run_sql(body: dict[str, Any]) -> AnswerView:
    """Step 2: rows of a question's SQL"""
    return service.run_sql(current_engine().pipeline, current_caller(), body["id"], client_gone())


@both_forms("generate_plotly_figure", "POST")
@requires(Permission.ASK)
@blueprint.arguments(IdSchema)
@blueprint.response(200, FigureSchema)
def generate_plotly_figure(body: dict[str, Any]) -> AnswerView:
    """Step 3: the chart of a question's rows"""
    return service.loaded(current_engine().pipeline, current_caller(), body["id"])


@both_forms("generate_followup_questions", "POST")
@requires(Permission.ASK)
@blueprint.arguments(FollowUpsSchema)
@blueprint.response(200, QuestionsSchema)
def generate_followup_questions(body: dict[str, Any]) -> dict[str, Any]:
    """Questions to ask next"""
    question = service.question_of(body["question"], None)
    speak(question.language)
    return {"questions": service.follow_ups(current_engine().pipeline, current_caller(), question, body["sql"])}


@both_forms("load_question", "POST")
@requires(Permission.ASK)
@blueprint.arguments(IdSchema)
@blueprint.response(200, AnswerSchema)
def load_question(body: dict[str, Any]) -> AnswerView:
    """A question as it was answered"""
    return service.loaded(current_engine().pipeline, current_caller(), body["id"])


@both_forms("get_question_history", "GET")
@requires(Permission.ASK)
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, HistorySchema)
def get_question_history(page: dict[str, Any]) -> dict[str, Any]:
    """The caller's own questions, newest first"""
    asked = service.history(current_caller(), **page)
    return {"type": "question_history", "questions": asked, "history": asked}


@blueprint.route("/api/v0/download_csv", methods=["GET"])
@requires(Permission.EXPORT)
@blueprint.arguments(CsvByIdSchema, location="query")
@blueprint.response(200, content_type="text/csv")
def download_csv(query: dict[str, Any]) -> Response:
    """All rows of a question's SQL as CSV"""
    return _csv(query["id"], bom=query["bom"])


@blueprint.route("/api/v0/query/download_csv/<string:question_id>", methods=["GET"])
@requires(Permission.EXPORT)
@blueprint.arguments(CsvSchema, location="query")
@blueprint.response(200, content_type="text/csv")
def download_csv_by_path(query: dict[str, Any], question_id: str) -> Response:
    """All rows of a question's SQL as CSV"""
    return _csv(question_id, bom=query["bom"])


@blueprint.route("/generate", methods=["POST"])
@requires(Permission.ASK)
@blueprint.arguments(PromptSchema)
@blueprint.response(200, CompletionSchema)
def generate(body: dict[str, Any]) -> Completion:
    """Plain text from the language model"""
    engine = current_engine()
    return service.complete(engine.model, engine.pipeline.ceiling, current_caller(), **body)


def _csv(question_id: str, *, bom: bool) -> Response:
    engine, settings = current_engine(), current_settings()
    limits = replace(engine.limits, rows=settings.csv_max_rows, result_bytes=sys.maxsize)
    pieces = csv_of(engine.pipeline, current_caller(), question_id, limits, bom=bom)
    headers = {"Content-Disposition": f'attachment; filename="{question_id}.csv"'}
    return Response(stream_with_context(pieces), content_type="text/csv; charset=utf-8", headers=headers)
