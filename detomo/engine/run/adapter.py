"""What every engine offers inside a query process."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol

from detomo.engine.catalog.model import Catalog
from detomo.engine.run.findings import Finding
from detomo.engine.run.url import Target
from detomo.engine.types import Dialect, Limits, ResultColumn, Text

Row = tuple[Any, ...]
CONNECT_SECONDS = 4
_QUERY_WORDS = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN"})


class AdapterError(Exception):
    """A failure with its stable code; `diagnosis` is the database's own words."""

    def __init__(self, code: str, diagnosis: str = "", *, touched_rows: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.diagnosis = diagnosis
        self.touched_rows = touched_rows


class Cursor(Protocol):
    """The rows of one running statement."""

    def fetch(self, count: int) -> Sequence[Row]:
        """Up to `count` rows; fewer mean that there are no more."""

    def columns(self, rows: Sequence[Row]) -> tuple[ResultColumn, ...]:
        """Names and types; `rows` are the first ones, for engines that type values, not columns."""

    def close(self) -> tuple[str, ...]:
        """End the statement, read to its end or not. Returns what the engine may have left out, in its own words."""


class Adapter(ABC):
    """One connection. Every method raises `AdapterError`; only `cancel` may be called from another thread."""

    dialect: ClassVar[Dialect]

    def __init__(self, target: Target, tables: tuple[str, ...], limits: Limits) -> None:
        self.target = target
        self.tables = tables
        self.limits = limits

    @abstractmethod
    def open(self) -> str:
        """Connect; returns a name for the server's session by which `reap` finds it, or nothing."""

    @abstractmethod
    def probe(self) -> tuple[Finding, ...]: ...

    @abstractmethod
    def introspect(self) -> Catalog: ...

    @abstractmethod
    def dry_run(self, sql: str, seconds: float) -> None:
        """Let the engine parse, bind and plan the statement without running it."""

    @abstractmethod
    def execute(self, sql: str, limits: Limits, *, streaming: bool) -> Cursor: ...

    @abstractmethod
    def cancel(self) -> None:
        """Stop the running statement."""

    @abstractmethod
    def ping(self) -> None: ...

    def reset(self) -> None:  # noqa: B027 (engines without session state have nothing to do)
        """Bring the session back to how `open` left it."""

    def reap(self, session: str) -> None:  # noqa: B027 (the embedded engines have no sessions to end)
        """End a session whose process is gone."""


class FileAdapter(Adapter):
    """A connection to a file, which may be replaced by another one of its name: exports write, then rename."""

    _identity = (0, 0)

    def open(self) -> str:
        self._identity = self._identify()
        self.connect(Path(self.target.database))
        return ""

    def follow_file(self) -> None:
        """Connect again if the file is no longer the one that was opened."""
        if self._identify() != self._identity:
            self.disconnect()
            self.open()

    @abstractmethod
    def connect(self, path: Path) -> None: ...

    @abstractmethod
    def disconnect(self) -> None: ...

    def _identify(self) -> tuple[int, int]:
        try:
            status = Path(self.target.database).stat()
        except OSError as err:
            raise AdapterError("database_unreachable", err.strerror or "no such file") from err
        return (status.st_dev, status.st_ino)


def explained(sql: str) -> str:
    """The statement that plans `sql`; one that explains already is planned as it is."""
    words = sql.split(None, 1)
    return sql if words and words[0].upper() == "EXPLAIN" else f"EXPLAIN {sql}"


def warn(code: str, en: str, ja: str) -> Finding:
    return Finding(code, "warn", Text(en, ja))


def refuse(code: str, en: str, ja: str) -> Finding:
    return Finding(code, "refuse", Text(en, ja))


def require_query(sql: str) -> None:
    """Deny what does not begin like a query: the servers' transactions let some commands through.

    Comments do not pass either: MariaDB runs what stands in some of them.
    """
    word = re.match(r"[\s(]*([A-Za-z]+)", sql)
    if word is None or word.group(1).upper() not in _QUERY_WORDS:
        raise AdapterError("query_denied", "not a query", touched_rows=False)
