"""The protocol of Vanna's stock web page: GET forms on the contract's paths, errors as bodies with status 200."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import marshmallow as ma
import orjson
from flask import jsonify

from detomo.engine.errors import EngineError, QueryFailed
from detomo.exceptions import ServiceError
from detomo.http import Blueprint, client_gone, current_caller, current_engine, language, requires, speak
from detomo.identity import Permission
from detomo.query import service
from detomo.query.headings import HEADINGS
from detomo.query.page_config import CONFIG
from detomo.query.views import AnswerView
from detomo.schemas import LONGEST_QUESTION, LONGEST_SQL, Schema

blueprint = Blueprint("vanna_page", __name__, url_prefix="/api/v0", description="The protocol of Vanna's web page")


class PageArguments(Schema):
    """Everything optional, for a missing value is answered by the service in the page's form of an error."""

    class Meta:
        unknown = ma.EXCLUDE  # the page adds parameters of its own, such as chart_instructions

    id = ma.fields.String(load_default="", validate=ma.validate.Length(max=64))
    question = ma.fields.String(load_default="", validate=ma.validate.Length(max=LONGEST_QUESTION))
    last_question = ma.fields.String(load_default="", validate=ma.validate.Length(max=LONGEST_QUESTION))
    new_question = ma.fields.String(load_default="", validate=ma.validate.Length(max=LONGEST_QUESTION))
    sql = ma.fields.String(load_default="", validate=ma.validate.Length(max=LONGEST_SQL))
    error = ma.fields.String(load_default="", validate=ma.validate.Length(max=LONGEST_SQL))


def page_errors(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer expected errors as the page understands them."""

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Any:
        try:
            return jsonify(view(*args, **kwargs))
        except (EngineError, ServiceError) as error:
            kind = "sql_error" if isinstance(error, QueryFailed) else "error"
            return jsonify({"type": kind, "error": error.message.to(language()), "code": error.code})

    return answered


def page_route(name: str, method: str = "GET", permission: Permission = Permission.ASK) -> Callable[[Any], Any]:
    """Serve a view that takes `PageArguments` and returns the page's body."""

    def decorate(view: Any) -> Any:
        location = "query" if method == "GET" else "json"
        answered = blueprint.arguments(PageArguments, location=location)(blueprint.response(200)(page_errors(view)))
        return blueprint.route(name, methods=[method])(requires(permission)(answered))

    return decorate


@page_route("/get_config")
def get_config(_: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: what to show"""
    return {"type": "config", "config": CONFIG}


@page_route("/generate_sql")
def generate_sql(query: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: SQL for a question"""
    question = service.question_of(query["question"], None)
    speak(question.language)
    written = service.write_sql(current_engine().pipeline, current_caller(), question)
    if written.clarification:  # the page knows no choices
        return {"type": "error", "error": _as_text(written.clarification), "code": "clarification"}
    return {"type": "sql", "id": written.id, "text": written.sql}


@page_route("/run_sql")
def run_sql(query: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: rows of a question's SQL"""
    answer = service.run_sql(current_engine().pipeline, current_caller(), query["id"], client_gone())
    return {
        "type": "df",
        "id": answer.id,
        "df": _records_text(answer),
        "should_generate_chart": answer.figure is not None,
    }


@page_route("/generate_plotly_figure")
def generate_plotly_figure(query: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: the chart of a question's rows"""
    answer = service.loaded(current_engine().pipeline, current_caller(), query["id"])
    return {"type": "plotly_figure", "id": answer.id, "fig": _figure_text(answer)}


@page_route("/generate_followup_questions")
def generate_followup_questions(query: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: questions to ask next"""
    answer = service.loaded(current_engine().pipeline, current_caller(), query["id"])
    question = service.question_of(answer.question, answer.language)
    speak(question.language)
    questions = service.follow_ups(current_engine().pipeline, current_caller(), question, answer.sql)
    header = HEADINGS["follow_ups"].to(question.language)
    return {"type": "question_list", "id": answer.id, "questions": questions, "header": header}


@page_route("/generate_summary")
def generate_summary(query: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: the answer in a sentence"""
    answer = service.loaded(current_engine().pipeline, current_caller(), query["id"])
    return {"type": "text", "id": answer.id, "text": answer.summary}


@page_route("/generate_rewritten_question")
def generate_rewritten_question(query: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: two questions as one"""
    question = service.question_of(query["new_question"], None)
    rewritten = service.rewrite(current_engine().pipeline, current_caller(), query["last_question"], question.text)
    return {"type": "rewritten_question", "question": rewritten}


@page_route("/fix_sql", "POST")
def fix_sql(body: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: have the model mend SQL that failed"""
    fixed = service.fix_sql(current_engine().pipeline, current_caller(), body["id"], body["error"])
    return {"type": "sql", "id": fixed.id, "text": fixed.sql}


@page_route("/update_sql", "POST", Permission.EDIT_SQL)
def update_sql(body: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: put SQL that a person wrote in place of the question's"""
    changed = service.change_sql(current_engine().pipeline, current_caller(), body["id"], body["sql"])
    return {"type": "sql", "id": changed.id, "text": changed.sql}


@page_route("/load_question")
def load_question(query: dict[str, Any]) -> dict[str, Any]:
    """Vanna's page: a question as it was answered"""
    answer = service.loaded(current_engine().pipeline, current_caller(), query["id"])
    return {
        "type": "question_cache",
        "id": answer.id,
        "question": answer.question,
        "sql": answer.sql,
        "df": _records_text(answer),
        "fig": _figure_text(answer),
        "summary": answer.summary,
    }


def _as_text(clarification: dict[str, Any]) -> str:
    return "\n".join([clarification["text"], *(f"– {option['label']}" for option in clarification["options"])])


def _records_text(answer: AnswerView) -> str:
    return orjson.dumps(answer.results).decode()


def _figure_text(answer: AnswerView) -> str:
    return orjson.dumps(answer.figure or {"data": [], "layout": {}}).decode()
