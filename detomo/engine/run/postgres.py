"""PostgreSQL: one statement by the extended protocol in a read-only transaction of a session that is reset afterwards.

The role's grants are the boundary: `probe` refuses roles whose rights no transaction mode can take away.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from detomo.engine.catalog.model import Catalog
from detomo.engine.run.adapter import CONNECT_SECONDS, Adapter, AdapterError, Row, explained, require_query
from detomo.engine.run.addresses import permitted_addresses
from detomo.engine.run.declared import column_type
from detomo.engine.run.findings import Finding
from detomo.engine.run.postgres_catalog import read_catalog
from detomo.engine.run.postgres_rights import probe
from detomo.engine.run.postgres_values import register
from detomo.engine.run.stream import SLOWEST_READER
from detomo.engine.types import ColumnType, Limits, ResultColumn

_PINNED = {
    "default_transaction_read_only": "on",
    "standard_conforming_strings": "on",  # the parser of the guard reads strings this way
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "0",
}
_CHECKS_CLIENT_SINCE = 140000
_FETCH_ROWS = 500
_SESSION = "SELECT pid || ':' || extract(epoch FROM backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_LOGIN_WORDS = ("authentication", "password", "role ", "pg_hba", "SASL", "認証", "パスワード", "ロール")
_CANCELLED, _OUT_OF_MEMORY, _PROGRAM_LIMIT, _DENIED = "57014", "53200", "54000", "42501"
_SESSION_ENDED = ("57P01", "57P02", "57P03", "57P05")


class PostgresAdapter(Adapter):
    dialect = "postgres"
    _connection: psycopg.Connection

    def open(self) -> str:
        with self._connecting():
            self._connection = self._connect()
            with self._connection.cursor() as cursor:
                self._path = list(_scalar(cursor, "SELECT current_schemas(false)"))
                session = str(_scalar(cursor, _SESSION))
        return session

    def probe(self) -> tuple[Finding, ...]:
        with self._reading(), self._connection.cursor() as cursor:
            return tuple(probe(cursor))

    def introspect(self) -> Catalog:
        with self._reading(), self._connection.cursor() as cursor:
            return read_catalog(cursor, self._path[0] if self._path else "", self.tables)

    def dry_run(self, sql: str, seconds: float) -> None:
        require_query(sql)
        self._begin(seconds)
        with self.errors(seconds, touched_rows=False), self._connection.cursor() as cursor:
            for _ in cursor.stream(explained(sql)):
                pass

    def execute(self, sql: str, limits: Limits, *, streaming: bool) -> "PostgresCursor":
        require_query(sql)
        # A slow reader holds the statement open: then the deadline is kept by the service alone.
        seconds = limits.seconds * (SLOWEST_READER if streaming else 1)
        self._begin(seconds)
        return PostgresCursor(self, self._connection, sql, seconds)

    def cancel(self) -> None:
        self._connection.cancel_safe(timeout=CONNECT_SECONDS)

    def ping(self) -> None:
        with self._reading(), self._connection.cursor() as cursor:
            _scalar(cursor, "SELECT 1")

    def reset(self) -> None:
        try:
            self._command("ROLLBACK")
            self._command("DISCARD ALL")
        except psycopg.Error:
            self._connection.close()

    def reap(self, session: str) -> None:
        pid, _, started = session.partition(":")
        sql = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s "
            "AND extract(epoch FROM backend_start) = %s::numeric"
        )
        with self._reading(), self._connection.cursor() as cursor:
            cursor.execute(sql, (int(pid), started))

    def _connect(self) -> psycopg.Connection:
        target = self.target
        connection = psycopg.connect(
            **self._hosts(),
            port=target.port,
            user=target.user or None,
            password=target.password or None,
            dbname=target.database,
            connect_timeout=CONNECT_SECONDS,
            application_name="detomo",
            client_encoding="utf8",
            autocommit=True,
            prepare_threshold=None,
            **dict(target.options),  # type: ignore[arg-type]
        )
        register(connection)
        return connection

    def _hosts(self) -> dict[str, Any]:
        """The host; pinned to its addresses where they have to be looked at. The name stays, for the certificate.

        Such a host was not chosen by the operator: it gets nothing of what is in the operator's home (`.pgpass`,
        `.postgresql/`) or in their Kerberos cache.
        """
        target = self.target
        if target.reach == "any":
            return {"host": target.host}
        addresses = permitted_addresses(target.host, target.port, target.reach)
        pinned = {"host": ",".join([target.host] * len(addresses)), "hostaddr": ",".join(addresses)}
        return {**pinned, "passfile": os.devnull, "sslcertmode": "disable", "require_auth": "!gss,!sspi"}

    def _begin(self, seconds: float) -> None:
        """Start the statement's transaction; a connection that went away while idle is made again."""
        commands = self._opening(seconds)
        try:
            self._command(commands)
        except psycopg.OperationalError:
            with self._connecting():
                self._connection.close()
                self._connection = self._connect()
                self._command(commands)

    def _opening(self, seconds: float) -> str:
        settings = {**_PINNED, "statement_timeout": str(max(int(seconds * 1000), 1))}
        if self._connection.info.server_version >= _CHECKS_CLIENT_SINCE:
            settings["client_connection_check_interval"] = "1000"
        # Temporary tables come last, so that none can stand in for a table of the catalog.
        path = SQL(", ").join([Identifier(name) for name in [*self._path, "pg_temp"]]).as_string(self._connection)
        pins = "".join(f"SET LOCAL {name} = '{value}'; " for name, value in settings.items())
        return f"BEGIN READ ONLY; {pins}SET LOCAL search_path = {path}"

    def _command(self, sql: str) -> None:
        """Run statements of the adapter's own by the simple protocol: one round trip for all of them."""
        result = self._connection.pgconn.exec_(sql.encode())
        if result.status not in (psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK):
            raise psycopg.OperationalError(result.get_error_message())

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """A transaction for the adapter's own questions."""
        self._begin(self.limits.seconds)
        try:
            with self.errors(self.limits.seconds):
                yield
        finally:
            self.reset()

    @contextmanager
    def _connecting(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.Error, UnicodeError, ValueError) as err:
            text = (str(err).splitlines() or [""])[0]
            login = any(word in text for word in _LOGIN_WORDS)
            diagnosis = text.replace(self.target.password, "***") if self.target.password else text
            raise AdapterError("database_login_failed" if login else "database_unreachable", diagnosis) from err

    @contextmanager
    def errors(self, seconds: float, *, touched_rows: bool = True) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        except (psycopg.Error, UnicodeError, ValueError) as err:
            overdue = time.monotonic() - started >= seconds * 0.95
            raise AdapterError(self._code(err, overdue), str(err), touched_rows=touched_rows) from err

    def _code(self, err: Exception, overdue: bool) -> str:
        state = getattr(err, "sqlstate", None) or ""
        if state == _CANCELLED:
            return "query_timeout" if overdue else "query_cancelled"
        if state in _SESSION_ENDED or self._connection.closed:
            return "database_lost"
        codes = {_OUT_OF_MEMORY: "query_memory", _PROGRAM_LIMIT: "query_too_large", _DENIED: "query_denied"}
        return codes.get(state, "query_failed")


class PostgresCursor:
    """Rows as the server sends them; libpq never holds more than `_FETCH_ROWS` of them."""

    def __init__(self, adapter: PostgresAdapter, connection: psycopg.Connection, sql: str, seconds: float) -> None:
        self._adapter = adapter
        self._connection = connection
        self._sql = sql
        self._seconds = seconds
        self._cursor = connection.cursor()
        self._rows: Any = self._cursor.stream(sql, size=_FETCH_ROWS)

    def fetch(self, count: int) -> Sequence[Row]:
        with self._adapter.errors(self._seconds):
            return list(islice(self._rows, count))

    def columns(self, rows: Sequence[Row]) -> tuple[ResultColumn, ...]:
        """Names and types; a stream without rows does not tell them, so that the statement is described once more."""
        if self._cursor.description:
            pairs = [(column.name, column.type_code) for column in self._cursor.description]
        else:
            with self._adapter.errors(self._seconds):
                pairs = list(_described(self._connection, self._sql))
        return tuple(ResultColumn(name, self._type(oid)) for name, oid in pairs)

    def _type(self, oid: int) -> ColumnType:
        info = self._connection.adapters.types.get(oid)
        if info is None:
            return ColumnType.TEXT  # enumerations and other types of the database's own come as their text
        return ColumnType.JSON if oid == info.array_oid else column_type(info.name)

    def close(self) -> tuple[str, ...]:
        with self._adapter.errors(self._seconds):
            self._rows.close()
        return ()


def _described(connection: psycopg.Connection, sql: str) -> Iterator[tuple[str, int]]:
    connection.pgconn.prepare(b"", sql.encode())
    result = connection.pgconn.describe_prepared(b"")
    for number in range(result.nfields):
        yield (result.fname(number) or b"").decode(), result.ftype(number)


def _scalar(cursor: psycopg.Cursor, sql: str) -> Any:
    row = cursor.execute(sql).fetchone()
    return row[0] if row else None
