"""The engine that questions go to, followed through the application database by every worker."""

import threading
from collections import Counter
from collections.abc import Callable

from detomo.engine.assemble import Engine

Key = tuple[int, int]  # a connection's id and version


class EngineDirectory:
    """Gives the engine of the connection that is assigned at the moment; without one, `default`.

    `assigned` tells which connection that is, for every lease anew. `make` makes the engine for the one assigned then.
    An engine that was replaced is closed when its last lease ends; `default` never is.
    """

    def __init__(
        self,
        default: Engine,
        assigned: Callable[[], Key | None],
        make: Callable[[], tuple[Key, Engine] | None],
    ) -> None:
        self._default = default
        self._assigned = assigned
        self._make = make
        self._lock = threading.Lock()
        self._current: tuple[Key, Engine] | None = None
        self._leases: Counter[int] = Counter()

    def lease(self) -> Engine:
        """The engine for one request; give it back with `release`."""
        wanted = self._assigned()
        with self._lock:
            if wanted != (self._current and self._current[0]):
                self._replace(self._make() if wanted else None)
            engine = self._current[1] if self._current else self._default
            self._leases[id(engine)] += 1
            return engine

    def release(self, engine: Engine) -> None:
        with self._lock:
            self._leases[id(engine)] -= 1
            if not self._is_current(engine):
                self._close_unused(engine)

    def close(self) -> None:
        """Close every engine made here that nobody uses."""
        with self._lock:
            self._replace(None)

    def _replace(self, following: tuple[Key, Engine] | None) -> None:
        replaced, self._current = self._current, following
        if replaced is not None:
            self._close_unused(replaced[1])

    def _is_current(self, engine: Engine) -> bool:
        return engine is self._default or (self._current is not None and engine is self._current[1])

    def _close_unused(self, engine: Engine) -> None:
        if not self._leases[id(engine)]:
            del self._leases[id(engine)]
            engine.close()
