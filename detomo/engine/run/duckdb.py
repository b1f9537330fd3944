"""DuckDB: a read-only file with everything outside it switched off, checked again by DuckDB's own parser.

DuckDB has no table rights. In their place stands what its parser says of a statement: its kind, the tables it names
once names are resolved, and its functions; none of that rests on the parser that the guard uses.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from detomo.engine.catalog.model import Catalog
from detomo.engine.run.adapter import AdapterError, FileAdapter, Row, explained
from detomo.engine.run.declared import column_type
from detomo.engine.run.duckdb_catalog import read_catalog
from detomo.engine.run.duckdb_rights import check
from detomo.engine.run.findings import Finding
from detomo.engine.run.times import with_offset
from detomo.engine.types import Limits, ResultColumn

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",  # what does not fit into memory must fail, not fill the disk
    "threads": "2",
    "lock_configuration": "true",
}
_MEMORY_SHARE = 0.75  # DuckDB counts its buffers only; the process's own limit has to fit the rest
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (duckdb.InterruptException, "query_cancelled"),
    (duckdb.OutOfMemoryException, "query_memory"),
    (duckdb.PermissionException, "query_denied"),
)


class DuckdbAdapter(FileAdapter):
    dialect = "duckdb"
    _connection: duckdb.DuckDBPyConnection

    def connect(self, path: Path) -> None:
        memory = f"{int(self.limits.memory_bytes * _MEMORY_SHARE)}B"
        try:
            self._connection = duckdb.connect(str(path), read_only=True, config={**_SETTINGS, "memory_limit": memory})
            self._catalog = read_catalog(self._connection, self.tables)
        except duckdb.Error as err:
            raise AdapterError("database_unreachable", str(err).splitlines()[0]) from err

    def disconnect(self) -> None:
        self._connection.close()

    def probe(self) -> tuple[Finding, ...]:
        return ()

    def introspect(self) -> Catalog:
        """Nobody can write to the file while it is open here, so that what was read at the start stays true."""
        self.follow_file()
        return self._catalog

    def dry_run(self, sql: str, seconds: float) -> None:
        self.follow_file()
        with self.errors(touched_rows=False):
            check(self._connection, sql, self._catalog)
            self._connection.execute(explained(sql)).fetchall()

    def execute(self, sql: str, limits: Limits, *, streaming: bool) -> "DuckdbCursor":
        self.follow_file()
        with self.errors():
            check(self._connection, sql, self._catalog)
            return DuckdbCursor(self, self._connection.execute(sql))

    def cancel(self) -> None:
        self._connection.interrupt()

    def ping(self) -> None:
        with self.errors():
            self._connection.execute("SELECT 1").fetchall()

    def reset(self) -> None:
        with self.errors():
            self._connection.execute("SELECT 1").fetchall()  # drops what the last statement has left unread

    @contextmanager
    def errors(self, *, touched_rows: bool = True) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, UnicodeError, ValueError, OverflowError) as err:
            with suppress(duckdb.Error):
                self._connection.rollback()  # a failed statement can leave its transaction aborted
            raise AdapterError(_code(err), str(err), touched_rows=touched_rows) from err


class DuckdbCursor:
    def __init__(self, adapter: DuckdbAdapter, connection: duckdb.DuckDBPyConnection) -> None:
        self._adapter = adapter
        self._connection = connection
        self._columns = [(entry[0], str(entry[1])) for entry in connection.description or ()]
        self._zoned = [number for number, (_, kind) in enumerate(self._columns) if "WITH TIME ZONE" in kind]

    def fetch(self, count: int) -> Sequence[Row]:
        with self._adapter.errors():
            rows: list[Row] = self._connection.fetchmany(count)
        return [self._with_offsets(row) for row in rows] if self._zoned else rows

    def columns(self, rows: Sequence[Row]) -> tuple[ResultColumn, ...]:
        return tuple(ResultColumn(name, column_type(kind)) for name, kind in self._columns)

    def close(self) -> tuple[str, ...]:
        return ()

    def _with_offsets(self, row: Row) -> Row:
        return tuple(with_offset(value) if number in self._zoned else value for number, value in enumerate(row))


def _code(err: Exception) -> str:
    return next((code for kind, code in _CODES if isinstance(err, kind)), "query_failed")
