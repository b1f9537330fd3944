"""Warm query processes, leased one statement at a time."""

import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from detomo.engine.errors import EngineError
from detomo.engine.run.messages import failure
from detomo.engine.run.process import OPEN_SECONDS, QueryProcess
from detomo.engine.run.wire import Reap

WAIT_SECONDS = 3.0
PATIENCE_SECONDS = 0.1  # starting a process takes more than twice as long, all of it processor time
_pools: "weakref.WeakSet[Pool]" = weakref.WeakSet()


class Pool:
    """At most `size` processes at work; the one that was used last is used next, so that few stay warm.

    Most statements end within milliseconds: another process is started only when none becomes free in a moment.

    Survives a fork: the child of a fork starts with no processes and leaves its parent's alone.
    """

    def __init__(self, start: Callable[[], QueryProcess], size: int, database: str) -> None:
        self._start_process = start
        self._size = size
        self._database = database
        self._closed = False
        self._begin()
        _pools.add(self)

    def _begin(self) -> None:
        self._slots = threading.BoundedSemaphore(self._size)
        self._lock = threading.Condition()
        self._idle: list[QueryProcess] = []
        self._known: weakref.WeakSet[QueryProcess] = weakref.WeakSet()
        self._finalizer = weakref.finalize(self, _kill_all, self._idle)

    @contextmanager
    def lease(self) -> Iterator[QueryProcess]:
        """A process for one statement. Raises `Unavailable`: `busy`, or why no process could be started."""
        if self._closed:
            raise failure("database_closed", database=self._database)
        if not self._slots.acquire(timeout=WAIT_SECONDS):
            raise failure("busy", database=self._database)
        try:
            process = self._take()
            try:
                yield process
            except BaseException:
                # A failure of the statement leaves the process in order; anything else says so in `reusable`.
                self._give_back(process)
                raise
            self._give_back(process)
        finally:
            self._slots.release()

    def close(self) -> None:
        """End every idle process now and every busy one when its statement ends."""
        self._closed = True
        with self._lock:
            _kill_all(self._idle)

    def forget(self) -> None:
        """Drop what belongs to the parent of a fork."""
        self._finalizer.detach()
        for process in list(self._known):
            process.forget()
        self._begin()

    def _take(self) -> QueryProcess:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._idle, PATIENCE_SECONDS if self._known else 0)
                process = self._idle.pop() if self._idle else None
            if process is None:
                return self._start()
            if process.alive:
                return process
            process.kill()

    def _start(self) -> QueryProcess:
        process = self._start_process()
        with self._lock:
            self._known.add(process)
        return process

    def _give_back(self, process: QueryProcess) -> None:
        if process.pending:  # whoever waited for the answer was interrupted
            process.interrupt()
        with self._lock:
            if process.reusable and not self._closed:
                self._idle.append(process)
                self._lock.notify()
                return
        process.kill()
        if process.orphan and not self._closed:
            threading.Thread(target=self._reap, args=(process.orphan,), daemon=True).start()

    def _reap(self, session: str) -> None:
        """End on the server what a process that is gone has left running there."""
        with suppress(EngineError):  # a server that is away has no session left either, or ends it by its own timeout
            process = self._start()
            try:
                process.ask(Reap(session), OPEN_SECONDS)
            finally:
                process.kill()


def _kill_all(processes: list[QueryProcess]) -> None:
    while processes:
        processes.pop().kill()


def _after_fork() -> None:
    for pool in list(_pools):
        pool.forget()


os.register_at_fork(after_in_child=_after_fork)
