"""The values that cross the engine's boundaries: frozen, typed, and free of behaviour that needs anything else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Language = Literal["en", "ja"]
Dialect = Literal["sqlite", "duckdb", "postgres", "mysql"]  # sqlglot's names; MariaDB is "mysql"


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages of the product."""

    en: str
    ja: str

    def within(self, **values: object) -> "Text":
        """Fill `{placeholders}` in both languages."""
        return Text(self.en.format(**values), self.ja.format(**values))

    def to(self, language: Language) -> str:
        return self.ja if language == "ja" else self.en


class ColumnType(StrEnum):
    """Types a client can rely on, whatever the engine calls them."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    REAL = "real"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    BYTES = "bytes"
    JSON = "json"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one statement may use. Every limit holds whether or not the statement cooperates."""

    seconds: float = 30.0
    rows: int = 1_000
    cell_bytes: int = 1_000_000
    result_bytes: int = 32_000_000
    memory_bytes: int = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that repair changed in a statement, and why."""

    code: str  # unknown_column, unknown_table, missing_join, foreign_function, …
    before: str
    after: str
    message: Text


@dataclass(frozen=True, slots=True)
class LintWarning:
    """A statement that runs but may not mean what was asked. `part` is the SQL fragment concerned."""

    code: str
    part: str
    message: Text


@dataclass(frozen=True, slots=True)
class SafeQuery:
    """A statement that passed the guard. Only `detomo.engine.guard` makes one; only this may be run.

    `sql` was generated from the checked syntax tree, comments dropped. `shown` is the same before row and column rules
    were applied: what people see and what is kept, for checking it again must not apply
    them twice. `tables` are the catalog's tables it reads, as `schema.name` or `name`; `columns` its output names where
    the tree tells them.
    """

    sql: str
    dialect: Dialect
    tables: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    warnings: tuple[LintWarning, ...] = ()
    shown: str = ""

    @property
    def is_ruled(self) -> bool:
        """Whether row or column rules changed what runs."""
        return self.sql != self.shown


@dataclass(frozen=True, slots=True)
class ResultColumn:
    name: str
    type: ColumnType = ColumnType.UNKNOWN


@dataclass(frozen=True, slots=True)
class Result:
    """Rows as the driver gave them (Decimal, date, bytes, …), at most `Limits.rows` of them.

    `truncated`: more rows exist, or cells were cut, for a limit of ours. `incomplete`: the engine itself may have left
    something out (for instance MariaDB's silent end of a recursion); `notes` says what.
    """

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False
    incomplete: bool = False
    notes: tuple[str, ...] = ()
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: what row and column rules look at. `attributes` feed `:user.<name>` in row rules."""

    role: str = "user"
    attributes: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


class Source(StrEnum):
    """Who wrote the SQL."""

    VERIFIED = "verified"  # taught by a person, no model involved
    CLAUDE = "claude"
    GRAMMAR = "grammar"  # the parser, no model involved
    USER = "user"  # written or edited by the person who asks


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation with the SQL that answered it, and the first of its rows as text."""

    question: str
    sql: str
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`previous` is what the question may follow up on, the oldest first."""

    text: str
    language: Language
    previous: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """What a taught question mentions, what the new one mentions in its place, and how its SQL says that now."""

    taught: str
    asked: str
    sql: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """SQL that somebody suggests, before the guard has seen it.

    `confidence` is the proposer's own estimate from 0 to 1; `features` are what it observed, for a calibrated one, and
    `unknown` the words that it did not understand. `matched_question` is the taught question that a verified proposal
    answers, `bindings` what was put in other places of its SQL; `model` the model that wrote it, and `assumptions` what
    that took for granted, in the asker's language.
    """

    sql: str
    source: Source
    confidence: float
    matched_question: str = ""
    model: str = ""
    features: Mapping[str, float] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()
    assumptions: tuple[str, ...] = ()


Level = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class ConfidenceReason:
    """One observation that raised or lowered a confidence; `code` is stable for clients."""

    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class Confidence:
    """How likely an answer is right, from 0 to 1: see `detomo.engine.confidence`."""

    probability: float
    level: Level
    reasons: tuple[ConfidenceReason, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedProposal:
    """A proposal with the query that came out of the guard. `explanation` is the query in words (read-back)."""

    proposal: Proposal
    query: SafeQuery
    confidence: Confidence
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a question may mean: what it says to people, and the SQL that it stands for."""

    id: str
    label: Text
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Clarification:
    """A question back: which of the options was meant?"""

    text: Text
    options: tuple[Option, ...]
