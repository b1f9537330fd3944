"""The stored form of a result: JSON-safe values by column, with its chart and its sentence."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

import orjson

from detomo.engine.present.autopsy import Autopsy, Culprit, Suggestion
from detomo.engine.present.values import column_names, column_types, json_columns, json_value
from detomo.engine.types import Result


@dataclass(frozen=True, slots=True)
class StoredRows:
    """`values[i]` are the values of column i. `figure` is plain Plotly JSON or None. `reasons` tell what emptied an
    empty result, the guilty condition first. `rules` is the fingerprint of the rules that the rows were read under."""

    columns: list[str]
    column_types: list[str]
    values: list[list[Any]]
    row_count: int
    truncated: bool
    incomplete: bool
    notes: list[str]
    figure: dict[str, Any] | None
    summary: str
    reasons: list[dict[str, Any]] = field(default_factory=list)
    rules: str = ""

    @classmethod
    def of(
        cls,
        result: Result,
        figure: dict[str, Any] | None = None,
        summary: str = "",
        reasons: Autopsy | None = None,
        rules: str = "",
    ) -> Self:
        return cls(
            columns=column_names(result),
            column_types=column_types(result),
            values=[list(values) for values in json_columns(result)],
            row_count=len(result.rows),
            truncated=result.truncated,
            incomplete=result.incomplete,
            notes=list(result.notes),
            figure=figure,
            summary=summary,
            reasons=[_reason(culprit) for culprit in reasons.culprits] if reasons else [],
            rules=rules,
        )

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        return cls(**orjson.loads(body))

    def to_json(self) -> bytes:
        return orjson.dumps(self)

    def records(self) -> list[dict[str, Any]]:
        """The rows as the contract shows them: one object a row, keyed by column name."""
        if not self.columns:
            return [{} for _ in range(self.row_count)]
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*self.values, strict=True)]


NO_ROWS = StoredRows([], [], [], 0, False, False, [], None, "")


def _reason(culprit: Culprit) -> dict[str, Any]:
    return {
        "code": culprit.code,
        "predicates": list(culprit.predicates),
        "message": asdict(culprit.message),
        "suggestions": [_suggestion(found) for found in culprit.suggestions],
    }


def _suggestion(found: Suggestion) -> dict[str, Any]:
    return {
        "expression": found.expression,
        "asked": found.asked,
        "nearest": list(found.nearest),
        "low": json_value(found.low),
        "high": json_value(found.high),
    }
