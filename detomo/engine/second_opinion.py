"""What the parser makes of a question that a model answers: formed while the model thinks, then compared by rows."""

from collections.abc import Callable
from concurrent.futures import Executor, Future

from detomo.engine.compare import difference, rows_of
from detomo.engine.errors import EngineError
from detomo.engine.guard import Guard
from detomo.engine.run import Runner
from detomo.engine.types import CheckedProposal, Limits, Result, SafeQuery

_LIMITS = Limits(seconds=1.0, result_bytes=4_000_000)

Form = Callable[[Guard], CheckedProposal | None]


class SecondOpinion:
    """For one question. `form` reads the question; `pool` does so from `begin` on."""

    def __init__(self, form: Form, runner: Runner, pool: Executor) -> None:
        self._form = form
        self._runner = runner
        self._pool = pool
        self._formed: Future[CheckedProposal | None] | None = None

    def begin(self, guard: Guard) -> None:
        """Form it beside what the caller does next."""
        self._formed = self._pool.submit(self._form, guard)

    def agrees(self, query: SafeQuery, result: Result, guard: Guard) -> bool | None:
        """Whether the parser's SQL gives the rows of `query`; None where there is nothing to compare with."""
        try:
            own = self._own(guard)
            if own is None or own.query.shown == query.shown:
                return None if own is None else True
            rows = rows_of(self._runner.run(own.query, limits=_LIMITS))
        except EngineError:
            return None
        return difference([rows], rows_of(result), extra_columns=True) is None

    def _own(self, guard: Guard) -> CheckedProposal | None:
        """Formed here where no thread of the pool has come to it."""
        if self._formed is None or self._formed.cancel():
            return self._form(guard)
        return self._formed.result()
