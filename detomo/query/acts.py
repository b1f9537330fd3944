"""What the audit is told of questions: who did what to which question and how it ended, never its text or its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from detomo.audit.service import Action, Entry, Outcome, entry
from detomo.engine.errors import EngineError, Refused
from detomo.identity import Caller
from detomo.query import store
from detomo.query.results import StoredRows
from detomo.query.store import Asked

NO_QUESTION = Asked("", "", "en")


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a question under way."""

    action: Action
    caller: Caller
    asked: Asked = NO_QUESTION

    def done(self, **details: str | int | bool) -> Entry:
        return entry(self.action, actor_id=self.caller.id, target=self.asked.id, details=details)

    def answered(self, rows: StoredRows) -> Entry:
        return self.done(rows=rows.row_count)

    def failed(self, error: BaseException) -> Entry:
        return replace(self.done(code=code_of(error)), outcome=outcome_of(error))


@contextmanager
def told_of_failure(act: Act) -> Iterator[None]:
    """Audit an act that raises an `EngineError`."""
    try:
        yield
    except EngineError as error:
        store.tell(act.failed(error))
        raise


def outcome_of(error: BaseException) -> Outcome:
    return Outcome.DENIED if isinstance(error, Refused) else Outcome.FAILURE


def code_of(error: BaseException) -> str:
    """The stable name of a failure, as it is stored."""
    if isinstance(error, EngineError):
        return error.code
    return "client_gone" if isinstance(error, GeneratorExit) else "internal_error"
