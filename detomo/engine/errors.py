"""Everything the engine raises. The HTTP layer maps `status` and shows `message` and `hint` in the caller's language.

EngineError
├── Refused              the guard says no: `code` is the named reason, `part` the SQL fragment
├── NoAnswer             nobody could write SQL
│   ├── NoModel          no model configured and nothing taught matches
│   ├── NotSure          SQL was found, but not surely enough to answer with it
│   └── ModelFailed      the model is configured but did not answer usefully
├── QueryFailed          the database refused or failed the statement
│   └── QueryStopped     a limit or the user stopped it: timeout, memory, cancelled
└── Unavailable          the target database cannot be reached, or every query slot is taken
"""

from typing import ClassVar

from detomo.engine.types import CheckedProposal, Clarification, Text


class EngineError(Exception):
    """`code` is stable for clients, `message` and `hint` are for people and never hold secrets or rows."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, message: Text, *, hint: Text | None = None, part: str = "") -> None:
        super().__init__(message.en)
        self.code = code
        self.message = message
        self.hint = hint
        self.part = part


class Refused(EngineError):
    status = 422


class NoAnswer(EngineError):
    status = 422


class NoModel(NoAnswer):
    """`nearest` are taught questions close to the one asked, best first; `unknown` words that were not understood."""

    status = 503

    def __init__(
        self,
        code: str,
        message: Text,
        *,
        hint: Text | None = None,
        nearest: tuple[str, ...] = (),
        unknown: tuple[str, ...] = (),
    ) -> None:
        super().__init__(code, message, hint=hint)
        self.nearest = nearest
        self.unknown = unknown


class NotSure(NoAnswer):
    """`best` is the SQL that an answer would have come from. With a `clarification` its options say what may be meant;
    without one, `nearest` and `unknown` are as in `NoModel`."""

    def __init__(
        self,
        code: str,
        message: Text,
        *,
        hint: Text | None = None,
        best: CheckedProposal,
        clarification: Clarification | None = None,
        nearest: tuple[str, ...] = (),
    ) -> None:
        super().__init__(code, message, hint=hint)
        self.best = best
        self.clarification = clarification
        self.nearest = nearest
        self.unknown = best.proposal.unknown


class ModelFailed(NoAnswer):
    status = 502


class QueryFailed(EngineError):
    """`diagnosis` is the database's own words: for repair and for the person who asked, never for logs.

    `touched_rows` is true when rows were already being read, so that the words may quote stored values.
    """

    status = 422

    def __init__(
        self, code: str, message: Text, *, hint: Text | None = None, diagnosis: str = "", touched_rows: bool = True
    ) -> None:
        super().__init__(code, message, hint=hint)
        self.diagnosis = diagnosis
        self.touched_rows = touched_rows


class QueryStopped(QueryFailed):
    """`code` is `query_timeout`, `query_memory`, `query_too_large` or `query_cancelled`."""

    status = 422


class Unavailable(EngineError):
    """`code` is `database_unreachable`, `database_login_failed`, `database_unsafe`, `busy`, …"""

    status = 503
