"""MySQL and MariaDB: read-only transactions in a session that is reset after each statement.

The user's grants are the boundary: MariaDB creates tables inside a read-only transaction for users who may.
"""

import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any

import pymysql
from pymysql.constants import CR, ER
from pymysql.cursors import SSCursor

from detomo.engine.catalog.model import Catalog
from detomo.engine.run.adapter import CONNECT_SECONDS, Adapter, AdapterError, Row, explained, require_query
from detomo.engine.run.addresses import permitted_addresses
from detomo.engine.run.findings import Finding
from detomo.engine.run.mysql_catalog import read_catalog
from detomo.engine.run.mysql_rights import probe
from detomo.engine.run.mysql_tls import tls_options
from detomo.engine.run.mysql_values import typed
from detomo.engine.run.stream import SLOWEST_READER
from detomo.engine.types import Limits, ResultColumn

_RESET_CONNECTION = 0x1F
_SQL_MODE = "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION"
_RECURSION_STEPS = 100_000
_WARNINGS = 20
_UNLIMITED = 2**64 - 1
_MARIADB_TIMEOUT, _MYSQL_TIMEOUT, _CONNECTION_KILLED = 1969, 3024, 1927
_TIMEOUTS = frozenset({_MARIADB_TIMEOUT, _MYSQL_TIMEOUT})
_LOST = frozenset(
    {CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, ER.SERVER_SHUTDOWN, _CONNECTION_KILLED, 0}  # 0: closed already
)
_LOGIN = frozenset({ER.ACCESS_DENIED_ERROR, ER.DBACCESS_DENIED_ERROR, 1698, 1820, 1862})
_CODES = {
    **dict.fromkeys(_TIMEOUTS, "query_timeout"),
    **dict.fromkeys(_LOST, "database_lost"),
    **dict.fromkeys(
        (
            ER.TABLEACCESS_DENIED_ERROR,
            ER.COLUMNACCESS_DENIED_ERROR,
            ER.ACCESS_DENIED_ERROR,
            ER.DBACCESS_DENIED_ERROR,
            ER.SPECIFIC_ACCESS_DENIED_ERROR,
            ER.PROCACCESS_DENIED_ERROR,
        ),
        "query_denied",
    ),
    **dict.fromkeys((ER.OUTOFMEMORY, ER.OUT_OF_SORTMEMORY, ER.OUT_OF_RESOURCES), "query_memory"),
}


_WINDOW = re.compile(r"\bover\b", re.IGNORECASE)


class _Connection(pymysql.connections.Connection):
    def reset(self) -> None:
        """Bring the session back to its state after the login: one round trip, unlike a new connection."""
        driver: Any = self  # the driver has no public way to send this command
        driver._execute_command(_RESET_CONNECTION, "")
        driver._read_ok_packet()


class MysqlAdapter(Adapter):
    dialect = "mysql"
    _connection: _Connection

    def open(self) -> str:
        with self._connecting():
            self._connection = self._connect()
            self._mariadb = "mariadb" in self._version.lower()
            self._pin()
        return self._session

    def probe(self) -> tuple[Finding, ...]:
        with self._reading() as cursor:
            return tuple(probe(cursor))

    def introspect(self) -> Catalog:
        with self._reading() as cursor:
            return read_catalog(cursor, self.target.database, self.tables)

    def dry_run(self, sql: str, seconds: float) -> None:
        require_query(sql)
        self._begin(seconds, _UNLIMITED)
        with self.errors(seconds, touched_rows=False), closing(self._connection.cursor()) as cursor:
            cursor.execute(explained(sql))

    def execute(self, sql: str, limits: Limits, *, streaming: bool) -> "MysqlCursor":
        require_query(sql)
        # A slow reader holds the statement open: then the deadline is kept by the service alone.
        seconds = limits.seconds * (SLOWEST_READER if streaming else 1)
        self._begin(seconds, limits.rows + 1)
        self._keep_windows_right(sql)
        return MysqlCursor(self, self._connection, sql, seconds)

    def _keep_windows_right(self, sql: str) -> None:
        """MariaDB 10.11 merges a derived table below a window function and loses conditions that hold a subquery."""
        if self._mariadb and _WINDOW.search(sql):
            with self.errors(CONNECT_SECONDS), closing(self._connection.cursor()) as cursor:
                cursor.execute("SET SESSION optimizer_switch = 'derived_merge=off'")

    def cancel(self) -> None:
        with closing(self._connect()) as other, closing(other.cursor()) as cursor:
            cursor.execute(f"KILL QUERY {self._session}")

    def ping(self) -> None:
        with self._reading() as cursor:
            cursor.execute("SELECT 1")

    def reset(self) -> None:
        try:
            self._connection.reset()
            self._pin()
        except (pymysql.Error, OSError, AttributeError):  # the driver's socket is None once it is closed
            self._drop()

    def reap(self, session: str) -> None:
        with self.errors(CONNECT_SECONDS), closing(self._connection.cursor()) as cursor:
            cursor.execute(f"KILL {int(session)}")

    @property
    def _session(self) -> str:
        driver: Any = self._connection
        return str(driver.thread_id())

    @property
    def _version(self) -> str:
        driver: Any = self._connection
        return str(driver.get_server_info())

    def _connect(self) -> _Connection:
        target = self.target
        options = tls_options(dict(target.options))
        options.pop("charset", None)  # always the one that can hold every character
        connection = _Connection(
            host=target.host,
            port=target.port,
            user=target.user or None,
            password=target.password,
            database=target.database,
            charset="utf8mb4",
            connect_timeout=CONNECT_SECONDS,
            autocommit=True,
            local_infile=False,
            program_name="detomo",
            defer_connect=True,
            **options,
        )
        connection.connect(self._socket())
        return connection

    def _socket(self) -> socket.socket | None:
        """A connection to one of the host's addresses where they have to be looked at; else the driver makes it."""
        target, error = self.target, OSError("the host has no address")
        if target.reach == "any":
            return None
        for address in permitted_addresses(target.host, target.port, target.reach):
            try:
                made = socket.create_connection((address, target.port), CONNECT_SECONDS)
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return made
            except OSError as err:
                error = err
        raise error

    def _pin(self) -> None:
        """The session settings that decide what a statement means; the guard reads it by the same ones."""
        recursion = "max_recursive_iterations" if self._mariadb else "cte_max_recursion_depth"
        mode = _SQL_MODE if self._mariadb else f"{_SQL_MODE},ONLY_FULL_GROUP_BY"  # MariaDB's does not know keys
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("SET NAMES utf8mb4")
            cursor.execute(
                f"SET SESSION sql_mode = '{mode}', group_concat_max_len = 1000000, lock_wait_timeout = 5, "
                f"{recursion} = {_RECURSION_STEPS}"
            )

    def _begin(self, seconds: float, rows: int) -> None:
        """Start the statement's transaction; a connection that went away while idle is made again."""
        try:
            self._start_transaction(seconds, rows)
        except (pymysql.Error, OSError, AttributeError):  # the driver's socket is None once it is closed
            with self._connecting():
                self._drop()
                self._connection = self._connect()
                self._pin()
                self._start_transaction(seconds, rows)

    def _start_transaction(self, seconds: float, rows: int) -> None:
        limit = (
            f"max_statement_time = {seconds:.3f}" if self._mariadb else f"max_execution_time = {int(seconds * 1000)}"
        )
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(f"SET SESSION {limit}, sql_select_limit = {rows}")
            cursor.execute("START TRANSACTION READ ONLY")

    def _drop(self) -> None:
        with suppress(pymysql.Error):
            self._connection.close()

    @contextmanager
    def _reading(self) -> Iterator[pymysql.cursors.Cursor]:
        """A transaction for the adapter's own questions."""
        self._begin(self.limits.seconds, _UNLIMITED)
        try:
            with self.errors(self.limits.seconds), closing(self._connection.cursor()) as cursor:
                yield cursor
        finally:
            self.reset()

    @contextmanager
    def _connecting(self) -> Iterator[None]:
        try:
            yield
        except (pymysql.Error, OSError, UnicodeError, ValueError, RuntimeError) as err:
            text = str(err.args[-1]) if err.args else type(err).__name__
            diagnosis = text.replace(self.target.password, "***") if self.target.password else text
            code = "database_login_failed" if _number(err) in _LOGIN else "database_unreachable"
            raise AdapterError(code, diagnosis) from err

    @contextmanager
    def errors(self, seconds: float, *, touched_rows: bool = True) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        except (pymysql.Error, OSError, UnicodeError, ValueError) as err:
            number = _number(err)
            code = _CODES.get(number, "query_failed")
            if number == ER.QUERY_INTERRUPTED:
                code = "query_timeout" if time.monotonic() - started >= seconds * 0.95 else "query_cancelled"
            raise AdapterError(code, str(err.args[-1] if err.args else err), touched_rows=touched_rows) from err


class MysqlCursor:
    """Rows as the server sends them; the driver holds one at a time."""

    def __init__(self, adapter: MysqlAdapter, connection: _Connection, sql: str, seconds: float) -> None:
        self._adapter = adapter
        self._connection = connection
        self._seconds = seconds
        self._ended = False
        self._started = time.monotonic()
        self._cursor = SSCursor(connection)
        try:
            with adapter.errors(seconds):
                self._cursor.execute(sql)
        except AdapterError:
            self._ended = True
            raise

    def fetch(self, count: int) -> Sequence[Row]:
        with self._adapter.errors(self._seconds):
            rows: Sequence[Row] = self._cursor.fetchmany(count)
        self._ended = len(rows) < count
        return rows

    def columns(self, rows: Sequence[Row]) -> tuple[ResultColumn, ...]:
        description: Sequence[Any] = self._cursor.description or ()
        return tuple(
            ResultColumn(entry[0], typed(entry[1], entry[3], [row[number] for row in rows]))
            for number, entry in enumerate(description)
        )

    def close(self) -> tuple[str, ...]:
        if not self._ended:
            self._abandon()
            return ()
        if time.monotonic() - self._started >= self._seconds:
            # sleep() and benchmark() answer with a value, not with an error, when the server's own limit ends them.
            raise AdapterError("query_timeout")
        with self._adapter.errors(self._seconds), closing(self._connection.cursor()) as cursor:
            cursor.execute(f"SHOW WARNINGS LIMIT {_WARNINGS}")
            return tuple(text for level, _, text in cursor.fetchall() if level != "Note")

    def _abandon(self) -> None:
        """The protocol has no way to leave rows unread: end the statement, then read what is on its way."""
        with suppress(pymysql.Error):
            self._adapter.cancel()
        with suppress(pymysql.Error):
            self._cursor.close()


def _number(err: BaseException) -> int:
    return err.args[0] if err.args and isinstance(err.args[0], int) else -1
