"""The stored form of a result: JSON-safe values by column, with its chart and its sentence."""

from dataclasses import asdict, dataclass
from typing import Any, Self

import orjson

from detomo.engine.present.values import column_names, column_types, json_columns
from detomo.engine.types import Result


@dataclass(frozen=True, slots=True)
class StoredRows:
    """`values[i]` are the values of column i. `figure` is plain Plotly JSON or None."""

    columns: list[str]
    column_types: list[str]
    values: list[list[Any]]
    row_count: int
    truncated: bool
    incomplete: bool
    notes: list[str]
    figure: dict[str, Any] | None
    summary: str

    @classmethod
    def of(cls, result: Result, figure: dict[str, Any] | None, summary: str) -> Self:
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
        )

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        return cls(**orjson.loads(body))

    def to_json(self) -> bytes:
        return orjson.dumps(asdict(self))

    def records(self) -> list[dict[str, Any]]:
        """The rows as the contract shows them: one object a row, keyed by column name."""
        if not self.columns:
            return [{} for _ in range(self.row_count)]
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*self.values, strict=True)]
