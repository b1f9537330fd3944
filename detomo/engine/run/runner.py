"""Running checked statements on a target database: the engine's only way to it."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from detomo.engine.catalog.model import Catalog
from detomo.engine.run.findings import Finding
from detomo.engine.run.pool import Pool
from detomo.engine.run.process import QueryProcess, ShouldStop
from detomo.engine.run.stream import Stream
from detomo.engine.run.url import Reach, parse_url
from detomo.engine.run.wire import Call, Explain, Value
from detomo.engine.types import Dialect, Limits, Result, SafeQuery

_SCHEMA_SECONDS = 30.0
_LIMITS = Limits()


class Runner:
    """One target database. Every statement runs read-only in a process of its own that can be killed.

    `tables` limits what is introspected and, where the engine has a means of its own, what may be read; empty means
    every table that is not the system's. `reach` limits the networks that the host may be in. May be shared by threads
    and made before a fork; connects at the first use. All methods raise `Unavailable` when the database cannot be
    reached or every one of `processes` slots stays taken.
    """

    def __init__(
        self,
        url: str,
        *,
        limits: Limits = _LIMITS,
        tables: Collection[str] = (),
        processes: int = 8,
        reach: Reach = "any",
    ) -> None:
        self._target = replace(parse_url(url), reach=reach)
        self._limits = limits
        self._tables = tuple(sorted(tables))
        start = partial(QueryProcess, self._target, self._tables, limits)
        self._pool = Pool(start, processes, self._target.display_name)

    @property
    def dialect(self) -> Dialect:
        return self._target.dialect

    @property
    def limits(self) -> Limits:
        """Those of a statement that is given none of its own."""
        return self._limits

    @property
    def display_name(self) -> str:
        """The database for people, without user and password."""
        return self._target.display_name

    def probe(self) -> tuple[Finding, ...]:
        """Look at the connection's rights. A finding that refuses means: do not use this connection."""
        findings: tuple[Finding, ...] = self._call("probe")
        return findings

    def introspect(self) -> Catalog:
        """Read the schema."""
        catalog: Catalog = self._call("introspect")
        return catalog

    def ping(self) -> None:
        """Ask the database for a sign of life."""
        self._call("ping")

    def dry_run(self, query: SafeQuery) -> None:
        """Let the database check and plan a statement without running it.

        Raises `QueryFailed` with `touched_rows` false: its diagnosis quotes names, never stored values.
        """
        self._check(query)
        with self._pool.lease() as process:
            process.ask(Explain(query.sql, self._limits.seconds), self._limits.seconds)

    def run(self, query: SafeQuery, *, limits: Limits | None = None, should_stop: ShouldStop | None = None) -> Result:
        """Run a statement and return its rows within the limits.

        `should_stop` is asked about twenty times a second. Raises `QueryStopped` within the deadline and one second,
        `QueryFailed` with the database's own words.
        """
        started = time.monotonic()
        with self._open(query, limits, should_stop, streaming=False) as stream:
            rows = tuple(row for chunk in stream for row in chunk)
        elapsed = (time.monotonic() - started) * 1000
        return Result(stream.columns, rows, stream.truncated, stream.incomplete, stream.notes, elapsed)

    @contextmanager
    def stream(
        self, query: SafeQuery, *, limits: Limits | None = None, should_stop: ShouldStop | None = None
    ) -> Iterator[Stream]:
        """Run a statement and read its rows in batches while they come. Leaving the block early stops it.

        The caps on rows and bytes hold here as well: pass limits that fit a download.
        """
        with self._open(query, limits, should_stop, streaming=True) as stream:
            yield stream

    def close(self) -> None:
        """End the processes. Statements that run are not interrupted."""
        self._pool.close()

    @contextmanager
    def _open(
        self, query: SafeQuery, limits: Limits | None, should_stop: ShouldStop | None, *, streaming: bool
    ) -> Iterator[Stream]:
        self._check(query)
        with self._pool.lease() as process:
            stream = Stream(process, query.sql, limits or self._limits, should_stop=should_stop, streaming=streaming)
            try:
                yield stream
            finally:
                stream.close()

    def _call(self, name: str) -> Any:
        with self._pool.lease() as process:
            value: Value = process.ask(Call(name, _SCHEMA_SECONDS), _SCHEMA_SECONDS)
        return value.value

    def _check(self, query: SafeQuery) -> None:
        if not isinstance(query, SafeQuery):
            raise TypeError("only a statement that the guard has passed may be run")
        if query.dialect != self.dialect:
            raise ValueError(f"a {query.dialect} statement cannot run on {self.dialect}")
