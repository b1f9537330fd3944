"""What the target database holds, as far as a viewer may know it: its values to look for, and columns' profiles."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.profile import Profiles
from detomo.engine.catalog.scan import ScanBudget, scan
from detomo.engine.catalog.values import ColumnKey, ValueIndex
from detomo.engine.errors import EngineError
from detomo.engine.guard import Guard
from detomo.engine.language import search_words
from detomo.engine.language.equivalents import equivalents
from detomo.engine.run import Runner
from detomo.engine.types import Limits

_STATEMENT_SECONDS = 3.0
_RESULT_BYTES = 16_000_000
_FIRST_WAIT_SECONDS = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Contents:
    """`whole` are the columns whose distinct texts are all in `values`."""

    values: ValueIndex = field(default_factory=lambda: ValueIndex({}))
    profiles: Profiles = field(default_factory=Profiles)
    whole: frozenset[ColumnKey] = frozenset()


NOTHING_KNOWN = Contents()


@dataclass(frozen=True)
class _Read:
    catalog: Catalog
    at: float
    contents: Contents


class ContentsReader:
    """Thread-safe. `catalog` gives the whole schema, before rules.

    Reads ahead in a thread of its own and keeps what it read for `ttl_seconds`, longer while the next reading runs; 0
    never reads. Derived and this process's own: a value that is not known may exist all the same.

    The reading sees every row. A viewer under rules gets the part of it that no rule touches: nothing of tables with a
    row rule, nor of columns that are masked or hidden.
    """

    def __init__(
        self,
        runner: Runner,
        catalog: Callable[[], Catalog],
        ttl_seconds: float,
        *,
        budget: ScanBudget = ScanBudget(),  # noqa: B008 (immutable)
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._catalog = catalog
        self._ttl = ttl_seconds
        self._budget = budget
        self._clock = clock
        self._lock = threading.Lock()
        self._reading: threading.Thread | None = None
        self._closed = threading.Event()
        self._read: _Read | None = None
        self._given: WeakKeyDictionary[Guard, tuple[_Read, Contents]] = WeakKeyDictionary()

    def of(self, guard: Guard) -> Contents:
        """What the guard's viewer may know.

        The first call waits some seconds for the first reading, and goes without it then.
        """
        if self._ttl <= 0:
            return NOTHING_KNOWN
        self.refresh()
        read = self._read or self._first()
        return NOTHING_KNOWN if read is None else self._part(read, guard)

    def refresh(self) -> None:
        """Begin to read, unless what is known is still good or a reading runs. Raises `Unavailable` like the schema."""
        if self._closed.is_set() or self._ttl <= 0 or self._is_current(catalog := self._catalog()):
            return
        with self._lock:
            if self._reading is None or not self._reading.is_alive():
                self._reading = threading.Thread(target=self._scan, args=(catalog,), name="contents", daemon=True)
                self._reading.start()

    def settle(self) -> None:
        """Wait for a reading that runs."""
        if self._reading is not None:
            self._reading.join()

    def close(self) -> None:
        """End a reading that runs."""
        self._closed.set()
        if self._reading is not None:
            self._reading.join(_STATEMENT_SECONDS)

    def _is_current(self, catalog: Catalog) -> bool:
        read = self._read
        if read is None or self._clock() - read.at > self._ttl:
            return False
        return read.catalog is catalog or read.catalog == catalog

    def _first(self) -> _Read | None:
        reading = self._reading
        if reading is not None:
            reading.join(_FIRST_WAIT_SECONDS)
        return self._read

    def _part(self, read: _Read, guard: Guard) -> Contents:
        given = self._given.get(guard)
        if given is None or given[0] is not read:
            given = read, _restricted(read.contents, guard.columns_as_stored)
            self._given[guard] = given
        return given[1]

    def _scan(self, catalog: Catalog) -> None:
        started = self._clock()
        guard = Guard(catalog)

        def run(sql: str, most_rows: int) -> Sequence[Sequence[Any]] | None:
            limits = Limits(seconds=_STATEMENT_SECONDS, rows=most_rows, result_bytes=_RESULT_BYTES)
            try:
                result = self._runner.run(guard.check(sql), limits=limits, should_stop=self._closed.is_set)
            except EngineError as error:
                log.debug("contents not read: %s", error.code)
                return None
            return None if result.truncated else result.rows

        found = scan(catalog, run, self._budget, self._clock, self._closed.is_set)
        contents = Contents(value_index(found.values, catalog), found.profiles, found.whole)
        self._read = _Read(catalog, self._clock(), contents)
        log.info("read %d values in %.1f s", len(contents.values), self._clock() - started)


def value_index(values: Mapping[ColumnKey, Iterable[str]], catalog: Catalog) -> ValueIndex:
    """The index of a database's values, found in either language."""
    return ValueIndex(values, names=_names(catalog), translate=equivalents)


def _restricted(contents: Contents, columns: frozenset[ColumnKey]) -> Contents:
    folded = {(table.casefold(), column.casefold()) for table, column in columns}
    profiles = {key: profile for key, profile in contents.profiles.by_column.items() if key in folded}
    return Contents(contents.values.restricted_to(columns), Profiles(profiles), contents.whole & columns)


def _names(catalog: Catalog) -> frozenset[str]:
    """The words of the tables' and columns' names."""
    return frozenset(
        word
        for table in catalog
        for name in (table.name, *(column.name for column in table.columns))
        for word in search_words(name)
    )
