"""What the parser makes of a question that a model answers: formed while the model thinks, then compared by rows."""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import replace

from detomo.engine.compare import difference, rows_of
from detomo.engine.errors import EngineError
from detomo.engine.guard import Guard
from detomo.engine.run import Runner
from detomo.engine.types import CheckedProposal, Limits, Result, SafeQuery

WAIT_SECONDS = 2.0  # for what is being formed when the model is done
_SECONDS = 1.0
_RESULT_BYTES = 4_000_000
log = logging.getLogger(__name__)

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
        with suppress(RuntimeError):  # the pool was closed
            self._formed = self._pool.submit(self._form, guard)

    def drop(self) -> None:
        """Nobody asks for it any more."""
        if self._formed is not None:
            self._formed.cancel()

    def agrees(self, query: SafeQuery, result: Result, guard: Guard) -> bool | None:
        """Whether the parser's SQL gives the rows of `query`; None where there is nothing to compare with.

        A fault on the way is logged: the answer is there without an opinion.
        """
        try:
            return self._agrees(query, result, guard)
        except (EngineError, TimeoutError) as error:
            log.info("no second opinion: %s", type(error).__name__)
        except Exception:
            log.exception("the second opinion failed")
        return None

    def _agrees(self, query: SafeQuery, result: Result, guard: Guard) -> bool | None:
        own = self._own(guard)
        if own is None:
            return None
        if own.query.shown == query.shown:
            return True
        found = self._runner.run(own.query, limits=_within(self._runner.limits))
        if found.truncated:
            return None
        return difference([rows_of(found)], rows_of(result), extra_columns=True) is None

    def _own(self, guard: Guard) -> CheckedProposal | None:
        """Formed here where no thread of the pool has come to it."""
        if self._formed is None or self._formed.cancel():
            return self._form(guard)
        return self._formed.result(WAIT_SECONDS)


def _within(limits: Limits) -> Limits:
    """As many rows as the answer may have, in less time and room."""
    seconds, size = min(limits.seconds, _SECONDS), min(limits.result_bytes, _RESULT_BYTES)
    return replace(limits, seconds=seconds, result_bytes=size)
