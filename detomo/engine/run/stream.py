"""Rows as they come, with bounded memory on every side."""

import pickle
import time
from collections.abc import Iterator
from typing import Any

from detomo.engine.run.messages import failure
from detomo.engine.run.process import QueryProcess, ShouldStop
from detomo.engine.run.wire import Batch, Finish, More, Statement, loads
from detomo.engine.types import Limits, ResultColumn

Row = tuple[Any, ...]
# The deadline counts the database's time only; a reader may be slower, but not hold a connection for ever.
SLOWEST_READER = 20


class Stream:
    """Iterate once over lists of rows. `truncated`, `incomplete` and `notes` are right after the last list."""

    def __init__(
        self,
        process: QueryProcess,
        sql: str,
        limits: Limits,
        *,
        should_stop: ShouldStop | None = None,
        streaming: bool = True,
    ) -> None:
        self._process = process
        self._should_stop = should_stop
        self._limits = limits
        self._seconds_left = limits.seconds
        self._end = time.monotonic() + limits.seconds * SLOWEST_READER
        process.post(Statement(sql, limits, streaming))
        self._batch = self._collect()
        self.columns: tuple[ResultColumn, ...] = self._batch.columns

    @property
    def truncated(self) -> bool:
        return self._batch.truncated

    @property
    def incomplete(self) -> bool:
        return self._batch.incomplete

    @property
    def notes(self) -> tuple[str, ...]:
        return self._batch.notes

    def __iter__(self) -> Iterator[list[Row]]:
        while True:
            batch = self._batch
            if batch.more:
                self._ask_more()  # the database goes on while this batch is used
            for chunk in batch.chunks:
                yield self._rows(chunk)
            if not batch.more:
                return
            self._batch = self._collect()

    def close(self) -> None:
        """Stop a statement that was not read to its end."""
        if not self._process.reusable:
            return
        if self._process.pending:
            self._process.interrupt()
        elif self._batch.more:
            self._process.ask(Finish(), self._limits.seconds)

    def _rows(self, chunk: bytes) -> list[Row]:
        try:
            rows: list[Row] = loads(chunk)
        except pickle.UnpicklingError as err:
            raise self._process.distrust() from err
        return rows

    def _ask_more(self) -> None:
        if time.monotonic() > self._end:
            self._process.interrupt()
            raise failure("query_timeout", database="", seconds=self._limits.seconds * SLOWEST_READER)
        self._process.post(More(self._seconds_left))

    def _collect(self) -> Batch:
        started = time.monotonic()
        batch: Batch = self._process.collect(max(self._seconds_left, 0.001), self._should_stop)
        self._seconds_left -= time.monotonic() - started
        return batch
