"""The query process: holds one database connection and runs one statement at a time for the service.

Started as `python -m detomo.engine.run.child <socket>`. A thread reads the socket, so that a cancel and the end of the
service are noticed while a statement runs; the main thread runs the statements.
"""

import contextlib
import importlib
import os
import resource
import signal
import socket
import sys
import threading
from pathlib import Path
from pickle import loads as load_trusted
from queue import Empty, SimpleQueue
from typing import Any

from detomo.engine.run.adapter import CONNECT_SECONDS, Adapter, AdapterError
from detomo.engine.run.fetch import Fetcher
from detomo.engine.run.wire import (
    EXIT_MEMORY,
    Call,
    Cancel,
    Explain,
    Failure,
    Finish,
    More,
    Open,
    Ready,
    Reap,
    Statement,
    Value,
    receive,
    send,
)

# The alarm is for a process whose service is gone or cannot kill it: later than the service's own deadline.
_BACKSTOP_SECONDS = 2.0
_ADAPTERS = {
    "sqlite": ("detomo.engine.run.sqlite", "SqliteAdapter"),
    "duckdb": ("detomo.engine.run.duckdb", "DuckdbAdapter"),
    "postgres": ("detomo.engine.run.postgres", "PostgresAdapter"),
    "mysql": ("detomo.engine.run.mysql", "MysqlAdapter"),
}
# SQLite maps a shared-memory file beside a WAL database, which it may have to lengthen; nothing else writes files.
_FILE_BYTES = {"sqlite": 4_000_000}


class Child:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._inbox: SimpleQueue[Any] = SimpleQueue()
        self._adapter: Adapter | None = None
        self._fetcher: Fetcher | None = None
        self._baseline = 0
        self._idle_seconds = float(CONNECT_SECONDS)

    def serve(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        while (message := self._next()) is not None:
            signal.setitimer(signal.ITIMER_REAL, _seconds(message) + _BACKSTOP_SECONDS)
            send(self._connection, self._answer(message))
            self._tidy(message)
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _next(self) -> Any:
        try:
            return self._inbox.get(timeout=self._idle_seconds)
        except Empty:
            return None

    def _listen(self) -> None:
        try:
            while True:
                message = receive(self._connection, load_trusted)
                if isinstance(message, Cancel):
                    self._cancel()
                else:
                    self._inbox.put(message)
        except (EOFError, OSError):
            self._cancel()
            os._exit(0)

    def _cancel(self) -> None:
        if self._adapter is not None:
            with contextlib.suppress(Exception):  # the service kills this process when a cancel does not help
                self._adapter.cancel()

    def _answer(self, message: object) -> object:
        try:
            return self._handle(message)
        except AdapterError as err:
            failure = Failure(err.code, err.diagnosis, err.touched_rows)
        except MemoryError:
            failure = Failure("query_memory")
        except Exception as err:  # the boundary of the process: the service must hear of every failure
            failure = Failure("query_failed", f"{type(err).__name__}: {err}"[:2000])
        self._drop()
        return failure

    def _handle(self, message: object) -> object:
        match message:
            case Open():
                return self._open(message)
            case Statement(limits=limits):
                self._limit_memory(limits.memory_bytes)
                cursor = self._connected.execute(message.sql, limits, streaming=message.streaming)
                self._fetcher = Fetcher(cursor, limits)
                return self._batch()
            case More():
                return self._batch()
            case Finish():
                self._drop()
            case Explain(sql=sql, seconds=seconds):
                self._connected.dry_run(sql, seconds)
            case Reap(session=session):
                self._connected.reap(session)
            case Call(name=name):
                return Value(getattr(self._connected, name)())
        return Value()

    def _open(self, message: Open) -> Ready:
        module, name = _ADAPTERS[message.target.dialect]
        adapter_class = getattr(importlib.import_module(module), name)
        _limit(resource.RLIMIT_FSIZE, _FILE_BYTES.get(message.target.dialect, 0))
        self._baseline = _data_bytes()
        self._limit_memory(message.limits.memory_bytes)
        self._idle_seconds = message.idle_seconds
        self._adapter = adapter_class(message.target, message.tables, message.limits)
        return Ready(self._connected.open())

    @property
    def _connected(self) -> Adapter:
        if self._adapter is None:
            raise AdapterError("database_closed")
        return self._adapter

    def _batch(self) -> object:
        if self._fetcher is None:
            raise AdapterError("query_cancelled")
        batch = self._fetcher.batch()
        if not batch.more:
            self._fetcher = None
        return batch

    def _drop(self) -> None:
        fetcher, self._fetcher = self._fetcher, None
        if fetcher is not None:
            with contextlib.suppress(AdapterError, MemoryError):  # the failure that led here is the one to report
                fetcher.close()

    def _tidy(self, message: object) -> None:
        """Reset the session after the answer has left, so that nobody waits for it."""
        if (
            self._fetcher is None
            and self._adapter is not None
            and isinstance(message, Statement | More | Finish | Explain)
        ):
            with contextlib.suppress(AdapterError):  # the next statement meets a lost connection and reconnects
                self._adapter.reset()

    def _limit_memory(self, memory_bytes: int) -> None:
        _limit(resource.RLIMIT_DATA, self._baseline + memory_bytes)


def _seconds(message: object) -> float:
    if isinstance(message, Statement):
        return message.limits.seconds
    return getattr(message, "seconds", CONNECT_SECONDS)


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _data_bytes() -> int:
    """Private memory in use already: interpreter, driver, engine."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the password and rows
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # a signal that the service ignores would be ignored here as well
    try:
        Child(socket.socket(fileno=int(sys.argv[1]))).serve()
    except MemoryError:
        os._exit(EXIT_MEMORY)  # not even the failure could be reported


if __name__ == "__main__":
    main()
