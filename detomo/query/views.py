"""What clients are shown of a question: the fields of both forms of the contract, in the question's language."""

from dataclasses import dataclass
from typing import Any

from detomo.engine.types import Language
from detomo.query.results import StoredRows
from detomo.query.store import OFFERED, Asked


@dataclass(frozen=True, slots=True)
class ClarificationView:
    """A question back; `options` are `{id, label}`."""

    id: str
    text: str
    options: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class SqlView:
    id: str
    question: str
    sql: str
    source: str
    confidence: float | None
    confidence_level: str | None
    confidence_reasons: list[dict[str, str]]
    clarification: dict[str, Any] | None
    matched_question: str | None
    bindings: list[dict[str, str]]
    model: str | None
    assumptions: list[str]
    explanation: str
    language: str
    warnings: list[dict[str, str]]
    changes: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class AnswerView(SqlView):
    """`visualization` and `figure` are the same chart, under the names of the two forms of the contract."""

    results: list[dict[str, Any]]
    columns: list[str]
    column_types: list[str]
    visualization: dict[str, Any] | None
    figure: dict[str, Any] | None
    row_count: int
    truncated: bool
    incomplete: bool
    notes: list[str]
    summary: str
    reasons: list[dict[str, Any]]
    usage: dict[str, Any]
    timings: dict[str, float]


def sql_view(asked: Asked) -> SqlView:
    return SqlView(**_written(asked))


def answer_view(asked: Asked, rows: StoredRows) -> AnswerView:
    return AnswerView(
        **_written(asked),
        results=rows.records(),
        columns=rows.columns,
        column_types=rows.column_types,
        visualization=rows.figure,
        figure=rows.figure,
        row_count=rows.row_count,
        truncated=rows.truncated,
        incomplete=rows.incomplete,
        notes=rows.notes,
        summary=rows.summary,
        reasons=[_spoken(reason, asked.language) for reason in rows.reasons],
        usage=asked.details.get("usage", {}),
        timings=asked.timings,
    )


def clarification_view(asked: Asked) -> ClarificationView:
    """What a question that was asked back about may mean."""
    offered = asked.details[OFFERED]
    options = [{"id": option["id"], "label": option["label"][asked.language]} for option in offered["options"]]
    return ClarificationView(asked.id, offered["text"][asked.language], options)


def _clarification(asked: Asked) -> dict[str, Any] | None:
    """Only while there is no answer to it."""
    if asked.sql or OFFERED not in asked.details:
        return None
    view = clarification_view(asked)
    return {"text": view.text, "options": view.options}


def _written(asked: Asked) -> dict[str, Any]:
    """The fields of `SqlView`."""
    details = asked.details
    return {
        "id": asked.id,
        "question": asked.text,
        "sql": asked.sql,
        "source": asked.source,
        "confidence": details.get("confidence"),
        "confidence_level": details.get("confidence_level"),
        "confidence_reasons": [_spoken(entry, asked.language) for entry in details.get("confidence_reasons", ())],
        "clarification": _clarification(asked),
        "matched_question": details.get("matched_question") or None,
        "bindings": details.get("bindings", []),
        "model": details.get("model") or None,
        "assumptions": details.get("assumptions", []),
        "explanation": details.get("explanation", ""),
        "language": asked.language,
        "warnings": [_spoken(entry, asked.language) for entry in details.get("warnings", ())],
        "changes": [_spoken(entry, asked.language) for entry in details.get("changes", ())],
    }


def _spoken(entry: dict[str, Any], language: Language) -> dict[str, Any]:
    return {**entry, "message": entry["message"][language]}
