"""SQLite: a read-only file behind a default-deny authorizer."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from detomo.engine.catalog.model import Catalog
from detomo.engine.run.adapter import AdapterError, FileAdapter, Row, explained
from detomo.engine.run.findings import Finding
from detomo.engine.run.sqlite_catalog import read_catalog
from detomo.engine.run.sqlite_rights import Rights
from detomo.engine.run.sqlite_types import described_types, typed
from detomo.engine.types import Limits, ResultColumn

# No value, intermediate ones included, may be longer: printf('%.*c', 1e9, 'x') holds no opcode to interrupt.
_VALUE_BYTES = 64_000_000
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _VALUE_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
}
_UNDECODABLE = "Could not decode to UTF-8"
_CODES = {
    sqlite3.SQLITE_INTERRUPT: "query_cancelled",
    sqlite3.SQLITE_TOOBIG: "query_too_large",
    sqlite3.SQLITE_NOMEM: "query_memory",
    sqlite3.SQLITE_FULL: "query_memory",
    sqlite3.SQLITE_AUTH: "query_denied",
    sqlite3.SQLITE_CANTOPEN: "database_unreachable",
    sqlite3.SQLITE_NOTADB: "database_unreachable",
}


class SqliteAdapter(FileAdapter):
    """Two connections: one that looks at the schema and never runs a user's statement, one that runs them guarded."""

    dialect = "sqlite"
    _schema: sqlite3.Connection
    _queries: sqlite3.Connection

    def connect(self, path: Path) -> None:
        with _errors():
            self._schema, suffix = _connect_schema(path)
            self._queries = _connect(path, suffix)
            _harden(self._queries)
            self._rights = Rights()
            self._queries.set_authorizer(self._rights)
            self._version = -1
            self._follow_schema()

    def disconnect(self) -> None:
        self._queries.close()
        self._schema.close()

    def probe(self) -> tuple[Finding, ...]:
        return ()

    def introspect(self) -> Catalog:
        self.follow_file()
        with _errors():
            return read_catalog(self._schema, Path(self.target.database).name, self.tables)

    def dry_run(self, sql: str, seconds: float) -> None:
        self.follow_file()
        with _errors(touched_rows=False):
            self._prepare(sql)
            self._queries.execute(explained(sql)).close()

    def execute(self, sql: str, limits: Limits, *, streaming: bool) -> "SqliteCursor":
        self.follow_file()
        with _errors():
            self._prepare(sql)
            with self._rights.suspended():
                self._queries.execute("BEGIN")
            return SqliteCursor(self, sql)

    def cancel(self) -> None:
        self._queries.interrupt()
        self._schema.interrupt()

    def ping(self) -> None:
        with _errors():
            self._schema.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()

    def reset(self) -> None:
        if self._queries.in_transaction:
            with _errors(), self._rights.suspended():
                self._queries.execute("ROLLBACK")

    def rows(self, sql: str, text_factory: Callable[[bytes], object]) -> sqlite3.Cursor:
        self._queries.text_factory = text_factory
        return self._queries.execute(sql)

    def types(self, sql: str) -> list[str]:
        return described_types(self._schema, sql)

    def _prepare(self, sql: str) -> None:
        """Have the statement compiled under the authorizer and look at what it compiled to; nothing of it runs."""
        self._follow_schema()
        self._rights.start(sql)
        if explained(sql) != sql:
            self._rights.check_program(self._queries.execute(explained(sql)))

    def _follow_schema(self) -> None:
        """Learn the allowed tables again whenever the schema has changed."""
        (version,) = self._schema.execute("PRAGMA schema_version").fetchone()
        if version != self._version:
            self._rights.learn(self._schema, self.tables)
            with self._rights.suspended():
                # The first use of a virtual table or a table function declares it, which would be refused later.
                for name in self._rights.declared:
                    self._queries.execute(f"EXPLAIN SELECT * FROM {name}").close()  # noqa: S608 (quoted names)
            self._version = version


class SqliteCursor:
    """Rows of one statement. Text that is not UTF-8 makes it start over leniently, past the rows already given."""

    def __init__(self, adapter: SqliteAdapter, sql: str) -> None:
        self._adapter = adapter
        self._sql = sql
        self._given = 0
        self._notes: tuple[str, ...] = ()
        self._cursor = adapter.rows(sql, str)

    def fetch(self, count: int) -> Sequence[Row]:
        with _errors():
            try:
                rows = self._cursor.fetchmany(count)
            except sqlite3.OperationalError as err:
                if _UNDECODABLE not in str(err) or self._notes:
                    raise
                rows = self._start_over(count)
        self._given += len(rows)
        return rows

    def _start_over(self, count: int) -> list[Row]:
        self._notes = (
            "Some stored text is not UTF-8; its unreadable characters are shown as \N{REPLACEMENT CHARACTER}.",
        )
        self._cursor = self._adapter.rows(self._sql, lambda data: data.decode("utf-8", "replace"))
        for _ in range(self._given):
            self._cursor.fetchone()
        return self._cursor.fetchmany(count)

    def columns(self, rows: Sequence[Row]) -> tuple[ResultColumn, ...]:
        names = [entry[0] for entry in self._cursor.description or ()]
        declared = self._adapter.types(self._sql)
        if len(declared) != len(names):
            declared = [""] * len(names)
        values = list(zip(*rows, strict=True)) or [()] * len(names)
        return tuple(
            ResultColumn(name, typed(kind, column)) for name, kind, column in zip(names, declared, values, strict=True)
        )

    def close(self) -> tuple[str, ...]:
        self._cursor.close()
        return self._notes


def _connect(path: Path, suffix: str) -> sqlite3.Connection:
    uri = f"file:{quote(str(path))}?mode=ro{suffix}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=2.0)
    connection.execute("PRAGMA temp_store = MEMORY")  # a sort that spilled to files would escape the memory limit
    return connection


def _connect_schema(path: Path) -> tuple[sqlite3.Connection, str]:
    """Open the file. One in a folder where SQLite cannot put its shared-memory file opens as immutable.

    That is only right while nobody writes: not with a log or a journal beside the file.
    """
    connection = _connect(path, "")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
    except sqlite3.OperationalError as err:
        logs = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
        in_use = any(log.exists() and log.stat().st_size for log in logs)
        if err.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or in_use:
            raise
        return _connect(path, "&immutable=1"), "&immutable=1"
    return connection, ""


def _harden(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)


@contextmanager
def _errors(*, touched_rows: bool = True) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, ValueError) as err:
        raise AdapterError(_code(err), str(err), touched_rows=touched_rows) from err


def _code(err: Any) -> str:
    text = str(err)
    if "not authorized" in text or "prohibited" in text:
        return "query_denied"
    return _CODES.get(getattr(err, "sqlite_errorcode", 0) & 0xFF, "query_failed")
