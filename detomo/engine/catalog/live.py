"""A catalog that follows the database."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from detomo.engine.catalog.model import Catalog
from detomo.engine.errors import Unavailable

_RETRY_SECONDS = 5.0
_STALE_TTLS = 10


class Introspector(Protocol):
    def introspect(self) -> Catalog: ...


class LiveCatalog:
    """Reads the schema again every `ttl_seconds`, one reading at a time; other threads go on with the last one.

    While the database is away the last reading is served for ten times `ttl_seconds`: the schema is then most likely
    still right, and a statement fails by itself with the true reason. After that `current` raises. `problem` tells
    why the last reading failed.
    """

    def __init__(self, runner: Introspector, ttl_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._runner = runner
        self._ttl = ttl_seconds
        self._clock = clock
        self._reading = threading.Lock()
        self._catalog: Catalog | None = None
        self._read_at = 0.0
        self._try_at = 0.0
        self.problem: Unavailable | None = None

    def current(self) -> Catalog:
        """The catalog, read again when its time has come. Raises `Unavailable` when there is none that may be used."""
        catalog = self._catalog
        if catalog is None:
            return self._first()
        if self._clock() >= self._try_at and self._reading.acquire(blocking=False):
            try:
                return self._read_or_keep(catalog)
            finally:
                self._reading.release()
        return catalog

    def refresh(self) -> Catalog:
        """Read the schema now. Raises `Unavailable`; the last reading stays in use then."""
        with self._reading:
            return self._read()

    def _first(self) -> Catalog:
        with self._reading:
            return self._catalog or self._read()

    def _read_or_keep(self, last: Catalog) -> Catalog:
        try:
            return self._read()
        except Unavailable:
            if self._clock() - self._read_at > self._ttl * _STALE_TTLS:
                raise
            return last

    def _read(self) -> Catalog:
        try:
            catalog = self._runner.introspect()
        except Unavailable as err:
            self.problem = err
            self._try_at = self._clock() + _RETRY_SECONDS
            raise
        self._catalog, self.problem = catalog, None
        self._read_at = self._clock()
        self._try_at = self._read_at + self._ttl
        return catalog
